# a prescription typed by hand: every fault at once, corrected afterwards, the original kept
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db; export YAGEN_STORE
at="--at 2026-11-20T01:00:00Z --by p1 --terminal t1 --lang en"
cat >"$tmp/rx.json" <<'END'
{ "patient": {"name": "例示　花子", "kana": "ﾚｲｼﾞ ﾊﾅｺ"}, "sex": "female", "born": "1968-04-15",
  "institution": {"name": "架空内科クリニック", "address": "東京都架空区例示町１"}, "doctor": {"name": "架空　一郎"}, "issued": "2026-11-19",
  "groups": [{"number": 1, "form": "oral", "quantity": 14, "usage": "１日１回朝食後",
    "lines": [{"seq": 1, "system": "yj", "code": "2171022F2025", "name": "ノルバスク錠５ｍｇ", "amount": "1", "unit": "錠"}]}] }
END
echo '{"groups": [{"lines": [{"code": "2171022F2026", "system": "yj"}]}]}' >"$tmp/bad.json"
echo '{"groups": [' >"$tmp/cut.json"
run 65 case enter $at "$tmp/bad.json"
has err 'patient.name'
has err 'groups[0].lines[0].unit'
has err 'typed-check-digit'
has err '[typed-faults]'
empty out
run 65 case enter $at "$tmp/cut.json"
run 66 case enter $at "$tmp/none.json"
run 0 case enter $at "$tmp/rx.json"
id=$(head -n 1 "$tmp/out")
[ ${#id} -eq 65 ] || fail "no case id: $id"
has out 'rx/1/1  ok'
run 65 case enter $at "$tmp/rx.json"
has err '[exists]'
run 2 case check $at "$id"
has err 'rx-entered'
run 64 case correct $at --why x "$id"
run 65 case correct $at --line rx/1/1 --set amount=2 "$id"
has err '[why]'
run 0 case correct $at --why miscopied --line rx/1/1 --set amount=2 "$id"
has out 'groups[0].lines[0].amount: "1" -> "2"'
run 0 case correct $at --why days --line rx/1 --set quantity=7 "$id"
has out 'groups[0].quantity: 14 -> 7'
run 66 case correct $at --why x --line rx/9 --set quantity=7 "$id"
run 2 case check $at "$id"
has err 'rx-corrected'
sed 's/"amount": "1"/"amount": "1.5"/' "$tmp/rx.json" >"$tmp/rx2.json"
run 0 case correct $at --why whole --format json "$id" "$tmp/rx2.json"
has out '"after":"1.5"'
run 65 case print $at --kind record "$id"
has err '[not-dispensed]'
run 64 case print $at "$id"
