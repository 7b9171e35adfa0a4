#!/usr/bin/env python3
"""population.py --driver PROGRAM --master DIR --rules DIR [--patients N] [--seed S] [--examples FILE] - how loud is the answer?

Invents N patients over the shipped drug master and checks one prescription of each against a year of history: 60 % live on
refills of 14 to 90 days that they collect 0 to 7 days early, 35 % see two or more institutions, 10 % use two or more
pharmacies; brands and generics change, some lines are as needed or for outside, every second history comes twice (notebook
and claims). In --planted percent of the prescriptions (5) one problem is planted, and it is known what must be told.
Reported: interruptive findings for 1,000 prescription lines (all, and those on prescriptions without a planted problem),
the share of those prescriptions that are interrupted at all, and the planted problems found (told at warning or above,
by the right kind, of the right line). Exit 1 when a planted problem
was missed or a target is not met. A regimen is drawn from one drug for each purpose (in --moved percent of the refills another institution has just taken it over), so that what nobody planted is no
problem; it knows nothing of the rules."""
import argparse, collections, csv, datetime, json, os, random, subprocess, sys, threading

TODAY = datetime.date(2026, 11, 2)
TARGET_PER_1000, TARGET_SHARE = 10.0, 3.0
# Purposes: one drug of each line at most. YJ7 of products in the shipped master.
CHRONIC = {
    "pressure-ca": ["2171022", "2149037", "2171021"], "pressure-arb": ["2149040", "2149042", "2149041", "2149048"], "pressure-bb": ["2123016", "2149032"],
    "lipid": ["2189015", "2189017", "2189016"], "stomach": ["2329023", "2329028", "2329030"], "sugar-1": ["3969010", "3969014", "3969015"],
    "sugar-2": ["3962002"], "sugar-3": ["3969023", "3969019"], "clot": ["3399007"], "uric": ["3949003"], "bowel": ["2344009"], "thyroid": ["2431004"],
    "prostate": ["2590008", "2590010"], "bladder": ["2590014"], "allergy": ["4490023", "4490033", "4490028"], "nerve": ["3136004"], "mucosa": ["2329021"],
    "vitamin-d": ["3112006"], "memory": ["1190012"], "sleep": ["1190027"], "water": ["2139008"], "pain-nerve": ["1190026"], "phlegm": ["2233002"],
    "probiotic": ["2316009"], "asthma": ["4490026"],
}
WEEKLY = {"bone": ["3999018", "3999019"]}                # only the strengths for once a week
WEEKLY_STRENGTHS = ("３５ｍｇ", "１７．５ｍｇ")
CHRONIC_OUTSIDE = {"eye-pressure": ["1319739", "1319756"], "dry-eye": ["1319758"], "dry-skin": ["3339950"], "tape": ["2649735", "2649729"], "asthma-inhaled": ["2290801"],
                   "nose": ["1329710"]}
ACUTE = {"antibiotic": ["6131001", "6132016", "6241013"], "cough": ["2223001", "2229001"], "phlegm": ["2233002"], "fever": ["1141007"], "allergy": ["4490023", "4490022"],
         "asthma": ["4490026"], "pain": ["1149019", "1149037"], "mucosa": ["2329021"], "nausea": ["2399005"], "probiotic": ["2316009"]}
ACUTE_OUTSIDE = {"tape": ["2649735", "2649729"], "skin": ["2646720", "2646713"], "eye": ["1319742"], "throat": ["2260701"]}
AS_NEEDED = {"pain": ["1149019", "1141007"], "bowel": ["2354003"], "nausea": ["2399005"]}
OTHER_CLINIC = ["allergy", "nerve", "pain-nerve", "bladder", "vitamin-d", "uric", "sleep", "probiotic", "memory"]      # what a second institution treats
DAYS = [14, 28, 28, 28, 30, 42, 56, 60, 90]
USUAL = {"3962002": "2", "2344009": "3", "2329021": "3", "2233002": "3", "2316009": "3", "3136004": "3", "6131001": "3", "6132016": "3", "2223001": "3",
         "2229001": "3", "1149019": "3", "2399005": "3", "4490023": "2", "1190026": "2", "4490017": "2"}       # tablets a day, else 1
THRICE = {"2344009", "2329021", "2233002", "2316009", "3136004"}
# new drug, drug taken before, kinds of which one must be told
PAIRS = [("6290004", "2189011"), ("6149003", "1190023"), ("1179039", "1249010"), ("3999004", "2189017"), ("3999005", "3949003"), ("2590016", "2171023"),
         ("3332001", "3999031"), ("6250036", "2329022"), ("2149045", "3229005"), ("6164001", "6179001"), ("2190041", "2144002"), ("6250052", "2149045")]
CLASSES = [("2189015", "2189017"), ("2149040", "2149042"), ("2329023", "2329029"), ("1124023", "1179025"), ("1149019", "1149037"), ("3969010", "3969014"),
           ("4490023", "4490028"), ("2171022", "2149037"), ("1129009", "1129010"), ("2590008", "2590010")]
DUPLICATES = ["2171022", "2189017", "1149037", "2329023", "4490023", "3969010", "1179025", "2149040", "2329021", "1190017"]
COMBINATIONS = [("2149116", "2171022"), ("2149117", "2149042"), ("3969104", "3962002"), ("2189102", "2189018"), ("1149117", "1141007"), ("3399101", "3399008")]
LIMITS = [("1124009", 42), ("1129009", 35), ("1179025", 60), ("1124023", 42)]
WASHOUTS = [("1179041", "1169010"), ("1179052", "1169017"), ("2190041", "2144002")]


class Master:
    def __init__(self, folder):
        self.by = {}
        with open(os.path.join(folder, "products.csv"), encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                if r["receipt"] and not r["ends_on"] and not r["transition_until"] and r["listed_on"] < "2024":
                    for n in (7, 9):
                        self.by.setdefault(r["price_code"][:n], []).append(r)

    def any(self, r, code):
        weekly = [p for p in self.by[code] if p["strength"].startswith(WEEKLY_STRENGTHS)]
        return r.choice(weekly if code in WEEKLY["bone"] else self.by[code])

    def switched(self, r, product):
        """The same strength and form, perhaps from another company: a brand and generic switch."""
        same = [p for p in self.by[product["price_code"][:9]] if p["strength"] == product["strength"]]
        return r.choice(same) if same and r.random() < 0.25 else product


class Line:
    def __init__(self, product, form, quantity, amount="1", usage="１日１回朝食後　服用"):
        self.product, self.form, self.quantity, self.amount, self.usage = product, form, quantity, amount, usage


def place(kind, n):
    return {"kind": kind, "code": "13%05d" % (n + (40000 if kind == "4" else 20000)), "prefecture": "13", "name": ("架空薬局" if kind == "4" else "見本医院") + str(n)}


class Patient:
    def __init__(self, master, seed, planted_share, moved_share):
        self.r = random.Random("%s" % seed)
        r = self.r
        self.m = master
        self.chronic = r.random() < 0.60
        self.clinics = 1 if r.random() >= 0.35 else r.choice((2, 2, 2, 3))
        self.pharmacies = 2 if r.random() < 0.10 else 1
        self.first = r.randrange(100) * 10
        self.today, self.moved_share = TODAY, moved_share
        self.visits = []                                  # (date, clinic, pharmacy, [Line])
        self.rx, self.used = [], set()
        self.planted = None
        if self.chronic:
            self.today_chronic()
        else:
            self.today_acute()
        for n in range(1, self.clinics):
            self.other_clinic(n)
        self.past_acute()
        if r.random() * 100 < planted_share:
            self.plant()

    def take(self, table, purpose):
        self.used.add(purpose)
        return self.m.any(self.r, self.r.choice(table[purpose]))

    def pharmacy(self, clinic):
        return clinic % 2 if self.pharmacies > 1 else 0

    def series(self, clinic, lines_of, days, until):
        """Refills back to a year ago, each collected 0 to 7 days before the last one ends; `until` is the newest, not recorded itself."""
        when = until
        for _ in range(400 // days + 1):
            when = when - datetime.timedelta(days=days - self.r.choice((0, 0, 1, 1, 2, 3, 4, 5, 7)))
            if (self.today - when).days > 380:
                break
            self.visits.append((when, clinic, self.pharmacy(clinic), lines_of()))

    def regimen(self, purposes, days):
        out = []
        for p in purposes:
            table = next((t for t in (CHRONIC, WEEKLY, CHRONIC_OUTSIDE) if p in t), None)
            product = self.take(table, p)
            if table is WEEKLY:
                out.append(Line(product, "oral", max(1, days // 7), "1", "週１回　起床時"))
            elif table is CHRONIC_OUTSIDE:
                out.append(self.outside(product, days))
            else:
                out.append(Line(product, "oral", days, USUAL.get(product["price_code"][:7], "1"), "１日１回朝食後　服用" if product["price_code"][:7] not in THRICE
                                else "１日３回毎食後　服用"))
        return out

    def outside(self, product, days):
        """As it is written for this kind: sheets for the days, a bottle, a tube, a device."""
        code, r = product["price_code"][:7], self.r
        if code[:4] == "2649" and product["unit"] == "枚":
            return Line(product, "external", 1, str(min(days, 63)), "１日１回１回１枚　患部に貼付")
        if code[:3] == "131":
            return Line(product, "external", 1, r.choice(("5", "10") if product["unit"] == "ｍＬ" else ("1", "2")), "１日１回　点眼")
        if code[:2] in ("22", "13"):
            return Line(product, "external", 1, "1", r.choice(("１日２回　吸入", "１日１回　吸入")) if code[:2] == "22" else "１日１回　点鼻")
        return Line(product, "external", 1, r.choice(("10", "25", "50")), "１日２回　患部に塗布")

    def refill(self, regimen):
        return [Line(self.m.switched(self.r, l.product), l.form, l.quantity, l.amount, l.usage) for l in regimen]

    def today_chronic(self):
        r, days = self.r, self.r.choice(DAYS)
        purposes = r.sample([p for p in CHRONIC if self.clinics == 1 or p not in OTHER_CLINIC], r.choice((3, 4, 5, 5, 6, 7, 8)))
        purposes += r.sample(sorted(CHRONIC_OUTSIDE), r.choice((0, 0, 1, 1, 2)))
        if r.random() < 0.1:
            purposes += ["bone"]
        regimen = self.regimen(purposes, days)
        if r.random() < 0.35:
            p = r.choice(sorted(AS_NEEDED))
            regimen.append(Line(self.take(AS_NEEDED, p), "prn", r.choice((5, 10, 10, 20)), "1", "痛い時など　頓用"))
        self.rx = self.refill(regimen)
        self.moved = r.random() * 100 < self.moved_share  # until now the regimen came from another institution
        self.series(6 if self.moved else 0, lambda: self.refill(regimen), days, self.today)
        if r.random() < 0.15:                             # a new drug in place of one of the same purpose, at this visit
            i = r.randrange(len(self.rx))
            for p, codes in CHRONIC.items():
                if self.rx[i].product["price_code"][:7] in codes and len(codes) > 1:
                    other = r.choice([c for c in codes if c != self.rx[i].product["price_code"][:7]])
                    self.rx[i] = Line(self.m.any(r, other), "oral", days)
        if r.random() < 0.2:
            self.rx += self.acute(r.choice((1, 2)))

    def acute(self, n):
        r, out = self.r, []
        for p in r.sample(sorted(ACUTE), n):
            if p in self.used:
                continue
            product = self.take(ACUTE, p)
            if p in ("pain", "fever") and r.random() < 0.5:
                out.append(Line(product, "prn", r.choice((5, 10)), "1", "痛い時　頓用"))
            else:
                out.append(Line(product, "oral", r.choice((3, 4, 5, 7)), USUAL.get(product["price_code"][:7], "1")))
        if r.random() < 0.3:
            p = r.choice(sorted(ACUTE_OUTSIDE))
            if p not in self.used:
                out.append(self.outside(self.take(ACUTE_OUTSIDE, p), 7))
        return out

    def today_acute(self):
        while not self.rx:
            self.rx = self.acute(self.r.choice((3, 4, 5, 6)))

    def other_clinic(self, n):
        r, days = self.r, self.r.choice(DAYS)
        free = [p for p in OTHER_CLINIC + sorted(CHRONIC_OUTSIDE) if p not in self.used]
        regimen = self.regimen(r.sample(free, min(len(free), r.choice((1, 2, 2, 3)))), days)
        newest = self.today - datetime.timedelta(days=r.randrange(1, days))
        self.visits.append((newest, n, self.pharmacy(n), self.refill(regimen)))
        self.series(n, lambda: self.refill(regimen), days, newest)

    def past_acute(self):
        """Colds and sprains of the past year, most of them over."""
        for _ in range(self.r.choice((0, 1, 2, 3))):
            used, self.used = self.used, set(self.used)
            lines = self.acute(self.r.choice((1, 2, 3)))
            when = self.today - datetime.timedelta(days=self.r.randrange(20, 360))
            self.used = used
            if lines:
                self.visits.append((when, self.r.choice((0, 5)), 0, lines))

    # -- problems ----------------------------------------------------------------------

    def course(self, code, days, left):
        """Of another institution: `left` of its days still lie ahead (negative: it ended so many days ago)."""
        p = self.m.any(self.r, code)
        form = "oral" if p["form_class"] == "1" else "external"
        self.visits.append((self.today - datetime.timedelta(days=days - left), 7, self.pharmacy(7), [Line(p, form, days if form == "oral" else 1)]))

    def add(self, code, days=14):
        self.rx = [l for l in self.rx if l.product["price_code"][:7] != code]
        self.rx.append(Line(self.m.any(self.r, code), "oral", days))
        return len(self.rx)

    def plant(self):
        r = self.r
        sort = r.choice(("pair", "pair", "pair", "class", "duplicate", "duplicate", "combination", "limit", "washout", "inside", "early"))
        if sort == "pair":
            a, b = r.choice(PAIRS)
            if r.random() < 0.5:
                a, b = b, a
            self.course(b, 28, r.choice((1, 5, 20)))
            self.planted = (sort, {"contraindicated-pair"}, self.add(a))
        elif sort == "inside":
            a, b = r.choice(PAIRS)
            self.add(a)
            self.planted = (sort, {"contraindicated-pair"}, self.add(b))
        elif sort == "class":
            a, b = r.choice(CLASSES)
            self.course(b, 28, r.choice((8, 15, 25)))
            self.planted = (sort, {"same-class"}, self.add(a))
        elif sort == "duplicate":
            a = r.choice(DUPLICATES)
            self.course(a, 28, r.choice((8, 15, 25)))
            self.planted = (sort, {"same-ingredient"}, self.add(a))
        elif sort == "combination":
            a, b = r.choice(COMBINATIONS)
            if r.random() < 0.5:
                a, b = b, a
            self.course(b, 28, r.choice((8, 15, 25)))
            self.planted = (sort, {"same-ingredient"}, self.add(a))
        elif sort == "limit":
            a, days = r.choice(LIMITS)
            self.planted = (sort, {"days-limit"}, self.add(a, days))
        elif sort == "washout":
            a, b = r.choice(WASHOUTS)
            self.course(b, 28, 0 if a == "2190041" else r.choice((0, -3, -10)))
            self.planted = (sort, {"contraindicated-pair"}, self.add(a))
        else:                                             # the same institution, half of the last supply is left
            a = r.choice(DUPLICATES)
            self.visits.append((self.today - datetime.timedelta(days=30), 0, 0, [Line(self.m.any(r, a), "oral", 60)]))
            self.planted = (sort, {"same-ingredient"}, self.add(a, 60))

    # -- documents ---------------------------------------------------------------------

    @staticmethod
    def item(l):
        p = l.product
        return {"system": "receipt", "code": p["receipt"], "name": p["name"], "amount": l.amount, "unit": p["unit"]}

    def rx_json(self):
        groups = [{"number": i + 1, "form": l.form, "quantity": l.quantity, "usage": l.usage,
                   "lines": [dict(self.item(l), seq=1, info_class="1", potency="1")]} for i, l in enumerate(self.rx)]
        return json.dumps({"yagen": "prescription", "institution": place("1", self.first), "patient": {"name": "例示　花子"}, "sex": "female", "born": "1968-04-15",
                           "issued": self.today.isoformat(), "groups": groups}, ensure_ascii=False)

    def history_json(self, kind, until):
        visits = []
        for when, clinic, pharmacy, lines in sorted(self.visits, key=lambda v: v[0]):
            if when > until:
                continue
            groups = [{"form": l.form, "quantity": str(l.quantity), "usage": l.usage, "quantity_unit": {"oral": "日分", "prn": "回分"}.get(l.form, "調剤"),
                       "lines": [self.item(l)]} for l in lines]
            visits.append({"on": when.isoformat(), "kind": kind, "clinic": place("1", self.first + clinic), "pharmacy": place("4", self.first + pharmacy), "groups": groups})
        return json.dumps({"yagen": "history", "visits": visits}, ensure_ascii=False)

    def driver_line(self):
        docs = [self.rx_json(), self.history_json("booklet", self.today)]
        if self.r.random() < 0.5:
            docs.append(self.history_json("claims", self.today - datetime.timedelta(days=40)))
        return "\t".join(["C", self.today.isoformat(), "1096", "0"] + docs)


def lines_of(patient, refs):
    """What a finding is about, for people: one line each."""
    out = []
    flat = [(v, l) for v in sorted(patient.visits, key=lambda v: v[0]) for l in v[3]]
    for ref in refs:
        if ref.startswith("rx/"):
            l = patient.rx[int(ref.split("/")[1]) - 1]
            out.append("    %-10s today clinic 0: %s %s %s x%s" % (ref, l.product["name"], l.form, l.quantity, l.amount))
        else:
            _, s, n = ref.split("/")
            known = flat if s == "0" else [x for x in flat if x[0][0] <= patient.today - datetime.timedelta(days=40)]
            v, l = known[int(n) - 1]
            out.append("    %-10s %s clinic %d pharmacy %d: %s %s %s x%s" % (ref, v[0], v[1], v[2], l.product["name"], l.form, l.quantity, l.amount))
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--driver", required=True)
    ap.add_argument("--master", required=True)
    ap.add_argument("--rules", required=True)
    ap.add_argument("--patients", type=int, default=10000)
    ap.add_argument("--seed", default="population-1")
    ap.add_argument("--planted", type=float, default=5.0, help="percent of prescriptions with a planted problem")
    ap.add_argument("--moved", type=float, default=0.3, help="percent of refills that another institution has taken over")
    ap.add_argument("--examples")
    a = ap.parse_args()
    master = Master(a.master)
    patients = [Patient(master, "%s/%d" % (a.seed, i), a.planted, a.moved) for i in range(a.patients)]
    lines = [p.driver_line() for p in patients]
    proc = subprocess.Popen([a.driver, a.master, a.rules], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=lambda: (proc.stdin.write(("\n".join(lines) + "\n").encode()), proc.stdin.close())).start()
    count = collections.Counter()
    noise, by_sort, examples = collections.Counter(), collections.Counter(), []
    history_lines = 0
    for p in patients:
        fields = proc.stdout.readline().decode().rstrip("\n").split("\t")
        if fields[0] != "ok":
            sys.exit("not checked: %s" % fields)
        count["lines"] += len(p.rx)
        count["chronic"] += p.chronic
        count["two institutions"] += p.clinics > 1
        count["two pharmacies"] += p.pharmacies > 1
        history_lines += sum(len(v[3]) for v in p.visits)
        findings = [f.split("|") for f in fields[3:]]
        loud = [f for f in findings if f[2] == "1"]
        count["all findings"] += len(findings)
        count["interruptive"] += len(loud)
        if p.planted:
            sort, kinds, line = p.planted
            ref = "rx/%d/1" % line
            hit = any(f[0] in kinds and int(f[1]) >= 2 and ref in f[8].split(" ") for f in findings)
            by_sort[(sort, hit)] += 1
            count["planted"] += 1
            count["planted interruptive"] += len(loud)
            if not hit:
                examples.append("MISSED %s on %s\n%s" % (sort, ref, "\n".join("    " + "|".join(f) for f in findings)))
            continue
        count["clean lines"] += len(p.rx)
        count["clean"] += 1
        count["clean interrupted"] += bool(loud)
        count["clean interruptive"] += len(loud)
        for f in loud:
            noise[(f[0], f[4].split("+")[0])] += 1
            examples.append("%s %s %s days %s\n%s" % (f[0], f[4], f[5], f[6], "\n".join(lines_of(p, f[8].split(" ")))))
    proc.wait()
    clean, n = max(count["clean"], 1), a.patients
    share, per_1000 = 100.0 * count["clean interrupted"] / clean, 1000.0 * count["clean interruptive"] / max(count["clean lines"], 1)
    found = sum(v for (s, hit), v in by_sort.items() if hit)
    print("%d patients, %d prescription lines, %d history lines; %.1f %% chronic, %.1f %% two or more institutions, %.1f %% two or more pharmacies" % (
        n, count["lines"], history_lines, 100.0 * count["chronic"] / n, 100.0 * count["two institutions"] / n, 100.0 * count["two pharmacies"] / n))
    print("interruptive findings: %d, %.2f for 1,000 prescription lines; without a planted problem %d, %.2f for 1,000 lines (target %.0f)" % (
        count["interruptive"], 1000.0 * count["interruptive"] / count["lines"], count["clean interruptive"], per_1000, TARGET_PER_1000))
    print("prescriptions without a planted problem that are interrupted: %d of %d, %.2f %% (target %.0f %%)" % (count["clean interrupted"], clean, share, TARGET_SHARE))
    print("planted problems: %d (%.1f %% of prescriptions), found %d; interruptive findings on them %d" % (
        count["planted"], 100.0 * count["planted"] / n, found, count["planted interruptive"]))
    print("  " + ", ".join("%s %d of %d" % (s, by_sort[(s, True)], by_sort[(s, True)] + by_sort[(s, False)]) for s in sorted({s for s, _ in by_sort})))
    if noise:
        print("loudest without a planted problem: " + ", ".join("%s %s %d" % (k + (v,)) for k, v in noise.most_common(12)))
    if a.examples:
        with open(a.examples, "w", encoding="utf-8") as f:
            f.write("\n\n".join(examples) + "\n")
    all_1000 = 1000.0 * count["interruptive"] / count["lines"]
    return 1 if found < count["planted"] or share > TARGET_SHARE or all_1000 > TARGET_PER_1000 or per_1000 > TARGET_PER_1000 else 0


if __name__ == "__main__":
    sys.exit(main())
