# exit-clear.sh: every line checked and nothing found ends with 0
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 check --as-of $day --history "$data/notebook-other.csv" "$data/rx.csv"
has out 問題は見つかりませんでした
has out 2026-06-01
empty err
