#!/usr/bin/env python3
"""laws.py --driver PROGRAM --master DIR --rules DIR [--cases N] [--seed S] - what must not change an answer, and how it must
change when it does, through the public API on random cases (those of the oracle, with all rules on):
  order      the lines of the prescription and the visits of a source in another order: the same findings of the same lines
  sources    a history split over more sources, or its sources in another order: the same
  stranger   a drug that no rule knows, added to the history: the same open findings
  shift      all days moved by the same number: the same, but for rules with a date of their own
  codes      receipt code written as price code or YJ code of the same product: the same
  facts      what is known of the patient: pair findings stay as they are; and in any order the whole answer does
  twice      the same question twice: the same bytes
  sealed     a masked visit taken out: the same open findings
Lines are compared by what they say, not by their numbers."""
import argparse, copy, json, os, random, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import Case, Goods, shift, table
from compare import Driver, pair_level

DATED = ("L-NEW",)                                        # rows that look at a calendar date


def name_lines(case):
    out = {}
    for s, lines in [(-1, case.rx)] + list(enumerate(case.sources)):
        for i, l in enumerate(lines):
            code = l["item"][2] if l["item"] else "?"
            out["rx/%d/1" % (i + 1) if s < 0 else "hist/%d/%d" % (s, i + 1)] = repr((s < 0, l["shifted"] if "shifted" in l else l["day"], code, l["quantity"], l["amount"],
                                                                                     l["form"], l["interval"], l["clinic"], l["pharmacy"], l["kind"], l["masked"]))
    return out


def findings(text, names, masked=True):
    fields = text.split("\t")
    assert fields[0] == "ok", text
    out = []
    for f in fields[3:]:
        kind, severity, interrupts, is_masked, rule, shared, days, gap, refs = f.split("|")[:5] + f.rsplit("|", 4)[1:]
        if (is_masked == "1" and not masked) or rule.split("+")[0] in DATED:
            continue
        out.append((kind, severity, interrupts, rule, shared, days, gap, tuple(sorted(names[r] for r in refs.split(" ")))))
    return sorted(out)


def visits_in_order(lines):
    """Visits stay together; their numbers say which lines are one visit."""
    groups = {}
    for l in lines:
        groups.setdefault(l["visit"], []).append(l)
    return list(groups.values())


def renumber(case):
    for lines in case.sources:
        last, n = None, -1
        for l in lines:
            if last is None or l["visit"] != last:
                n += 1
            last, l["visit"] = l["visit"], n
    return case


def copied(case):
    c = copy.copy(case)
    c.rx = [dict(l) for l in case.rx]
    c.sources = [[dict(l) for l in s] for s in case.sources]
    return renumber(c)


def order(c, r):
    r.shuffle(c.rx)
    for s, lines in enumerate(c.sources):
        v = visits_in_order(lines)
        r.shuffle(v)
        for n, visit in enumerate(v):
            for l in visit:
                l["visit"] = n
        c.sources[s] = [l for visit in v for l in visit]
    return True


def sources(c, r):
    r.shuffle(c.sources)
    return len(c.sources) > 1


def split(c, r):
    """Only dispensings that cannot be told from one another may not be torn apart: two lines of one source are two, of two sources one."""
    if not c.sources:
        return False
    s = r.randrange(len(c.sources))
    seen = [repr(sorted((k, str(v)) for k, v in l.items() if k not in ("source", "visit", "kind"))) for src in c.sources for l in src]
    if len(seen) != len(set(seen)) or len(c.sources) > 1:
        return False
    v = visits_in_order(c.sources[s])
    half = [r.random() < 0.5 for _ in v]
    a, b = ([l for visit, h in zip(v, half) if h == side for l in visit] for side in (False, True))
    if not a or not b:
        return False
    c.sources[s:s + 1] = [a, b]
    days = [(l["day"], l["item"] and l["item"][2]) for l in a]
    return not any((l["day"], l["item"] and l["item"][2]) in days for l in b)    # nothing that could be the same dispensing


def stranger(c, r):
    item = c.strange
    if not c.sources or any(l["item"] and l["item"][4].ingredients & item[4].ingredients for lines in [c.rx] + c.sources for l in lines):
        return False
    c.sources[-1] = c.sources[-1] + [dict(item=item, day=c.issued, form=item[5][0], quantity=14, amount=1, interval=1, usage="１日１回朝食後　服用", clinic=("1399948", "見知らぬ医院"),
                                          pharmacy=("1399899", "見知らぬ薬局"), masked=False, kind="dispensed", source=len(c.sources) - 1, visit=900)]
    return True


def moved(c, r):
    if c.as_of > "2027" or any(l["day"].count("-") != 2 for s in c.sources for l in s):
        return False
    by = r.choice((-1, 1, 28, 29, -30, 365))
    for l in c.rx + [l for s in c.sources for l in s]:
        l["shifted"] = l["day"]                           # compared by what it said before
        l["day"] = shift(l["day"], by)
    c.as_of, c.issued = shift(c.as_of, by), shift(c.issued, by)
    return True


def codes(c, r):
    done = False
    for l in c.rx + [l for s in c.sources for l in s]:
        if not l["item"]:
            continue
        others = [i for i in c.same[(id(l["item"][4]), l["item"][2])] if i[0] != l["item"][0] and i[0] != "generic"]
        if others and l["item"][0] != "generic":
            l["item"] = r.choice(others)
            done = True
    return done


PAIR_LEVEL = {"same-ingredient", "same-class", "contraindicated-pair", "caution-pair", "days-limit", "duplicate", "contraindicated"}


def some_facts(c, r):
    """What a patient may tell: plausible, extreme, missing, contradicting."""
    day = shift(c.as_of, -r.choice((0, 1, 30, 89, 91, 400, -3)))
    lab = lambda name, values, unit: {"name": name, "value": r.choice(values), "unit": unit, "date": day}
    labs = [lab("クレアチニン", ("0.4", "0.9", "1.5", "3.2", "29.9", "31", "0"), "mg/dL"), lab("eGFR", ("95", "59.9", "30", "29.9", "15", "14"), "mL/min/1.73m2"),
            lab("CCr", ("90", "50", "29", "10"), "mL/min"), lab("Child-Pugh", ("5", "7", "9", "10", "15", "16", "7.5"), "points"), lab("謎", ("1",), "x")]
    facts = {"birth_date": r.choice(("1935-04-15", "1968-04-15", "2000-02-29", "2014-11-20", "2015-01-02", "2020-06-01", shift(c.as_of, -20), "1880-01-01")),
             "sex": r.choice(("male", "female")), "weight_kg": r.choice(("3.2", "12", "25", "40", "55.5", "90", "400")), "height_cm": r.choice(("60", "110", "160")),
             "pregnant": r.random() < 0.3, "gestation_weeks": r.choice((4, 12, 27, 28, 40)), "breastfeeding": r.random() < 0.3,
             "allergies": [{"text": r.choice(c.words["allergies"])} for _ in range(r.choice((0, 1, 2, 4)))],
             "conditions": [{"text": r.choice(c.words["conditions"])} if r.random() < 0.6 else {"text": "病名", "code": r.choice(c.words["codes"]), "system": "icd10"}
                            for _ in range(r.choice((0, 1, 2, 4)))], "labs": r.sample(labs, r.choice((0, 1, 2, 4)))}
    for key in list(facts):
        if r.random() < 0.25:
            del facts[key]
    return facts


def facts(c, r):
    c.patient = some_facts(c, r)
    return True


def facts_in_any_order(c, r):
    for key in ("allergies", "conditions", "labs"):
        if c.patient and key in c.patient:
            r.shuffle(c.patient[key])
    return True


def twice(c, r):
    return True


def sealed(c, r):
    if not any(l["masked"] for s in c.sources for l in s):
        return False
    c.sources = [[l for l in s if not l["masked"]] for s in c.sources]
    return True


LAWS = [(facts, True), (facts_in_any_order, True), (order, True), (sources, True), (split, True), (stranger, True), (moved, True), (codes, True), (twice, True), (sealed, False)]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--driver", required=True)
    ap.add_argument("--master", required=True)
    ap.add_argument("--rules", required=True)
    ap.add_argument("--cases", type=int, default=2000)
    ap.add_argument("--seed", default="laws-1")
    ap.add_argument("--show", type=int, default=3)
    a = ap.parse_args()
    held = {law.__name__: 0 for law, _ in LAWS}
    bad = 0
    with tempfile.TemporaryDirectory(prefix="yagen-laws.") as tmp:
        goods = Goods(a.master, pair_level(a.rules, os.path.join(tmp, "rules")))
        driver = Driver(a.driver, a.master, a.rules)
        same = {}
        for item in goods.items:
            same.setdefault((id(item[4]), item[2]), []).append(item)
        words = {"allergies": [i[2] for i in goods.items[::40]] + [b for i in goods.items[::30] for b in i[4].ingredients], "conditions": ["花粉症"], "codes": ["J301", "x"]}
        for name, column, to in (("allergies.csv", "group", "allergies"), ("patients.csv", "text_ja", "conditions"), ("patients.csv", "codes", "codes")):
            words[to] += [w.rstrip("*") or "x" for row in table(a.rules, name) for w in row[column].split("|") if w]
        lonely = [i for i in goods.items if not goods.tables.sides(i[4]) and not goods.tables.groups_of(i[4]) and i[0] == "receipt" and i[5][0] == "oral"]
        for n in range(0, a.cases, 100):
            batch, lines = [], []
            for i in range(n, min(n + 100, a.cases)):
                r = random.Random("%s/%d" % (a.seed, i))
                base = renumber(Case(goods, r))
                law, masked = LAWS[i % len(LAWS)]
                base.words = words
                if law not in (facts, moved) and r.random() < 0.5:     # ages and laboratory days do not move along
                    base.patient = some_facts(base, r)
                c = copied(base)
                c.patient = copy.deepcopy(base.patient)
                c.same, c.strange = same, r.choice(lonely)
                if law(c, r):
                    batch.append((i, law.__name__, masked, base, c))
                    lines += [base.driver_line(), c.driver_line()]
            answers = driver.ask(lines)
            for k, (i, law, masked, base, c) in enumerate(batch):
                before, after = answers[2 * k], answers[2 * k + 1]
                x, y = findings(before, name_lines(base), masked), findings(after, name_lines(c), masked)
                if law == "facts":
                    x, y = ([f for f in v if f[0] in PAIR_LEVEL] for v in (x, y))
                wrong = x != y or (law == "twice" and before != after)
                held[law] += not wrong
                if wrong:
                    bad += 1
                    if bad <= a.show:
                        print("law %s broken, case %s/%d\n%s\n  before only %s\n  after only %s" % (law, a.seed, i, base.text(), [f for f in x if f not in y],
                                                                                               [f for f in y if f not in x]))
        driver.close()
    print("laws held: " + ", ".join("%s %d" % kv for kv in held.items()) + "; broken %d" % bad)
    return 1 if bad or not all(held.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
