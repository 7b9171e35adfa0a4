#!/usr/bin/env python3
"""compare.py --driver PROGRAM --master DIR --rules DIR [--cases N] [--seed S] [--worlds N] [--show N] - the library and the
oracle answer the same random cases; every difference is printed with its case. Exit 1 when there is one.

Three quarters of the cases use the shipped tables, the others small random ones (a new world every few hundred cases)."""
import argparse, os, random, shutil, subprocess, sys, tempfile, threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import oracle
from cases import Case, Goods, stamp, world

KINDS = {"same-ingredient", "same-class", "contraindicated-pair", "caution-pair", "days-limit"}
MASKED = {"duplicate", "contraindicated"}
PER_BLOCK = 250
TIER = {"info": 1, "warning": 2, "critical": 3}


def said(fields):
    """What the library told: {(kind, rule, shared): [(refs, severity, days, gap)]} and {(masked kind, own ref, masked ref)}."""
    found, masked = {}, set()
    for f in fields:
        kind, severity, interrupts, is_masked, rule, shared, days, gap, refs = f.split("|")
        refs = refs.split(" ")
        if is_masked == "1":
            if kind in MASKED:
                masked |= {(kind, refs[0], r) for r in refs[1:]}
        elif kind in KINDS:
            key = (kind, rule, shared if kind in ("same-ingredient", "same-class") else "")
            if key in found and kind != "caution-pair":   # a caution and what is beyond its source are told apart
                raise ValueError("one cause, two findings: %r" % (key,))
            found.setdefault(key, []).append((refs, int(severity), int(days), int(gap)))
    return found, masked


def judge(case, text):
    """[] or what differs; None when the documents leave the answer open."""
    fields = text.split("\t")
    ours, history = case.lines()
    if fields[0] != "ok":
        return ["the library refused: " + text]
    try:
        want, want_masked = oracle.answer(case.goods.tables, oracle.ordinal(case.as_of), case.lookback, ours, history)
    except oracle.Ambiguous:
        return None
    got, got_masked = said(fields[3:])
    what = content(ours + history)
    out = []
    for key in sorted(set(want) | set(got)):
        if key not in got:
            out.append("missed: %r %r" % (key, sorted(want[key])))
            continue
        refs = {r for f in got[key] for r in f[0]}
        if key not in want:
            out.append("invented: %r %r" % (key, refs))
            continue
        expected = {r for pair in want[key] for r in pair}
        if sorted(what[r] for r in refs) != sorted(what[r] for r in expected):
            out.append("lines of %r: %r, not %r" % (key, sorted(refs), sorted(expected)))
        values = want[key].values()
        for _, severity, days, gap in got[key]:
            if days not in {v[0] for v in values}:
                out.append("days of %r: %d, not one of %r" % (key, days, want[key]))
            if days == 0 and gap not in {v[1] for v in values}:
                out.append("gap of %r: %d, not one of %r" % (key, gap, want[key]))
            if severity > max(TIER[v[2]] for v in values):
                out.append("severity of %r: %d is above its row" % (key, severity))
    masks = [sorted((kind, own, what[r]) for kind, own, r in m) for m in (want_masked, got_masked)]
    if masks[0] != masks[1]:
        out.append("masked: %r, not %r" % (sorted(got_masked - want_masked), sorted(want_masked - got_masked)))
    return out


def content(lines):
    """Lines that say the very same thing are one: which of two equal records was kept is nobody's matter."""
    return {l.ref: repr((l.day, "%s#%d" % (l.drug.code, id(l.drug)) if l.drug else "-", l.amount, *l.said(), l.masked, l.ours and l.ref)) for l in lines}


PAIR_LEVEL = ("pairs.csv", "cautions.csv", "groups.csv", "same-ingredient.csv", "limits.csv", "messages.ja.csv", "messages.en.csv")


def pair_level(rules, out):
    """The shipped rules without those about the patient, doses and totals: an accumulation takes duplicates in."""
    os.makedirs(out)
    names = [n for n in PAIR_LEVEL if os.path.exists(os.path.join(rules, n))]
    for n in names:
        shutil.copy(os.path.join(rules, n), out)
    with open(os.path.join(rules, "EDITION"), encoding="utf-8") as f:
        head = [tuple(l.rstrip("\n").split("=", 1)) for l in f if "=" in l and not l.startswith(("file=", "#"))]
    stamp(out, names, head)
    return out


class Driver:
    def __init__(self, program, master, rules):
        self.p = subprocess.Popen([program, master, rules], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, lines):
        """One answer for each line."""
        data = ("\n".join(lines) + "\nF\n").encode()
        writer = threading.Thread(target=self.send, args=(data,))
        writer.start()
        out = [self.p.stdout.readline().decode().rstrip("\n") for _ in lines]
        writer.join()
        return out

    def send(self, data):
        self.p.stdin.write(data)
        self.p.stdin.flush()

    def close(self):
        self.p.stdin.close()
        return self.p.wait()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--driver", required=True)
    ap.add_argument("--master", required=True)
    ap.add_argument("--rules", required=True)
    ap.add_argument("--cases", type=int, default=20000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--show", type=int, default=5)
    a = ap.parse_args()
    done = different = open_cases = hits = masked = empty = worlds = 0
    with tempfile.TemporaryDirectory(prefix="yagen-oracle.") as tmp:
        rules = pair_level(a.rules, os.path.join(tmp, "shipped-rules"))
        shipped = Goods(a.master, rules)
        driver = Driver(a.driver, a.master, rules)
        block = 0
        while done < a.cases:
            goods, folders = shipped, (a.master, rules)
            if block % 4 == 3:
                folders = world(a.seed * 100003 + block, a.master, a.rules, tmp)
                goods = Goods(*folders)
                worlds += 1
            n = min(PER_BLOCK, a.cases - done)
            cases = [Case(goods, random.Random("%d/%d/%d" % (a.seed, block, i))) for i in range(n)]
            answers = driver.ask(["O\t%s\t%s" % folders] + [c.driver_line() for c in cases])
            if answers[0] != "open\t0":
                print("world %d of seed %d cannot be opened: %s" % (block, a.seed, answers[0]))
                return 1
            for i, (case, text) in enumerate(zip(cases, answers[1:])):
                faults = judge(case, text)
                found = text.count("|") // 8
                hits += found
                masked += "|1|-|-|" in text
                empty += found == 0
                open_cases += faults is None
                if faults:
                    different += 1
                    if different <= a.show:
                        print("case %d/%d/%d" % (a.seed, block, i), *folders)
                        print("\n".join("  " + f for f in faults[:6]))
                        print(case.text())
                        print("  answer " + text.replace("\t", "\n    "))
            done += n
            block += 1
        driver.close()
    print("%d cases (seed %d, %d random worlds): %d findings, %d cases with masked ones, %d without any; %d left open; %d differ" %
          (done, a.seed, worlds, hits, masked, empty, open_cases, different))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
