# exit-incomplete.sh: a check without any history is never clear
. "$TEST_SRCDIR/tests/cli/prelude"
run 2 check --as-of $day "$data/rx.csv"
has out 確認しきれない
hasnt out 問題は見つかりませんでした
