# control-characters.sh: control characters of an input never reach the terminal
. "$TEST_SRCDIR/tests/cli/prelude"
esc=$(printf '\033')
sed "s/架空錠５ｍｇ/架空${esc}[31m錠５ｍｇ/" "$data/rx-name.csv" >"$tmp/rx.csv"
"$YAGEN" check --as-of $day --history "$data/notebook-other.csv" "$tmp/rx.csv" >"$tmp/out" 2>"$tmp/err"
code=$?
[ $code -eq 1 ] || [ $code -eq 65 ] || fail "exit $code"
if LC_ALL=C grep -q "$esc" "$tmp/out" "$tmp/err"; then fail "escape passed through"; fi
"$YAGEN" check --as-of $day "$tmp/no${esc}[31mfile" >"$tmp/out" 2>"$tmp/err"
if LC_ALL=C grep -q "$esc" "$tmp/err"; then fail "escape passed through in a message"; fi
exit 0
