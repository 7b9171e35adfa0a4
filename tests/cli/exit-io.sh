# exit-io.sh: a full disk behind standard output ends with 74
. "$TEST_SRCDIR/tests/cli/prelude"
[ -c /dev/full ] || skip "no /dev/full here"
"$YAGEN" check --as-of $day --history "$data/notebook-other.csv" "$data/rx.csv" >/dev/full 2>"$tmp/err"
[ $? -eq 74 ] || fail "not 74"
[ -s "$tmp/err" ] || fail "nothing said"
