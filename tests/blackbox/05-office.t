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
