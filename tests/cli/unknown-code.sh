# unknown-code.sh: a code that is not in the master is never clear
. "$TEST_SRCDIR/tests/cli/prelude"
run 2 check --as-of $day --history "$data/notebook-other.csv" "$data/rx-unknown.csv"
has out 未確認
