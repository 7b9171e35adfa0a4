# manpage.sh: the man page names every option, verb and exit code of the program, and no other option
. "$TEST_SRCDIR/tests/cli/prelude"
page=$TEST_SRCDIR/docs/man/yagen.1
sed 's/\\-/-/g; s/\\f[A-Z]//g' "$page" >"$tmp/page"
"$YAGEN" --lang en --help >"$tmp/help" || fail "no help"
: >"$tmp/options"
sed -n 's/^  \([a-z][a-z]*\( [a-z][a-z-]*\)\{0,1\}\) .*/\1/p' "$tmp/help" | while read -r verb sub; do
	[ -z "$sub" ] || "$YAGEN" $verb $sub --help >/dev/null 2>&1 || sub=
	grep -q "$verb${sub:+ $sub}" "$tmp/page" || { echo "verb not in the page: $verb $sub"; exit 1; }
	"$YAGEN" $verb $sub --lang en --help | grep -o -- '^  --[a-z-]*' | tr -d ' ' >>"$tmp/options"
done || fail "verbs"
[ "$(sort -u "$tmp/options" | wc -l)" -gt 15 ] || fail "options were not found in the help"
sort -u "$tmp/options" >"$tmp/in-help"
sed -n '/^\.SH OPTIONS/,/^\.SH EXIT/p' "$tmp/page" | sed -n 's/^\.BI\{0,1\} \(--[a-z-][a-z-]*\).*/\1/p' | grep -v '^--option' | grep -v -x -- '--' |
	sort -u >"$tmp/in-page"
diff "$tmp/in-help" "$tmp/in-page" || fail "options of the help (<) and of the page (>) differ"
for code in 0 1 2 64 65 66 69 70 74 77 78; do
	grep -qx "\\.B $code" "$page" || fail "exit code $code is not in the page"
done
