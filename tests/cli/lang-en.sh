# lang-en.sh: --lang en speaks English, also about wrong options
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --lang en --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
has out "Findings: critical 1"
has out "itraconazole"
has out "source:"
for japanese in 所見 範囲 併用 根拠 重なり 確認 履歴; do hasnt out "$japanese"; done
run 2 check --lang=en --as-of $day "$data/rx.csv"
has out "could not be checked"
run 64 --lang en check --bogus x
has err "no such option"
