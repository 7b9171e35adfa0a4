#!/usr/bin/env python3
"""make-history.py MASTER OUTDIR [LINES] - a prescription of 5 lines and a notebook of LINES (300) drug lines over three
years, drawn with a fixed seed from the products of MASTER that are in force. For docs/performance.md."""
import csv, datetime, os, random, sys

master, out, lines = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 300
random.seed(20261120)
with open(os.path.join(master, "products.csv"), encoding="utf-8", newline="") as f:
    rows = [r for r in csv.DictReader(f)
            if r["receipt"] and r["form_class"] == "1" and not r["ends_on"] and not r["transition_until"] and r["listed_name"]]
random.shuffle(rows)
day0 = datetime.date(2026, 11, 20)
os.makedirs(out, exist_ok=True)


def write(name, records):
    with open(os.path.join(out, name), "wb") as f:
        f.write(("\r\n".join(records) + "\r\n").encode("cp932", "replace"))


rx = ["JAHIS10", "1,1,1399906,13,架空内科", "5,,,架空　一郎", "11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ", "12,2", "13,19580415", "22,06139992",
      "23,９９,１２,1,00", "51,20261120"]
for i, r in enumerate(rows[:5], 1):
    rx += ["101,%d,1,,28" % i, "111,%d,1,,１日１回朝食後　服用,1" % i,
           "201,%d,1,1,2,%s,%s,1,1,%s" % (i, r["receipt"], r["name"], r["unit"])]
write("rx.csv", rx)
h = ["JAHISTC08,1", "1,例示　花子,2,19580415,,,,,,,ﾚｲｼﾞ ﾊﾅｺ"]
drugs = rows[5:45]
for visit in range(lines // 5):
    day = day0 - datetime.timedelta(days=3 + visit * 1090 * 5 // lines)
    h += ["5,%s,1" % day.strftime("%Y%m%d"), "11,架空薬局%d,13,4,%07d,,,,1" % (visit % 3, 1399800 + visit % 3), "51,見本医院,13,1,1399914,1"]
    for k in range(5):
        r = drugs[(visit * 3 + k) % len(drugs)]
        h += ["201,%d,%s,1,%s,2,%s,1,,," % (k + 1, r["name"], r["unit"], r["receipt"]), "301,%d,１日１回,28,日分,1,1,,1" % (k + 1)]
write("history.csv", h)
