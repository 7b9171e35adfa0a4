# national.sh: --national says whether the national check would raise a finding
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --national --history "$data/notebook-itz.csv" "$data/rx.csv"
has out 国のチェック
run 1 check --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
hasnt out 国のチェック
