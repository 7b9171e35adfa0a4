#!/bin/sh
# demo.sh YAGEN TOP - the main job from end to end on real-shaped input, with nothing to configure.
# Everybody in the inputs is invented. Leaves nothing behind but what it prints.
set -u
yagen=$1
top=$2
demo=$top/fixtures/demo
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yagen-demo.XXXXXX") || exit 74
trap 'rm -rf "$tmp"' EXIT INT TERM
step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
[ -t 1 ] || step() { printf '\n== %s\n' "$*"; }
show() { echo "\$ yagen $*"; }
cd "$demo" || exit 66

step "1. 医薬品マスター / the drug master (starter edition)"
show tables info
"$yagen" tables info || exit

step "2. 公的ファイルの取り込み / importing files in the official layout (invented rows), then a difference file"
show tables import --kind ssk --out master y_ALL20261101.csv
"$yagen" tables import --kind ssk --out "$tmp/master" --as-of 2026-11-20 y_ALL20261101.csv 2>/dev/null || exit
show tables apply-diff --master master y_20261115.csv
"$yagen" tables apply-diff --master "$tmp/master" --as-of 2026-11-20 y_20261115.csv 2>/dev/null || exit

step "3. 処方箋の二次元コード / the prescription, from a picture of its QR code"
show scan rx.png
if "$yagen" scan rx.png >"$tmp/rx.csv" 2>"$tmp/scan.err"; then
	cmp -s "$tmp/rx.csv" rx.csv && echo "(the $(wc -c <rx.csv) bytes the clinic printed)"
else
	cat "$tmp/scan.err"
	cp rx.csv "$tmp/rx.csv"
fi
iconv -f CP932 -t UTF-8 "$tmp/rx.csv" | tr -d '\032' | grep -E '^(51|201|111),'

step "4. 照合 / check against the patient's notebook and the terminal's history, after consent by card"
show check --consent card --history notebook.csv --history terminal.xml --patient patient.json rx.csv
"$yagen" check --as-of 2026-11-20 --consent card --history notebook.csv --history terminal.xml --patient patient.json "$tmp/rx.csv"
status=$?
echo "(exit $status: 0 clear, 1 findings, 2 something could not be checked)"
[ $status = 1 ] || exit 70

step "5. 同意がないとき / the patient did not consent: the history may trigger, it is never named"
sed 's/ConsFlg>1</ConsFlg>0</' terminal.xml >"$tmp/terminal.xml"
show check --history terminal.xml rx.csv
"$yagen" check --as-of 2026-11-20 --history "$tmp/terminal.xml" "$tmp/rx.csv" | sed -n '/^【/,/^$/p' | head -n 12

step "6. なぜ、なぜ出ないか / why it fired, and why other rules did not"
show rules show D03-003
"$yagen" rules show D03-003 || exit
show check --explain ...
"$yagen" check --as-of 2026-11-20 --explain --history notebook.csv --history terminal.xml "$tmp/rx.csv" | tail -n 15

step "7. 電子処方箋の形へ、損なうものを言って / to another format; what would be lost is said"
show convert --to eps-csv --lossy rx.csv
"$yagen" convert --to eps-csv --lossy rx.csv 2>&1 | tail -n 6

step "8. 受付から交付まで / the case at the counter: a store with its keys, kept and replayable"
YAGEN_STORE=$tmp/store/yagen.db
YAGEN_CONFIG=$tmp/store/yagen.conf
export YAGEN_STORE YAGEN_CONFIG
mkdir "$tmp/store"
show setup
"$yagen" setup --store "$YAGEN_STORE" --config "$YAGEN_CONFIG" --editions "$tmp/store/editions" --as-of 2026-11-20 >"$tmp/setup.out" || exit
printf '[pharmacy]\nname = 例示薬局 本店\nprefecture = 13\ncode = 1234567\naddress = 東京都例示区1-1\n' >>"$YAGEN_CONFIG"
counter() { v=$1; shift; "$yagen" case "$v" --by 薬研花子 --terminal counter-1 --at 2026-11-20T01:00:00Z "$@"; }
show case new --consent card --history notebook.csv --history terminal.xml --patient patient.json rx.csv
case=$(counter new --consent card --history notebook.csv --history terminal.xml --patient patient.json "$tmp/rx.csv" | head -n 1)
[ -n "$case" ] || exit 70
echo "$case"
show case check CASE
counter check --as-of 2026-11-20 "$case" | sed -n 1p
counter check --as-of 2026-11-20 --format json "$case" >"$tmp/report.json"
set -- $(awk -F'"' '/"id": /{id=$4} /"interrupts": true/{print id}' "$tmp/report.json")
show case dispense --as-prescribed CASE "   (判断するまで渡せない / refused until decided)"
counter dispense --as-prescribed "$case" 2>&1
show case inquire --finding ... --answer 中止 --answered-by 例示医師 --outcome cancelled CASE
counter inquire --finding "$1" --answer 中止 --answered-by 例示医師 --outcome cancelled "$case" | tail -n 1
show case decide --finding ... --action withhold CASE
counter decide --finding "$1" --action withhold --note 処方医に照会し中止 "$case" >/dev/null || exit
show case decide --finding ... --action dispense --reason inquiry-intended CASE
counter decide --finding "$2" --action dispense --reason inquiry-intended "$case" >/dev/null || exit
show case dispense --withhold rx/1/1 --give rx/2/1=610407447 --give rx/3/1=620098801 CASE
counter dispense --withhold rx/1/1 --give rx/2/1=610407447 --give rx/3/1=620098801 "$case" || exit
show case print --kind cj1 CASE
counter print --kind cj1 "$case" | grep -E '^(201|501|511),'
echo
show replay --store STORE CASE
"$yagen" replay --store "$YAGEN_STORE" "$case" | cut -c 1-60
show backup, audit verify
"$yagen" backup --key-file "$YAGEN_STORE.keys" "$tmp/store.backup" >/dev/null && "$yagen" restore --drill --key-file "$YAGEN_STORE.keys" "$tmp/store.backup" | head -n 4
"$yagen" audit verify || exit

echo
echo "次に / next: yagen check --help, README.md, docs/man/yagen.1. The station page and the national service come later."
