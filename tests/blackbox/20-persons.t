#!/bin/bash
# Personal data outside referrals: what an office holds about somebody is told whole; what is erased is gone at all offices and in
# all their files, the seat vacant, agenda and minutes as they were; an office that was off obeys when it is back; what
# is over its time stands on a list, by days calculated by hand.
limit=150
. "$(dirname "$0")/lib.sh"
settings="$settings
erasure-delay 50 ms"

verbund=$BUILD/verbund
offices=(city forum away)
traces=(Quittenbaum quittenbaum Mirabellenweg mirabellenweg)
has_trace() { grep -qaF -e "${traces[0]}" -e "${traces[1]}" -e "${traces[2]}" -e "${traces[3]}" -- "$@"; }
home_has_trace() { local files; mapfile -t files < <(find "$base/$1" -type f); has_trace "${files[@]}"; }
# new OFFICE COMMITTEE KIND FIELDS: makes a record; its number.
new() { v "$1" record create "$3" "$4" --in "$2" --json | jq -r .id; }
field() { v "$1" record show "$2" --json | jq -r --arg f "$3" '.fields[$f] // empty'; }
is_there() { v "$1" record show "$2"; }
is_gone() { [ "$(v "$1" record show "$2" 2>&1 >/dev/null | grep -oE 'VB-[0-9]+' | head -n 1)" = VB-1308 ]; }

office city city "Stadt"
office forum forum "Forum" dials
office away ngo "Verein" dials
for o in "${offices[@]}"; do start $o || exit 1; done
for o in forum away; do pair city $o || exit 1; done
group=$(v city committee create "Runder Tisch" --json | jq -r .id)
for o in forum away; do v city committee admit "$group" "$(name_of $o)" --role member >/dev/null; done
beirat=$(v forum committee create "Beirat" --json | jq -r .id)
v forum committee admit "$beirat" Stadt --role member >/dev/null
ok "all know the committees" wait_until 20 eval 'v forum committee show "$group" && v away committee show "$group" && v city committee show "$beirat"'

# ---- facts about one person, planted by several offices ----
root=$(v city record list organization --in "$group" --json | jq -r '.items[] | select(.fields.root) | .id')
# The forum answers for its seats.
sits_for=$(new city "$group" organization "{\"name\":\"Forum e. V.\",\"node\":\"$(v forum node show --json | jq -r .id)\"}")
ok "the forum knows that" wait_until 20 is_there forum "$sits_for"
home=$(new forum "$group" location '{"streetAddress":"Mirabellenweg 7","postalCode":"23552"}')
anna=$(new forum "$group" person "{\"name\":\"Anna Quittenbaum\",\"email\":[\"anna@mirabellenweg.example\"],\"phone\":[\"0451 12345\"],\"delivery\":\"letter\",\"location\":\"$home\"}")
bert=$(new forum "$group" person '{"name":"Bert Ohne"}')
seat=$(new forum "$group" membership "{\"organization\":\"$root\",\"onBehalfOf\":\"$sits_for\",\"person\":\"$anna\",\"role\":\"Vorsitz\",\"startDate\":\"2025-01-01\"}")
other=$(new forum "$group" membership "{\"organization\":\"$root\",\"onBehalfOf\":\"$sits_for\",\"role\":\"Mitglied\"}")
substitute=$(new forum "$group" membership "{\"organization\":\"$root\",\"onBehalfOf\":\"$sits_for\",\"person\":\"$anna\",\"substituteFor\":\"$other\"}")
former=$(new forum "$group" membership "{\"organization\":\"$root\",\"onBehalfOf\":\"$sits_for\",\"person\":\"$anna\",\"role\":\"Protokoll\"}")
meeting=$(v city meeting create "$group" --name "1. Sitzung" --start 2026-03-02T18:00 --json | jq -r .id)
item=$(v city agenda add "$meeting" --name "Haushalt" --json | jq -r .id)
ok "the forum has the meeting" wait_until 20 is_there forum "$meeting"
ok "the city has the seats" wait_until 20 is_there city "$former"
reply=$(new forum "$group" reply "{\"meeting\":\"$meeting\",\"membership\":\"$seat\",\"answer\":\"declined\",\"comment\":\"Bin bei der Kur am Mirabellenweg\"}")
before=$(new forum "$group" reply "{\"meeting\":\"$meeting\",\"membership\":\"$former\",\"answer\":\"tentative\",\"comment\":\"Frau Quittenbaum vielleicht\"}")
v forum record edit "$former" "{\"person\":\"$bert\"}" >/dev/null
after=$(new forum "$group" reply "{\"meeting\":\"$meeting\",\"membership\":\"$former\",\"answer\":\"accepted\",\"comment\":\"Bert kommt\"}")
removed=$(new forum "$group" reply "{\"meeting\":\"$meeting\",\"membership\":\"$seat\",\"answer\":\"accepted\",\"comment\":\"Quittenbaum sagt zu\"}")
attendance=$(new city "$group" attendance "{\"meeting\":\"$meeting\",\"membership\":\"$seat\",\"status\":\"present\",\"person\":\"$anna\"}")
step=$(new city "$group" processStep "{\"process\":\"Erstberatung\",\"person\":\"$anna\"}")
duty=$(new city "$group" obligation "{\"name\":\"Bericht\",\"startDate\":\"2026-06-01\",\"responsible\":\"$anna\"}")
paper=$(new city "$group" paper "{\"name\":\"Konzept\",\"originatorPerson\":[\"$anna\"]}")
ok "the city has all replies" wait_until 20 is_there city "$removed"
v city record delete "$removed" --yes >/dev/null
about=$(v away message post "$anna" "Ruft bitte an" --json | jq -r .id)
elsewhere=$(new forum "$beirat" person '{"name":"A. Quittenbaum","email":["Anna@Mirabellenweg.example"]}')
namesake=$(new forum "$beirat" person '{"name":"Anna Quittenbaum","email":["andere@example.org"]}')
ok "the city has the other committee's people" wait_until 20 is_there city "$namesake"
ok "all hold the same" wait_until 20 same_state "$group" city forum away

# ---- disclosed ----
told=$(v city person disclose "$anna" --json)
is "its schema" "$(jq -r .schema <<<"$told")" verbund/person-disclose/1
# what_of NUMBER: as what a record is told, and whether it was deleted.
what_of() { jq -r --arg id "$1" '[.items[] | select(.id == $id) | "\(.what)/\(.as)/\(.deleted)"] | unique | join(" ")' <<<"$told"; }
is "disclosed: contact details" "$(jq -c '.items[] | select(.what == "contact") | .fields | del(.location)' <<<"$told")" \
	'{"delivery":"letter","email":["anna@mirabellenweg.example"],"name":"Anna Quittenbaum","phone":["0451 12345"]}'
is "disclosed: the address" "$(what_of "$home")" address/location/false
is "disclosed: the seat" "$(what_of "$seat")" seat/person/false
is "disclosed: the substitute's seat" "$(what_of "$substitute")" seat/person/false
is "disclosed: the seat of before" "$(what_of "$former")" former-seat/person/false
is "disclosed: the reply" "$(what_of "$reply")" reply/membership/false
is "disclosed: the reply of before" "$(what_of "$before")" reply/membership/false
is "disclosed: the reply that was deleted" "$(what_of "$removed")" reply/membership/true
is "disclosed: attendance" "$(what_of "$attendance")" attendance/person/false
is "disclosed: the process step" "$(what_of "$step")" step/person/false
is "disclosed: what she is responsible for" "$(what_of "$duty")" responsible/responsible/false
is "disclosed: the paper that names her" "$(what_of "$paper")" named/originatorPerson/false
is "disclosed: the message about her" "$(what_of "$about")" thread/target/false
is "not disclosed: the reply of who sits there now" "$(what_of "$after")" ""
is "nothing more" "$(jq '[.items[].id] | unique | length' <<<"$told")" 13
is "with who wrote it" "$(jq -r --arg id "$attendance" '.items[] | select(.id == $id) | .authorName' <<<"$told")" Stadt
is "and until when: a year after the meeting of 2 March 2026" "$(jq -r --arg id "$reply" '.items[] | select(.id == $id) | .until' <<<"$told")" 2027-03-02
is "attendance for ten" "$(jq -r --arg id "$attendance" '.items[] | select(.id == $id) | .until' <<<"$told")" 2036-03-02
is "her details without a day, while she has a seat" "$(jq -r '.items[] | select(.what == "contact") | .until' <<<"$told")" null
holders() { v city person disclose "$anna" --json | jq -c '[.places[0].offices[] | select(.arrived) | .name] | sort'; }
ok "and which offices hold it" until_is 20 '["Forum","Stadt","Verein"]' holders
is "others of the same address and name are told, not put in" "$(jq -c '[.candidates[] | [.record.id, .why]] | sort' <<<"$told")" \
	"$(jq -nc --arg a "$elsewhere" --arg b "$namesake" '[[$a, "email"], [$b, "name"]] | sort')"
is "with --everywhere the one of the same address is in, the other not" \
	"$(v city person disclose "$anna" --everywhere --json | jq -c --arg a "$elsewhere" --arg b "$namesake" '[any(.items[]; .id == $a), any(.items[]; .id == $b)]')" '[true,false]'
is "with --also who is named" "$(v city person disclose "$anna" --also "$namesake" --json | jq -c --arg b "$namesake" 'any(.items[]; .id == $b)')" true
refused "a name that two bear" 3015 5 v city person disclose "Anna Quittenbaum"
text=$(LANGUAGE=de v city person disclose "$anna" --format text 2>/dev/null)
for words in 'Was Stadt über Anna Quittenbaum gespeichert hat' 'Runder Tisch' 'anna@mirabellenweg.example' 'Bin bei der Kur' 'Frau Quittenbaum vielleicht' 'Quittenbaum sagt zu' 'Erstberatung' 'Bericht' 'Konzept' 'Vorsitz'; do
	like "the text in German: $words" "$text" "$words"
done
seen=$(VERBUND_HOME=$base/city LANGUAGE=de COLUMNS=200 script -qec "$BUILD/verbund person disclose $anna" /dev/null </dev/null | tr -d '\r')
like "what she answered, in German" "$seen" '(: |; )vielleicht(;| *$)'
ok "into a file" v city person disclose "$anna" "$base/auskunft"
is "for the owner alone" "$(stat -c %a "$base/auskunft")" 600
ok "or as JSON" v city person disclose "$anna" "$base/auskunft.json" --format json
is "the same document" "$(jq -c '[.schema, (.items | length)]' "$base/auskunft.json")" "$(jq -c '[.schema, (.items | length)]' <<<"$told")"

ok "but for who sits there now" no grep -q Bert <<<"$text"
is "in a pipe a line for each thing" "$(v city person disclose "$anna" 2>/dev/null | awk -F '\t' '$2 == "reply" { print $1, $5 }' | sort -u)" "Runder Tisch 2027-03-02"

# ---- erased ----
mention=$(v city message post "$group" "Frau Quittenbaum fehlt heute" --json | jq -r .id)
ok "one office goes away" stop away
plan=$(v city person erase "$anna" --dry-run 2>&1)
like "what would go is told before" "$plan" 'Runder Tisch: erased at all offices that hold it: 6; seats that become vacant: 2; other records that lose the person: 3; '
like "and the text in which the name stands" "$plan" "${mention:0:20}"
ok "a rehearsal changes nothing" is_there city "$anna"
refused "nobody is asked, and nobody said yes" 3006 2 v city person erase "$anna" </dev/null
minutes=$(v city agenda list "$meeting" --json | jq -cS '[.items[].fields]')
rows=$(v city person erase "$anna" --everywhere --yes 2>"$base/err")
like "it tells who has not confirmed" "$rows" $'^Runder Tisch\tVerein\twaiting'
like "and what it may not erase, with whom to ask" "$(cat "$base/err")" 'Beirat: written by others, so that this office may not erase or change it: 1\. .*: Forum'
for id in "$anna" "$reply" "$before" "$removed" "$home" "$about"; do
	for o in city forum; do ok "$o: gone: $id" wait_until 20 is_gone $o "$id"; done
done
is "the seat is vacant, and a seat" "$(v city record show "$seat" --json | jq -c '[.deleted, .fields.person, .fields.role, .fields.startDate]')" '[false,null,"Vorsitz","2025-01-01"]'
is "so is the substitute's" "$(field city "$substitute" person)" ""
is "who sits where she sat before stays there" "$(field city "$former" person)" "$bert"
is "with the reply" "$(field city "$after" comment)" "Bert kommt"
is "presence stays, without the person" "$(v city record show "$attendance" --json | jq -c '[.fields.status, .fields.person]')" '["present",null]'
is "the step stays" "$(v city record show "$step" --json | jq -c '[.fields.process, .fields.person]')" '["Erstberatung",null]'
is "and the duty" "$(v city record show "$duty" --json | jq -c '[.fields.name, .fields.responsible]')" '["Bericht",null]'
is "agenda and meeting are as they were" "$(v city agenda list "$meeting" --json | jq -cS '[.items[].fields]')" "$minutes"
ok "the paper, too" is_there city "$paper"
v city message erase "$mention" --ground request --yes >/dev/null 2>&1
v forum person erase "$elsewhere" --also "$namesake" --yes >/dev/null 2>&1
ok "the forum erases its own" wait_until 20 is_gone city "$elsewhere"

# ---- off the disks ----
waiting() { v city person erase "$anna" --json 2>/dev/null | jq -c '[.items[] | select(.state == "waiting") | .name]'; }
ok "given again, it tells that one has not confirmed" until_is 30 '["Verein"]' waiting
for o in city forum; do
	ok "$o: nothing on its disk" wait_until 20 no home_has_trace $o
	ok "$o: nor in its log" no has_trace "$base/$o.log"
done
ok "the files of the one away hold it" home_has_trace away
# It writes once more about her before it hears of it.
stop city
start away
late=$(new away "$group" processStep "{\"process\":\"Nachtrag\",\"person\":\"$anna\"}")
start city || exit 1
ok "what it wrote meanwhile comes" wait_until 20 is_there city "$late"
is "and names a number" "$(field city "$late" person)" "$anna"
ok "given again, that is done, too" v city person erase "$anna" --yes
is "so that nobody stands there" "$(field city "$late" person)" ""
for id in "$anna" "$reply" "$before" "$removed"; do ok "away: gone when it is back: $id" wait_until 20 is_gone away "$id"; done
ok "all have confirmed" until_is 30 '[]' waiting
ok "away: nothing on its disk" wait_until 20 no home_has_trace away
is "also there the seat is vacant" "$(field away "$seat" person)" ""
ok "all hold the same" wait_until 20 same_state "$group" city forum away

# ---- people of the office ----
device=$base/device
as_device() { XDG_DATA_HOME=$device v city "$@"; }
echo 'vier gute Worte' >"$base/words"
dora=$(v city person add 'Dora Mispelstrauch' --email dora@stadt.example --login "$(id -un)" --json 2>/dev/null | jq -r .id)
ok "she has keys" as_device person key new --passphrase-file "$base/words"
message=$(v city message post "$group" "Von mir, Dora" --json | jq -r .id)
v city agenda edit "$item" --description "Zahlen folgen" >/dev/null
told=$(v city person disclose "$dora" --json 2>/dev/null)
is "disclosed: login and right" "$(jq -c '[.items[] | select(.what == "login") | .login, .right]' <<<"$told")" "$(jq -nc --arg l "$(id -un)" '[$l, "member"]')"
is "disclosed: the key" "$(jq '[.items[] | select(.what == "key")] | length' <<<"$told")" 1
is "disclosed: the message she wrote" "$(jq -r '.items[] | select(.what == "message") | .id' <<<"$told")" "$message"
is "disclosed: the item that she changed" "$(jq -r --arg id "$item" '.items[] | select(.what == "entry" and .id == $id) | .verb' <<<"$told")" edit
is "held by this office alone" "$(jq -c '[.places[] | select(.office) | .offices[].name]' <<<"$told")" '["Stadt"]'
v city person erase "$dora" --messages --yes >/dev/null 2>&1
ok "erased" is_gone city "$dora"
ok "with the message" wait_until 20 is_gone forum "$message"
is "the login is nobody's" "$(v city person whoami --json | jq -r '.person // "none"')" none
is "what she changed stands" "$(field city "$item" description)" "Zahlen folgen"
ok "nothing of her is on the disk" wait_until 20 no grep -raqiF -e Mispelstrauch -e dora@stadt "$base/city"

# ---- what others write leads no further ----
# A record that bears two addresses, as any office may write it.
erika=$(new city "$group" person '{"name":"Erika Schlehe","email":["erika@schlehe.example"]}')
both=$(new away "$group" person '{"name":"E. S.","email":["erika@schlehe.example","otto@weide.example"]}')
otto=$(new city "$group" person '{"name":"Otto Weide","email":["otto@weide.example"]}')
ok "the city has all three" wait_until 20 is_there city "$both"
is "with --everywhere one step, the next is told only" "$(v city person disclose "$erika" --everywhere --json 2>/dev/null | jq -c '[([.items[] | select(.what == "contact") | .id] | sort), [.candidates[] | .record.id]]')" \
	"$(jq -nc --arg e "$erika" --arg b "$both" --arg o "$otto" '[([$e, $b] | sort), [$o]]')"
like "who is taken in is named" "$(v city person disclose "$erika" --everywhere 2>&1 >/dev/null)" "Taken in: ${both:0:20}  E. S."
plan=$(v city person erase "$erika" --everywhere --dry-run 2>&1)
like "also before erasing, with what goes" "$plan" "Taken in: ${both:0:20}  E. S."
like "each by its number" "$plan" "  goes: ${both:0:20}  "
ok "not the other" no grep -q "goes: ${otto:0:20}" <<<"$plan"
# An address that leads to a paper would take the paper along.
place=$(new away "$group" location '{"streetAddress":"Weg 1"}')
ok "away has them" wait_until 20 eval 'is_there away "$erika" && is_there away "$otto" && is_there away "$paper"'
refused "a place is not replaced by a paper" 3005 2 v away record erase "$place" --replace "$paper" --yes
for id in "$erika" "$otto"; do v away record edit "$id" "{\"location\":\"$place\"}" >/dev/null; done
lives_at() { [ "$(field city "$1" location)" = "$place" ]; }
ok "two live at one place" wait_until 20 eval 'lives_at "$erika" && lives_at "$otto"'
ok "it stays when one goes" no grep -q "goes: ${place:0:20}" <<<"$(v city person erase "$erika" --dry-run 2>&1)"
ok "erased together" v city person erase "$erika" --also "$otto" --yes
for id in "$erika" "$otto" "$place"; do ok "gone: $id" wait_until 20 is_gone away "$id"; done
ok "who was second-hand stays" is_there city "$both"

# ---- over its time ----
v city person add "Alt Weg" >/dev/null && v city person remove "Alt Weg" --yes >/dev/null
old=$(v city meeting create "$group" --name "Alte Sitzung" --start 2024-02-29T18:00 --json | jq -r .id)
karl=$(new city "$group" person '{"name":"Karl Kirschkern","email":["karl@kern.example"]}')
karls=$(new city "$group" membership "{\"organization\":\"$root\",\"person\":\"$karl\",\"startDate\":\"2018-01-01\",\"endDate\":\"2020-06-30\"}")
needed=$(new city "$group" person '{"name":"Nora Noch"}')
new city "$group" membership "{\"organization\":\"$root\",\"person\":\"$needed\",\"startDate\":\"2018-01-01\",\"endDate\":\"2020-06-30\"}" >/dev/null
new city "$group" processStep "{\"process\":\"Erstberatung\",\"person\":\"$needed\"}" >/dev/null
said=$(new city "$group" reply "{\"meeting\":\"$old\",\"membership\":\"$karls\",\"answer\":\"declined\",\"comment\":\"Kirschkern hat Fieber\"}")
help=$(new city "$group" availabilityRequest "{\"role\":\"interpreter\",\"start\":\"2024-02-29T18:00\",\"asked\":[\"$karl\"]}")
helps=$(new city "$group" availability "{\"request\":\"$help\",\"person\":\"$karl\",\"answer\":\"accepted\",\"comment\":\"Kirschkern kann Dari\"}")
v city request close "$help" >/dev/null
there=$(new city "$group" attendance "{\"meeting\":\"$old\",\"membership\":\"$karls\",\"status\":\"present\",\"person\":\"$karl\"}")
asked=$(new city "$group" commentRequest "{\"paper\":\"$paper\",\"organization\":\"$root\",\"due\":\"2019-12-31\",\"state\":\"closed\"}")
pending=$(new city "$group" commentRequest "{\"paper\":\"$paper\",\"organization\":\"$root\",\"due\":\"2019-12-31\",\"state\":\"open\"}")
wish=$(new city "$group" fundingApplication "{\"name\":\"Sprachkurs\",\"organization\":\"$root\",\"amount\":150000,\"date\":\"2020-11-01\"}")
cost=$(new city "$group" costPosition "{\"application\":\"$wish\",\"name\":\"Honorar Kirschkern\",\"amount\":150000}")
verdict=$(new city "$group" fundingRecommendation "{\"application\":\"$wish\",\"decision\":\"refused\",\"decidedOn\":\"2021-03-15\"}")
foreign=$(new forum "$beirat" person '{"name":"Fremde Person"}')
ended=$(new forum "$beirat" membership "{\"person\":\"$foreign\",\"endDate\":\"2020-06-30\"}")
ok "the city has the forum's old seat" wait_until 20 is_there city "$ended"
# due DATE: classes and numbers on the list of the committee on a day.
due() { v city erasure due "$group" --on "$1" --json | jq -r '.items[] | "\(.class) \(.id)"'; }
on_list() { [[ $'\n'$(due "$1")$'\n' == *$'\n'"$2 $3"$'\n'* ]]; }
# last DAY CLASS NUMBER NAME: it is not on the list on its last day, and is on the next.
last() {
	ok "$4: kept on $1" no on_list "$1" "$2" "$3"
	ok "$4: over on the day after" on_list "$(date -d "$1 + 1 day" +%F)" "$2" "$3"
}
last 2025-02-28 reply "$said" "a reply, a year after 29 February 2024"
last 2025-02-28 reply "$helps" "an answer to a request for help, a year after it"
last 2034-02-28 attendance "$there" "attendance, ten years after it"
last 2022-06-30 contact "$karl" "a person, two years after the end of the seat"
last 2024-12-31 comment "$asked" "a request that is closed, five years after it was due"
last 2023-03-15 application "$wish" "an application, two years after it was refused"
ok "not a request that is open" no on_list 2090-01-01 comment "$pending"
ok "nor a person with a task" no on_list 2090-01-01 contact "$needed"
ok "a person without a seat, long after the last change" on_list 2090-01-01 contact "$(new city "$group" person '{"name":"Ohne Sitz"}')"
is "the reply's own days" "$(v city erasure due "$group" --on 2025-03-01 --json | jq -c --arg id "$said" '.items[] | select(.id == $id) | [.from, .until, .ours]')" '["2024-02-29","2025-02-28",true]'
sed -i '$akeep-reply 2 years' "$base/city/verbundd.conf"
kill -HUP "${pid[city]}"
ok "another time by the office's own settings" wait_until 20 no on_list 2026-02-28 reply "$said"
last 2026-02-28 reply "$said" "a reply, two years after it"
like "who was deleted, among the people of the office" "$(v city erasure due --on 2090-01-01 | awk -F '\t' '$5 == "office"')" $'^[0-9-]+\tperson\t[^\t]*\tremoved\toffice\there'
like "what another office wrote is that one's to erase" "$(v city erasure due "$beirat")" $'^2022-06-30\tperson\tFremde Person\tcontact\tBeirat\tForum\t'
like "in German" "$(LANGUAGE=de script -qec "'$verbund' --home '$base/city' erasure due $group" /dev/null | tr -d '\r')" 'Rückmeldung'
refused "nothing that is still to come is erased" 3005 2 v city erasure due "$group" --erase --on 2090-01-01 --yes
refused "nobody is asked, and nobody said yes" 3006 2 v city erasure due "$group" --erase </dev/null
ok "a rehearsal" v city erasure due "$group" --erase --dry-run
ok "which changes nothing" is_there city "$said"
is "erased" "$(v city erasure due "$group" --erase --yes --json | jq -r '.items[] | select(.erased) | .class' | sort | xargs)" "application comment contact reply reply"
for id in "$said" "$helps" "$karl" "$asked" "$wish" "$cost"; do
	ok "gone here: $id" is_gone city "$id"
	ok "and there" wait_until 20 is_gone forum "$id"
done
is "the seat that was is vacant" "$(v city record show "$karls" --json | jq -c '[.fields.person, .fields.endDate]')" '[null,"2020-06-30"]'
ok "attendance, and what was decided, stay" eval 'is_there city "$there" && is_there city "$verdict"'
is "nothing is left to do" "$(v city erasure due "$group" --json | jq '.items | length')" 0
for o in city forum away; do ok "$o: nothing on its disk" wait_until 30 no grep -raqiF -e Kirschkern -e kern.example "$base/$o"; done
ok "all hold the same" wait_until 20 same_state "$group" city forum away
