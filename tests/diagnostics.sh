# diagnostics.sh: docs/diagnostics.md lists exactly the diagnostics of the source, with their severity, and no code twice
set -u
: "${TEST_SRCDIR:?the source tree}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
# DIAG_KIND(name, "code", DIAG_SEVERITY, ... - on one line or broken after a comma
find "$TEST_SRCDIR/src" -name '*.[ch]' -exec cat {} + | tr '\n\t' '  ' |
	grep -o 'DIAG_KIND([a-z_0-9]*, *"[^"]*", *DIAG_[A-Z]*' |
	sed 's/.*"\([^"]*\)", *DIAG_\([A-Z]*\)/\1 \2/' | tr 'A-Z' 'a-z' | LC_ALL=C sort >"$tmp/all"
LC_ALL=C sort -u "$tmp/all" >"$tmp/source"
[ "$(wc -l <"$tmp/source")" -gt 100 ] || { echo "diagnostics were not found"; exit 1; }
cut -d' ' -f1 "$tmp/source" | uniq -d >"$tmp/twice"
[ ! -s "$tmp/twice" ] || { echo "one code, two severities:"; cat "$tmp/twice"; exit 1; }
sed -n 's/^| `\([a-z0-9-]*\)` | \([a-z]*\) |.*/\1 \2/p' "$TEST_SRCDIR/docs/diagnostics.md" | LC_ALL=C sort >"$tmp/page"
diff "$tmp/source" "$tmp/page" || { echo "source (<) and docs/diagnostics.md (>) differ; docs/make-diagnostics writes the page anew"; exit 1; }
