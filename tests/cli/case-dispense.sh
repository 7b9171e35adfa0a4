# case-dispense.sh: from the candidates of a line over an inquiry to the hand-over and its correction, on the command line
. "$TEST_SRCDIR/tests/cli/prelude"
YAGEN_STORE=$tmp/s.db
export YAGEN_STORE
with="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules --at 2026-11-20T01:00:00Z --by p1 --terminal t1"
printf 'SJ1\n1,1,1399906,13,架空内科クリニック\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,000123,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n23,９９－１,１２３４５,1,00\n51,20261119\n62,2\n' >"$tmp/rx.csv"
printf '101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠\n201,1,2,1,2,620002478,クレストール錠５ｍｇ,1,1,錠\n281,1,2,1,3,後発品変更不可,' >>"$tmp/rx.csv"
echo '{"yagen":"history","visits":[]}' >"$tmp/hist.json"
run 0 case new $with --history "$tmp/hist.json" "$tmp/rx.csv"
case=$(head -1 "$tmp/out")
run 64 case dispense $with
run 65 case dispense $with --as-prescribed "$case"        # not checked
has err "[state]"
run 2 case check $with --as-of 2026-11-20 "$case"
run 0 case candidates $with "$case" rx/1/1
has out 620007836
has out allowed
run 0 case candidates $with "$case" rx/1/2
hasnt out 622588901
run 0 case candidates $with --with-inquiry "$case" rx/1/2
has out 622588901
# the prescriber does not allow a change: only after an inquiry
run 65 case dispense $with --as-prescribed --give rx/1/2=622588901 "$case"
has err "[no-change]"
run 0 case inquire $with --line rx/1/2 --question 後発品でよいか "$case"
id=$(head -1 "$tmp/out")
[ ${#id} -eq 32 ] || fail "no id: $id"
run 65 case dispense $with --as-prescribed "$case"
has err "[inquiry-open]"
run 0 case inquire $with --id "$id" --answer よい --answered-by 架空一郎 --outcome changed "$case"
has out changed
# less because of leftovers; the sum is shown
run 0 case dispense $with --as-prescribed --give rx/1/2=622588901 --inquiry rx/1/2="$id" --leftover rx/1/1=7 "$case"
has out "28日分 - 残薬 7日分 = 21日分"
has out ロスバスタチン錠５ｍｇ「サワイ」
has out dispensed
has err "[pharmacy-not-told]"
run 65 case dispense $with --as-prescribed "$case"
run 65 case amend $with --give rx/1/1=620007836 "$case"
has err "[why]"
run 0 case amend $with --why typed --give rx/1/1=620007836 --format json "$case"
has out '"handed_over":true'
run 64 case dispense $with --part 3 "$case"
