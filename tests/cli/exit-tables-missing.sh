# exit-tables-missing.sh: absent tables end with 78
. "$TEST_SRCDIR/tests/cli/prelude"
run 78 check --as-of $day --master "$tmp/none" "$data/rx.csv"
run 78 check --as-of $day --rules "$tmp/none" "$data/rx.csv"
run 78 tables info --master "$tmp/none"
run 78 tables check --master "$tmp/none"
run 78 rules lint --rules "$tmp/none"
empty out
