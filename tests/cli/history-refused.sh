# history-refused.sh: a history that cannot be read costs the verdict, not the run
. "$TEST_SRCDIR/tests/cli/prelude"
echo garbage >"$tmp/history"
run 2 check --as-of $day --history "$tmp/history" "$data/rx.csv"
has out 使えません
run 1 check --as-of $day --history "$tmp/history" --history "$data/notebook-itz.csv" "$data/rx.csv"
has out hist/1/1
