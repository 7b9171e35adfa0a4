# documents of a case that was handed over: notebook, QR symbol that reads back, record as PDF
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db; export YAGEN_STORE
at="--at 2026-11-20T01:00:00Z --by p1 --terminal t1 --lang en"
cat >"$tmp/rx.csv" <<'END'
SJ1
1,1,1399906,13,架空内科クリニック
2,100-0000,東京都架空区例示町１丁目２番３号
3,03-0000-0001,03-0000-0002,
4,2,01,内科
5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎
11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ
12,2
13,19680415
21,1
22,06139992
23,９９－１,１２３４５,1,00
51,20261119
101,1,1,,28
111,1,3,1011000400000000,１日１回朝食後　服用,1
201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠
END
echo '{"yagen":"history","version":"JAHISTC08","visits":[]}' >"$tmp/h.json"
run 0 case new $at --history "$tmp/h.json" "$tmp/rx.csv"
id=$(head -n 1 "$tmp/out")
run 2 case check $at "$id"
run 0 case dispense $at --as-prescribed "$id"
run 64 case print $at --kind record --symbol 0 "$id"
run 64 case print $at --kind poem "$id"
"$YAGEN" case print $at --kind record "$id" >/dev/null 2>"$tmp/err" || { grep -q not-built "$tmp/err" && skip "built without PDF"; }
"$YAGEN" case print $at --kind sticker "$id" >/dev/null 2>"$tmp/err" || { grep -q not-built "$tmp/err" && skip "built without QR symbols"; }
run 0 case print $at --kind record --guidance ふらつきに注意 --out "$tmp/a.pdf" "$id"
empty out
run 0 case print $at --kind record --out "$tmp/b.pdf" "$id"
cmp "$tmp/a.pdf" "$tmp/b.pdf" || fail "the record differs when it is printed again"
head -c 5 "$tmp/a.pdf" | grep -q '%PDF-' || fail "no PDF"
if command -v pdftotext >/dev/null; then
	pdftotext -raw "$tmp/a.pdf" "$tmp/out"
	for word in 調剤録 例示 ノルバスク錠２．５ｍｇ 架空内科クリニック ふらつきに注意; do has out "$word"; done
fi
run 0 case print $at --kind techo "$id"
cp "$tmp/out" "$tmp/techo.csv"
run 0 case print $at --kind techo-qr --out "$tmp/q.png" "$id"
run 0 scan "$tmp/q.png"
cmp "$tmp/out" "$tmp/techo.csv" || fail "the symbol says something else than the notebook"
run 0 case print $at --kind techo-qr --svg "$id"
has out '</svg>'
