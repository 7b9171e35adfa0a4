# drug-show.sh: a drug is shown by exactly its code, never by a part of it
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 drug show 612180263
has out リポバス錠５
has out シンバスタチン
run 0 drug show 2189011F1025
has out 612180263
run 0 drug show 2189011F1ZZZ
has out シンバスタチン
run 66 drug show 2189011F
run 66 drug show 61218026
run 0 drug show --lang en 612180263
has out ingredients
