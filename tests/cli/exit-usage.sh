# exit-usage.sh: wrong usage ends with 64 and says what is wrong
. "$TEST_SRCDIR/tests/cli/prelude"
run 64
run 64 no-such-verb
run 64 check
run 64 check --no-such-option "$data/rx.csv"
has err --no-such-option
run 64 check --lookback zero "$data/rx.csv"
run 64 check --lookback 0 "$data/rx.csv"
run 64 check --lookback 36501 "$data/rx.csv"
run 64 check --as-of 2026-02-30 "$data/rx.csv"
run 64 check --consent maybe "$data/rx.csv"
run 64 check --format fhir "$data/rx.csv"
run 64 check --explain=yes "$data/rx.csv"
run 64 check "$data/rx.csv" --history
run 64 check "$data/rx.csv" "$data/rx.csv"
run 64 check --history - -
run 64 check --to json "$data/rx.csv"
run 64 convert "$data/rx.csv"
run 64 convert --to oqs-xml "$data/rx.csv"
run 64 tables
run 64 tables frobnicate
run 64 tables import "$data/rx.csv"
run 64 tables apply-diff "$data/rx.csv"
run 64 tables diff "$tmp"
run 64 rules show
empty out
