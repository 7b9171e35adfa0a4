# a prescription becomes a case: received once, checked like `yagen check`, decided, shown, replayed; and what is refused
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db; export YAGEN_STORE
at="--at 2026-11-20T01:00:00Z --by p1 --terminal t1 --lang en"
dir=$TEST_SRCDIR/fixtures/cases/018-notebook-is-never-masked
run 66 case list $at
run 0 case new $at --request-id q1 --history "$dir/hist.csv" "$dir/rx.csv"
id=$(head -n 1 "$tmp/out")
[ "$(wc -l <"$tmp/out")" = 1 ] || fail "more than the id"
[ ${#id} -eq 65 ] || fail "no case id: $id"
[ "$(ls -l "$tmp/s.db.keys" | cut -c5-10)" = "------" ] || fail "others may read the keys"
run 0 case new $at --request-id q1 --history "$dir/hist.csv" "$dir/rx.csv"
[ "$(head -n 1 "$tmp/out")" = "$id" ] || fail "a repeated request made another case"
run 65 case new $at --request-id q1 "$dir/rx.csv"
has err '[request-reused]'
run 65 case new $at --history "$dir/hist.csv" "$dir/rx.csv"
has err '[exists]'
has err "$id"

# the same answer as `yagen check`, in text and in JSON
for form in text json; do
	run 1 check --lang en --format $form --as-of 2026-11-20 --history "$dir/hist.csv" "$dir/rx.csv"
	cp "$tmp/out" "$tmp/want"
	run 1 case check $at --format $form --as-of 2026-11-20 "$id"
	cmp "$tmp/want" "$tmp/out" || fail "case check --format $form is not what check says"
done
grep -o '"id": "[0-9a-f]\{16\}"' "$tmp/out" | cut -d'"' -f4 >"$tmp/findings"
[ "$(wc -l <"$tmp/findings")" -ge 2 ] || fail "no findings"
run 64 case decide $at "$id"
run 66 case decide $at --finding 0123456789abcdef --action withhold "$id"
run 65 case decide $at --finding "$(head -n 1 "$tmp/findings")" --action dispense --reason nothing "$id"
has err '[reason]'
run 65 case decide $at --case-version 1 --finding "$(head -n 1 "$tmp/findings")" --action withhold "$id"
has err '[stale]'
while read -r f; do
	run 0 case decide $at --finding "$f" --action dispense --reason inquiry-intended --note asked "$id"
done <"$tmp/findings"
has out decided
run 1 case check $at --as-of 2026-11-20 "$id"   # answered findings stay findings
run 0 case show $at "$id"
has out checked
has out inquiry-intended
run 0 case list $at
has out "$id"
run 0 replay $at "$id"
has out equal
hasnt out differs
run 0 patient show $at "${id%.*}"
has out 12345
run 65 case cancel $at "$id"
has err '[why]'
run 0 case cancel $at --why mistaken "$id"
run 65 case check $at "$id"
has err '[state]'
run 0 case list $at
empty out
run 66 case show $at "${id%.*}.00000000000000000000000000000000"
run 66 case show $at nonsense

# somebody with the same name, birth date and sex, and another card: a person decides
iconv -f CP932 -t UTF-8 "$dir/rx.csv" | sed 's/１２３４５/９９９９９/; s/^51,.*/51,20261121\r/' | iconv -f UTF-8 -t CP932 >"$tmp/rx2.csv"
run 65 case new $at "$tmp/rx2.csv"
has err '[patient-doubtful]'
has err "${id%.*}"
run 64 case new $at --patient-choice new "$tmp/rx2.csv"
run 0 case new $at --patient-choice new --why 'other person' "$tmp/rx2.csv"
run 0 patient doubtful $at
has out doubtful
