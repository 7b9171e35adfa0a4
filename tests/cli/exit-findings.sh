# exit-findings.sh: a contraindicated pair with the notebook ends with 1
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
has out 所見があります
has out イトラコナゾール
has out 根拠
