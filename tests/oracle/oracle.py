"""oracle.py - what the checks on pairs of lines should answer, said a second time: slowly, in another language, from
docs/matching.md and docs/rules.md and the CSV tables alone. Shares no code with the library, and is not built for speed.

It knows: same ingredient, same class, contraindicated pairs (and cautions, when the edition has them), supply days, the
periods that are counted in days, the flat 14 days, and the merging of dispensings that are seen twice. It does not know
findings about the patient, tiers or texts."""
import csv, datetime, os

INF = 10 ** 9
FLAT_DAYS = 14


def table(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def ordinal(text):
    return datetime.date(*map(int, text.split("-"))).toordinal()


class Drug:
    """What the rules see of a product or an entry of the generic-name list."""

    def __init__(self, price_code, generic_code, ingredients, route):
        self.ingredients = ingredients                    # frozenset of base names; empty: not known
        self.route = route                                # word, "" unknown
        codes = [c for c in (price_code, generic_code) if c]
        self.keys7 = {c[:7] for c in codes}
        self.keys9 = {c[:9] for c in codes}
        self.code = price_code or generic_code
        self.listed_on = ""
        self.products = []                                # of a generic name: it is whatever one of its products is


class Tables:
    def __init__(self, master, rules):
        self.base = {r["listed_name"]: frozenset(r["base"].split("|")) for r in table(master, "ingredients.csv")}
        self.base7 = {r["yj7"]: frozenset(r["base"].split("|")) for r in table(master, "yj7.csv")}
        self.routes = {r["key"]: r["route"] for r in table(master, "routes.csv")}
        self.by_code = {}                                 # (system, code) -> [Drug]
        by_generic, by9 = {}, {}
        for r in table(master, "products.csv"):
            d = Drug(r["price_code"], r["generic_code"], self.ingredients(r["listed_name"], r["price_code"]),
                     self.route_of(r["price_code"] or r["generic_code"]))
            d.names = {r["name"], r["name_long"], r["name_list"]}
            d.listed_on, d.row = r["listed_on"], r
            by9.setdefault(r["price_code"][:9], []).append(r)
            by_generic.setdefault(r["generic_code"], []).append(d)
            for system, code in (("receipt", r["receipt"]), ("mhlw", r["price_code"]), ("yj", r["yj"])):
                if code:
                    self.by_code.setdefault((system, code), []).append(d)
        for r in table(master, "generic.csv"):
            d = Drug("", r["code"], self.ingredients(r["listed_name"], r["code"]), self.route_of(r["code"]))
            d.names = {r["name"]}
            d.products = by_generic.get(r["code"], [])
            self.by_code.setdefault(("generic", r["code"]), []).append(d)
        for d in {id(d): d for v in self.by_code.values() for d in v}.values():
            if d.listed_on:                               # a generic, or a new name of what was listed before, is no new drug
                earlier = [o for o in by9[d.row["price_code"][:9]] if o["price_code"] != d.row["price_code"] and o["listed_on"] < d.listed_on]
                if earlier or set(d.row["flags"]) & {"g", "u"}:
                    d.listed_on = ""
        self.pairs = table(rules, "pairs.csv")
        for r in self.pairs:
            r["kind"] = "contraindicated-pair"
        for r in table(rules, "cautions.csv"):
            r["kind"] = "caution-pair"
            self.pairs.append(r)
        for r in self.pairs:
            r["a"] = {"codes": set(filter(None, r["codes_a"].split("|"))), "expand": r["expand_a"] == "1", "name": r["ingredient_a"]}
            r["b"] = {"codes": set(filter(None, r["codes_b"].split("|"))), "expand": r["expand_b"] == "1", "name": r["ingredient_b"]}
            r["ab"] = int(r["washout_ab"] or 0)
            r["ba"] = int(r["washout_ba"] or 0)
        self.groups = table(rules, "groups.csv")
        for g in self.groups:
            g["set"] = set(g["members"].split("|"))
            g["n"] = int(g["allowed"] or 1)
        self.same = table(rules, "same-ingredient.csv")
        self.limits = table(rules, "limits.csv")
        self._sides, self._groups = {}, {}

    def ingredients(self, listed, code):
        if listed and listed in self.base:
            return self.base[listed]
        return self.base7.get(code[:7], frozenset()) if code else frozenset()

    def route_of(self, code):
        """Positions 5-7: 001-699 systemic; above, the most specific row of routes.csv."""
        if len(code) < 8 or not code[4:7].isdigit():
            return ""
        if int(code[4:7]) < 700:
            return "systemic"
        for key in (code[:7], code[:4] + code[7], code[:4], code[7]):
            if key in self.routes:
                return self.routes[key]
        return ""

    def drug(self, system, code, name):
        """Several products under one price code are told apart by their names."""
        found = self.by_code.get((system, code), [])
        named = [d for d in found if name in d.names]
        return (named or found or [None])[0]

    # -- rules ---------------------------------------------------------------------

    @staticmethod
    def on(rule, as_of):
        if rule["enabled"] != "1":
            return False
        if rule["valid_from"] and ordinal(rule["valid_from"]) > as_of:
            return False
        return not rule["valid_to"] or as_of <= ordinal(rule["valid_to"])

    def side(self, side, d):
        """None: not on this side. "named": a product that the row names, or a combination that holds the ingredient.
        "beyond": another product of the ingredient alone, which the source of the row does not name."""
        found = None
        for x in [d] + d.products:
            if x.keys7 & side["codes"] or x.keys9 & side["codes"]:
                return "named"
            if side["expand"] and side["name"] in x.ingredients and x.route in ("systemic", ""):
                found = "named" if len(x.ingredients) > 1 else found or "beyond"
        return found

    def same_kind(self, x, y):
        """One may be handed over for the other: YJ7 and ingredients, and no row of pairs tells them apart."""
        return x.ingredients == y.ingredients and bool(x.keys7 & y.keys7) and self.sides(x) == self.sides(y)

    def sides(self, d):
        """The rows that name this drug on one side or the other (looked up once for each drug, the only shortcut here)."""
        if id(d) not in self._sides:
            self._sides[id(d)] = {(n, s): how for n, r in enumerate(self.pairs) for s in "ab" if (how := self.side(r[s], d))}
        return self._sides[id(d)]

    def pair_rows(self, x, y):
        """[(row, x is side A, beyond the row's source)] of every row that holds for the two drugs; both ways round where both hold."""
        hits = []
        for (n, s), how in self.sides(x).items():
            other = self.sides(y).get((n, "b" if s == "a" else "a"))
            if other:
                hits.append((self.pairs[n], s == "a", "beyond" in (how, other)))
        return hits

    def same_rule(self, x, y):
        a, b = x.route, y.route
        if not a and not b:
            a = b = "systemic"
        a, b = a or b, b or a
        rest = None
        for r in self.same:
            if (r["route_a"], r["route_b"]) in ((a, b), (b, a)):
                return r
            if r["route_a"] == "any" and r["route_b"] == "any":
                rest = r
        return rest

    def groups_of(self, d):
        if id(d) not in self._groups:
            self._groups[id(d)] = [g for g in self.groups if self.member(g, d)]
        return self._groups[id(d)]

    @staticmethod
    def member(g, d):
        return g["use"] == "same-class" and any(x.keys7 & g["set"] and (g["route"] == "any" or x.route in (g["route"], "")) for x in [d] + d.products)

    def limits_for(self, d, day):
        """The rows that limit the days of this drug on this issue day. A new drug counts as new until one year from the first of
        the month after its listing; its own row, when as strict, says it all."""
        out = [r for r in self.limits if r["yj7"] in d.keys7]
        for r in self.limits:
            if r["yj7"] != "new" or not d.listed_on or day.count("-") != 2 or any(int(o["limit_days"]) <= int(r["limit_days"]) for o in out):
                continue
            exempt = set(filter(None, (r.get("exempt") or "").split("|")))
            year, month = int(d.listed_on[:4]), int(d.listed_on[5:7])
            end = datetime.date(year + 1 + (month == 12), month % 12 + 1, 1).toordinal()
            if ordinal(d.listed_on) <= ordinal(day) < end and not exempt & (d.keys7 | d.keys9 | {d.code}):
                out.append(r)
        return out


# --- lines ------------------------------------------------------------------------


class Line:
    """A line of the case as the generator wrote it, and what follows for its days.
    Written: ref, ours, source, kind, system, code, name, day "YYYY-MM-DD" or "YYYY-MM" or "", form, quantity, amount, interval,
    clinic, pharmacy, masked."""

    def __init__(self, tables, **said):
        self.__dict__.update(said)
        self.drug = tables.drug(self.system, self.code, self.name)
        self.first, self.last = self.period()

    def merge_days(self):
        """Days as a record says them; 0 not known, which contradicts nothing."""
        return self.quantity if self.form in ("oral", "decoction") else 0

    def said(self):
        return self.quantity, self.form, self.interval

    def days_given(self):
        return self.quantity if self.form in ("oral", "decoction") else 0

    def period(self):
        if not self.day:
            return -INF, INF
        parts = self.day.split("-")
        if len(parts) == 3:
            first = latest = ordinal(self.day)
        else:                                             # only the month: the longest that it can mean
            year, month = int(parts[0]), int(parts[1])
            first = datetime.date(year, month, 1).toordinal()
            latest = (datetime.date(year + (month == 12), month % 12 + 1, 1) - datetime.timedelta(days=1)).toordinal()
        return first, latest + self.length() - 1

    def length(self):
        if self.form in ("oral", "decoction"):
            return self.quantity * self.interval if self.quantity else FLAT_DAYS
        if self.form != "prn" and self.quantity > FLAT_DAYS:   # days or times: nobody says which
            return self.quantity
        return FLAT_DAYS                                  # the usage says nothing that could be divided by


RANK = {"claims": 0, "dispensed": 1, "booklet": 2, "prescribed": 3}


class Ambiguous(Exception):
    """The documents leave open which record is kept: the case says nothing about the library."""


def place(a, b):
    """True the same, False another one, None not known."""
    return None if not a or not b else a == b


def amounts_agree(a, b):
    """Nothing that both say contradicts: days, and the amount in all; without a quantity the amount alone."""
    if (a.form == "prn") != (b.form == "prn") or (a.merge_days() and b.merge_days() and a.merge_days() != b.merge_days()):
        return False
    if bool(a.quantity) != bool(b.quantity) and a.amount == b.amount:
        raise Ambiguous                                   # does "no number" contradict one?
    return a.amount * a.quantity == b.amount * b.quantity if a.quantity and b.quantity else a.amount == b.amount


def same_dispensing(a, b):
    if (a.source, a.kind) == (b.source, b.kind) or a.day != b.day or a.day.count("-") != 2 or a.drug is not b.drug:
        return False
    if (a.kind == "prescribed") != (b.kind == "prescribed") or not amounts_agree(a, b):
        return False
    places = (place(a.clinic, b.clinic), place(a.pharmacy, b.pharmacy))
    return True in places and False not in places


def clusters(lines, same):
    """Sets of lines that hang together. A set in which not every two from different records are the same is ambiguous."""
    left, out = list(lines), []
    while left:
        group, rest = [left[0]], left[1:]
        grew = True
        while grew:
            more = [l for l in rest if any(same(l, m) for m in group)]
            rest = [l for l in rest if not any(l is m for m in more)]
            group += more
            grew = bool(more)
        for i, a in enumerate(group):
            for b in group[i + 1:]:
                if (a.source, a.kind) != (b.source, b.kind) and not same(a, b):
                    raise Ambiguous
        left = rest
        out.append(group)
    return out


def one_for_one(prescribed, others, fits, out):
    """Every prescription gives way to one of the others that fits, each of which can do so once."""
    alike = {}
    for p in prescribed:
        alike.setdefault((p.day, id(p.drug), p.amount, p.said(), p.clinic, p.masked), []).append(p)
    taken = set()
    for same in alike.values():
        fitting = [id(d) for d in others if fits(same[0], d)]
        if taken & set(fitting):
            raise Ambiguous                               # two want the same one: which, nobody has written down
        taken |= set(fitting)
        out |= {id(p) for p in same[:len(fitting)]}


def merge(tables, ours, lines):
    """Leaves out what is the same dispensing seen twice, prescriptions that were dispensed, and our own prescription."""
    out = set()
    known = [l for l in lines if l.drug]
    for group in clusters(known, same_dispensing):
        records = {}
        for l in group:
            records.setdefault((l.source, l.kind), []).append(l)
        if len(records) > 1 and len({l.said() for l in group}) > 1 and len(group) > 2:
            raise Ambiguous
        while sum(1 for v in records.values() if v) > 1:
            twins = [v[0] for v in records.values() if v]
            keep = min(twins, key=lambda l: (l.masked, RANK[l.kind], not l.clinic, not l.pharmacy))
            if any(l is not keep and RANK[l.kind] == RANK[keep.kind] and l.said() != keep.said() for l in twins):
                raise Ambiguous
            for l in twins:
                records[(l.source, l.kind)].remove(l)
                if l is not keep:
                    out.add(id(l))
    dated = [l for l in known if l.day.count("-") == 2 and id(l) not in out]

    def dispensed_as(p, d):
        if not place(p.clinic, d.clinic) or not tables.same_kind(p.drug, d.drug) or (d.masked and not p.masked):
            return False
        if (p.form == "prn") != (d.form == "prn") or (p.merge_days() != d.merge_days() and p.merge_days() and d.merge_days()):
            return False
        return 0 <= ordinal(d.day) - ordinal(p.day) <= 3

    def is_ours(p, o):
        if not place(p.clinic, o.clinic) or p.day != o.day or p.drug is not o.drug:
            return False
        return p.merge_days() == o.merge_days() and amounts_agree(p, o)

    prescribed = [l for l in dated if l.kind == "prescribed"]
    one_for_one(prescribed, [l for l in dated if l.kind != "prescribed"], dispensed_as, out)
    one_for_one([p for p in prescribed if id(p) not in out], ours, is_ours, out)
    return [l for l in lines if id(l) not in out]


# --- the checks -------------------------------------------------------------------


def common(x, y):
    """Days on which both are taken: 0 none, -1 without end."""
    first, last = max(x.first, y.first), min(x.last, y.last)
    if first > last:
        return 0
    return -1 if last == INF or first == -INF else last - first + 1


def that_many(sets, need):
    """Are there so many drugs, none of which has all its ingredients in another?"""
    if need <= 0:
        return True
    return any(that_many([t for t in sets[i + 1:] if not (s <= t or t <= s)], need - 1) for i, s in enumerate(sets))


def crowded(g, x, y, lines, tables):
    """Some day of both x and y has more different drugs of the group than allowed, x and y among them."""
    first, last = max(x.first, y.first), min(x.last, y.last)
    taken = [l for l in lines if l.drug and l.drug.ingredients and tables.member(g, l.drug)]
    for day in {first} | {l.first for l in taken if first <= l.first <= last}:
        here = {l.drug.ingredients for l in taken if l.first <= day <= l.last}
        rest = [s for s in here if not any(s <= z.drug.ingredients or z.drug.ingredients <= s for z in (x, y))]
        if that_many(rest, g["n"] - 1):
            return True
    return False


def answer(tables, as_of, lookback, ours, history):
    """{(kind, rule, shared): {refs: (days in common, gap, row severity)}} for open lines, and {(kind, own ref, masked ref)}."""
    since = as_of - lookback
    history = merge(tables, ours, [l for l in history if l.last >= since])
    everything = ours + history
    open_lines = [l for l in everything if not l.masked]
    found, masked = {}, set()

    def tell(kind, rule, shared, x, y, days, gap, severity):
        if x.masked or y.masked:
            masked.add(("contraindicated" if kind.endswith("pair") else "duplicate", x.ref, y.ref))
        else:
            pairs = found.setdefault((kind, rule["id"], shared), {})
            old = pairs.get((x.ref, y.ref))
            if old is None or old[0] == 0:
                pairs[(x.ref, y.ref)] = (days, gap, severity)

    for i, x in enumerate(ours):
        if not x.drug or not x.drug.ingredients:
            continue
        said = set()
        for r in tables.limits_for(x.drug, x.day):
            if tables.on(r, as_of) and x.days_given() > int(r["limit_days"]):
                found.setdefault(("days-limit", r["id"], ""), {})[(x.ref,)] = (0, -1, r["severity"])
        for y in ours[i + 1:] + history:
            if not y.drug or not y.drug.ingredients:
                continue
            days = common(x, y)
            if days:
                for name in x.drug.ingredients & y.drug.ingredients:
                    r = tables.same_rule(x.drug, y.drug)
                    if r and tables.on(r, as_of):
                        tell("same-ingredient", r, name, x, y, days, -1, r["severity"])
                nested = x.drug.ingredients <= y.drug.ingredients or y.drug.ingredients <= x.drug.ingredients
                for g in tables.groups_of(x.drug) if not nested else ():
                    if tables.on(g, as_of) and any(g is h for h in tables.groups_of(y.drug)):
                        if crowded(g, x, y, everything if y.masked else open_lines, tables):
                            tell("same-class", g, g["label_ja"], x, y, days, -1, g["severity"])
            for r, x_is_a, beyond in sorted(tables.pair_rows(x.drug, y.drug), key=lambda h: h[2]):
                told = beyond and ("pair", id(r), id(y)) in said
                if not tables.on(r, as_of) or told:       # named one way round, it is not beyond the other way round
                    continue
                kind, severity = ("caution-pair", "warning") if beyond else (r["kind"], r["severity"])
                gap = -1
                if not days:
                    earlier, later = (x, y) if x.last < y.first else (y, x)
                    if later.first - earlier.last > (r["ab"] if (earlier is x) == x_is_a else r["ba"]):
                        continue
                    gap = later.first - earlier.last - 1
                tell(kind, r, "", x, y, days, gap, severity)
                said.add(("pair", id(r), id(y)))
    return found, masked
