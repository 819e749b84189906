#!/bin/bash
# Who sits in a committee for whom, which office answers for a seat, and until when: with several offices. The rows of the
# bodies of the documents that are about seats, rules and cadence.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 120 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=120 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }
seats() { v "$1" committee seat list "$2" "${@:3}"; }

office city city 'Hansestadt Lübeck'
office jobcenter ngo 'Jobcenter Lübeck'
start city && start jobcenter || exit 1
ok "two offices" pair city jobcenter

# ---- row 1: Steuerungsgruppe Integration ----
group=$(v city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" 'Jobcenter Lübeck' --role guest >/dev/null
seat=$(v city committee seat add "$group" --for 'Forum für Migrantinnen und Migranten' --person 'Erika Muster' --advisory --substitute 'Max Muster' 2>"$base/said")
is "row 1: a seat on behalf of the Forum; what was not there is made, and that is told" "$(cat "$base/said")" \
	$'Was not there and was made: Organization "Forum für Migrantinnen und Migranten"\nWas not there and was made: Person "Erika Muster"\nWas not there and was made: Person "Max Muster"'
is "row 1: it is advisory: speaks and moves, has no vote" "$(field city "$seat" advisory) $(field city "$seat" votingRight)" 'true false'
chair=$(v city committee seat add "$group" --for 'Fachbereich 2' --role Vorsitz --ex-officio 2>/dev/null)
v city committee seat add "$group" --for 'AK Migration' --optional >/dev/null 2>&1
v city committee seat add "$group" --for 'Geschäftsstelle' --no-vote --role Protokollführung >/dev/null 2>&1
new=$(v city committee seat add "$group" --for 'Alle Fachbereiche' --places 3 --from 27.11.2014 2>/dev/null)
is "row 1: extended by a decision: three seats from a day on" "$(wc -l <<<"$new") $(field city "$(tail -n 1 <<<"$new")" startDate)" '3 "2014-11-27"'
is "row 1: before that day they are to come" "$(seats city "$group" --on 2014-11-26 | cut -f 1-9)" \
	$'AK Migration\t\t\tyes\tyes\t\t\t\tinForce
Fachbereich 2\t\tVorsitz\tyes\t\t\t\t\tinForce
Forum für Migrantinnen und Migranten\tErika Muster\t\tadvisory\t\tMax Muster\t\t\tinForce
Geschäftsstelle\t\tProtokollführung\tno\t\t\t\t\tinForce
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming'
counts() { seats city "$group" --json "$@" | jq -c '[.day, .statutoryCount, .vacantCount]'; }
is "row 1: statutory number and vacant seats before" "$(counts --on 2014-11-26)" '["2014-11-26",1,2]'
is "row 1: and from that day on" "$(counts --on 27.11.2014)" '["2014-11-27",4,5]'
is "ended" "$(v city committee seat end "$chair" --on 2014-12-31)" "$chair"
is "on its last day it is still there" "$(seats city "$group" --on 2014-12-31 | grep -c Vorsitz)" 1
is "a day later no more" "$(seats city "$group" --on 2015-01-01 | grep -c Vorsitz)" 0
is "but with --all" "$(seats city "$group" --on 2015-01-01 --all | tail -n 1 | cut -f 1,8,9)" $'Fachbereich 2\t2014-12-31\tended'
v city committee seat end "$seat" --on 2015-06-30 >/dev/null
is "with the seat its substitute ends" "$(seats city "$group" --json --all --on 2015-07-01 | jq -c '[.items[] | select(.for | startswith("Forum")) | .state, .fields.endDate]')" \
	'["ended","2015-06-30","ended","2015-06-30"]'
v city committee seat edit "$seat" --until '' --person '' --advisory no >/dev/null
is "changed: vacant, with a vote, without an end" "$(field city "$seat" person) $(field city "$seat" votingRight) $(field city "$seat" endDate)" 'null true null'
v city committee seat edit "$seat" --person 'Ayşe Yılmaz' --host-turn 2 >/dev/null 2>&1
like "one seat, in German" "$(screen city de committee seat show "$seat" --on 2015-01-01)" '^Es antwortet +keine$'
is "one seat, for scripts" "$(v city committee seat show "$seat" --on 2015-01-01 --json | jq -c '[.schema, .state, .vote, .vacant, .who, .substitutes, .fields.hostTurn]')" \
	'["verbund/committee-seat-show/1","inForce","yes",false,"Ayşe Yılmaz","Max Muster",2]'
like "the list on a terminal, in German" "$(screen city de committee seat list "$group" --on 2014-11-01)" '^Alle Fachbereiche .* ja .* ab 27\.11\.2014 '
like "the vote of an optional seat" "$(screen city de committee seat list "$group" --on 2014-11-01)" '^AK Migration .* ja, bei Bedarf '
like "and in English" "$(screen city en committee seat list "$group" --on 2014-11-01)" 'Statutory number of members: 2\. Vacant seats: 2\.'

refused "no seat for nobody" 3006 2 v city committee seat add "$group" --for ''
refused "several places have no person" 3001 2 v city committee seat add "$group" --for x --places 2 --person y
refused "nor are there so many" 3005 2 v city committee seat add "$group" --for x --places 51
refused "a day that is none" 3005 2 seats city "$group" --on 2014-02-30
refused "an end before the begin" 3005 2 v city committee seat add "$group" --for x --from 2026-02-01 --until 2026-01-31
refused "nor by a change" 3005 2 v city committee seat edit "$(tail -n 1 <<<"$new")" --until 2014-11-26
refused "what begins later does not end before" 3005 2 v city committee seat end "$(tail -n 1 <<<"$new")" --on 2014-01-01
refused "a meeting is no seat" 3005 2 v city committee seat edit "$(v city meeting create "$group" --name x --start 2015-03-02T18:00)" --role x
refused "nor is something else ended" 3005 2 v city committee seat end "$(v city record list organization --in "$group" | head -n 1 | cut -f 1)"
refused "nothing to change" 3006 2 v city committee seat edit "$seat"
is "of all that nothing was written" "$(v city record list organization --in "$group" | wc -l) $(seats city "$group" --all --on 2015-01-01 | wc -l)" '6 7'

# ---- row 5: AK Jobcenter: another organization is a member office with its own key ----
circle=$(v city committee create 'Arbeitskreis mit dem Jobcenter')
v city committee admit "$circle" 'Jobcenter Lübeck' --role member >/dev/null
theirs=$(v city committee seat add "$circle" --for Jobcenter --office 'Jobcenter Lübeck' 2>/dev/null)
v city committee seat add "$circle" --for 'Stabsstelle Integration' --person 'Erika Muster' >/dev/null 2>&1
number=$(v jobcenter status --json | jq -r .id)
is "row 5: the seat has an office that answers for it" "$(v city committee seat show "$theirs" --json | jq -c '[.office, .officeName]')" "[\"$number\",\"Jobcenter Lübeck\"]"
ok "row 5: the office knows that, too" until_is 10 'Jobcenter	Jobcenter Lübeck
Stabsstelle Integration	' sh -c "VERBUND_HOME=$base/jobcenter $verbund committee seat list $circle | cut -f 1,10"
ok "row 5: and fills its seat" v jobcenter committee seat edit "$theirs" --person 'Ali Demir'
ok "row 5: which the city sees" until_is 10 'Ali Demir' sh -c "VERBUND_HOME=$base/city $verbund committee seat list $circle | head -n 1 | cut -f 2"
refused "row 5: which office answers is said by an office in charge alone" 1203 4 v jobcenter committee office "$circle" 'Stabsstelle Integration' 'Jobcenter Lübeck'
refused "an office that is not in the committee" 1407 3 v city committee office "$circle" Jobcenter Nirgendwo
refused "an organization that is not there is not made" 2001 3 v city committee office "$circle" Nirgendwer 'Jobcenter Lübeck'
ok "no office any more" v city committee office "$circle" Jobcenter ''
is "the seat has none" "$(seats city "$circle" | head -n 1 | cut -f 10)" ''
ok "by the beginning of its number" v city committee office "$circle" Jobcenter "${number:0:9}"
is "and has one again" "$(seats city "$circle" | head -n 1 | cut -f 10)" 'Jobcenter Lübeck'
ok "both hold the same" wait_until 10 same_state "$circle" city jobcenter

# ---- row 1: three sittings a year; the third is not planned ----
# due OFFICE COMMITTEE DAY [OPTION...]: day, state and kind of what a committee owes. plan OFFICE COMMITTEE: what is known of it.
due() { v "$1" committee due "$2" --on "$3" "${@:4}" | cut -f 1-4; }
met() { v city meeting create "$1" --name "$3" --start "$2"; }
v city committee plan "$group" --per-year 3 --since 2014-01-01 >/dev/null
met "$group" 2014-02-03T16:00 '1. Sitzung' >/dev/null
met "$group" 2014-06-02T16:00 '2. Sitzung' >/dev/null
is "row 1: two were held, the third is due by the end of the year" "$(due city "$group" 2014-10-15)" \
	$'2014-12-31\tremind\tsitting\tSteuerungsgruppe Integration'
like "row 1: a clerk is told in German" "$(screen city de committee due "$group" --on 2014-10-15)" '^Mi\. 31\.12\.2014 +bald.* Sitzung +1 von 3 fehlt 2014 '
like "row 1: and in English" "$(screen city en committee due "$group" --on 2014-10-15)" '^Wed 2014-12-31 .* 1 of 3 is missing in 2014 '
is "row 1: for scripts" "$(v city committee due "$group" --on 2014-10-15 --json | jq -c '.schema, (.items[0] | [.dueState, .held, .planned, .missing, .perYear, .lateDays])' | paste -sd,)" \
	'"verbund/committee-due/1",["remind",2,0,1,3,0]'
third=$(met "$group" 2014-11-10T16:00 '3. Sitzung')
is "row 1: it is planned: nothing is due" "$(due city "$group" 2014-10-15)" ''
v city meeting cancel "$third" >/dev/null
is "row 1: it is called off: late as soon as the year's third part is over" "$(due city "$group" 2014-12-31)" \
	$'2014-12-31\tremind\tsitting\tSteuerungsgruppe Integration'
like "row 1: committee show tells, too" "$(screen city de committee show "$group" --on 2014-10-15)" '^Mi\. 31\.12\.2014 +bald.* Sitzung '
is "row 1: with rhythm and seats, for scripts" "$(v city committee show "$group" --on 2014-10-15 --json | jq -c '[.schema, .plan.meetingsPerYear, .plan.held, .plan.missing, (.due | length)]')" \
	'["verbund/committee-show/1",3,2,1,1]'
is "row 1: in a pipe" "$(v city committee show "$group" --on 2014-10-15 | grep -E '^(Sittings a year|Held|Vacant)')" $'Sittings a year\t3\nHeld this year\t2\nVacant seats\t2'
is "a committee that has ended owes nothing" "$(v city record edit "$(v city record list organization --in "$group" --json | jq -r '.items[] | select(.fields.root).id')" '{"endDate":"2014-10-01"}' >/dev/null; due city "$group" 2014-10-15)" ''

# ---- words for clerks ----
told() { LANGUAGE=de v "$@" 2>&1 >/dev/null; }
empty=$(v city committee create 'Beirat')
v city committee rules "$empty" --set goSH >/dev/null
like "rules without a seat say so" "$(screen city de committee rules "$empty")" 'es gibt noch keine'
v city committee plan "$empty" --within-days 92 --since 2015-01-01 >/dev/null
like "where none ever met it is reckoned from the beginning" "$(screen city de committee due "$empty" --on 2015-05-01)" '92 Tage nach dem Beginn'
like "and the numbers have their unit" "$(screen city de committee plan "$empty")" '^Abstand höchstens \(Tage\) +92$'
like "a day that there is not" "$(told city committee seat add "$empty" --for Forum --from 29.2.2015)" '--from 29.2.2015: diesen Tag gibt es nicht'
like "a field is named by its option, and nobody counts what was typed once" "$(told city committee rules "$empty" --notice 100000)" '[:(] ?--notice (ist|liegt)'

# ---- row 24: AG Flüchtlingssozialarbeit: two offices host in turn, every four to eight weeks ----
work=$(v city committee create 'AG Flüchtlingssozialarbeit')
v city committee plan "$work" --within-days 56 --not-before-days 28 --since 2018-01-01 >/dev/null
first=$(v city committee seat add "$work" --for 'Sozialamt, Abteilung Migrantenhilfe' --host-turn 1 2>/dev/null)
second=$(v city committee seat add "$work" --for 'Referat für Integration und Migration' --host-turn 2 2>/dev/null)
owner() { field city "$1" onBehalfOf | tr -d '"'; }
host() { v city committee plan "$work" --on "$1" --json | jq -r .nextHost; }
hosted() { v city record edit "$1" "{\"hostOrganization\":\"$(owner "$2")\"}" >/dev/null; }
is "row 24: the first of them begins" "$(host 2018-01-02)" 'Sozialamt, Abteilung Migrantenhilfe'
hosted "$(met "$work" 2018-01-15T14:00 '1. Treffen')" "$first"
is "row 24: then it is the other's turn" "$(host 2018-01-16)" 'Referat für Integration und Migration'
hosted "$(met "$work" 2018-02-19T14:00 '2. Treffen')" "$second"
is "row 24: and the first one's again" "$(host 2018-02-20)" 'Sozialamt, Abteilung Migrantenhilfe'
extra=$(met "$work" 2018-03-01T14:00 'Psychosoziale Versorgung')
v city record edit "$extra" "{\"extra\":true,\"hostOrganization\":\"$(owner "$first")\"}" >/dev/null
is "row 24: an extra session takes nobody's turn" "$(host 2018-03-02)" 'Sozialamt, Abteilung Migrantenhilfe'
is "row 24: within eight weeks nothing is late" "$(v city committee due "$work" --on 2018-04-16 | cut -f 1-3,5)" \
	$'2018-04-16\tremind\tgap\tSozialamt, Abteilung Migrantenhilfe'
like "row 24: after that it is, and who hosts has to see to it" "$(screen city de committee due "$work" --on 2018-04-20)" \
	'^Mo\. 16\.04\.2018 +4 Tage überfällig +zu lange ohne .* Sozialamt'
soon=$(met "$work" 2018-03-12T14:00 '3. Treffen')
is "row 24: one that is planned too soon" "$(v city committee due "$work" --on 2018-02-20 | cut -f 1-4)" $'2018-03-12\tremind\tearly\t3. Treffen, 2018-03-12T14:00:00+01:00'
v city meeting edit "$soon" --start 2018-03-26T14:00 >/dev/null
is "row 24: in time: nothing" "$(v city committee due "$work" --on 2018-02-20)" ''
refused "row 24: the least is not more than the most" 3005 2 v city committee plan "$work" --not-before-days 57
refused "nor is a year longer than a year" 1008 2 v city committee plan "$work" --per-year 367

# ---- rules ----
rules() { v city committee rules "$@" | grep -P '\t.*\t'; }
is "no rules were chosen" "$(v city committee rules "$work" | head -n 2)" $'Rules\tnone\nStatutory number\t2'
is "municipal code of Schleswig-Holstein: each answer names its rule" "$(rules "$work" --set goSH --members 31)" \
	$'notice\t7\tGO SH 34\nshorterNotice\tyes\tGO SH 34\nquorum\tmajority 16\tGO SH 38\nmajority\tsimple\tGO SH 39\npublicity\tpublic\tGO SH 35\nexclusion\t2/3\tGO SH 35\nminutes\t30\tGO SH 41'
is "administrative procedure: at least three, and a second call" "$(rules "$work" --set lvwgSH --members 3 | grep -E 'quorum|second')" \
	$'quorum\tmajority 3\tLVwG SH 102 (1)\nsecondCall\t3\tLVwG SH 102 (2)'
is "Lower Saxony" "$(rules "$work" --set nkomvg --members '' | grep -E 'notice|quorum|second')" \
	$'notice\t7\tNKomVG 59\nquorum\tmajority 2\tNKomVG 65 (1)\nsecondCall\t0\tNKomVG 65 (2)'
is "own numbers say so" "$(rules "$work" --set roundTable --notice 10 --quorum organizations --quorum-min 5 --source 'Geschäftsordnung' | grep -E 'notice|quorum|majority')" \
	$'notice\t10\town rules\nquorum\torganizations 5\town rules\nmajority\tconsensus\tround table'
like "on a terminal in German" "$(screen city de committee rules "$work")" '^Ladungsfrist +10 ganze Tage zwischen Einladung und Sitzung +eigene Regel$'
like "also of the minutes" "$(screen city de committee rules "$work" --set goSH)" '^Niederschrift +innerhalb von 30 Tagen, spätestens zur nächsten Sitzung +GO SH 41$'
v city committee rules "$work" --set roundTable >/dev/null
like "and what nobody has checked is said" "$(screen city de committee rules "$work")" 'niemand hat sie juristisch geprüft'
is "for scripts" "$(v city committee rules "$work" --json | jq -c '[.schema, .rules, .source, .statutoryCount, (.items[] | select(.what == "notice") | [.value, .rule])]')" \
	'["verbund/committee-rules/1","roundTable","Geschäftsordnung",2,["10","own rules"]]'
is "one number is given back" "$(rules "$work" --notice '' | head -n 1)" $'notice\t14\tround table'
is "all of them are" "$(rules "$work" --no-own | grep -c 'own rules')" 0
refused "a number that cannot be" 1008 2 v city committee rules "$work" --notice 4097
refused "no such law" 3005 2 v city committee rules "$work" --set gemeindeordnung
sitting=$(met "$work" 2018-05-14T14:00 '4. Treffen')
is "the last day for the invitation: 14 whole days between" "$(v city committee due "$work" --on 2018-04-20 | grep invitation | cut -f 1-3)" $'2018-04-29\tremind\tinvitation'
is "a day later it is late" "$(v city committee due "$work" --on 2018-04-30 --json | jq -c '.items[] | select(.what == "invitation") | [.lateDays, .rule, .id]')" \
	"[1,\"round table\",\"$sitting\"]"

# ---- row 27: the Runder Tisch: a quarter without a sitting; twelve rows, three Samtgemeinden, some if needed ----
table=$(v city committee create 'Runder Tisch')
v city committee rules "$table" --set roundTable >/dev/null
v city committee plan "$table" --per-year 4 --within-days 92 --since 2022-01-01 >/dev/null
v city committee seat add "$table" --for 'Mitglied der Samtgemeinde' --places 3 >/dev/null 2>&1
for row in 'Koordinierungsstelle Migration und Teilhabe' 'Cafe Zuflucht' 'Zuflucht Lüchow - Zufluchtcafe Wendland' 'Netzwerkgruppe Asyl Gartow' LEB \
	'Migrationsberatung BLEIBEN' 'Fachdienstleitung FD 57 – Wirtschaftliche und soziale Hilfen' 'Erster Kreisrat / Landrätin' 'Ausschussvorsitzende des Sozialausschusses'; do
	v city committee seat add "$table" --for "$row" >/dev/null 2>&1
done
for row in 'Bildungsträger (z.B. KVHS)' Bildungskoordinator; do v city committee seat add "$table" --for "$row" --optional >/dev/null 2>&1; done
is "row 27: twelve rows, fourteen seats" "$(seats city "$table" | cut -f 1 | sort -u | wc -l) $(seats city "$table" | wc -l)" '12 14'
is "row 27: one seat for each Samtgemeinde" "$(seats city "$table" | grep -c '^Mitglied der Samtgemeinde')" 3
is "row 27: those who come if needed do not count while they are vacant" "$(v city committee seat list "$table" --on 2022-04-01 --json | jq -c '[.statutoryCount, .vacantCount]')" '[12,12]'
is "row 27: a quarter without a sitting" "$(v city committee due "$table" --on 2022-04-02 --json | jq -c '.items[] | [.what, .due, .dueState, .lateDays]' | paste -sd,)" \
	'["sitting","2022-03-31","late",2],["gap","2022-04-03","remind",0]'
met "$table" 2022-05-04T10:00 '1. Runder Tisch' >/dev/null
is "row 27: one in the second quarter does not mend the first" "$(v city committee due "$table" --on 2022-05-05 --json | jq -c '.items[] | select(.what == "sitting") | [.due, .missing]')" \
	'["2022-03-31",3]'
like "row 27: over all committees of the office" "$(v city committee due --on 2022-05-05)" $'\tlate\tsitting\tRunder Tisch\t'
like "the status says that something is late" "$(screen city en status)" '^Overdue +[0-9]+ things?: verbund due$'
like "in German" "$(screen city de status)" '^Überfällig +[0-9]+ Sachen?: verbund due$'

# ---- row 6: AK Migration: a large list; most have no office, and get mail ----
many=$(v city committee create 'AK Migration')
v city record create person --in "$many" '{"name":"Mona Mail","email":["mona@example.org"],"delivery":"email"}' >/dev/null
v city committee seat add "$many" --for 'Kursträger 1' --person 'Mona Mail' >/dev/null 2>&1
v city committee seat add "$many" --for 'Mitarbeiter:innen der Kursträger' --places 39 >/dev/null 2>&1
v city committee seat add "$many" --for Verwaltung --office 'Hansestadt Lübeck' >/dev/null 2>&1
is "row 6: forty-one seats, of which one has an office" "$(v city committee seat list "$many" --json | jq -c '[.statutoryCount, .vacantCount, ([.items[] | select(.office)] | length)]')" '[41,40,1]'
is "row 6: they are one Mona Mail and one organization of that name" "$(v city record list organization --in "$many" | wc -l) $(v city record list person --in "$many" | wc -l)" '4 1'

# ---- row 30: the regional network is somebody else's committee: a guest with a seat, and a calendar to read ----
network=$(v jobcenter committee create 'Regionalverbund KMN')
v jobcenter committee admit "$network" 'Hansestadt Lübeck' --role guest >/dev/null
ours=$(v jobcenter committee seat add "$network" --for 'Koordinierungsstelle Migration und Teilhabe' --office 'Hansestadt Lübeck' 2>/dev/null)
meet=$(v jobcenter meeting create "$network" --name '7. Verbundtreffen' --start 2027-03-11T10:00 --location 'Kreishaus')
closed=$(v jobcenter meeting create "$network" --name 'Klausur' --start 2027-03-12T10:00 --internal)
off=$(v jobcenter meeting create "$network" --name '8. Verbundtreffen' --start 2027-06-10T10:00)
v jobcenter meeting cancel "$off" >/dev/null
events() { v "$1" committee calendar "$network" - "${@:2}" | tr -d '\r' | grep -E '^(SUMMARY|DTSTART;|STATUS|LOCATION)' | sort; }
wanted='DTSTART;TZID=Europe/Berlin:20270311T100000
DTSTART;TZID=Europe/Berlin:20270610T100000
LOCATION:Kreishaus
STATUS:CANCELLED
STATUS:CONFIRMED
SUMMARY:Regionalverbund KMN: 7. Verbundtreffen
SUMMARY:Regionalverbund KMN: 8. Verbundtreffen'
ok "row 30: the guest has its seat there" until_is 20 $'Koordinierungsstelle Migration und Teilhabe\tHansestadt Lübeck' sh -c "VERBUND_HOME=$base/city $verbund committee seat list $network | cut -f 1,10"
ok "row 30: and all public sittings in a calendar, also what was called off" until_is 20 "$wanted" events city
is "row 30: with the same numbers as in the file of one sitting" "$(v city committee calendar "$network" - | grep -c "$(v city meeting export "$meet" - --format ical | grep ^UID | tr -d '\r')")" 1
like "row 30: members have the others, too" "$(events jobcenter --internal)" '^SUMMARY:Regionalverbund KMN: Klausur$'
refused "row 30: the guest changes nothing of it" 1203 4 v city meeting edit "$meet" --start 2027-03-18T10:00
refused "row 30: nor its seat" 1203 4 v city committee seat edit "$ours" --role Vorsitz
refused "row 30: nor how often it meets" 1203 4 v city committee plan "$network" --per-year 2
v jobcenter meeting edit "$meet" --start 2027-03-18T10:00 >/dev/null
ok "row 30: what is moved there moves here" until_is 20 1 sh -c "VERBUND_HOME=$base/city $verbund committee calendar $network - | grep -c '20270318T100000'"

# ---- row 16: a working group of several cities, who add seats while they do not hear of each other ----
state=$(v city committee create 'LAG der Partizipationsgremien')
v city committee admit "$state" 'Jobcenter Lübeck' --role steward >/dev/null
ok "row 16: both are in charge" until_is 20 steward sh -c "VERBUND_HOME=$base/jobcenter $verbund committee show $state --json | jq -r .role"
v city committee seat add "$state" --for 'Forum Lübeck' --host-turn 1 >/dev/null 2>&1
ok "row 16: both have the first seat" wait_until 20 same_state "$state" city jobcenter
stop jobcenter
v city committee seat add "$state" --for 'Forum Kiel' --host-turn 2 >/dev/null 2>&1
stop city && start jobcenter
v jobcenter committee seat add "$state" --for 'Forum Flensburg' --host-turn 2 >/dev/null 2>&1
v jobcenter committee plan "$state" --per-year 2 >/dev/null
start city
ok "row 16: together again they hold the same" wait_until 20 same_state "$state" city jobcenter
plans() { for o in city jobcenter; do { seats $o "$state" | cut -f 1; v $o committee plan "$state" --json | jq -c '[.nextHost, .meetingsPerYear]'; } | paste -sd,; done; }
is "row 16: no seat is lost, and both tell the same" "$(plans)" 'Forum Flensburg,Forum Kiel,Forum Lübeck,["Forum Lübeck",2]
Forum Flensburg,Forum Kiel,Forum Lübeck,["Forum Lübeck",2]'
