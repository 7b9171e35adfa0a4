# patient-facts.sh: facts come from several files of several formats; contradictions and values nobody has are said
. "$TEST_SRCDIR/tests/cli/prelude"
check() { run "$1" check --as-of $day --history "$data/notebook-other.csv" "$2" "$3" "$4" "$5" "$data/rx.csv"; }
check 0 --patient "$data/terminal-checkup.xml" --patient "$data/patient.json"
has err checkup-not-read
hasnt err facts-
# another birth date, another sex: said, and the answer goes on
echo '{"birth_date": "1968-05-14", "sex": "male", "weight_kg": 80}' >"$tmp/other.json"
check 0 --patient "$data/terminal-checkup.xml" --patient "$tmp/other.json"
has err facts-birth-differs
has err facts-sex-differs
has err other.json
# values nobody has, units nobody knows, days that are not yet
cat >"$tmp/odd.json" <<EOF
{"weight_kg": 512, "labs": [
 {"name": "クレアチニン", "value": "62", "unit": "mg/dL", "date": "2026-05-01"},
 {"name": "eGFR", "value": "62", "unit": "mL/min", "date": "2026-05-01"},
 {"name": "クレアチニン", "value": "62", "unit": "µmol/L", "date": "2026-06-02"}]}
EOF
check 0 --patient "$tmp/odd.json" --patient "$data/terminal-checkup.xml"
has err facts-implausible
has err facts-unit
has err facts-future
hasnt err 512
# a day in the future
echo '{"birth_date": "2026-06-02"}' >"$tmp/unborn.json"
check 0 --patient "$tmp/unborn.json" --patient "$data/terminal-checkup.xml"
has err facts-birth
# without consent nothing of it is used; a history it is not
sed 's|<ResultCode>1</ResultCode>|&<SpecificHealthCheckupsInfoConsFlg>0</SpecificHealthCheckupsInfoConsFlg>|' "$data/terminal-checkup.xml" >"$tmp/no.xml"
check 65 --patient "$tmp/no.xml" --patient "$data/patient.json"
has err checkup-no-consent
run 2 check --as-of $day --history "$data/terminal-checkup.xml" "$data/rx.csv"
has err not-a-history
run 65 convert --to techo "$data/terminal-checkup.xml"
run 0 convert --to json "$data/terminal-checkup.xml"
has out '"birth_date": "1968-04-15"'
# what the terminal says of the kidneys reaches the rule, in either unit, and its absence is said
sed 's/2,612180263,リポバス錠５　５ｍｇ,/2,621974701,メトグルコ錠２５０ｍｇ,/' "$data/rx.csv" >"$tmp/rx.csv"
metformin() { run "$1" check --as-of $day --format json --history "$data/notebook-other.csv" $2 $3 "$tmp/rx.csv"; }
metformin 0 --patient "$data/terminal-checkup.xml"
hasnt out REN-001
sed 's/>0\.68</>2.40</' "$data/terminal-checkup.xml" >"$tmp/c.xml"
metformin 1 --patient "$tmp/c.xml"
has out REN-001
has out 2025-11-05
echo '{"birth_date": "1968-04-15", "sex": "female", "labs": [{"name": "クレアチニン", "value": "212.16", "unit": "µmol/L", "date": "2026-05-20"}]}' >"$tmp/umol.json"
metformin 1 --patient "$tmp/umol.json"
has out "2.4 mg/dL、2026-05-20"
