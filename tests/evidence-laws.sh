#!/bin/sh
# evidence-laws.sh - laws through the public API: order, sources, strangers, dates, code systems, formats
set -u
. "${TEST_SRCDIR:?the source tree}/tests/oracle/env.sh"
# shellcheck disable=SC2086
python3 "$TEST_SRCDIR/tests/oracle/laws.py" $tables --cases "${CASES:-2000}"
