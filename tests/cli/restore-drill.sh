# restore-drill.sh - the drill restores, looks at everything, says how long each step took, and leaves nothing
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db"
run 0 case new $s "$data/rx.csv"
run 0 backup $s "$tmp/b"
mkdir "$tmp/scratch"
run 0 restore --drill --key-file "$tmp/s.db.keys" --scratch "$tmp/scratch" --lang en "$tmp/b"
empty err
for step in 'restore: ' 'check: ' 'audit verification: ' 'counting: ' 'all together: ' 'rows looked at: ' 'audit entries: ' 'cases 1' 'faults: 0'; do has out "$step"; done
[ -z "$(ls "$tmp/scratch")" ] || fail "left: $(ls "$tmp/scratch")"
run 0 restore --drill --key-file "$tmp/s.db.keys" --store "$tmp/s.db" --format json "$tmp/b"
if command -v python3 >/dev/null; then
	python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["faults"]==0 and d["rows"]["cases"]==1 and d["restore_ms"]>=0' "$tmp/out" || fail "JSON"
fi
ls "$tmp" | grep -q drill && fail "left beside the store"
head -c 1000 "$tmp/b" > "$tmp/cut"
run 65 restore --drill --key-file "$tmp/s.db.keys" --scratch "$tmp/scratch" "$tmp/cut"
has err backup-cut
empty out
[ -z "$(ls "$tmp/scratch")" ] || fail "left after a refusal: $(ls "$tmp/scratch")"
run 66 restore --drill --key-file "$tmp/s.db.keys" --scratch "$tmp/nowhere" "$tmp/b"
# a store whose audit was touched: the backup is good, what is in it is not
if command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null; then
	python3 -c 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("update audit set who=?",("x",)); c.commit()' "$tmp/s.db"
	run 0 backup $s "$tmp/b2"
	run 65 restore --drill --key-file "$tmp/s.db.keys" --scratch "$tmp/scratch" "$tmp/b2"
	has err audit-changed
	[ -z "$(ls "$tmp/scratch")" ] || fail "left after faults"
fi
true
