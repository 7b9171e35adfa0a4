# exit-refused.sh: an input that is not what it should be ends with 65 and a diagnostic
. "$TEST_SRCDIR/tests/cli/prelude"
echo 'this is no prescription' >"$tmp/in"
run 65 check --as-of $day "$tmp/in"
empty out
[ -s "$tmp/err" ] || fail "nothing said"
: >"$tmp/in"
run 65 check --as-of $day "$tmp/in"
run 65 check --as-of $day "$data/notebook-itz.csv"
run 65 check --as-of $day --from eps-xml "$data/rx.csv"
run 65 check --as-of $day --patient "$tmp/in" "$data/rx.csv"
run 65 convert --to json "$tmp/in"
run 65 scan "$tmp/in"
