#!/bin/sh
# bench.sh: yagen bench matcher finds what plain nested loops find, compiled or not, on one thread or two; and refuses a
# workload that it cannot read
. "$TEST_SRCDIR/tests/cli/prelude"
command -v python3 >/dev/null || skip "python3 not found"
w=$tmp/w
"$TEST_SRCDIR/tests/bench/make-workload" "$w" --small >/dev/null || fail "no workload"
"$TEST_SRCDIR/tests/bench/reference" "$w" >"$tmp/want" || fail "no reference"
[ "$(wc -l <"$tmp/want")" -gt 1000 ] || fail "hardly any findings"
for kind in 1 2 3 4 5; do
	grep -q "^[0-9]*,$kind," "$tmp/want" || fail "no finding of kind $kind"
done
for mode in compiled stateless; do
	for threads in 1 2; do
		run 0 bench matcher "$w" --mode $mode --threads $threads --rounds 2 --findings "$tmp/got"
		cmp "$tmp/want" "$tmp/got" || fail "$mode, $threads threads: other findings"
		has out "findings $(($(wc -l <"$tmp/want") - 1))"
		empty err
	done
done
names=$(cut -d' ' -f1 "$tmp/out" | tr '\n' ' ')
[ "$names" = "prescriptions findings checks_per_s ns_per_check ns_per_history_line p50_ns p99_ns p999_ns image_bytes image_open_us compile_ms " ] ||
	fail "other names: $names"

run 0 bench matcher "$w" --from 100 --count 7 --rounds 1 --findings "$tmp/got"
"$TEST_SRCDIR/tests/bench/reference" "$w" 100 7 | cmp - "$tmp/got" || fail "a part of the workload: other findings"
has out "prescriptions 7"
run 0 bench matcher "$w" --from 4000000 --rounds 1
has out "prescriptions 0"

# a pharmacy's bad day: each file missing, each with a value that cannot be
run 64 bench matcher
run 64 bench matcher "$w" --mode fast
run 64 check --mode compiled "$w/rx.csv"
run 66 bench matcher "$tmp/nothing"
run 74 bench matcher "$w" --rounds 1 --findings "$tmp/no/such/folder"
bad() {	# bad FILE SED: that file changed
	cp -R "$w" "$tmp/bad"
	sed "$2" "$w/$1" >"$tmp/bad/$1"
	run 65 bench matcher "$tmp/bad" --rounds 1
	has err "$1"
	rm -rf "$tmp/bad"
}
for f in master rules history allergy rx; do
	cp -R "$w" "$tmp/bad"
	rm "$tmp/bad/$f.csv"
	run 66 bench matcher "$tmp/bad" --rounds 1
	rm -rf "$tmp/bad"
	bad $f.csv '1s/[a-z]*,/no,/'
	bad $f.csv '3s/^[^,]*,/-1,/'
done
bad history.csv '3s/,[0-9]*$/,8/'
bad history.csv '3s/^[0-9]*,/9,/'
bad history.csv '2s/^\([^,]*,[^,]*\),[0-9]*/\1,400/'
bad rx.csv '2s/^0,/100000,/'
bad rx.csv '2s/,[0-9]*,\([0-9]*,[0-9]*\)$/,99999999999,\1/'
bad master.csv '3s/^1,/7,/'
bad master.csv '3s/,[0-9|]*$/,1|2|3|4|5/'
bad master.csv '3s/,[0-9|]*$/,/;3s/$/x/'
bad rules.csv '3s/,I[0-9]*/,Ix/'
bad rules.csv '3s/,[0-9]*$/,70000/'
bad allergy.csv '2s/[IC][0-9]*/C99999/'
