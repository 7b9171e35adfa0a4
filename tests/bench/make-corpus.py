#!/usr/bin/env python3
"""make-corpus.py --master DIR --out DIR [--cases N] [--seed S] - an invented corpus.jsonl for `yagen impact` (docs/fixtures.md).

N prescriptions (10,000) of about 4 lines with a notebook (JAHIS, CP932, base64) of 150 to 300 drug lines over up to three years. People and
places are those of tests/population; every drug is a product of the master. Same seed, same bytes."""
import argparse, base64, datetime, json, os, random, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "population"))
sys.dont_write_bytecode = True
import population

YEARS = 3 * 365


class Patient(population.Patient):
    """Refills for three years instead of one, so that the notebook has the lines of a long-term patient."""
    def series(self, clinic, lines_of, days, until):
        when = until
        while True:
            when = when - datetime.timedelta(days=days - self.r.choice((0, 0, 1, 1, 2, 3, 4, 5, 7)))
            if (self.today - when).days > YEARS:
                break
            self.visits.append((when, clinic, self.pharmacy(clinic), lines_of()))


def notebook(p, most):
    out = ["JAHISTC08,1", "1,例示　花子,2,19680415,,,,,,,レイジ　ハナコ"]
    visits, n = [], 0
    for v in sorted(p.visits, key=lambda v: v[0], reverse=True):
        if n + len(v[3]) > most:
            break
        n += len(v[3])
        visits.append(v)
    for when, clinic, pharmacy, lines in reversed(visits):
        c, d = population.place("1", p.first + clinic), population.place("4", p.first + pharmacy)
        out.append("5,%s,1" % when.strftime("%Y%m%d"))
        out.append("11,%s,13,4,%s,,,,1" % (d["name"], d["code"]))
        out.append("51,%s,13,1,%s,1" % (c["name"], c["code"]))
        for i, l in enumerate(lines):
            q = l.product
            out.append("201,%d,%s,%s,%s,2,%s,1,,," % (i + 1, q["name"], l.amount, q["unit"], q["receipt"]))
            form = {"oral": "1", "prn": "5", "external": "3"}.get(l.form, "1")
            unit = {"oral": "日分", "prn": "回分"}.get(l.form, "調剤")
            out.append("301,%d,%s,%s,%s,%s,1,,1" % (i + 1, l.usage, l.quantity, unit, form))
    return "\r\n".join(out) + "\r\n", n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--master", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--cases", type=int, default=10000)
    ap.add_argument("--seed", default="corpus-1")
    a = ap.parse_args()
    master = population.Master(a.master)
    os.makedirs(a.out, exist_ok=True)
    made = tried = rx_lines = lines = 0
    with open(os.path.join(a.out, "corpus.jsonl"), "w", encoding="utf-8") as f:
        while made < a.cases:
            tried += 1
            p = Patient(master, "%s/%d" % (a.seed, tried), 5.0, 0.3)
            r = random.Random("%s/%d/cut" % (a.seed, tried))
            text, n = notebook(p, r.randrange(150, 301))
            if n < 150 and a.cases >= 100:
                continue
            try:
                packed = base64.b64encode(text.encode("cp932")).decode()
            except UnicodeEncodeError:
                continue
            p.rx = p.rx[-r.choice((3, 4, 4, 5)):]
            made, rx_lines, lines = made + 1, rx_lines + len(p.rx), lines + n
            f.write(json.dumps({"id": "rx-%05d" % made, "as_of": p.today.isoformat(), "rx": {"format": "json", "json": json.loads(p.rx_json())},
                                "history": [{"label": "notebook.csv", "format": "techo", "base64": packed}]}, ensure_ascii=False) + "\n")
    print("%d prescriptions, %d lines, %d history lines" % (made, rx_lines, lines))


if __name__ == "__main__":
    sys.exit(main())
