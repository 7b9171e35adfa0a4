# convert-round-trip.sh: a prescription comes back from neutral JSON byte for byte
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 convert --to json "$data/rx.csv"
cp "$tmp/out" "$tmp/rx.json"
run 0 convert --to eps-csv "$tmp/rx.json"
cmp -s "$tmp/out" "$data/rx.csv" || { diff "$tmp/out" "$data/rx.csv"; fail "differs"; }
