# patient.sh: patient facts come as neutral JSON or a notebook; unknown keys are reported, other files refused
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 check --as-of $day --patient "$data/patient.json" --history "$data/notebook-other.csv" "$data/rx.csv"
run 0 check --as-of $day --patient "$data/notebook-other.csv" --history "$data/notebook-other.csv" "$data/rx.csv"
echo '{"birth_date": "1968-04-15", "shoe_size": "24"}' >"$tmp/patient.json"
run 0 check --as-of $day --patient "$tmp/patient.json" --history "$data/notebook-other.csv" "$data/rx.csv"
has err shoe_size
has err patient.json
run 65 check --as-of $day --patient "$data/rx.csv" --history "$data/notebook-other.csv" "$data/rx.csv"
