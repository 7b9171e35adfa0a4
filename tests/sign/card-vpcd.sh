#!/bin/sh
# The same card behind a virtual reader that is not ours (vpcd), in a network namespace of its own; and OpenSC, which is not ours either, recognises the
# JPKI-like card and signs with it.
. "$TEST_SRCDIR/tests/sign/prelude"
command -v pcscd >/dev/null || skip "pcscd not found"
[ -f /usr/lib/pcsc/drivers/serial/libifdvpcd.so ] || skip "vpcd (vsmartcard-vpcd) not found"
command -v opensc-tool >/dev/null || skip "opensc-tool not found"
command -v ip >/dev/null || skip "ip (iproute2) not found"
"$YAGEN" card list >"$tmp/out" 2>"$tmp/err"
if grep -q card-not-built "$tmp/err"; then skip "built without card readers"; fi
if [ "$(id -u)" = 0 ]; then ns="unshare -mn"; else ns="unshare -Urmn"; fi
mkdir -p /run/pcscd 2>/dev/null
$ns sh -c 'mount -t tmpfs tmpfs /run/pcscd && ip link set lo up' 2>/dev/null || skip "no namespaces of our own"
${CC:-cc} -D_GNU_SOURCE "$TEST_SRCDIR/tests/card/vicc.c" "$TEST_SRCDIR/tests/card/fake_card.c" -o "$tmp/vicc" -lcrypto || fail "the virtual card does not build"
mkdir "$tmp/card" "$tmp/conf"
echo seen >"$tmp/card/kind"
for k in sign:pharmacist login:login jpki:login; do
	cp "$pki/${k#*:}.key" "$tmp/card/${k%:*}.key"
	cp "$pki/${k#*:}.der" "$tmp/card/${k%:*}.der"
done
openssl x509 -in "$pki/sub.pem" -outform DER -out "$tmp/card/ca.der"
for k in sign login jpki items; do echo 1234 >"$tmp/card/pin.$k"; done
printf 'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x8C7B\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID 0x8C7B\n' >"$tmp/conf/vpcd"
cat >"$tmp/inside" <<'S'
mount -t tmpfs tmpfs /run/pcscd || exit 90
ip link set lo up || exit 91
pcscd -f -c "$tmp/conf" >"$tmp/pcscd.log" 2>&1 &
daemon=$!
i=0
while [ ! -S /run/pcscd/pcscd.comm ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
"$tmp/vicc" "$tmp/card" &
card=$!
i=0
while ! "$YAGEN" card list 2>/dev/null | grep -q "カードあり" && [ $i -lt 60 ]; do sleep 0.1; i=$((i + 1)); done
printf '1234\n' | "$YAGEN" sign --signer pcsc: --pin-fd 3 --trust "$pki/trust" "$tmp/ed.xml" 3<&0 >"$tmp/signed.xml" 2>"$tmp/signed.err"
echo $? >"$tmp/code"
opensc-tool -n >"$tmp/name" 2>&1
head -c 32 /dev/urandom >"$tmp/data"
timeout 30 pkcs11-tool --module "$(ls /usr/lib/*/opensc-pkcs11.so | head -n 1)" --login --pin 1234 --sign --mechanism SHA256-RSA-PKCS --id 01 --input-file "$tmp/data" --output-file "$tmp/sig" >"$tmp/p11.out" 2>&1
kill $card
kill -TERM $daemon
wait $daemon
exit 0
S
export tmp pki YAGEN
timeout 90 $ns sh "$tmp/inside" || fail "pcscd: $(tail -n 3 "$tmp/pcscd.log")"
[ "$(cat "$tmp/code")" = 0 ] || { cat "$tmp/signed.err" "$tmp/pcscd.log" >&2; fail "signing through vpcd"; }
run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/signed.xml"
independent "$tmp/signed.xml" DispensingSign Dispensing || fail "xmlsec1 does not agree"
grep -qi jpki "$tmp/name" || { cat "$tmp/name" >&2; fail "OpenSC does not recognise the JPKI-like card"; }
openssl x509 -in "$pki/login.pem" -noout -pubkey >"$tmp/pub.pem"
openssl dgst -sha256 -verify "$tmp/pub.pem" -signature "$tmp/sig" "$tmp/data" >/dev/null 2>&1 || { cat "$tmp/p11.out" >&2; fail "the signature OpenSC made with the card is wrong"; }
exit 0
