# tables-unsigned.sh: editions nobody signed: refused, or used and said so in every answer, as JSON, as text and at the counter
. "$TEST_SRCDIR/tests/cli/prelude"
tables
e=$tmp/editions
run 0 tables pack "$tmp/drugmaster" "$tmp/m.pack"
run 0 tables pack "$tmp/rules" "$tmp/r.pack" --master "$tmp/drugmaster"
run 65 tables install --editions "$e" "$tmp/m.pack" "$tmp/r.pack"
printf 'unsigned = mark\neditions = %s\nstore = %s\n' "$e" "$tmp/yagen.db" >"$tmp/conf"
run 0 tables install --config "$tmp/conf" "$tmp/m.pack" "$tmp/r.pack"
has err pack-unsigned-marked
# without the setting no answer at all
run 78 check --as-of $day --editions "$e" "$data/rx.csv"
empty out
has err edition-unsigned-refused
run 2 check --format json --config "$tmp/conf" --as-of $day "$data/rx.csv"
[ "$(grep -c '"code": "edition-unsigned"' "$tmp/out")" = 2 ] || fail "master and rules are not marked in the JSON"
run 2 check --lang en --config "$tmp/conf" --as-of $day "$data/rx.csv"
has err edition-unsigned
has out "no trusted key signed"
run 0 tables editions --lang en --config "$tmp/conf"
has out unsigned
# the counter
run 0 setup --config "$tmp/conf"
run 0 case new --config "$tmp/conf" "$data/rx.csv"
case=$(head -1 "$tmp/out")
run 2 case check --format json --config "$tmp/conf" --as-of $day "$case"
[ "$(grep -c 'edition-unsigned' "$tmp/out")" -ge 2 ] || fail "the case does not say it"
sed '/^unsigned/d' "$tmp/conf" >"$tmp/conf2"
run 78 case new --config "$tmp/conf2" --request-id other-1 "$data/rx.csv"
has err edition-unsigned-refused
