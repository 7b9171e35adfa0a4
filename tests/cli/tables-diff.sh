# tables-diff.sh: two equal editions differ in nothing
. "$TEST_SRCDIR/tests/cli/prelude"
tables
run 0 tables diff "$TEST_SRCDIR/drugmaster" "$tmp/drugmaster"
run 78 tables diff "$TEST_SRCDIR/drugmaster" "$tmp/none"
