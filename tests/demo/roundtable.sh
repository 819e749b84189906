#!/bin/bash
# The Runder Tisch of Lüchow-Dannenberg on this machine: twelve seats, seven offices, five seats without one, and a cable that
# is pulled twice. KEEP=1 leaves the offices running.
# Needs BUILD (folder with verbund and verbundd); make demo SCENE=roundtable sets it.
set -euo pipefail
# shellcheck source=tell.sh
. "$(dirname "$0")/tell.sh"
cast=(landkreis elbtalaue luechow gartow cafe wendland bleiben)
others=("${cast[@]:1}")

# agenda OFFICE: the numbers and titles of the agenda, in a line.
agenda() { v "$1" agenda list "$meeting" | cut -f1,2 | tr '\t' ' ' | paste -sd';'; }
# ways OFFICE: how the seats were reached, counted.
ways() { v "$1" meeting invitations "$meeting" --json | jq -r '[.items[] | select(.edition == 0) | .delivery] | group_by(.) | map("\(length) \(.[0])") | join(", ")'; }
# everywhere COMMAND...: how many different answers the seven offices give, after a blank what the first one says.
everywhere() { local office; for office in "${cast[@]}"; do "$@" "$office"; done | sort -u | wc -l; }
# What each office says, as a sum; what fails is the answer of nobody else.
sum_of() { local text; text=$("${@:2}") && [ -n "$text" ] && sha256sum <<<"$text" || echo "nothing from $1"; }
text_of() { sum_of "$1" v "$1" meeting export "$meeting" - --format text --internal; }
checksum_of() { sum_of "$1" eval 'v "$1" export json --from "$table" - | jq -cS "select(.end) | .end"'; }
all_same() { same_state "$table" "${cast[@]}" && echo the same || echo something else; }

step "1. Seven offices, each with a program and data of its own"
office landkreis district "Landkreis Lüchow-Dannenberg"
office elbtalaue city "Samtgemeinde Elbtalaue" dials
office luechow city "Samtgemeinde Lüchow (Wendland)" dials
office gartow city "Samtgemeinde Gartow" dials
office cafe ngo "Cafe Zuflucht" dials
office wendland ngo "Zufluchtcafe Wendland" dials
office bleiben ngo "Migrationsberatung BLEIBEN" dials
cable_to landkreis
for office in "${cast[@]}"; do start "$office"; say "$(name_of "$office") is running."; done
say "Only the Landkreis can be called, over one cable; the others call it."

step "2. They become partners of the Landkreis"
for office in "${others[@]}"; do meet_and_confirm landkreis "$office"; done

step "3. The Landkreis founds its Runder Tisch: twelve seats, of which seven have an office"
table=$(v landkreis committee create "Runder Tisch" --json | jq -r .id)
for office in "${others[@]}"; do v landkreis committee admit "$table" "$(name_of "$office")" --role member >/dev/null; done
root=$(v landkreis record list organization --json | jq -r '.items[] | select(.fields.root) | .id')
v landkreis record edit "$root" '{"rules": "roundTable", "postalAddress": "Königsberger Straße 10\n29439 Lüchow (Wendland)"}' >/dev/null
# The rows of the Handlungskonzept, but for those that are invited only if needed.
seat() { v landkreis committee seat add "$table" --for "$1" "${@:2}" >/dev/null; }
seat "Koordinierungsstelle Migration und Teilhabe" --office "$(name_of landkreis)"
seat "Samtgemeinde Elbtalaue" --office "$(name_of elbtalaue)"
seat "Samtgemeinde Lüchow (Wendland)" --office "$(name_of luechow)"
seat "Samtgemeinde Gartow" --office "$(name_of gartow)"
seat "Cafe Zuflucht" --office "$(name_of cafe)"
seat "Zuflucht Lüchow - Zufluchtcafe Wendland" --office "$(name_of wendland)"
seat "Migrationsberatung BLEIBEN" --office "$(name_of bleiben)"
for name in "Netzwerkgruppe Asyl Gartow" "LEB" "Fachdienstleitung FD 57 – Wirtschaftliche und soziale Hilfen" \
	"Erster Kreisrat / Landrätin" "Ausschussvorsitzende des Sozialausschusses"; do seat "$name"; done
check "seats" "$(v landkreis committee seat list "$table" | wc -l)" 12
start_at=$(date -d '+30 days' +%Y-%m-%dT18:00)
meeting=$(v landkreis meeting create "$table" --name "Runder Tisch" --start "$start_at" --location "Kreishaus, Großer Saal" --json | jq -r .id)
v landkreis agenda add "$meeting" --name "Begrüßung" --type Regularie --minutes 5 >/dev/null
for office in "${others[@]}"; do until_is 30 1 count "$office" meeting || true; done

step "4. The cable is pulled; everybody goes on planning, alone"
pull
v gartow agenda add "$meeting" --name "Wohnraum für Leistungsberechtigte" --type Bericht --minutes 30 >/dev/null
v cafe agenda add "$meeting" --name "Sprachcafé: Räume im Winter" --minutes 15 >/dev/null
v bleiben agenda propose "$meeting" --name "Wartezeiten bei der Ausländerbehörde" >/dev/null
v wendland agenda propose "$meeting" --name "Sommerfest 2027" >/dev/null
v landkreis agenda add "$meeting" --name "Bericht der Koordinierungsstelle" --type Bericht --minutes 20 >/dev/null
v landkreis agenda add "$meeting" --name "Einzelfälle" --internal >/dev/null
check "while the cable is out, the seven hold" "$(all_same)" "something else"
plug
wait_until 60 same_state "$table" "${cast[@]}" || true
check "with the cable back, the seven hold" "$(all_same)" "the same"
proposal() { v landkreis agenda proposals "$meeting" --json | jq -r --arg n "$1" 'first(.items[] | select(.fields.name == $n)) | .id'; }
v landkreis agenda accept "$(proposal "Wartezeiten bei der Ausländerbehörde")" >/dev/null
v landkreis agenda decline "$(proposal "Sommerfest 2027")" --reason "im Festausschuss" >/dev/null
wait_until 60 same_state "$table" "${cast[@]}" || true
say "The agenda, in every office:"
v bleiben agenda list "$meeting" | cut -f1,2 | while IFS=$'\t' read -r number title; do say "  $(padded "$number" 5) $title"; done
check "items on the agenda, from four offices" "$(v luechow agenda list "$meeting" --json | jq '[.items[] | select(.number != null and .number != "")] | length')" 6
check "different agendas in seven offices" "$(everywhere agenda)" 1

step "5. The cable is pulled again, and the Landkreis invites"
pull
LANGUAGE=de v landkreis meeting invite "$meeting" --wait 0 --letters "$base/letters" >/dev/null
check "without the cable" "$(ways landkreis)" "1 delivered, 5 letter, 6 waiting"
check "seats that may be called invited" "$(v landkreis meeting invitations "$meeting" --json | jq '[.items[] | select(.invited)] | length')" 6
plug
until_is 60 "7 delivered, 5 letter" ways landkreis || true
say "A line a seat, as the Landkreis sees it:"
v landkreis meeting invitations "$meeting" | cut -f1,3 | while IFS=$'\t' read -r name way; do say "  $(padded "$way" 10) $name"; done
check "with the cable back" "$(ways landkreis)" "7 delivered, 5 letter"
check "letters to print, as text" "$(find "$base/letters" -name '*.txt' | wc -l)" 5
check "and as pages" "$(find "$base/letters" -name '*.pdf' -exec head -c 5 {} \; | grep -o '%PDF-' | wc -l)" 5
check "letters in which the item stands that is not public" "$({ grep -l Einzelfälle "$base"/letters/* || true; } | wc -l)" 0

step "6. Gartow has one more item: a supplement (Nachtrag)"
wait_until 60 same_state "$table" "${cast[@]}" || true
v gartow agenda add "$meeting" --name "Vereinbarung der Samtgemeinden" >/dev/null
until_is 60 7 eval 'v landkreis agenda list "$meeting" | grep -c "^[ÖN]"' || true
v landkreis meeting invite "$meeting" --supplement >/dev/null
wait_until 60 same_state "$table" "${cast[@]}" || true
say "As invited to, beside the agenda as it is now (0: the invitation, 1: its supplement):"
v cafe agenda list "$meeting" --as-invited | cut -f1-4 | while IFS=$'\t' read -r then now title edition; do say "  $(padded "$then" 5) $(padded "$now" 5) $(padded "$title" 44) $edition"; done
check "items of the supplement, as the Cafe reads it" "$(v cafe agenda list "$meeting" --as-invited --json | jq -r '[.items[] | select(.edition == 1) | .name] | join(", ")')" "Vereinbarung der Samtgemeinden"

step "7. They answer, and the Landkreis enters what came by telephone"
v gartow meeting reply "$meeting" yes >/dev/null
v cafe meeting reply "$meeting" yes >/dev/null
v bleiben meeting reply "$meeting" no --comment "Beratungstag" >/dev/null
v landkreis meeting reply "$meeting" yes --seat LEB --comment "per Telefon" >/dev/null
answers() { v "$1" meeting replies "$meeting" | cut -f4 | sort | uniq -c | awk '{ print $1, $2 }' | paste -sd,; }
until_is 60 "3 accepted,1 declined,8 none" answers wendland || true
check "answers, as the Zufluchtcafe reads them" "$(answers wendland)" "3 accepted,1 declined,8 none"

step "8. Seven offices, one record"
settled() { [ "$(v landkreis meeting invitations "$meeting" --json | jq '[.items[] | select(.delivered)] | length')" = 14 ] && same_state "$table" "${cast[@]}"; }
wait_until 60 settled || true
check "the seven hold" "$(all_same)" "the same"
check "different texts of the meeting (meeting export)" "$(everywhere text_of)" 1
check "different checksums of the whole history (export json)" "$(everywhere checksum_of)" 1
say "The text: $(text_of gartow | cut -c1-16)…  The records: $(state gartow "$table" all | cut -c1-16)…, in all seven."
conclude
