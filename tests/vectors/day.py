#!/usr/bin/env python3
"""Days, months and local times by Python's datetime and zoneinfo: python3 tests/vectors/day.py > tests/vectors/day.txt

day DATE NUMBER WEEKDAY (days since 1970-01-01; 0 is Monday)
add DATE MONTHS DATE (the same day of the month, or its last)
zone MS MINUTES (from this moment on Europe/Berlin is so far ahead of UTC)
local DAY MINUTE FIT MS (a local time in Berlin, once, twice or never, and its moment)
"""
import calendar
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH = date(1970, 1, 1)
BERLIN = ZoneInfo("Europe/Berlin")
draw = random.Random(5)


def number(d):
    return (d - EPOCH).days


def ms(moment):
    return int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(milliseconds=1))


days = [date(1, 1, 1), date(9999, 12, 31), EPOCH, date(1969, 12, 31), date(2014, 9, 29)]
for year in (1, 4, 100, 400, 1600, 1900, 1999, 2000, 2023, 2024, 2100, 9996, 9999):
    for month in range(1, 13):
        days += [date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])]
days += [date.fromordinal(draw.randint(1, date.max.toordinal())) for _ in range(500)]
for d in days:
    print("day", d.isoformat(), number(d), d.weekday())

for d in (date(2024, 2, 29), date(2026, 1, 31), date(2026, 8, 30), date(2025, 12, 31), date(2014, 9, 29)):
    for months in (0, 1, 2, 3, 6, 11, 12, 13, 24, 36, 48, 1200):
        year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        print("add", d.isoformat(), months, date(year, month + 1, min(d.day, last)).isoformat())

# Every hour of eight years, and where the offset is another one than an hour before.
moment, last = datetime(2020, 1, 1, tzinfo=timezone.utc), None
while moment.year < 2028:
    offset = int(moment.astimezone(BERLIN).utcoffset() / timedelta(minutes=1))
    if offset != last:
        print("zone", ms(moment), offset)
        last = offset
    moment += timedelta(hours=1)


def show(local):
    first = local.replace(tzinfo=BERLIN, fold=0).astimezone(timezone.utc)
    second = local.replace(tzinfo=BERLIN, fold=1).astimezone(timezone.utc)
    back = first.astimezone(BERLIN).replace(tzinfo=None)
    fit = "never" if back != local else "twice" if first != second else "once"
    print("local", number(local.date()), local.hour * 60 + local.minute, fit, ms(first))


for year in range(2021, 2027):
    for month in (3, 10):
        sunday = max(d for d in range(25, 32) if date(year, month, d).weekday() == 6)
        for minute in (0, 119, 120, 121, 150, 179, 180, 181, 1439):
            show(datetime(year, month, sunday) + timedelta(minutes=minute))
for _ in range(200):
    show(datetime(2021, 1, 1) + timedelta(minutes=draw.randint(0, 6 * 365 * 1440)))
