# backup.sh - encrypted backups: generations in a folder, one offline, a restored store is the same store; cut, changed, other key: refused
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db"
run 0 case new $s --at 2026-06-01T00:00:00Z --by p01 "$data/rx.csv"
case=$(head -n 1 "$tmp/out")
mkdir "$tmp/b"
for day in 1 2 3 4 5; do
	run 0 backup $s --at 2026-06-0${day}T12:00:00Z "$tmp/b"
	empty err
done
run 0 backup $s --at 2026-06-02T12:00:00Z --offline "$tmp/b"
for day in 6 7; do run 0 backup $s --at 2026-06-0${day}T12:00:00Z --format json "$tmp/b"; done
has out '"generations":3'
names=$(cd "$tmp/b" && echo *)
[ "$names" = "yagen-20260602T120000Z-offline.ygbackup yagen-20260605T120000Z.ygbackup yagen-20260606T120000Z.ygbackup yagen-20260607T120000Z.ygbackup" ] ||
	fail "kept: $names"
run 65 backup $s --at 2026-06-07T12:00:00Z "$tmp/b"
has err restore-store-there
b=$tmp/b/yagen-20260607T120000Z.ygbackup
mode=$(ls -l "$b" | cut -c1-10)
[ "$mode" = "-rw-------" ] || fail "mode $mode"
grep -q 'SQLite\|patient' "$b" && fail "readable"
ls "$tmp" | grep -q 'backup-copy' && fail "a plain copy was left"
# a file, and never over another
run 0 backup $s "$tmp/one"
run 65 backup $s "$tmp/one"
run 66 backup $s "$tmp/none/one"
run 64 backup $s --offline "$tmp/two"
run 66 backup --store "$tmp/none.db" "$tmp/two"
# back again
run 0 restore --key-file "$tmp/s.db.keys" "$b" --store "$tmp/r.db"
run 0 case show --store "$tmp/r.db" --format json "$case"
sed 's/"request_id":"[0-9a-f]*",//' "$tmp/out" > "$tmp/restored"
run 0 case show $s --format json "$case"
sed 's/"request_id":"[0-9a-f]*",//' "$tmp/out" | cmp -s - "$tmp/restored" || fail "another case"
run 65 restore --key-file "$tmp/s.db.keys" "$b" --store "$tmp/r.db"
run 64 restore --key-file "$tmp/s.db.keys" "$b"
run 64 restore "$b" --store "$tmp/q.db"
run 66 restore --key-file "$tmp/s.db.keys" "$tmp/nothing" --store "$tmp/q.db"
run 66 restore --key-file "$tmp/nothing" "$b" --store "$tmp/q.db"
# damaged
size=$(wc -c < "$b")
head -c $((size - 30)) "$b" > "$tmp/cut"
run 65 restore --key-file "$tmp/s.db.keys" "$tmp/cut" --store "$tmp/q.db"
has err backup-cut
{ head -c 5000 "$b"; printf X; tail -c +5002 "$b"; } > "$tmp/changed"
cmp -s "$tmp/changed" "$b" && { head -c 5000 "$b"; printf Y; tail -c +5002 "$b"; } > "$tmp/changed"
run 65 restore --key-file "$tmp/s.db.keys" "$tmp/changed" --store "$tmp/q.db"
has err backup-changed
run 65 restore --key-file "$tmp/s.db.keys" "$data/rx.csv" --store "$tmp/q.db"
has err backup-not-one
run 0 case new --store "$tmp/other.db" "$data/rx.csv"
run 77 restore --key-file "$tmp/other.db.keys" "$b" --store "$tmp/q.db"
has err backup-key
chmod 644 "$tmp/other.db.keys"
run 65 restore --key-file "$tmp/other.db.keys" "$b" --store "$tmp/q.db"
has err keys-readable
ls "$tmp" | grep -q '^q.db' && fail "something was left of a refused restore"
true
