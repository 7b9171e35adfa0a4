# json-schema.sh: every kind of answer fits docs/api/check.schema.json
. "$TEST_SRCDIR/tests/cli/prelude"
python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema not found"
check() {
	python3 - "$tmp/out" "$TEST_SRCDIR/docs/api/check.schema.json" "$TEST_SRCDIR/docs/api/prescription.schema.json" <<'END' || fail "$*"
import json, jsonschema, sys
answer, report, prescription = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
for schema, part in ((report, answer), (prescription, answer["prescription"])):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(part)
END
}
set -- check --format json --as-of $day
run 0 "$@" --history "$data/notebook-other.csv" "$data/rx.csv"; check clear
run 1 "$@" --history "$data/notebook-itz.csv" "$data/rx.csv"; check findings
run 2 "$@" "$data/rx.csv"; check incomplete
run 1 "$@" --history "$data/terminal-refused.xml" --history "$data/notebook-other.csv" "$data/rx.csv"; check masked
run 1 "$@" --history "$data/notebook-other.csv" "$data/rx-name.csv"; check identity
run 2 "$@" --history "$data/notebook-other.csv" "$data/rx-unknown.csv"; check unchecked
run 1 "$@" --explain --history "$data/notebook-itz.csv" --patient "$data/patient.json" "$data/rx.csv"; check explain
run 1 check --format json --as-of 2026-07-01 --history "$data/notebook-other.csv" "$data/rx.csv"; check expired
echo x >"$tmp/h"; run 2 "$@" --history "$tmp/h" "$data/rx.csv"; check "refused history"
printf 'rule,enabled,severity,note,name,date,confirm\nD01-012,0,,x,y,2026-05-01,yes\nG-BZD,1,info,x,y,2026-07-01,\n' >"$tmp/site.csv"
run 0 "$@" --overlay "$tmp/site.csv" --explain --history "$data/notebook-itz.csv" "$data/rx.csv"; check overlay
run 1 "$@" --history "$data/notebook-itz.csv" "$data/rx.csv"
k=$(sed -n 's/^ *"key": "\([0-9a-f]\{16\}\)".*/\1/p' "$tmp/out" | head -1)
printf '{"yagen":"answers","answers":[{"finding_key":"%s","reason":"partner-stopped","by":"y","on":"%s","until":null}]}' "$k" $day >"$tmp/a.json"
run 1 "$@" --explain --answers "$tmp/a.json" --history "$data/notebook-itz.csv" "$data/rx.csv"; check answered
grep -q '"by": "y"' "$tmp/out" || fail "not answered"
python3 - "$tmp/a.json" "$TEST_SRCDIR/docs/api/answers.schema.json" <<'END' || fail "answers.schema.json"
import json, jsonschema, sys
answers, schema = (json.load(open(p, encoding="utf-8")) for p in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(answers)
END
run 2 "$@" "$data/rx.csv"
# and the schema can say no
sed 's/"verdict": "incomplete"/"verdict": "fine"/' "$tmp/out" >"$tmp/bad"; mv "$tmp/bad" "$tmp/out"
(check "must fail") 2>/dev/null && fail "a wrong verdict passed"
exit 0
