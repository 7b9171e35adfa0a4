# folded.sh: what need not be decided now takes two lines in the text and is complete in JSON
. "$TEST_SRCDIR/tests/cli/prelude"
{	# the next course of the same institution, five days early
	printf 'JAHISTC08,1\r\n1,例示 花子,2,19680415,,,,,,,レイジ ハナコ\r\n5,20260509,1\r\n11,例示薬局,13,4,0199901,,,,1\r\n51,架空内科クリニック,13,1,1399906,1\r\n'
	printf '201,1,リポバス錠５ ５ｍｇ,1,錠,2,612180263,1,,,\r\n301,1,１日１回朝食後服用,28,日分,1,1,,1\r\n'
} >"$tmp/book"
run 0 check --as-of $day --history "$tmp/book" "$data/rx.csv"
has out "1 件の参考"
has out "同じ医療機関の続き。前の分が5日残る計算"
hasnt out "根拠："
run 0 check --format json --as-of $day --history "$tmp/book" "$data/rx.csv"
has out '"context": "continuation"'
has out '"severity": "info"'
has out '"arithmetic": "'
run 0 check --lang en --as-of $day --history "$tmp/book" "$data/rx.csv"
has out "For reference: 1 more"
