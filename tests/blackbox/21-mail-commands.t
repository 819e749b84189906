#!/bin/bash
# What people ask of the bridge to e-mail on the command line, and what they are told: bridge.py answers in the place of verbund-mail.
limit=120
. "$(dirname "$0")/lib.sh"

stand_in "$here/bridge.py"
office city city 'Köln' || exit 1
home=$base/city
mkdir "$home/jobs"
(umask 077; echo 'address beirat@koeln.example' >"$home/mail.conf")
start city || exit 1
bridge() { v city bridge "$@"; }
german() { LANGUAGE=de v city bridge "$@" 2>&1; }
asked() { tail -n 1 "$home/asked" | jq -cS "$1"; }
# now JOB JSON: what the bridge answers from now on.
now() { printf '%s\n' "$2" >"$home/jobs/$1"; }
is_running() { bridge status | grep -q running; }
ok "the bridge runs" wait_until 20 is_running

# ---- status ----
is "status: a row for a script" "$(bridge status | cut -f 1,2,4-8 | sed -E 's/2025-[^\t]+/TIME/g')" "mail	running	7	1	2	TIME	TIME"
is "as a document" "$(bridge status --json | jq -c '.items[0] | [.name, .state, .details.waiting, .details.address, .details.parts[0].why]')" \
	'["mail","running",7,"beirat@koeln.example","550 5.7.1 not today"]'
like "with times as text" "$(bridge status --json | jq -r '.items[0].details.sent')" '^2025-12-17T'

# terminal COMMAND...: what somebody sees on a terminal.
terminal() { script -qec "LANGUAGE=$language VERBUND_HOME='$home' '$BUILD/verbund' bridge $*" /dev/null </dev/null | tr -d '\r'; }
language=en
shown=$(terminal status)
like "on a terminal it says what does not work" "$shown" 'Sending does not work: 550 5.7.1 not today'
like "and that mails wait for a person" "$shown" 'Mails wait for a person: verbund bridge mail held'
language=de
like "in German" "$(terminal status)" 'Das Senden geht nicht: 550 5.7.1 not today'
language=en

# ---- the queue ----
is "queue" "$(bridge mail queue | cut -f 2-7 | head -n 1)" "invitation	Anna Schmidt	waiting	0		aa11"
is "what the server said" "$(bridge mail queue | cut -f 3,4,6 | tail -n 1)" "weg@verein.example	failed	550 5.1.1 no such user"
like "for people in words" "$(terminal mail queue)" 'invitation +Anna Schm.* +waits'
is "retry: all" "$(bridge mail retry)" 2
is "is asked so" "$(asked '[.call, .args]')" '["queue.retry",{}]'
is "retry: one" "$(bridge mail retry aa2 >/dev/null; asked .args)" '{"key":"aa2"}'
is "drop: by the whole number" "$(bridge mail drop aa2 >/dev/null; asked '[.call, .args.key]')" '["queue.drop","aa22"]'
refused "drop: a beginning of two" 2011 5 v city bridge mail drop aa
refused "drop: of none" 2001 3 v city bridge mail drop bb
is "resume" "$(bridge mail resume --told; asked '[.call, .args]')" '["resume",{"told":true}]'

# ---- held ----
is "held: a line a mail, harmless" "$(bridge mail held | cut -f 2-7)" 'x@fremd.example	Frage zu TOP 3\x1b[31m	stranger	1	TOP 3 Bericht	4f3a91c2000000000000000000000001'
like "show: its text" "$(bridge mail show 4f3a)" 'was heißt das?'
is "is asked by what was typed" "$(asked .args)" '{"id":"4f3a"}'
is "save: an attachment, piece by piece" "$(bridge mail save 4f3a 1 "$base/attachment" && cat "$base/attachment")" Anlage
refused "save: no such number" 3005 2 v city bridge mail save 4f3a x "$base/attachment"
committee=$(v city committee create Rat --json | jq -r .id)
is "release: to a committee" "$(bridge mail release 4f3a --to "${committee:0:8}" >/dev/null; asked '[.call, .args.id, .args.target]')" \
	"[\"held.release\",\"4f3a91c2000000000000000000000001\",\"$committee\"]"
refused "release: to what is not there" 2001 3 v city bridge mail release 4f3a --to beefbeef
is "discard" "$(bridge mail discard 4f3a >/dev/null; asked '[.call, .args.id]')" '["held.drop","4f3a91c2000000000000000000000001"]'

# ---- wishes ----
anna=$(v city person add 'Anna Schmidt' --login nobody --json 2>/dev/null | jq -r .id)
is "wishes: shown" "$(bridge mail wishes 'Anna Schmidt' | cut -f 2 | paste -sd '|')" "Anna Schmidt|anna@verein.example|uk|daily|20:00-07:00|newsletter,reminder"
is "by the whole number of the person" "$(asked '[.call, .args.person]')" "[\"wishes.show\",\"$anna\"]"
is "wishes: changed" "$(bridge mail wishes 'Anna Schmidt' --language ar --quiet 22:30-06:00 --pace weekly --without agenda,requests --lift >/dev/null; asked '[.call, .args]')" \
	"[\"wishes.set\",{\"language\":\"ar\",\"lift\":true,\"pace\":\"weekly\",\"person\":\"$anna\",\"quiet\":[1350,360],\"without\":[\"agenda\",\"requests\"]}]"
is "wishes: none" "$(bridge mail wishes 'Anna Schmidt' --quiet none --without none >/dev/null; asked '[.args.quiet, .args.without]')" '[[],[]]'
for wrong in '--quiet 20:00' '--quiet 24:00-07:00' '--quiet 20:00-20:00' '--quiet 20:00-07:00x' '--without votes' '--language nl' '--pace never'; do
	# shellcheck disable=SC2086 # two words
	refused "wishes: $wrong" 3005 2 v city bridge mail wishes 'Anna Schmidt' $wrong
done
like "that nothing goes to an address is told" "$(terminal mail wishes "$anna")" 'messages came back'
like "in German" "$(language=de terminal mail wishes "$anna")" 'Nachrichten kamen zurück'

# ---- what is kept of a person ----
disclosed() { v city person disclose 'Anna Schmidt' --json 2>/dev/null | jq -c '[.complete, (.items[] | select(.what == "mail") | .wishes.language)]'; }
is "disclose tells what the bridge keeps of a person" "$(disclosed)" '[true,"uk"]'
is "it asks by the number of the person" "$(asked '[.call, .args.person]')" "[\"person.about\",\"$anna\"]"
like "in words" "$(v city person disclose 'Anna Schmidt' --format text 2>/dev/null)" 'anna@verein.example; uk; once a day; 20:00-07:00; no newsletter; no reminders; told by mail of meetings: 0'
now person.about '{"code": 3012}'
is "where the bridge does not say it, that is told" "$(disclosed)" '[false]'
rm "$home/jobs/person.about"

# ---- subscribers ----
is "subscribers" "$(bridge mail subscribers | cut -f 1-3)" "info@verein.example	tr	subscribed"
is "subscribe" "$(bridge mail subscribe info@verein.example --language tr >/dev/null; asked '[.call, .args]')" '["subscribers.add",{"address":"info@verein.example","language":"tr"}]'
is "unsubscribe" "$(bridge mail unsubscribe info@verein.example; asked .call)" 'info@verein.example
"subscribers.remove"'

# ---- the test ----
is "test: all works" "$(bridge mail test anna@verein.example 2>/dev/null | cut -f 1,2 | paste -sd '|')" "submission	ok|delivery	ok|return	ok|reply	ok"
# step STATES...: what the test says of its four steps: STATE or STATE:WHY.
steps() {
	local name json=
	for name in submission delivery return reply; do
		json+="{\"step\":\"$name\",\"state\":\"${1%%:*}\"$([[ $1 != *:* ]] || printf ',"why":"%s","detail":"554 words"' "${1#*:}")},"
		shift
	done
	now test.show "{\"address\":\"a@b.example\",\"since\":1766000000000,\"steps\":[${json%,}]}"
}
# What can be wrong, where, and a part of what is said about it, with the command's exit status.
while IFS='|' read -r states status what todo; do
	# shellcheck disable=SC2086 # four words
	steps $states
	said=$(bridge mail test a@b.example --wait 0 2>&1 >/dev/null)
	got=$?
	is "test: $states: exit status" $got "$status"
	like "test: $states: what is wrong" "$said" "$what"
	like "test: $states: what to do" "$said" "$todo"
done <<'END'
failed:no-name off off off|10|Nobody knows the name|Check the name in `submission`
failed:closed off off off|10|Nothing listens|Start the mail server
failed:timeout off off off|10|does not answer|firewall
failed:tls off off off|10|certificate|ca-file
failed:login off off off|10|user and password|password-file
failed:sender off off off|10|send as its address|`address` of mail.conf
failed:recipient off off off|10|takes nothing for this address|Check the address
failed:refused off off off|10|554 words|Ask whoever runs it
ok failed:bounced ok off|10|came back|Check the address
ok ok failed:no-receive off|10|Nothing is received|Add `receive`
ok ok failed:no-token off|10|behind the plus|recipient_delimiter
ok waiting waiting waiting|10|has not come in|every address with a plus
ok ok ok waiting|0|Nobody has answered|Answer the message
END
steps failed:login waiting waiting waiting
is "a message that never left: only that is told" "$(bridge mail test a@b.example --wait 0 2>&1 >/dev/null | grep -cE 'firewall|come in|answered|mailbox')" 0
steps ok waiting ok waiting
like "what nobody reports is no fault of the server" "$(bridge mail test a@b.example --wait 0 2>&1 >/dev/null | paste -sd ' ')" \
	'the server of the address takes it: Nothing has been reported about it so far'
like "said in German" "$(german mail test a@b.example --wait 0 2>&1 | paste -sd ' ')" 'Bisher liegt keine Meldung darüber vor'
steps failed:tls off off off
like "in German" "$(german mail test a@b.example --wait 0)" 'Das Zertifikat des Mailservers gilt hier nicht'
is "the steps are in the document, too" "$(bridge mail test a@b.example --wait 0 --json 2>/dev/null | jq -c '.steps[0] | [.step, .state, .why]')" '["submission","failed","tls"]'
refused "a test that fails" 1424 10 v city bridge mail test a@b.example --wait 0
refused "a time that is none" 3005 2 v city bridge mail test a@b.example --wait soon

# ---- doctor ----
found() { v city doctor --json | jq -r --arg c "$1" '.items[] | select(.check == $c) | "\(.level) \(.what // "")"'; }
like "doctor: a part that fails" "$(found mail-parts)" '^wrong Sending does not work: 550 5.7.1 not today'
like "mail that waits for long, failed, held, people paused" "$(found mail-waiting | paste -sd ' ')" 'more than an hour.*note .*: 1\..*note .*: 2\..*note .*: 1\.$'
is "settings in order" "$(found mail-settings) $(found mail-mode) $(found mail-running)" "ok  ok  ok "
echo 2 >"$home/jobs/check"
like "settings with a fault" "$(found mail-settings)" '^wrong .*mail.conf have a fault'
chmod 640 "$home/mail.conf"
like "which others can read" "$(found mail-mode)" '^wrong .*mode 640'
chmod 600 "$home/mail.conf"
status_of() { now status "{\"address\":\"a@b.example\",\"failed\":0,\"held\":0,\"paused\":0,\"waiting\":0,\"parts\":[{\"part\":\"receive\",\"state\":\"$1\"}]${2:-}}"; }
status_of ok ",\"received\":$(date +%s)000"
is "all in order" "$(found mail-parts) $(found mail-waiting) $(found mail-received)" "ok  ok  ok "
status_of ok ",\"received\":$(($(date +%s) - 15 * 86400))000"
like "nothing came in for long" "$(found mail-received)" '^note No mail has come in for more than 14 days'
status_of ok
like "or ever" "$(found mail-received)" '^note No mail has ever come in'
status_of off
is "where nothing is to come in that is right" "$(found mail-received)" "ok "

# ---- what the bridge refuses, and when it is away ----
now queue.list '{"code": 1004, "detail": "too much"}'
refused "what it refuses" 1004 1 v city bridge mail queue
rm "$home/mail.conf"
is_off() { [ "$(bridge status --json | jq -r '.items[0] | "\(.state) \(.why)"')" = "off no-file" ]; }
ok "without mail.conf it is off" wait_until 15 is_off
like "which is told, with what to do" "$(terminal status)" 'There is no mail.conf'
refused "nothing can be asked of it" 1423 6 v city bridge mail held
stop city
