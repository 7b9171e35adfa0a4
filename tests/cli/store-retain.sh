# store-retain.sh - closed cases go after five years, open ones never; the audit says so, and the keys of those years are destroyed
. "$TEST_SRCDIR/tests/cli/prelude"
s="--store $tmp/s.db --by p01"
run 0 case new $s --at 2026-06-01T00:00:00Z "$data/rx.csv"
case=$(head -n 1 "$tmp/out")
run 0 store retain $s --at 2040-06-01T00:00:00Z --dry-run --lang en
has out 'cases to delete: 0'
has out 'kept because still open: 1'
run 0 case cancel $s --at 2026-06-02T00:00:00Z --why test "$case"
run 0 store retain $s --at 2031-06-02T00:00:00Z --dry-run --lang en
has out 'cases to delete: 0'
run 0 store retain $s --at 2031-06-03T00:00:00Z --dry-run --lang en
has out 'cases to delete: 1'
run 0 case show $s "$case"
run 0 store retain $s --at 2032-06-03T00:00:00Z --lang en
has out 'cases deleted: 1'
has out 'keys destroyed: 1'
has err retain-backups
run 66 case show $s "$case"
run 0 store check $s
run 0 audit verify $s
run 0 audit export $s --patient "${case%%.*}"
has out retain.case
run 0 store retain $s --at 2032-06-04T00:00:00Z --lang en
has out 'cases deleted: 0'
