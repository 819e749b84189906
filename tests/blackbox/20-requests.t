#!/bin/bash
# Who can interpret, who can help, on two offices: the city asks, an association answers for its volunteers. Too few, enough, late,
# somebody promised twice, what is closed, what everybody reads and what nobody may.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
columns=160
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=$columns script -qec "stty cols $columns; $line" /dev/null </dev/null | tr -d '\r'
}
new() { local office=$1; shift; v "$office" "$@" --json 2>/dev/null | jq -r .id; }
both_have() { ok "$1" wait_until 20 same_state "$group" city cafe; }
# stands OFFICE REQUEST [DAY]: coming, missing, silent, status.
stands() { v "$1" request show "$2" --on "${3:-2026-11-20}" --json | jq -r '[.coming, .missing, .silent, .status] | join(",")'; }
# said OFFICE REQUEST: who answered what.
said() { v "$1" request show "$2" --json | jq -r '.items[] | "\(.name) \(.answer)"' | paste -sd,; }

office city city 'Hansestadt Lübeck'
office cafe ngo 'Café Welcome'
start city && start cafe || exit 1
ok "two offices" pair city cafe
group=$(new city committee create 'Runder Tisch Integration')
v city committee admit "$group" 'Café Welcome' --role member >/dev/null
v city committee seat add "$group" --for 'Dolmetschpool' --office 'Café Welcome' --person 'Amina Said' >/dev/null 2>&1
both_have "before"
karim=$(new cafe person add 'Karim Haddad' --in "$group" --email karim@cafe.example)
leila=$(new city person add 'Leila Amiri' --in "$group")
both_have "a volunteer without a seat belongs to who wrote them down"

# ---- row 31: an interpreter is asked for, from a meeting ----
meeting=$(new city meeting create "$group" --name '12. Runder Tisch' --start 2026-12-01T18:00 --end 2026-12-01T20:00)
request=$(new city request ask "$meeting" --role interpreter --language ar --place Rathaus --needed 2 \
	--person "Amina Said; Karim Haddad; $leila" --due 2026-11-25)
both_have "row 31: it is asked"
is "row 31: of a meeting the time is taken over" "$(v cafe record show "$request" --json | jq -c '[.fields.start, .fields.end, .fields.timeZone, .fields.meeting]')" \
	"[\"2026-12-01T18:00:00+01:00\",\"2026-12-01T20:00:00+01:00\",\"Europe/Berlin\",\"$meeting\"]"
is "row 31: three are asked, two are needed" "$(stands cafe "$request")" 0,2,3,open
is "row 31: who answers for whom" "$(v cafe request show "$request" --json | jq -r '.items[] | "\(.name): \(.office)"')" \
	$'Amina Said: Café Welcome\nKarim Haddad: Café Welcome\nLeila Amiri: Hansestadt Lübeck'
v cafe request answer "$request" 'Amina Said' yes --comment 'auch Kurdisch' >/dev/null
v cafe request answer "$request" "$karim" no >/dev/null
both_have "row 31: the association answers for its people"
is "row 31: yes and no" "$(said city "$request")" 'Amina Said accepted,Karim Haddad declined,Leila Amiri none'
is "row 31: one is missing" "$(stands city "$request")" 1,1,1,open
is "row 31: when the day has passed it is late" "$(stands city "$request" 2026-11-26)" 1,1,1,late
is "row 31: that stands among what is due" "$(v cafe due "$group" --on 2026-11-26 | grep -P '\thelp\t' | cut -f 1-5)" \
	$'2026-11-25\tlate\thelp\tinterpreter: ar\tRunder Tisch Integration'
refused "row 31: nobody answers for the people of another office" 1203 4 v cafe request answer "$request" "$leila" yes
v city request answer "$request" "$leila" no >/dev/null
is "row 31: all have answered, and they are too few" "$(stands city "$request")" 1,1,0,short
v cafe request answer "$request" "$karim" yes >/dev/null
both_have "row 31: somebody changes their mind"
is "row 31: the last answer counts" "$(stands city "$request")" 2,0,0,enough
is "row 31: then nothing is due" "$(v city due "$group" --on 2026-11-26 | grep -c -P '\thelp\t')" 0
v city request answer "$request" "$karim" no >/dev/null
both_have "row 31: whoever is in charge enters something"
is "row 31: what the own office said counts before that" "$(said cafe "$request")" 'Amina Said accepted,Karim Haddad accepted,Leila Amiri declined'

# ---- the same person twice at one time ----
other=$(new cafe request ask "$group" --role volunteer --start 2026-12-01T19:30 --end 2026-12-01T21:00 --name 'Stühle stellen' --person 'Karim Haddad')
v cafe request answer "$other" 'Karim Haddad' yes >/dev/null
both_have "a second request"
is "who promised twice is told" "$(v city request show "$request" --json | jq -r '.items[] | select(.alsoSaidYesTo) | "\(.name): \(.alsoSaidYesTo)"')" \
	'Karim Haddad: Stühle stellen'
v cafe request edit "$other" --start 2026-12-01T20:00 >/dev/null
both_have "it is moved"
is "one after the other is no harm" "$(v city request show "$request" --json | jq '[.items[] | select(.alsoSaidYesTo)] | length')" 0

# ---- both answer at the same time, for one person ----
both_have "before they part"
stop cafe
v city request answer "$request" "$leila" yes >/dev/null
stop city
start cafe
v cafe request answer "$request" 'Amina Said' no >/dev/null
start city
both_have "at the same time"
is "of each the last counts" "$(said city "$request")" 'Amina Said declined,Karim Haddad accepted,Leila Amiri accepted'
is "everywhere" "$(said cafe "$request")" 'Amina Said declined,Karim Haddad accepted,Leila Amiri accepted'

# ---- changing, closing ----
v city request edit "$request" --needed 1 --without 'Leila Amiri' >/dev/null
is "who is asked no more counts no more" "$(stands city "$request")" 1,0,0,enough
refused "and does not answer" 3005 2 v city request answer "$request" "$leila" yes
v city request edit "$request" --person 'Leila Amiri' >/dev/null
is "asked again, what they said stands" "$(said city "$request")" 'Amina Said declined,Karim Haddad accepted,Leila Amiri accepted'
refused "nobody is asked who is not there" 2001 3 v city request edit "$request" --person 'Erika Muster'
refused "at least one is needed" 3005 2 v city request edit "$request" --needed 0
refused "nothing to change" 3006 2 v city request edit "$request"
v city request close "$request" >/dev/null
both_have "closed"
refused "what is closed takes no answer" 1316 5 v cafe request answer "$request" "$karim" no
is "and is listed no more" "$(v cafe request list "$group" | cut -f 2)" volunteer
is "unless all are wanted" "$(v cafe request list "$group" --all | cut -f 2,9 | paste -sd,)" $'interpreter\tclosed,volunteer\tenough'
v city request close "$request" --undo >/dev/null
is "it can be opened again" "$(stands city "$request")" 2,0,0,enough

# ---- what clerks read ----
refused "neither a committee nor a meeting" 3005 2 v city request ask "$karim" --role volunteer
refused "a meeting is no request" 3005 2 v city request show "$meeting"
is "in a pipe" "$(v city request list "$group" --on 2026-11-26 | head -1 | cut -f 1-9)" \
	$'2026-12-01T18:00:00+01:00\tinterpreter\tar\tRathaus\t2\t1\t0\t2026-11-25\tenough'
like "a German clerk" "$(screen city de request list "$group")" '^Di\. 01\.12\.2026, 18:00 +Dolmetschen +ar +Rathaus +2 +1 +0 +Mi\. 25\.11\.2026 +genug'
like "one of them" "$(screen city de request show "$request")" 'Amina Said +Café Welcome +kommt nicht'
like "in one sentence" "$(screen city de request show "$request")" 'Genug: 2 kommen\.'
like "in English" "$(screen city en request show "$other")" 'Enough: 1 come'
like "the help says what does not belong there" "$(LANGUAGE=de v city request ask --help | tr -s ' \n' ' ')" 'Nichts über jemanden, der beraten oder begleitet wird'

# ---- for members alone ----
internal=$(new city request ask "$group" --internal --role volunteer --person 'Leila Amiri')
v city request answer "$internal" 'Leila Amiri' yes >/dev/null
is "an answer is as internal as what it answers" "$(v city record list availability --json | jq -r --arg r "$internal" '.items[] | select(.fields.request == $r) | .audience')" core
hidden=$(new city meeting create "$group" --name 'Klausur' --start 2026-12-05T10:00 --internal)
is "what is asked for an internal meeting is internal" \
	"$(v city record show "$(new city request ask "$hidden" --role volunteer)" --json | jq -r .audience)" core

# ---- a volunteer is forgotten ----
both_have "before"
answers() { v "$1" record list availability --in "$group" --json | jq --arg p "$karim" '[.items[] | select(.fields.person == $p)] | length'; }
ok "there are answers" test "$(answers city)" -gt 0
is "what is kept about them" "$(v cafe person disclose "$karim" --json | jq -r '.items[].what' | sort -u | xargs)" "asked contact reply"
ok "erased" v city person erase "$karim" --yes
both_have "everywhere"
is "with the answers" "$(answers cafe)" 0
is "the request stays, with a number in place of the name" "$(v cafe request show "$request" --json | jq '[.items[] | select(.name == null)] | length')" 1
