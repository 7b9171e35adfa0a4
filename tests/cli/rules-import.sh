# rules-import.sh: package inserts become rows of a rules folder; what nobody knows goes to a worklist, is settled once, and counts from then on
. "$TEST_SRCDIR/tests/cli/prelude"
run 64 rules import "$data/insert.xml"
run 0 rules import --kind pmda-xml --as-of $day --worklist "$tmp/w.csv" "$data/insert.xml"
has out 作業表
[ -f "$tmp/w.csv" ] || fail "no worklist"
run 0 rules import --kind pmda-xml --as-of $day --lang en --out "$tmp/rules" "$data/insert.xml"
has out "documents 1"
has out "left to a person (worklist) 2"
empty err
grep -q '10.1,架空成分（経口剤）,unknown-name' "$tmp/rules/worklist.csv" || fail "worklist"
grep -q '10.2,.*unknown-class' "$tmp/rules/worklist.csv" || fail "class word not in the worklist"
run 0 rules lint --rules "$tmp/rules"
id=$(sed -n 's/^\(PI-[0-9]*\),.*イトラコナゾール.*ミダゾラム.*/\1/p; s/^\(PI-[0-9]*\),.*ミダゾラム.*イトラコナゾール.*/\1/p' "$tmp/rules/cautions.csv" | head -n 1)
[ -n "$id" ] || fail "no row for midazolam"
run 0 rules show --rules "$tmp/rules" "$id"
has out "電子添文 6290004M1999_1_02 10.2 (改訂 2026-03 第2版)"
hasnt out 試験用の文章
# the answer names the edition it was made with
run 1 check --as-of $day --rules "$tmp/rules" --format json --history "$data/notebook-itz.csv" "$data/rx.csv"
has out "+$day"
has out PMDA電子添文
# a person settles the two names; the next import asks nobody
cat >"$tmp/s.csv" <<EOF
name,selectors,who,date
架空成分（経口剤）,ignore,見本薬剤師,2026-05-30
CYP3A4で代謝される薬剤（アセトアミノフェン、ミダゾラム等）,I:アセトアミノフェン|I:ミダゾラム,見本薬剤師,2026-05-30
EOF
run 0 rules import --kind pmda-xml --as-of $day --lang en --out "$tmp/rules" --settlements "$tmp/s.csv" "$data/insert.xml"
has out "left to a person (worklist) 0"
has out "settled as no drug 1"
[ "$(wc -l <"$tmp/rules/worklist.csv")" -eq 1 ] || fail "the worklist still holds what was settled"
# twice the same is the same
cp "$tmp/rules/cautions.csv" "$tmp/before"
run 0 rules import --kind pmda-xml --as-of $day --out "$tmp/rules" --settlements "$tmp/s.csv" "$data/insert.xml"
cmp -s "$tmp/before" "$tmp/rules/cautions.csv" || fail "the second import changed the rows"
# refusals
run 65 rules import --kind pmda-xml --as-of $day --out "$tmp/other" "$data/terminal-consent.xml"
has err pmda-not-insert
[ ! -e "$tmp/other" ] || fail "a refused import left a folder"
cp -R "$TEST_SRCDIR/rules" "$tmp/shipped" && chmod -R u+w "$tmp/shipped" || exit 99
run 65 rules import --kind pmda-xml --as-of $day --out "$tmp/shipped" "$data/insert.xml"
has err rules-import-foreign
