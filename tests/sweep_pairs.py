#!/usr/bin/env python3
"""sweep_pairs.py SHARED YAGEN WORKDIR - every sourced contraindicated pair, through the program.

Expectations come from the public fact table (spec/interaction-facts.tsv), never from rules/; products come from the
official price list and y file, imported by the program itself. For every [S] pair: critical in both directions, and
the negative controls (partner absent, other course long over, each side alone, topical product of the same ingredient)
raise no pair finding. Shares no code with the library."""
import collections, csv, json, os, re, subprocess, sys, unicodedata
from concurrent.futures import ThreadPoolExecutor

shared, yagen, work = sys.argv[1:4]
NOT_RECORDED = "source name not recorded"
# Partner rows the fact table's own notes take out (interaction-sources.md section 4): mouth ointment, patch, eye injection.
TOPICAL_IN_D30 = {"2399706", "2399707", "1319404"}
D30_STRENGTHS = ("2419001F4", "2419001F5")


def run(*args, **kw):
    return subprocess.run([yagen, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)


def master():
    """Imports the official files into work/master once."""
    out = os.path.join(work, "master")
    for kind, name in (("ssk", "data/ssk/y_ALL20240321.csv"), ("mhlw-price", "data/mhlw/price_20250716.csv")):
        r = run("tables", "import", "--kind", kind, "--out", out, os.path.join(shared, name))
        if r.returncode:
            sys.exit("import failed: " + r.stderr.decode())
    return out


UNIT = re.compile(r"[0-9０-９．.]+([^0-9０-９．.]+)$")


def products():
    """price code -> (name, unit, 9-digit code or ''): the y file says the unit, else the tail of 規格."""
    by7 = collections.defaultdict(list)
    y = {}
    with open(os.path.join(shared, "data/ssk/y_ALL20240321.csv"), encoding="cp932", newline="") as f:
        for row in csv.reader(f):
            if row[31] and row[30] == "99999999":
                y.setdefault(row[31], []).append((row[4], row[9], row[2]))
    with open(os.path.join(shared, "data/mhlw/price_20250716.csv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            code = row["薬価基準収載医薬品コード"]
            if code in y:
                name, unit, receipt = y[code][0]
            else:
                m = UNIT.search(row["規格"])
                name, unit, receipt = row["品名"], m.group(1) if m else "", ""
            ending = bool(row["経過措置による使用期限"])
            by7[code[:7]].insert(len(by7[code[:7]]) if ending else 0, dict(code=code, name=name, unit=unit, receipt=receipt, listed=row["成分名"]))
    return by7


FORM = {"内": "1", "注": "5", "外": "3"}


def form(code):
    n = int(code[4:7]) if code[4:7].isdigit() else 0
    return "1" if n < 400 else "5" if n < 700 else "3"


def coded(p):
    return ("2", p["receipt"]) if p["receipt"] else ("3", p["code"])


def rx(p, day):
    kind, code = coded(p)
    f = form(p["code"])
    lines = ["JAHIS10", "1,1,1399906,13,架空内科", "5,,,架空　一郎", "11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ", "12,2", "13,19680415", "22,06139992",
             "23,９９,１２,1,00", "51," + day, "101,1,%s,,14" % f, "111,1,1,,１日１回　服用,1",
             "201,1,1,1,%s,%s,%s,1,1,%s" % (kind, code, p["name"], p["unit"])]
    return ("\r\n".join(lines) + "\r\n\x1a").encode("cp932", "replace")


def hist(p, day, days=14):
    kind, code = coded(p)
    f = {"1": "1", "5": "4", "3": "5"}[form(p["code"])]
    lines = ["JAHISTC08,1", "1,例示　花子,2,19680415,,,,,,,レイジ　ハナコ", "5,%s,1" % day, "11,架空薬局,13,4,1399856,,,,1", "51,別院,13,1,1399914,1",
             "201,1,%s,1,%s,%s,%s,1,,," % (p["name"], p["unit"], kind, code), "301,1,１日１回　服用,%s,%s,1,,1" % ("%d,日分" % days if f == "1" else "1,調剤", f)]
    return ("\r\n".join(lines) + "\r\n").encode("cp932", "replace")


def check(master_dir, name, new, old, old_day="20251101", days=14):
    """Report of: `new` prescribed 2025-11-05, `old` dispensed on old_day. old None: an empty but present history."""
    d = os.path.join(work, name)
    os.makedirs(d, exist_ok=True)
    with open(d + "/rx.csv", "wb") as f:
        f.write(rx(new, "20251105"))
    with open(d + "/h.csv", "wb") as f:
        f.write(hist(old, old_day, days))
    r = run("check", "--format", "json", "--as-of", "2025-11-05", "--master", master_dir, "--history", d + "/h.csv", d + "/rx.csv")
    if r.returncode not in (0, 1, 2):
        raise SystemExit("%s: exit %d: %s" % (name, r.returncode, r.stderr.decode()))
    return json.loads(r.stdout)


def pair_findings(rep):
    return [f for f in rep["findings"] if f["kind"] in ("contraindicated-pair", "caution-pair")]


def identified(rep):
    return all(l["verdict"] == "checked" for l in rep["coverage"]["lines"]) and all(
        h["lines"] == h["identified"] for h in rep["coverage"]["history"])


def main():
    by7 = products()
    m = master()
    facts, listed = [], {}
    with open(os.path.join(shared, "spec/interaction-facts.tsv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            if row["mark"] == "S" and NOT_RECORDED not in row["source"]:
                facts.append(row)
    all_facts = list(csv.DictReader(open(os.path.join(shared, "spec/interaction-facts.tsv"), encoding="utf-8", newline=""), delimiter="\t"))
    unrelated = [p for p in by7["3136004"]][0]            # メコバラミン, in no row
    jobs, notes = [], []
    for n, row in enumerate(facts):
        a7, b7 = row["yj7_a"].split(","), [c for c in row["yj7_b"].split(",") if not (row["rule"] == "D30" and c in TOPICAL_IN_D30)]
        pa = [p for c in a7 for p in by7.get(c, []) if row["rule"] != "D30" or p["code"].startswith(D30_STRENGTHS)]
        pb = [p for c in b7 for p in by7.get(c, [])]
        if not pa or not pb:
            notes.append("%s %s × %s: no product in force on the lists" % (row["rule"], row["ingredient_a"], row["ingredient_b"]))
            continue
        jobs.append((n, row, pa, pb, set(a7), set(b7)))

    def topical(name, keys):
        """A 外用 product of the same named ingredient that the row does not list; names compared by their stem."""
        for c7, ps in list(by7.items()):
            if c7 not in keys and c7[4] in "789":
                for p in ps:
                    if p["listed"].startswith(name) and c7 not in EXTERNAL_ROWS:
                        return p
        return None
    EXTERNAL_ROWS = {c for r in all_facts for k in ("yj7_a", "yj7_b") for c in r[k].split(",") if c[4:5] in "789"}

    def one(job):
        n, row, pa, pb, k7a, k7b = job
        a, b = pa[0], pb[0]
        label = "%s %s × %s (%s, %s)" % (row["rule"], row["ingredient_a"], row["ingredient_b"], a["code"], b["code"])
        bad, controls = [], 0
        for tag, new, old in (("ab", a, b), ("ba", b, a)):
            rep = check(m, "%03d%s" % (n, tag), new, old)
            if not identified(rep):
                bad.append("%s %s: not identified: %s" % (label, tag, json.dumps(rep["diagnostics"], ensure_ascii=False)))
            hits = [f for f in pair_findings(rep) if f["severity"] == "critical" and f["interrupts"] and len(f["lines"]) >= 2]
            if not hits or rep["verdict"] != "findings":
                bad.append("%s %s: no critical finding" % (label, tag))
        probes = [("gone", a, b, "20250201", 7), ("gone2", b, a, "20250201", 7), ("alone-a", a, unrelated, "20251101", 14), ("alone-b", b, unrelated, "20251101", 14)]
        for side, name, keys, other in (("a", row["ingredient_a"], k7a, b), ("b", row["ingredient_b"], k7b, a)):
            t = topical(name, keys)
            if t:
                probes.append(("topical-" + side, other, t, "20251101", 14))
        if row["rule"] == "D30":
            others = [p for p in by7["2419001"] if not p["code"].startswith(D30_STRENGTHS)]
            if others:
                probes.append(("strength", others[0], b, "20251101", 14))
        for tag, new, old, day, days in probes:
            rep = check(m, "%03d-%s" % (n, tag), new, old, day, days)
            controls += 1
            if not identified(rep):
                bad.append("%s control %s: not identified" % (label, tag))
            # A systemic form the row does not name (a suppository beside tablets) may be told as a warning to look up.
            hits = [f for f in pair_findings(rep) if not (tag.startswith("topical") and f["kind"] == "caution-pair" and f["severity"] == "warning")]
            if hits:
                bad.append("%s control %s: %s" % (label, tag, [(f["rule"], f["severity"]) for f in hits]))
        if controls < 3:
            bad.append("%s: only %d controls" % (label, controls))
        return bad, controls

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as ex:
        results = list(ex.map(one, jobs))
    bad = [b for r in results for b in r[0]]
    for n in notes:
        print("note:", n)
    for b in bad[:60]:
        print("FAIL:", b)
    print("sweep: %d sourced pairs, %d directions, %d negative controls, %d faults" % (len(jobs), 2 * len(jobs), sum(r[1] for r in results), len(bad)))
    if len(jobs) + len(notes) != len(facts) or len(jobs) < 370:
        print("FAIL: %d of %d pairs could be tried" % (len(jobs), len(facts)))
        return 1
    return 1 if bad else 0


sys.exit(main())
