#!/bin/bash
# A volunteer's week on this machine: three offices, of which one has a bridge to e-mail, a real Postfix and a real Dovecot, and a
# volunteer who has nothing but a mail program. Nothing leaves this machine. KEEP=1 leaves the offices running.
# Needs BUILD (folder with verbund and verbundd); make demo SCENE=mail sets it.
set -euo pipefail
# shellcheck source=tell.sh
. "$(dirname "$0")/tell.sh"
diag() { say "$@" >&2; }
# shellcheck source=../blackbox/mail.sh
. "$here/../blackbox/mail.sh"
cast=(stadt forum cafe)
amina=amina@post.example

# program COMMAND...: what Amina's mail program does; see mail_client.py.
program() {
	MAIL_IMAPS=$mail_imaps MAIL_SMTPS=$mail_smtps MAIL_CA=$mail_ca MAIL_PASSWORD=$mail_password MAIL_WEB=http://127.0.0.1:$web \
		VERBUND_PATIENCE=$patience /usr/bin/python3 "$here/../blackbox/mail_client.py" "$@"
}
# gets WHAT...: the newest mail of hers of which all that holds, once it is there. see FILE WHAT: one thing that it says.
gets() { program wait "$amina" "$base/amina" "$@"; }
see() { program show "$1" "$2"; }
# in_mail FILE TEXT: whether it stands anywhere in it, however that is encoded.
in_mail() { { see "$1" plain; see "$1" html; see "$1" calendar; see "$1" subject; } | grep -q "$2" && echo yes || echo no; }
# answer OFFICE: what stands there of Amina's answer. question OFFICE: who asked what, about what.
answer() { v "$1" meeting replies "$meeting" --json | jq -r '.items[] | select(.person == "Amina Said") | .answer'; }
question() { v "$1" message list "$meeting" --json | jq -r '.items[].fields.text'; }
everywhere() { local office; for office in "${cast[@]}"; do until_is 60 "$@" "$office" || return 1; done; }
in_all() { everywhere "$@" && echo "in all three" || echo "not in all three"; }
# The servers end before the offices, unless all are to go on.
eval "offices_$(declare -f finish)"
finish() {
	if [ "${KEEP:-0}" != 1 ] || [ "$failed" != 0 ]; then
		mail_stop || true # with the status of what was ended
		# What Postfix and Dovecot began ends a little later, and writes as long.
		[ "$failed" != 0 ] || wait_until 20 rm -rf "$mail" || true
	fi
	offices_finish
}

step "1. Three offices; the Café has a bridge to e-mail"
office stadt city "Stadt Köln"
office forum forum "Forum der Migrantinnen" dials
office cafe ngo "Café Welcome" dials
mail_start
mail_user "$amina"
web=$(free_port)
mail_conf cafe "web http://127.0.0.1:$web" 'web-url https://mail.stadt.example'
for office in "${cast[@]}"; do start "$office"; say "$(name_of "$office") is running."; done
for office in forum cafe; do meet_and_confirm stadt "$office"; done
say "A real Postfix and a real Dovecot are running, too: mail of stadt.example goes to the bridge, Amina's lies at post.example."

step "2. The round table of the city; the Café's seat has Amina Said, a volunteer"
table=$(v stadt committee create "Runder Tisch Integration" --json | jq -r .id)
for office in forum cafe; do v stadt committee admit "$table" "$(name_of "$office")" --role member >/dev/null; done
v stadt committee seat add "$table" --for "Forum der Migrantinnen" --office "$(name_of forum)" --person "Olena Koval" >/dev/null
v stadt committee seat add "$table" --for "Café Welcome" --office "$(name_of cafe)" --person "Amina Said" >/dev/null
wait_until 60 same_state "$table" "${cast[@]}"
person() { v cafe person list --in "$table" --json | jq -r --arg n "$1" '.items[] | select(.fields.name == $n) | .id'; }
v cafe person edit "$(person "Amina Said")" --email "$amina" >/dev/null
v cafe person edit "$(person "Olena Koval")" --email olena@geheim.example >/dev/null
start_at=$(date -d '+30 days' +%Y-%m-%dT18:00)
later_at=$(date -d '+30 days' +%Y-%m-%dT19:30)
meeting=$(v stadt meeting create "$table" --name "Runder Tisch" --start "$start_at" --location "Rathaus" --json | jq -r .id)
v stadt agenda add "$meeting" --name "Deutschkurse am Abend" >/dev/null
v stadt agenda add "$meeting" --name "Einzelfälle" --internal >/dev/null
wait_until 60 same_state "$table" "${cast[@]}"

step "3. Monday: the city invites, and Amina has a mail"
v stadt meeting invite "$meeting" --reason "kurzfristig" --wait 1 >/dev/null || true
invitation=$(gets method=REQUEST)
say "Subject: $(see "$invitation" subject)"
see "$invitation" plain | sed -n '1,/^-- /p' | head -n 24 | sed 's/^/  | /'
check "with the buttons of an invitation (METHOD)" "$(see "$invitation" method)" REQUEST
check "mail programs see the parts" "$(see "$invitation" structure)" "mixed{alternative{plain,html,calendar},ics}"
check "what is not public is only a number" "$(see "$invitation" plain | grep 'N 1')" "TOP N 1 (nichtöffentlich)"
check "its title stands nowhere" "$(in_mail "$invitation" Einzelfälle)" no
check "addresses in it, but hers and the bridge's" "$(see "$invitation" addresses | tr ' ' '\n' | grep -cvE '^amina@|@stadt\.example$|\.verbund$' || true)" 0

step "4. She says yes with a button of Thunderbird"
program accept "$invitation" "$amina" --as thunderbird
check "Amina comes, as the city, the Forum and the Café read it" "$(in_all accepted answer)" "in all three"

step "5. Tuesday: the sitting begins later"
v stadt meeting edit "$meeting" --start "$later_at" >/dev/null
change=$(gets method=REQUEST "start=$(date -d "$later_at" +%Y%m%dT%H%M%S)")
say "Subject: $(see "$change" subject)"
same() { [ "$1" = "$2" ] && echo "the same" || echo "$1 and $2"; }
check "in her calendar it is" "$(same "$(see "$change" uid)" "$(see "$invitation" uid)")" "the same"
check "which is newer" "$(($(see "$change" sequence) > $(see "$invitation" sequence)))" 1
program accept "$change" "$amina" --as outlook
say "She says yes again, this time with Outlook on the web."

step "6. Wednesday: she has a question, and writes it above the mail"
program reply "$change" "$amina" "Gibt es im Rathaus eine Rampe?" --as apple
check "her question, without what she quoted" "$(in_all "Gibt es im Rathaus eine Rampe?" question)" "in all three"
who() { v "$1" message list "$meeting" --json | jq -r '.items[0].fields.writtenBy'; }
check "who asks, as the city reads it" "$(who stadt)" "Amina Said"
v stadt message post "$meeting" "Ja, am Eingang Theaterplatz." >/dev/null
said=$(gets "plain~Theaterplatz")
check "the answer of the city comes by mail, in the thread" "$(see "$said" list-id | grep -c '<.*>')" 1

step "7. Thursday: one more item, and she gets the agenda"
v stadt agenda add "$meeting" --name "Sommerfest" >/dev/null
v stadt meeting invite "$meeting" --supplement --wait 1 >/dev/null || true
agenda=$(gets "plain~Sommerfest")
say "Subject: $(see "$agenda" subject)"
check "newer than the change (SEQUENCE), since only the agenda is new" "$(($(see "$agenda" sequence) - $(see "$change" sequence)))" 0

step "8. Friday: she has had enough of it"
check "one click (POST), answered with" "$(program unsubscribe "$said" "$amina" post)" 200
v stadt message post "$meeting" "Bitte pünktlich." >/dev/null
program unsubscribe "$agenda" "$amina" mailto
until_is 60 2 grep -c did=unsubscribed "$base/cafe.log" || true
v stadt meeting cancel "$meeting" --reason "Sturm" >/dev/null
cancelled=$(gets method=CANCEL)
say "Subject: $(see "$cancelled" subject)"
check "a cancellation comes all the same" "$(see "$cancelled" status)" CANCELLED
check "messages that came after the click" "$(for file in "$base"/amina/*.eml; do in_mail "$file" "Bitte pünktlich"; done | grep -c yes || true)" 0

step "9. Three offices, one record"
wait_until 60 same_state "$table" "${cast[@]}" || true
check "the three hold" "$(held "$table" "${cast[@]}")" "the same"
conclude
