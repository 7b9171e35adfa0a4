# drug-search.sh: drugs are found by kanji, kana, ingredient and code, down to one character
. "$TEST_SRCDIR/tests/cli/prelude"
for q in リポバス りぽばす ﾘﾎﾟﾊﾞｽ シンバスタチン 612180263 2189011F1025; do
	run 0 drug search --limit 200 "$q"
	has out 612180263
done
run 0 drug search --limit 3 錠
[ "$(wc -l <"$tmp/out")" -eq 3 ] || fail "limit"
run 0 drug search --limit 5 --format json アムロジピン
if command -v python3 >/dev/null; then
	python3 -c 'import json,sys; d=json.load(open(sys.argv[1]))["drugs"]; assert 0 < len(d) <= 5 and "price_code" in d[0]' "$tmp/out" || fail json
fi
run 64 drug search --limit 0 錠
