# exit-tables-expired.sh: an edition past its last day: incomplete, or 78 when refusing is asked for
. "$TEST_SRCDIR/tests/cli/prelude"
sed 's/51,20260601/51,20400601/' "$data/rx.csv" >"$tmp/rx.csv"
run 2 check --as-of 2040-06-01 --history "$data/notebook-other.csv" "$tmp/rx.csv"
has out 有効期限
run 78 check --refuse-expired --as-of 2040-06-01 --history "$data/notebook-other.csv" "$tmp/rx.csv"
empty out
