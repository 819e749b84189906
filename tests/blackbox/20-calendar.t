#!/bin/bash
# The calendar of a committee, as independent programs read it (python3-icalendar, python3-dateutil): series by their rules with
# what was left out, moved and called off; numbers that rise; what is not public; a guest's office (row 30).
. "$(dirname "$0")/lib.sh"

office city city 'Hansestadt Lübeck'
office kmn ngo 'KMN Regionalverbund'
start city && start kmn || exit 1
ok 'two offices' pair city kmn
group=$(v city committee create 'Beirat; Integration, "Süd"')
v city committee admit "$group" 'KMN Regionalverbund' --role guest >/dev/null

# file OFFICE NAME ARGUMENT...: the calendar as a file.
file() { LANGUAGE=en v "$1" committee calendar "$group" "$base/$2.ics" "${@:3}"; }
one() { LANGUAGE=en v city meeting export "$1" - --format ical | tr -d '\r'; }
cat >"$base/judge.py" <<'END'
"""What a calendar says, a line each: when in Berlin, state, number, name; series expanded by their rules, without the days left
out, with instances in the place of those they are about. `raw` instead: entries as they stand."""
import sys, datetime, zoneinfo, icalendar, dateutil.rrule, dateutil.tz
berlin = zoneinfo.ZoneInfo('Europe/Berlin')
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
events = calendar.walk('VEVENT')
for event in events:
    assert not event.errors and all(key in event for key in ('UID', 'DTSTAMP', 'DTSTART', 'SEQUENCE', 'STATUS', 'SUMMARY'))
    assert 'ATTENDEE' not in event
    for key in ('DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE'):
        values = event.get(key, [])
        for value in values if isinstance(values, list) else [values]:
            assert value.params.get('TZID', 'Europe/Berlin') == 'Europe/Berlin'
def said(event, when): return f"{when.astimezone(berlin):%Y-%m-%dT%H:%M} {event['STATUS']} {event['SEQUENCE']} {event['SUMMARY'].split(': ')[-1]}"
if len(sys.argv) > 2:
    print(str(calendar['METHOD']), str(calendar.get('X-WR-CALNAME')), len(events), len({str(e['UID']) for e in events}))
    sys.exit()
lines, instances = [], {}
for event in events:
    if 'RECURRENCE-ID' in event: instances[str(event['UID']), event['RECURRENCE-ID'].dt.astimezone(berlin)] = event
used = set()
for event in events:
    start = event['DTSTART'].dt
    if 'RECURRENCE-ID' in event: continue
    if 'RRULE' not in event:
        lines.append(said(event, start)); continue
    out = event.get('EXDATE', [])
    out = {moment.dt.astimezone(berlin) for value in (out if isinstance(out, list) else [out]) for moment in value.dts}
    days = [m.astimezone(berlin) for m in dateutil.rrule.rrulestr(event['RRULE'].to_ical().decode(), dtstart=start.astimezone(dateutil.tz.gettz('Europe/Berlin')))]
    assert days[0] == start and out <= set(days), (days[0], start, out)
    for day in days:
        instance = instances.get((str(event['UID']), day))
        used.add((str(event['UID']), day))
        if instance is not None: lines.append(said(instance, instance['DTSTART'].dt))
        elif day not in out: lines.append(said(event, day))
assert set(instances) <= used, set(instances) - used
print('\n'.join(sorted(lines)))
END
judge() { /usr/bin/python3 "$base/judge.py" "$base/$1.ics" "${@:2}"; }

ok 'a committee without meetings has a calendar' file city empty
is 'which is one' "$(judge empty raw)" 'PUBLISH Beirat; Integration, "Süd" 0 0'
series=$(v city meeting series create "$group" --name 'Runder Tisch' --unit month --week 2 --weekday tue --start 2027-01-01 --time 17:30 --minutes 90 --count 6 --location Kreishaus 2>/dev/null)
ok 'a series' file city series
is 'stands in it by its rule, from its first day, over the change of clocks' "$(judge series)" '2027-01-12T17:30 CONFIRMED 0 Runder Tisch
2027-02-09T17:30 CONFIRMED 0 Runder Tisch
2027-03-09T17:30 CONFIRMED 0 Runder Tisch
2027-04-13T17:30 CONFIRMED 0 Runder Tisch
2027-05-11T17:30 CONFIRMED 0 Runder Tisch
2027-06-08T17:30 CONFIRMED 0 Runder Tisch'
is 'as one entry' "$(judge series raw)" 'PUBLISH Beirat; Integration, "Süd" 1 1'
v city meeting series plan "$series" --until 2027-04-30 --on 2027-01-01 >/dev/null
meeting_of() { v city meeting series show "$series" --json | jq -r --arg d "$1" '.items[] | select(.occurrence == $d) | .meeting'; }
v city agenda add "$(meeting_of 2027-01-12)" --name 'Bericht' >/dev/null
v city agenda add "$(meeting_of 2027-01-12)" --name 'Personalsache Geheim' --internal >/dev/null
v city meeting series move "$series" 2027-02-09 --start 2027-02-16T10:00 >/dev/null
v city meeting series skip "$series" 2027-03-09 >/dev/null
v city meeting series skip "$series" 2027-05-11 >/dev/null
extra=$(v city meeting create "$group" --name Sondersitzung --start 2027-02-01T09:00 --extra)
hidden=$(v city meeting create "$group" --name Hinterzimmer --start 2027-02-02T09:00 --internal)
v city meeting create "$group" --name 'Ohne Zeit' --start 2027-02-02T09:00 >"$base/timeless"
v city record edit "$(cat "$base/timeless")" '{"start": null}' >/dev/null
ok 'what was moved, left out, called off, and added' file city changed
is 'is all in it' "$(judge changed)" '2027-01-12T17:30 CONFIRMED 0 Runder Tisch
2027-02-01T09:00 CONFIRMED 0 Sondersitzung
2027-02-16T10:00 CONFIRMED 1 Runder Tisch
2027-03-09T17:30 CANCELLED 1 Runder Tisch
2027-04-13T17:30 CONFIRMED 0 Runder Tisch
2027-06-08T17:30 CONFIRMED 2 Runder Tisch'
is 'four days are instances of the series' "$(judge changed raw)" 'PUBLISH Beirat; Integration, "Süd" 6 2'
ok 'nothing of what is not public' no grep -qE 'Geheim|Hinterzimmer' "$base/changed.ics"
like 'but that there is something' "$(tr -d '\r\n' <"$base/changed.ics" | sed 's/ //g')" 'ItemN1\(notpublic\)'
ok 'for members' file city members --internal
is 'with what is not public' "$(judge members | grep -c Hinterzimmer) $(grep -c Geheim "$base/members.ics")" '1 1'
judged() { file "$1" "$2" && judge "$2"; }
ok 'row 30: a guest has the same calendar, read-only' until_is 20 "$(judge changed)" judged kmn guest
refused 'row 30: and changes nothing in it' 1203 4 v kmn meeting series skip "$series" 2027-06-08
ok 'row 30: not even that there is something not public' no grep -q 'not public' "$base/guest.ics"
ok 'on the output, too' cmp -s <(LANGUAGE=en v city committee calendar "$group" -) "$base/changed.ics"
ok 'from a day on' file city late --from 2027-03-01
is 'single meetings begin there' "$(judge late | grep -c Sondersitzung)" 0

# ---- one meeting alone ----
like 'one meeting of the series is its instance there, too' "$(one "$(meeting_of 2027-02-09)")" '^RECURRENCE-ID;TZID=Europe/Berlin:20270209T173000$'
is 'with the same UID' "$(one "$(meeting_of 2027-02-09)" | grep ^UID)" "UID:$series@${group:0:16}.verbund"
is 'one that is of none has its own' "$(one "$extra" | grep -E '^(UID|SEQUENCE|RECURRENCE)' | paste -sd' ')" "UID:$extra@${group:0:16}.verbund SEQUENCE:0"
v city meeting edit "$extra" --name 'Neuer Name' >/dev/null
is 'a new name raises no number' "$(one "$extra" | grep ^SEQUENCE)" SEQUENCE:0
v city meeting edit "$extra" --start 2027-02-01T10:00 --room 5 >/dev/null
is 'a new time and room do, by one' "$(one "$extra" | grep -E '^SEQUENCE|^DTSTART;' | paste -sd' ')" 'DTSTART;TZID=Europe/Berlin:20270201T100000 SEQUENCE:1'
v city meeting cancel "$extra" >/dev/null
is 'calling off does, and says so' "$(one "$extra" | grep -E '^SEQUENCE|^STATUS|^METHOD' | paste -sd' ')" 'METHOD:PUBLISH SEQUENCE:2 STATUS:CANCELLED'

# ---- rules of all kinds, by another program ----
rules=$(v city committee create Regeln)
group=$rules
add() { v city meeting series create "$group" --name "$1" --start "$2" --time "${4:-18:00}" --rule "$3" >/dev/null 2>&1; }
add A 2027-01-04 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5'
add B 2027-01-01 'FREQ=MONTHLY;BYDAY=1MO,-1FR;UNTIL=20270228'
add C 2027-01-01 'FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=4'
add D 2027-03-26 'FREQ=DAILY;INTERVAL=2;COUNT=3'
add E 2028-02-29 'FREQ=YEARLY;COUNT=3'
add F 2027-01-31 'FREQ=MONTHLY;COUNT=3'
add G 2027-10-30 'FREQ=DAILY;COUNT=3' 02:30
add H 2027-03-27 'FREQ=DAILY;COUNT=3' 02:30
ok 'rules' file city rules
is 'are the same days to both' "$(judge rules | sed 's/ CONFIRMED 0//')" '2027-01-04T18:00 B
2027-01-05T18:00 A
2027-01-07T18:00 A
2027-01-15T18:00 C
2027-01-19T18:00 A
2027-01-21T18:00 A
2027-01-29T18:00 B
2027-01-31T18:00 C
2027-01-31T18:00 F
2027-02-01T18:00 B
2027-02-02T18:00 A
2027-02-15T18:00 C
2027-02-26T18:00 B
2027-02-28T18:00 C
2027-03-26T18:00 D
2027-03-27T02:30 H
2027-03-28T03:30 H
2027-03-28T18:00 D
2027-03-29T02:30 H
2027-03-30T18:00 D
2027-03-31T18:00 F
2027-05-31T18:00 F
2027-10-30T02:30 G
2027-10-31T02:30 G
2027-11-01T02:30 G
2028-02-29T18:00 E
2032-02-29T18:00 E
2036-02-29T18:00 E'
is 'what has an hour twice, or not at all, is told day by day' "$(judge rules raw)" "PUBLISH Regeln 12 12"
# Planned, such a day keeps its UID.
night=$(v city meeting series list "$group" --on 2027-01-01 | grep ^G | cut -f5)
v city meeting series plan "$night" --until 2027-12-31 --on 2027-01-01 >/dev/null 2>&1
file city planned
is 'and keeps its UID when it is planned' "$(grep ^UID "$base/planned.ics" | sort)" "$(grep ^UID "$base/rules.ics" | sort)"
add endless 2027-01-01 FREQ=DAILY
file city endless
is 'a rule without end has one in a calendar' "$(judge endless | grep -c endless) $(judge endless | grep endless | tail -n 1)" '1024 2029-10-20T18:00 CONFIRMED 0 endless'

# ---- what other offices may have written ----
strange=$(v city committee create Fremdes)
group=$strange
create() { v city record create "$1" "$2" --in "$group"; }
london=$(create meetingSeries '{"name": "London", "rrule": "FREQ=WEEKLY;COUNT=2", "startDate": "2027-03-23", "startMinute": 600, "timeZone": "Europe/London"}')
create meetingSeries '{"name": "spät", "rrule": "FREQ=YEARLY;COUNT=2", "startDate": "9998-01-01"}' >/dev/null
create meeting '{"name": "sehr spät", "start": "9998-01-01T10:00:00+01:00"}' >/dev/null
create meeting '{"name": "ohne Anfang", "end": "2027-01-01T10:00:00+01:00"}' >/dev/null
create meeting "{\"name\": \"fremder Tag\", \"start\": \"2027-01-03T10:00:00+01:00\", \"series\": \"$london\", \"occurrence\": \"2001-01-01\"}" >/dev/null
create meeting "{\"name\": \"BEGIN:VEVENT\", \"start\": \"2027-01-04T10:00:00+01:00\", \"timeZone\": \"Mond/Basis\"}" >/dev/null
ok 'strange records' file city strange
is 'spoil nothing' "$(judge strange | sed 's/ CONFIRMED 0//')" '2027-01-03T10:00 fremder Tag
2027-01-04T10:00 BEGIN:VEVENT
2027-03-23T11:00 London
2027-03-30T11:00 London'
refused 'no such committee' 1201 3 v city committee calendar ffff -
refused 'no such folder' 3008 1 v city committee calendar "$group" "$base/none/x.ics"
refused 'no day' 3005 2 v city committee calendar "$group" - --from 2027-02-29
: "$hidden"
