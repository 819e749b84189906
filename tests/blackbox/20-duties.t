#!/bin/bash
# What somebody owes and by when, on two offices: the county and a municipality that belongs to it. Reports once a year and every
# two years, the round table each quarter, with who is late.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of so many columns shows.
columns=160
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=$columns script -qec "stty cols $columns; $line" /dev/null </dev/null | tr -d '\r'
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
both_have "quarterly: the other office knows" "$group"
is "quarterly: nobody met" "$(next kreis "$table" 2026-04-20)" 2026-03-31,late,20
v kreis meeting create "$group" --name '1. Runder Tisch' --start 2026-04-21T16:00 >/dev/null
is "quarterly: who is late" "$(v gartow due "$group" --on 2026-04-20 | grep -P '\tmeeting\t' | cut -f 1,2,4,5)" \
	$'2026-03-31\tlate\tRunder Tisch\tFachausschuss für Soziales, Gesundheit und Migration'
is "quarterly: the meeting counts by itself" "$(next kreis "$table" 2026-04-21)" 2026-07-21,ahead,0
is "quarterly: what is planned later does not" "$(next kreis "$table" 2026-04-20)" 2026-03-31,late,20
is "quarterly: a quarter without" "$(next kreis "$table" 2026-07-31)" 2026-07-21,late,10

# ---- row 28: the agreement with the municipalities ----
agreement=$(new kreis agreement add "$group" --name 'Zusammenarbeit in der Flüchtlingsarbeit' --state inForce --start 2018-01-01 \
	--partners 'Samtgemeinde Lüchow; Samtgemeinde Elbtalaue; Samtgemeinde Gartow' --review 2022-12-31 --remind 90 \
	--tasks 'Ansprechstelle vor Ort für Leistungsempfänger nach dem AsylbLG; Auszahlung von Leistungen nach dem AsylbLG in Absprache mit dem FD 57; Beschaffung von Wohnraum für Leistungsberechtigte')
both_have "row 28: the agreement travels" "$group"
is "row 28: three partners, three tasks" "$(v gartow agreement show "$agreement" --json | jq -c '[(.fields.partner | length), (.fields.task | length)]')" '[3,3]'
shown=$(screen gartow de agreement show "$agreement" --on 2022-11-01 | tr -s ' \n' ' ')
like "row 28: a clerk reads who" "$shown" 'Beteiligte (Samtgemeinde (Elbtalaue|Gartow|Lüchow) \([0-9a-f]{20}\),? ){3}Von '
like "row 28: and what" "$shown" 'Beschaffung von Wohnraum für Leistungsberechtigte'
is "row 28: nothing to do yet" "$(v gartow agreement due --on 2022-10-01)" ""
is "row 28: in time the review is remembered" "$(v gartow agreement due --on 2022-10-02 | cut -f 1-4)" \
	$'2022-12-31\tremind\treview\tZusammenarbeit in der Flüchtlingsarbeit'
is "row 28: with all partners" "$(v gartow agreement due --on 2022-10-02 --json | jq -c '[.items[0].who[].name] | sort')" \
	'["Samtgemeinde Elbtalaue","Samtgemeinde Gartow","Samtgemeinde Lüchow"]'
v gartow agreement edit "$agreement" --review 2027-12-31 >/dev/null
both_have "row 28: reviewed" "$group"
is "row 28: for five years there is nothing to do" "$(v kreis agreement due --on 2023-01-15)" ""
refused "row 28: no review before it begins" 3005 2 v kreis agreement edit "$agreement" --review 2017-01-01

# ---- row 19: three units become one ----
unit() { new kreis organization add "$group" --name "$1" --email "$2"; }
refugees=$(unit 'Koordinierungsstelle für Flüchtlinge' fluechtlinge@flensburg.example)
integration=$(unit 'Koordinierungsstelle für Integration' integration@flensburg.example)
education=$(unit 'Bildungskoordination für Neuzugewanderte' bildung@flensburg.example)
seat=$(new kreis committee seat add "$group" --for 'Koordinierungsstelle für Flüchtlinge' --person 'Ada Öztürk' --substitute 'Jan Petersen')
concept=$(new kreis paper add "$group" --name 'Handlungskonzept' --submitter "$refugees")
owed=$(new kreis obligation add "$group" --name 'Statusanalyse' --start 2019-06-30 --for "$refugees")
grant=$(new kreis agreement add "$group" --name 'Förderrichtlinie des Landes' --partners "$integration" --start 2019-01-01 --end 2021-12-31 --remind 180)
kit=$(new kreis organization merge "$refugees" 'Koordinierungsstelle für Integration' "$education" \
	--into 'Koordinierungsstelle für Integration und Teilhabe' --date 2019-01-01 --seats)
both_have "row 19: the merger travels" "$group"
is "row 19: the old units end, the new one begins" \
	"$(v gartow organization list "$group" | grep -E 'Koordin' | grep -v Migration | cut -f 1,4-6)" \
	$'Bildungskoordination für Neuzugewanderte\t\t2018-12-31\tKoordinierungsstelle für Integration und Teilhabe
Koordinierungsstelle für Flüchtlinge\t\t2018-12-31\tKoordinierungsstelle für Integration und Teilhabe
Koordinierungsstelle für Integration\t\t2018-12-31\tKoordinierungsstelle für Integration und Teilhabe
Koordinierungsstelle für Integration und Teilhabe\t2019-01-01\t\t'
is "row 19: before that day nobody stood for them" "$(v gartow organization list "$group" --on 2018-12-31 | cut -f 6 | sort -u)" ""
is "row 19: the paper still names who wrote it" "$(v gartow record show "$(field gartow "$concept" 'originatorOrganization[0]' | tr -d '"')" | sed -n 's/^name\t//p')" \
	'Koordinierungsstelle für Flüchtlinge'
is "row 19: what the old one owed the new one owes" "$(v gartow obligation due "$group" --on 2019-07-01 | grep Statusanalyse | cut -f 5)" \
	'Koordinierungsstelle für Integration und Teilhabe'
columns=300
like "row 19: a clerk reads both names" "$(screen gartow de obligation due "$group" --on 2019-07-01)" \
	'^So\. 30\.06\.2019 +1 Tag überfällig +Verpflichtung +Statusanalyse +Koordinierungsstelle für Integration und Teilhabe \(früher Koordinierungsstelle für Flüchtlinge\)'
is "row 19: the new one knows whom it is made of" "$(v gartow organization show "$kit" --json | jq -c '[.former[].name]')" \
	'["Bildungskoordination für Neuzugewanderte","Koordinierungsstelle für Flüchtlinge","Koordinierungsstelle für Integration"]'
is "row 19: the old seat ends" "$(field gartow "$seat" endDate)" '"2018-12-31"'
is "row 19: the same persons sit there for the new one, with the substitute" \
	"$(v gartow record list membership --in "$group" --json | jq -c --arg kit "$kit" '[.items[] | select(.fields.onBehalfOf == $kit) | [.fields.startDate, has("fields") and (.fields.substituteFor != null), .fields.votingRight]] | sort')" \
	'[["2019-01-01",false,true],["2019-01-01",true,true]]'
is "row 19: the list of seats names the one of its day" \
	"$(for day in 2018-12-31 2019-01-01; do v gartow committee seat list "$group" --on $day | grep -P '\tinForce\t' | cut -f 1,2,6; done)" \
	$'Koordinierungsstelle für Flüchtlinge\tAda Öztürk\tJan Petersen\nKoordinierungsstelle für Integration und Teilhabe\tAda Öztürk\tJan Petersen'
is "row 19: the end of the funding is remembered" "$(v gartow due "$group" --on 2021-07-05 | grep -E $'\tend\t' | cut -f 1,2,4,5)" \
	$'2021-12-31\tremind\tFörderrichtlinie des Landes\tKoordinierungsstelle für Integration und Teilhabe'
analysis=$(new kreis obligation report "$owed")
is "row 19: its report is the new one's" "$(field kreis "$analysis" 'originatorOrganization[0]')" "\"$kit\""
refused "row 19: nobody goes over twice" 3005 2 v kreis organization merge "$refugees" --into "$education" --date 2020-01-01
gone=$(new kreis organization add "$group" --name 'Gewesene Stelle' --end 2019-12-31)
refused "row 19: nor into one that is gone by then" 3005 2 v kreis organization merge "$kit" --into "$gone" --date 2020-01-01
refused "row 19: nothing is a part of itself" 3005 2 v kreis organization edit "$gone" --part-of "$gone"
refused "row 19: a name that nobody has" 2001 3 v kreis organization show "Verein für alles, was es noch nicht gibt"
is "row 19: shown by its name" "$(v kreis organization show 'Gewesene Stelle' --json | jq -r .id)" "$gone"
is "row 19: changed by its name" "$(v kreis organization edit 'Gewesene Stelle' --type Amt)" "$gone"
second_gone=$(new kreis organization add "$group" --name 'Gewesene Stelle')
refused "row 19: not where two have it" 3015 5 v kreis organization show 'Gewesene Stelle' --in "$group"
v kreis record delete "$second_gone" --yes >/dev/null
refused "row 19: nor into itself" 3005 2 v kreis organization merge "$kit" --into "$kit" --date 2020-01-01
refused "row 19: nor the committee itself" 3005 2 v kreis organization merge 'Fachausschuss für Soziales, Gesundheit und Migration' --in "$group" --into "$kit" --date 2020-01-01
refused "row 19: a number that nobody has is no name" 2001 3 v kreis organization merge "$kit" --into 0198ffffffff --date 2020-01-01
refused "row 19: nor who is not known" 2001 3 v kreis organization merge "$kit" 'Niemand' --into Neu --date 2020-01-01
is "row 19: of that nothing was written" "$(v kreis organization list "$group" | grep -c '^Neu	')" 0

# Two offices in charge that do not see each other let each unit go over into the other.
v kreis committee role "$group" 'Samtgemeinde Gartow' steward >/dev/null
north=$(unit 'Beratung Nord' nord@flensburg.example)
south=$(unit 'Beratung Süd' sued@flensburg.example)
both_have "row 19: before they part" "$group"
stop gartow
v kreis organization merge "$north" --into "$south" --date 2020-01-01 >/dev/null 2>&1
stop kreis
start gartow
v gartow organization merge "$south" --into "$north" --date 2020-01-01 >/dev/null 2>&1
start kreis
both_have "row 19: each went over into the other" "$group"
heirs() { v "$1" organization list "$group" --on 2020-06-01 | grep '^Beratung [NS]' | cut -f 1,6; }
is "row 19: the circle opens at the oldest, on both offices" "$(heirs kreis)" $'Beratung Nord\t\nBeratung Süd\tBeratung Nord'
is "row 19: the same on the other" "$(heirs gartow)" "$(heirs kreis)"
v kreis committee role "$group" 'Samtgemeinde Gartow' member >/dev/null

# ---- row 13: first integration, step by step ----
step() { new kreis step add "$group" --process Erstintegration "$@"; }
first=$(step --name 'Anmeldung' --office 'Einwohnermeldeamt')
second=$(step --name 'Sprachkurs' --office 'Volkshochschule' --area Sprache --from "$first")
third=$(step --name 'Beratung' --office "$refugees" --from "$second")
v kreis step link "$third" --next "$second" >/dev/null
v kreis step link "$first" --next "$third" >/dev/null
both_have "row 13: the flow travels" "$group"
flow() { v "$1" step list "$group" --process Erstintegration | cut -f 2-6; }
is "row 13: who is in charge, how to reach them, what comes next, also back" "$(flow gartow)" \
	$'1\tAnmeldung\tEinwohnermeldeamt\t\t2, 3\n2\tSprachkurs\tVolkshochschule\t\t3\n3\tBeratung\tKoordinierungsstelle für Integration und Teilhabe\t\t2'
v kreis organization edit "$kit" --email kit@flensburg.example >/dev/null
both_have "row 13: an office changes where it is reached" "$group"
is "row 13: the step shows it on the other office" "$(v gartow step show "$third" --json | jq -r .contact)" kit@flensburg.example
clerk=$(v gartow record create person '{"name": "Mara Lindner", "email": ["lindner@gartow.example"]}' --in "$group")
both_have "row 13: a member office has somebody to ask" "$group"
v kreis step edit "$second" --person "$clerk" >/dev/null
v gartow record edit "$clerk" '{"phone": ["05846 1234"]}' >/dev/null
both_have "row 13: who is reached by telephone, too" "$group"
is "row 13: the step shows it on the county's side" "$(flow kreis | sed -n 2p | cut -f 4)" 'Mara Lindner, lindner@gartow.example, 05846 1234'
stop gartow
v kreis step move "$third" --after "$first" >/dev/null
stop kreis
start gartow
fourth=$(new gartow step add "$group" --process Erstintegration --name 'Kita-Platz' --after "$first" --from "$first")
start kreis
both_have "row 13: one moves a step, the other puts one in" "$group"
is "row 13: nothing is lost" "$(flow kreis | cut -f 2 | sort | paste -sd,)" 'Anmeldung,Beratung,Kita-Platz,Sprachkurs'
is "row 13: both see one order" "$(flow kreis)" "$(flow gartow)"
is "row 13: the last stays the last" "$(flow kreis | cut -f 2 | tail -n 1)" Sprachkurs
v gartow record delete "$fourth" --yes >/dev/null 2>&1 || v kreis record delete "$fourth" --yes >/dev/null
both_have "row 13: a step is taken out" "$group"
is "row 13: nothing leads to it any more" "$(flow gartow | sed -n 1p | cut -f 5)" '2, 3'
refused "row 13: not behind a step of another process" 3005 2 v kreis step move "$second" --after "$(new kreis step add "$group" --process Anderes --name x)"

# ---- one calendar over all committees ----
council=$(new kreis committee create 'Beirat')
draft=$(new kreis paper add "$council" --name 'Entwurf des Konzepts')
leb=$(new kreis organization add "$council" --name LEB)
request=$(v kreis record create commentRequest "{\"paper\": \"$draft\", \"organization\": \"$leb\", \"due\": \"2033-05-01\"}" --in "$council")
v kreis obligation add "$council" --name 'Wahl des Vorstands' --type other --start 2033-06-01 --remind 7 >/dev/null
v kreis obligation add "$group" --name 'Haushaltsbericht' --type report --start 2033-05-20 --for LEB >/dev/null 2>&1
calendar() { v kreis due --on 2033-04-30 --until "$1" | awk -F '\t' '$1 >= "2033" { print $1, $2, $3, $4, $5, $7 }' | grep -vE ' (sitting|gap|invitation|minutes) '; }
is "all that is due, of every committee, by day" "$(calendar 2033-06-30)" \
	'2033-05-01 remind comment Entwurf des Konzepts LEB Beirat
2033-05-20 remind report Haushaltsbericht LEB Fachausschuss für Soziales, Gesundheit und Migration
2033-06-01 ahead other Wahl des Vorstands  Beirat'
is "only until then" "$(calendar 2033-05-31 | wc -l)" 2
is "what was answered is due no more" "$(v kreis record edit "$request" '{"state": "answered"}' >/dev/null && calendar 2033-05-31 | wc -l)" 1
is "a document for scripts" "$(v kreis due "$council" --on 2033-05-30 --json | jq -c '[.schema, (.items[] | select(.kind == "obligation") | .what, .due, .dueState, .lateDays)]')" \
	'["verbund/due/1","other","2033-06-01","remind",0]'
like "a clerk reads it" "$(screen kreis de due "$council" --on 2033-06-10)" '^Mi\. 01\.06\.2033 +9 Tage überfällig +anderes +Wahl des Vorstands'

# ---- whatever stands in records of others ----
odd() { v kreis record create "$1" "$2" --in "$council" >/dev/null; }
odd obligation '{"startDate": "9999-12-31", "every": 9007199254740991, "unit": "year", "reminderDays": 9007199254740991, "fulfilled": ["9999-12-31", "0001-01-01"]}'
odd obligation '{"startDate": "0001-01-01", "obligationType": "meeting", "every": 1, "unit": "day"}'
odd agreement '{"reviewDate": "0001-01-01", "endDate": "9999-12-31", "reminderDays": 9007199254740991}'
odd measure '{"number": 9007199254740991, "endDate": "0001-01-01"}'
odd processStep '{"area": "Wohnen"}'
erased=$(v kreis record create organization '{"name": "Gab es"}' --in "$council" --json | jq -r .id)
odd obligation '{"startDate": "2026-01-01", "obligationType": "meeting", "every": 1, "unit": "year", "recipient": "'"$erased"'"}'
v kreis record erase "$erased" --yes >/dev/null 2>&1
odd organization '{"endDate": "0001-01-01", "mergedInto": "'"$leb"'"}'
for each in due 'obligation list' 'obligation due' 'agreement list' 'agreement due' 'measure list' 'step list' 'organization list'; do
	# shellcheck disable=SC2086  # two words
	ok "$each, of records without names and at the ends of time" v kreis $each --json
	# shellcheck disable=SC2086
	like "$each, on a terminal" "$(screen kreis de $each "$council")" '[0-9a-f]{20}'
done

# ---- what makes no sense ----
refused "no number without a unit" 3006 2 v kreis obligation add "$group" --name x --start 2027-01-01 --every 1
refused "no end before the begin" 3005 2 v kreis obligation edit "$yearly" --until 2020-01-01
refused "nothing every nothing" 3005 2 v kreis obligation edit "$yearly" --every 0
refused "a paper is no obligation" 3005 2 v kreis obligation done "$paper"
refused "nor is an obligation a paper" 3005 2 v kreis obligation done "$yearly" --paper "$yearly"
organizations() { v kreis organization list "$group" --json | jq -c '[.items[].id] | sort'; }
before=$(organizations)
refused "a measure that ends before it begins" 3005 2 v kreis measure add "$group" --name x --owner 'Neue Stelle A' --start 2027-01-02 --end 2027-01-01
refused "an obligation on no day" 3005 2 v kreis obligation add "$group" --name x --for 'Neue Stelle B' --start 2027-02-29
refused "an agreement that is reviewed too early" 3005 2 v kreis agreement add "$group" --name x --partners 'Neue Stelle C;Neue Stelle D' --start 2027-01-02 --review 2027-01-01
refused "an obligation that is changed wrongly" 3005 2 v kreis obligation edit "$yearly" --for 'Neue Stelle E' --every 0
is "what they name is not made" "$(organizations)" "$before"
refused "a step after itself" 3005 2 v kreis step link "$second" --next "$second"
refused "a day that there is not" 3005 2 v kreis obligation done "$yearly" --date 2027-02-29
