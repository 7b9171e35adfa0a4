# a code nobody knows: collected, settled once by a person, used at the next check and said so, taken back
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db; export YAGEN_STORE
at="--at 2026-11-20T01:00:00Z --by p1 --terminal t1 --lang en"
cat >"$tmp/rx.json" <<'END'
{ "patient": {"name": "例示　花子", "kana": "ﾚｲｼﾞ ﾊﾅｺ"}, "sex": "female", "born": "1968-04-15",
  "institution": {"name": "架空内科クリニック"}, "doctor": {"name": "架空　一郎"}, "issued": "2026-11-19",
  "groups": [{"number": 1, "form": "oral", "quantity": 14, "usage": "１日１回朝食後",
    "lines": [{"seq": 1, "system": "receipt", "code": "699999901", "name": "プレドニン院内錠５", "amount": "1", "unit": "錠"}]}] }
END
run 0 case enter $at "$tmp/rx.json"
id=$(head -n 1 "$tmp/out")
has out 'rx/1/1  unknown  unknown-code'
run 0 worklist list $at
has out '699999901'
has out 'プレドニン院内錠５'
hasnt out '例示'
item=$(cut -d' ' -f1 "$tmp/out")
run 2 case check $at --format json "$id"
has out '"unchecked"'
run 65 worklist settle $at "$item" receipt 612450118 アムロジピン錠
has err '[not-identified]'
run 66 worklist settle $at 00 receipt 612450118 プレドニン錠５ｍｇ
run 0 worklist settle $at --note checked "$item" receipt 612450118 プレドニン錠５ｍｇ
has out 'settled'
run 0 worklist list $at
empty out
run 2 case check $at --format json "$id"
has out 'settled-by:p1'
has out 'line-settled'
run 64 worklist retire $at "$item"
run 0 worklist retire $at --why mistaken "$item"
run 2 case check $at --format json "$id"
hasnt out 'settled-by'
run 0 worklist list $at --state all --format json
has out '"state":"open"'
