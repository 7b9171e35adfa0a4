# json-keys.sh: the keys of the report and their order are an interface
. "$TEST_SRCDIR/tests/cli/prelude"
command -v python3 >/dev/null || skip "no python3"
run 1 check --format json --as-of $day --history "$data/notebook-itz.csv" "$data/rx.csv"
python3 - "$tmp/out" <<'END' || fail "keys or order changed"
import json, sys
j = json.load(open(sys.argv[1]))
def keys(o, *want):
    assert list(o)[:len(want)] == list(want), list(o)
keys(j, "yagen", "as_of", "editions", "verdict", "prescription", "coverage", "could_not_judge", "findings", "references", "diagnostics",
     "switched_off_by_site")
keys(j["editions"], "drugmaster", "rules", "overlay")
keys(j["coverage"], "lines", "history")
keys(j["coverage"]["lines"][0], "line", "code", "name", "yj", "price_code", "verdict", "reasons")
keys(j["coverage"]["history"][0], "source", "lines", "identified", "from", "to", "age_days")
keys(j["findings"][0], "id", "kind", "severity", "interrupts", "rule", "source", "title", "action", "lines", "overlap", "arithmetic",
     "group", "national", "masked", "answered", "effect", "condition", "detail", "shared", "gap_days", "key", "context", "also_rules")
keys(j["findings"][0]["overlap"], "from", "to", "days")
keys(j["findings"][0]["group"], "rows", "institutions", "pharmacies", "quantity", "unit", "daily", "days_on_hand")
r = next(iter(j["references"].values()))
keys({k: v for k, v in r.items() if k != "price_code"}, "code", "name", "yj", "date", "institution", "pharmacy", "origin", "period")
keys(r["period"], "from", "to", "how")
f = j["findings"][0]
assert f["overlap"] == {"from": "2026-06-01", "to": "2026-06-21", "days": 21}, f["overlap"]
assert f["interrupts"] is True and f["lines"] == ["rx/1/1", "hist/0/1"] and f["answered"] is None
assert j["coverage"]["history"][0]["age_days"] == 7
END
