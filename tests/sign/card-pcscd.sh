#!/bin/sh
# End to end through the real pcscd: a virtual HPKI card is inserted, its PIN counted, a dispensing document signed, verified by us and by the
# xmlsec1 program; one changed byte is invalid; a wrong PIN costs exactly one try; the last one is not used without a second yes.
# pcscd runs in a mount namespace of its own, so that nothing of this machine is touched.
. "$TEST_SRCDIR/tests/sign/prelude"
command -v pcscd >/dev/null || skip "pcscd not found"
[ -f /usr/include/PCSC/ifdhandler.h ] || skip "the header of IFD handlers (libpcsclite-dev) not found"
"$YAGEN" card list >"$tmp/out" 2>"$tmp/err"
if grep -q card-not-built "$tmp/err"; then skip "built without card readers"; fi
if [ "$(id -u)" = 0 ]; then ns="unshare -m"; else ns="unshare -Urm"; fi
mkdir -p /run/pcscd 2>/dev/null
$ns sh -c 'mount -t tmpfs tmpfs /run/pcscd' 2>/dev/null || skip "no mount namespace of our own, or no /run/pcscd"
${CC:-cc} -shared -fPIC -I/usr/include/PCSC "$TEST_SRCDIR/tests/card/ifd.c" "$TEST_SRCDIR/tests/card/fake_card.c" -o "$tmp/libifdtest.so" -lcrypto || fail "the IFD handler does not build"
mkdir "$tmp/slot.card" "$tmp/conf"
: >"$tmp/slot"
for k in sign:pharmacist login:login jpki:login; do
	cp "$pki/${k#*:}.key" "$tmp/slot.card/${k%:*}.key"
	cp "$pki/${k#*:}.der" "$tmp/slot.card/${k%:*}.der"
done
for k in sign login jpki items; do echo 1234 >"$tmp/slot.card/pin.$k"; done
printf 'FRIENDLYNAME "Test Reader"\nDEVICENAME %s/slot\nLIBPATH %s/libifdtest.so\nCHANNELID 1\n' "$tmp" "$tmp" >"$tmp/conf/reader"
cat >"$tmp/inside" <<'S'
mount -t tmpfs tmpfs /run/pcscd || exit 90
pcscd -f -c "$tmp/conf" >"$tmp/pcscd.log" 2>&1 &
daemon=$!
i=0
while [ ! -S /run/pcscd/pcscd.comm ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
insert() { rm -f "$tmp/slot.present"; wait_for "カードなし"; : >"$tmp/slot.present"; wait_for "カードあり"; }
wait_for() { i=0; while ! "$YAGEN" card list 2>/dev/null | grep -q "$1" && [ $i -lt 40 ]; do sleep 0.1; i=$((i + 1)); done; }
sign() { printf '%s\n' "$1" | "$YAGEN" sign --signer pcsc: --pin-fd 3 --trust "$pki/trust" $2 "$tmp/ed.xml" 3<&0 >"$tmp/$3" 2>"$tmp/$3.err"; echo $? >"$tmp/$3.code"; }
for kind in seen guideline; do
	echo $kind >"$tmp/slot.card/kind"
	insert
	"$YAGEN" card show >"$tmp/$kind.show"
	sign 1234 "" $kind.xml
done
sign 9999 "" wrong.xml
cp "$tmp/slot.card/tries.sign" "$tmp/after-wrong"
echo 1 >"$tmp/slot.card/tries.sign"
insert
sign 1234 "" last.xml
cp "$tmp/slot.card/tries.sign" "$tmp/after-last"
sign 1234 --last-try last2.xml
# pulled between VERIFY and the signature
n=$(grep -c . "$tmp/slot.card/commands.log")
: >"$tmp/slot.card/commands.log"
insert
sign 1234 "" count.xml
at=$(grep -n '^80 2A\|^00 2A' "$tmp/slot.card/commands.log" | head -n 1 | cut -d: -f1)
seen=$(sed -n '1,/^00 20 00 .. -> 9000/p' "$tmp/slot.card/commands.log" | grep -c .)
echo "$at $seen" >"$tmp/at"
kill -TERM $daemon
wait $daemon
S
export tmp pki YAGEN
timeout 120 $ns sh "$tmp/inside" || fail "pcscd: $(tail -n 3 "$tmp/pcscd.log")"
for kind in seen guideline; do
	[ "$(cat "$tmp/$kind.xml.code")" = 0 ] || { cat "$tmp/$kind.xml.err" "$tmp/pcscd.log" >&2; fail "signing with the $kind card"; }
	grep -q "HPKI 署名 暗証番号の残り回数 15" "$tmp/$kind.show" || { cat "$tmp/$kind.show"; fail "card show"; }
	run 0 verify --trust "$pki/trust" --as-of "$later" "$tmp/$kind.xml"
	independent "$tmp/$kind.xml" DispensingSign Dispensing || fail "xmlsec1 does not agree"
	sed 's#\(<DispensingDocument id="DispensingDocument">\).#\1Z#' "$tmp/$kind.xml" >"$tmp/changed.xml"
	run 1 verify --trust "$pki/trust" --as-of "$later" "$tmp/changed.xml"
	has out "[digest]"
done
[ "$(cat "$tmp/wrong.xml.code")" = 77 ] || fail "a wrong PIN ends with $(cat "$tmp/wrong.xml.code")"
[ "$(cat "$tmp/after-wrong")" = 14 ] || fail "a wrong PIN cost more than one try"
[ "$(cat "$tmp/last.xml.code")" = 65 ] || fail "the last try was used without a second yes"
[ "$(cat "$tmp/after-last")" = 1 ] || fail "the counter moved"
[ "$(cat "$tmp/last2.xml.code")" = 0 ] || fail "the confirmed last try does not work"
grep -q "file=0001\|file=0014" "$tmp/slot.card/commands.log" && fail "a forbidden file was selected"
grep -q 1234 "$tmp/slot.card/commands.log" "$tmp"/*.err && fail "a PIN was written down"
exit 0
