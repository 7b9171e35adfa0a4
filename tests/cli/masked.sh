# masked.sh: nothing of a line without consent leaves the program, in any form of output
. "$TEST_SRCDIR/tests/cli/prelude"
for how in "--lang ja" "--lang en" "--format json" "--format json --explain --national" "--explain --national"; do
	run 1 check --as-of $day $how --history "$data/terminal-refused.xml" "$data/rx.csv"
	for secret in イトリゾール 616290177 6290004 例示薬局 架空皮膚科 2026-05-25 20260525; do
		hasnt out "$secret"
		hasnt err "$secret"
	done
	case $how in *explain*) continue ;; esac        # names every rule that touches our own drugs, whatever the history holds
	for secret in イトラコナゾール itraconazole D01-; do
		hasnt out "$secret"
		hasnt err "$secret"
	done
done
run 1 check --as-of $day --history "$data/terminal-refused.xml" "$data/rx.csv"
has out 同意
hasnt out terminal-refused.xml
# the explanation is the same as if that history had never been there
run 1 check --as-of $day --explain --history "$data/terminal-refused.xml" "$data/rx.csv"
hasnt out "* D"
