#!/bin/bash
# What may leave two offices by a bridge, with real daemons: a canary is in no byte that a bridge is answered; a meeting's number is that of the
# calendars which the command line exports; each office reaches its own; what a bridge writes is everywhere, once.
limit=120
. "$(dirname "$0")/lib.sh"
original=$BUILD
stand_in "$here/bridge.py"

office city city 'Stadt'
office cafe ngo 'Café'
start city && start cafe || exit 1
ok 'two offices' pair city cafe
group=$(v city committee create 'Integrationsbeirat')
v city committee admit "$group" 'Café' --role member >/dev/null
seat() { v city committee seat add "$group" --for "$1" --person "$2" >/dev/null 2>&1; }
organization() { v city record list organization --json | jq -r --arg n "$1" '.items[] | select(.fields.name == $n) | .id'; }
seat Rathaus 'Olga Amt' && seat Kaffeehaus 'Peter Kaffee' && seat Nachbarschaft 'Rosa Ohnestelle'
for of in city:Rathaus cafe:Kaffeehaus; do
	v city record edit "$(organization "${of#*:}")" "{\"node\": \"$(v "${of%%:*}" status --json | jq -r .id)\"}" >/dev/null
done
while read -r id name; do
	v city record edit "$id" "{\"email\": [\"${name,,}@mail.example\"], \"phone\": [\"Kanarienvogel\"]}" >/dev/null
done < <(v city record list person --json | jq -r '.items[] | "\(.id) \(.fields.name | split(" ")[0])"')
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2037-03-30T18:00)
item=$(v city agenda add "$meeting" --name 'Begrüßung')
v city agenda add "$meeting" --name Kanarienvogel --internal >/dev/null
v city message post "$(v city agenda add "$meeting" --name Kanarienvogel --internal)" Kanarienvogel >/dev/null
v city meeting create "$group" --name Kanarienvogel --start 2037-04-30T18:00 --internal >/dev/null
v city meeting edit "$meeting" --room 'Saal 1' >/dev/null
v city meeting edit "$meeting" --start 2037-03-30T19:00 >/dev/null
v city meeting edit "$meeting" --name 'Erste Sitzung' >/dev/null
v city meeting invite "$meeting" --on 2037-01-04 >/dev/null 2>&1
v city agenda add "$meeting" --name Nachtrag >/dev/null 2>&1
ok 'both hold the same' same_state "$group" city cafe

# ---- a bridge in each office ----
# ask OFFICE CALL [JSON]: the answer to a bridge; all of them are kept.
ask() { /usr/bin/python3 "$here/bridge.py" call "$base/$1" "${@:2}" | tee -a "$base/answers"; }
runs() { /usr/bin/python3 "$here/client.py" "$base/$1" call bridge.status | jq -r '.items[0].state'; }
for name in city cafe; do
	echo '# asks' >"$base/$name/mail.conf"
	ok "a bridge of $name" until_is 15 running runs "$name"
done
show() { ask "$1" bridge.show "{\"subject\": \"$2\", \"id\": \"$3\"}"; }

# ---- the meeting ----
sequence() { v city meeting export "$meeting" - --format ical | tr -d '\r' | sed -n 's/^SEQUENCE://p'; }
is 'the number of the meeting is that of its calendar' "$(show city meeting "$meeting" | jq .sequence)" "$(sequence)"
is 'which is three: room, time, invited' "$(sequence)" 3
v city meeting edit "$meeting" --start 2037-03-31T18:00 >/dev/null 2>&1
is 'after another change, too' "$(show city meeting "$meeting" | jq .sequence)" "$(sequence)"
is 'items with their editions, internal ones by number' "$(show city meeting "$meeting" | jq -c '[.items[] | [.number, .title, .edition]]')" \
	'[["Ö 1","Begrüßung",0],["Ö 2","Nachtrag",null],["N 1",null,0],["N 2",null,0]]'
people() { show "$1" meeting "$meeting" | jq -r '.people[]?.for_whom' | sort | paste -sd,; }
is 'the owner reaches its own, and who has no office' "$(people city)" 'Nachbarschaft,Rathaus'
ok 'the café its own' until_is 20 Kaffeehaus people cafe
is 'and who was invited' "$(show cafe meeting "$meeting" | jq -c '.people[0] | [.edition, (.note | length)]')" '[0,32]'

# ---- answers ----
reply() { ask cafe bridge.reply "$(show cafe meeting "$meeting" | jq -c --arg m "$meeting" --arg a "$1" --arg o "$2" '.people[0] | {meeting: $m, seat: .seat, person: .person, answer: $a, once: $o}')"; }
first=$(reply yes "x'000102030405060708090a0b0c0d0e0f'" | jq -r .id)
is 'a seat of the café answers by it' "${#first}" 32
is 'once' "$(reply no "x'000102030405060708090a0b0c0d0e0f'" | jq -r .id)" "$first"
answers() { v city meeting replies "$meeting" --json 2>/dev/null | jq -c '[.items[] | select(.for == "Kaffeehaus") | .answer]'; }
ok 'the other office sees it' until_is 20 '["accepted"]' answers
post() { ask cafe bridge.post "{\"target\": \"$item\", \"text\": \"Wann ist Schluss?\", \"name\": \"Peter\", \"once\": \"x'100102030405060708090a0b0c0d0e0f'\"}" | jq -r .id; }
message=$(post)
is 'a question about the item, once' "$(post)" "$message"
ok 'stands in its thread at the other office' until_is 20 1 eval "v city message list $item --json | jq '[.items[] | select(.fields.text == \"Wann ist Schluss?\")] | length'"
is 'and its bridge is told' "$(show city message "$message" | jq -c '[.by, .target_name, .target_subject]')" '["Peter","Ö 1 Begrüßung","meeting"]'

# ---- everything else ----
for name in city cafe; do
	for subject in meeting paper duty request committee person; do ask "$name" bridge.list "{\"subject\": \"$subject\"}" >/dev/null; done
	ask "$name" bridge.feed '{"limit": 1000}' >/dev/null
	ask "$name" bridge.show "{\"subject\": \"committee\", \"id\": \"$group\"}" >/dev/null
	for kind in meeting agendaItem message person membership organization invitation; do
		for id in $(v "$name" record list "$kind" --json | jq -r '.items[].id'); do
			for subject in meeting message person; do show "$name" "$subject" "$id" >/dev/null; done
		done
	done
done
ok 'much was asked' [ "$(wc -l <"$base/answers")" -gt 150 ]
is 'row 30: the canary is in no answer' "$(grep -c Kanarienvogel "$base/answers")" 0
ok 'though people see it' grep -q Kanarienvogel <(v city agenda list "$meeting")
is 'the café is told of its own address alone' "$(for id in $(v cafe record list person --json | jq -r '.items[].id'); do show cafe person "$id"; done | grep -o '[a-z]*@mail.example' | sort -u)" 'peter@mail.example'
ok 'the store is whole' stop city
ok 'as the check finds' "$BUILD/verbundd" --check --home "$base/city"
BUILD=$original
