# audit.sh - the audit verifies, is sealed and written out without names; an entry changed, removed or reordered is found
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db"
run 66 audit verify $s
run 0 case new $s --by p01 --terminal t1 --at 2026-06-01T01:02:03Z "$data/rx.csv"
case=$(head -n 1 "$tmp/out")
run 0 case cancel $s --by p02 --terminal t1 --at 2026-06-02T15:30:00Z --why "duplicate" "$case"
run 0 audit verify $s --lang en
empty err
has out 'entries: 2'
hasnt out 'seal:'
run 0 audit verify --seal $s --by p03 --at 2026-06-03T00:00:00Z --format json
seal=$(sed -n 's/.*"seal":"\([0-9a-f]*\)".*/\1/p' "$tmp/out")
[ ${#seal} -eq 64 ] || fail "seal $seal"
run 0 audit verify $s
has out "$seal"
# out, for an inspector and for a patient; days are those of Japan
run 0 audit export $s --by p03 --at 2026-06-04T00:00:00Z
empty err
[ "$(head -n 1 "$tmp/out" | tr -d '\r')" = "at,chain,number,who,role,terminal,action,target,why,time_source,hash" ] || fail "heading"
[ "$(wc -l < "$tmp/out")" -eq 5 ] || fail "lines: $(wc -l < "$tmp/out")"
has out '2026-06-01T10:02:03+09:00'
has out 'case.cancel'
for personal in 例示 ﾚｲｼﾞ 1968 アムロジピン; do hasnt out "$personal"; done
patient=${case%%.*}
run 0 audit export $s --by p03 --patient "$patient" --format json
[ "$(grep -c '"chain":"'"$patient"'"' "$tmp/out")" -eq 2 ] || fail "patient extract"
grep -q '"chain":"-"' "$tmp/out" && fail "entries of others"
if command -v python3 >/dev/null; then python3 -c 'import json,sys; assert len(json.load(open(sys.argv[1])))==2' "$tmp/out" || fail "no JSON"; fi
run 0 audit export $s --by p03 --from 2026-06-03 --to 2026-06-03 --patient "$patient"
has out 'case.cancel'
hasnt out 'case.new'
run 66 audit export $s --patient 00000000000000000000000000000000
run 64 audit export $s --from yesterday
# touched
command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null || exit 0
touched() {
	cp "$tmp/s.db" "$tmp/t.db" && cp -p "$tmp/s.db.keys" "$tmp/t.db.keys" || exit 99
	python3 -c 'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()' "$tmp/t.db" "$1" || exit 99
	run 65 audit verify --store "$tmp/t.db"
	has err "$2"
	rm -f "$tmp"/t.db*
}
p="patient='$patient'"
touched "update audit set who='p09' where $p and seq=1" audit-changed
touched "delete from audit where $p and seq=1" audit-removed
touched "delete from audit where $p and seq=2" audit-cut
touched "update audit set seq=9 where $p and seq=1; update audit set seq=1 where $p and seq=2; update audit set seq=2 where $p and seq=9" audit-link
touched "delete from audit where $p; delete from audit_head where $p" audit-seal-chain
touched "delete from audit_head where $p" audit-no-head
touched "update audit_head set seq=1 where $p" audit-head
# other keys
run 0 case new --store "$tmp/o.db" "$data/rx.csv"
run 65 audit verify $s --key-file "$tmp/o.db.keys"
has err audit-head
