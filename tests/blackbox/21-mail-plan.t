#!/bin/bash
# Who is told what: a meeting that changes, is cancelled, reopened and loses a seat, as mail programs see it; wishes, subscribers and
# the queue, as the office sees them. With a real Postfix and a real Dovecot.
limit=120
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"

ok "Postfix and Dovecot start" mail_start
for who in amina bela leser; do mail_user $who@post.example; done
office stadt city Stadt
ok "the office starts" start stadt
mail_conf stadt
group=$(v stadt committee create Integrationsbeirat --json | jq -r .id)
person() { v stadt record create person "{\"givenName\": \"$1\", \"familyName\": \"Test\", \"email\": [\"$2\"]}" --in "$group" --json | jq -r .id; }
amina=$(person Amina amina@post.example)
bela=$(person Bela bela@post.example)
v stadt committee seat add "$group" --for Stadt --person "$amina" >/dev/null 2>&1
v stadt committee seat add "$group" --for Stadt --person "$bela" >/dev/null 2>&1

# ---- wishes ----
wishes() { v stadt bridge mail wishes "$@"; }
ok "the bridge answers" wait_until 30 wishes "$amina"
ok "Amina wants Turkish" wishes "$amina" --language tr
is "and so it is" "$(wishes "$amina" --json | jq -r .language)" tr
refused "a language that there is not" 3005 2 wishes "$amina" --language xx

# ---- a meeting ----
# calendar ADDRESS: METHOD, SEQUENCE and DTSTART of each calendar object that came, one a line.
calendar() {
	mailbox "$1" files | /usr/bin/python3 -c '
import email, sys
for path in sys.stdin.read().split("\n"):
    if not path: continue
    for part in email.message_from_binary_file(open(path, "rb")).walk():
        if part.get_content_type() == "text/calendar":
            lines = part.get_payload(decode=True).decode().split("\r\n")
            print(" ".join(next(l for l in lines if l.startswith(k)).split(":")[-1] for k in ("METHOD", "SEQUENCE")))'
}
day=$(date -d '+40 days' +%F)
meeting=$(v stadt meeting create "$group" --name '1. Sitzung' --start "${day}T18:00" --location Rathaus --json | jq -r .id)
v stadt agenda add "$meeting" --name Begrüßung >/dev/null
v stadt meeting invite "$meeting" >/dev/null 2>&1
ok "invited: to Amina" mailbox amina@post.example wait 1
ok "and to Bela" mailbox bela@post.example wait 1
like "in Turkish" "$(mailbox amina@post.example last)" '^Content-Language: tr'
like "to Bela in German" "$(mailbox bela@post.example last)" '^Content-Language: de'
like "as an invitation" "$(calendar amina@post.example)" '^REQUEST [0-9]+$'
v stadt meeting edit "$meeting" --start "${day}T19:00" >/dev/null 2>&1
ok "another time" mailbox amina@post.example wait 2
v stadt meeting cancel "$meeting" --reason Hochwasser >/dev/null
ok "cancelled" mailbox amina@post.example wait 3
v stadt meeting reopen "$meeting" >/dev/null
v stadt meeting invite "$meeting" >/dev/null 2>&1
ok "reopened, and invited anew" mailbox amina@post.example wait 4
sequence=$(calendar amina@post.example | cut -d ' ' -f 2 | tr '\n' ' ')
is "SEQUENCE rises each time" "$sequence" "$(tr ' ' '\n' <<<"$sequence" | sort -nu | sed '/^$/d' | tr '\n' ' ')"
is "as a mail program has to hear it" "$(calendar amina@post.example | cut -d ' ' -f 1 | tr '\n' ' ')" "REQUEST REQUEST CANCEL REQUEST "
ok "Bela heard of all that, too" mailbox bela@post.example wait 4

# ---- quiet hours, and the queue ----
from=$(TZ=Europe/Berlin date -d '-1 hour' +%H:%M)
to=$(TZ=Europe/Berlin date -d '+2 hours' +%H:%M)
ok "Bela wants to sleep now" wishes "$bela" --quiet "$from-$to"
v stadt message post "$group" 'Gute Nacht' >/dev/null
ok "Amina gets a message" mailbox amina@post.example wait 5
waiting() { v stadt bridge mail queue --json | jq -r '[.items[] | select(.kind == "message") | .state] | join(",")'; }
ok "Bela's waits" until_is 20 waiting waiting
key=$(v stadt bridge mail queue --json | jq -r '.items[] | select(.kind == "message") | .key')
ok "it is dropped" v stadt bridge mail drop "$key"
is "so nothing waits" "$(waiting)" ""
refused "twice it cannot be" 2001 3 v stadt bridge mail drop "$key"
is "Bela got nothing" "$(mailbox bela@post.example count)" 4

# ---- the newsletter ----
ok "somebody is asked whether they want it" v stadt bridge mail subscribe leser@post.example --language de
ok "in a mail" mailbox leser@post.example wait 1
states() { v stadt bridge mail subscribers --json | jq -r '[.items[].state] | join(",")'; }
is "nobody is subscribed so far" "$(states)" asked
reply=$(mailbox leser@post.example last | perl -0ne 'print $1 if /^Reply-To:.*?<?([a-z+.0-9]+\@stadt.example)/ms')
ok "they answer" mail_send leser@post.example "$reply" --header 'Subject: Re: Newsletter' --header 'Message-Id: <y1@post.example>' --body Ja
ok "now they are" until_is 20 subscribed states
ok "and no more" v stadt bridge mail unsubscribe leser@post.example
is "nothing is kept" "$(states)" ""
