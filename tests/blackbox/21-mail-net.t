#!/bin/bash
# The network half of the mail bridge against a real Postfix and a real Dovecot: what leaves, what comes in, what is refused, and
# that nothing is lost or told twice while servers come and go.
limit=150
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"

# ---- the servers themselves: what the other tests of mail stand on ----
ok "Postfix and Dovecot start" mail_start
mail_user amina@post.example
mail_user bela@post.example
ok "a stranger's mail is taken" mail_post fremd@post.example bela+x@post.example --body Hallo
ok "and lies in the mailbox" mailbox bela@post.example wait 1
like "with the detail behind the +" "$(mailbox bela@post.example last)" '^Delivered-To: bela\+x@post.example'
ok "a mail program logs in over TLS" mail_send bela@post.example bruecke@post.example --body Hallo
ok "its mail arrives, too" mailbox bruecke@post.example wait 1
like "vouched for" "$(mailbox bruecke@post.example last)" '^Authentication-Results: mx.stadt.example; dmarc=pass'
ok "nobody is at an address" mail_post bela@post.example nobody@post.example --body Hallo
ok "which comes back" mailbox bela@post.example wait 2
mailbox bela@post.example empty

# ---- mail.conf ----
office stadt city Stadt
ok "the office starts" start stadt
check() { "$BUILD/verbund-mail" --check --home "$base/stadt"; }
refused "no mail.conf" 2001 3 check
web=$(free_port)
mail_conf stadt "web http://127.0.0.1:$web" 'web-url https://mail.stadt.example'
mv "$base/stadt/mail.conf" "$base/mail.conf" # until there is something to tell
cp "$base/mail.conf" "$base/stadt/mail.new"
checked() { mkdir -p "$base/check" && cp "$base/mail.conf" "$base/check/mail.conf" && { [ -z "${1:-}" ] || echo "$1" >>"$base/check/mail.conf"; } && "$BUILD/verbund-mail" --check --home "$base/check"; }
ok "a good one" checked
like "its settings are printed" "$(checked)" "^submission smtps://127.0.0.1:$mail_smtps\$"
is "without the password" "$(checked | grep -c "$mail_password")" 0
refused "a wrong key" 4001 2 checked 'adresse x@y.example'
like "with its line" "$(cat "$base/err")" "line 11: unknown key .adresse."
chmod 644 "$base/stadt/mail.password"
refused "a password that others can read" 2007 4 checked
like "and what to do" "$(cat "$base/err")" "mail.password can be read by others; give the command: chmod 600"
chmod 600 "$base/stadt/mail.password"
refused "by hand it does not start" 3001 2 "$BUILD/verbund-mail" --home "$base/check" 3>&- 4>&-

# ---- the first invitation ----
group=$(v stadt committee create Integrationsbeirat --json | jq -r .id)
person() { v stadt record create person "{\"givenName\": \"$1\", \"familyName\": \"Test\", \"email\": [\"$2\"]}" --in "$group" --json | jq -r .id; }
amina=$(person Amina amina@post.example)
v stadt committee seat add "$group" --for Stadt --person "$amina" >/dev/null 2>&1
meeting=$(v stadt meeting create "$group" --name '1. Sitzung' --start "$(date -d '+40 days' +%F)T18:00" --location Rathaus --json | jq -r .id)
v stadt agenda add "$meeting" --name Begrüßung >/dev/null
v stadt agenda add "$meeting" --name Personalfrage-Geheim --internal >/dev/null
v stadt meeting invite "$meeting" >/dev/null 2>&1
mv "$base/mail.conf" "$base/stadt/mail.conf"
ok "the daemon starts the bridge, and the invitation arrives" mailbox amina@post.example wait 1
invitation=$(mailbox amina@post.example last)
like "from the role address" "$invitation" '^From: .*<beirat@stadt.example>'
like "its envelope says who got it" "$invitation" '^Return-Path: <beirat\+b\.[a-z2-7]{26}@stadt.example>'
like "one click unsubscribes" "$invitation" 'List-Unsubscribe: .*https://mail.stadt.example/u/[a-z2-7]{26}'
is "what is internal is not in it" "$(grep -c Geheim <<<"$invitation")" 0
state_of() { v stadt meeting invitations "$meeting" 2>/dev/null | cut -f3; }
ok "the seat counts as reached" until_is 20 delivered state_of

# ---- answers ----
reply_to() { perl -0ne 'print $1 if /^Reply-To:.*?<([^>]+)>/ms' <<<"$1"; }
token=$(reply_to "$invitation")
date=$(date -R)
ok "a reply goes to its token" mail_send amina@post.example "$token" --header 'Subject: Re: Einladung' --header 'Message-Id: <r1@post.example>' --header "Date: $date" --body Ja
answers() { v stadt record list reply --json | jq -r '[.items[] | "\(.fields.answer) \(.fields.enteredBy)"] | join(",")'; }
ok "and sets the answer" until_is 20 "accepted $amina" answers
ok "a receipt comes" mailbox amina@post.example wait 2
ok "the same mail once more" mail_send amina@post.example "$token" --header 'Subject: Re: Einladung' --header 'Message-Id: <r1@post.example>' --header "Date: $date" --body Ja
ok "is known" wait_until 20 grep -q 'did=seen' "$base/stadt.log"
mail_status() { grep -oE "to=<$1>.*status=[a-z]+ \(.{0,100}" "$mail/postfix.log" | tail -n 1; }
ok "a token that is none" mail_post bela@post.example beirat+r.aaaaaaaaaaaaaaaaaaaaaaaaaa@stadt.example --body Ja
bounced() { mail_status 'beirat\+r\.a*@stadt.example' | grep -qE 'status=bounced .*550 5\.1\.'; }
ok "is refused at RCPT, so that it comes back from the server alone" wait_until 20 bounced
ok "another name" mail_post bela@post.example "buero@stadt.example" --body Ja
bounced2() { mail_status 'buero@stadt.example' | grep -qE 'status=bounced .*550 5\.1\.1'; }
ok "too" wait_until 20 bounced2
is "nothing else was written" "$(answers)" "accepted $amina"

# ---- a bare line feed ----
lmtp_say() { printf '%b' "$1" | socat -t 2 - "TCP:127.0.0.1:$bridge_lmtp" | tr -d '\r' | tail -n 2 | head -n 1; }
like "a smuggled end of a mail is none" "$(lmtp_say "LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<beirat@stadt.example>\r\nDATA\r\nSubject: x\r\n\r\nhi\n.\r\nMAIL FROM:<c@d.example>\r\n.\r\nQUIT\r\n")" '^550 5\.6\.0 a line ends with CR LF'

# ---- the server goes, and comes back ----
count_before=$(mailbox amina@post.example count)
mail_postfix_stop
v stadt meeting edit "$meeting" --start "$(date -d '+41 days' +%F)T19:00" >/dev/null
ok "the server is away: the bridge notes it" wait_until 20 grep -q 'mail.submission_down why=connect' "$base/stadt.log"
ok "Postfix comes back" mail_postfix
ok "and the change arrives" mailbox amina@post.example wait $((count_before + 1))
like "with the time" "$(mailbox amina@post.example last)" '^Subject:'
is "once" "$(mailbox amina@post.example count)" $((count_before + 1))

# ---- the reading program dies, the daemon's other child is killed ----
pkill_reader() { local p; for p in $(ps -o pid= --ppid "$(ps -o pid= --ppid "${pid[stadt]}" -C verbund-mail 2>/dev/null | head -n 1)" 2>/dev/null); do kill -KILL "$p"; done; }
pkill_reader
ok "after the reading program was killed a mail is read as before" mail_send amina@post.example "$token" --header 'Subject: Re: Einladung' --header 'Message-Id: <r2@post.example>' --body Nein
answer() { v stadt meeting replies "$meeting" 2>/dev/null | cut -f4; }
ok "and counts" until_is 20 declined answer

# ---- unsubscribing by a click ----
# got TEXT: it stands in a mail to Amina.
got() { mailbox amina@post.example all | grep -q -- "$1"; }
page() { curl -s -o "$base/page" -w '%{http_code}' "$@"; }
v stadt message post "$group" 'Erste Nachricht' >/dev/null
ok "a message of the committee arrives" wait_until 20 got 'Erste Nachricht'
letters=$(mailbox amina@post.example last | grep -oE 'mail.stadt.example/u/[a-z2-7]{26}' | head -n 1 | sed 's:.*/::')
is "the page of the link" "$(page "http://127.0.0.1:$web/u/$letters")" 200
like "has a button, in her language" "$(cat "$base/page")" '<html lang="de".*<form method="post"><button>Abbestellen'
like "and is not to be indexed, nor to send the address on" "$(curl -sI "http://127.0.0.1:$web/u/$letters" | tr -d '\r' | sort | tr '\n' '|')" 'Content-Security-Policy: default-src .none.*Referrer-Policy: no-referrer.*X-Robots-Tag: noindex'
is "another page is none" "$(page "http://127.0.0.1:$web/")$(page "http://127.0.0.1:$web/u/aaaaaaaaaaaaaaaaaaaaaaaaaa")$(page "http://127.0.0.1:$web/u/$letters/x")" 404404404
is "other methods neither" "$(page -X DELETE "http://127.0.0.1:$web/u/$letters")" 405
v stadt message post "$group" 'Zweite Nachricht' >/dev/null
ok "looking had no effect: the next message arrives" wait_until 20 got 'Zweite Nachricht'
is "a click" "$(page -X POST -d 'List-Unsubscribe=One-Click' "http://127.0.0.1:$web/u/$letters")" 200
like "is noted" "$(cat "$base/page")" 'Sie bekommen solche E-Mails nicht mehr'
is "a body that is too long is not read" "$(head -c 5000 /dev/zero | page -X POST --data-binary @- "http://127.0.0.1:$web/u/$letters")" 000

# ---- a server that is not the one that it should be ----
bela=$(person Bela bela@post.example)
v stadt committee seat add "$group" --for Stadt --person "$bela" >/dev/null 2>&1
downs() { grep -c 'mail.submission_down why=certificate' "$base/stadt.log"; }
ready() { grep -c 'mail.ready' "$base/stadt.log"; }
cp "$base/stadt/mail.conf" "$base/mail.conf"
# settle SED: other settings, and the bridge that has read them.
settle() {
	local was
	was=$(ready)
	sed "$1" "$base/mail.conf" >"$base/new.conf" && cp "$base/new.conf" "$base/stadt/mail.conf"
	wait_until 20 eval "[ \$(ready) -gt $was ]"
}
ok "another server" settle "s/127.0.0.1:$mail_smtps/localhost:$mail_smtps/"
v stadt message post "$group" 'Dritte Nachricht' >/dev/null
ok "its name does not fit the certificate: nothing is handed over" wait_until 20 eval "[ \$(downs) -ge 1 ]"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj "/CN=Other" -keyout "$base/other.key" -out "$base/other.pem" 2>/dev/null
ok "other certificates" settle "s:^ca-file .*:ca-file $base/other.pem:"
was=$(downs)
v stadt message post "$group" 'Vierte Nachricht' >/dev/null
ok "a server that nobody known has signed gets nothing either" wait_until 20 eval "[ \$(downs) -gt $was ]"
ok "set right" settle 's/^$//'
v stadt message post "$group" 'Letzte Nachricht' >/dev/null
last() { mailbox bela@post.example all | grep -c 'Letzte Nachricht'; }
ok "mail arrives again" wait_until 20 eval '[ "$(last)" -ge 1 ]'
is "who unsubscribed gets none" "$(mailbox amina@post.example all | grep -c 'Letzte Nachricht')" 0
is "nobody's address stands in the log" "$(grep -E '^mail\.' "$base/stadt.log" | grep -c '@')" 0
is "nor a password" "$(grep -c "$mail_password" "$base/stadt.log")" 0

# ---- what people ask ----
like "the bridge says how it goes" "$(v stadt bridge status --json)" '"submission".*"receive".*"reader".*"web"'
v stadt bridge mail test bela@post.example --wait 20 --json >"$base/test.json" 2>/dev/null
like "a test mail: taken, and one to ourselves comes back" "$(jq -c . "$base/test.json")" '"ok".*"submission".*|"submission".*"ok"'
