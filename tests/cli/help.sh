# help.sh: every verb has help, and it goes to standard output
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 --help
for v in check convert scan "drug search" "drug show" "tables import" "tables apply-diff" "tables diff" "tables info" "tables check" \
	 "rules lint" "rules show" "rules import"; do
	has out "$v"
	cp "$tmp/out" "$tmp/all"
	run 0 $v --help
	has out --lang
	empty err
	cp "$tmp/all" "$tmp/out"
done
run 0 --version
has out "yagen "
