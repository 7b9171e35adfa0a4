#!/bin/sh
# evidence-population.sh - a generated population: what interrupts, how often, and every planted problem found (PATIENTS=10000 for all)
set -u
. "${TEST_SRCDIR:?the source tree}/tests/oracle/env.sh"
# shellcheck disable=SC2086
python3 "$TEST_SRCDIR/tests/population/population.py" $tables --patients "${PATIENTS:-2000}"
