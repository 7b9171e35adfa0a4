# explain.sh: --explain names the rules that touch a line and why they did not fire
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --explain --history "$data/notebook-itz.csv" "$data/rx.csv"
has out 検討したルール
has out "* D01-"
has out 相手になる薬がない
run 0 check --as-of $day --explain --history "$data/notebook-old.csv" "$data/rx.csv"
has out 重ならない
hasnt out "* D01-"
run 0 check --as-of $day --history "$data/notebook-old.csv" "$data/rx.csv"
hasnt out 検討したルール
