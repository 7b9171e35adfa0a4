# env.sh - sourced by the scripts that ask the library through tests/oracle/driver.c: says why they cannot run, makes a work
# folder ($work) and links the driver ($driver) with the library of the build.
: "${TEST_SRCDIR:?the source tree}" "${TEST_BUILDDIR:?the build tree}"
command -v python3 >/dev/null || { echo "SKIP: python3 not found"; exit 77; }
case $TEST_BUILDDIR in *-san* | *-clang* | *-bare*) echo "SKIP: runs in the plain build"; exit 77 ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/yagen-evidence.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
driver=$work/driver
${CC:-cc} -std=c11 -O2 -I"$TEST_SRCDIR/src/include" -c "$TEST_SRCDIR/tests/oracle/driver.c" -o "$work/driver.o" &&
	"$TEST_BUILDDIR/libtool" --quiet --tag=CC --mode=link ${CC:-cc} -static -o "$driver" "$work/driver.o" "$TEST_BUILDDIR/libyagen.la" || exit 99
tables="--driver $driver --master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules"
