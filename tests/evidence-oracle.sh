#!/bin/sh
# evidence-oracle.sh - 20,000 random cases: the library and the independent oracle answer the same (tests/oracle/run-long: 1,000,000)
set -u
. "${TEST_SRCDIR:?the source tree}/tests/oracle/env.sh"
# shellcheck disable=SC2086
python3 "$TEST_SRCDIR/tests/oracle/compare.py" $tables --cases "${CASES:-20000}" --seed "${SEED:-1}"
