# convert-lossy.sh: a conversion that would lose something is refused and says what; --lossy does it
. "$TEST_SRCDIR/tests/cli/prelude"
run 65 convert --to jahis-rx "$data/rx.csv"
empty out
[ -s "$tmp/err" ] || fail "nothing said"
run 0 convert --lossy --to jahis-rx "$data/rx.csv"
[ -s "$tmp/out" ] || fail "nothing written"
[ -s "$tmp/err" ] || fail "what was lost is not said"
