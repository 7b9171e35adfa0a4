# grouped.sh: one cause is one finding, with totals, however many pharmacies handed the drug out
. "$TEST_SRCDIR/tests/cli/prelude"
{
	printf 'JAHISTC08,1\r\n1,例示 花子,2,19680415,,,,,,,レイジ ハナコ\r\n'
	for i in 20 21 22 23 24 25 26 27 28 29; do
		printf '5,202605%s,1\r\n11,例示薬局 %s号店,13,4,01999%s,,,,1\r\n51,架空医院%s,13,1,01222%s,1\r\n' $i $i $i $i $i
		printf '201,1,リポバス錠５ ５ｍｇ,1,錠,2,612180263,1,,,\r\n301,1,１日１回朝食後服用,14,日分,1,1,,1\r\n'
	done
} >"$tmp/notebook"
run 1 check --as-of $day --history "$tmp/notebook" "$data/rx.csv"
[ "$(grep -c '^【' "$tmp/out")" -eq 1 ] || fail "not one finding"
has out "まとめ  10行、医療機関 10、薬局 10、合計 140錠"
[ "$(grep -c '^  履歴  ' "$tmp/out")" -le 4 ] || fail "not shortened"
run 1 check --format json --as-of $day --history "$tmp/notebook" "$data/rx.csv"
has out hist/0/10
has out '"rows": 10'
