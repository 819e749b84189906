#!/bin/bash
# Series of meetings on three offices: rows 8 (a series on another office, read by a guest) and 24 (every six weeks, two hosts in
# turn, a session outside the series), clocks that change, days that months do not have, two offices that plan the same.
. "$(dirname "$0")/lib.sh"

said() { local language=$1; shift; LANGUAGE=$language v "$@" 2>&1; }
wrong() { v city meeting series create "$group" --name Sitzung "$@"; }
create() { wrong --time 18:00 "$@" 2>/dev/null; }
# days SERIES [LAST]: the days of a series up to one.
days() { v city meeting series show "$1" --until "${2:-9999-12-31}" --json | jq -r '.items[].occurrence' | paste -sd' '; }
marks() { v "$1" meeting series show "$2" --json | jq -r '.items[].state' | paste -sd' '; }
plan() { v city meeting series plan "$1" --until "$2" --on "${3:-2026-12-01}" 2>/dev/null; }
# starts OFFICE SERIES: when its meetings begin, those that count.
starts() { v "$1" meeting series show "$2" --json | jq -r '.items[] | select(.meeting) | .start' | paste -sd' '; }

office city city 'Stadt Leipzig'
office ngo ngo 'Caritas Leipzig'
office guest ngo 'Jugendberufshilfe'
start city && start ngo && start guest || exit 1
ok 'three offices' eval 'pair city ngo && pair city guest'
group=$(v city committee create 'AG Flüchtlingssozialarbeit')
v city committee admit "$group" 'Caritas Leipzig' --role steward >/dev/null
v city committee admit "$group" 'Jugendberufshilfe' --role guest >/dev/null

# ---- which days ----
six=$(create --every 6 --weekday tue --start 2027-01-12 --minutes 120 --location Rathaus --room 'Raum 3')
is 'row 24: every six weeks' "$(days "$six" 2027-05-31)" '2027-01-12 2027-02-23 2027-04-06 2027-05-18'
is 'second Wednesday of every third month' "$(days "$(create --unit month --every 3 --week 2 --weekday Mittwoch --start 2027-01-13 --count 4)")" '2027-01-13 2027-04-14 2027-07-14 2027-10-13'
is 'last Fridays, by a rule' "$(days "$(create --rule 'FREQ=MONTHLY;BYDAY=-1FR' --start 2027-01-29)" 2027-04-30)" '2027-01-29 2027-02-26 2027-03-26 2027-04-30'
is 'two days of a week, in both languages' "$(days "$(create --weekday 'Di,thu' --start 5.1.2027 --until 15.1.2027)")" '2027-01-05 2027-01-07 2027-01-12 2027-01-14'
is 'the 31st is left out where there is none' "$(days "$(create --unit month --start 2027-01-31 --until 2027-08-31)")" '2027-01-31 2027-03-31 2027-05-31 2027-07-31 2027-08-31'
is '29 February comes in leap years' "$(days "$(create --unit year --start 2028-02-29 --count 3)")" '2028-02-29 2032-02-29 2036-02-29'
endless=$(v city meeting series create "$group" --name Ewig --time 09:00 --unit day --start 2027-01-01 2>"$base/told")
like 'a rule without end says when it ends' "$(cat "$base/told")" '2029-10-20'
is 'and has no more days than that' "$(v city meeting series show "$endless" --json | jq -c '[(.items | length), .items[-1].occurrence]')" '[1024,"2029-10-20"]'
like 'a first day that is none is told' "$(said de city meeting series create "$group" --name X --time 18:00 --weekday tue --start 2027-01-13 --count 2)" 'beginnt am 2027-01-19'

# ---- what is no series ----
refused 'no rule' 3005 2 wrong --time 18:00 --rule 'FREQ=SOMETIMES' --start 2027-01-01
refused 'parts that do not go together' 3005 2 wrong --time 18:00 --rule 'FREQ=YEARLY;BYDAY=2TU' --start 2027-01-01
refused 'both ways' 3001 2 wrong --time 18:00 --rule FREQ=DAILY --every 2 --start 2027-01-01
refused 'two ends' 3001 2 wrong --time 18:00 --count 2 --until 2027-02-01 --start 2027-01-01
refused 'a day of no week' 3005 2 wrong --time 18:00 --weekday heute --start 2027-01-01
refused '29 February in a common year' 3005 2 wrong --time 18:00 --start 2027-02-29
refused 'an end before the begin' 3005 2 wrong --time 18:00 --until 2026-12-31 --start 2027-01-01
refused 'no time' 3007 2 wrong --start 2027-01-01 --time 25:00
refused 'no time at all' 3006 2 v city meeting series create "$group" --name X --start 2027-01-01
refused 'a zone that is none' 3005 2 wrong --time 18:00 --start 2027-01-01 --zone Europe/Bielefeld
refused 'not even for a script' 3005 2 v city record create meetingSeries '{"rrule": "FREQ=HOURLY", "startDate": "2027-01-01"}' --in "$group"
refused 'nor a minute of no day' 3005 2 v city record create meetingSeries '{"rrule": "FREQ=DAILY", "startDate": "2027-01-01", "startMinute": 1440}' --in "$group"
refused 'nor a series without a day' 3005 2 v city record create meetingSeries '{"rrule": "FREQ=DAILY;UNTIL=20261231", "startDate": "2027-01-01"}' --in "$group"
refused 'a meeting is no series' 3005 2 v city meeting series show "$(v city meeting create "$group" --name X --start 2026-12-01T18:00)"
refused 'an hour that exists twice is asked back' 3011 2 v city meeting create "$group" --name X --start 2027-10-31T02:30
like 'with both' "$(said de city meeting create "$group" --name X --start 2027-10-31T02:30)" '2027-10-31T02:30:00\+02:00 .* 2027-10-31T02:30:00\+01:00'
refused 'and one that does not exist' 3011 2 v city meeting create "$group" --name X --start 2027-03-28T02:30

# ---- planning ----
v city committee seat add "$group" --for Sozialamt --host-turn 1 >/dev/null 2>&1
v city committee seat add "$group" --for Caritas --host-turn 2 >/dev/null 2>&1
is 'row 24: its meetings are made at once' "$(plan "$six" 2027-05-31 | cut -f1,2)" '2027-01-12	2027-01-12T18:00:00+01:00
2027-02-23	2027-02-23T18:00:00+01:00
2027-04-06	2027-04-06T18:00:00+02:00
2027-05-18	2027-05-18T18:00:00+02:00'
is 'row 24: two hosts in turn' "$(v city record list meeting --in "$group" --json | jq -r --arg s "$six" '[.items[] | select(.fields.series == $s)] | sort_by(.fields.start)[] | .fields.hostOrganization' | while read -r id; do v city record show "$id" --json | jq -r .fields.name; done | paste -sd' ')" 'Sozialamt Caritas Sozialamt Caritas'
is 'with what the series says' "$(v city record list meeting --in "$group" --json | jq -c --arg s "$six" '[.items[] | select(.fields.series == $s)] | sort_by(.fields.start)[0].fields | [.name, .room, .timeZone, (.end | split("T")[1])]')" '["Sitzung","Raum 3","Europe/Berlin","20:00:00+01:00"]'
is 'nothing is made twice' "$(plan "$six" 2027-05-31)" ''
is 'only what is new' "$(plan "$six" 2027-06-30 | cut -f1)" 2027-06-29
is 'and nothing in the past' "$(plan "$(create --start 2026-11-03 --count 6)" 2027-06-30 2026-11-20 | cut -f1 | head -n 1)" 2026-11-24
clock=$(v city meeting series create "$group" --name Nacht --time 02:30 --unit day --start 2027-03-27 --count 3 2>/dev/null)
is 'an hour that does not exist is the one behind the change' "$(plan "$clock" 2027-12-31 | cut -f2 | paste -sd' ')" '2027-03-27T02:30:00+01:00 2027-03-28T03:30:00+02:00 2027-03-29T02:30:00+02:00'
clock=$(v city meeting series create "$group" --name Nacht --time 02:30 --unit day --start 2027-10-30 --count 3 2>/dev/null)
like 'of one that exists twice the first is taken, and told' "$(said de city meeting series plan "$clock" --until 2027-12-31 --on 2026-12-01)" '2027-10-31.*zweimal.*2027-10-31T02:30:00\+02:00'

# ---- exceptions ----
meeting_of() { v city meeting series show "$six" --json | jq -r --arg d "$1" '.items[] | select(.occurrence == $d) | .meeting'; }
v city meeting series skip "$six" 2027-02-23 >/dev/null
is 'row 24: a day that is left out is called off' "$(v city record show "$(meeting_of 2027-02-23)" --json | jq -r '.fields | "\(.state) \(.cancelled)"')" 'cancelled true'
v city meeting series skip "$six" 2027-08-10 >/dev/null
is 'one that was not planned is not planned' "$(plan "$six" 2027-08-31)" ''
moved=$(v city meeting series move "$six" 2027-04-06 --start 2027-04-08T10:00)
is 'row 24: a meeting moves, as long as it was' "$(v city record show "$moved" --json | jq -r '.fields | "\(.occurrence) \(.start) \(.end)"')" '2027-04-06 2027-04-08T10:00:00+02:00 2027-04-08T12:00:00+02:00'
later=$(v city meeting series move "$six" 2027-09-21 --start 2027-09-22T18:00)
is 'also one that was not made yet' "$(v city record show "$later" --json | jq -r .fields.occurrence)" 2027-09-21
is 'the days say so' "$(v city meeting series show "$six" --until 2027-11-30 --json | jq -r '.items[].state' | paste -sd' ')" 'planned cancelled moved planned planned skipped moved open'
refused 'a day that it does not have' 3005 2 v city meeting series skip "$six" 2027-04-07
refused 'a day that is none' 3005 2 v city meeting series skip "$six" 2027-02-29
refused 'a move to an hour that does not exist' 3011 2 v city meeting series move "$six" 2027-04-06 --start 2027-03-28T02:30
# A topical session outside the series: it is a meeting like any other and none of the days.
extra=$(v city meeting create "$group" --name 'Sondersitzung Wohnraum' --start 2027-03-02T10:00 --extra)
is 'row 24: a topical session outside the series' "$(v city record show "$extra" --json | jq -r '.fields.extra') $(days "$six" 2027-03-31)" 'true 2027-01-12 2027-02-23'
v city meeting series end "$six" --after 2027-05-18 >/dev/null
is 'row 24: an end calls off what is only planned behind it' "$(days "$six") / $(marks city "$six")" '2027-01-12 2027-02-23 2027-04-06 2027-05-18 2027-06-29 2027-09-21 / planned cancelled moved planned cancelled cancelled'
refused 'no end before the begin' 3005 2 v city meeting series end "$six" --after 2027-01-01

# ---- on other offices ----
ok 'row 8: a guest sees the series of another office' until_is 20 "$(starts city "$six")" starts guest "$six"
like 'row 8: and when it is next' "$(v guest meeting series list --on 2027-01-01)" "^Sitzung	FREQ=WEEKLY;INTERVAL=6;BYDAY=TU;UNTIL=20270518	18:00	2027-01-12	$six\$"
for change in "skip $six 2027-01-12" "move $six 2027-01-12 --start 2027-01-13T18:00" "end $six --after 2027-02-01" "plan $six --until 2028-12-31 --on 2027-01-01"; do
	# shellcheck disable=SC2086  # words
	[[ $change = plan* ]] || refused "row 8: but ${change%% *} it may not" 1203 4 v guest meeting series $change
done
refused 'row 8: nor make meetings of one' 1203 4 v guest meeting series plan "$endless" --until 2027-01-10 --on 2027-01-01
words=$(create --every 2 --unit month --week last --weekday fri --start 2027-01-29)
twice=$(create --every 2 --weekday thu --start 2027-01-07 --count 3)
ok 'both hold the same' wait_until 20 same_state "$group" city ngo
# Two offices plan the same at the same time, and hear of each other later.
stop ngo && stop guest
plan "$twice" 2027-12-31 >/dev/null
stop city && start ngo
ok 'an office that has not heard of that plans, too' [ "$(v ngo meeting series plan "$twice" --until 2027-12-31 --on 2026-12-01 | wc -l)" = 3 ]
young=$(v ngo meeting series show "$twice" --json | jq -r '.items[1].meeting')
v ngo agenda add "$young" --name 'Raumfrage' >/dev/null
start city && start guest
ok 'they meet again' eval 'wait_until 30 same_state "$group" city ngo'
is 'each day counts once; the older one stays' "$(marks city "$twice")" 'planned double planned double planned double'
ok 'every office finds the same' eval 'until_is 20 "$(v city meeting series show "$twice" --json | jq -c .items)" eval "v guest meeting series show $twice --json | jq -c .items"'
is 'all see the same in JSON' "$(v ngo meeting series show "$twice" --json | jq -c .items)" "$(v city meeting series show "$twice" --json | jq -c .items)"
listed() { v "$1" meeting list "$group" --json | jq -r --arg s "$twice" '[.items[] | select(.fields.series == $s)] | length'; }
is 'the list shows each day once, and the one with something on its agenda' "$(listed city) $(listed ngo)" '4 4'
like 'as a double' "$(said en city meeting list "$group" | grep "$young")" double
kept=$(v city meeting series show "$twice" --json | jq -r '.items[2].meeting')
v city agenda carry "$young" --to "$kept" >/dev/null 2>&1
is 'what stood on it is carried over' "$(v city agenda list "$kept" | cut -f2)" Raumfrage
v city record delete "$young" --yes >/dev/null
is 'and the double goes' "$(listed city)" 3

# ---- for people ----
# shown LANGUAGE COMMAND...: what stands on a terminal.
shown() { VERBUND_HOME=$base/city LANGUAGE=$1 COLUMNS=200 script -qec "stty cols 200; $BUILD/verbund ${*:2}" /dev/null </dev/null | tr -d '\r'; }
list=$(shown de meeting series list "$group" --on 2027-01-01)
like 'in words, in German' "$list" 'alle 6 Wochen, Di'
like 'last days of a month' "$list" 'alle 2 Monate, letzter Fr'
like 'in English' "$(shown en meeting series list "$group" --on 2027-01-01)" 'every 2 months, last Fri'
like 'and what became of its days' "$(shown de meeting series show "$six")" 'verschoben'
: "$words"
