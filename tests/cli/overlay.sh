# overlay.sh: a site switches a rule off or changes its tier in its own file; every answer says so; the edition stays
. "$TEST_SRCDIR/tests/cli/prelude"
head=rule,enabled,severity,note,name,date
set -- check --as-of $day --history "$data/notebook-itz.csv"
run 1 "$@" "$data/rx.csv"
hasnt out この薬局の設定
run 1 "$@" --format json "$data/rx.csv"
has out '"overlay": null'
# lowered: the same pair as a warning
printf '%s\nD01-012,1,warning,専門医の管理下で併用,薬師 花子,2026-05-01\nG-BZD,0,,近隣の心療内科と取り決め,薬師 花子,2026-05-01\n' $head >"$tmp/site.csv"
run 1 "$@" --overlay "$tmp/site.csv" "$data/rx.csv"
has out "この薬局の設定 site.csv：表示しない 1件、段階を変更 1件；表示しない G-BZD；段階を変更"
hasnt out 【重大】
has out "【警告】併用禁忌：イトラコナゾール × シンバスタチン"
has out "調剤の前に判断が要るもの 1件"
run 1 "$@" --overlay "$tmp/site.csv" --format json "$data/rx.csv"
has out '"file": "site.csv"'
has out '"checksum": "'"$(sha256sum <"$tmp/site.csv" | cut -d' ' -f1)"'"'
has out '"note": "専門医の管理下で併用"'
# switched off: counted and listed, not part of the verdict
printf '%s,confirm\nD01-012,0,,二人で確かめた,薬師 花子,2026-05-01,yes\n' $head >"$tmp/off.csv"
run 0 "$@" --overlay "$tmp/off.csv" "$data/rx.csv"
has out "この薬局の設定で表示していない 1件"
has out "D01-012  イトラコナゾール × シンバスタチン"
has out "二人で確かめた、薬師 花子 2026-05-01"
run 0 "$@" --overlay "$tmp/off.csv" --format json "$data/rx.csv"
has out '"switched_off_by_site": ['
has out '"rule": "D01-012"'
# a slip is refused with file and line, and nothing is answered
printf '%s\nD01-012,0,,二人で確かめた,薬師 花子,2026-05-01\n' $head >"$tmp/slip.csv"
run 78 "$@" --overlay "$tmp/slip.csv" "$data/rx.csv"
has err "slip.csv:2: "
has err "[overlay-critical]"
empty out
printf '%s\nD01-999,0,,x,y,2026-05-01\nG-BZD,0,,,y,\n' $head >"$tmp/bad.csv"
run 78 rules lint --overlay "$tmp/bad.csv"
has err "bad.csv:2: "
has err "bad.csv:3: "
run 0 rules lint --overlay "$tmp/site.csv"
hasnt err "[overlay-"
run 66 "$@" --overlay "$tmp/none.csv" "$data/rx.csv"
# its last day has passed: as the edition has it
printf '%s,valid_to\nD01-012,1,warning,x,y,2026-05-01,2026-05-31\n' $head >"$tmp/past.csv"
run 1 "$@" --overlay "$tmp/past.csv" "$data/rx.csv"
has out 【重大】
has out "表示しない 0件、段階を変更 0件"
# lines without consent know no site: their finding stays
run 1 check --as-of $day --history "$data/terminal-refused.xml" --overlay "$tmp/off.csv" "$data/rx.csv"
has out 【重大】
hasnt out 表示していない
