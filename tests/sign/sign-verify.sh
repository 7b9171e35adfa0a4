#!/bin/sh
# A document is signed, verified by us and by a program that is not ours; one changed byte anywhere in the signed part is invalid;
# each kind of wrong signer gets its reason.
. "$TEST_SRCDIR/tests/sign/prelude"
with_file pharmacist "$tmp/ed.xml" >"$tmp/signed.xml"
run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/signed.xml"
has out "DispensingSign ES-BES: 有効"
run 0 verify --lang en --format json --trust "$pki/trust" --as-of "$later" "$tmp/signed.xml"
has out '"verdict": "valid"'
independent "$tmp/signed.xml" DispensingSign Dispensing || fail "xmlsec1 does not agree"
run 65 sign --allow-file-key --signer "file:$pki/pharmacist.key,$pki/pharmacist.pem" --trust "$pki/trust" "$tmp/signed.xml"
has err sign-signed-already
run 65 sign --signer "file:$pki/pharmacist.key,$pki/pharmacist.pem" --trust "$pki/trust" "$tmp/ed.xml"
has err signer-file
# bytes before the signature are those of the unsigned document
n=$(($(wc -c <"$tmp/ed.xml") - 11))
cmp -n "$n" "$tmp/ed.xml" "$tmp/signed.xml" || fail "the document changed"
# every byte of the signed element, changed: never valid
python3 - "$tmp/signed.xml" "$tmp/changed" <<'P' || fail "python"
import sys, os
b = open(sys.argv[1], 'rb').read()
os.makedirs(sys.argv[2])
i, j = b.index(b'<Dispensing '), b.index(b'</Dispensing>') + 13
for k in range(i, j, 7):
    c = bytearray(b); c[k] = ord('A') if c[k] != ord('A') else ord('B')
    open('%s/%05d.xml' % (sys.argv[2], k), 'wb').write(c)
P
for f in "$tmp"/changed/*.xml; do
	"$YAGEN" verify --trust "$pki/trust" --as-of "$later" "$f" >"$tmp/out" 2>&1
	[ $? = 1 ] || fail "$f is not invalid: $(cat "$tmp/out")"
done
# signers who may not sign this
for who in doctor:wrong-role login:key-usage wrongpolicy:policy revoked:revoked expired:expired late:not-yet-valid foreign:untrusted; do
	run 65 sign --allow-file-key --signer "file:$pki/${who%:*}.key,$pki/${who%:*}.pem" --trust "$pki/trust" "$tmp/ed.xml"
	has err "${who#*:}"
done
# a role nobody knows, and none at all: neither valid nor invalid
for who in nurse:unknown-role norole:no-role; do
	with_file "${who%:*}" "$tmp/ed.xml" >"$tmp/x.xml"
	run 2 verify --trust "$pki/trust" --as-of "$later" "$tmp/x.xml"
	has out "${who#*:}"
done
# without revocation lists nothing can be said of revocation
cp -r "$pki/trust" "$tmp/nocrl" && rm "$tmp/nocrl"/crl/*
run 2 verify --trust "$tmp/nocrl" --as-of "$later" "$tmp/signed.xml"
has out no-crl
# a test profile never stands beside production anchors
cp -r "$pki/trust" "$tmp/mixed" && mkdir "$tmp/mixed/anchors" && cp "$pki/root.pem" "$tmp/mixed/anchors/"
run 78 verify --trust "$tmp/mixed" "$tmp/signed.xml"
has err trust-mixed
# a prescription with a doctor's signature, and nested in a dispensing document
with_file doctor "$tmp/ep.xml" --prescription >"$tmp/ep-signed.xml"
run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/ep-signed.xml"
independent "$tmp/ep-signed.xml" PrescriptionSign PrescriptionDocument || fail "xmlsec1 does not agree on the prescription"
inner=$(sed 's#.*<Prescription>\(.*\)</Prescription>.*#\1#' "$tmp/ep-signed.xml")
sed "s#<DispensingDocument#<ReferencePrescription>INNER</ReferencePrescription>&#" "$tmp/ed.xml" >"$tmp/outer.xml"
python3 - "$tmp/outer.xml" "$tmp/ep-signed.xml" "$tmp/nested.xml" <<'P' || fail "python"
import sys, re
o, p = open(sys.argv[1], 'rb').read(), open(sys.argv[2], 'rb').read()
inner = re.search(rb'<Prescription>(.*)</Prescription>', p, re.S).group(1)
open(sys.argv[3], 'wb').write(o.replace(b'INNER', inner))
P
with_file pharmacist "$tmp/nested.xml" >"$tmp/nested-signed.xml"
run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/nested-signed.xml"
has out "DispensingSign ES-BES: 有効"
has out "PrescriptionSign ES-BES: 有効"
independent "$tmp/nested-signed.xml" DispensingSign Dispensing || fail "xmlsec1 does not agree on the nested document"
