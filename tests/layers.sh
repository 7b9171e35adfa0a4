#!/bin/sh
# layers.sh - fails on an #include that breaks tests/layers.txt, on a source file no fragment lists, on a .c file
# without ban.h, and on system headers the matcher has no business with.
set -u
cd "${TEST_SRCDIR:-.}" || exit 99
fail=0
complain() { echo "layers: $*"; fail=1; }

while IFS=: read -r module allowed; do
	case $module in ''|\#*) continue ;; esac
	for f in src/"$module"/*.c src/"$module"/*.h; do
		[ -f "$f" ] || continue
		for inc in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$f"); do
			dir=${inc%%/*}
			[ "$dir" = "$module" ] && continue
			case " $allowed " in *" $dir "*) ;; *) complain "$f includes $inc: $module may not use $dir" ;; esac
		done
		case $f in
		*.c)
			grep -q '^#include "base/ban.h"' "$f" || complain "$f does not include base/ban.h"
			grep -qF "$f" "src/$module/local.mk" || complain "$f is not listed in src/$module/local.mk" ;;
		esac
	done
done < tests/layers.txt

for f in src/match/*.c src/match/*.h; do
	for inc in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' "$f"); do
		case $inc in string.h|stdlib.h|stdint.h|stdbool.h|stddef.h) ;; *) complain "$f includes <$inc>: the matcher is pure" ;; esac
	done
done

# No floating point where amounts are, no clock and no environment outside the command line.
grep -nE '\b(float|double)\b' src/base/*.[ch] src/model/*.[ch] src/match/*.[ch] src/codec/*.[ch] src/flow/*.[ch] |
	grep -vE '^\S+:[0-9]+:\s*(/\*|\*|//)|/\*.*(float|double).*\*/' && complain "floating point in the lines above"
grep -nE '\b(getenv|time|clock_gettime|gettimeofday|setlocale)[[:space:]]*\(' src/base/*.c src/text/*.c src/model/*.c src/scan/*.c \
	src/tables/*.c src/search/*.c src/match/*.c src/codec/*.c src/flow/*.c src/store/*.c src/print/*.c src/pack/*.c src/conf/*.c src/desk/*.c src/lib/*.c &&
	complain "clock, environment or locale in the lines above"
for f in tests/unit/test_*.c; do
	grep -qF "$f" tests/local.mk || complain "$f is not listed in tests/local.mk"
done
[ $fail = 0 ] && echo "layers: $(ls src/*/*.c | wc -l) source files agree with tests/layers.txt"
exit $fail
