# lookback.sh: a course that ended before the look-back, or before today, is no finding
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 check --as-of $day --history "$data/notebook-old.csv" "$data/rx.csv"
run 1 check --as-of $day --lookback 30 --history "$data/notebook-itz.csv" "$data/rx.csv"
has out "さかのぼり 30日"
