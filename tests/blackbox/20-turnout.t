#!/bin/bash
# Who comes to a meeting and who was there: replies, attendance, quorum and joint meetings, on three offices.
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
office fb2 city 'Wirtschaft und Soziales'
office fb4 city 'Kultur und Bildung' dials
office forum forum 'Forum' dials
start fb2 && start fb4 && start forum || exit 1
ok "the offices are partners" pair fb2 fb4
ok "also the third one" pair fb2 forum

new() { v "$1" "${@:2}" --json 2>/dev/null | jq -r .id; }
self() { v "$1" node show --json | jq -r .id; }
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 160 columns shows.
screen() {
	local line home=$base/$1 language=$2
	printf -v line '%q ' "$verbund" "${@:3}"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=160 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
# body COMMITTEE NAME [FIELDS]: an organization of the committee. seat COMMITTEE BODY FOR [FIELDS]: a seat in it.
body() { v fb2 record create organization --in "$1" "$(jq -n --arg n "$2" --argjson f "${3:-{\}}" '$f + {name: $n}')"; }
person() { v fb2 record create person --in "$1" "{\"name\": \"$2\"}"; }
seat() { v fb2 record create membership --in "$1" "$(jq -n --arg o "$2" --arg b "$3" --argjson f "${4:-{\}}" '{organization: $o, onBehalfOf: $b} + $f')"; }
# replies OFFICE MEETING: for whom, answer, who comes instead. answer_of OFFICE MEETING SEAT.
replies() { v "$1" meeting replies "$2" | cut -f 1,4,5 | paste -sd,; }
answer_of() { v "$1" meeting replies "$2" --json | jq -r --arg s "$3" '.items[] | select(.seat == $s) | .answer'; }
attendance() { v "$1" meeting attendance "$2" "${@:3}" | cut -f 1,3-5 | sed 's/20[24]6-1.-..T//g; s/:00+0[12]:00//g'; }
# quorum OFFICE MEETING [OPTION...]: committee, quorum, votes present, needed, by statute, rule.
quorum() { v "$1" meeting quorum "$2" "${@:3}" | cut -f 1-6 | tr '\t' ' ' | paste -sd,; }

# ---- row 4: one meeting of two bodies ----
space=$(v fb2 committee create 'Austauschforum')
v fb2 committee admit "$space" 'Kultur und Bildung' --role member >/dev/null
v fb2 committee admit "$space" Forum --role member >/dev/null
economy=$(body "$space" 'Fachbereich 2' "{\"node\": \"$(self fb2)\", \"rules\": \"goSH\"}")
culture=$(body "$space" 'Fachbereich 4' "{\"node\": \"$(self fb4)\", \"rules\": \"goSH\"}")
guests=$(body "$space" 'Forum' "{\"node\": \"$(self forum)\"}")
letters=$(body "$space" 'Bürgerhaus')
for i in 1 2 3; do e[i]=$(seat "$space" "$economy" "$economy" "{\"person\": \"$(person "$space" "Erna $i")\"}"); done
for i in 1 2 3; do c[i]=$(seat "$space" "$culture" "$culture" "{\"person\": \"$(person "$space" "Cem $i")\"}"); done
for i in 4 5; do c[i]=$(new fb2 committee seat add "$space" --of 'Fachbereich 4' --for 'Bürgerhaus'); done
advisory=$(seat "$space" "$culture" "$guests" '{"advisory": true}')
helper=$(seat "$space" "$culture" "$letters" "{\"substituteFor\": \"${c[5]}\", \"person\": \"$(person "$space" 'Vera Vogel')\"}")
meeting=$(new fb2 meeting create "$space" --name 'Austausch' --start 2046-12-01T18:00)
v fb2 meeting joint "$meeting" 'Fachbereich 2' >/dev/null
is "each body lists its own seats" "$(v fb2 committee seat list "$space" --of 'Fachbereich 4' | wc -l) $(v fb2 committee seat list "$space" | wc -l)" "6 0"
is "row 4: two bodies meet in one meeting" "$(v fb2 meeting joint "$meeting" "$culture" --json | jq -r '.schema, .id' | paste -sd,)" "verbund/meeting-joint/1,$meeting"
v fb4 agenda list "$meeting" >/dev/null 2>&1 || wait_until 20 v fb4 agenda list "$meeting"
ok "row 4: the other body puts an item on the one agenda" v fb4 agenda add "$meeting" --name 'Sprachcafé'
listed() { echo "$(v "$1" meeting list | grep -c Austausch) $(v "$1" agenda list "$meeting" | grep -c Sprachcafé)"; }
for o in fb2 fb4 forum; do ok "row 4: $o lists the meeting once, and its item once" until_is 20 "1 1" listed $o; done
ok "row 4: each body's seats are asked, each once" until_is 20 "9 9" sh -c \
	"VERBUND_HOME=$base/fb4 $verbund meeting replies $meeting | cut -f 8 | tee $base/all | wc -l | tr '\n' ' '; sort -u $base/all | wc -l"

# ---- an office answers for its own seats ----
refused "a body with several seats says for which" 3006 2 v fb4 meeting reply "$meeting" yes
ok "a seat is named by its person" v fb4 meeting reply "$meeting" yes --seat 'Cem 1'
ok "or by its number" v fb4 meeting reply "$meeting" no --seat "${c[2]}" --comment 'Urlaub'
ok "the one seat of an office needs no name" v forum meeting reply "$meeting" Vielleicht
is "a substitute is entered" "$(new fb4 meeting reply "$meeting" substitute --seat 'Cem 3' --substitute 'Ida Kurz' | wc -c)" 33
refused "somebody else's seat" 1323 4 v forum meeting reply "$meeting" no --seat 'Cem 1'
like "says who answers" "$(LANGUAGE=de v forum meeting reply "$meeting" no --seat 'Cem 1' 2>&1)" 'Für diesen Sitz antwortet eine andere Stelle'
refused "nor for a seat without an office, unless in charge" 1323 4 v fb4 meeting reply "$meeting" no --seat "${c[4]}"
ok "who is in charge enters what was said by telephone" v fb2 meeting reply "$meeting" no --seat "${c[4]}" --comment 'am Telefon'
refused "not for an office that answers itself" 1323 4 v fb2 meeting reply "$meeting" no --seat 'Cem 1' --comment 'am Telefon'
like "it is named" "$(LANGUAGE=de v fb2 meeting reply "$meeting" no --seat 'Cem 1' 2>&1)" 'Kultur und Bildung antwortet selbst für diesen Sitz'
refused "nobody of that name" 2001 3 v fb2 meeting reply "$meeting" yes --seat 'Otto Ohnesitz'
refused "a name that two seats have" 3015 5 v fb2 meeting reply "$meeting" yes --seat 'Bürgerhaus'
refused "no such answer" 3005 2 v fb2 meeting reply "$meeting" gern
refused "a substitute belongs to an answer" 3005 2 v fb4 meeting reply "$meeting" yes --seat 'Cem 1' --substitute 'Ida Kurz'
wanted='Bürgerhaus,declined,|Bürgerhaus,none,|Fachbereich 2,none,|Fachbereich 2,none,|Fachbereich 2,none,|Fachbereich 4,accepted,|Fachbereich 4,declined,|Fachbereich 4,delegated,Ida Kurz|Forum,tentative,'
told() { v "$1" meeting replies "$meeting" | cut -f 1,4,5 | tr '\t' , | sort | paste -sd'|'; }
for o in fb2 fb4 forum; do ok "$o sees what all answered" until_is 20 "$wanted" told $o; done
is "who entered it is told: the office in charge for the one without an office" \
	"$(v forum meeting replies "$meeting" --json | jq -c '.items[] | select(.comment == "am Telefon") | [.enteredBy, .forOthers, .answer]')" '["Wirtschaft und Soziales",true,"declined"]'
is "sums" "$(v forum meeting replies "$meeting" --json | jq -cS '.schema, .answers' | paste -sd,)" \
	'"verbund/meeting-replies/1",{"accepted":1,"declined":2,"delegated":1,"none":4,"tentative":1}'
like "on a terminal, in German" "$(screen fb2 de meeting replies "$meeting")" '^Fachbereich 4 +Cem 3 +.*jemand anderes kommt +Ida Kurz'
like "with the sums below" "$(screen fb2 de meeting replies "$meeting" | paste -sd' ')" 'Antworten: 4 ohne Antwort, 1 kommt, 2 kommt nicht, 1 vielleicht, 1 jemand anderes kommt'
like "in English" "$(screen fb2 en meeting replies "$meeting" | paste -sd' ')" 'Replies: 4 no answer, 1 comes, 2 does not come, 1 perhaps, 1 somebody else comes'

# What an office wrote for a seat that is not its own, past its own daemon's check, is no answer: it was in charge then.
ok "the last answer counts" v fb4 meeting reply "$meeting" no --seat 'Cem 1'
is "also here at once" "$(answer_of fb4 "$meeting" "${c[1]}")" declined
v fb2 committee role "$space" 'Kultur und Bildung' steward >/dev/null
ok "another office comes to be in charge" wait_until 20 v fb4 meeting reply "$meeting" yes --seat "${c[4]}"
ok "it answers for who has no office" until_is 20 accepted answer_of fb2 "$meeting" "${c[4]}"
v fb2 committee role "$space" 'Kultur und Bildung' member >/dev/null
role_here() { v "$1" committee list --json | jq -r --arg id "$space" '.items[] | select(.id == $id) | .role'; }
ok "when it no longer is" until_is 20 member role_here fb4
is "what it said then stands" "$(answer_of fb2 "$meeting" "${c[4]}")" accepted

# ---- row 14: an advisory seat speaks and moves, and has no vote ----
proposal=$(new forum agenda propose "$meeting" --name 'Antrag des Forums')
ok "row 14: what the Forum proposes is accepted" wait_until 20 v fb2 agenda accept "$proposal"
on_agenda() { v "$1" agenda list "$meeting" | cut -f 1,2 | grep -c $'^Ö [12]\tAntrag des Forums$'; }
ok "row 14: it stands on the agenda" until_is 20 1 on_agenda fb4
v fb2 meeting attend "$meeting" "$advisory" >/dev/null
is "row 14: it is there" "$(v fb2 meeting attendance "$meeting" --at 18:30 --json | jq -c '[.votes, .advisory]')" '[0,1]'
is "row 14: and does not count for the quorum" "$(quorum fb2 "$meeting" --at 18:30)" 'Fachbereich 2 no 0 2 3 GO SH 38,Fachbereich 4 no 0 3 5 GO SH 38'
refused "row 14: nor can it challenge one" 1325 4 v forum meeting quorum "$meeting" --challenge

# ---- who was there: replies and attendance do not change each other ----
before=$(told fb2)
refused "the body that has too few states no quorum" 1324 5 v fb2 meeting quorum "$meeting" --state --at 18:00
v fb2 meeting attend "$meeting" 'Erna 1' >/dev/null
v fb2 meeting attend "$meeting" 'Erna 2' --from 18:05 >/dev/null
v fb2 meeting attend "$meeting" 'Erna 3' --excused >/dev/null
v fb4 meeting attend "$meeting" 'Cem 1' --from 18:00 --to 19:00 >/dev/null
v fb4 meeting attend "$meeting" 'Cem 2' --person 'Ida Kurz' >/dev/null
v fb2 meeting attend "$meeting" 'Vera Vogel' --from '1.12.2046 18:10' >/dev/null
v fb2 meeting attend "$meeting" "${c[4]}" --absent >/dev/null
wanted=$'Bürgerhaus\tabsent\t\t\nBürgerhaus\tpresent\t18:10\t\nFachbereich 2\texcused\t\t\nFachbereich 2\tpresent\t18:00\t\nFachbereich 2\tpresent\t18:05\t
Fachbereich 4\t\t\t\nFachbereich 4\tpresent\t18:00\t\nFachbereich 4\tpresent\t18:00\t19:00\nForum\tpresent\t18:00\t'
sorted() { attendance "$1" "$meeting" | sort; }
for o in fb2 fb4 forum; do ok "$o sees who was there" until_is 20 "$(sort <<<"$wanted")" sorted $o; done
like "on a German screen from and until" "$(screen fb2 de meeting attendance "$meeting")" ' Von +Bis +'
is "no answer has changed by that" "$(told fb2)" "$before"
is "and who said no was there" "$(answer_of fb2 "$meeting" "${c[1]}")" declined
kept=$(v fb2 meeting attendance "$meeting")
v fb4 meeting reply "$meeting" yes --seat 'Cem 2' >/dev/null
ok "an answer that comes later" until_is 20 accepted answer_of fb2 "$meeting" "${c[2]}"
is "changes no attendance" "$(v fb2 meeting attendance "$meeting")" "$kept"
is "who came instead sits on the seat" "$(v fb2 meeting attendance "$meeting" --json | jq -r --arg s "${c[5]}" '.items[] | select(.seat == $s) | .person')" 'Vera Vogel'
is "who entered it" "$(v fb2 meeting attendance "$meeting" --json | jq -r --arg s "${c[2]}" '.items[] | select(.seat == $s) | .enteredBy')" 'Kultur und Bildung'

# ---- the quorum, once for each body ----
is "row 4: each body counts its own seats; the substitute counts for the member" "$(quorum fb4 "$meeting" --at 18:30)" \
	'Fachbereich 2 yes 2 2 3 GO SH 38,Fachbereich 4 yes 3 3 5 GO SH 38'
is "before somebody came" "$(quorum fb4 "$meeting" --at 18:02)" 'Fachbereich 2 no 1 2 3 GO SH 38,Fachbereich 4 no 2 3 5 GO SH 38'
is "after somebody went" "$(quorum fb4 "$meeting" --at 19:00)" 'Fachbereich 2 yes 2 2 3 GO SH 38,Fachbereich 4 no 2 3 5 GO SH 38'
ok "stated at the beginning" v fb2 meeting quorum "$meeting" --state --at 18:15
is "below three it is not presumed" "$(quorum fb2 "$meeting" --at 19:00)" 'Fachbereich 2 yes 2 2 3 GO SH 38,Fachbereich 4 no 2 3 5 GO SH 38'

# ---- comings and goings, corrected without loss ----
line=$(new fb4 meeting attend "$meeting" 'Cem 1' --from 19:30)
is "who comes back has two lines" "$(v fb4 meeting attendance "$meeting" --json | jq -c --arg s "${c[1]}" '[.items[] | select(.seat == $s) | [.start[11:16], .end[11:16]]]')" \
	'[["18:00","19:00"],["19:30",null]]'
is "and counts once" "$(quorum fb4 "$meeting" --at 19:45 | cut -d, -f 2)" 'Fachbereich 4 yes 3 3 5 GO SH 38'
is "a time within a line corrects it" "$(new fb4 meeting attend "$meeting" 'Cem 1' --from 19:40)" "$line"
is "not there any more at the time before" "$(quorum fb4 "$meeting" --at 19:35 | cut -d, -f 2)" 'Fachbereich 4 no 2 3 5 GO SH 38'
is "what stood there is in its history" "$(v fb4 log "$line" --json | jq '[.items[].changes[] | select(.field == "start")] | length')" 2
v fb4 meeting attend "$meeting" 'Cem 1' --to 20:15 >/dev/null
is "they go" "$(quorum fb4 "$meeting" --at 20:15 | cut -d, -f 2)" 'Fachbereich 4 no 2 3 5 GO SH 38'
refused "several lines: excused is none of them" 2011 5 v fb4 meeting attend "$meeting" 'Cem 1' --excused
refused "who goes before they come" 3005 2 v fb4 meeting attend "$meeting" 'Cem 3' --from 19:00 --to 18:00
refused "not there and there" 3001 2 v fb4 meeting attend "$meeting" 'Cem 3' --from 19:00 --absent
refused "who has gone: when did they come back?" 3006 2 sh -c "export VERBUND_HOME=$base/fb2; $verbund meeting attend $meeting 'Erna 2' --to 19:00 >/dev/null && $verbund meeting attend $meeting 'Erna 2'"
ok "excused, and there after all" v fb2 meeting attend "$meeting" 'Erna 3' --from 18:20
is "in one line" "$(v fb2 meeting attendance "$meeting" --json | jq -c --arg s "${e[3]}" '[.items[] | select(.seat == $s) | .status]')" '["present"]'

# ---- challenged ----
single=$(new fb2 meeting create "$space" --name 'Fachbereich 4 allein' --start 2046-12-08T18:00)
v fb2 meeting joint "$single" "$culture" >/dev/null
for s in "${c[@]}"; do v fb2 meeting attend "$single" "$s" >/dev/null; done
id=$(new fb2 meeting quorum "$single" --state --at 18:00)
is "the numbers stand in the statement" "$(v fb2 record show "$id" --json | jq -c '.fields | [.statutoryCount, .presentCount, .rule]')" '[5,5,"GO SH 38"]'
for s in "${c[1]}" "${c[2]}"; do v fb2 meeting attend "$single" "$s" --to 19:00 >/dev/null; done
is "three of five are a quorum still" "$(quorum fb2 "$single" --at 19:00)" 'Fachbereich 4 yes 3 3 5 GO SH 38'
v fb2 record edit "$culture" '{"votingMemberCount": 7}' >/dev/null
is "three of seven are presumed to be one" "$(quorum fb2 "$single" --at 19:00)" 'Fachbereich 4 presumed 3 4 7 GO SH 38'
like "on a terminal" "$(screen fb2 de meeting quorum "$single" --at 19:00)" '^Fachbereich 4 +vermutet +3 +4 +7 +GO SH 38'
ok "the other office has it, too" until_is 20 'Fachbereich 4 presumed 3 4 7 GO SH 38' quorum fb4 "$single" --at 19:00
refused "nobody challenges for somebody else" 1323 4 v fb4 meeting quorum "$single" --challenge --seat "${c[4]}"
ok "a member challenges" v fb4 meeting quorum "$single" --challenge --seat 'Cem 3' --at 19:10
ok "then there is none, everywhere" until_is 20 'Fachbereich 4 no 3 4 7 GO SH 38' quorum fb2 "$single" --at 19:10
is "before that it was presumed" "$(quorum fb2 "$single" --at 19:09)" 'Fachbereich 4 presumed 3 4 7 GO SH 38'
is "when" "$(v fb2 meeting quorum "$single" --at 19:30 --json | jq -c '.schema, .items[0].challenged' | paste -sd,)" '"verbund/meeting-quorum/1","2046-12-08T19:10:00+01:00"'
refused "two at once" 3005 2 v fb2 meeting quorum "$single" --state --challenge

# ---- second call, organizations, all invited ----
second=$(new fb2 meeting create "$space" --name 'Zweite Ladung' --start 2046-12-15T18:00)
v fb2 meeting joint "$second" "$culture" >/dev/null
v fb2 record edit "$culture" '{"rules": "nkomvg", "votingMemberCount": null}' >/dev/null
v fb2 record edit "$second" '{"secondCall": true}' >/dev/null
is "a second call needs nobody" "$(quorum fb2 "$second" --at 18:00)" 'Fachbereich 4 yes 0 0 5 NKomVG 65 (2)'
v fb2 record edit "$second" '{"secondCall": false}' >/dev/null
for s in "${c[1]}" "${c[2]}" "${c[3]}"; do v fb2 meeting attend "$second" "$s" >/dev/null; done
is "enough are there, but not all were invited" "$(quorum fb2 "$second" --at 18:00 2>"$base/noted")" 'Fachbereich 4 no 3 3 5 NKomVG 65 (1)'
is "which is said" "$(cat "$base/noted")" 'Fachbereich 4: enough are there, but only 0 of 5 seats were invited.'
for s in "${c[4]}" "${c[5]}"; do v fb2 meeting attend "$second" "$s" >/dev/null; done
is "all are there, and nobody complains" "$(quorum fb2 "$second" --at 18:00)" 'Fachbereich 4 yes 5 3 5 NKomVG 65 (1)'

own=$(v fb2 record create ruleProfile --in "$space" '{"base": "roundTable", "quorumRule": "organizations", "quorumMin": 3}')
v fb2 record edit "$culture" "{\"ruleProfile\": \"$own\"}" >/dev/null
is "own rules: so many organizations, each once; who only advises is none of them" "$(quorum fb2 "$second" --at 18:00)" 'Fachbereich 4 no 5 3 5 own rules'
v fb2 record edit "$own" '{"quorumMin": 2}' >/dev/null
is "two are there" "$(quorum fb2 "$second" --at 18:00)" 'Fachbereich 4 yes 5 2 5 own rules'
like "in German" "$(screen fb2 de meeting quorum "$second" --at 18:00)" '^Fachbereich 4 +ja +5 +2 +5 +eigene Regel'
v fb2 record edit "$culture" '{"ruleProfile": null}' >/dev/null

# ---- invitations: how each seat was reached, and what was taken back ----
note() { v fb2 record create invitation --in "$space" "{\"meeting\": \"$second\", \"membership\": \"$1\", \"state\": \"$2\"${3:+, \"edition\": \"$3\"}}" >/dev/null; }
first=$(v fb2 record create agendaEdition --in "$space" "{\"meeting\": \"$second\", \"editionType\": \"invitation\"}")
for s in "${c[@]}"; do note "$s" delivered "$first"; done
deliveries() { v fb2 meeting replies "$second" --json | jq -cS '.deliveries | [.unsent, .waiting, .delivered, .letter]'; }
is "all were reached, but the advisory seat" "$(deliveries)" '[1,0,5,0]'
v fb2 meeting attend "$second" "${c[4]}" --absent >/dev/null
v fb2 meeting attend "$second" "${c[5]}" --absent >/dev/null
is "then three of five are enough" "$(quorum fb2 "$second" --at 18:00)" 'Fachbereich 4 yes 3 3 5 NKomVG 65 (1)'
v fb2 record edit "$first" '{"withdrawn": true}' >/dev/null
is "an invitation that was taken back has reached nobody" "$(deliveries)" '[6,0,0,0]'
note "${c[1]}" waiting && note "${c[1]}" letter && note "${c[2]}" waiting
is "of several the best counts" "$(deliveries)" '[4,1,0,1]'

# ---- clock changes ----
dst=$(new fb2 meeting create "$space" --name 'Nachtsitzung' --start 2026-10-24T23:00)
v fb2 meeting joint "$dst" "$economy" >/dev/null
refused "an hour that exists twice is asked back" 3011 2 v fb2 meeting attend "$dst" 'Erna 1' --from 2026-10-25T02:30
ok "with its offset it is clear" v fb2 meeting attend "$dst" 'Erna 1' --from 2026-10-25T02:30+02:00 --to 2026-10-25T02:10+01:00
is "forty minutes, though the clock goes back" "$(v fb2 meeting attendance "$dst" --json | jq -c '.items[] | select(.status == "present") | [.start, .end]')" \
	'["2026-10-25T02:30:00+02:00","2026-10-25T02:10:00+01:00"]'
is "there at 02:50 of summer" "$(v fb2 meeting attendance "$dst" --at 2026-10-25T02:50+02:00 --json | jq .votes)" 1
is "gone at 02:50 of winter" "$(v fb2 meeting attendance "$dst" --at 2026-10-25T02:50+01:00 --json | jq .votes)" 0
refused "the hour that does not exist" 3011 2 v fb2 meeting attend "$dst" 'Erna 2' --from 2026-03-29T02:30

# ---- an office that comes back after long ----
crash fb2
v fb4 meeting reply "$dst" yes --seat 'Cem 1' >/dev/null 2>&1
v fb4 meeting reply "$single" yes --seat 'Cem 2' >/dev/null
stop fb4
start fb2
v fb2 record create reply --in "$space" "{\"meeting\": \"$single\", \"membership\": \"${c[2]}\", \"answer\": \"declined\"}" >/dev/null
is "what an office in charge entered counts while nothing else is known" "$(answer_of fb2 "$single" "${c[2]}")" declined
start fb4
ok "an older answer comes late" wait_until 30 same_state "$space" fb2 fb4
is "what the office of the seat said counts, though it is older" "$(answer_of fb2 "$single" "${c[2]}") $(answer_of fb4 "$single" "${c[2]}")" 'accepted accepted'
past=$(new fb2 meeting create "$space" --name 'Längst vorbei' --start 2025-01-15T18:00)
v fb2 meeting joint "$past" "$culture" >/dev/null
v fb2 meeting attend "$past" 'Cem 1' --absent >/dev/null
ok "an answer to a meeting of a year ago" wait_until 20 v fb4 meeting reply "$past" yes --seat 'Cem 1'
late() { v fb2 meeting replies "$past" --json | jq -c --arg s "${c[1]}" '.items[] | select(.seat == $s) | [.answer, .late]'; }
ok "is told as late" until_is 20 '["accepted",true]' late
like "on a terminal" "$(screen fb2 de meeting replies "$past")" 'Cem 1 .*kommt \(verspätet\)'
is "and makes nobody present" "$(v fb2 meeting attendance "$past" --json | jq -c --arg s "${c[1]}" '[.items[] | select(.seat == $s) | .status]')" '["absent"]'
v fb2 meeting cancel "$past" >/dev/null
refused "nobody answers a meeting that was called off" 1316 5 v fb2 meeting reply "$past" yes --seat "${c[4]}"
refused "nobody is there" 1316 5 v fb2 meeting attend "$past" "${c[4]}"

# ---- who entered it, by name at the own office alone ----
v fb2 person add 'Anna Schmidt' --login "$(id -un)" --right secretary >/dev/null
entered() { v "$1" meeting attendance "$dst" --json | jq -r --arg s "${e[3]}" '.items[] | select(.seat == $s) | .enteredBy'; }
v fb2 meeting attend "$dst" 'Erna 3' >/dev/null
is "the person of the login is told" "$(entered fb2)" 'Anna Schmidt, Wirtschaft und Soziales'
ok "elsewhere the office" until_is 20 'Wirtschaft und Soziales' entered fb4
refused "nobody types who entered it" 3005 2 v fb2 record edit "$line" "{\"enteredBy\": \"${e[1]}\"}"

# ---- row 6: a large list, most of it reached by mail alone ----
circle=$(v fb2 committee create 'AK Migration')
v fb2 committee admit "$circle" Forum --role guest >/dev/null
for i in $(seq 40); do v fb2 committee seat add "$circle" --for "Träger $((i % 13))" --person "Person $i" >/dev/null 2>&1; done
session=$(new fb2 meeting create "$circle" --name 'Arbeitskreis' --start 2027-01-12T10:00)
for i in $(seq 25); do v fb2 meeting reply "$session" "$([ "$i" -le 20 ] && echo yes || echo no)" --seat "Person $i" >/dev/null; done
v fb2 meeting replies "$session" >"$base/list"
is "row 6: forty seats, each once" "$(wc -l <"$base/list") $(cut -f 8 "$base/list" | sort -u | wc -l) $(cut -f 2 "$base/list" | sort -u | wc -l)" '40 40 40'
is "row 6: the office in charge enters for those without one" "$(v fb2 meeting replies "$session" --json | jq -cS '[.answers.accepted, .answers.declined, .answers.none]')" '[20,5,15]'
forum_sees() { v forum meeting replies "$session" --json | jq -cS '[.answers.accepted, .answers.declined, .answers.none]'; }
ok "row 6: a guest sees it, too" until_is 20 '[20,5,15]' forum_sees
refused "row 6: but answers for nobody else" 1323 4 v forum meeting reply "$session" yes --seat 'Person 30'
refused "row 6: and has no seat of its own" 1323 4 v forum meeting reply "$session" yes
