#!/bin/bash
# What comes in by mail, over a real Postfix: answers of calendars in the shapes of four programs, words in several languages,
# discussion that appears at another office, what nobody vouches for, strangers, bounces, addresses that are none.
limit=120
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"

office stadt city 'Stadt Köln'
office forum forum 'Forum' dials
ok "Postfix and Dovecot start" mail_start
for who in amina boris olena zoe emre ida eve; do mail_user $who@post.example; done
start stadt && start forum || exit 1
ok "two offices" pair stadt forum

# ---- a meeting, and people who have no office ----
space=$(v stadt committee create 'Integrationsbeirat')
v stadt committee admit "$space" Forum --role member >/dev/null
# seat NAME: a seat for somebody whom this office reaches by mail.
seat() {
	local person
	v stadt committee seat add "$space" --for "Verein $1" --person "$1" >/dev/null 2>&1
	person=$(v stadt record list person --in "$space" --json | jq -r --arg n "$1" '.items[] | select(.fields.name == $n) | .id')
	v stadt record edit "$person" "{\"email\": [\"${1,,}@post.example\"]}" >/dev/null
}
for who in Amina Boris Olena Zoe Emre Ida Nobody; do seat $who; done
meeting=$(v stadt meeting create "$space" --name '3. Sitzung' --start 2046-12-01T18:00)
item=$(v stadt agenda add "$meeting" --name 'Sprachkurse')
v stadt agenda add "$meeting" --name 'Verschiedenes' >/dev/null
mail_conf stadt
ok "the bridge starts" wait_until 20 eval 'v stadt bridge status --json | jq -e ".items[] | select(.name == \"mail\" and .state == \"running\")"'
v stadt meeting invite "$meeting" >/dev/null 2>&1
for who in amina boris olena zoe emre ida; do ok "$who is invited by mail" mailbox $who@post.example wait 1; done

# of WHO WHAT [WORD]: of the last mail to somebody (in which the word stands): a header, or a line of its calendar object.
of() {
	local file found
	for file in $(mailbox "$1@post.example" files); do ! grep -q -e "${3:-}" "$file" || found=$file; done
	cat "$found" | /usr/bin/python3 -c '
import email, email.policy, sys
mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
what = sys.argv[1]
if mail[what]: print(str(mail[what]).strip("<>"))
else:
	for part in mail.walk():
		if part.get_content_type() == "text/calendar":
			for line in part.get_content().replace("\r\n ", "").split("\r\n"):
				if line.startswith((what + ":", what + ";")): print(line.split(":", 1)[1])' "$2"
}
reply_to() { of "$1" Reply-To "${2:-}" | sed 's/.*<//; s/>.*//'; }
answer_of() { v "$1" meeting replies "$meeting" --json | jq -r --arg n "$2" '.items[] | select(.person == $n or .personName == $n or .for == "Verein " + $n) | .answer'; }
uid=$(of amina UID) to_zoe=$(reply_to zoe) to_ida=$(reply_to ida)
is "all are invited to one entry" "$(for who in boris olena zoe emre; do of $who UID; done | sort -u)" "$uid"

# ---- calendars: nobody's own token, but the address that was invited ----
# itip WHO PARTSTAT: the object of an answer.
itip() {
	printf '%s\r\n' BEGIN:VCALENDAR 'PRODID:-//Test//DE' VERSION:2.0 METHOD:REPLY BEGIN:VEVENT "UID:$uid" SEQUENCE:0 \
		"DTSTAMP:$(date -u +%Y%m%dT%H%M%SZ)" DTSTART:20461201T170000Z 'SUMMARY:Integrationsbeirat' "$3" \
		"ATTENDEE;PARTSTAT=$2:mailto:$1@post.example" END:VEVENT END:VCALENDAR
}
# part TYPE: a part of a message with what stands in the input.
head_of() { printf '%s\r\n' "From: $1@post.example" 'To: beirat@stadt.example' "Subject: $2" "Message-ID: <$RANDOM$RANDOM.$1@post.example>" "Date: $(date -R)" MIME-Version:\ 1.0; }
send() { mail_send "$1@post.example" "${2:-beirat@stadt.example}" --data "@$base/letter" "${@:3}"; }

{
	head_of amina 'Accepted: Integrationsbeirat'
	printf '%s\r\n' 'Thread-Topic: Integrationsbeirat' 'X-MS-Has-Attach:' 'Content-Language: de-DE' 'Content-Type: multipart/alternative; boundary="_000_A_"' '' '--_000_A_' \
		'Content-Type: text/plain; charset="iso-8859-1"' 'Content-Transfer-Encoding: quoted-printable' '' '' '--_000_A_' \
		'Content-Type: text/calendar; charset="utf-8"; method=REPLY' 'Content-Transfer-Encoding: base64' ''
	itip amina ACCEPTED 'ORGANIZER:mailto:beirat@stadt.example' | base64 | sed 's/$/\r/'
	printf '%s\r\n' '--_000_A_--'
} >"$base/letter"
ok "Outlook accepts" send amina
ok "it counts" until_is 30 accepted answer_of stadt Amina
{
	head_of boris 'Declined: Integrationsbeirat'
	printf '%s\r\n' 'Auto-Submitted: auto-generated' 'Content-Type: multipart/mixed; boundary="g1"' '' '--g1' 'Content-Type: multipart/alternative; boundary="g2"' '' '--g2' \
		'Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes' '' 'Boris has declined this invitation.' '--g2' \
		'Content-Type: text/calendar; charset="UTF-8"; method=REPLY' 'Content-Transfer-Encoding: 7bit' ''
	itip boris DECLINED 'ORGANIZER;CN=Beirat:mailto:beirat@stadt.example'
	printf '%s\r\n' '--g2--' '--g1' 'Content-Type: application/ics; name="invite.ics"' 'Content-Disposition: attachment; filename="invite.ics"' ''
	itip boris DECLINED 'ORGANIZER;CN=Beirat:mailto:beirat@stadt.example'
	printf '%s\r\n' '--g1--'
} >"$base/letter"
ok "Gmail declines" send boris
ok "it counts" until_is 30 declined answer_of stadt Boris
{
	head_of olena 'Tentative: Integrationsbeirat'
	printf '%s\r\n' 'X-Mailer: iPhone Mail' 'Content-Type: text/calendar; method=REPLY; charset=UTF-8' 'Content-Transfer-Encoding: 8bit' ''
	itip olena TENTATIVE 'COMMENT:Можливо'
} >"$base/letter"
ok "Apple is not sure, and names no organizer" send olena
ok "it counts" until_is 30 tentative answer_of stadt Olena
{
	head_of zoe 'Invitation acceptée'
	printf '%s\r\n' 'User-Agent: Mozilla Thunderbird' 'Content-Type: multipart/alternative; boundary="t"' '' '--t' 'Content-Type: text/plain; charset=UTF-8' '' \
		'Zoe a accepté' '--t' 'Content-Type: text/calendar; charset=UTF-8; method=REPLY' 'Content-Transfer-Encoding: 8bit' ''
	itip zoe ACCEPTED 'ORGANIZER:MAILTO:beirat@stadt.example'
	printf '%s\r\n' '--t--'
} >"$base/letter"
ok "Thunderbird accepts" send zoe
ok "it counts" until_is 30 accepted answer_of stadt Zoe
ok "the other office sees it" until_is 30 declined answer_of forum Boris
ok "a receipt comes" mailbox amina@post.example wait 2
like "for what was answered" "$(mailbox amina@post.example last)" '^Auto-Submitted: auto-replied'

# ---- words, above what is quoted ----
words() { # WHO TEXT
	{
		head_of "$1" 'Re: Einladung'
		printf '%s\r\n' 'Content-Type: text/plain; charset=UTF-8' 'Content-Transfer-Encoding: 8bit' '' "$2" '' "On Tue, somebody wrote:" '> yes' '> no'
	} >"$base/letter"
	send "$1" "$3"
}
to_emre=$(reply_to emre)
ok "Turkish" words emre 'Hayır.' "$to_emre"
ok "no" until_is 30 declined answer_of stadt Emre
ok "Arabic" words emre 'نعم' "$to_emre"
ok "yes" until_is 30 accepted answer_of stadt Emre
ok "Russian, from any program" words emre 'Нет!' "$to_emre"
ok "no again" until_is 30 declined answer_of stadt Emre
ok "a word and more" words emre $'Ja\r\nmit Kind' "$to_emre"
comments() { v "$1" meeting replies "$meeting" --json | jq -r '[.items[] | .comment // empty] | sort | join("|")'; }
ok "is a comment, as what is written above an answer" until_is 30 'Zoe a accepté|mit Kind|Можливо' comments forum

# ---- discussion ----
said() { v "$1" message list "$2" --json 2>/dev/null | jq -r '[.items[] | .fields.text] | join("|")'; }
ok "a question about an item" words emre 'TOP 1: Auch am Abend?' "$to_emre"
ok "appears at the other office, in the thread of the item, without what was quoted" until_is 30 'TOP 1: Auch am Abend?' said forum "$item"

# ---- what nobody vouches for ----
eve() { mail_post eve@evil.example "$1" --header "Subject: Re" --header "From: $2" --body "$3" "${@:4}"; }
held() { v stadt bridge mail held --json | jq -r '[.items[] | .why] | sort | join(",")'; }
ok "somebody says no for Amina" eve "$(of amina Reply-To | sed 's/.*<//; s/>.*//')" amina@post.example Nein
ok "which waits" until_is 30 unconfirmed held
is "and changes nothing" "$(answer_of stadt Amina)" accepted
ok "a header of the sender's own vouches for nothing" eve "$to_emre" emre@post.example Nein --header 'Authentication-Results: mx.stadt.example; dmarc=pass'
ok "it waits, too" until_is 30 unconfirmed,unconfirmed held
ok "a stranger writes" eve beirat@stadt.example eve@evil.example 'Darf ich kommen?'
ok "that waits for a person" until_is 30 stranger,unconfirmed,unconfirmed held
stranger=$(v stadt bridge mail held --json | jq -r '.items[] | select(.why == "stranger") | .id')
like "who must say where it belongs, in German" "$(LANGUAGE=de v stadt bridge mail release "$stranger" 2>&1 | paste -sd ' ')" 'wohin sie gehört: --to sagt es'
like "as all that the bridge refuses" "$(LANGUAGE=de v stadt bridge mail unsubscribe niemand@post.example 2>&1)" 'niemand mit dieser Adresse bekommt den Rundbrief'
ok "who lets it through, to the meeting" v stadt bridge mail release "$stranger" --to "$meeting"
ok "it is said there" until_is 30 'Darf ich kommen?' said forum "$meeting"

# ---- was it you? ----
ok "somebody says no for Ida" eve "$to_ida" ida@post.example Nein
is_asked() { mailbox ida@post.example all | grep -q '<beirat+c\.'; }
ok "she is asked, at the address that this office has" wait_until 30 is_asked
ok "she says yes" words ida 'Так' "$(reply_to ida '<beirat+c\.')"
ok "then it counts" until_is 30 declined answer_of stadt Ida

# ---- attachments ----
printf '\x89PNG\r\n\x1a\n' >"$base/bild.png"
head -c 120000 /dev/urandom >>"$base/bild.png"
ok "somebody sends a picture" mail_send emre@post.example "$to_emre" --header 'Subject: Re' --body 'Anbei das Bild' \
	--attach-type image/png --attach-name 'Saal.png' --attach "@$base/bild.png"
ok "which waits" until_is 30 files,unconfirmed,unconfirmed held
with_files=$(v stadt bridge mail held --json | jq -r '.items[] | select(.why == "files") | .id')
ok "somebody looks at it" v stadt bridge mail save "$with_files" 1 "$base/saal.png"
ok "it is the picture" cmp "$base/bild.png" "$base/saal.png"
ok "and throws it away" v stadt bridge mail discard "$with_files"
ok "then it is gone" until_is 30 unconfirmed,unconfirmed held

# ---- what comes back, and who wants no more ----
did() { grep -q "mail.came_in .*did=$1\$" "$base/stadt.log"; }
ok "an invitation to nobody comes back, and is counted" wait_until 30 did bounce
ok "somebody writes stop" words zoe Stop "$to_zoe"
ok "who gets nothing but invitations then" wait_until 30 did unsubscribed

# ---- addresses that are none ----
handed() { swaks --protocol LMTP --server 127.0.0.1 --port "$bridge_lmtp" --from eve@evil.example --to "$1" --body Ja >"$base/swaks" 2>&1; }
refuses() { ! handed "$1" && grep -Eq "$2" "$base/swaks"; }
ok "a token that nobody made is refused while it is handed over" refuses beirat+r.aaaaaaaaaaaaaaaaaaaaaaaaaa@stadt.example '^<\*\* +5[0-9]{2}.* 5\.'
ok "so is another address" refuses beirat+news@stadt.example '^<\*\* +550 5\.1\.1'
