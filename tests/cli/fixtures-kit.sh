# fixtures-kit.sh: every command of docs/fixtures.md runs as it stands there, in its order
. "$TEST_SRCDIR/tests/cli/prelude"
cases=$TEST_SRCDIR/fixtures/cases
tables
mkdir "$tmp/kit" "$tmp/kit/mycases" "$tmp/kit/real"
cp -R "$cases/001-clear-with-history" "$tmp/kit/mycases/001-first"
cp -R "$cases/283-records-of-the-notebook" "$tmp/kit/real/2026-0815"
mv "$tmp/drugmaster" "$tmp/kit/master"
mv "$tmp/rules" "$tmp/kit/rules"
cp -R "$tmp/kit/rules" "$tmp/kit/rules-new"
chmod -R u+w "$tmp/kit"
sed -i 's/^verdict: .*/verdict: findings/' "$tmp/kit/mycases/001-first/expect.txt"
# what the page shows: lines that begin with yagen between fences
awk '/^```$/ { on = !on; next } on && /^yagen / { print }' "$TEST_SRCDIR/docs/fixtures.md" >"$tmp/commands"
[ "$(wc -l <"$tmp/commands")" = 6 ] || { cat "$tmp/commands" >&2; fail "other commands on the page than this test expects"; }
cd "$tmp/kit" || exit 99
step() {	# step CODE: the next command of the page must end with CODE
	n=$((n + 1))
	command=$(sed -n "${n}p" "$tmp/commands")
	eval "set -- $command"
	shift
	run "$want_code" "$@"
}
n=0
want_code=1; step; has out "違います 001-first"
want_code=0; step; has out "書き換えました 001-first"
grep -q '^accepted: the 2026-12 rules' mycases/001-first/expect.txt || fail "no reason"
want_code=0; step; has out "PASS 001-first"
[ -s reports/001-first.json ] || fail "no report"
want_code=0; step; has out "変わるものはありません"
want_code=0; step; has out '"changed": 0'
grep -q '<html lang="ja">' impact.html || fail "no page"
want_code=0; step; has out "元と同じ所見"
# the new case is one of ours from now on
run 0 replay mycases
has out "PASS 002-anonymous"
# the keys of case.txt on the page are those the program takes, and the sample of the corpus is read
sed -n 's/^| `\([a-z-]*\):` |.*/\1/p' "$TEST_SRCDIR/docs/fixtures.md" | sort >"$tmp/page"
sed -n 's/.*value(line, "\([a-z-]*\)").*/\1/p' "$TEST_SRCDIR/src/lib/fixture.c" | sort >"$tmp/program"
diff "$tmp/page" "$tmp/program" || fail "keys of case.txt on the page (<) and in the program (>)"
if python3 -c 'import jsonschema' 2>/dev/null; then
	python3 - "$TEST_SRCDIR" <<'END' || fail "the sample of the corpus"
import json, jsonschema, re, sys
page = open(sys.argv[1] + "/docs/fixtures.md", encoding="utf-8").read()
sample = re.search(r'^\{"id".*?\}\}$', page, re.M | re.S).group(0).replace("\n ", "")
schema = json.load(open(sys.argv[1] + "/docs/api/corpus.schema.json", encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(json.loads(sample))
END
fi
