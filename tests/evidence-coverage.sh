#!/bin/sh
# evidence-coverage.sh [DIR] - builds the matcher with gcov in a folder of its own, runs the unit tests of match and flow, the gold set, some random
# cases and part of the population, and prints lines
# and branches of every file of src/match that were taken. Fails below the floor that docs/evidence.md states.
# Uses the compiler flags of the plain build, without optimisation; needs gcc, gcov, python3 and the libraries of the build.
set -u
src=${TEST_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}
YAGEN_SHARED=${YAGEN_SHARED:-$(dirname "$src")/shared}
TEST_SRCDIR=$src
export YAGEN_SHARED TEST_SRCDIR
command -v gcov >/dev/null || { echo "SKIP: gcov not found"; exit 77; }
command -v python3 >/dev/null || { echo "SKIP: python3 not found"; exit 77; }
case ${TEST_BUILDDIR:-} in *-san* | *-clang*) echo "SKIP: coverage is measured in the plain build"; exit 77 ;; esac
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/yagen-coverage.XXXXXX")} || exit 99
[ $# -gt 0 ] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work/obj" "$work/bin"
packages="libxml-2.0 json-c sqlite3 libzip libpng libjpeg zbar libcrypto"
for package in pangocairo cairo-pdf libqrencode libcurl libpcsclite p11-kit-1 xmlsec1 xmlsec1-openssl; do
	pkg-config --exists $package && packages="$packages $package"
done
flags="-std=c11 -D_POSIX_C_SOURCE=200809L -O0 -g -I$src/src -I$src/src/include -I$src/tests -DHAVE_ZBAR=1 -DYAGEN_DATADIR=\"/nonexistent\" $(pkg-config --cflags $packages)"
libs=$(pkg-config --libs $packages)

# every object once; only src/match is measured
for module in "$src"/src/*/; do
	module=$(basename "$module")
	case $module in cli | include) continue ;; esac
	for file in "$src/src/$module"/*.c; do
		case $file in */*_none.c) continue ;; esac
		measured=
		[ $module = match ] && measured="--coverage -fprofile-abs-path"
		echo "$file $work/obj/$module-$(basename "$file" .c).o $measured"
	done
done >"$work/objects"
# shellcheck disable=SC2086
while read -r file object measured; do
	nice gcc $flags $measured -c "$file" -o "$object" 2>"$work/cc.err" && continue
	[ -z "$measured" ] || { cat "$work/cc.err"; exit 1; }
	echo "left out: $file (a part of the build that is not here)"
done <"$work/objects"
rm -f "$work/lib.a" "$work"/obj/*.gcda
ar rcs "$work/lib.a" "$work"/obj/*.o                      # a library, so that a test may bring its own tables
failed=0
for test in "$src"/tests/unit/test_match_*.c "$src"/tests/unit/test_flow_*.c "$src"/tests/unit/test_lib_api.c; do
	name=$(basename "$test" .c)
	if ! nice gcc $flags "$test" "$work/lib.a" $libs --coverage -o "$work/bin/$name" 2>"$work/bin/$name.err"; then
		echo "cannot build $name"; tail -n 5 "$work/bin/$name.err"; failed=1; continue
	fi
	nice "$work/bin/$name" >"$work/bin/$name.out" 2>&1
	status=$?
	[ $status = 0 ] || [ $status = 77 ] || { echo "$name fails ($status)"; tail -n 5 "$work/bin/$name.out"; failed=1; }
done
# the gold set, random cases and the population, through the public API
nice gcc $flags "$src/tests/oracle/driver.c" "$work/lib.a" $libs --coverage -o "$work/bin/driver" || failed=1
for run in "gold/run.py $src/tests/gold/hand.csv $src/tests/gold/cases.csv" "oracle/compare.py --cases 2000 --seed 4" "oracle/laws.py --cases 2000" "population/population.py --patients 500"; do
	# shellcheck disable=SC2086
	set -- $run
	script=$1
	shift
	PYTHONDONTWRITEBYTECODE=1 nice python3 "$src/tests/$script" --driver "$work/bin/driver" --master "$src/drugmaster" --rules "$src/rules" "$@" >"$work/bin/run.out" 2>&1 ||
		{ echo "$script fails"; tail -n 5 "$work/bin/run.out"; failed=1; }
done
(cd "$work/obj" && gcov --branch-probabilities --json-format --stdout match-*.gcda 2>/dev/null) >"$work/gcov.json"
python3 "$src/tests/oracle/coverage.py" "$work/gcov.json" "$src/src/match" || failed=1
exit $failed
