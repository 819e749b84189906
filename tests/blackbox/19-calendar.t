#!/usr/bin/python3
"""The golden iCalendar files (tests/data/calendar, which test_ical compares with what is written) as independent programs read
them: python3-icalendar for the objects, python3-dateutil for series, zoneinfo for the clock. Expected times are written by hand."""
import datetime, os, sys, zoneinfo
import dateutil.rrule, dateutil.tz, icalendar

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data', 'calendar')
berlin = zoneinfo.ZoneInfo('Europe/Berlin')
utc = datetime.timezone.utc
count = failures = 0

def ok(name, passed, *said):
    global count, failures
    count += 1
    failures += not passed
    print(f'{"ok" if passed else "not ok"} {count} - {name}')
    if not passed:
        for line in said: print(f'# {line!r}')

def same(name, got, want): ok(name, got == want, got, want)

def read(name):
    with open(os.path.join(folder, name + '.ics'), 'rb') as file: data = file.read()
    lines = data.split(b'\r\n')
    ok(f'{name}: CRLF, at most 75 octets a line', lines[-1] == b'' and b'\n' not in b''.join(lines) and max(map(len, lines)) <= 75)
    calendar = icalendar.Calendar.from_ical(data)
    for event in calendar.walk('VEVENT'):
        ok(f'{name}: {event["UID"]} has what an entry needs', not event.errors and all(key in event for key in ('UID', 'DTSTAMP', 'DTSTART', 'SEQUENCE', 'STATUS', 'SUMMARY')))
        same(f'{name}: the stamp is UTC', event['DTSTAMP'].dt.utcoffset(), datetime.timedelta(0))
        for key in ('DTSTART', 'DTEND', 'RECURRENCE-ID'):
            if key in event and 'TZID' in event[key].params: same(f'{name}: {key} names the zone exactly', event[key].params['TZID'], 'Europe/Berlin')
    return calendar, calendar.walk('VEVENT')

def day(value, *time): return datetime.datetime(*map(int, value.split('-')), *time, tzinfo=berlin)

def occurrences(event, until):
    """When a series takes place, as dateutil expands its rule from its own start, without the days left out."""
    start = event['DTSTART'].dt
    whole = not isinstance(start, datetime.datetime)
    rule = dateutil.rrule.rrulestr(event['RRULE'].to_ical().decode(),
        dtstart=datetime.datetime(start.year, start.month, start.day) if whole else start.astimezone(dateutil.tz.gettz('Europe/Berlin')))
    left_out = event.get('EXDATE', [])
    left_out = {moment.dt for value in (left_out if isinstance(left_out, list) else [left_out]) for moment in value.dts}
    found = []
    for moment in rule:
        if moment.replace(tzinfo=None) > until: break
        if whole: found.append(moment.date())
        elif moment not in left_out: found.append(moment.astimezone(berlin))
    return found

calendar, (event,) = read('invitation')
same('an invitation asks', (str(calendar['METHOD']), str(calendar['VERSION'])), ('REQUEST', '2.0'))
same('when', (event['DTSTART'].dt, event['DTEND'].dt), (day('2026-12-01', 18), day('2026-12-01', 20)))
same('what', str(event['SUMMARY']), 'Steuerungsgruppe Integration: 3. Sitzung – Засідання, اجتماع')
same('where', str(event['LOCATION']), 'Rathaus, Audienzsaal; Eingang "Süd"')
same('the agenda in lines', str(event['DESCRIPTION']).split('\n')[2], 'TOP N 1 (nichtöffentlich)')
same('who asks', (str(event['ORGANIZER']), event['ORGANIZER'].params['CN']), ('mailto:beirat@luebeck.example', 'Stabsstelle Integration, Hansestadt Lübeck'))
same('who is asked', (str(event['ATTENDEE']), dict(event['ATTENDEE'].params)), ('mailto:amina@forum.example',
    {'CUTYPE': 'INDIVIDUAL', 'ROLE': 'REQ-PARTICIPANT', 'PARTSTAT': 'NEEDS-ACTION', 'RSVP': 'TRUE', 'CN': 'أمينة Müller'}))
zone, = calendar.walk('VTIMEZONE')
same('the zone is named exactly', str(zone['TZID']), 'Europe/Berlin')
rule = zone.to_tz()
for moment in ('2026-03-29 01:59', '2026-03-29 03:00', '2026-10-25 01:59', '2026-10-25 03:00', '2031-07-01 12:00', '2028-02-29 12:00'):
    naive = datetime.datetime.fromisoformat(moment)
    same(f'its rule is that of the zone at {moment}', rule.localize(naive).utcoffset(), naive.replace(tzinfo=berlin).utcoffset())

_, (changed,) = read('change')
_, (cancelled,) = read('cancellation')
same('a change and the end keep the UID', (str(changed['UID']), str(cancelled['UID'])), (str(event['UID']),) * 2)
same('and raise the number', (changed['SEQUENCE'], cancelled['SEQUENCE']), (1, 2))
ok('stamps rise', event['DTSTAMP'].dt < changed['DTSTAMP'].dt < cancelled['DTSTAMP'].dt)
same('a week later', changed['DTSTART'].dt, day('2026-12-08', 18))
same('a cancellation says so twice', (str(_['METHOD']), str(cancelled['STATUS'])), ('CANCEL', 'CANCELLED'))

calendar, (series, moved) = read('series')
same('the name of a feed', (str(calendar['NAME']), str(calendar['X-WR-CALNAME'])), ('Runder Tisch; Lüchow, Dannenberg',) * 2)
ok('nobody is in a feed', 'ATTENDEE' not in series)
same('second Tuesdays at 17:30 by the clock of summer and winter, without the one in November', occurrences(series, datetime.datetime(2030, 1, 1)),
    [day(d, 17, 30) for d in ('2026-09-08', '2026-10-13', '2026-12-08', '2027-01-12', '2027-02-09', '2027-03-09', '2027-04-13', '2027-05-11', '2027-06-08')])
ok('the one that moved is one of them', moved['RECURRENCE-ID'].dt in occurrences(series, datetime.datetime(2030, 1, 1)))
same('it moved to', (moved['DTSTART'].dt, str(moved['UID'])), (day('2027-03-16', 10), str(series['UID'])))

_, (quarters,) = read('quarters')
same('last Fridays of every third month, and no end', occurrences(quarters, datetime.datetime(2027, 6, 30)),
    [day(d, 16) for d in ('2026-01-30', '2026-04-24', '2026-07-31', '2026-10-30', '2027-01-29', '2027-04-30')])
ok('it has none', not {'COUNT', 'UNTIL'} & set(quarters['RRULE']))

_, (days, leap) = read('days')
same('whole days end before the day behind', (days['DTSTART'].dt, days['DTEND'].dt), (datetime.date(2028, 2, 28), datetime.date(2028, 3, 1)))
same('29 February comes in leap years', occurrences(leap, datetime.datetime(2050, 1, 1)), [datetime.date(year, 2, 29) for year in (2028, 2032, 2036)])

_, (first, second, weeks) = read('clocks')
same('02:30 the first time is summer', first['DTSTART'].dt.astimezone(utc), datetime.datetime(2026, 10, 25, 0, 30, tzinfo=utc))
# Of a local time that exists twice programs make one or the other (RFC 5545 the first, icalendar the second).
same('each time of an hour that comes twice is said in UTC', [e['DTSTART'].to_ical() for e in (first, second)], [b'20261025T003000Z', b'20261025T013000Z'])
same('an hour lies between them', second['DTSTART'].dt - first['DTSTART'].dt, datetime.timedelta(hours=1))
same('nine o\'clock stays nine o\'clock over the change', [m.astimezone(utc).hour for m in occurrences(weeks, datetime.datetime(2027, 1, 1))], [8, 7, 7])

_, events = read('named')
same('days that are named: two of a week, first and last ones of a month, its middle and end, every second day', [[m.strftime('%m-%d') for m in occurrences(e, datetime.datetime(2027, 12, 31))] for e in events],
    [['01-05', '01-07', '01-19', '01-21', '02-02'], ['01-04', '01-29', '02-01', '02-26'], ['01-15', '01-31', '02-15', '02-28'], ['03-26', '03-28', '03-30']])
ok('all at six o\'clock', all(m.strftime('%H:%M') == '18:00' for e in events for m in occurrences(e, datetime.datetime(2027, 12, 31))))

calendar, (video,) = read('elsewhere')
same('another zone is UTC', (video['DTSTART'].dt, len(calendar.walk('VTIMEZONE'))), (datetime.datetime(2026, 12, 1, 17, tzinfo=utc), 0))

calendar, events = read('hostile')
same('a text makes no entry', len(events), 1)
same('nor a line', sorted(events[0].keys()), ['ATTENDEE', 'DESCRIPTION', 'DTSTAMP', 'DTSTART', 'LOCATION', 'ORGANIZER', 'SEQUENCE', 'STATUS', 'SUMMARY', 'UID'])
# A backslash before an n is one behind another (RFC 5545, 3.3.11); icalendar 4 makes a line of it, so the bytes are compared.
ok('it is a text', b'SUMMARY:a ATTENDEE:mailto:evil@x\\\\n\\;\\,\r\n' in open(os.path.join(folder, 'hostile.ics'), 'rb').read())
same('a name is a name', events[0]['ATTENDEE'].params['CN'], "ONeil' X-EVIL:1; Müller, Ann:")
same('a description has lines', str(events[0]['DESCRIPTION']), 'x\nEND:VEVENT\nBEGIN:VEVENT\n\ny')
_, events = read('empty')
same('an empty feed is one', events, [])

same('no file is left out', len(os.listdir(folder)), 11)
print(f'1..{count}')
sys.exit(failures > 0)
