#!/bin/bash
# What somebody owes and by when, on two offices: the county and a municipality that belongs to it. Reports once a year and every
# two years, the round table each quarter, with who is late.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 130 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=130 script -qec "stty cols 130; $line" /dev/null </dev/null | tr -d '\r'
}
new() { local office=$1; shift; v "$office" "$@" --json 2>/dev/null | jq -r .id; }
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }
both_have() { ok "$1" wait_until 20 same_state "$2" kreis gartow; }

office kreis district 'Landkreis Lüchow-Dannenberg'
office gartow city 'Samtgemeinde Gartow'
start kreis && start gartow || exit 1
ok "two offices" pair kreis gartow

# ---- row 29: once a year the office reports to the committee ----
group=$(new kreis committee create 'Fachausschuss für Soziales, Gesundheit und Migration')
v kreis committee admit "$group" 'Samtgemeinde Gartow' --role member >/dev/null
yearly=$(new kreis obligation add "$group" --name 'Jahresbericht' --type report --start 2027-03-31 --every 1 --unit year \
	--remind 45 --for 'Koordinierungsstelle Migration und Teilhabe' --basis 'Handlungskonzept, Abschnitt 8')
# next OFFICE OBLIGATION DAY: when it is due next, as of a day: day, state, days late.
next() { v "$1" obligation show "$2" --on "$3" --json | jq -r '[.due // "", .dueState, .lateDays // ""] | @csv' | tr -d '"'; }
both_have "row 29: the other office knows what is owed" "$group"
is "row 29: long before" "$(next gartow "$yearly" 2027-02-13)" 2027-03-31,ahead,0
is "row 29: 45 days before it is time to think of it" "$(next gartow "$yearly" 2027-02-14)" 2027-03-31,remind,0
is "row 29: on the day" "$(next gartow "$yearly" 2027-03-31)" 2027-03-31,remind,0
is "row 29: twelve days late" "$(next gartow "$yearly" 2027-04-12)" 2027-03-31,late,12
is "row 29: who is late, by whom it is awaited" "$(v gartow obligation due --on 2027-04-12 | cut -f 1-6)" \
	$'2027-03-31\tlate\treport\tJahresbericht\tKoordinierungsstelle Migration und Teilhabe\tFachausschuss für Soziales, Gesundheit und Migration'
is "row 29: nothing is due before" "$(v gartow obligation due "$group" --on 2027-02-13)" ""
is "row 29: unless asked until when" "$(v gartow obligation due "$group" --on 2027-02-13 --until 2027-03-31 | cut -f 2)" ahead
paper=$(new kreis obligation report "$yearly" --name 'Bericht 2026 der Koordinierungsstelle' --on 2027-03-01)
is "row 29: the report is a paper by that office" "$(v kreis record show "$(field kreis "$paper" 'originatorOrganization[0]' | tr -d '"')" | sed -n 's/^name\t//p')" \
	'Koordinierungsstelle Migration und Teilhabe'
both_have "row 29: the report travels" "$group"
is "row 29: with its station in the committee" "$(v gartow consultation list "$paper" | cut -f 1-4)" \
	$'2027-03-31\tFachausschuss für Soziales, Gesundheit und Migration\t\tzur Kenntnisnahme'
is "row 29: which the obligation knows" "$(field gartow "$yearly" 'paper[0]')" "\"$paper\""
is "row 29: it is due still" "$(next gartow "$yearly" 2027-03-31)" 2027-03-31,remind,0
v kreis obligation done "$yearly" --date 2027-04-12 --paper "$paper" >/dev/null
both_have "row 29: done" "$group"
is "row 29: a year later it is due again" "$(next gartow "$yearly" 2027-04-13)" 2028-04-12,ahead,0
like "row 29: a clerk reads it" "$(screen gartow de obligation list "$group" --on 2028-04-13)" '^Mi\. 12\.04\.2028 +1 Tag überfällig +Jahresbericht .*jedes Jahr'
like "row 29: in English" "$(screen gartow en obligation list "$group" --on 2028-04-14)" '^Wed 2028-04-12 +2 days late +Jahresbericht .*every year'

# ---- every two years a monitoring report; 29 February ----
monitoring=$(new kreis obligation add "$group" --name 'Integrations-Monitoring' --type report --start 2028-02-29 --every 2 --unit year)
is "monitoring: first on 29 February" "$(next kreis "$monitoring" 2028-02-29)" 2028-02-29,remind,0
v kreis obligation done "$monitoring" --date 29.2.2028 >/dev/null
is "monitoring: two years after the last, on a day that there is" "$(next kreis "$monitoring" 2028-03-01)" 2030-02-28,ahead,0
v kreis obligation done "$monitoring" --date 2030-02-28 >/dev/null
is "monitoring: and so on" "$(next kreis "$monitoring" 2032-02-29)" 2032-02-28,late,1
v kreis obligation done "$monitoring" --date 2030-02-28 --undo >/dev/null
is "monitoring: a day said by mistake is taken back" "$(next kreis "$monitoring" 2030-03-05)" 2030-02-28,late,5
is "what is due first stands first" "$(v kreis obligation list "$group" --on 2028-04-11 | cut -f 1,3 | paste -sd,)" \
	$'2028-04-12\tJahresbericht,2030-02-28\tIntegrations-Monitoring'

# ---- both offices say on the same day that it was done ----
both_have "before they part" "$group"
stop gartow
v kreis obligation done "$monitoring" --date 2030-02-20 >/dev/null
stop kreis
start gartow
v gartow obligation done "$monitoring" --date 2030-02-25 >/dev/null
start kreis
both_have "at the same time" "$group"
is "both days stand" "$(field kreis "$monitoring" fulfilled)" '["2028-02-29","2030-02-20","2030-02-25"]'
is "the later one counts" "$(next gartow "$monitoring" 2030-03-05)" 2032-02-25,ahead,0

# ---- the round table, each quarter ----
table=$(new kreis obligation add "$group" --name 'Runder Tisch' --type meeting --start 2026-03-31 --every 3 --unit month --remind 14)
is "quarterly: nobody met" "$(next kreis "$table" 2026-04-20)" 2026-03-31,late,20
v kreis meeting create "$group" --name '1. Runder Tisch' --start 2026-04-21T16:00 >/dev/null
is "quarterly: the meeting counts by itself" "$(next kreis "$table" 2026-04-21)" 2026-07-21,ahead,0
is "quarterly: what is planned later does not" "$(next kreis "$table" 2026-04-20)" 2026-03-31,late,20
is "quarterly: a quarter without" "$(next kreis "$table" 2026-07-31)" 2026-07-21,late,10

# ---- what makes no sense ----
refused "no number without a unit" 3006 2 v kreis obligation add "$group" --name x --start 2027-01-01 --every 1
refused "no end before the begin" 3005 2 v kreis obligation edit "$yearly" --until 2020-01-01
refused "nothing every nothing" 3005 2 v kreis obligation edit "$yearly" --every 0
refused "a paper is no obligation" 3005 2 v kreis obligation done "$paper"
refused "nor is an obligation a paper" 3005 2 v kreis obligation done "$yearly" --paper "$yearly"
refused "a day that there is not" 3005 2 v kreis obligation done "$yearly" --date 2027-02-29
