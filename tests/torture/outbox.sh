# outbox.sh: results of RUNS prescriptions registered through a service with scripted faults while the sending process is killed at random points
# (SIGKILL, from outside). The ledger of the simulator, another process, says how often each was registered: none lost, none doubled.
# RUNS=1000 is the long tier; SEED names the run.
. "$TEST_SRCDIR/tests/cli/prelude"
sim=${YAGENSIM:-$TEST_BUILDDIR/src/sim/yagensim}
[ -x "$sim" ] || skip "yagensim is not built"
runs=${RUNS:-40} seed=${SEED:-1}
YAGEN_STORE=$tmp/s.db
YAGEN_CONFIG=$tmp/yagen.conf
export YAGEN_STORE YAGEN_CONFIG
printf 'pharmacy.code = 1399914\npharmacy.prefecture = 13\npharmacy.name = 架空薬局\n' >"$YAGEN_CONFIG"
who="--by p1 --terminal t1"
tables="--master $TEST_SRCDIR/drugmaster --rules $TEST_SRCDIR/rules"
start=$(date -u -d 2026-11-20T01:00:00Z +%s)
at() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }
echo '{"yagen":"history","visits":[]}' >"$tmp/hist.json"
n=0
while [ $n -lt "$runs" ]; do
	n=$((n + 1))
	{
		printf 'SJ1\n1,1,1399906,13,架空内科クリニック\n4,2,01,内科\n5,,ｶｸｳ ｲﾁﾛｳ,架空　一郎\n11,%06d,例示　花子,ﾚｲｼﾞ ﾊﾅｺ\n12,2\n13,19680415\n21,1\n22,06139992\n' $n
		printf '23,９９－１,%06d,1,00\n51,20261119\n101,1,1,,28\n111,1,3,1011000400000000,１日１回朝食後　服用,1\n' $n
		printf '201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,1,1,錠'
	} >"$tmp/rx.csv"
	t=$(at $start)
	run 0 case new $tables $who --at $t --history "$tmp/hist.json" --patient-choice new --why other-person "$tmp/rx.csv"
	case=$(head -1 "$tmp/out")
	run 2 case check $tables $who --at $t --as-of 2026-11-20 "$case"
	run 0 case dispense $tables $who --at $t --as-prescribed "$case"
	run 0 case submit $tables $who --at $t --unsigned-layout "$case"
done
cat >"$tmp/faults" <<'E2'
percent 5 lost
percent 6 lost-after-commit
percent 6 error-after-commit
percent 5 torn
percent 5 half-written 30
percent 5 slow 200
percent 4 duplicated 20
percent 4 wrong-patient
percent 4 processing
percent 3 maintenance
percent 2 rate-limit
percent 2 overload
percent 3 reordered 40
E2
"$sim" --folder "$tmp/t" --seed "$seed" --scenario "$tmp/faults" 2>"$tmp/sim.err" &
simpid=$!
trap 'kill $simpid 2>/dev/null; rm -rf "$tmp"' EXIT
while [ ! -d "$tmp/t/res" ]; do sleep 0.02; done
awk -v s="$seed" 'BEGIN { srand(s); for (i = 0; i < 100000; i++) printf "%d 0.%03d\n", rand() * 100, 5 + rand() * 120 }' >"$tmp/dice"
exec 3<"$tmp/dice"
pass=0 killed=0 began=$(date +%s)
left=$runs
while [ "$left" -gt 0 ]; do
	pass=$((pass + 1))
	[ $pass -le $((runs * 12 + 200)) ] || fail "not done after $pass passes: $left left"
	read -r dice pause <&3
	t=$(at $((start + pass * 7200)))
	if [ "$dice" -lt 60 ]; then
		"$YAGEN" outbox run $tables $who --at $t --folder "$tmp/t" --timeout 1 --limit 3 >"$tmp/out" 2>"$tmp/err" &
		pid=$!
		sleep "$pause"
		kill -KILL $pid 2>/dev/null && killed=$((killed + 1))
		wait $pid 2>/dev/null
	else
		run 0 outbox run $tables $who --at $t --folder "$tmp/t" --timeout 1 --limit 3
	fi
	# what was sent is taken within the time that the next look-up waits for (docs/formats/service.md, "How long")
	i=0
	while ls "$tmp/t/req/"*.xml >/dev/null 2>&1; do i=$((i + 1)); [ $i -lt 500 ] || fail "the simulator takes nothing"; sleep 0.01; done
	if [ $((pass % 5)) -eq 0 ] || [ "$left" -lt 3 ]; then
		# what no table may try for ever is what a person tries again
		run 0 outbox list $tables $who --at $t
		grep -E '^(stuck|refused)' "$tmp/out" | while read -r state case item rest; do "$YAGEN" outbox retry $tables $who --at $t "$case" "$item" >/dev/null || exit 1; done
		run 0 outbox list $tables $who --at $t
		left=$(wc -l <"$tmp/out")
	fi
done
ended=$(date +%s)
kill $simpid
wait $simpid 2>/dev/null
registered=$(awk -F'\t' '$2 == "register"' "$tmp/t/sim/ledger.tsv" | wc -l)
different=$(awk -F'\t' '$2 == "register" { print $6 }' "$tmp/t/sim/ledger.tsv" | sort -u | wc -l)
sent=$(awk -F'\t' '$2 == "message" && $3 == "register"' "$tmp/t/sim/ledger.tsv" | wc -l)
looked=$(awk -F'\t' '$2 == "message" && $3 == "find-dispensing"' "$tmp/t/sim/ledger.tsv" | wc -l)
run 0 outbox list $tables $who --all
done=$(grep -c '^done' "$tmp/out")
echo "runs $runs seed $seed: registered $registered, different $different, known as done $done; sent $sent, looked up $looked, passes $pass, killed $killed, $((ended - began)) s"
[ "$registered" -eq "$runs" ] || fail "$registered registrations of $runs"
[ "$different" -eq "$runs" ] || fail "lost or doubled: $different different of $runs"
[ "$done" -eq "$runs" ] || fail "$done known as done of $runs"
