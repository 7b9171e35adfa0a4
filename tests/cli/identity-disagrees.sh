# identity-disagrees.sh: a code whose name is another drug's is a stop that shows both names
. "$TEST_SRCDIR/tests/cli/prelude"
run 1 check --as-of $day --history "$data/notebook-other.csv" "$data/rx-name.csv"
has out 架空錠５ｍｇ
has out リポバス錠５
has out 重大
