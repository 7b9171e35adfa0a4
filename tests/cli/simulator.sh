# simulator.sh: yagensim by itself: usage, what it cannot read, requests it does not know, the same seed the same ledger, faults as scripted
. "$TEST_SRCDIR/tests/cli/prelude"
sim=${YAGENSIM:-$TEST_BUILDDIR/src/sim/yagensim}
[ -x "$sim" ] || skip "yagensim is not built"
code() {
	want=$1
	shift
	"$sim" "$@" >"$tmp/out" 2>"$tmp/err"
	got=$?
	[ "$got" -eq "$want" ] || { cat "$tmp/err" >&2; fail "exit $got, not $want: yagensim $*"; }
}
code 64
code 64 --folder
code 64 --folder "$tmp/t" --seed x
code 0 --help
has out --scenario
code 66 --folder "$tmp/no/such/folder" --once
code 78 --folder "$tmp/t" --trust "$tmp/none" --once
code 66 --folder "$tmp/t" --scenario "$tmp/none" --once
for line in 'sometimes 3 lost' 'at 0 lost' 'at 3 vanish' 'at x lost' 'at 3 register vanish' 'at 3 lost x' 'at 3 lost 1 2'; do
	printf '# first\n%s\n' "$line" >"$tmp/scenario"
	code 66 --folder "$tmp/t" --scenario "$tmp/scenario" --once
	has err "scenario:2"
done
[ "$(cat "$tmp/t/sim/ledger.tsv" | wc -l)" -eq 0 ] || fail "something happened"
# message NAME ID: one request in the folder of $world
message() {
	printf '<?xml version="1.0" encoding="UTF-8"?>\n<XmlMsg><MessageHeader><MedicalInstitutionCode>1341399914</MedicalInstitutionCode><ArbitraryFileIdentifier>%s</ArbitraryFileIdentifier></MessageHeader><MessageBody>%s</MessageBody></XmlMsg>\n' \
		"$2" "${3-}" >"$world/req/$1req_$2.xml"
}
printf 'percent 50 lost\nevery 3 err\n' >"$tmp/scenario"
for world in "$tmp/a" "$tmp/b" "$tmp/c"; do
	mkdir -p "$world/req" "$world/res"
	i=10
	while [ $i -lt 40 ]; do message EPSsiDMP01 "id$i"; i=$((i + 1)); done
	seed=7
	[ "$world" != "$tmp/c" ] || seed=8
	code 0 --folder "$world" --seed $seed --scenario "$tmp/scenario" --once
	(cd "$world/res" && ls) >"$world.list"
done
cmp "$tmp/a/sim/ledger.tsv" "$tmp/b/sim/ledger.tsv" || fail "the same seed, another ledger"
cmp "$tmp/a.list" "$tmp/b.list" || fail "the same seed, other answers"
cmp -s "$tmp/a.list" "$tmp/c.list" && fail "another seed, the same answers"
grep -q '\.err$' "$tmp/a.list" || fail "no .err"
# a name it does not know, bytes that are no XML, a result that is none
world=$tmp/d
mkdir -p "$world/req" "$world/res"
message EPS-IF-999 id01
printf 'no xml' >"$world/req/EPS-IF-307req_id02.xml"
message EPS-IF-307 id03 '<DispensingInfo>!!</DispensingInfo>'
message EPS-IF-307 id04
code 0 --folder "$world" --once
[ -f "$world/res/EPS-IF-999res_id01.err" ] && [ -f "$world/res/EPS-IF-307res_id02.err" ] || fail "not answered by .err"
for i in 3 4; do grep -q '<ProcessingResultStatus>2</ProcessingResultStatus>' "$world/res/EPS-IF-307res_id0$i.xml" || fail "id0$i was not refused"; done
[ -z "$(ls "$world/req")" ] || fail "a request was left"
printf 'not a prescription' >"$world/sim/prescriptions/1.xml"
code 66 --folder "$world" --once
has err "no prescription document"
