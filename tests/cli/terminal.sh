# the terminal's result folder: whole files find their case, others are refused with the dead hop, what belongs to nobody waits; consents are shown
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db; export YAGEN_STORE
at="--at 2026-11-20T01:00:00Z --by p1 --terminal t1 --lang en"
dir=$TEST_SRCDIR/fixtures/cases/012-masked-terminal-consent-no
folder=$tmp/results
run 64 terminal scan $at
run 69 terminal scan $at --folder "$folder"
has err terminal-folder-missing
mkdir "$folder"
run 0 terminal scan $at --folder "$folder"
empty out
# the answer comes before the prescription: it waits
cp "$dir/hist.xml" "$folder/YZKsiquc01res_0220261120.xml"
run 0 terminal scan $at --folder "$folder"
has out waiting
has out no-case-yet
[ -f "$folder/work/YZKsiquc01res_0220261120.xml" ] || fail "not in work"
run 0 case new $at "$dir/rx.csv"
id=$(head -n 1 "$tmp/out")
echo "2026/11/20 EPSB1042W" >"$folder/OQSsiquc01res_1.err"
echo "<?xml version='1.0'?><Other/>" >"$folder/other.xml"
echo "half <" >"$folder/half.xml"
run 65 terminal scan $at --folder "$folder"
has out "done	medicines	YZKsiquc01res_0220261120.xml"
has out "refused	error	OQSsiquc01res_1.err	terminal: EPSB1042W"
has out "refused	content	other.xml	file: terminal-unreadable"
has out "waiting	content	half.xml	not-whole"
cmp -s "$dir/hist.xml" "$folder/done/YZKsiquc01res_0220261120.xml" || fail "the bytes were changed"
grep -q "^terminal EPSB1042W" "$folder/refused/OQSsiquc01res_1.err.reason.txt" || fail "no reason beside"
# once more: told, not taken twice
cp "$dir/hist.xml" "$folder/again.xml"
run 0 terminal scan $at --folder "$folder"
has out "duplicate	content	again.xml"
# without consent it may raise a finding, and names nothing
"$YAGEN" case check $at --format json --as-of 2026-11-20 "$id" >"$tmp/out" 2>"$tmp/err" </dev/null
has out masked-1
hasnt out 見本整形外科
hasnt out 2026-11-10
# eligibility, with consents and their end
cat >"$folder/OQSsiquc01res_face_1.xml" <<X
<?xml version="1.0" encoding="UTF-8"?><XmlMsg><MessageHeader><ProcessExecutionTime>20261120095900</ProcessExecutionTime><ReferenceClassification>1</ReferenceClassification></MessageHeader><MessageBody><QualificationValidity>1</QualificationValidity><ResultList><ResultOfQualificationConfirmation><Name>例示　太郎</Name><NameKana>ﾚｲｼﾞ ﾀﾛｳ</NameKana><Sex1>1</Sex1><Birthdate>19580310</Birthdate><PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg><PharmacistsInfoConsTime>20261120095900</PharmacistsInfoConsTime><PharmacistsInfoAvailableTime>20261121095900</PharmacistsInfoAvailableTime></ResultOfQualificationConfirmation></ResultList></MessageBody></XmlMsg>
X
run 0 terminal scan $at --folder "$folder"
has out "done	face	OQSsiquc01res_face_1.xml"
run 0 card consent $at "$id"
has out "medicines	card	holds	2026-11-20T00:59:00Z	2026-11-21T00:59:00Z	-	terminal"
run 0 card consent $at --format json "$id"
has out '"item":"medicines"'
run 0 card consent --at 2026-11-22T01:00:00Z --by p1 --terminal t1 "$id"
has out "medicines	card	expired"
