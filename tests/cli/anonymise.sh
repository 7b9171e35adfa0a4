# anonymise.sh: a case without the people in it; the secret comes from the system, and the folder is never replaced
. "$TEST_SRCDIR/tests/cli/prelude"
case_=$TEST_SRCDIR/fixtures/cases/283-records-of-the-notebook
run 64 anonymise "$case_"
run 0 anonymise --out "$tmp/new" "$case_"
has out "rx.patient.name: 置換 1"
has out "元と同じ所見が出ることを確かめました"
# nobody of the original is in any file; drugs are
for z in 例示 レイジ ﾚｲｼﾞ 架空内科 見本 1399906 06139992 1958-03-10 19580310 03-0000; do
	if grep -rqF "$z" "$tmp/new"; then fail "\"$z\" is in the new case"; fi
done
grep -rqF ロキソニン錠６０ｍｇ "$tmp/new" || fail "the drug is gone"
run 0 replay "$tmp/new"
run 65 anonymise --out "$tmp/new" "$case_"
# another run shifts the days by another secret: of eight runs not all are alike
for i in 1 2 3 4 5 6 7 8; do run 0 anonymise --out "$tmp/r$i" "$case_"; grep '^as-of' "$tmp/r$i/case.txt"; done >"$tmp/days"
[ "$(sort -u "$tmp/days" | wc -l)" -gt 1 ] || fail "the days are always shifted alike"
if grep -q 2026-11-20 "$tmp/days"; then fail "not shifted"; fi
# the same secret: the same case; too short a one is refused
printf 'secret of the test' >"$tmp/secret"
run 0 anonymise --secret "$tmp/secret" --out "$tmp/s1" "$case_"
run 0 anonymise --secret "$tmp/secret" --out "$tmp/s2" "$case_"
diff -r "$tmp/s1" "$tmp/s2" || fail "one secret, two cases"
printf 'short' >"$tmp/secret"
run 64 anonymise --secret "$tmp/secret" --out "$tmp/s3" "$case_"
# weekdays stay: the shift is whole weeks
d() { date -u -d "$(sed -n 's/^as-of: //p' "$1/case.txt")" +%u; }
[ "$(d "$tmp/new")" = "$(d "$case_")" ] || fail "another weekday"
# a refused prescription leaves no folder; sources without consent are not written, and that is said
run 65 anonymise --out "$tmp/no" "$TEST_SRCDIR/fixtures/cases/279-sj1-with-cr-lf"
[ ! -e "$tmp/no" ] || fail "a folder of a refused case"
run 1 anonymise --out "$tmp/masked" "$TEST_SRCDIR/fixtures/cases/015-masked-contraindicated"
has out "同意のない資料"
if grep -rqF '"code"' "$tmp/masked/history-1.json"; then fail "a line without consent was written"; fi
# a site's tiers and earlier answers decide in the new case as in the old one; who gave them does not come along
mkdir "$tmp/site" && cp "$data/rx.csv" "$data/notebook-itz.csv" "$tmp/site/"
printf 'rule,enabled,severity,note,name,date\nD01-012,1,warning,専門医の管理下,薬師 花子,2026-05-01\n' >"$tmp/site/site.csv"
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" --overlay "$tmp/site/site.csv" "$data/rx.csv"
k=$(sed -n 's/^ *"key": "\([0-9a-f]\{16\}\)".*/\1/p' "$tmp/out" | head -1)
printf '{"yagen":"answers","answers":[{"finding_key":"%s","reason":"partner-stopped","by":"薬師 花子","on":"%s","until":null,"note":"電話で薬師が確認"}]}' "$k" $day >"$tmp/site/a.json"
printf 'title: 薬師 花子の事例\nwhy: x\nrx: rx.csv\nhistory: notebook-itz.csv\nanswers: a.json\noverlay: site.csv\nas-of: %s\n' $day >"$tmp/site/case.txt"
run 0 replay --accept new "$tmp/site"
grep -q 'finding: warning contraindicated-pair .*rule=D01-012' "$tmp/site/expect.txt" || { cat "$tmp/site/expect.txt" >&2; fail "the tier of the site does not count"; }
if grep -q ' stop' "$tmp/site/expect.txt"; then fail "not answered"; fi
run 0 anonymise --out "$tmp/site-new" "$tmp/site"
has out "answers.by: 置換 1"
has out "overlay.note: 置換 1"
[ -f "$tmp/site-new/answers.json" ] && [ -f "$tmp/site-new/overlay.csv" ] || fail "answers or overlay are gone"
if grep -rqF 薬師 "$tmp/site-new" || grep -rqF 専門医 "$tmp/site-new"; then fail "a person in the new case"; fi
run 0 replay "$tmp/site-new"
if grep -q ' stop' "$tmp/site-new/expect.txt"; then fail "the answer does not hold in the new case"; fi
