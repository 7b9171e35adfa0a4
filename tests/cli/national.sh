# national.sh: --national sets our findings beside the replica of the national check, with the reason of each difference
. "$TEST_SRCDIR/tests/cli/prelude"
command -v python3 >/dev/null || skip "no python3"
run 1 check --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
hasnt out 国の重複投薬等チェック
# the notebook is not in its data
run 1 check --as-of $day --national --history "$data/notebook-itz.csv" "$data/rx.csv"
has out 国の重複投薬等チェックとの違い
has out 手帳だけの記録は国のデータにない
# the dispensing of the terminal's file is: both say it
run 1 check --as-of $day --national --history "$data/terminal-consent.xml" "$data/rx.csv"
hasnt out 手帳だけの記録
has out "両方が指摘する見込み 1件"
run 1 check --as-of $day --national --lang en --history "$data/terminal-consent.xml" "$data/rx.csv"
has out "both should say: 1"
run 1 check --as-of $day --national --format json --history "$data/notebook-itz.csv" --history "$data/terminal-consent.xml" "$data/rx.csv"
python3 - "$tmp/out" <<'END' || fail "the list is not as it should be"
import json, sys
j = json.load(open(sys.argv[1]))
ids = {f["id"]: f for f in j["findings"]}
assert [n["finding"] for n in j["national"] if n["finding"]] == [f["id"] for f in j["findings"] if not f["masked"]]
for n in j["national"]:
    if n["finding"]:
        assert n["national"] == ids[n["finding"]]["national"] and n["line"] == ids[n["finding"]]["lines"][0]
        assert (n["why"] is None) == (n["national"] == "hit"), n
    else:
        assert n["national"] == "hit" and n["why"] and n["partner_name"] and n["partner_date"], n
assert any(n["kind"] == "contraindicated-pair" and n["national"] == "hit" for n in j["national"])
END
# what is masked is compared, and never listed
run 1 check --as-of $day --national --format json --history "$data/terminal-refused.xml" "$data/rx.csv"
python3 - "$tmp/out" <<'END' || fail "a masked line is listed"
import json, sys
j = json.load(open(sys.argv[1]))
assert all(f["masked"] for f in j["findings"] if f["kind"] in ("duplicate", "contraindicated"))
assert not [n for n in j["national"] if not n["finding"] or n["partner"]], j["national"]
END
