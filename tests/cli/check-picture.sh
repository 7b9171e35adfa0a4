# check-picture.sh: check reads a photograph of the QR codes as it reads the text in them
. "$TEST_SRCDIR/tests/cli/prelude"
reference spec/examples/jahis/png/rx07_page.png
jahis=$YAGEN_SHARED/spec/examples/jahis
"$YAGEN" check --as-of 2026-11-21 --format json "$jahis/png/rx07_page.png" >"$tmp/picture" 2>"$tmp/err"
code=$?
[ $code -eq 69 ] && skip "built without picture reading"
"$YAGEN" check --as-of 2026-11-21 --format json "$jahis/rx07_long_multisymbol.csv" >"$tmp/text" 2>"$tmp/err"
[ $? -eq $code ] || fail "another verdict"
cmp -s "$tmp/picture" "$tmp/text" || fail "another answer"
