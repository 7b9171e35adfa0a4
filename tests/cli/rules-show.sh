# rules-show.sh: a rule is shown with its source and the line it stands on
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 rules show D01-012
has out 出典
has out pairs.csv:
run 0 rules show --lang en --format json D01-012
has out '"source"'
has out '"file": "pairs.csv"'
run 66 rules show d01-012
