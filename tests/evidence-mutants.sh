#!/bin/sh
# evidence-mutants.sh - a seeded sample of mutants of the matcher is killed by its unit tests (MUTANTS=150 for the long tier)
set -u
: "${TEST_SRCDIR:?the source tree}" "${TEST_BUILDDIR:?the build tree}"
command -v python3 >/dev/null || { echo "SKIP: python3 not found"; exit 77; }
case $TEST_BUILDDIR in *-san* | *-clang* | *-bare*) echo "SKIP: runs in the plain build"; exit 77 ;; esac
PYTHONDONTWRITEBYTECODE=1 python3 "$TEST_SRCDIR/tests/mutants/mutants.py" --source "$TEST_SRCDIR" --mutants "${MUTANTS:-15}"
