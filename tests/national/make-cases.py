#!/usr/bin/env python3
"""make-cases.py - writes cases.csv: what the published rule of the national check says, table by table.

Every expectation stands in a table below, written from the document (eps 5.1, and rows 9 and 10 of its section 8). Nothing
is asked of the program. Dates are counted by the calendar alone. After a change: ./make-cases.py >cases.csv, and read the diff.
"""
import csv
import datetime
import sys

D0 = datetime.date(2026, 6, 1)
COLUMNS = ("id what new new_form new_days new_on as_of past past_form past_days past_on family registered masked place usage "
           "expected kind reason guess why").split()
rows = []


def day(n, base=D0):
    return (base + datetime.timedelta(n)).isoformat()


def case(what, expected, why, new="A", past="A", new_form="oral", new_days=7, new_on=0, as_of=None, past_form="oral", past_days=14,
         past_on=-5, family="dispensed", registered="yes", masked="no", place="other", usage="", kind="duplicate", reason="", guess=False, base=D0):
    """past, past_form, past_days, past_on, family, registered, masked, place: one value, or a list for several lines."""
    n = len(past) if isinstance(past, list) else (0 if past == "" else 1)

    def many(v, f=str):
        v = v if isinstance(v, list) else [v] * n
        return "+".join(f(x) for x in v)
    assert expected == "hit" or reason, what
    as_of = new_on if as_of is None else as_of
    rows.append(dict(zip(COLUMNS, (
        "N%03d" % (len(rows) + 1), what, "+".join(new) if isinstance(new, list) else new, new_form, new_days, day(new_on, base), day(as_of, base),
        many(past), many(past_form), many(past_days), many(past_on, lambda x: day(x, base)), many(family), many(registered), many(masked), many(place),
        usage, expected, kind, reason, "guess" if guess else "", why))))


HIT, NO = "hit", "no-hit"

# --- 1. 内服 with days: that many days, both ends included ---------------------------------------------------------------
for days in (1, 2, 3, 5, 7, 10, 14, 21, 28, 30, 60, 90):
    case(f"oral {days} days, new item on the first day", HIT, "5.1 length", past_days=days, past_on=0)
    case(f"oral {days} days, new item on the last day", HIT, "5.1 length", past_days=days, past_on=-(days - 1))
    case(f"oral {days} days, new item the day after the last", NO, "5.1 length", past_days=days, past_on=-days, reason="period-computed")
    case(f"oral {days} days, new item a week after the end", NO, "5.1 length", past_days=days, past_on=-days - 6, reason="period-computed")

# --- 2. what cannot be counted: a flat 14 days, whatever the quantity ---------------------------------------------------------
# form, may the length be guessed (the papers name 外用 and 頓服)
for form, drug, guess in (("external", "A_GEL", False), ("prn", "A", False), ("injection", "A_INJ", True), ("drops", "A", True),
                          ("unknown", "A", True), ("material", "A", True)):
    for quantity in (1, 10, 60):
        why = "5.1 length" if not guess else "5.1 length; injections and others are not named"
        case(f"{form}, quantity {quantity}: day 14 of 14", HIT, why, new=drug, past=drug, past_form=form, past_days=quantity, past_on=-13, guess=guess)
        case(f"{form}, quantity {quantity}: day 15", NO, why, new=drug, past=drug, past_form=form, past_days=quantity, past_on=-14,
             reason="period-computed")
case("oral without a day count: day 14", HIT, "5.1: cannot be computed", past_days=0, past_on=-13, guess=True)
case("oral without a day count: day 15", NO, "5.1: cannot be computed", past_days=0, past_on=-14, reason="period-computed")
case("decoction 28 days: counted, but is it 内服?", HIT, "5.1 length", past_form="decoction", past_days=28, past_on=-27, guess=True)
case("decoction 28 days: the day after", NO, "5.1 length", past_form="decoction", past_days=28, past_on=-28, reason="period-computed")

# --- 3. routes: same ingredient AND same route ----------------------------------------------------------------------------------
ROUTES = {"A": "systemic", "A_GEL": "topical", "A_EYE": "eye", "A_NOSE": "nose", "A_INHALED": "inhaled", "A_OTHER": "other"}
for new, r in ROUTES.items():
    for past, s in ROUTES.items():
        if r == s:
            case(f"both {r}", HIT, "5.1 rule: same route", new=new, past=past)
        else:
            case(f"{r} after {s}", NO, "5.1 rule: same route", new=new, past=past, reason="other-route")
for past, s in ROUTES.items():
    case(f"route not known, after {s}", HIT, "8 row 9: route classes unknown", new="A_ODD", past=past, guess=True)
    case(f"{s} after a route not known", HIT, "8 row 9: route classes unknown", new=past, past="A_ODD", guess=True)
case("tablet after injection: both systemic to us", HIT, "8 row 9: route classes unknown", new="A", past="A_INJ", past_form="oral", guess=True)
case("injection after tablet", HIT, "8 row 9: route classes unknown", new="A_INJ", past="A", guess=True)

# --- 4. ingredients: any shared base ingredient; combinations are not published --------------------------------------------------
for new, past, expected, guess, what in (
        ("A", "A", HIT, False, "the same product"), ("A", "A2", HIT, False, "another brand"), ("A2", "A", HIT, False, "another brand, the other way"),
        ("A", "A_STRONG", HIT, False, "another strength"), ("A_STRONG", "A", HIT, False, "another strength, the other way"),
        ("A", "AB", HIT, True, "a combination that holds it"), ("AB", "A", HIT, True, "a combination of it"),
        ("AB", "B", HIT, True, "a combination and its other part"), ("B", "AB", HIT, True, "the other part after the combination"),
        ("AB", "AB", HIT, False, "the same combination twice"), ("AB", "AD", HIT, True, "two combinations that share one"),
        ("AD", "AB", HIT, True, "two combinations that share one, the other way"), ("A", "B", NO, False, "another ingredient"),
        ("B", "A", NO, False, "another ingredient, the other way"), ("A", "H", NO, False, "an unrelated drug"), ("AB", "H", NO, False, "combination, unrelated"),
        ("E", "F", NO, False, "the same class only"), ("F", "E", NO, False, "the same class only, the other way"),
        ("F", "G", NO, False, "the same class only, another pair")):
    for days in (7, 28):
        case(f"{what}, {days} days", expected, "5.1 rule; 8 row 9" if guess else "5.1 rule", new=new, past=past, past_days=days,
             guess=guess, reason="" if expected == HIT else "nothing-shared")
case("ingredients of the past product unknown", NO, "5.1 rule", past="BARE", reason="not-identified")
case("ingredients of the new product unknown", NO, "5.1 rule", new="BARE", reason="not-identified")
case("past line not identified", NO, "5.1 rule", past="NONE", reason="not-identified")
case("new line not identified", NO, "5.1 rule", new="NONE", reason="not-identified")

# --- 5. pairs: 併用禁忌 only -----------------------------------------------------------------------------------------------------------
for new, past in (("B", "C"), ("C", "B")):
    for days in (1, 7, 14, 30):
        case(f"contraindicated {new} after {past}, {days} days: last day", HIT, "5.1 rule", new=new, past=past, kind="pair", past_days=days,
             past_on=-(days - 1))
        case(f"contraindicated {new} after {past}, {days} days: day after", NO, "5.1 rule; no wash-out", new=new, past=past, kind="pair", past_days=days,
             past_on=-days, reason="period-computed")
for new, past in (("B", "H"), ("H", "B")):
    case(f"caution only, {new} with {past}", NO, "5.1 rule: 併用注意 left out", new=new, past=past, kind="pair", reason="caution-only")
for new, past in (("D", "G"), ("G", "D")):
    case(f"contraindicated under a condition, {new} with {past}", HIT, "5.1 rule; conditions are not published", new=new, past=past, kind="pair", guess=True)
for new, past in (("A", "E"), ("E", "A")):
    case(f"pair that is not in the labels (row off), {new} with {past}", NO, "5.1 rule", new=new, past=past, kind="pair", reason="nothing-shared")
for new, past in (("C", "E"), ("E", "C")):
    case(f"pair with a wash-out, {new} with {past}, together", HIT, "5.1 rule", new=new, past=past, kind="pair")
    for gap in (1, 7, 14):
        case(f"pair with a wash-out, {new} {gap} days after the end of {past}", NO, "5.1: no wash-out is published", new=new, past=past, kind="pair",
             past_days=7, past_on=-6 - gap, reason="period-computed")
case("contraindicated, topical past line of the ingredient: the pair knows no route", HIT, "5.1 rule", new="B", past="C_GEL", kind="pair")
case("contraindicated, past line flat 14, day 14", HIT, "5.1 length", new="B", past="C", kind="pair", past_form="prn", past_days=5, past_on=-13)
case("contraindicated, past line flat 14, day 15", NO, "5.1 length", new="B", past="C", kind="pair", past_form="prn", past_days=5, past_on=-14,
     reason="period-computed")
case("combination that holds one side of the pair", HIT, "5.1 rule", new="AB", past="C", kind="pair")
for new, past in (("B", "C"), ("C", "B")):
    case(f"{new} with a form of {past} that the label's source does not name", NO, "5.1 rule: what the label calls 併用禁忌", new=new, past=past, kind="pair",
         usage="(other form)", reason="other-form")
case("the same drug is no pair", NO, "5.1 rule", new="B", past="B", kind="pair", reason="nothing-shared")

# --- 6. data compared: registered prescriptions and dispensings -------------------------------------------------------------------------
FAMILIES = (("prescribed", "yes", HIT, "", "registered, not yet dispensed"), ("dispensed", "yes", HIT, "", "dispensing result"),
            ("claims", "yes", NO, "claims-data", "claims, seen through the terminal"), ("claims", "no", NO, "claims-data", "claims"),
            ("notebook", "no", NO, "notebook", "the patient's notebook"), ("otc", "no", NO, "otc", "over the counter"),
            ("dispensed", "no", NO, "not-registered", "own record that was never registered"),
            ("prescribed", "no", NO, "not-registered", "paper prescription that was never registered"))
for family, registered, expected, reason, what in FAMILIES:
    for new, past, kind in (("A", "A", "duplicate"), ("A", "A2", "duplicate"), ("B", "C", "pair")):
        case(f"{what}: {new} with {past}", expected, "5.1 data compared", new=new, past=past, kind=kind, family=family, registered=registered, reason=reason)
for place in ("same", "other", "unknown"):
    for family in ("prescribed", "dispensed"):
        case(f"{family} at the {place} institution: the own ones count too", HIT, "5.1 same institution: included", family=family, place=place)
case("own pharmacy's dispensing, registered", HIT, "5.1 data compared", family="dispensed", place="own-pharmacy")
case("own pharmacy's dispensing, not registered", NO, "5.1 data compared", family="dispensed", registered="no", place="own-pharmacy", reason="not-registered")
case("in-house prescription, registered since 2025", HIT, "5.1 data compared", family="prescribed", place="in-house")
case("registered line without a date", NO, "5.1 hit: needs a day", past_on=-5, past_form="undated", reason="undated")

# --- 7. a dispensing takes the place of its prescription -------------------------------------------------------------------------------------
for gap in (0, 1, 3):
    for days in (7, 14):
        two = dict(past=["A", "A"], family=["prescribed", "dispensed"], past_days=days, place="other")
        case(f"dispensed {gap} days after its issue, {days} days: last day of the dispensing", HIT, "5.1 same prescription or dispensing",
             past_on=[-(days - 1) - gap, -(days - 1)], **two)
        case(f"dispensed {gap} days after its issue, {days} days: the day after", NO, "5.1 same prescription or dispensing",
             past_on=[-days - gap, -days], reason="period-computed", **two)
case("prescribed for 28 days, dispensed without a day count: the dispensing counts, 14 days", NO, "5.1 same prescription or dispensing",
     past=["A", "A"], family=["prescribed", "dispensed"], past_days=[28, 0], past_on=[-20, -20], reason="period-computed")
case("the same, not yet dispensed", HIT, "5.1 length", family="prescribed", past_days=28, past_on=-20)
case("another drug of that prescription was dispensed, this one was not: still open", HIT, "5.1 data compared", past=["A", "B"],
     family=["prescribed", "dispensed"], past_on=[-3, -3])
for family, what in (("claims", "claims"), ("notebook", "a notebook")):
    case(f"dispensed only in {what}: to the service the prescription is still open", HIT, "5.1 data compared", past=["A", "A"],
         family=["prescribed", family], registered=["yes", "no"], past_on=[-3, -3], past_days=14)
case("dispensed at a place that never registered it: still open", HIT, "5.1 data compared", past=["A", "A"], family=["prescribed", "dispensed"],
     registered=["yes", "no"], past_on=[-3, -3], past_days=14)
case("the same dispensing from the terminal and from the notebook: known once", HIT, "5.1 data compared", past=["A", "A"],
     family=["dispensed", "notebook"], registered=["yes", "no"], past_on=[-3, -3])
case("the same dispensing from claims and from the terminal", HIT, "5.1 data compared", past=["A", "A"], family=["claims", "dispensed"],
     registered=["no", "yes"], past_on=[-3, -3])
case("two registered courses, one of them over", HIT, "5.1 hit", past=["A", "A"], past_on=[-40, -3], past_days=14)
case("two registered courses, both over", NO, "5.1 hit", past=["A", "A"], past_on=[-40, -20], past_days=14, reason="period-computed")
case("one registered and over, one running but in the notebook only", NO, "5.1 data compared", past=["A", "A"], family=["dispensed", "notebook"],
     registered=["yes", "no"], past_on=[-40, -3], past_days=14, reason="period-computed")

# --- 8. nothing inside one prescription ------------------------------------------------------------------------------------------------------------
for lines, kind in ((["A", "A2"], "duplicate"), (["A", "AB"], "duplicate"), (["A", "A"], "duplicate"), (["B", "C"], "pair"), (["C", "E"], "pair")):
    case(f"{' and '.join(lines)} in one prescription, no history", NO, "5.1 same prescription", new=lines, past="", kind=kind, reason="same-prescription")
    case(f"{' and '.join(lines)} in one prescription, unrelated history", NO, "5.1 same prescription", new=lines, past="UNRELATED", kind=kind,
         reason="nothing-shared")
case("two lines, one of them doubles the history", HIT, "5.1 rule", new=["H", "A"], past="A")
case("this very prescription, as the service lists it", NO, "5.1 same prescription", past="A", family="prescribed", past_on=0, past_days=7,
     place="own-rx", reason="same-prescription")

# --- 9. masked lines are compared too ---------------------------------------------------------------------------------------------------------------
for what, kw in (("same product", {}), ("another brand", dict(past="A2")), ("contraindicated", dict(new="B", past="C", kind="pair")),
                 ("prescribed", dict(family="prescribed")), ("flat 14, day 14", dict(new="A_GEL", past="A_GEL", past_form="external", past_days=1, past_on=-13)),
                 ("last of 28 days", dict(past_days=28, past_on=-27)), ("combination", dict(past="AB", guess=True))):
    case(f"masked: {what}", HIT, "5.3: the check runs without consent", masked="yes", **kw)
for what, kw in (("ended", dict(past_on=-14, reason="period-computed")), ("other route", dict(past="A_GEL", reason="other-route")),
                 ("claims", dict(family="claims", registered="no", reason="claims-data")),
                 ("caution only", dict(new="B", past="H", kind="pair", reason="caution-only")),
                 ("class only", dict(new="E", past="F", reason="nothing-shared"))):
    case(f"masked: {what}", NO, "5.1; masking changes nothing", masked="yes", **kw)
case("one masked and over, one open and running", HIT, "5.3", past=["A", "A"], masked=["yes", "no"], past_on=[-40, -3])
case("one open and over, one masked and running", HIT, "5.3", past=["A", "A"], masked=["no", "yes"], past_on=[-40, -3])

# --- 10. the new item's own length does not decide; its start does ---------------------------------------------------------------------------------------
for days in (1, 7, 90):
    case(f"new course of {days} days, past one on its last day", HIT, "5.1 hit", new_days=days, past_on=-13)
    case(f"new course of {days} days, past one over", NO, "5.1 hit", new_days=days, past_on=-14, reason="period-computed")
for form in ("prn", "external", "injection"):
    case(f"new item is {form}, past one on its last day", HIT, "5.1 hit", new_form=form, new_days=5, past_on=-13)
    case(f"new item is {form}, past one over", NO, "5.1 hit", new_form=form, new_days=5, past_on=-14, reason="period-computed")
# a past item that starts after the new one: start alone would not hit, the overlap does (row 10)
for days in (1, 7, 14):
    case(f"past course begins on the last of our {days} days", HIT, "5.1 hit" if days == 1 else "8 row 10: overlap",
         new_days=days, past_on=days - 1, guess=days > 1)
    case(f"past course begins the day after our {days} days", NO, "8 row 10: no day in common", new_days=days, past_on=days, reason="period-computed")
case("our PRN line counts 14 days: a course from day 14", HIT, "8 row 10: overlap", new_form="prn", new_days=3, past_on=13, guess=True)
case("our PRN line counts 14 days: a course from day 15", NO, "8 row 10: overlap", new_form="prn", new_days=3, past_on=14, reason="period-computed")
case("our injection: its length is a guess as well", HIT, "8 row 10: overlap", new_form="injection", new="A_INJ", past="A_INJ", new_days=3, past_on=13, guess=True)
# the pharmacy asks when it dispenses
for late in (1, 2, 3):
    case(f"dispensed {late} days after the issue: past course ended in between", NO, "5.1 hit: at the time it is dispensed", new_on=0, as_of=late,
         past_on=late - 14, reason="period-computed")
    case(f"dispensed {late} days after the issue: past course still runs", HIT, "5.1 hit: at the time it is dispensed", new_on=0, as_of=late,
         past_on=late - 13)
case("issue day after the day of the check: it starts then", HIT, "5.1 hit", new_on=2, as_of=0, past_on=-11)
case("issue day after the day of the check: the past one has ended by then", NO, "5.1 hit", new_on=2, as_of=0, past_on=-12, reason="period-computed")

# --- 11. days as written: nothing is computed from usage texts ------------------------------------------------------------------------------------------------
for usage in ("隔日", "週1回", "毎週月曜日", "21日服用7日休薬"):
    case(f"{usage}, 7 days: the 7th day", HIT, "5.1 length: the days", past_days=7, past_on=-6, usage=usage)
    case(f"{usage}, 7 days: the 8th day", NO, "5.1 length: the days", past_days=7, past_on=-7, usage=usage, reason="period-computed")
for usage in ("1日1回貼付", "1日2回塗布", "1日1回1枚貼付"):
    for quantity in (7, 70):
        case(f"{usage}, {quantity} sheets: day 14", HIT, "5.1 length: flat", new="A_GEL", past="A_GEL", past_form="external", past_days=quantity, past_on=-13,
             usage=usage)
        case(f"{usage}, {quantity} sheets: day 15", NO, "5.1 length: flat", new="A_GEL", past="A_GEL", past_form="external", past_days=quantity,
             past_on=-14, usage=usage, reason="period-computed")

# --- 12. the calendar ---------------------------------------------------------------------------------------------------------------------------------------------
for name, base in (("into a leap day", datetime.date(2028, 2, 29)), ("after a leap day", datetime.date(2028, 3, 1)),
                   ("after 28 February", datetime.date(2027, 3, 1)), ("over new year", datetime.date(2027, 1, 3)),
                   ("over a month of 30 days", datetime.date(2026, 10, 1)), ("over a month of 31 days", datetime.date(2026, 9, 1))):
    for days in (7, 30):
        case(f"{name}: last of {days} days", HIT, "5.1 length", past_days=days, past_on=-(days - 1), base=base)
        case(f"{name}: day after {days} days", NO, "5.1 length", past_days=days, past_on=-days, base=base, reason="period-computed")

out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
out.writeheader()
for r in rows:
    out.writerow(r)
