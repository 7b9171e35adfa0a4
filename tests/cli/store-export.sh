# store-export.sh - everything out in a readable format and in again: the same rows, the same cases, a whole audit
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db"
run 0 case new $s --history "$data/notebook-other.csv" "$data/rx.csv"
case=$(head -n 1 "$tmp/out")
run 0 store export $s "$tmp/x"
has err export-readable
[ "$(ls -l "$tmp/x" | cut -c1-10)" = "-rw-------" ] || fail "mode"
grep -q '花子' "$tmp/x" || fail "not readable"
head -n 1 "$tmp/x" | grep -q '"format":"yagen-export","version":1' || fail "first line"
run 65 store export $s "$tmp/x"
# with the same keys: the same rows, but for the entry that says it was imported
run 0 store import --store "$tmp/i.db" --key-file "$tmp/s.db.keys" "$tmp/x"
empty err
run 0 store export --store "$tmp/i.db" --key-file "$tmp/s.db.keys" "$tmp/y"
grep -v '"table":"audit\|"end"\|"format"' "$tmp/x" > "$tmp/x1"
grep -v '"table":"audit\|"end"\|"format"' "$tmp/y" > "$tmp/y1"
[ -s "$tmp/x1" ] || fail "no rows"
cmp -s "$tmp/x1" "$tmp/y1" || fail "other rows"
run 0 case show --store "$tmp/i.db" --keys "$tmp/s.db.keys" "$case"
# with keys of its own
run 0 store import --store "$tmp/j.db" "$tmp/x"
[ -f "$tmp/j.db.keys" ] || fail "no keys"
cmp -s "$tmp/j.db.keys" "$tmp/s.db.keys" && fail "the same keys"
run 0 case show --store "$tmp/j.db" "$case"
run 0 audit verify --store "$tmp/j.db"
run 0 store check --store "$tmp/j.db"
# the same person comes again: found
run 0 case new --store "$tmp/j.db" --at 2026-06-02T00:00:00Z "$data/rx-name.csv"
# refused
run 65 store import --store "$tmp/j.db" "$tmp/x"
has err export-store-there
run 64 store import "$tmp/x"
run 66 store import --store "$tmp/n.db" "$tmp/nothing"
head -n 3 "$tmp/x" > "$tmp/cut"
run 65 store import --store "$tmp/n.db" "$tmp/cut"
has err export-cut
sed 's/花子/花代/' "$tmp/x" > "$tmp/changed"
run 65 store import --store "$tmp/n.db" "$tmp/changed"
has err export-sum
run 65 store import --store "$tmp/n.db" "$data/rx.csv"
has err export-not-one
ls "$tmp" | grep -q '^n.db' && fail "something was left of a refused import"
true
