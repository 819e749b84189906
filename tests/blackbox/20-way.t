#!/bin/bash
# One paper on its way through committees of four organisations, city, district, ministry and NGO, each with an office of its
# own: row 10 across organisations. The others see how far each station is, and nothing else of a committee that is not theirs.
limit=180
. "$(dirname "$0")/lib.sh"

field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }
office city city 'Hansestadt Lübeck'
office district district 'Kreis Ostholstein' dials
office land ministry 'Innenministerium' dials
office ngo ngo 'Forum für Migrantinnen und Migranten' dials
for office in city district land ngo; do start $office || exit 1; done
for office in district land ngo; do ok "the city and $office" pair city $office; done
net=$(v city committee create 'Netzwerk Integration')
for office in 'Kreis Ostholstein' Innenministerium 'Forum für Migrantinnen und Migranten'; do v city committee admit "$net" "$office" --role member >/dev/null; done

paper=$(v city paper add "$net" --name 'Bericht zum Integrationskonzept' --reference VO/2026/7 --date 2026-09-01)
v city paper point add "$paper" 'Der Bericht wird zur Kenntnis genommen.' >/dev/null
stations=()
for row in city:Hauptausschuss:2026-10-06 district:Kreistag:2026-10-20 land:Innenministerium:2026-11-03 ngo:Vorstand:2026-11-17; do
	IFS=: read -r office name day <<<"$row"
	stations+=("$(v city consultation add "$paper" --for "$name" --role 'zur Kenntnisnahme' --date "$day" 2>/dev/null)")
	organization=$(v city record list organization --json | jq -r --arg n "$name" --arg s "$net" '.items[] | select(.space == $s and .fields.name == $n) | .id')
	v city record edit "$organization" "{\"node\": \"$(v "$office" status --json | jq -r .id)\"}" >/dev/null
done
status() { v "$1" consultation list "$paper" --on "$2" | cut -f 8 | paste -sd' '; }
at() { v "$1" consultation list "$paper" --on "$2" | awk -F '\t' '$9 == "yes" { print $2 }'; }
all_see() { local office; for office in city district land ngo; do until_is 20 "$1" status $office "$2" || { echo "$office: $(status $office "$2")" >&2; return 1; }; done; }
ok "row 10: all four see the way" all_see 'scheduled scheduled scheduled scheduled' 2026-09-15

# ---- the city: its committee sits in the committee that they share ----
sitting=$(v city meeting create "$net" --name 'Hauptausschuss' --start 2026-10-06T16:00)
v city consultation edit "${stations[0]}" --meeting "$sitting" >/dev/null
v city record edit "$sitting" '{"state": "invited"}' >/dev/null
ok "row 10: the city invites, and all see it" all_see 'invited scheduled scheduled scheduled' 2026-10-01
v city consultation edit "${stations[0]}" --result 'einstimmig beschlossen' >/dev/null
ok "row 10: it has decided" all_see 'done scheduled scheduled scheduled' 2026-10-07
ok "row 10: the paper is at the district" until_is 20 Kreistag at ngo 2026-10-07

# ---- the district: its council sits in a committee of its own ----
own=$(v district committee create 'Kreistag Ostholstein')
copy=$(v district paper forward "$paper" "$own" --station "${stations[1]}")
is "row 10: the district has the paper in its own committee, with its points" \
	"$(v district paper show "$copy" --json | jq -c --arg s "$own" '[.space == $s, .fields.name, .fields.reference]') $(v district paper point list "$copy" | cut -f 2)" \
	'[true,"Bericht zum Integrationskonzept","VO/2026/7"] Der Bericht wird zur Kenntnis genommen.'
mine=$(v district consultation list "$copy" | cut -f 10)
meeting=$(v district meeting create "$own" --name '12. Sitzung' --start 2026-10-22T17:00)
v district consultation edit "$mine" --meeting "$meeting" >/dev/null
v district consultation report "$copy" >/dev/null
ok "row 10: the day that the district tells" until_is 20 2026-10-22 eval "v ngo consultation list '$paper' | sed -n 2p | cut -f 1"
for stage in invited open closed; do
	v district record edit "$meeting" "{\"state\": \"$stage\"}" >/dev/null
	case $stage in invited) seen=invited ;; open) seen=sitting ;; closed) seen=held ;; esac
	is "row 10: $stage: the district tells it" "$(v district consultation report "$copy")" "${stations[1]}"
	ok "row 10: $stage: all see it" all_see "done $seen scheduled scheduled" 2026-10-22
done
is "row 10: told once is enough" "$(v district consultation report "$copy" --json | jq -c '[.schema, .items]')" '["verbund/consultation-report/1",[]]'
v district consultation edit "$mine" --result 'mehrheitlich beschlossen' >/dev/null
is "row 10: all that is new is told at once" "$(v district consultation report)" "${stations[1]}"
ok "row 10: the district has decided" all_see 'done done scheduled scheduled' 2026-10-23
is "row 10: with its words and their code" "$(v city consultation list "$paper" --json | jq -c '.items[1] | [.fields.result, .resultCode]')" '["mehrheitlich beschlossen","adopted"]'
is "row 10: nobody else knows the district's committee" "$(v city committee list | grep -c Kreistag) $(v city record list meeting | grep -c '12. Sitzung')" "0 0"
v city paper edit "$paper" --name 'Bericht, zweite Lesung' >/dev/null
ok "row 10: the district sees the change" until_is 20 '"Bericht, zweite Lesung"' field district "$paper" name
is "row 10: and takes it over into the same copy" "$(v district paper forward "$paper" "$own" --station "${stations[1]}") $(field district "$copy" name)" "$copy \"Bericht, zweite Lesung\""

# ---- the ministry tells by hand; the NGO is away meanwhile ----
stop ngo
v land consultation edit "${stations[2]}" --state open --date 2026-11-03 >/dev/null
ok "row 10: the ministry sits" until_is 20 'done done sitting scheduled' status city 2026-11-03
v land consultation edit "${stations[2]}" --result 'zur Kenntnis genommen' >/dev/null
start ngo
ok "row 10: the NGO, back again, sees all of it" all_see 'done done done scheduled' 2026-11-04
is "row 10: it is its turn" "$(at ngo 2026-11-04)" Vorstand
refused "row 10: a member does not say what came of another office's station" 1203 4 v ngo consultation edit "${stations[2]}" --result 'abgelehnt'
like "row 10: which is said in German" "$(LANGUAGE=de v ngo consultation edit "${stations[2]}" --result x 2>&1)" 'sagt eine andere Stelle'
ok "row 10: the office in charge may, for who has no time" v city consultation edit "${stations[2]}" --result 'Kenntnis genommen'

# ---- not public at home: the result stays there ----
board=$(v ngo committee create 'Vorstand')
copy=$(v ngo paper forward "$paper" "$board")
closed=$(v ngo consultation add "$copy" --for Vorstand --internal --date 2026-11-17 2>/dev/null)
v ngo record edit "$closed" "{\"id\": \"urn:verbund:${stations[3]}\"}" >/dev/null
v ngo consultation edit "$closed" --result 'einstimmig beschlossen' --state closed >/dev/null
v ngo consultation report "$copy" >/dev/null
ok "row 10: all see that the board has met" all_see 'done done done held' 2026-11-18
is "row 10: and no word of its result" "$(field city "${stations[3]}" result)" null
v ngo consultation edit "${stations[3]}" --result 'zugestimmt' >/dev/null
ok "row 10: what it wants to say it says" all_see 'done done done done' 2026-11-18
is "row 10: the paper is nowhere any more" "$(at land 2026-11-18)" ""
ok "row 10: all hold the same" wait_until 20 same_state "$net" city district land ngo
refused "row 10: not into the same committee" 3005 2 v city paper forward "$paper" "$net"
refused "row 10: not for a station of another paper" 3005 2 v ngo paper forward "$paper" "$board" --station "$closed"
