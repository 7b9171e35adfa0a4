# rules-lint.sh: every mistake of the rule tables is reported at once, with file:line
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 rules lint
tables
sed '2s/^\([^,]*\),critical,/\1,catastrophic,/; 4s/^[^,]*,/D01-001,/' "$tmp/rules/pairs.csv" >"$tmp/p"
cmp -s "$tmp/p" "$tmp/rules/pairs.csv" && fail "the test changed nothing"
cp "$tmp/p" "$tmp/rules/pairs.csv"
sh "$tmp/rules/stamp" "$tmp/rules" || exit 99
run 78 rules lint --rules "$tmp/rules"
empty out
has err pairs.csv:2:
has err pairs.csv:4:
