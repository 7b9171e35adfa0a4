#!/bin/sh
# The same signature through a PKCS#11 module (SoftHSM): right PIN, wrong PIN, no such token; verified by us and by the xmlsec1 program.
. "$TEST_SRCDIR/tests/sign/prelude"
module=/usr/lib/softhsm/libsofthsm2.so
[ -f "$module" ] || skip "SoftHSM not found"
command -v pkcs11-tool >/dev/null || skip "pkcs11-tool (opensc) not found"
case ${ASAN_OPTIONS-} in *verify_asan_link_order*) ;; esac
mkdir "$tmp/tokens"
printf 'directories.tokendir=%s/tokens\nobjectstore.backend=file\n' "$tmp" >"$tmp/softhsm.conf"
SOFTHSM2_CONF=$tmp/softhsm.conf
export SOFTHSM2_CONF
{ softhsm2-util --init-token --free --label HPKI --so-pin 12345678 --pin 123456 &&
	openssl pkcs8 -topk8 -nocrypt -in "$pki/pharmacist.key" -out "$tmp/key.p8" &&
	softhsm2-util --import "$tmp/key.p8" --token HPKI --label sign --id 17 --pin 123456 &&
	pkcs11-tool --module "$module" --token-label HPKI --login --pin 123456 --write-object "$pki/pharmacist.der" --type cert --label sign --id 17; } >"$tmp/hsm.out" 2>&1 || { cat "$tmp/hsm.out" >&2; fail "SoftHSM"; }
sign() { printf '%s\n' "$1" | "$YAGEN" sign --signer "$2" --pin-fd 3 --trust "$pki/trust" "$tmp/ed.xml" 3<&0 >"$tmp/signed.xml" 2>"$tmp/err"; got=$?; }
sign 123456 "pkcs11:$module?token=HPKI"
[ $got = 0 ] || { cat "$tmp/err" >&2; fail "exit $got"; }
run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/signed.xml"
independent "$tmp/signed.xml" DispensingSign Dispensing || fail "xmlsec1 does not agree"
sign 123456 "pkcs11:$module?token=HPKI&id=17"
[ $got = 0 ] || fail "by id: exit $got"
sign 654321 "pkcs11:$module?token=HPKI"
[ $got = 77 ] || fail "a wrong PIN: exit $got"
sign 123456 "pkcs11:$module?token=NONE"
[ $got = 66 ] || fail "no such token: exit $got"
sign 123456 "pkcs11:$tmp/none.so?token=HPKI"
[ $got = 66 ] || fail "no such module: exit $got"
exit 0
