# api-doc.sh: the samples of docs/API.md compile against the public header, as C99 without a warning
set -u
: "${TEST_SRCDIR:?the source tree}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
awk -v dir="$tmp" '/^```c$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print > (dir "/sample" n ".c") }' "$TEST_SRCDIR/docs/API.md"
[ -f "$tmp/sample3.c" ] || { echo "samples not found"; exit 1; }
for f in "$tmp"/sample*.c; do
	${CC:-cc} -std=c99 -pedantic-errors -Wall -Wextra -Werror -I"$TEST_SRCDIR/src/include" -c "$f" -o "$tmp/o" || exit 1
done
