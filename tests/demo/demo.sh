#!/bin/bash
# Five offices on this machine, told step by step. KEEP=1 leaves them running.
# Needs BUILD (folder with verbund and verbundd); make demo sets it.
set -euo pipefail
# shellcheck source=tell.sh
. "$(dirname "$0")/tell.sh"
cast=(luebeck forum ministerium landkreis cafe)

# chain OFFICE: the rows of the Beratungsfolge, with day and committee from the meeting that each row names.
chain() {
	jq -rn --argjson rows "$(v "$1" record list consultation --json)" --argjson meetings "$(v "$1" record list meeting --json)" '
		($meetings.items | map({key: .id, value: .fields}) | from_entries) as $meeting
		| [$rows.items[] | {row: ., meeting: $meeting[.fields.meeting]}] | sort_by(.meeting.start)[]
		| [(.meeting.start[0:10] / "-" | reverse | join(".")), .meeting.name,
		   (if .row.audience == "all" then "Öffentlich" else "Nichtöffentlich" end), .row.fields.role] | @tsv' | sed 's/\\"/"/g'
}
# role_in OFFICE COMMITTEE: the rights that it has there.
role_in() { v "$1" committee list --json | jq -r --arg id "$2" '.items[] | select(.id == $id) | .role'; }
# files_with OFFICE TEXT: how many files of its data directory contain the text.
files_with() { { grep -rlaF -- "$2" "$base/$1" || true; } | wc -l; }
writes() { v "$@" >/dev/null && echo yes || echo "no (exit status $?)"; }

step "1. Five offices, each with a program and data of its own"
office luebeck city "Hansestadt Lübeck"
office forum forum "Forum für Migrantinnen und Migranten"
office ministerium ministry "Innenministerium Schleswig-Holstein"
office landkreis district "Landkreis Lüchow-Dannenberg"
office cafe ngo "Café Zuflucht" dials
cable_to landkreis
for office in "${cast[@]}"; do start $office; say "$(name_of $office) is running."; done
say "There is no server between them. The café cannot be called from outside; it calls the others."

step "2. They become partners"
say "One office hands over an invitation code, the other types it in; then both see six digits, which two people compare" \
	"by telephone: nobody stands between them."
meet_and_confirm luebeck forum
meet_and_confirm luebeck ministerium
meet_and_confirm forum ministerium
meet_and_confirm landkreis cafe

step "3. Lübeck founds the Steuerungsgruppe Integration and shares the papers of its council"
group=$(v luebeck committee create "Steuerungsgruppe Integration" --json | jq -r .id)
v luebeck committee admit "$group" "Forum für Migrantinnen und Migranten" --role member >/dev/null
v luebeck committee admit "$group" "Innenministerium Schleswig-Holstein" --role guest >/dev/null
say "The Forum is a member. The ministry is a guest: what is not public is not even sent to it."
v luebeck import oparl "$data/luebeck-2014.oparl.jsonl" --into "$group" >/dev/null
until_is 20 9 count forum consultation || true
until_is 20 8 count ministerium consultation || true
wait_until 20 same_state "$group" luebeck forum || true
say "The way of the integration concept through the committees (Beratungsfolge, 2014), as the Forum reads it:"
chain forum | while IFS=$'\t' read -r day committee status role; do
	[ ${#committee} -le 48 ] || committee="${committee:0:47}…"
	say "  $day  $(padded "$committee" 48)  $(padded "$status" 15)  $role"
done
check "rows of the Beratungsfolge in Lübeck" "$(count luebeck consultation)" 9
check "rows that the Forum sees, a member" "$(count forum consultation)" 9
check "they are those of the city's own list, to the letter" \
	"$(chain forum | cmp -s - <(tail -n +2 "$data/luebeck-2014-beratungsfolge.tsv") && echo yes || echo no)" yes
check "rows that the ministry sees, a guest" "$(count ministerium consultation)" 8
check "they are the public ones of that list" \
	"$(chain ministerium | cmp -s - <(grep -w Öffentlich "$data/luebeck-2014-beratungsfolge.tsv") && echo yes || echo no)" yes
check "Lübeck and the Forum hold" "$(held "$group" luebeck forum)" "the same"
check "files of the Forum in which the row stands that is not public" "$(files_with forum Senatsberatung)" 1
check "files of the ministry in which it stands" "$(files_with ministerium Senat)" 0

step "4. The Landkreis founds its Runder Tisch; then the café's cable is pulled"
table=$(v landkreis committee create "Runder Tisch" --json | jq -r .id)
v landkreis committee admit "$table" "Café Zuflucht" --role member >/dev/null
meeting=$(v landkreis meeting create "$table" --name "Runder Tisch, 4. Quartal" --start 2026-12-01T18:00 --json | jq -r .id)
until_is 20 1 count cafe meeting || true
pull
say "The cable is out. The café puts an item on the agenda and writes a message; the Landkreis writes, too."
v cafe agenda add "$meeting" --name "Sprachcafé: Räume im Winter" >/dev/null
v cafe message post "$table" "Wir bringen den Raumplan mit." >/dev/null
v landkreis agenda add "$meeting" --name "Bericht der Koordinierungsstelle" >/dev/null
check "while the cable is out, Landkreis and café hold" "$(held "$table" landkreis cafe)" "something else"
plug
wait_until 60 same_state "$table" landkreis cafe || true
say "The cable is in again. The agenda, in both offices:"
v landkreis agenda list "$meeting" --json | jq -r '.items[] | "    \(.number)  \(.fields.name)"'
check "with the cable back, Landkreis and café hold" "$(held "$table" landkreis cafe)" "the same"
check "agenda items that the Landkreis sees, one from the café" "$(count landkreis agendaItem)" 2
check "messages that the Landkreis sees, from the café" "$(count landkreis message)" 1
say "The checksum of all they hold is $(state cafe "$table" all | cut -c1-16)… in both."

step "5. The ministry loses its disk, and Lübeck, which wrote everything, is switched off"
before=$(state ministerium "$group" all)
stop luebeck
stop ministerium
rm "$base/ministerium/data.mdb"
start ministerium
until_is 60 "$before" state ministerium "$group" all || true
say "The ministry had nothing left but its keys and its list of partners. The Forum gave it everything back."
check "rows that the ministry sees after it lost its disk" "$(count ministerium consultation)" 8
check "the checksum of what it holds is" "$([ "$(state ministerium "$group" all)" = "$before" ] && echo as before || echo another)" "as before"
start luebeck

step "6. Lübeck dismisses the Forum from the Steuerungsgruppe, and then writes a message"
v luebeck committee dismiss "$group" "Forum für Migrantinnen und Migranten" --yes >/dev/null
until_is 30 none role_in forum "$group" || true
v luebeck message post "$group" "Nur für die, die noch da sind." >/dev/null
until_is 20 1 count ministerium message || true
say "The Forum keeps what it had; nothing newer is sent to it, and the key is a new one."
check "messages that the ministry reads after the Forum left" "$(count ministerium message)" 1
check "files of the Forum in which this message stands" "$(files_with forum 'Nur für die')" 0
check "the Forum can write to the committee" "$(writes forum message post "$group" 'Wir sind noch da.')" "no (exit status 4)"
check "messages in the committee" "$(count luebeck message)" 1

conclude
