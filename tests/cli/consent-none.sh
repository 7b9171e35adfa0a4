# consent-none.sh: without consent a terminal's file that says nothing of consent is masked
. "$TEST_SRCDIR/tests/cli/prelude"
sed '/PharmacistsInfoConsFlg/s/<PharmacistsInfoConsFlg>.*<.PharmacistsInfoConsFlg>//' "$data/terminal-consent.xml" >"$tmp/t.xml"
run 1 check --as-of $day --history "$tmp/t.xml" "$data/rx.csv"
has out イトリゾール
run 1 check --as-of $day --consent none --history "$tmp/t.xml" "$data/rx.csv"
hasnt out イトリゾール
hasnt err イトリゾール
