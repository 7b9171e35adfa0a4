#!/usr/bin/env python3
"""make-gold.py SHARED > cases.csv - labelled cases out of the public fact tables (interaction-facts, therapy-groups,
supply-day-limits) and the ingredient names of the price list, by construction: a fact is put into a case in many shapes,
so its label is known before any program has seen it. Does not use the library, rules/ or the oracle."""
import collections, csv, os, re, sys

SHARED = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
MASTER = os.path.join(HERE, "..", "..", "drugmaster")
# Partner codes that the notes of the fact table take out, and those of more strengths than the fact holds for.
NOT_MEANT = {"D30": {"2399706", "2399707", "1319404"}}
ONLY = {"2419001": "2419001F4"}
# Days that must pass: (after A before B, after B before A). docs/rules.md says why where the facts leave room.
WASHOUT = {"D12": (14, 14), "D12b": (14, 14), "D19": (7, 7), "D27": (1, 1), "D27b": (1, 1), "D27c": (0, 14), "D27d": (0, 2), "D31": (2, 2)}


def facts(name):
    with open(os.path.join(SHARED, "spec", name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t"))


with open(os.path.join(MASTER, "products.csv"), encoding="utf-8", newline="") as f:
    PRODUCTS = [r for r in csv.DictReader(f) if r["receipt"] and not r["ends_on"] and not r["transition_until"] and r["listed_on"] < "2026"]
with open(os.path.join(MASTER, "generic.csv"), encoding="utf-8", newline="") as f:
    GENERIC = {r["code"] for r in csv.DictReader(f)}
BY7 = collections.OrderedDict()
for r in sorted(PRODUCTS, key=lambda r: r["receipt"]):
    BY7.setdefault(r["price_code"][:7], []).append(r)
OUT = csv.writer(sys.stdout, lineterminator="\n")
OUT.writerow(["id", "rx", "history", "expect", "forbid", "origin"])
COUNT = collections.Counter()


def case(rx, history, expect, forbid, origin):
    sort = origin.split(" ")[0]
    COUNT[sort] += 1
    OUT.writerow(["%s-%04d" % (sort, COUNT[sort]), rx, history, expect, forbid, origin])


def at(r):
    return "@" + r["receipt"]


def amount(r, days):
    """Days of a course for the mouth; one supply (a flat 14 days) of anything else."""
    return str(days) if r["form_class"] == "1" else "1"


def length(r, days):
    return days if r["form_class"] == "1" else 14


def systemic(r):
    return int(r["price_code"][4:7]) < 700


def choose(codes, rule):
    out = []
    for c in codes.split(","):
        if c in NOT_MEANT.get(rule, ()):
            continue
        if c in ONLY:
            out += [r for r in BY7.get(c, []) if r["price_code"].startswith(ONLY[c])][:1]
        else:
            out += BY7.get(c, [])[:2]
    return out


def pair_cases():
    for n, f in enumerate(facts("interaction-facts.tsv")):
        rule = f["rule"]
        if f["mark"] != "S" or "not recorded" in f["source"]:
            continue
        aa, bb = choose(f["yj7_a"], rule), choose(f["yj7_b"], rule)
        if not aa or not bb:
            continue
        a, b = aa[n % len(aa)], bb[n % len(bb)]
        ab, ba = WASHOUT.get(rule, (0, 0))
        yes, no = "pair:%s-" % rule + " r1 %s", "pair:%s-" % rule + " r1 %s"
        why = "pair interaction-facts.tsv %s %s x %s: " % (rule, f["ingredient_a"], f["ingredient_b"])
        for x, y, wait in ((a, b, ba), (b, a, ab)):           # x is new, y was there; y is A in the second round
            xs, ys, long = amount(x, 14), amount(y, 28), length(y, 28)
            case("%s:%s" % (at(x), xs), "-5:%s:%s" % (at(y), ys), yes % "h1", "", why + "taken together")
            last = long - 1                                    # day of y's first day to its last day
            case("%s:%s" % (at(x), xs), "%d:%s:%s:Aa" % (-last, at(y), ys), yes % "h1", "", why + "the last day is the first day")
            case("%s:%s" % (at(x), xs), "%d:%s:%s:Cc:c" % (-last - wait - 1, at(y), ys), "", no % "h1", why + "ended %d days before" % (wait + 1))
            if wait:
                case("%s:%s" % (at(x), xs), "%d:%s:%s:Bb:n" % (-last - wait, at(y), ys), yes % "h1", "", why + "start %d days after the end" % wait)
                case("%s:%s" % (at(x), xs), "%d:%s:%s" % (-last - 1, at(y), ys), yes % "h1", "", why + "start the day after the end")
            case("%s:%s" % (at(x), xs), "%d:%s:%s" % (length(x, 14) + max(ab, ba), at(y), ys), "", no % "h1", why + "begins long after ours ends")
        case("%s:%s %s:%s" % (at(a), amount(a, 7), at(b), amount(b, 7)), "", "pair:%s- r1 r2" % rule, "", why + "in one prescription")
        case("%s:%s %s:%s" % (at(b), amount(b, 7), at(a), amount(a, 7)), "-9:!:5:Bb", "pair:%s- r1 r2" % rule, "", why + "in one prescription, with an unknown line")
        if n % 2 == 0 and a["generic_code"] in GENERIC:
            case("%s=g:%s" % (at(a), amount(a, 14)), "-5:%s:%s" % (at(b), amount(b, 28)), yes % "h1", "", why + "prescribed by generic name")
        if n % 2 == 0 and b["form_class"] == "1" and a["form_class"] == "1":
            case("%s:p10" % at(a), "-3:%s:p5:Bb" % at(b), yes % "h1", "", why + "both as needed")
        if n % 3 == 0:
            case("%s:%s" % (at(a), amount(a, 14)), "-5:%s:%s:Bb:d | -5:%s:%s:Bb:c" % (at(b), amount(b, 28), at(b), amount(b, 28)), yes % "h2", no % "h1",
                 why + "the partner recorded twice, claims kept")
        if n % 3 == 1:
            case("%s:%s" % (at(a), amount(a, 14)), "-5:%s:%s:Bb*:d" % (at(b), amount(b, 28)), "masked-pair r1 h1", "pair *", why + "the partner masked")


def same_ingredient_cases():
    for n, (code, rows) in enumerate(BY7.items()):
        r = rows[0]
        if r["form_class"] not in "146" or not r["listed_name"] or n % 3 == 2:
            continue
        other = rows[1] if len(rows) > 1 and rows[1]["listed_name"] == r["listed_name"] else r
        days = 28 if r["form_class"] == "1" else 14
        now, before = "%s:%s" % (at(r), amount(r, 14)), "%s:%s" % (at(other), amount(other, 28))
        why = "dup %s %s: " % (code, r["listed_name"])
        brand = "same product" if other is r else "another product of the same YJ7"
        case(now, "-3:%s:Bb" % before, "dup r1 h1", "", why + brand)
        case(now, "%d:%s:Cc" % (-days, before), "", "dup r1 h1", why + brand + ", ended the day before")
        case(now, "%d:%s:Aa" % (1 - days, before), "dup r1 h1", "", why + brand + ", same institution, last day in common")
        if n % 2 == 0:
            case("%s %s" % (now, before), "", "dup r1 r2", "", why + brand + ", twice in one prescription")
        if n % 2 == 0 and r["generic_code"] in GENERIC:
            case("%s=g:%s" % (at(r), amount(r, 14)), "-3:%s:Bb:c" % before, "dup r1 h1", "", why + "prescribed by generic name")
        if n % 9 == 0:
            case(now, "-3:%s:Bb:n | -3:%s:Bb:c | -3:%s:Bb:d" % (before, before, before), "dup r1 h2", "dup r1 h1; dup r1 h3", why + brand + ", one dispensing in three sources")
        if n % 9 == 1:
            case(now, "-3:%s:Bb -3:%s:Bb" % (before, before), "dup r1 h1; dup r1 h2", "", why + "the same line twice in one source is two")
        if n % 4 == 0 and r["form_class"] == "1":
            case("%s:p10" % at(r), "-13:%s:p20:Bb" % at(other), "dup r1 h1", "", why + "as needed, both")
            case(now, "2026-10:%s:Bb" % before, "dup r1 h1", "", why + "only the month of the dispensing is known")
        if n % 4 == 1:
            case(now, "-3:%s:B*" % before, "masked-dup r1 h1", "dup *", why + "masked")
        if n % 4 == 2:
            case(now, "+5:%s:Bb" % before, "dup r1 h1", "", why + "dispensed on a day to come")


SALT = re.compile(r"(塩酸塩|ベシル酸塩|カルシウム|ナトリウム|カリウム|水和物|メシル酸塩|マレイン酸塩|酢酸|コハク酸塩|臭化物|リン酸塩)")


def bare(name):
    """A name without the salts that this script knows; only equal bare names count, and only as a whole."""
    return SALT.sub("", name.split("（")[0]).replace("　", "").strip()


def combination_cases():
    """A combination is listed as A・B: it holds what a product listed as A alone holds. And the same name by other routes."""
    singles = collections.OrderedDict()
    for r in PRODUCTS:
        if "・" not in r["listed_name"] and "配合" not in r["listed_name"] and r["listed_name"]:
            singles.setdefault(bare(r["listed_name"]), collections.OrderedDict()).setdefault(r["price_code"][:7], r)
    seen = set()
    for r in PRODUCTS:
        if "・" not in r["listed_name"] or "配合" in r["listed_name"] or r["price_code"][:7] in seen:
            continue
        seen.add(r["price_code"][:7])
        for part in r["listed_name"].split("・"):
            for s in list(singles.get(bare(part), {}).values())[:2]:
                why = "combination %s holds %s: " % (r["listed_name"], s["listed_name"])
                case("%s:%s" % (at(r), amount(r, 14)), "-3:%s:%s" % (at(s), amount(s, 28)), "dup r1 h1", "", why + "new")
                case("%s:%s" % (at(s), amount(s, 14)), "-3:%s:%s" % (at(r), amount(r, 28)), "dup r1 h1", "", why + "there already")
                case("%s:%s %s:%s" % (at(s), amount(s, 14), at(r), amount(r, 28)), "", "dup r1 r2", "", why + "in one prescription")
                case("%s:%s" % (at(s), amount(s, 14)), "%d:%s:%s" % (-length(r, 28), at(r), amount(r, 28)), "", "dup r1 h1", why + "ended the day before")
    for name, by7 in singles.items():
        rows = list(by7.values())
        for i, x in enumerate(rows):
            for y in rows[i + 1:i + 3]:
                why = "route %s %s and %s: " % (name, x["price_code"][:7], y["price_code"][:7])
                label = "dup:SI-systemic$" if systemic(x) and systemic(y) else "dup"
                case("%s:%s" % (at(x), amount(x, 14)), "-3:%s:%s" % (at(y), amount(y, 28)), label + " r1 h1", "", why + "two codes of one ingredient")
                case("%s:%s" % (at(y), amount(y, 14)), "-3:%s:%s" % (at(x), amount(x, 28)), label + " r1 h1", "", why + "the other way round")


# Groups that let two run together, that are not a class, and members that docs/rules.md takes out or whose route is not the group's.
TWO = {"INS", "OPI", "5ASA"}
NO_CLASS = {"ANTIEP"}
NESTED = {"非ピリン系感冒剤", "オメガ－３脂肪酸エチル", "アヘン", "アヘンチンキ", "アミノフィリン水和物", "乳酸ビペリデン",
          "クロルフェニラミンマレイン酸塩"}   # hold what another member holds: told as the same ingredient
OTHER_ROUTE = {"EYE-PG", "EYE-BB", "EYE-AH", "ICS", "LABA", "LAMA", "NASST", "TOPNS", "TOPST"}
TAKEN_OUT = {"2479002", "2529710", "2529701", "1319404", "1259702", "1329708", "2259701"}


def class_cases():
    for g in facts("therapy-groups.tsv"):
        code = g["group"]
        members = [BY7[c][0] for c in g["yj7"].split(",") if c in BY7 and c not in TAKEN_OUT]
        members = [r for r in members if "・" not in r["listed_name"] and "配合" not in r["listed_name"] and (systemic(r) or code in OTHER_ROUTE)]
        if code not in OTHER_ROUTE:
            members = [r for r in members if systemic(r)]
        different = {}
        for r in members:
            different.setdefault(bare(r["listed_name"])[:4], r)
        rows = [r for r in different.values() if r["listed_name"] not in NESTED]
        why = "class %s: " % code
        for i, x in enumerate(rows[:7]):
            y = rows[(i + 1) % len(rows)]
            z = rows[(i + 2) % len(rows)]
            if x is y:
                continue
            label, no = "class:G-%s r1 h1" % code, "class:G-%s" % code
            if code in NO_CLASS or code in TWO:
                case("%s:%s" % (at(x), amount(x, 14)), "-3:%s:%s" % (at(y), amount(y, 28)), "", no, why + "two may run together")
                if code in TWO and z is not x:
                    case("%s:%s" % (at(x), amount(x, 14)), "-3:%s:%s -2:%s:%s" % (at(y), amount(y, 28), at(z), amount(z, 28)), label + "; " + label.replace("h1", "h2"), "",
                         why + "a third one")
                continue
            case("%s:%s" % (at(x), amount(x, 14)), "-3:%s:%s" % (at(y), amount(y, 28)), label, "", why + "two of the group")
            case("%s:%s" % (at(x), amount(x, 14)), "%d:%s:%s:Aa" % (-length(y, 28), at(y), amount(y, 28)), "", no + " r1 h1", why + "one after the other")
            case("%s:%s %s:%s" % (at(x), amount(x, 14), at(y), amount(y, 14)), "", label.replace("h1", "r2"), "", why + "both in one prescription")
            case("%s:%s" % (at(x), amount(x, 14)), "-3:%s:%s:Bb -3:%s:%s:Cc" % (at(x), amount(x, 28), at(y), amount(y, 28)), "dup r1 h1; " + label.replace("h1", "h2"),
                 no + " r1 h1", why + "itself and another")


def limit_cases():
    for f in facts("supply-day-limits.tsv"):
        for r in BY7.get(f["yj7"], [])[:1]:
            if r["form_class"] != "1":
                continue
            n = int(f["limit_days"])
            why = "limit %s %s days: " % (f["matched_name"] if f["matched_name"] != "(default)" else f["ingredient_names"], n)
            case("%s:%d" % (at(r), n), "", "", "limit", why + "as many as allowed")
            case("%s:%d" % (at(r), n + 1), "", "limit:L-%s r1" % f["yj7"], "", why + "one more")
            case("%s:%d" % (at(r), n * 3), "-200:%s:7" % at(r), "limit:L-%s r1" % f["yj7"], "", why + "three times as many")


pair_cases()
same_ingredient_cases()
combination_cases()
class_cases()
limit_cases()
print(dict(COUNT), sum(COUNT.values()), file=sys.stderr)
