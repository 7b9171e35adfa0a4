# tables-pack.sh: an edition becomes a signed pack, is installed where its key is trusted, and nowhere else; the way back
. "$TEST_SRCDIR/tests/cli/prelude"
tables
e=$tmp/editions
run 0 tables keys make --key-file "$tmp/k" --name publisher
empty out
[ "$(stat -c %a "$tmp/k")" = 400 ] || fail "the private key is readable by others"
run 65 tables keys make --key-file "$tmp/k" --name again
run 64 tables keys make --key-file "$tmp/k2"
id=$(sed -n 's/^id=//p' "$tmp/k.pub")
run 0 tables pack "$tmp/drugmaster" "$tmp/m.pack" --key-file "$tmp/k"
empty out
empty err
run 0 tables pack "$tmp/rules" "$tmp/r.pack" --master "$tmp/drugmaster" --key-file "$tmp/k"
# any tar can look inside, and nothing in it has a path
tar tf "$tmp/m.pack" >"$tmp/list" || fail "not a tar file"
grep -q '^manifest.json$' "$tmp/list" && grep -q '^products.csv$' "$tmp/list" && ! grep -q / "$tmp/list" || fail "contents of the pack"
tar xOf "$tmp/m.pack" manifest.json | grep -q '"kind": "master"' || fail "manifest"

run 64 tables install "$tmp/m.pack"
run 65 tables install --editions "$e" "$tmp/m.pack" "$tmp/r.pack"
has err pack-unsigned
run 65 tables keys add --editions "$e" "$tmp/k.pub"
has err "$id"
run 65 tables keys add --editions "$e" --key-id 0123456789abcdef "$tmp/k.pub"
run 0 tables keys add --editions "$e" --key-id "$id" "$tmp/k.pub"
run 0 tables keys list --editions "$e" --format json
has out "\"id\": \"$id\""
run 65 tables install --editions "$e" "$tmp/m.pack"
has err pack-needs-both
run 66 tables editions --editions "$e"
run 0 tables install --editions "$e" "$tmp/m.pack" "$tmp/r.pack"
has out "publisher($id)"
empty err

# the answer with installed editions is the answer with the folders
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" --master "$tmp/drugmaster" --rules "$tmp/rules" "$data/rx.csv"
cp "$tmp/out" "$tmp/folders"
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" --editions "$e" "$data/rx.csv"
cmp -s "$tmp/out" "$tmp/folders" || fail "the same editions, another answer"
YAGEN_EDITIONS=$e
export YAGEN_EDITIONS
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
cmp -s "$tmp/out" "$tmp/folders" || fail "YAGEN_EDITIONS"
run 0 drug show 612180263
run 0 rules show D01-012
run 0 tables info
has out starter
run 0 tables check
unset YAGEN_EDITIONS

# a pack somebody touched
cp "$tmp/r.pack" "$tmp/bad.pack"
printf 'X' | dd of="$tmp/bad.pack" bs=1 seek=20000 conv=notrunc 2>/dev/null
run 65 tables install --editions "$e" "$tmp/bad.pack"
has err '['
head -c 20000 "$tmp/r.pack" >"$tmp/bad.pack"
run 65 tables install --editions "$e" "$tmp/bad.pack"
has err pack-shape
run 65 tables install --editions "$e" "$data/rx.csv"
run 66 tables install --editions "$e" "$tmp/none.pack"

# a second edition of the rules, and back
sed 's/^id=.*/id=rules-next/' "$tmp/rules/EDITION" >"$tmp/x" && cp "$tmp/x" "$tmp/rules/EDITION"
run 0 tables pack "$tmp/rules" "$tmp/r2.pack" --master "$tmp/drugmaster" --key-file "$tmp/k"
run 0 tables install --editions "$e" "$tmp/r2.pack"
has out rules-next
run 0 tables editions --editions "$e"
[ "$(grep -c '^\*' "$tmp/out")" = 2 ] && [ "$(wc -l <"$tmp/out")" = 3 ] || fail "old editions are kept and not in force"
run 0 tables rollback --editions "$e" --kind rules
hasnt out rules-next
run 66 tables rollback --editions "$e"
has err editions-no-way-back

# an expired pack
run 65 tables install --editions "$e" --as-of 2040-06-01 "$tmp/r2.pack"
has err pack-expired
printf 'expired = mark\n' >"$tmp/conf"
run 0 tables install --config "$tmp/conf" --editions "$e" --as-of 2040-06-01 "$tmp/r2.pack"
has err pack-expired-marked

# a new key, announced by the old one
run 0 tables keys make --key-file "$tmp/new" --name publisher-2
new=$(sed -n 's/^id=//p' "$tmp/new.pub")
run 65 tables keys add --editions "$e" "$tmp/new.pub"
run 0 tables keys vouch --key-file "$tmp/k" "$tmp/new.pub"
run 0 tables keys add --editions "$e" "$tmp/new.pub"
run 0 tables sign --key-file "$tmp/new" "$tmp/r.pack"
run 0 tables keys retire --editions "$e" "$id"
run 65 tables install --editions "$e" "$tmp/m.pack"
has err pack-signed-by-retired
run 0 tables install --editions "$e" "$tmp/r.pack"
has out "$new"
run 66 tables keys retire --editions "$e" 0123456789abcdef
chmod 0440 "$tmp/k"
run 65 tables sign --key-file "$tmp/k" "$tmp/r.pack"
has err sign-key-readable
# an edition folder can be signed where it lies
run 0 tables sign --key-file "$tmp/new" "$tmp/rules"
[ -s "$tmp/rules/manifest.sig" ] || fail "no signature in the folder"
run 64 tables keys nonsense
