# condition.sh: a rule with a condition asks to confirm it, and lists that nobody told
. "$TEST_SRCDIR/tests/cli/prelude"
sed 's/2,612180263,リポバス錠５　５ｍｇ/2,622696201,ベネクレクスタ錠１０ｍｇ/' "$data/rx.csv" >"$tmp/rx.csv"
run 1 check --as-of $day --history "$data/notebook-itz.csv" "$tmp/rx.csv"
has out 条件を確かめる
has out 患者の情報がなく判断できなかったもの
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" "$tmp/rx.csv"
has out '"fact": "condition"'
has out '"D01-020"'
