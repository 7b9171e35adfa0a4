#!/bin/sh
# evidence-gold.sh - the gold set, labelled without the library: nothing missed, nothing forbidden found
set -u
. "${TEST_SRCDIR:?the source tree}/tests/oracle/env.sh"
# shellcheck disable=SC2086
python3 "$TEST_SRCDIR/tests/gold/run.py" $tables "$TEST_SRCDIR/tests/gold/hand.csv" "$TEST_SRCDIR/tests/gold/cases.csv"
