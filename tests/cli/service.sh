# service.sh: the whole way of an electronic prescription against the simulator: accepted by 引換番号, history after consent, hand-over, signature,
# registration once, look-ups; a refill; what must be refused; a service that is not there
. "$TEST_SRCDIR/tests/cli/prelude"
sim=${YAGENSIM:-$TEST_BUILDDIR/src/sim/yagensim}
[ -x "$sim" ] || skip "yagensim is not built"
pki=$tmp/pki
sh "$TEST_SRCDIR/tests/pki/make-pki" "$pki" || fail "no test PKI"
YAGEN_STORE=$tmp/s.db
YAGEN_CONFIG=$tmp/yagen.conf
export YAGEN_STORE YAGEN_CONFIG
printf 'pharmacy.code = 1399914\npharmacy.prefecture = 13\npharmacy.name = 架空薬局\n' >"$YAGEN_CONFIG"
day=$(TZ=JST-9 date +%Y-%m-%d)
with="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules --at $(date -u +%Y-%m-%dT%H:%M:%SZ) --by p1 --terminal t1"
trust="--trust $pki/trust"
world=$tmp/t
mkdir -p "$world/sim/prescriptions"
# rx NUMBER [RECORD]: a prescription of this day, signed by a doctor of the test PKI
rx() {
	{
		printf 'SJ1\n1,1,1399906,13,架空内科クリニック\n2,100-0001,東京都架空区１－１\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n'
		printf '21,1\n22,06139992\n23,９９－１,%s,1,00\n51,%s\n' "$1" "$(TZ=JST-9 date +%Y%m%d)"
		[ $# -lt 2 ] || printf '%s\n' "$2"
		printf '101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠'
	} >"$tmp/rx.csv"
	run 0 convert --to eps-xml "$tmp/rx.csv"
	cp "$tmp/out" "$tmp/rx.xml"
	run 0 sign --prescription --allow-file-key --signer "file:$pki/doctor.key,$pki/doctor.pem" $trust "$tmp/rx.xml"
}
rx 000001
cp "$tmp/out" "$world/sim/prescriptions/123456.xml"
rx 000002 64,2
cp "$tmp/out" "$world/sim/prescriptions/222222.xml"
printf 'insurer,symbol,number,consent,history\n06139992,９９－１,000001,yes,h.xml\n06139992,９９－１,000002,no,h.xml\n' >"$world/sim/patients.csv"
printf '<?xml version="1.0" encoding="UTF-8"?>\n<XmlMsg><MessageHeader><ResultCode>1</ResultCode></MessageHeader><MessageBody/></XmlMsg>\n' >"$world/sim/h.xml"
printf 'code,ingredient,route\n612170709,amlodipine,oral\n' >"$world/sim/ingredients.csv"
ask() { want=$1; shift; run "$want" service --folder "$world" --timeout 2 "$@"; }
me=institution=1341399914
her="insurer=06139992 symbol=９９－１"

run 69 service --folder "$tmp/nowhere" accept $me
mkdir -p "$world/req" "$world/res"
ask 69 find-prescription $me $her number=000001                # nobody plays the terminal
has out '"outcome":"no-answer"'
[ -z "$(ls "$world/req")" ] || fail "a request nobody took was left behind"
ask 64 find-prescription $me nonsense
ask 64 register $me
ask 64 accept institution=12
"$sim" --folder "$world" --seed 5 $trust 2>"$tmp/sim.err" &
simpid=$!
trap 'kill $simpid 2>/dev/null; rm -rf "$tmp"' EXIT

# accepted once, with the service's id in it; the bytes that are signed are untouched
ask 65 accept $me $her number=000001 access-code=999999
has out '"outcome":"refused"'
ask 0 accept $me $her number=000001 access-code=123456
cp "$tmp/out" "$tmp/accepted.xml"
has err '"prescription-id"'
id=$(sed -n 's/.*"prescription-id":"\([^"]*\)".*/\1/p' "$tmp/err")
run 0 verify $trust "$tmp/accepted.xml"
ask 65 accept institution=1341399922 $her number=000001 access-code=123456      # another pharmacy
ask 0 find-prescription $me $her number=000001
has out 調剤中
# history: after consent alone
ask 0 history $me $her number=000001 category=2
has out '<ResultCode>1</ResultCode>'
ask 0 history $me $her number=000002 category=2
has out 同意がありません

echo '{"yagen":"history","visits":[]}' >"$tmp/hist.json"
run 0 case new $with --history "$tmp/hist.json" "$tmp/accepted.xml"
case=$(head -1 "$tmp/out")
run 2 case check $with --as-of "$day" "$case"
run 0 case dispense $with --as-prescribed "$case"
run 0 case print $with --kind cj1 "$case"
cp "$tmp/out" "$tmp/cj1"
# the service's own check: nothing with her own prescription left out; a hit when it is not named; no names without consent
ask 0 precheck $me $her number=000001 prescription-id="$id" card-consent=1 --document "$tmp/cj1"
has out '"rows":[{'
hasnt out hit-kind
ask 0 precheck $me $her number=000001 card-consent=1 --document "$tmp/cj1"
has out '"hit-kind":"重複投薬"'
has out past-name
ask 0 precheck $me $her number=000001 card-consent=0 --document "$tmp/cj1"
has out '"hit-kind":"重複投薬"'
hasnt out past-name

# signed by the pharmacist, never by anybody else, and never another document
run 65 case submit $with "$case"
has err "[unsigned]"
run 65 case sign $with $trust --signer "file:$pki/pharmacist.key,$pki/pharmacist.pem" "$case"
run 65 case sign $with $trust --allow-file-key --signer "file:$pki/nurse.key,$pki/nurse.pem" "$case"
with="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules --at $(date -u +%Y-%m-%dT%H:%M:%SZ) --by p1 --terminal t1"
run 0 case sign $with $trust --allow-file-key --signer "file:$pki/pharmacist.key,$pki/pharmacist.pem" "$case"
has out signed
run 0 case submit $with "$case"
item=$(sed 's/.* //' "$tmp/out")
run 65 case submit $with "$case"
has err "[submitted]"
run 65 case cancel $with --why mistake "$case"
run 0 outbox run $with --folder "$world" --timeout 2
has out '"registered":1'
run 0 outbox run $with --folder "$world" --timeout 2
has out '"exchanges":0'
run 0 outbox list $with
[ ! -s "$tmp/out" ] || fail "something is left"
run 0 outbox list $with --all
has out done
run 0 case show $with "$case"
has out registered
run 65 outbox withdraw $with --why mistake "$case" "$item"
has err "[may-be-registered]"
ask 0 find-dispensing $me $her number=000001 prescription-id="$id"
done=$(sed -n 's/.*"dispensing-id":"\([^"]*\)".*/\1/p' "$tmp/out")
ask 0 dispensed-fetch $me dispensing-id="$done"
cp "$tmp/out" "$tmp/kept.xml"
run 0 verify $trust "$tmp/kept.xml"
ask 0 find-prescription $me $her number=000001
has out 調剤済
ask 65 give-back $me prescription-id="$id"
ask 0 cancel $me dispensing-id="$done"
ask 65 cancel $me dispensing-id="$done"
[ "$(grep -c '	register	.*-' "$world/sim/ledger.tsv")" -ge 1 ] || fail "no registration in the ledger"
[ "$(awk -F'\t' '$2 == "register"' "$world/sim/ledger.tsv" | wc -l)" -eq 1 ] || fail "registered more than once"

# given back, taken in, and taken back
ask 0 accept $me $her number=000002 access-code=222222
has err '"use":"1"'
second=$(sed -n 's/.*"prescription-id":"\([^"]*\)".*/\1/p' "$tmp/err")
ask 0 give-back $me prescription-id="$second"
ask 0 accept $me $her number=000002 by-card=1
ask 0 take-in $me prescription-id="$second"
ask 65 give-back $me prescription-id="$second"
ask 0 take-in-undo $me prescription-id="$second"
ask 0 give-back $me prescription-id="$second"
# リフィル: the first of two uses is registered, and the prescription waits for the second, planned by the days
ask 0 accept $me $her number=000002 access-code=222222
cp "$tmp/out" "$tmp/refill.xml"
run 0 case new $with --history "$tmp/hist.json" --patient-choice new --why other-person "$tmp/refill.xml"
case=$(head -1 "$tmp/out")
run 2 case check $with --as-of "$day" "$case"
run 0 case dispense $with --as-prescribed "$case"
with="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules --at $(date -u +%Y-%m-%dT%H:%M:%SZ) --by p1 --terminal t1"
run 0 case sign $with $trust --allow-file-key --signer "file:$pki/pharmacist.key,$pki/pharmacist.pem" "$case"
run 0 case submit $with "$case"
run 0 outbox run $with --folder "$world" --timeout 2
has out '"registered":1'
ask 0 find-prescription $me $her number=000002
has out 薬局未受付
ask 0 accept $me $her number=000002 access-code=222222
has err '"use":"2"'
has err '"next-on":"'

# the simulator started again knows what happened
kill $simpid
wait $simpid 2>/dev/null
"$sim" --folder "$world" --seed 5 2>"$tmp/sim.err" &
simpid=$!
ask 0 find-prescription $me $her number=000001
has out 調剤済
# names are data: another table, and the service no longer understands us
printf 'operation,part,field,name\nfind-prescription,message,api,EPS-IF-999\n' >"$tmp/names.csv"
ask 65 --names "$tmp/names.csv" find-prescription $me $her number=000001
has out malformed
printf 'operation,part,field,name\nfind-nothing,message,api,X\n' >"$tmp/names.csv"
run 78 service --folder "$world" --names "$tmp/names.csv" find-prescription $me $her number=000001
has err service-names-row
