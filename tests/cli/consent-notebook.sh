# consent-notebook.sh: the patient's own notebook is never masked
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --consent none --history "$data/notebook-itz.csv" "$data/rx.csv"
has out イトリゾール
