# stdin.sh: a dash is standard input, for the prescription or one history
. "$TEST_SRCDIR/tests/cli/prelude"
"$YAGEN" check --as-of $day --history "$data/notebook-itz.csv" - <"$data/rx.csv" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] || fail "prescription from standard input"
has out イトラコナゾール
"$YAGEN" check --as-of $day --history - "$data/rx.csv" <"$data/notebook-itz.csv" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] || fail "history from standard input"
has out イトラコナゾール
"$YAGEN" convert --to json - <"$data/rx.csv" >"$tmp/out" 2>"$tmp/err" || fail "convert from standard input"
