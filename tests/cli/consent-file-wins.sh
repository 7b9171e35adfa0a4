# consent-file-wins.sh: what the terminal's file says of consent wins over the caller
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --consent card --history "$data/terminal-refused.xml" "$data/rx.csv"
hasnt out イトリゾール
run 1 check --as-of $day --consent none --history "$data/terminal-consent.xml" "$data/rx.csv"
has out イトリゾール
