# washout.sh: a course that ended inside the wash-out is a finding with its gap; after it, none
. "$TEST_SRCDIR/tests/cli/prelude"
sed 's/2,612180263,リポバス錠５　５ｍｇ/2,622069502,レクサプロ錠１０ｍｇ/' "$data/rx.csv" >"$tmp/rx.csv"
notebook() {
	printf 'JAHISTC08,1\r\n1,例示 花子,2,19680415,,,,,,,レイジ ハナコ\r\n5,%s,1\r\n11,例示薬局 南店,13,4,0199992,,,,1\r\n' "$1"
	printf '201,1,セレギリン塩酸塩錠２．５ｍｇ「アメル」,1,錠,2,620003975,1,,,\r\n301,1,１日１回朝食後服用,14,日分,1,1,,1\r\n'
}
notebook 20260510 >"$tmp/notebook"                 # last day 05-23; 06-01 comes 8 days later, 14 are needed
run 1 check --as-of $day --history "$tmp/notebook" "$tmp/rx.csv"
has out "間隔 8日"
run 1 check --format json --as-of $day --history "$tmp/notebook" "$tmp/rx.csv"
has out '"gap_days": 8'
has out '"overlap": null'
notebook 20260501 >"$tmp/notebook"
run 0 check --as-of $day --history "$tmp/notebook" "$tmp/rx.csv"
