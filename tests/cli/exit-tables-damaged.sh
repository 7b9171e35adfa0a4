# exit-tables-damaged.sh: one changed byte in a table ends with 78, and no answer
. "$TEST_SRCDIR/tests/cli/prelude"
tables
sed 's/リポバス/リボバス/' "$tmp/drugmaster/products.csv" >"$tmp/p" && cp "$tmp/p" "$tmp/drugmaster/products.csv"
run 78 check --as-of $day --master "$tmp/drugmaster" "$data/rx.csv"
empty out
has err products.csv
