# exit-not-found.sh: a missing file, rule or drug ends with 66
. "$TEST_SRCDIR/tests/cli/prelude"
run 66 check "$tmp/no-such-file"
has err no-such-file
run 66 check --history "$tmp/no-such-file" "$data/rx.csv"
run 66 convert --to json "$tmp/no-such-file"
run 66 scan "$tmp/no-such-file"
run 66 rules show NO-SUCH-RULE
run 66 drug show 999999999
run 66 drug search 存在しない薬の名前
empty out
