# outbox.sh: what waits and why: no folder, nobody answers, a dead hop, a refusal, a person tries again or takes it out; what is in it cannot be changed
. "$TEST_SRCDIR/tests/cli/prelude"
sim=${YAGENSIM:-$TEST_BUILDDIR/src/sim/yagensim}
[ -x "$sim" ] || skip "yagensim is not built"
YAGEN_STORE=$tmp/s.db
YAGEN_CONFIG=$tmp/yagen.conf
export YAGEN_STORE YAGEN_CONFIG
printf 'pharmacy.code = 1399914\npharmacy.prefecture = 13\npharmacy.name = 架空薬局\n' >"$YAGEN_CONFIG"
who="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules --by p1 --terminal t1"
at() { echo "--at 2026-11-20T$1:00Z"; }
world=$tmp/t
echo '{"yagen":"history","visits":[]}' >"$tmp/hist.json"
# case_of NUMBER: dispensed, not submitted; the id in $case
case_of() {
	{
		printf 'SJ1\n1,1,1399906,13,架空内科クリニック\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,%06d,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n' "$1"
		printf '23,９９－１,%06d,1,00\n51,20261119\n101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n' "$1"
		printf '201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠'
	} >"$tmp/rx.csv"
	run 0 case new $who $(at 01:00) --history "$tmp/hist.json" --patient-choice new --why other-person "$tmp/rx.csv"
	case=$(head -1 "$tmp/out")
	run 65 case submit $who $(at 01:00) --unsigned-layout "$case"         # nothing was handed over
	run 2 case check $who $(at 01:00) --as-of 2026-11-20 "$case"
	run 0 case dispense $who $(at 01:00) --as-prescribed "$case"
}
case_of 1
run 65 case submit $who $(at 01:00) "$case"
has err "[unsigned-layout]"
run 0 case submit $who $(at 01:00) --unsigned-layout "$case"
first=$case item=$(sed 's/.* //' "$tmp/out")
run 65 case amend $who $(at 01:01) --why typed "$case"
has err "[submitted]"
run 65 case return $who $(at 01:01) --why mistake "$case"
has err "[submitted]"
run 69 outbox run $who $(at 01:02) --folder "$tmp/nowhere"
run 64 outbox run $who $(at 01:02)
run 0 outbox list $who $(at 01:02)
has out waiting
mkdir -p "$world/req" "$world/res"
# nobody answers: not known, to be looked up, not before its time
run 0 outbox run $who $(at 01:02) --folder "$world" --timeout 1
has out '"unknown":1'
run 0 outbox list $who $(at 01:02)
has out unknown
has out terminal
run 0 outbox run $who $(at 01:02) --folder "$world" --timeout 1
has out '"exchanges":0'
run 65 outbox withdraw $who $(at 01:02) --why mistake "$case" "$item"
has err "[may-be-registered]"
# three in a row: the hop is dead, the rest is left alone
for n in 2 3 4; do
	case_of $n
	run 0 case submit $who $(at 01:02) --unsigned-layout "$case"
done
run 0 outbox run $who $(at 02:00) --folder "$world" --timeout 1
has out '"exchanges":3'
has out '"hop":"terminal"'
# back again: everything that is not known is looked up, and all is registered once
"$sim" --folder "$world" --seed 3 &
simpid=$!
trap 'kill $simpid 2>/dev/null; rm -rf "$tmp"' EXIT
run 0 outbox run $who $(at 05:00) --folder "$world" --timeout 5
has out '"registered":4'
[ "$(grep -c '	register	.*-' "$world/sim/ledger.tsv")" -ge 4 ] || fail "not in the ledger"
[ "$(awk -F'\t' '$2 == "register"' "$world/sim/ledger.tsv" | wc -l)" -eq 4 ] || fail "not four registrations"
[ "$(awk -F'\t' '$2 == "message" && $3 == "find-dispensing"' "$world/sim/ledger.tsv" | wc -l)" -ge 3 ] || fail "sent again without a look-up"
run 65 outbox retry $who $(at 05:00) "$first" "$item"
has err "[not-stopped]"
run 65 case submit $who $(at 05:00) --unsigned-layout "$first"
kill $simpid
wait $simpid 2>/dev/null
# refused: never again by itself; a person tries again
printf 'every 1 register err\n' >"$tmp/scenario"
"$sim" --folder "$world" --seed 3 --scenario "$tmp/scenario" &
simpid=$!
case_of 5
run 0 case submit $who $(at 06:00) --unsigned-layout "$case"
item=$(sed 's/.* //' "$tmp/out")
run 0 outbox run $who $(at 06:00) --folder "$world" --timeout 5
has out '"refused":1'
run 0 outbox run $who $(at 12:00) --folder "$world" --timeout 5
has out '"exchanges":0'
run 0 outbox retry $who $(at 12:00) "$case" "$item"
run 0 outbox run $who $(at 12:01) --folder "$world" --timeout 5
has out '"refused":1'
run 65 outbox withdraw $who $(at 12:02) "$case" "$item"
run 0 outbox withdraw $who $(at 12:02) --why mistake "$case" "$item"
run 65 outbox retry $who $(at 12:02) "$case" "$item"
kill $simpid
wait $simpid 2>/dev/null
"$sim" --folder "$world" --seed 3 &
simpid=$!
run 0 case submit $who $(at 12:03) --unsigned-layout "$case"
run 0 outbox run $who $(at 12:03) --folder "$world" --timeout 5
has out '"registered":1'
run 66 outbox retry $who $(at 12:03) "$case" 00000000000000000000000000000000
run 0 audit verify --by p1 --terminal t1
run 0 store check
