# operations-doc.sh: every command of docs/operations.md that is marked `sh run` runs, in its order, and ends with 0
. "$TEST_SRCDIR/tests/cli/prelude"
unset YAGEN_CONFIG
Y=$tmp/y B=$tmp/backup O=$tmp/offline S=$tmp/own
HOME=$tmp/home LOGNAME=tester
export Y B O S HOME LOGNAME
mkdir "$Y" "$B" "$O" "$S" "$HOME" "$tmp/bin"
cp "$data/own-rules.csv" "$S/pairs.csv"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$YAGEN" >"$tmp/bin/yagen" && chmod +x "$tmp/bin/yagen"
PATH=$tmp/bin:$PATH
awk '/^```sh run$/ { on = 1; next } /^```$/ { on = 0 } on' "$TEST_SRCDIR/docs/operations.md" >"$tmp/commands"
[ "$(grep -c . "$tmp/commands")" -ge 30 ] || fail "commands were not found in the page"
# a case in the store, so that backups, exports and retention have something to keep
{
	echo 'set -e'
	awk -v case="yagen case new --history '$data/notebook-itz.csv' '$data/rx.csv' >/dev/null" '
		/./ { gsub(/\047/, "&"); print "echo \"+ line " NR "\" >&2"; print } /^yagen tables editions/ && !once++ { print case }' "$tmp/commands"
} >"$tmp/script"
sh "$tmp/script" >"$tmp/out" 2>"$tmp/err" || { tail -5 "$tmp/err" >&2; fail "failed: $(sed -n "$(sed -n 's/^+ line //p' "$tmp/err" | tail -1)p" "$tmp/commands")"; }
# what the page promises of them
[ "$(ls "$B"/*.ygbackup | wc -l)" -ge 1 ] && [ "$(ls "$O"/*.ygbackup | wc -l)" = 1 ] || fail "backups"
[ -f "$Y/restored.db" ] && [ -f "$Y/moved.db" ] && [ ! -e "$Y/all.export" ] || fail "restored and moved stores"
[ "$(wc -l <"$Y/audit.csv")" -gt 5 ] || fail "audit export"
[ "$(wc -l <"$Y/yagen.log")" -gt 15 ] || fail "log"
grep -q '例示\|リポバス' "$Y/yagen.log" "$Y/audit.csv" && fail "personal data in log or audit"
# every verb the page names exists, and every test it names is there
grep -o '`yagen [a-z]*\( [a-z][a-z-]*\)\{0,1\}' "$TEST_SRCDIR/docs/operations.md" | sort -u | while read -r _ verb sub; do
	"$YAGEN" $verb $sub --help >/dev/null 2>&1 || "$YAGEN" $verb --help >/dev/null 2>&1 || echo "no such verb: $verb $sub"
done >"$tmp/missing"
grep -o '`\(test_[a-z_]*\|cli/[a-z-]*\|torture/[a-z_]*\)`' "$TEST_SRCDIR/docs/operations.md" "$TEST_SRCDIR/docs/formats/pack.md" | sed 's/.*`\(.*\)`/\1/' | sort -u | while read -r t; do
	ls "$TEST_SRCDIR"/tests/*/"$t".c "$TEST_SRCDIR/tests/$t.sh" "$TEST_SRCDIR/tests/$t.c" >/dev/null 2>"$tmp/ls" || [ "$(wc -l <"$tmp/ls")" -lt 3 ] || echo "no such test: $t"
done >>"$tmp/missing"
[ ! -s "$tmp/missing" ] || { cat "$tmp/missing" >&2; fail "the page names what is not there"; }
