#!/usr/bin/env python3
"""Days of series by python-dateutil: python3 tests/vectors/recurrence.py > tests/vectors/recurrence.txt

Each line: rule, first day, exceptions (or -), from, to, the days (or -), parted by tabs, lists by commas.
Rules have ordinal numbers with all weekdays or with none: dateutil takes a mixture for both at once.
"""
import random
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr, rruleset

draw = random.Random(11)
WEEKDAYS = "MO TU WE TH FR SA SU".split()
DAYS_MAX, COUNT_MAX = 7305, 1024


def show(rule, start, without, first, last):
    days = rruleset()
    end = min(last, start + timedelta(days=DAYS_MAX))
    for n, day in enumerate(rrulestr(rule, dtstart=datetime(start.year, start.month, start.day))):
        if day.date() > end or n == COUNT_MAX:
            break
        days.rdate(day)
    for day in without:
        days.exdate(datetime(day.year, day.month, day.day))
    found = [d.date() for d in days if first <= d.date() <= last]
    text = lambda list: ",".join(d.isoformat() for d in list) or "-"
    print(rule, start.isoformat(), text(without), first.isoformat(), last.isoformat(), text(found), sep="\t")


FAR = date(9999, 12, 31)
START = date(2026, 1, 13)
for rule, start in [
    ("FREQ=WEEKLY;INTERVAL=6;BYDAY=TU", START),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=9", date(2026, 12, 30)),
    ("FREQ=MONTHLY;BYDAY=1MO;COUNT=12", START),
    ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231", START),
    ("FREQ=MONTHLY;BYDAY=5TH;COUNT=8", START),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", START),
    ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=10", START),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=14", date(2027, 12, 1)),
    ("FREQ=MONTHLY;COUNT=12", date(2026, 1, 31)),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", date(2026, 1, 1)),
    ("FREQ=MONTHLY;BYDAY=1MO,2WE;COUNT=20", START),
    ("FREQ=YEARLY", date(2024, 2, 29)),
    ("FREQ=YEARLY;INTERVAL=2;COUNT=5", date(2014, 9, 29)),
    ("FREQ=DAILY", START),
    ("FREQ=DAILY;INTERVAL=10;BYDAY=MO,WE;COUNT=15", START),
    ("FREQ=WEEKLY;UNTIL=20260310", START),
    ("FREQ=WEEKLY;WKST=MO;COUNT=3", date(2026, 3, 29)),
]:
    show(rule, start, [], start, FAR)

for _ in range(400):
    freq = draw.choice("DAILY WEEKLY MONTHLY YEARLY".split())
    parts = ["FREQ=" + freq]
    if draw.random() < 0.6:
        parts.append("INTERVAL=%d" % draw.randint(1, 14))
    if freq != "YEARLY" and draw.random() < 0.6:
        names = draw.sample(WEEKDAYS, draw.randint(1, 3))
        if freq == "MONTHLY":
            ordinals = draw.choice([[""], ["1", "2", "4", "5", "-1", "-2", "+3"]])
            names = [draw.choice(ordinals) + n for n in names]
        parts.append("BYDAY=" + ",".join(names))
    if freq == "MONTHLY" and draw.random() < 0.4:
        parts.append("BYMONTHDAY=" + ",".join(str(draw.choice([1, 13, 15, 28, 29, 30, 31, -1, -2, -31])) for _ in range(draw.randint(1, 3))))
    start = date(2024, 1, 1) + timedelta(days=draw.randint(0, 1500))
    if draw.random() < 0.4:
        parts.append("COUNT=%d" % draw.randint(1, 40))
    elif draw.random() < 0.5:
        parts.append("UNTIL=" + (start + timedelta(days=draw.randint(0, 1500))).strftime("%Y%m%d"))
    draw.shuffle(parts)
    if any(p.startswith("BY") for p in parts) and not any(p.startswith(("COUNT", "UNTIL")) for p in parts):
        parts.append("UNTIL=" + (start + timedelta(days=2000)).strftime("%Y%m%d"))
    without = [start + timedelta(days=7 * draw.randint(0, 20)) for _ in range(draw.randint(0, 4))]
    first = start + timedelta(days=draw.randint(-30, 200))
    show(";".join(parts), start, without, first, first + timedelta(days=draw.randint(0, 900)))
