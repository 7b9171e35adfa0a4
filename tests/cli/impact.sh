# impact.sh: two editions over a corpus: what comes, goes and changes, for each rule, with examples and rates; same bytes with any threads
. "$TEST_SRCDIR/tests/cli/prelude"
tables
b64() { base64 <"$1" | tr -d '\n'; }
edition() {	# edition NAME SED: a copy of the rules in which pairs.csv is changed
	cp -R "$tmp/rules" "$tmp/$1" && sed -i "$2" "$tmp/$1/pairs.csv" && sh "$TEST_SRCDIR/rules/stamp" "$tmp/$1" || exit 99
}
mkdir "$tmp/corpus"
{
	printf '{"id":"itz","as_of":"%s","rx":{"format":"eps-csv","base64":"%s"},"history":[{"label":"notebook","format":"techo","base64":"%s"}]}\n' \
		$day "$(b64 "$data/rx.csv")" "$(b64 "$data/notebook-itz.csv")"
	printf '{"as_of":"%s","consent":"paper","lookback":365,"rx":{"base64":"%s"},"history":[{"base64":"%s"}],"patient":{"sex":"female","birth_date":"1960-01-01"}}\n' \
		$day "$(b64 "$data/rx.csv")" "$(b64 "$data/notebook-other.csv")"
	echo
} >"$tmp/corpus/corpus.jsonl"
cp -R "$TEST_SRCDIR/fixtures/cases/001-clear-with-history" "$tmp/corpus/001" && chmod -R u+w "$tmp/corpus"
set -- impact --master "$tmp/drugmaster" --rules "$tmp/rules"
run 64 "$@" "$tmp/corpus"
# nothing changes
run 0 "$@" --rules "$tmp/rules" "$tmp/corpus"
has out "処方箋 3枚、薬 "
has out "変わるものはありません"
# switched off: lost, and the verdict with it; the reader is warned
edition off 's/^D01-012,critical,1,/D01-012,critical,0,/'
run 1 "$@" --rules "$tmp/off" "$tmp/corpus"
has out "回答が変わるもの 1枚"
has out "重大な所見のうち、なくなるか軽くなるもの: 1"
has out "findings -> clear 1: itz"
has out "D01-012 contraindicated-pair"
has out "なくなる 1"
has out "itz: rx/1/1 hist/0/1"
# the other way round: gained
run 1 impact --master "$tmp/drugmaster" --rules "$tmp/off" --rules "$tmp/rules" --lang en "$tmp/corpus"
has out "gained 1"
has out "clear -> findings 1: itz"
hasnt out "lost 1"
# another severity and another text: changed, once
edition less 's/^D01-012,critical,1,S,/D01-012,warning,1,S,改・/'
run 1 "$@" --rules "$tmp/less" --lang en "$tmp/corpus"
has out "changed 1"
has out "severity 1"
has out "itraconazole × simvastatin"
has out "critical->warning"
has out "critical findings that go or become less: 1"
run 1 "$@" --rules "$tmp/less" "$tmp/corpus"
has out "text 1"
has out "改・イトラコナゾール"
# an edition of the drug master that no longer knows a drug: said as coverage
cp -R "$tmp/drugmaster" "$tmp/fewer"
line=$(grep -n 2189011F1 "$tmp/fewer/products.csv" | head -1 | cut -d: -f1)
[ -n "$line" ] || fail "the drug of the prescription is not in the master"
sed -i '/,2189011F1/d' "$tmp/fewer/products.csv" && sh "$TEST_SRCDIR/rules/stamp" "$tmp/fewer" || exit 99
run 1 impact --master "$tmp/drugmaster" --master "$tmp/fewer" --rules "$tmp/rules" --lang en "$tmp/corpus"
has out "no longer identified 2"
has out "itz: rx/1/1"
# the same bytes whatever the number of threads, in all three shapes
for t in 1 2 7; do
	run 1 "$@" --rules "$tmp/less" --threads $t --format json --html "$tmp/page$t" "$tmp/corpus"
	cp "$tmp/out" "$tmp/json$t"
done
cmp "$tmp/json1" "$tmp/json2" && cmp "$tmp/json1" "$tmp/json7" && cmp "$tmp/page1" "$tmp/page2" && cmp "$tmp/page1" "$tmp/page7" || fail "threads show"
python3 - "$tmp/json1" "$TEST_SRCDIR/docs/api/impact.schema.json" <<'END' || fail "JSON"
import json, sys
answer, schema = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
assert answer["changed"] == 1 and answer["prescriptions"] == 3 and answer["critical_lost"] == 1
rule = [r for r in answer["rules"] if r["rule"] == "D01-012"]
assert len(rule) == 1 and rule[0]["changed"]["count"] == 1 and rule[0]["changed_in"]["severity"] == 1, rule
n = answer["lines"]
assert rule[0]["changed"]["per_1000_lines"] == "%.2f" % (1000 / n), rule
try:
    import jsonschema
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(answer)
except ImportError:
    pass
END
# the page: one file, Japanese, no script, nothing fetched
grep -q '<html lang="ja">' "$tmp/page1" || fail "language of the page"
if grep -qiE '<script|<link|<img|src=|href=|url\(|@import' "$tmp/page1"; then fail "the page fetches or runs something"; fi
if command -v xmllint >/dev/null; then
	xmllint --html --noout "$tmp/page1" 2>"$tmp/err" && empty err || fail "markup"
fi
# ids are text, never markup
sed -i 's/"id":"itz"/"id":"<b>\&\\"x"/' "$tmp/corpus/corpus.jsonl"
run 1 "$@" --rules "$tmp/less" --html "$tmp/page" "$tmp/corpus"
if grep -q '<b>' "$tmp/page"; then fail "markup from an id"; fi
grep -q '&lt;b&gt;&amp;&quot;x' "$tmp/page" || fail "the id is not in the page"
# prescriptions that cannot be read: named, counted, in no number
printf '{"id":"slip","as_off":"%s","rx":{"text":"x"}}\nnot json\n' $day >>"$tmp/corpus/corpus.jsonl"
mkdir "$tmp/corpus/zz" && echo "title: x" >"$tmp/corpus/zz/case.txt"
run 65 "$@" --rules "$tmp/less" "$tmp/corpus"
has out "読めなかったもの 3枚"
has out "処方箋 3枚"
[ "$(grep -c 'impact-unreadable' "$tmp/err")" = 3 ] || fail "not all unreadable ones are named"
# a prescription that no edition takes was not checked, and that is said
printf '{"id":"refused","as_of":"%s","rx":{"text":"x"}}\n' $day >"$tmp/corpus/corpus.jsonl"
rm -r "$tmp/corpus/zz"
run 0 "$@" --rules "$tmp/less" "$tmp/corpus"
has out "どちらの版でも受け付けない処方箋（確認していません）: 1"
run 66 "$@" --rules "$tmp/less" "$tmp/none"
mkdir "$tmp/empty"
run 66 "$@" --rules "$tmp/less" "$tmp/empty"
