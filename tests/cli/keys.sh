# keys.sh - keys are shown without the keys, changed, and destroyed only when nothing needs them
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db"
run 66 keys show $s
run 0 case new $s --at 2026-06-01T00:00:00Z "$data/rx.csv"
case=$(head -n 1 "$tmp/out")
[ "$(ls -l "$tmp/s.db.keys" | cut -c1-10)" = "-r--------" ] || fail "mode"
run 0 keys show $s --lang en
empty err
[ "$(wc -l < "$tmp/out")" -eq 4 ] || fail "four keys"
secret=$(sed -n 's/.*"key": "\([0-9a-f]*\)".*/\1/p' "$tmp/s.db.keys" | head -n 1)
[ ${#secret} -eq 64 ] || fail "no key in the key file"
hasnt out "$secret"
run 0 keys show $s --format json
hasnt out "$secret"
run 65 keys shred $s 2099
has err keys-current
run 0 keys rotate $s --at 2090-06-01T00:00:00Z
run 65 keys shred $s 2089
has err keys-in-use
run 0 store reseal $s --lang en
hasnt out 'values sealed anew: 0'
run 0 store reseal $s --lang en
has out 'values sealed anew: 0'
run 0 keys shred $s 2089
run 0 keys show $s --lang en
has out destroyed
run 0 case show $s "$case"
run 0 store check $s
run 0 audit verify $s
run 0 keys rotate audit $s
run 0 keys rotate backup $s
run 0 audit verify $s
run 64 keys rotate index $s
run 64 keys shred $s now
chmod 640 "$tmp/s.db.keys"
run 65 store check $s
has err keys-readable
chmod 400 "$tmp/s.db.keys"
# the store of somebody else's keys
run 0 case new --store "$tmp/o.db" "$data/rx.csv"
run 65 store check $s --key-file "$tmp/o.db.keys"
has err store-sealed
