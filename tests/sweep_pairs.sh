#!/bin/sh
# sweep_pairs.sh - every sourced contraindicated pair of the public fact table raises a critical finding both ways, and
# its negative controls do not. Runs in the plain build only: it starts the program some thousand times.
set -u
facts=$YAGEN_SHARED/spec/interaction-facts.tsv
[ -f "$facts" ] || { echo "SKIP: spec/interaction-facts.tsv not found; set YAGEN_SHARED to the reference folder"; exit 77; }
command -v python3 >/dev/null || { echo "SKIP: python3 not found"; exit 77; }
case $TEST_BUILDDIR in *-san*) echo "SKIP: the pair sweep runs in the plain build"; exit 77 ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/yagen-sweep.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
YAGEN_DATADIR=$TEST_SRCDIR
export YAGEN_DATADIR
python3 "$TEST_SRCDIR/tests/sweep_pairs.py" "$YAGEN_SHARED" "$TEST_BUILDDIR/src/cli/yagen" "$work"
