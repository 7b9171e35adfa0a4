# replay.sh: case folders are run again and compared; what differs is shown, accepted with a reason, or unreadable
. "$TEST_SRCDIR/tests/cli/prelude"
cases=$TEST_SRCDIR/fixtures/cases
run 0 replay "$cases"
[ "$(grep -c '^PASS ' "$tmp/out")" -ge 350 ] || fail "not all cases were run"
hasnt out 違います
run 0 replay "$cases/001-clear-with-history"
has out "PASS 001-clear-with-history"
# one line of the expectation is another one
cp -R "$cases/031-ended-course-does-not-overlap" "$tmp/one" && chmod -R u+w "$tmp/one"
sed -i 's/^verdict: .*/verdict: incomplete/' "$tmp/one/expect.txt"
run 1 replay "$tmp/one"
has out "違います one"
has out "  - verdict: incomplete"
has out "  + verdict: clear"
hasnt out "exit: 0"
run 1 replay --lang en "$tmp/one"
has out "DIFFERS one"
cp "$tmp/one/expect.txt" "$tmp/before"
# accepting writes the reason, and then it passes
run 64 replay --accept "" "$tmp/one"
cmp -s "$tmp/before" "$tmp/one/expect.txt" || fail "changed without a reason"
run 0 replay --accept "the course ended before" "$tmp/one"
has out "書き換えました one"
grep -qx "accepted: the course ended before" "$tmp/one/expect.txt" || fail "no reason written"
run 0 replay "$tmp/one"
# a new case has no expectation yet
rm "$tmp/one/expect.txt"
run 1 replay "$tmp/one"
has out "expect.txt がありません"
run 0 replay --accept new "$tmp/one"
# what cannot be read is said with file and line, and the others are still run
mkdir "$tmp/all" && cp -R "$tmp/one" "$tmp/all/a" && cp -R "$tmp/one" "$tmp/all/b" && cp -R "$tmp/one" "$tmp/all/c" && cp -R "$tmp/one" "$tmp/all/d"
echo "nonsense: 1" >>"$tmp/all/b/case.txt"
sed -i 's/^history: .*/history: ..\/one\/hist.csv/' "$tmp/all/c/case.txt"
sed -i 's/^rx: .*/rx: none.csv/' "$tmp/all/d/case.txt"
run 65 replay "$tmp/all"
has out "PASS a"
has out "読めません b"
has out "読めません c"
has out "読めません d"
has err "[fixture-line]"
has err "[fixture-value]"
has err "[fixture-file]"
run 66 replay "$tmp/none"
mkdir "$tmp/empty"
run 66 replay "$tmp/empty"
# as JSON
run 65 replay --format json "$tmp/all"
python3 - "$tmp/out" "$TEST_SRCDIR/docs/api/replay.schema.json" <<'END' || fail "JSON"
import json, sys
answer, schema = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
assert (answer["passed"], answer["unreadable"]) == (1, 3), answer
try:
    import jsonschema
    jsonschema.Draft202012Validator(schema).validate(answer)
except ImportError:
    pass
END
# the reports are what check prints
run 0 replay --reports "$tmp/reports" "$cases/001-clear-with-history"
cd "$cases/001-clear-with-history" || exit 99
run 0 check --format json --as-of 2026-11-20 --history hist.csv rx.csv
cmp "$tmp/out" "$tmp/reports/001-clear-with-history.json" || fail "the report differs from that of check"
