# tables-info.sh: the edition tells its dates, counts and checksums
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 tables info
[ -s "$tmp/out" ] || fail "nothing said"
run 0 tables info --format json
if command -v python3 >/dev/null; then python3 -c 'import json,sys; json.load(open(sys.argv[1]))' "$tmp/out" || fail "no JSON"; fi
