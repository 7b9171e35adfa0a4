# explain-why-not.sh: each rule that touches a line with the condition that decided
. "$TEST_SRCDIR/tests/cli/prelude"
why() { grep -F -A3 "\"rule\": \"$1\"" "$tmp/out" | grep -qF -- "$2" || { cat "$tmp/out" >&2; fail "$1: not \"$2\""; }; }
set -- check --format json --as-of $day --explain
run 0 "$@" --history "$data/notebook-old.csv" "$data/rx.csv"
why D01-012 '"no-overlap"'
why D01-012 "5日前に終わった"
why D06-012 '"no-partner"'
why D47-003 '"off"'
why DOSE-002 '"not-met"'
why CON-024 '"fact-unknown"'
run 0 "$@" --lang en --history "$data/notebook-old.csv" "$data/rx.csv"
why D01-012 "the periods do not overlap (it ended 5 days before)"
# off by the site, and answered
printf 'rule,enabled,severity,note,name,date,confirm\nD01-012,0,,x,y,2026-05-01,yes\n' >"$tmp/off.csv"
run 0 "$@" --overlay "$tmp/off.csv" --history "$data/notebook-itz.csv" "$data/rx.csv"
why D01-012 '"off-by-site"'
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
k=$(sed -n 's/^ *"key": "\([0-9a-f]\{16\}\)".*/\1/p' "$tmp/out" | head -1)
printf '{"yagen":"answers","answers":[{"finding_key":"%s","reason":"partner-stopped","by":"y","on":"%s"}]}' "$k" $day >"$tmp/a.json"
run 1 "$@" --answers "$tmp/a.json" --history "$data/notebook-itz.csv" "$data/rx.csv"
why D01-012 "2026-06-30まで回答済み"
# off in the edition
tables
sed 's/^\(D01-012,critical,\)1/\10/' "$tmp/rules/pairs.csv" >"$tmp/p" && mv "$tmp/p" "$tmp/rules/pairs.csv"
"$tmp/rules/stamp" "$tmp/rules" || fail stamp
run 0 "$@" --rules "$tmp/rules" --history "$data/notebook-itz.csv" "$data/rx.csv"
why D01-012 '"off"'
