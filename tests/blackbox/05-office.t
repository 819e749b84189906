#!/bin/bash
# The work of a secretary's office on the command line: committees, meetings, agendas, papers on their way through the
# committees, seats, messages. Each command in a pipe, as a document and on a terminal, in both languages.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 100 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=100 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }

office city city 'Hansestadt Lübeck'
office forum forum 'Forum'
start city && start forum || exit 1
ok "two offices" pair city forum
group=$(v city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" Forum --role member >/dev/null
v city import oparl "$data/luebeck-2014.oparl.jsonl" --into "$group" >/dev/null 2>&1

# ---- a record as people read it ----
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --location 'Rathaus, Audienzsaal' --room 2)
shown=$(screen city de meeting show "$meeting")
like "fields have titles in words" "$shown" '^Beginn +Di\. 01\.12\.2026, 18:00$'
like "what a field leads to stands there by name, with its number" "$shown" '^Ort +Rathaus, Audienzsaal \([0-9a-f]{20}\)$'
like "so does the office that wrote it" "$shown" '^Geschrieben von +Hansestadt Lübeck$'
like "and the committee" "$shown" '^Geführt in +Steuerungsgruppe Integration$'
like "in English" "$(screen city en meeting show "$meeting")" '^Begin +Tue 2026-12-01 18:00$'
is "in a pipe as the protocol has it" "$(v city meeting show "$meeting" | grep -P '^(start|location)\t' | cut -f 1 | paste -sd,)" 'location,start'
consultation=$(v city record list consultation --json | jq -r '.items[] | select(.fields.id | endswith("/bauausschuss-1")) | .id')
shown=$(screen city de record show "$consultation")
like "a meeting is known by its name and day" "$shown" '^Sitzung +Bauausschuss, Mo\. 17\.11\.2014, 16:00 \('
like "no field of any kind shows its raw name or a bare number" "$(for kind in body organization meeting agendaItem paper consultation location; do
	screen city de record show "$(v city record list $kind | head -n 1 | cut -f 1)"; done | grep -vE '^[A-ZÄÖÜ][A-Za-zäöüß. -]+ {2,}|^ {10,}' | wc -l)" '^0$'

# ---- proposals: the forum proposes, the city decides ----
agenda() { v "$1" agenda list "$2" | cut -f 1-3 | paste -sd,; }
first=$(v city agenda add "$meeting" --name 'Begrüßung')
second=$(v city agenda add "$meeting" --name 'Bericht' --minutes 15)
ok "the forum has the agenda" until_is 10 $'Ö 1\tBegrüßung\t,Ö 2\tBericht\t' agenda forum "$meeting"
proposal=$(v forum agenda propose "$meeting" --name 'Sprachkurse im Winter' --minutes 20)
other=$(v forum agenda propose "$meeting" --name 'Personal des Forums' --internal --json | jq -r .id)
ok "the city has the proposals, without a number" until_is 10 $'\tSprachkurse im Winter\tproposed,\tPersonal des Forums\tproposed' \
	sh -c "VERBUND_HOME=$base/city $verbund agenda list $meeting | cut -f 1-3 | tail -n 2 | paste -sd,"
like "on a terminal in words" "$(screen city de agenda list "$meeting")" '^ +Sprachkurse im Winter +vorgeschlagen '
refused "not behind an item of the other list" 3005 2 v city agenda accept "$proposal" --after "$other"
is "then it is still a proposal" "$(field city "$proposal" state)" '"proposed"'
is "accepted behind an item" "$(v city agenda accept "$proposal" --after "$first" --json | jq -r '.schema, .id' | paste -sd,)" \
	"verbund/agenda-accept/1,$proposal"
v city agenda decline "$other" --reason 'kommt in die Mitgliederversammlung' >/dev/null
ok "the forum sees both decisions" until_is 10 \
	$'Ö 1\tBegrüßung\t,Ö 2\tSprachkurse im Winter\t,Ö 3\tBericht\t,\tPersonal des Forums\tdeclined: kommt in die Mitgliederversammlung' \
	agenda forum "$meeting"
like "declined, on a terminal" "$(screen forum de agenda list "$meeting")" 'abgelehnt: kommt in die Mitgliederversammlung'
is "accepted after all: the reason goes" "$(v city agenda accept "$other" >/dev/null && v city record show "$other" --json | jq -c '.fields | [.state, .result]')" \
	'["accepted",null]'
ok "a dry run" v city agenda remove "$other" --dry-run
refused "nothing is deleted without --yes" 3006 2 v city agenda remove "$other"
is "it is there still" "$(agenda city "$meeting" | tr , '\n' | tail -n 1)" $'N 1\tPersonal des Forums\t'
is "with --yes it goes" "$(v city agenda remove "$other" --yes >/dev/null && agenda city "$meeting" | tr , '\n' | wc -l)" 3
refused "what is gone cannot be accepted" 2001 3 v city agenda accept "$other"
refused "a meeting is no item" 3005 2 v city agenda decline "$meeting"
refused "nor can it be removed as one" 3005 2 v city agenda remove "$meeting" --yes

# ---- what is left goes to the next sitting ----
next=$(v city meeting create "$group" --name '2. Sitzung' --start 2027-03-02T18:00)
v city agenda edit "$first" --result 'erledigt' >/dev/null
hidden=$(v city agenda add "$meeting" --name 'Personalien' --internal)
is "a dry run says which" "$(v city agenda carry "$meeting" --to "$next" --dry-run 2>&1)" \
	$'Would be carried over: Ö 2 Sprachkurse im Winter\nWould be carried over: Ö 3 Bericht\nWould be carried over: N 1 Personalien'
is "and makes nothing" "$(agenda city "$next")" ""
is "one item alone" "$(v city agenda carry "$second" --to "$next" --json 2>/dev/null | jq -c '[.schema, (.items | length), .items[0].carriedFrom]')" \
	"[\"verbund/agenda-carry/1\",1,\"$second\"]"
is "all the others; what was carried over is left out" "$(LANGUAGE=de v city agenda carry "$meeting" --to "$next" 2>&1 >/dev/null)" \
	$'Vertagt: Ö 2 Sprachkurse im Winter\nSchon früher vertagt: Ö 3 Bericht\nVertagt: N 1 Personalien'
is "they stand there in their lists" "$(agenda city "$next")" $'Ö 1\tBericht\t,Ö 2\tSprachkurse im Winter\t,N 1\tPersonalien\t'
is "with their fields, and whence they come" "$(v city agenda list "$next" --json | jq -c '.items[0] | [.fields.plannedMinutes, .fields.carriedFrom]')" \
	"[15,\"$second\"]"
like "a clerk sees whence" "$(screen city de record show "$(v city agenda list "$next" | head -n 1 | cut -f 4)")" '^Vertagt aus +Bericht \('
is "again: nothing" "$(v city agenda carry "$meeting" --to "$next" 2>/dev/null | wc -l)" 0
foreign=$(v city meeting create "$(v city committee create Beirat)" --name 'Sitzung' --start 2027-03-02T18:00)
closed=$(v city meeting create "$group" --name 'Klausur' --start 2027-04-02T18:00 --internal)
refused "not to another committee" 3005 2 v city agenda carry "$meeting" --to "$foreign"
refused "not to the same meeting" 3005 2 v city agenda carry "$meeting" --to "$meeting"
refused "not to an item" 3005 2 v city agenda carry "$meeting" --to "$first"
refused "nothing but items and meetings" 3005 2 v city agenda carry "$(v city record list location | head -n 1 | cut -f 1)" --to "$next"
refused "no public item to an internal meeting" 3005 2 v city agenda carry "$meeting" --to "$closed"
is "of that nothing was written" "$(agenda city "$closed")$(agenda city "$foreign")" ""
