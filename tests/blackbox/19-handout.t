#!/bin/bash
# `meeting export`: the same meeting as text, HTML, PDF and iCalendar from two offices, with and without what is not public.
. "$(dirname "$0")/lib.sh"

# export OFFICE LANGUAGE ARGUMENT...: the meeting on the output.
out() { VERBUND_HOME=$base/$1 LANGUAGE=$2 "$BUILD/verbund" meeting export "$meeting" - "${@:3}"; }

office city city 'Hansestadt Lübeck'
office forum forum 'Forum'
start city && start forum || exit 1
ok "two offices" pair city forum
group=$(v city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" Forum --role member >/dev/null
meeting=$(v city meeting create "$group" --name '3. Sitzung' --start 2026-12-01T18:00 --end 2026-12-01T20:00 --location Rathaus --room Audienzsaal)
v city agenda add "$meeting" --name 'Begrüßung' --minutes 5 >/dev/null
v city agenda add "$meeting" --name 'Засідання أمينة <b>' >/dev/null
v city agenda add "$meeting" --name 'Bewerbung Geheim' --internal >/dev/null
v city agenda propose "$meeting" --name 'Nur ein Vorschlag' >/dev/null

text=$(out city de --format text)
is "the agenda as a person would type it" "$text" "Tagesordnung: 3. Sitzung
========================

Gremium  Steuerungsgruppe Integration
Zeit     Dienstag, 1. Dezember 2026, 18:00 bis 20:00 Uhr (MEZ)
Ort      Rathaus
         Audienzsaal

Tagesordnung
------------

Ö 1  Begrüßung
     5 Min.
Ö 2  ⁨Засідання أمينة <b>⁩
TOP N 1 (nichtöffentlich)"
like "in English" "$(out city en --format text)" '^Time +Tuesday, 1 December 2026, 18:00 to 20:00 \(CET\)$'
like "for members with what is not public" "$(out city de --format text --internal)" '^N 1 +Bewerbung Geheim$'
for format in text html pdf ical; do
	ok "$format: the forum has it" eval "wait_until 20 eval '[ \"\$(out forum de --format $format | sha256sum)\" = \"\$(out city de --format $format | sha256sum)\" ]'"
	ok "$format: nothing of what is not public" no grep -qa Geheim <(out city de --format $format)
	ok "$format: into a file" v city meeting export "$meeting" "$base/handout.$format" --format $format
	ok "$format: as on the output" cmp -s "$base/handout.$format" <(out city en --format $format)
done
ok "HTML is escaped" grep -q '&lt;b&gt;' "$base/handout.html"
like "PDF has the agenda" "$(pdftotext "$base/handout.pdf" - | tr '\n' ' ')" 'Begrüßung.*Засідання'
is "a calendar has the meeting, as another program reads it" "$(/usr/bin/python3 -c '
import icalendar, sys
event, = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read()).walk("VEVENT")
print(event["DTSTART"].params["TZID"], event["DTSTART"].dt.isoformat(), event["DTEND"].dt.isoformat(), event["SUMMARY"], event["LOCATION"], event["STATUS"], sep="|")
print("(not public)" in event["DESCRIPTION"], event["UID"].split("@")[0] == sys.argv[2])' "$base/handout.ical" "$meeting" | paste -sd' ')" \
	'Europe/Berlin|2026-12-01T18:00:00+01:00|2026-12-01T20:00:00+01:00|Steuerungsgruppe Integration: 3. Sitzung|Rathaus Audienzsaal|CONFIRMED True True'
v city meeting cancel "$meeting" >/dev/null
like "called off, in a calendar" "$(out city de --format ical)" '^STATUS:CANCELLED'
like "called off, on paper" "$(out city de --format text)" '^Diese Sitzung findet nicht statt\.$'

hidden=$(v city meeting create "$group" --name 'Personal' --start 2026-12-02T18:00 --internal)
meeting=$hidden
refused "a meeting that is not public" 3002 4 out city en --format text
like "for its members it is exported" "$(out city de --format text --internal)" '^Tagesordnung: Personal$'
refused "no such form" 3005 2 out city en --format doc
refused "no form" 3006 2 out city en
refused "no such folder" 3008 1 v city meeting export "$meeting" "$base/none/x.pdf" --format pdf --internal

# ---- a joint sitting of more names than one text has room for ----
long=$(printf 'x%.0s' {1..390})
many=$(for n in $(seq 65); do v city record create organization --in "$group" "{\"name\": \"$long $n\"}" --json | jq .id; done | paste -sd,)
meeting=$(v city meeting create "$group" --name 'Alle' --start 2026-12-03T18:00)
ok "65 committees sit together" v city record edit "$meeting" "{\"organization\": [$many]}"
for format in text html; do is "$format: each is named" "$(out city en --format $format | grep -o 'xx [0-9][0-9]*' | sort -u | wc -l)" 65; done
ok "ical: they are, too" [ "$(out city en --format ical | sed 's/^ //' | tr -d '\r\n' | grep -o 'xx [0-9][0-9]*' | sort -u | wc -l)" = 65 ]
