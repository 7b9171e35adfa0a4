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
# and the schema can say no
sed 's/"verdict": "incomplete"/"verdict": "fine"/' "$tmp/out" >"$tmp/bad"; mv "$tmp/bad" "$tmp/out"
(check "must fail") 2>/dev/null && fail "a wrong verdict passed"
exit 0
