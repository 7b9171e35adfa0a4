# rules-import-csv.sh: a pharmacy's own rows are checked with file and line, bear its name, and fire
. "$TEST_SRCDIR/tests/cli/prelude"
cp "$data/own-rules.csv" "$tmp/pairs.csv"
run 64 rules import --kind csv --out "$tmp/rules" "$tmp/pairs.csv"
run 64 rules import --kind csv --by 見本薬剤師 "$tmp/pairs.csv"
run 64 rules import --kind csv --by 見本薬剤師 --worklist "$tmp/w" --out "$tmp/rules" "$tmp/pairs.csv"
run 0 rules import --kind csv --by 見本薬剤師 --as-of $day --out "$tmp/rules" "$tmp/pairs.csv"
has out "新規 1"
empty err
run 0 rules show --rules "$tmp/rules" X-1
has out "院内委員会 2026年5月（見本薬剤師）"
run 78 rules show --rules "$tmp/none" X-1
# rx.csv holds both drugs: the shipped rules say nothing of them together, ours do
run 0 check --as-of $day --history "$data/notebook-other.csv" "$data/rx.csv"
run 1 check --as-of $day --rules "$tmp/rules" --format json --history "$data/notebook-other.csv" "$data/rx.csv"
has out '"X-1"'
has out "薬局の規則:pairs.csv 1行 (見本薬剤師, $day)"
# every mistake at once, by the line of the file that was handed in, and nothing is written
sed '2s/,critical,/,catastrophic,/; 2p; 2s/院内委員会 2026年5月//' "$data/own-rules.csv" >"$tmp/pairs.csv"
cp "$tmp/rules/pairs.csv" "$tmp/before"
run 78 rules import --kind csv --by 見本薬剤師 --as-of $day --out "$tmp/rules" "$tmp/pairs.csv"
empty out
has err "$tmp/pairs.csv:2:"
has err "$tmp/pairs.csv:3:"
cmp -s "$tmp/before" "$tmp/rules/pairs.csv" || fail "a refused import changed the folder"
cp "$data/own-rules.csv" "$tmp/mine.csv"
run 78 rules import --kind csv --by 見本薬剤師 --as-of $day --out "$tmp/rules" "$tmp/mine.csv"
has err rules-import-table
