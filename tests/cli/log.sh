# log.sh: a whole case is logged without a name, a birth date, a number or a drug of it, refusals included
. "$TEST_SRCDIR/tests/cli/prelude"
unset YAGEN_CONFIG
run 0 setup --store "$tmp/yagen.db"
printf '[log]\nfile = %s\nlevel = debug\n' "$tmp/log" >>"$tmp/yagen.conf"
YAGEN_CONFIG=$tmp/yagen.conf
export YAGEN_CONFIG
cp "$data/rx.csv" "$tmp/例示花子19680415.csv"
run 0 case new --request-id hanako-19680415 --history "$data/notebook-itz.csv" "$tmp/例示花子19680415.csv"
case=$(head -1 "$tmp/out")
run 0 case patient "$case" "$data/patient.json"
run 1 case check --as-of $day --format json "$case"
finding=$(sed -n '/"findings"/,$s/.*"id": "\([0-9a-f]*\)".*/\1/p' "$tmp/out" | head -1)
"$YAGEN" case decide --finding "$finding" --action ask-doctor --note 'リポバス 例示花子' "$case" >/dev/null 2>&1
"$YAGEN" case cancel --why '例示　花子さんの都合' "$case" >/dev/null 2>&1
run 0 case show "$case"
run 0 case list
"$YAGEN" case show リポバス >/dev/null 2>&1
"$YAGEN" case check 19680415 >/dev/null 2>&1
"$YAGEN" patient show 123456789012 >/dev/null 2>&1
"$YAGEN" tables rollback --as-of $day >/dev/null 2>&1
[ "$(wc -l <"$tmp/log")" -ge 10 ] || { cat "$tmp/log"; fail "runs are missing in the log"; }
# whatever stands in the inputs, as they are written there and as UTF-8
{
	printf '%s\n' 例示 花子 ﾚｲｼﾞ ﾊﾅｺ hanako 19680415 1968-04-15 06139992 000123 リポバス カロナール 612180263 2189011F1025 イトリゾール 架空 03-0000 notebook rx.csv 123456789012
} >"$tmp/canaries"
while read -r word; do
	if grep -qF -- "$word" "$tmp/log"; then grep -F -- "$word" "$tmp/log" >&2; fail "\"$word\" in the log"; fi
done <"$tmp/canaries"
iconv -f CP932 -t UTF-8 "$data/notebook-itz.csv" 2>/dev/null | cat - "$data/rx.csv" | tr ',\r' '\n\n' | awk 'length($0) >= 4' | sort -u >"$tmp/words"
[ "$(wc -l <"$tmp/words")" -gt 30 ] || fail "no words to look for"
# a number of four digits may stand in a random id or a time by chance
grep -v '^[0-9]\{4\}$' "$tmp/words" | grep -v '^[0-9a-f]\{4,5\}$' >"$tmp/w2"
if LC_ALL=C grep -nFf "$tmp/w2" "$tmp/log" >&2; then fail "a field of an input in the log"; fi
# the lines are JSON with known keys, and the verbs are words the log knows
grep -v '^{"at":"[0-9T:Z-]*","level":"[a-z]*","event":"[a-z]*"\(,"[a-z]*":[^{}]*\)*}$' "$tmp/log" && fail "not a log line"
grep -q '"verb":"other"\|"sub":"other"' "$tmp/log" && fail "a verb the log does not know"
grep -q "\"case\":\"$case\"" "$tmp/log" || fail "the case cannot be followed"
[ "$(stat -c %a "$tmp/log")" = 640 ] || fail "mode of the log"
# every verb of the program is a word the log knows
"$YAGEN" --lang en --help | sed -n 's/^  \([a-z][a-z]*\( [a-z][a-z-]*\)\{0,1\}\) .*/\1/p' | while read -r verb sub; do
	[ -z "$sub" ] || "$YAGEN" $verb $sub --help >/dev/null 2>&1 || sub=
	for word in $verb $sub; do
		grep -q "\"$word\"" "$TEST_SRCDIR/src/conf/log.c" || echo "$word"
	done
done >"$tmp/missing"
[ ! -s "$tmp/missing" ] || { cat "$tmp/missing" >&2; fail "words the log does not know"; }
# the level is obeyed
sed 's/^level = debug/level = error/' "$tmp/yagen.conf" >"$tmp/quiet"
n=$(wc -l <"$tmp/log")
run 0 case list --config "$tmp/quiet"
[ "$(wc -l <"$tmp/log")" = "$n" ] || fail "logged below the level"
# a log that cannot be written is said, and what was done stays done
sed "s|^file = .*|file = $tmp/none/log|" "$tmp/yagen.conf" >"$tmp/nolog"
run 0 case list --config "$tmp/nolog"
has err "動作記録"
