# diagnostics-form.sh: a diagnostic is file:record: severity: text [code] (field)
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --lang en --as-of $day --history "$data/terminal-refused.xml" "$data/rx.csv"
grep -Eq '^.*terminal-refused\.xml:[0-9]+: (note|warning|error): .+ \[[a-z0-9-]+\]( \(.+\))?$' "$tmp/err" || { cat "$tmp/err"; fail "form"; }
