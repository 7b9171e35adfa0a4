# answers.sh: an answered finding does not interrupt, is shown under its own heading, and comes back when something changes
. "$TEST_SRCDIR/tests/cli/prelude"
book() {	# book DAY TIMES: リポバス from another institution, 28 days, TIMES tablets a day
	printf 'JAHISTC08,1\r\n1,例示 花子,2,19680415,,,,,,,レイジ ハナコ\r\n5,%s,1\r\n11,例示薬局,13,4,0199901,,,,1\r\n51,架空医院,13,1,0122201,1\r\n' "$1"
	printf '201,1,リポバス錠５ ５ｍｇ,%s,錠,2,612180263,1,,,\r\n301,1,１日１回朝食後服用,28,日分,1,1,,1\r\n' "$2"
}
key() { sed -n 's/^ *"key": "\([0-9a-f]\{16\}\)".*/\1/p' "$tmp/out" | head -1; }
answers() {	# answers KEY REASON ON UNTIL
	printf '{"yagen":"answers","answers":[{"finding_key":"%s","reason":"%s","by":"薬師 花子","on":"%s","until":%s,"note":"架空医院に照会"}]}' "$@"
}
book 20260515 1 >"$tmp/book"
run 1 check --format json --as-of $day --history "$tmp/book" "$data/rx.csv"
has out '"answered": null'
k=$(key)
[ ${#k} -eq 16 ] || fail "no key"
answers "$k" inquiry-intended $day null >"$tmp/a.json"
run 1 check --as-of $day --answers "$tmp/a.json" --history "$tmp/book" "$data/rx.csv"
has out 所見はどれも以前に回答済みです
has out 以前に回答済み
has out "疑義照会：処方の意図を確かめ、変更なし（2026-06-01 薬師 花子、2026-08-29まで）"
hasnt out 調剤の前に判断が要るもの
run 1 check --format json --as-of $day --answers "$tmp/a.json" --history "$tmp/book" "$data/rx.csv"
has out '"reason": "inquiry-intended"'
has out '"interrupts": false'
has out '"until": "2026-08-29"'
hasnt err answers
# a longer overlap, another dose: asked again
book 20260518 1 >"$tmp/longer"
run 1 check --as-of $day --answers "$tmp/a.json" --history "$tmp/longer" "$data/rx.csv"
has out "調剤の前に判断が要るもの 1件"
hasnt out 以前に回答済み
book 20260515 2 >"$tmp/double"
run 1 check --as-of $day --answers "$tmp/a.json" --history "$tmp/double" "$data/rx.csv"
has out "調剤の前に判断が要るもの 1件"
# its own last day has passed; a reason for another kind; one nobody knows
answers "$k" inquiry-intended 2026-05-01 '"2026-05-31"' >"$tmp/b.json"
answers "$k" long-supply $day null >"$tmp/c.json"
answers "$k" because $day null >"$tmp/d.json"
for f in b c d; do
	run 1 check --as-of $day --answers "$tmp/$f.json" --history "$tmp/book" "$data/rx.csv"
	hasnt out 以前に回答済み
done
has err "[answers-reason]"
# several files, one of them good; a file that is no answers document is refused
run 1 check --as-of $day --answers "$tmp/b.json" --answers "$tmp/a.json" --history "$tmp/book" "$data/rx.csv"
has out 以前に回答済み
run 65 check --as-of $day --answers "$data/patient.json" --history "$tmp/book" "$data/rx.csv"
has err "[answers-not]"
run 66 check --as-of $day --answers "$tmp/none" "$data/rx.csv"
# a finding that may not be named has no key
run 1 check --format json --as-of $day --history "$data/terminal-refused.xml" "$data/rx.csv"
has out '"key": null'
hasnt out '"key": "'
