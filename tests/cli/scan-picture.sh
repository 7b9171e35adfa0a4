# scan-picture.sh: the pictures of split symbols give the message byte for byte, in any order
. "$TEST_SRCDIR/tests/cli/prelude"
reference spec/examples/jahis/png/rx07-01_of_04.png
jahis=$YAGEN_SHARED/spec/examples/jahis
"$YAGEN" scan "$jahis/png/rx07-03_of_04.png" "$jahis/png/rx07-01_of_04.png" "$jahis/png/rx07-04_of_04.png" \
	"$jahis/png/rx07-02_of_04.png" "$jahis/png/rx07-01_of_04.png" >"$tmp/out" 2>"$tmp/err"
code=$?
[ $code -eq 69 ] && skip "built without picture reading"
[ $code -eq 0 ] || fail "exit $code"
cmp -s "$tmp/out" "$jahis/rx07_long_multisymbol.csv" || fail "bytes differ"
run 65 scan "$ref"
empty out
