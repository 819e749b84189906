#!/bin/bash
# The mail bridge with a mailbox only (IMAP over TLS at a real Dovecot): each mail is taken once, none is lost, whatever is killed and
# whatever number the server gives its mails.
limit=120
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"

ok "Postfix and Dovecot start" mail_start
mail_user amina@post.example
mail_user beirat@box.example
mail_post alt@post.example beirat@box.example --header 'Subject: alt' --body 'Von früher'
ok "an old mail lies in the mailbox" mailbox beirat@box.example wait 1
office stadt city Stadt
ok "the office starts" start stadt
group=$(v stadt committee create Integrationsbeirat --json | jq -r .id)
amina=$(v stadt record create person '{"givenName": "Amina", "familyName": "Test", "email": ["amina@post.example"]}' --in "$group" --json | jq -r .id)
v stadt committee seat add "$group" --for Stadt --person "$amina" >/dev/null 2>&1
meeting=$(v stadt meeting create "$group" --name '1. Sitzung' --start "$(date -d '+40 days' +%F)T18:00" --json | jq -r .id)
v stadt agenda add "$meeting" --name Begrüßung >/dev/null
v stadt meeting invite "$meeting" >/dev/null 2>&1
# settle SCHEME://HOST:PORT: the mailbox is there.
settle() {
	mail_conf stadt
	sed -e 's/^address .*/address beirat@box.example/' -e "s|^receive .*|receive $1/INBOX|" "$base/stadt/mail.conf" >"$base/new.conf"
	printf '%s\n' 'receive-user beirat@box.example' "receive-password-file $base/stadt/mail.password" 'look-every 1' >>"$base/new.conf"
	cp "$base/new.conf" "$base/stadt/mail.conf"
}
settle "imaps://127.0.0.1:$mail_imaps"
ok "an invitation arrives" mailbox amina@post.example wait 1
token=$(mailbox amina@post.example last | perl -0ne 'print $1 if /^Reply-To:.*?<([^>]+)>/ms')
like "answers go to the mailbox, with a token" "$token" '^beirat\+r\.[a-z2-7]{26}@box.example'
came() { grep -c 'mail.came_in' "$base/stadt.log"; }
is "what lay there before is not looked at" "$(came)" 0
# say WORD: answers by mail, and waits for its effect.
answer() { v stadt meeting replies "$meeting" 2>/dev/null | cut -f4; }
say() { mail_send amina@post.example "$token" --header "Message-Id: <$1@post.example>" --header 'Subject: Re: Einladung' --body "$1"; }
ok "an answer lies in the mailbox" say ja
ok "and is fetched and counts" until_is 30 accepted answer
is "once" "$(came)" 1

# ---- killed, and started again ----
crash stadt
ok "while the office is away an answer comes" say nein
ok "the office starts again" start stadt
ok "it is fetched" until_is 30 declined answer
is "and nothing else once more" "$(came)" 2

# ---- the server numbers its mails anew ----
stop stadt
mail_dovecot_stop
find "$mail/boxes/beirat@box.example" -name 'dovecot*' -delete
ok "the server starts again, with other numbers" mail_dovecot
ok "a third answer" say vielleicht
start stadt
ok "is fetched" until_is 30 tentative answer
ok "that the numbers are others is noted" grep -q 'mail.mailbox_new' "$base/stadt.log"
known() { grep -c 'did=seen' "$base/stadt.log"; }
ok "those of before come again, and are known" until_is 30 2 known
like "mails stay where they are, marked as read" "$(find "$mail/boxes/beirat@box.example/cur" -name '*:2,*S*' | wc -l)" '^[4-9]'

# ---- not without TLS, and not from anybody ----
settle "imap://127.0.0.1:$mail_imap"
ok "with STARTTLS, too" say Ja
ok "it is fetched" until_is 30 accepted answer
settle "imaps://localhost:$mail_imaps"
ok "a server whose name does not fit its certificate is not asked" wait_until 30 grep -q 'mail.mailbox_down' "$base/stadt.log"
say Nein
sleep 2
is "nothing is fetched from it" "$(answer)" accepted
settle "imaps://127.0.0.1:$mail_imaps"
ok "set right, nothing was lost" until_is 30 declined answer
