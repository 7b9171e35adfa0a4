#!/bin/sh
# Genuine documents in every combination of levels, and over a hundred attacked or damaged ones, each with its own expected verdict and reasons
# (tests/sign/documents/NNN-name.expect). The documents are made by an implementation that is not ours.
. "$TEST_SRCDIR/tests/sign/prelude"
py=/usr/bin/python3
"$py" -c 'import lxml.etree' 2>/dev/null || skip "python3-lxml not found"
"$py" "$TEST_SRCDIR/tests/sign/make-documents" "$pki" "$tmp/docs" >"$tmp/made" || fail "no documents"
bad=0 n=0
for f in "$tmp"/docs/*.xml; do
	one=${f##*/}
	one=${one%.xml}
	n=$((n + 1))
	"$YAGEN" verify --format json --trust "$pki/trust" --as-of "$later" "$f" >"$tmp/out" 2>"$tmp/err"
	echo "exit $?" >"$tmp/got"
	"$py" -c '
import json, sys
for s in json.load(sys.stdin)["signatures"]:
    print(s["id"] or "-", s["verdict"], s["level"] or "-", *sorted(r["code"] for r in s["reasons"] if r["code"] not in ("test-profile", "no-timestamp")))
' <"$tmp/out" >>"$tmp/got" 2>&1
	want=$TEST_SRCDIR/tests/sign/documents/$one.expect
	if [ "${ACCEPT-}" ]; then cp "$tmp/got" "$want"; continue; fi
	cmp -s "$want" "$tmp/got" || { bad=$((bad + 1)); echo "$one:"; diff "$want" "$tmp/got"; }
done
[ "${ACCEPT-}" ] || [ "$n" = "$(ls "$TEST_SRCDIR"/tests/sign/documents/*.expect | wc -l)" ] || fail "$n documents for $(ls "$TEST_SRCDIR"/tests/sign/documents/*.expect | wc -l) expectations"
[ $bad = 0 ] || fail "$bad of $n documents differ"
echo "$n documents: $(grep -l ' valid' "$TEST_SRCDIR"/tests/sign/documents/*.expect | xargs grep -L invalid | wc -l) genuine, the rest refused with their reasons"
# the independent program agrees about the genuine ones
command -v xmlsec1 >/dev/null || exit 0
for f in "$tmp"/docs/*genuine-dispensing*.xml "$tmp"/docs/*genuine-nested*.xml; do
	independent "$f" DispensingSign Dispensing || fail "xmlsec1 does not agree on ${f##*/}"
done
