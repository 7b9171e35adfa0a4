# tables-import.sh: an official file becomes an edition that a check can use
. "$TEST_SRCDIR/tests/cli/prelude"
reference data/ssk/y_ALL20240321.csv
run 0 tables import --kind ssk --as-of $day --out "$tmp/master" "$ref"
run 0 tables check --master "$tmp/master"
run 0 drug show --master "$tmp/master" 612180263
has out リポバス
