# setup.sh: the first run makes everything and says what is left to people; the second changes nothing; a half done one is finished
. "$TEST_SRCDIR/tests/cli/prelude"
unset YAGEN_CONFIG
mkdir "$tmp/y"
run 0 setup --lang en --store "$tmp/y/yagen.db"
empty err
for f in yagen.db yagen.db.keys yagen.conf site-signing.key editions/CURRENT; do
	[ -f "$tmp/y/$f" ] || fail "not made: $f"
	has out "made"
done
has out "Left for people to do"
has out "disk encryption"
[ "$(stat -c %a "$tmp/y/yagen.db.keys")" = 400 ] && [ "$(stat -c %a "$tmp/y/site-signing.key")" = 400 ] || fail "keys readable by others"
[ "$(stat -c %a "$tmp/y/yagen.db")" = 600 ] || fail "store readable by others"
(cd "$tmp/y" && find . -type f -exec sha256sum {} + | sort -k2) >"$tmp/before"
run 0 setup --lang en --store "$tmp/y/yagen.db"
has out "nothing was changed"
hasnt out "made"
(cd "$tmp/y" && find . -type f -exec sha256sum {} + | sort -k2) >"$tmp/after"
cmp -s "$tmp/before" "$tmp/after" || fail "the second run changed something"

# what was made is used
YAGEN_CONFIG=$tmp/y/yagen.conf
export YAGEN_CONFIG
run 0 tables editions --lang en
has out "signed by site"
run 0 case new --history "$data/notebook-itz.csv" "$data/rx.csv"
case=$(head -1 "$tmp/out")
run 1 case check --as-of $day "$case"
run 64 setup --store "$tmp/other.db"
[ ! -e "$tmp/other.db" ] || fail "made another store than the settings name"

# interrupted: any of the files missing is made again, but never keys for a store that has its own
rm "$tmp/y/yagen.conf"
unset YAGEN_CONFIG
run 0 setup --lang en --store "$tmp/y/yagen.db"
has out "made settings"
has out "kept store"
rm -r "$tmp/y/editions"
run 0 setup --lang en --store "$tmp/y/yagen.db"
has out "made folder of editions"
mv "$tmp/y/yagen.db.keys" "$tmp/away"
run 64 setup --lang en --store "$tmp/y/yagen.db"
has err "keys of this store are missing"
[ ! -e "$tmp/y/yagen.db.keys" ] || fail "made new keys for a store that cannot be opened with them"
mv "$tmp/away" "$tmp/y/yagen.db.keys"
run 0 setup --lang en --store "$tmp/y/yagen.db"

# a relative path becomes a whole one
mkdir "$tmp/z"
(cd "$tmp/z" && "$YAGEN" setup --store y.db >/dev/null) || fail "relative path"
grep -q "^store = /.*/z/y.db$" "$tmp/z/yagen.conf" || fail "the settings hold a relative path"
