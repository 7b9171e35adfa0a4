"""cases.py - seeded random cases for the oracle: prescriptions and histories out of drugs that have something to do with
each other, written as neutral JSON, and the same lines as plain values. Also small random tables (worlds)."""
import csv, datetime, hashlib, json, os, random, shutil

from oracle import Line, Tables, table

DAYS0 = ["2024-02-29", "2024-03-01", "2025-02-28", "2025-12-31", "2026-01-01", "2026-03-31", "2026-04-30", "2026-06-15", "2026-11-20",
         "2028-02-29"]
CLINICS = [("1399914", "架空第一医院"), ("1399922", "架空第二病院"), ("1399930", "架空第三診療所"), None]
PHARMACIES = [("1399856", "例示薬局"), ("1399864", "見本薬局"), None]
FORMS = {"1": ["oral"] * 8 + ["prn", "decoction"], "4": ["injection"]}        # by 剤形 of the master; a form that disagrees is no identity


class Goods:
    """Drugs that a case may name, and the topics that bring several of them together."""

    def __init__(self, master, rules, tables=None):
        self.tables = tables or Tables(master, rules)
        self.items = []                                   # (system, code, name, unit, Drug, forms)
        units = {}
        for r in table(master, "products.csv"):
            if r["ends_on"] or r["transition_until"] or r["listed_on"] > "2024-01-01" or not r["receipt"]:
                continue
            forms = FORMS.get(r["form_class"], ["external"])
            self.add("receipt", r["receipt"], r["name"], r["unit"], forms)
            units.setdefault(r["generic_code"], (r["unit"], forms))
            if r["listing"] != "8":
                self.add("mhlw", r["price_code"], r["name"], r["unit"], forms)
            if r["yj"]:
                self.add("yj", r["yj"], r["name"], r["unit"], forms)
        for r in table(master, "generic.csv"):
            if r["code"] in units:
                self.add("generic", r["code"], r["name"], *units[r["code"]])
        self.topics = []                                  # lists of indices into items
        by_ingredient = {}
        for i, it in enumerate(self.items):
            for name in it[4].ingredients:
                by_ingredient.setdefault(name, []).append(i)
        self.topics += [v for v in by_ingredient.values() if len(v) > 1]
        for g in self.tables.groups:
            v = [i for i, it in enumerate(self.items) if it[4].keys7 & g["set"]]
            self.topics += [v] * 3 if len(v) > 1 else []
        self.sides = []
        for r in self.tables.pairs:
            a = [i for i, it in enumerate(self.items) if self.tables.side(r["a"], it[4])]
            b = [i for i, it in enumerate(self.items) if self.tables.side(r["b"], it[4])]
            if a and b:
                self.sides.append((a, b))
        limited = {r["yj7"] for r in self.tables.limits}
        self.limited = [i for i, it in enumerate(self.items) if it[4].keys7 & limited]

    def add(self, system, code, name, unit, forms):
        d = self.tables.drug(system, code, name)
        if code and d and d.ingredients:
            self.items.append((system, code, name, unit, d, forms))

    def pool(self, r):
        """A few drugs that may meet, with repetitions."""
        out = []
        for _ in range(r.choice((1, 1, 2, 3))):
            what = r.random()
            if what < 0.45 and self.sides:
                a, b = r.choice(self.sides)
                out += [r.choice(a), r.choice(b)]
            elif what < 0.9 and self.topics:
                topic = r.choice(self.topics)
                out += [r.choice(topic) for _ in range(r.choice((2, 2, 3, 4)))]
            elif self.limited:
                out.append(r.choice(self.limited))
        out.append(r.randrange(len(self.items)))
        return out


def shift(day, n):
    return (datetime.date(*map(int, day.split("-"))) + datetime.timedelta(days=n)).isoformat()


def usage_of(r, form):
    interval = 1
    usage = "１日１回朝食後　服用"
    if form not in ("oral", "decoction"):
        usage = "医師の指示のとおり"                       # nothing to divide by: the flat 14 days, or a count above 14
    elif r.random() < 0.06:
        interval, usage = r.choice(((2, "１日１回　隔日"), (7, "週１回　起床時")))
    return usage, interval


def dose_of(r, form, days):
    """quantity, amount: whole numbers."""
    if form in ("oral", "decoction"):
        return days, r.choice((1, 1, 2, 3))
    if form == "prn":
        return r.choice((1, 5, 10, 20, 60)), 1
    return r.choice((1, 1, 1, 14, 15, 28)), r.choice((1, 2, 10))


class Case:
    """as_of, look-back, lines of the prescription and of the sources, and their documents."""

    def __init__(self, goods, r):
        self.goods, self.r = goods, r
        self.patient = None                               # facts, neutral JSON; the oracle does not know them
        self.as_of = r.choice(DAYS0)
        self.lookback = r.choice((1096, 1096, 1096, 30))
        self.issued = shift(self.as_of, -r.choice((0, 0, 0, 1, 3)))
        self.clinic = r.choice(CLINICS[:3])
        self.pool = goods.pool(r)
        self.rx = [self.rx_line(i) for i in range(r.choice((1, 1, 1, 2, 3, 5)))]
        self.sources = [self.source(s) for s in range(r.choice((0, 1, 1, 2, 2, 3)))]
        self.twins()

    def pick(self):
        if self.r.random() < 0.03:
            return None                                   # a code that is in no table
        return self.goods.items[self.r.choice(self.pool)]

    def rx_line(self, i):
        r, item = self.r, self.pick()
        form = r.choice(item[5] if item else FORMS["1"])
        days = r.choice((1, 5, 7, 14, 14, 28, 30, 31, 90, 91, 0 if r.random() < 0.2 else 14))
        quantity, amount = dose_of(r, form, days)
        usage, interval = usage_of(r, form)
        return dict(item=item, day=self.issued, form=form, quantity=quantity, amount=amount, interval=interval, usage=usage,
                    clinic=self.clinic, pharmacy=None, masked=False, kind="rx", source=-1, visit=0)

    def when(self, days):
        """A first day whose course ends, or begins, near something that matters."""
        r = self.r
        what = r.random()
        if what < 0.55:
            return shift(self.issued, r.choice((-20, -15, -14, -13, -8, -7, -3, -2, -1, 0, 0, 1, 2, 5)) - days + 1)
        if what < 0.75:
            return shift(self.issued, r.choice((0, 0, 0, -1, -2, -3, -7)))
        if what < 0.85:
            return shift(self.issued, r.choice((1, 2, 7, 13, 14, 27, 28, 29, 30, 31, 45)))       # dates to come
        if what < 0.95:
            return shift(self.as_of, -self.lookback - days + r.choice((-1, 0, 1, 2)))            # the end of the look-back
        return r.choice(("2024-02-29", "2026-12-31", self.issued[:7], "", "2023-02-28"))

    def source(self, s):
        r = self.r
        lines, visit = [], 0
        for _ in range(r.choice((0, 1, 2, 3, 5, 8))):
            days = r.choice((1, 3, 7, 14, 14, 28, 60, 0 if r.random() < 0.2 else 14))
            day, kind = self.when(days), r.choice(("dispensed", "dispensed", "booklet", "claims", "prescribed"))
            clinic, pharmacy = r.choice(CLINICS), r.choice(PHARMACIES)
            masked = r.random() < 0.06
            if masked:
                pharmacy, clinic = ("1399872", "非公開薬局"), None
            if kind == "prescribed":
                pharmacy = None
            for _ in range(r.choice((1, 1, 1, 2))):
                item = self.pick()
                form = r.choice(item[5] if item else FORMS["1"])
                quantity, amount = dose_of(r, form, days)
                usage, interval = usage_of(r, form)
                lines.append(dict(item=item, day=day, form=form, quantity=quantity, amount=amount, interval=interval, usage=usage,
                                  clinic=clinic, pharmacy=pharmacy, masked=masked, kind=kind, source=s, visit=visit))
                if r.random() < 0.08:
                    lines.append(dict(lines[-1]))         # the same line twice: two lines
            visit += 1
        return lines

    def twins(self):
        """The same dispensing in another source, and our own prescription as the service lists it."""
        r = self.r
        for s, lines in enumerate(self.sources):
            for other in range(len(self.sources)):
                if other == s or not lines or r.random() > 0.4:
                    continue
                l = dict(r.choice(lines), source=other, visit=100 + s)
                if l["masked"] or l["kind"] == "prescribed":
                    continue
                l["kind"] = r.choice(("dispensed", "claims", "booklet"))
                change = r.random()
                if change < 0.1:
                    l["amount"] += 1
                elif change < 0.2 and l["form"] == "oral":
                    l["quantity"] += 1
                elif change < 0.3 and l["pharmacy"]:
                    l["pharmacy"] = ("1399880", "別の薬局")
                self.sources[other] = self.sources[other] + [l]
        if self.sources and r.random() < 0.1:
            l = dict(r.choice(self.rx), source=0, visit=200, kind="prescribed")
            self.sources[0] = self.sources[0] + [l] * r.choice((1, 1, 2))

    # -- as values ---------------------------------------------------------------------

    def lines(self):
        ours = [self.value(l, "rx/%d/1" % (i + 1)) for i, l in enumerate(self.rx)]
        history = [self.value(l, "hist/%d/%d" % (s, i + 1)) for s, lines in enumerate(self.sources) for i, l in enumerate(lines)]
        return ours, history

    def value(self, l, ref):
        system, code, name = l["item"][:3] if l["item"] else ("receipt", "699999999", "")
        return Line(self.goods.tables, ref=ref, ours=l["source"] < 0, system=system, code=code, name=name,
                    **{k: l[k] for k in ("source", "kind", "day", "form", "quantity", "amount", "interval", "clinic", "pharmacy",
                                         "masked")})

    def text(self):
        """One line of the case on one line, for people."""
        out = ["  on %s, look-back %d" % (self.as_of, self.lookback)]
        for l in sum(self.lines(), []):
            d = l.drug
            out.append("  %-9s %-10s %s %-12s %s days %s x%s qty %s every %s %s %s%s" % (
                l.ref, l.kind, l.day or "undated", l.code, "+".join(sorted(d.ingredients)) if d else "unknown", l.form, l.amount, l.quantity, l.interval,
                l.clinic and l.clinic[0], l.pharmacy and l.pharmacy[0], " masked" if l.masked else ""))
        return "\n".join(out)

    # -- as documents ------------------------------------------------------------------

    @staticmethod
    def place(p, kind):
        return {"kind": kind, "code": p[0], "prefecture": "13", "name": p[1]}

    @staticmethod
    def item(l):
        system, code, name, unit = l["item"][:4] if l["item"] else ("receipt", "699999999", "どの表にもない薬", "錠")
        return {"system": system, "code": code, "name": name, "amount": str(l["amount"]), "unit": unit}

    def rx_json(self):
        groups = []
        for i, l in enumerate(self.rx):
            line = dict(self.item(l), seq=1, info_class="1", potency="1")
            groups.append({"number": i + 1, "form": l["form"], "quantity": l["quantity"], "usage": l["usage"], "lines": [line]})
        return json.dumps({"yagen": "prescription", "institution": self.place(self.clinic, "1"), "patient": {"name": "例示　花子"},
                           "sex": "female", "born": "1968-04-15", "issued": self.issued, "groups": groups}, ensure_ascii=False)

    def history_json(self, lines):
        visits, last = [], None
        for l in lines:
            group = {"form": l["form"], "quantity": str(l["quantity"]), "usage": l["usage"], "lines": [self.item(l)],
                     "quantity_unit": {"oral": "日分", "decoction": "日分", "prn": "回分"}.get(l["form"], "調剤")}
            if last is None or last != l["visit"]:
                v = {"kind": l["kind"], "groups": []}
                if l["day"]:
                    v["on"] = l["day"]
                if l["masked"]:
                    v["masked"] = True
                if l["clinic"]:
                    v["clinic"] = self.place(l["clinic"], "1")
                if l["pharmacy"]:
                    v["pharmacy"] = self.place(l["pharmacy"], "4")
                visits.append(v)
                last = l["visit"]
            visits[-1]["groups"].append(group)
        return json.dumps({"yagen": "history", "patient": {"name": "例示　花子"}, "sex": "female", "born": "1968-04-15", "visits": visits},
                          ensure_ascii=False)

    def driver_line(self):
        docs = [self.rx_json()] + [self.history_json(s) for s in self.sources]
        if self.patient:
            docs.append("P" + json.dumps(self.patient, ensure_ascii=False))
        return "\t".join(["C", self.as_of, str(self.lookback), "0"] + docs)


# --- small random tables ------------------------------------------------------------


def stamp(folder, names, head):
    with open(os.path.join(folder, "EDITION"), "w", encoding="utf-8") as f:
        f.write("".join("%s=%s\n" % kv for kv in head))
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as g:
                data = g.read()
            with open(path, encoding="utf-8", newline="") as g:
                rows = sum(1 for _ in csv.reader(g)) - 1
            f.write("file=%s %d %s\n" % (name, rows, hashlib.sha256(data).hexdigest()))


def write(folder, name, columns, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, columns, lineterminator="\n", restval="")
        w.writeheader()
        w.writerows(rows)


def columns_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
        return next(csv.reader(f))


def world(seed, master, rules, out):
    """Random tables: real codes of a few dozen products, invented ingredients, groups, pairs, limits and routes."""
    r = random.Random("world %d" % seed)
    m, k = os.path.join(out, "master"), os.path.join(out, "rules")
    for d in (m, k):
        shutil.rmtree(d, ignore_errors=True)
        os.makedirs(d)
    all_products = [p for p in table(master, "products.csv") if p["receipt"] and p["price_code"] and not p["ends_on"] and not p["transition_until"]
                    and p["listed_on"] <= "2024-01-01"]
    r.shuffle(all_products)
    products = all_products[:r.choice((12, 25, 40))]
    bases = ["成分%d" % i for i in range(r.choice((4, 8, 14)))]
    listed = {}
    for p in products:
        p["listed_name"] = "表示名%s" % p["price_code"][:7]
        listed.setdefault(p["listed_name"], sorted(r.sample(bases, r.choice((1, 1, 1, 2, 2, 3)))))
        p["twin"] = ""
    generics = [g for g in table(master, "generic.csv") if g["code"] in {p["generic_code"] for p in products}]
    for g in generics:
        g["listed_name"] = "表示名%s" % g["code"][:7]
        listed.setdefault(g["listed_name"], [r.choice(bases)])
        g["products"] = ""
    write(m, "products.csv", columns_of(master, "products.csv"), products)
    write(m, "generic.csv", columns_of(master, "generic.csv"), generics)
    write(m, "ingredients.csv", ["listed_name", "base", "how"], [{"listed_name": n, "base": "|".join(v), "how": "rule"} for n, v in sorted(listed.items())])
    write(m, "yj7.csv", ["yj7", "base"], [])
    routes = [x for x in table(master, "routes.csv") if r.random() < 0.7]
    write(m, "routes.csv", ["key", "route", "why"], routes)
    shutil.copy(os.path.join(master, "classes.csv"), m)
    shutil.copy(os.path.join(master, "hot.csv"), m)
    stamp(m, ["products.csv", "generic.csv", "ingredients.csv", "yj7.csv", "routes.csv", "classes.csv", "hot.csv"],
          [("format", 1), ("id", "world-%d" % seed), ("source_date", "2025-08-14"), ("valid_from", "2020-01-01"), ("valid_until", "2030-03-31"),
           ("sources", "invented"), ("refuse_expired", 0)])
    code7 = sorted({p["price_code"][:7] for p in products})
    code9 = sorted({p["price_code"][:9] for p in products})

    def common(i, severity):
        return {"id": i, "severity": severity, "enabled": r.choice("1111110"), "mark": "S", "title_ja": "題", "title_en": "title", "effect_ja": "影響",
                "effect_en": "effect", "action_ja": "対応", "action_en": "action", "source": "invented", "source_date": "2026-01-01",
                "valid_from": r.choice(("", "", "", "2026-01-01")), "valid_to": r.choice(("", "", "", "2026-04-30"))}

    named = sorted({b for v in listed.values() for b in v})
    pairs = []
    for i in range(r.choice((3, 10, 30))):
        p = common("W-%03d" % i, "critical")
        a, b = r.sample(named, 2)
        p.update(rule="W", ingredient_a=a, ingredient_b=b, expand_a=r.choice("1110"), expand_b=r.choice("1110"),
                 codes_a="|".join(sorted(set(r.choice(code7 + code9) for _ in range(r.choice((1, 1, 2)))))),
                 codes_b="|".join(sorted(set(r.choice(code7 + code9) for _ in range(r.choice((1, 1, 2)))))),
                 washout_ab=r.choice(("", "", "1", "2", "14")), washout_ba=r.choice(("", "", "1", "7", "14")))
        pairs.append(p)
    write(k, "pairs.csv", columns_of(rules, "pairs.csv"), pairs)
    groups = []
    for i in range(r.choice((1, 3, 6))):
        g = common("G-W%d" % i, "warning")
        g.update(code="W%d" % i, label_ja="群%d" % i, label_en="group %d" % i, members="|".join(sorted(r.sample(code7, min(len(code7), r.choice((2, 4, 9)))))),
                 route=r.choice(("systemic", "systemic", "systemic", "topical", "any", "eye")), use=r.choice(("same-class",) * 5 + ("same-ingredient",)),
                 allowed=r.choice("1112223"))
        groups.append(g)
    write(k, "groups.csv", columns_of(rules, "groups.csv"), groups)
    same = [dict(x, enabled=r.choice("111111110")) for x in table(rules, "same-ingredient.csv") if x["id"] == "SI-any" or r.random() < 0.8]
    write(k, "same-ingredient.csv", columns_of(rules, "same-ingredient.csv"), same)
    limits = []
    for c in r.sample(code7, min(len(code7), 5)):
        x = common("L-" + c, "warning")
        x.update(yj7=c, limit_days=r.choice(("14", "30", "90")), control="麻薬")
        limits.append(x)
    write(k, "limits.csv", columns_of(rules, "limits.csv"), limits)
    for name in ("messages.ja.csv", "messages.en.csv"):
        shutil.copy(os.path.join(rules, name), k)
    stamp(k, ["pairs.csv", "groups.csv", "same-ingredient.csv", "limits.csv", "messages.ja.csv", "messages.en.csv"],
          [("format", 1), ("id", "world-rules-%d" % seed), ("source_date", "2026-01-01"), ("valid_from", "2020-01-01"), ("valid_until", "2030-03-31"),
           ("sources", "invented"), ("refuse_expired", 0)])
    return m, k
