# symbols.sh: src/lib/yagen.sym lists exactly the functions that the public headers declare
set -u
: "${TEST_SRCDIR:?the source tree}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
# declarations only: what stands between YAGEN_API and the bracket
cat "$TEST_SRCDIR"/src/include/yagen/*.h | sed -n 's/^YAGEN_API .*[ *]\(yagen_[a-z0-9_]*\)(.*/\1/p' | LC_ALL=C sort >"$tmp/declared"
LC_ALL=C sort "$TEST_SRCDIR/src/lib/yagen.sym" >"$tmp/listed"
[ "$(wc -l <"$tmp/declared")" -gt 50 ] || { echo "declarations were not found"; exit 1; }
[ -z "$(uniq -d "$tmp/listed")" ] || { echo "listed twice: $(uniq -d "$tmp/listed")"; exit 1; }
diff "$tmp/declared" "$tmp/listed" || { echo "declared (<) and exported (>) differ"; exit 1; }
