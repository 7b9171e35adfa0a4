#!/usr/bin/env python3
"""faults.py --driver PROGRAM --master DIR --rules DIR [--faults N] [--seed S] - injected faults over tables and inputs must never
end as `clear`.

A base case is answered first, then the same case with one fault. What each fault must lead to:
  lost       a line of ours or of a source can no longer be judged (its product or ingredient row is gone from an edition that
             is stamped anew, its code, name, unit, day or days are spoilt), or a source is empty, cut, withheld or not there:
             the verdict is never `clear`
  refused    the tables do not agree with their EDITION, or are cut or spoilt: no answer at all
  same       the compiled image is cut or spoilt: the answer is the base answer to the byte, from the CSV files
  hidden     the line that made the finding is masked: told without its name, never `clear`
A rule row that is gone from an edition stamped anew is another edition, not a fault that the answer could show: `clear` is
then right within its stated scope; it is counted apart (edition). A text file that ends exactly behind a visit cannot be told
from a whole one (docs/matching.md): those cuts are not made."""
import argparse, collections, csv, json, os, random, re, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import columns_of, stamp, write
from oracle import table

AS_OF = "2026-11-02"
# (rx, history): YJ7:days; history also days ago. The first half is clear, the second has a finding with the history.
CLEAR = [(["3136004:14", "2233002:7"], ["2171022:28:40", "2189015:28:40"]), (["2171022:28"], ["3136004:14:5", "2189015:28:3"]),
         (["2189015:28", "2171022:28", "4490023:14"], ["3136004:28:9"]), (["1149019:5"], ["2171022:28:3", "2233002:7:30", "4490023:14:3"]),
         (["4490023:14", "3136004:14"], ["2189015:14:60", "2171022:14:60", "1149019:5:60"])]
FOUND = [(["6290004:14"], ["2189011:28:3", "3136004:28:3"]), (["2171022:28", "3136004:14"], ["2171022:28:3"]), (["1179041:14"], ["1169010:14:20"]),
         (["2189015:28"], ["2189011:28:3", "2171022:28:3"]), (["1149019:5"], ["1149019:7:3", "4490023:14:3"])]


class Bench:
    """Small real tables, the base cases, and one driver that is asked line by line."""

    def __init__(self, a, tmp):
        self.tmp, self.a = tmp, a
        self.master, self.rules = os.path.join(tmp, "master"), os.path.join(tmp, "rules")
        self.build()
        env = dict(os.environ, DRIVER_IMAGE="1")
        self.p = subprocess.Popen([a.driver, self.master, self.rules], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)

    def build(self):
        keys = {t.split(":")[0] for rx, hist in CLEAR + FOUND for t in rx + hist}
        products = [p for p in table(self.a.master, "products.csv") if p["price_code"][:7] in keys and not p["ends_on"] and not p["transition_until"]]
        self.product = {}
        for p in products:
            self.product.setdefault(p["price_code"][:7], p)
            p["twin"] = p["brand_of"] = ""
        names = {p["listed_name"] for p in products}
        for d in (self.master, self.rules):
            os.makedirs(d)
        self.files = {"products.csv": products, "generic.csv": [], "hot.csv": [], "yj7.csv": [],
                      "ingredients.csv": [r for r in table(self.a.master, "ingredients.csv") if r["listed_name"] in names],
                      "routes.csv": table(self.a.master, "routes.csv"), "classes.csv": table(self.a.master, "classes.csv")}
        bases = {b for r in self.files["ingredients.csv"] for b in r["base"].split("|")}
        self.rule_files = {"pairs.csv": [r for r in table(self.a.rules, "pairs.csv") if {r["ingredient_a"], r["ingredient_b"]} <= bases],
                           "groups.csv": [r for r in table(self.a.rules, "groups.csv") if len(set(r["members"].split("|")) & keys) > 1],
                           "same-ingredient.csv": table(self.a.rules, "same-ingredient.csv"),
                           "limits.csv": [r for r in table(self.a.rules, "limits.csv") if r["yj7"] in keys]}
        for p in self.rule_files["pairs.csv"]:            # only codes that this small master holds
            for side in ("codes_a", "codes_b"):
                p[side] = "|".join(c for c in p[side].split("|") if c[:7] in keys)
        for g in self.rule_files["groups.csv"]:
            g["members"] = "|".join(c for c in g["members"].split("|") if c in keys)
        self.columns = {n: columns_of(self.a.master, n) for n in self.files}
        self.columns.update({n: columns_of(self.a.rules, n) for n in self.rule_files})
        self.whole()

    def whole(self, until="2027-03-31", stamped=True):
        for name, rows in self.files.items():
            write(self.master, name, self.columns[name], rows)
        for name, rows in self.rule_files.items():
            write(self.rules, name, self.columns[name], rows)
        for name in ("messages.ja.csv", "messages.en.csv"):
            shutil.copy(os.path.join(self.a.rules, name), self.rules)
        self.stamp(until)

    def stamp(self, until="2027-03-31"):
        head = [("format", 1), ("id", "faults"), ("source_date", "2025-08-14"), ("valid_from", "2024-01-01"), ("valid_until", until), ("sources", "faults"),
                ("refuse_expired", 0)]
        stamp(self.master, list(self.files), head)
        stamp(self.rules, list(self.rule_files) + ["messages.ja.csv", "messages.en.csv"], head)

    def ask(self, *lines):
        self.p.stdin.write(("\n".join(lines) + "\nF\n").encode())
        self.p.stdin.flush()
        return [self.p.stdout.readline().decode().rstrip("\n") for _ in lines]

    def open(self):
        return int(self.ask("O\t%s\t%s" % (self.master, self.rules))[0].split("\t")[1])

    def forget_images(self):
        for d in (self.master, self.rules):
            for n in os.listdir(d):
                if n.endswith(".img"):
                    os.remove(os.path.join(d, n))


def item(p):
    return {"system": "receipt", "code": p["receipt"], "name": p["name"], "unit": p["unit"], "amount": "1"}


class Case:
    def __init__(self, bench, rx, history):
        self.rx = [(dict(item(bench.product[c])), int(n)) for c, n in (t.split(":") for t in rx)]
        self.history = [(dict(item(bench.product[c])), int(n), int(ago)) for c, n, ago in (t.split(":") for t in history)]
        self.masked, self.cut, self.no_history, self.extra, self.undated = set(), None, False, [], set()

    def day(self, ago):
        import datetime
        return (datetime.date(2026, 11, 2) - datetime.timedelta(days=ago)).isoformat()

    def rx_json(self):
        groups = [{"number": i + 1, "form": "oral", "quantity": n, "usage": "１日１回朝食後　服用", "lines": [dict(l, seq=1, info_class="1", potency="1")]}
                  for i, (l, n) in enumerate(self.rx)]
        return json.dumps({"yagen": "prescription", "institution": {"kind": "1", "code": "1399914", "prefecture": "13", "name": "架空医院"},
                           "patient": {"name": "例示　花子"}, "issued": AS_OF, "groups": groups}, ensure_ascii=False)

    def history_json(self):
        visits = []
        for i, (l, n, ago) in enumerate(self.history):
            v = {"kind": "dispensed", "pharmacy": {"kind": "4", "code": "1399856", "prefecture": "13", "name": "例示薬局"},
                 "clinic": {"kind": "1", "code": "1399922", "prefecture": "13", "name": "見本病院"},
                 "groups": [{"form": "oral", "quantity": str(n), "quantity_unit": "日分", "usage": "１日１回", "lines": [l]}]}
            if i not in self.undated:
                v["on"] = self.day(ago)
            if i in self.masked:
                v["masked"] = True
            visits.append(v)
        return json.dumps({"yagen": "history", "visits": visits}, ensure_ascii=False)

    def techo(self):
        """The same history as a notebook text, and the offsets at which a visit is complete."""
        out, whole = ["JAHISTC08,1", "1,例示　花子,2,19680415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ"], set()
        for l, n, ago in self.history:
            whole.add(len(out))
            out += ["5,%s,1" % self.day(ago).replace("-", ""), "11,例示薬局,13,4,1399856,,,,1", "51,見本病院,13,1,1399922,1",
                    "201,1,%s,1,%s,2,%s,1,,," % (l["name"], l["unit"], l["code"]), "301,1,１日１回,%d,日分,1,1,,1" % n]
        return out, whole

    def line(self, docs=None):
        if docs is None:
            docs = [] if self.no_history else [self.cut or self.history_json()]
        return "\t".join(["C", AS_OF, "1096", "0", self.rx_json()] + docs + self.extra)


# --- faults of the input: change the case, answer the class of the fault ---------------------------------------


def spoil_code(r, c, b):
    side = r.choice((c.rx, c.history))
    l = r.choice(side)[0]
    l["code"] = r.choice(("699999999", "%09d" % r.randrange(10 ** 9), l["code"][:-1], l["code"] + "0", l["code"][:4] + str((int(l["code"][4]) + 1) % 10) + l["code"][5:], "",
                          "666660000"))
    return "lost"


def spoil_name(r, c, b):
    l = r.choice(r.choice((c.rx, c.history)))[0]
    own = next(p for p in b.files["products.csv"] if p["receipt"] == l["code"])
    other = r.choice([p for p in b.files["products.csv"] if p["name"] not in (own["name"], own["name_long"], own["name_list"])])
    l["name"] = r.choice((other["name"], l["name"][:-2], "どの表にもない薬"))
    return "lost"


def spoil_unit(r, c, b):
    l = r.choice(c.rx)[0]
    l["unit"] = "管" if l["unit"] != "管" else "錠"
    return "lost"


def no_days(r, c, b):
    i = r.randrange(len(c.rx))
    c.rx[i] = (c.rx[i][0], 0)
    return "lost"


def no_day(r, c, b):
    c.undated.add(r.randrange(len(c.history)))
    return "lost"


def no_history(r, c, b):
    c.no_history = True
    return "lost"


def empty_source(r, c, b):
    text = r.choice(('{"yagen": "history"}', '{"yagen": "history", "visits": []}', '{"yagen": "history", "consent": "no", "visits": []}',
                     '{"yagen": "history", "cut": true, "visits": []}'))
    if r.random() < 0.5:
        c.cut = text
    else:
        c.extra = [text]
    return "lost"


def cut_json(r, c, b):
    text = c.history_json()
    c.cut = text[:r.randrange(1, len(text))]
    return "lost"


def said_cut(r, c, b):
    c.cut = c.history_json().replace('"yagen": "history"', '"yagen": "history", "cut": true')
    return "lost"


def rubbish(r, c, b):
    c.cut = r.choice(("x", "JAHISTC99,1", "<xml/>", "{}", "[]", "JAHIS10", '{"yagen": "prescription", "groups": []}', "�" * 9))
    if r.random() < 0.5:
        c.extra, c.cut = [c.cut], None
    return "lost"


def cut_techo(r, c, b):
    lines, whole = c.techo()
    if r.random() < 0.3:                                  # whole records, but the visit is not
        n = r.choice([k for k in range(1, len(lines)) if k not in whole and not lines[k - 1].startswith("301")] or [1])
        data = ("\r\n".join(lines[:n]) + "\r\n").encode("cp932")
    else:                                                 # inside a record
        n = r.randrange(2, len(lines) + 1)
        part = lines[n - 1]
        keep = part[:r.randrange(1, max(2, part.rindex(",") - (4 if part.startswith("301") else 0)))]
        data = ("\r\n".join(lines[:n - 1] + [keep])).encode("cp932", "ignore")
    path = os.path.join(b.tmp, "cut.csv")
    with open(path, "wb") as f:
        f.write(data)
    c.cut = "@" + path
    return "lost"


def mask(r, c, b):
    c.masked = set(range(len(c.history)))
    return "hidden"


INPUT = [(spoil_code, 9), (spoil_name, 5), (spoil_unit, 2), (no_days, 2), (no_day, 2), (no_history, 1), (empty_source, 2), (cut_json, 6), (said_cut, 1),
         (rubbish, 2), (cut_techo, 8)]


# --- faults of the tables: spoil the folders, answer the class --------------------------------------------------


def touched(c):
    return {l["code"] for l, *_ in c.rx + c.history}


def drop_row(name, by):
    def fault(r, c, b):
        folder = b.master if name in b.files else b.rules
        rows = b.files.get(name) or b.rule_files[name]
        products = [p for p in b.files["products.csv"] if p["receipt"] in touched(c)]
        victims = [x for x in rows if name not in ("products.csv", "ingredients.csv") or x[by] in {p[by] for p in products}]
        victim = r.choice(victims)
        write(folder, name, b.columns[name], [x for x in rows if x is not victim])
        if r.random() < 0.5:
            return "refused"
        b.stamp()
        if name == "ingredients.csv" and any(victim["base"] in (p["ingredient_a"], p["ingredient_b"]) for p in b.rule_files["pairs.csv"]):
            return "lost or refused"                      # a rule names an ingredient that nothing has: the edition is not accepted
        return "lost" if name in ("products.csv", "ingredients.csv") else "edition"
    fault.__name__ = "drop_" + name.split(".")[0].replace("-", "_")
    return fault


def flip_csv(r, c, b):
    folder, name = r.choice([(b.master, n) for n in b.files if b.files[n]] + [(b.rules, n) for n in b.rule_files])
    path = os.path.join(folder, name)
    data = bytearray(open(path, "rb").read())
    data[r.randrange(len(data))] ^= 1 << r.randrange(8)
    open(path, "wb").write(data)
    return "refused"


def cut_csv(r, c, b):
    folder, name = r.choice([(b.master, n) for n in b.files] + [(b.rules, n) for n in b.rule_files])
    path = os.path.join(folder, name)
    data = open(path, "rb").read()
    open(path, "wb").write(data[:r.randrange(len(data))])
    return "refused"


def no_file(r, c, b):
    folder, name = r.choice([(b.master, n) for n in b.files] + [(b.rules, n) for n in b.rule_files] + [(b.master, "EDITION"), (b.rules, "EDITION")])
    os.remove(os.path.join(folder, name))
    return "refused"


def spoil_edition(r, c, b):
    folder = r.choice((b.master, b.rules))
    path = os.path.join(folder, "EDITION")
    lines = open(path, encoding="utf-8").read().splitlines()
    at = r.choice([i for i, l in enumerate(lines) if l.startswith("file=")])
    name = lines[at][5:].split(" ")[0]
    sort = "refused"
    if r.random() < 0.5:
        del lines[at]
        if name in OPTIONAL:
            sort = "refused or same"
    else:
        digit = lines[at][-1]
        lines[at] = lines[at][:-1] + ("0" if digit != "0" else "1")
    open(path, "w", encoding="utf-8").write("\n".join(lines) + "\n")
    return sort


OPTIONAL = {"classes.csv", "hot.csv", "yj7.csv", "generic.csv"}       # an edition may lack them; here they hold nothing that a case needs


def expired(r, c, b):
    b.stamp("2026-%02d-28" % r.randrange(1, 11))
    return "lost"


def spoil_image(r, c, b):
    assert b.open() == 0                                  # writes the image
    images = [os.path.join(d, n) for d in (b.master, b.rules) for n in os.listdir(d) if n.endswith(".img") and "search" not in n]
    if not images:
        return "no image"
    path = r.choice(images)
    data = bytearray(open(path, "rb").read())
    if r.random() < 0.3:
        data = data[:r.randrange(len(data))]
    else:
        for _ in range(r.choice((1, 1, 8))):
            data[r.randrange(len(data))] ^= 1 << r.randrange(8)
    os.remove(path)                                       # never in place: the library may have it mapped
    open(path, "wb").write(data)
    return "same"


TABLES = [(drop_row("products.csv", "receipt"), 8), (drop_row("ingredients.csv", "listed_name"), 6), (drop_row("pairs.csv", "id"), 1), (drop_row("groups.csv", "id"), 1),
          (flip_csv, 5), (cut_csv, 3), (no_file, 2), (spoil_edition, 3), (expired, 2), (spoil_image, 8)]


def pick(r, weighted):
    return r.choices([f for f, _ in weighted], [w for _, w in weighted])[0]


def verdict(answer):
    fields = answer.split("\t")
    return "no answer" if fields[0] != "ok" else fields[1]


def wrong(sort, base, answer):
    v = verdict(answer)
    if sort == "lost":
        return v in ("clear", "no answer")
    if sort == "lost or refused":
        return v == "clear"
    if sort == "refused":
        return v != "no answer"
    if sort == "refused or same":
        return v != "no answer" and answer != base
    if sort == "same":
        return answer != base
    if sort == "hidden":
        return v != "findings" or "|1|-|-|" not in answer
    return False


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--driver", required=True)
    ap.add_argument("--master", required=True)
    ap.add_argument("--rules", required=True)
    ap.add_argument("--faults", type=int, default=10000)
    ap.add_argument("--seed", default="faults-1")
    ap.add_argument("--show", type=int, default=10)
    a = ap.parse_args()
    count, bad = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="yagen-faults.") as tmp:
        b = Bench(a, tmp)
        bases = []
        for rx, hist in CLEAR + FOUND:
            answer = b.ask(Case(b, rx, hist).line())[0]
            bases.append((rx, hist, answer))
            want = "clear" if (rx, hist) in CLEAR else "findings"
            if verdict(answer) != want:
                print("the base case %s %s is not %s: %s" % (rx, hist, want, answer))
                return 1
        i = 0
        while i < a.faults:
            r = random.Random("%s/%d" % (a.seed, i))
            if i % 5 < 3 or i % 50 == 4:                   # faults of the input, in blocks against whole tables
                clear = r.random() < 0.7
                rx, hist, base = r.choice(bases[:len(CLEAR)] if clear else bases[len(CLEAR):])
                case = Case(b, rx, hist)
                fault = pick(r, INPUT) if clear or r.random() < 0.5 else mask
                sort = fault(r, case, b)
                answer = b.ask(case.line())[0]
            else:
                rx, hist, base = r.choice(bases)
                case = Case(b, rx, hist)
                fault = pick(r, TABLES)
                sort = fault(r, case, b)
                b.open()
                answer = b.ask(case.line())[0]
                b.forget_images()
                b.whole()
                if b.open():
                    print("the whole tables are refused after fault %d (%s)" % (i, fault.__name__))
                    return 1
            count[(fault.__name__, sort, verdict(answer))] += 1
            if wrong(sort, base, answer):
                bad += 1
                if bad <= a.show:
                    print("fault %s/%d %s: must be %s, is: %s\n  base %s\n  %s" % (a.seed, i, fault.__name__, sort, answer, base, case.line()[:900]))
            i += 1
        b.p.stdin.close()
        b.p.wait()
    for (name, sort, v), n in sorted(count.items()):
        print("  %-22s %-16s %-11s %6d" % (name, sort, v, n))
    clears = sum(n for (_, sort, v), n in count.items() if v == "clear" and sort not in ("edition", "same", "refused or same"))
    print("%d faults: %d clear where the fault concerns a line or source, %d otherwise wrong" % (a.faults, clears, bad - clears))
    return 1 if bad or clears else 0


if __name__ == "__main__":
    sys.exit(main())
