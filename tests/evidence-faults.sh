#!/bin/sh
# evidence-faults.sh - injected faults over tables and inputs never end as `clear` (FAULTS=10000 for all of them)
set -u
. "${TEST_SRCDIR:?the source tree}/tests/oracle/env.sh"
# shellcheck disable=SC2086
python3 "$TEST_SRCDIR/tests/oracle/faults.py" $tables --faults "${FAULTS:-1000}"
