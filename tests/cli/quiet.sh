# quiet.sh: success says nothing on standard error, and no colour reaches a file
. "$TEST_SRCDIR/tests/cli/prelude"
run 0 check --as-of $day --history "$data/notebook-other.csv" "$data/rx.csv"
empty err
run 1 check --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
empty err
if LC_ALL=C grep -q "$(printf '\033')" "$tmp/out"; then fail "escape sequences in a file"; fi
run 0 tables check
empty out
empty err
