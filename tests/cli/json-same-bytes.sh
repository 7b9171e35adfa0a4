# json-same-bytes.sh: the same input, tables and day give the same bytes, whatever the locale and time zone
. "$TEST_SRCDIR/tests/cli/prelude"
set -- check --format json --as-of $day --history "$data/notebook-itz.csv" --history "$data/terminal-consent.xml" "$data/rx.csv"
run 1 "$@"
cp "$tmp/out" "$tmp/first"
for l in C C.UTF-8 ja_JP.UTF-8 tr_TR.UTF-8; do
	LC_ALL=$l
	TZ=Pacific/Kiritimati
	export LC_ALL TZ
	run 1 "$@"
	cmp -s "$tmp/first" "$tmp/out" || fail "differs under $l"
done
