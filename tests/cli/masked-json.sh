# masked-json.sh: a masked finding keeps kind, severity and our line; the rest is null
. "$TEST_SRCDIR/tests/cli/prelude"
command -v python3 >/dev/null || skip "no python3"
run 1 check --as-of $day --format json --history "$data/terminal-refused.xml" "$data/rx.csv"
python3 - "$tmp/out" <<'END' || fail "not as agreed"
import json, sys
j = json.load(open(sys.argv[1]))
f, = j["findings"]
assert f["id"] == "masked-1" and f["kind"] == "contraindicated" and f["severity"] == "critical" and f["masked"] is True
assert f["lines"][0] == "rx/1/1"
for k in ("rule", "source", "overlap", "arithmetic", "group", "detail", "shared"):
    assert f[k] is None, k
assert j["coverage"]["history"] == []
for r in j["references"].values():
    for k in ("code", "name", "yj", "price_code", "date", "institution", "pharmacy", "period"):
        assert r[k] is None, k
END
