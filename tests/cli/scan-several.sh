# scan-several.sh: several messages are never run together: --out writes one file each
. "$TEST_SRCDIR/tests/cli/prelude"
reference spec/examples/jahis/png/rx03_single.png
jahis=$YAGEN_SHARED/spec/examples/jahis
"$YAGEN" scan "$jahis/png/rx03_single.png" "$jahis/png/rx07_page.png" >"$tmp/out" 2>"$tmp/err"
code=$?
[ $code -eq 69 ] && skip "built without picture reading"
[ $code -eq 65 ] || fail "exit $code"
empty out
run 0 scan --out "$tmp/messages" "$jahis/png/rx03_single.png" "$jahis/png/rx07_page.png"
cmp -s "$tmp/messages/message-01" "$jahis/rx03_generic_name_uneven.csv" || fail "first message"
cmp -s "$tmp/messages/message-02" "$jahis/rx07_long_multisymbol.csv" || fail "second message"
