#!/usr/bin/env python3
"""run.py --driver PROGRAM --master DIR --rules DIR FILE... - the gold set through the library: what must be found is found,
what must not is not. The labels know nothing of the library; this runner only translates. Exit 1 on any miss.

A case is one row: id,rx,history,expect,forbid,... Days are counted from the day of the prescription (column as_of, else
2026-11-01), which is the day of the check.
  rx       drugs separated by blanks: CODE:AMOUNT
  history  DAY:CODE:AMOUNT[:PLACES[:KIND]] separated by blanks, sources by " | "; DAY -14 or 2026-10-01 or ? (no date)
  CODE     first 7 or 9 characters of the price code: the first product of it in the master, #2 the second ...; =g its
           generic-name entry, =m by price code, =y by YJ code; @ and a nine-digit code; a code in no table: !
  AMOUNT   14 days, p10 ten doses as needed, 14x3 three a day, 14~7 once a week; for other forms the quantity
  PLACES   clinic A B C and pharmacy a b c; Bb when not given, - none; the prescription is of A; with * masked
  KIND     d dispensed, n notebook, c claims, p prescribed
  expect, forbid   "; " between: KIND[:RULE] LINE [LINE], KIND one of pair look dup class limit masked-pair masked-dup,
           RULE the beginning of a rule id (ended by $: all of it), LINE r1 (first of ours) or h1 (first of the history); "*" any"""
import argparse, csv, datetime, json, os, subprocess, sys, threading

KIND = {"pair": {"contraindicated-pair"}, "look": {"caution-pair"}, "dup": {"same-ingredient"}, "class": {"same-class"}, "limit": {"days-limit"},
        "masked-pair": {"contraindicated"}, "masked-dup": {"duplicate"},
        "*": {"contraindicated-pair", "caution-pair", "same-ingredient", "same-class", "days-limit", "contraindicated", "duplicate"}}
PREFIX = {"dup": "SI-", "class": "G-"}
RECORD = {"d": "dispensed", "n": "booklet", "c": "claims", "p": "prescribed"}
OUTSIDE = "医師の指示のとおり"                            # nothing to divide by: a flat 14 days
USAGE = {1: "１日１回朝食後　服用", 2: "１日１回　隔日", 7: "週１回　起床時"}


class Master:
    def __init__(self, folder):
        self.by_prefix, self.by_receipt, self.generic = {}, {}, {}
        with open(os.path.join(folder, "products.csv"), encoding="utf-8", newline="") as f:
            rows = [r for r in csv.DictReader(f)]
        for r in rows:
            self.by_receipt[r["receipt"]] = r
            if r["receipt"] and not r["ends_on"] and not r["transition_until"]:
                for n in (7, 9):
                    self.by_prefix.setdefault(r["price_code"][:n], []).append(r)
        with open(os.path.join(folder, "generic.csv"), encoding="utf-8", newline="") as f:
            self.generic = {r["code"]: r for r in csv.DictReader(f)}

    def item(self, text):
        """(line, form) or raises KeyError: the master does not hold it."""
        if text == "!":
            return {"system": "receipt", "code": "699999999", "name": "どの表にもない薬", "unit": "錠"}, "1"
        code, _, how = text.partition("=")
        code, _, nth = code.partition("#")
        r = self.by_receipt[code[1:]] if code[0] == "@" else self.by_prefix[code][int(nth or 1) - 1]
        if how == "g":
            g = self.generic[r["generic_code"]]
            return {"system": "generic", "code": g["code"], "name": g["name"], "unit": r["unit"]}, r["form_class"]
        key, system = {"": ("receipt", "receipt"), "m": ("price_code", "mhlw"), "y": ("yj", "yj")}[how]
        if not r[key]:
            raise KeyError(text)
        return {"system": system, "code": r[key], "name": r["name"], "unit": r["unit"]}, r["form_class"]


def amount(text, form_class):
    text, _, every = text.partition("~")
    text, _, dose = text.partition("x")
    form = {"1": "oral", "4": "injection"}.get(form_class, "external")
    if text.startswith("p"):
        form, text = "prn", text[1:]
    return form, int(text), dose or "1", USAGE[int(every or 1)] if form == "oral" else OUTSIDE


def day(text, as_of):
    if text == "?":
        return ""
    if text.lstrip("+-").isdigit():
        return (datetime.date(*map(int, as_of.split("-"))) + datetime.timedelta(days=int(text))).isoformat()
    return text


def place(letter, kind):
    return {"kind": kind, "code": "13999%02d" % (ord(letter.upper()) - 64 + (50 if kind == "4" else 0)), "prefecture": "13",
            "name": ("架空医院" if kind == "1" else "架空薬局") + letter}


def documents(case, master):
    """The driver's line of a case, and the names r1, h1 ... of its lines."""
    as_of = case.get("as_of") or "2026-11-01"
    names, groups = {}, []
    for i, token in enumerate(case["rx"].split(), 1):
        code, _, how = token.rpartition(":")
        line, form_class = master.item(code)
        form, quantity, dose, usage = amount(how, form_class)
        names["rx/%d/1" % i] = "r%d" % i
        groups.append({"number": i, "form": form, "quantity": quantity, "usage": usage, "lines": [dict(line, seq=1, amount=dose, info_class="1", potency="1")]})
    docs = [json.dumps({"yagen": "prescription", "institution": place("A", "1"), "patient": {"name": "例示　花子"}, "sex": "female", "born": "1968-04-15",
                        "issued": as_of, "groups": groups}, ensure_ascii=False)]
    n = 0
    for s, source in enumerate(case["history"].split("|") if case["history"].strip() else ()):
        visits = []
        for k, token in enumerate(source.split(), 1):
            parts = token.split(":") + ["", ""]
            line, form_class = master.item(parts[1])
            form, quantity, dose, usage = amount(parts[2], form_class)
            where, kind = parts[3] or "Bb", RECORD[parts[4] or "d"]
            v = {"kind": kind, "groups": [{"form": form, "quantity": str(quantity), "usage": usage, "quantity_unit":
                 {"oral": "日分", "prn": "回分"}.get(form, "調剤"), "lines": [dict(line, amount=dose)]}]}
            on = day(parts[0], as_of)
            if on:
                v["on"] = on
            if "*" in where:
                v["masked"] = True
            for letter in where:
                if letter.isupper():
                    v["clinic"] = place(letter, "1")
                elif letter.islower():
                    v["pharmacy"] = place(letter, "4")
            visits.append(v)
            n += 1
            names["hist/%d/%d" % (s, k)] = "h%d" % n
        docs.append(json.dumps({"yagen": "history", "visits": visits}, ensure_ascii=False))
    return "\t".join(["C", as_of, "1096", "0"] + docs), names


def facts(text):
    """[(kind, rule, lines)] of an expect or forbid cell."""
    out = []
    for item in filter(None, (t.strip() for t in text.split(";"))):
        words = item.split()
        kind, _, rule = words[0].partition(":")
        if kind not in KIND:
            raise ValueError("no such kind: " + item)
        out.append((kind, rule, words[1:]))
    return out


def holds(fact, found):
    """A finding of this kind by this rule that names these lines. A total takes in the duplicates of its lines and names their rules."""
    kind, rule, lines = fact
    for f_kind, rules, told in found:
        own_kind = f_kind in KIND[kind] and (rules[0] + "$").startswith(rule)
        taken_in = kind in ("dup", "class") and any((r + "$").startswith(rule or PREFIX[kind]) for r in rules[1:])
        if (own_kind or taken_in) and set(lines) - {"*"} <= told:
            return True
    return False


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--driver", required=True)
    ap.add_argument("--master", required=True)
    ap.add_argument("--rules", required=True)
    ap.add_argument("--show", type=int, default=20)
    ap.add_argument("files", nargs="+")
    a = ap.parse_args()
    master = Master(a.master)
    cases, names, lines = [], [], []
    for path in a.files:
        with open(path, encoding="utf-8", newline="") as f:
            for case in csv.DictReader(f):
                line, refs = documents(case, master)
                cases.append(case)
                names.append(refs)
                lines.append(line)
    p = subprocess.Popen([a.driver, a.master, a.rules], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=lambda: (p.stdin.write(("\n".join(lines) + "\n").encode()), p.stdin.close())).start()
    expected = forbidden = missed = wrong = bad = 0
    for case, refs in zip(cases, names):
        text = p.stdout.readline().decode().rstrip("\n")
        fields = text.split("\t")
        found = []
        for f in fields[3:]:
            kind, severity, interrupts, masked, rule, shared, days, gap, lines_ = f.split("|")
            found.append((kind, rule.split("+"), {refs[r] for r in lines_.split(" ")}))
        m = [x for x in facts(case["expect"]) if not holds(x, found)]
        w = [x for x in facts(case["forbid"]) if holds(x, found)]
        expected += len(facts(case["expect"]))
        forbidden += len(facts(case["forbid"]))
        missed += len(m)
        wrong += len(w)
        if m or w or fields[0] != "ok":
            bad += 1
            if bad <= a.show:
                print("%s: missed %s, must not be %s\n  rx %s\n  history %s\n  %s\n  answer %s" % (
                    case["id"], m, w, case["rx"], case["history"], case.get("reason") or case.get("origin"), text.replace("\t", "\n    ")))
    p.wait()
    print("%d cases, %d expected findings, %d missed; %d forbidden ones, %d found" % (len(cases), expected, missed, forbidden, wrong))
    return 1 if bad or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
