#!/bin/bash
# Who takes part by e-mail alone, with a real Postfix and a real Dovecot: a working circle of forty (row 6), readers of a newsletter
# (row 22), volunteers of an association (row 26), interpreters who are asked (row 31). Mail programs answer as the real ones do.
limit=180
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"
export LC_ALL=C.UTF-8

library=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$library" ] || { diag "no libfaketime"; exit 1; }
new() { local office=$1; shift; v "$office" "$@" --json 2>/dev/null | jq -r .id; }
# program COMMAND...: what somebody's mail program does; see mail_client.py.
program() {
	MAIL_IMAPS=$mail_imaps MAIL_SMTPS=$mail_smtps MAIL_CA=$mail_ca MAIL_PASSWORD=$mail_password MAIL_WEB=http://127.0.0.1:$web \
		VERBUND_PATIENCE=$patience /usr/bin/python3 "$here/mail_client.py" "$@"
}
# gets ADDRESS WHAT...: the newest mail of which all that holds, once it is there.
gets() { local address=$1; shift; program wait "$address" "$base/of/$address" "$@"; }
see() { program show "$1" "$2"; }
both_have() { ok "$1" wait_until 30 same_state "$2" city cafe; }
# answers OFFICE MEETING: counted.
answers() { v "$1" meeting replies "$2" --json | jq -r '[.items[].answer] | group_by(.) | map("\(length) \(.[0])") | join(",")'; }

office city city 'Hansestadt Lübeck'
office cafe ngo 'Café Welcome'
ok "a real Postfix and a real Dovecot" mail_start
for name in ak amina karim leserin; do mail_user $name@post.example; done
web=$(free_port)
mail_conf cafe "web http://127.0.0.1:$web" 'web-url https://mail.stadt.example'
start city && start cafe && pair city cafe || exit 1

# ---- row 6: a working circle of forty, all of them by mail alone ----
members=40
circle=$(new cafe committee create 'AK Migration')
for i in $(seq $members); do v cafe committee seat add "$circle" --for "Träger $i" --person "Person $i" >/dev/null 2>&1; done
v cafe record list person --in "$circle" --json | jq -r '.items[] | "\(.id) \(.fields.name | split(" ")[1])"' |
	while read -r id i; do v cafe person edit "$id" --email "ak+$i@post.example" >/dev/null; done
open=$(new cafe meeting create "$circle" --name 'AK Migration' --start "$(date -d '+40 days' +%Y-%m-%dT10:00)" --location 'Café Welcome')
v cafe agenda add "$open" --name 'Kursplätze im Winter' >/dev/null
v cafe agenda add "$open" --name 'Beschwerde über einen Träger' --internal >/dev/null
v cafe meeting invite "$open" --wait 0 >/dev/null 2>&1
ok "row 6: forty are invited" mailbox ak@post.example wait $members
is "row 6: each once" "$(program fetch ak@post.example "$base/ak")" $members
is "row 6: each by their own address" "$(for file in "$base"/ak/*.eml; do see "$file" to; done | sort -u | wc -l)" $members
is "row 6: in no mail stands another's" \
	"$(for file in "$base"/ak/*.eml; do see "$file" addresses | tr ' ' '\n' | grep -c '^ak+'; done | sort -u)" 1
is "row 6: of what is not public nothing but its number" "$(grep -l Beschwerde "$base"/ak/*.eml | wc -l)" 0
is "row 6: thirty answer, each with a program of their own" "$(program each "$base/ak" 30)" 30
ok "row 6: and nobody had to be asked before" until_is 60 "23 accepted,7 declined,10 none" answers cafe "$open"

# ---- row 26: an association, of which the volunteers have mail only ----
table=$(new city committee create 'Runder Tisch Integration')
v city committee admit "$table" 'Café Welcome' --role member >/dev/null
v city committee seat add "$table" --for 'Café Welcome' --office 'Café Welcome' --person 'Amina Said' >/dev/null
both_have "row 26: the city knows the volunteer by name" "$table"
amina=$(v cafe person list --in "$table" --json | jq -r '.items[0].id')
v cafe person edit "$amina" --email amina@post.example >/dev/null
karim=$(new cafe person add 'Karim Haddad' --in "$table" --email karim@post.example)
meeting=$(new city meeting create "$table" --name '1. Runder Tisch' --start "$(date -d '+41 days' +%Y-%m-%dT18:00)")
v city agenda add "$meeting" --name 'Sprachkurse' >/dev/null
both_have "row 26: a meeting" "$table"
v city meeting invite "$meeting" --wait 1 >/dev/null 2>&1
invitation=$(gets amina@post.example method=REQUEST)
like "row 26: she is invited by her own association" "$(see "$invitation" from)" '<beirat@stadt.example>'
ok "row 26: she says no, by a word" program reply "$invitation" amina@post.example 'Nein, leider nicht.' --as gmail
ok "row 26: at the office of the city it is her answer" until_is 60 "1 declined" answers city "$meeting"
is "row 26: given by the association" "$(v city meeting replies "$meeting" --json | jq -r '.items[] | [.person, .forOthers] | @csv')" '"Amina Said",false'

# ---- row 31: an interpreter is asked, and answers by mail ----
request=$(new city request ask "$meeting" --role interpreter --language ar --needed 2 --person "$amina; $karim" --place Rathaus --text 'Für den öffentlichen Teil.')
both_have "row 31: two are asked" "$table"
said() { v "$1" request show "$request" --json | jq -r '.items[] | "\(.name) \(.answer)"' | paste -sd,; }
for name in amina karim; do
	asked=$(gets $name@post.example 'plain~Für den öffentlichen Teil.')
	like "row 31: $name is asked" "$(see "$asked" plain)" 'ar|Arabisch'
	is "row 31: $name does not read whom else" "$(see "$asked" addresses | tr ' ' '\n' | grep -cE '^(amina|karim)@')" 1
	[ $name = amina ] && word='Ja, gerne' || word='نعم'
	ok "row 31: $name answers" program reply "$asked" $name@post.example "$word" --as thunderbird
done
ok "row 31: both come, as the city reads it" until_is 60 'Amina Said accepted,Karim Haddad accepted' said city
is "row 31: that is enough" "$(v city request show "$request" --json | jq -r .status)" enough
ok "row 31: somebody else changes their mind" program reply "$asked" karim@post.example 'no' --as apple
ok "row 31: the last answer counts" until_is 60 'Amina Said accepted,Karim Haddad declined' said city

# ---- row 22: public meetings and papers, once a week, for whoever wants them ----
# What is public is there before somebody subscribes: it is known to the bridge before their mails are.
v cafe committee rules "$circle" --publicity public >/dev/null
v cafe paper add "$circle" --name 'Handreichung Sprachkurse' >/dev/null
v cafe paper add "$circle" --name 'Personalsache' --internal >/dev/null
inner=$(new cafe committee create 'Trägertreffen')
v cafe paper add "$inner" --name 'Zahlen der Träger' >/dev/null
subscribers() { v cafe bridge mail subscribers | cut -f 1 | sort | paste -sd,; }
for reader in leserin leserin+2; do
	v cafe bridge mail subscribe $reader@post.example --language tr >/dev/null
	asked=$(gets $reader@post.example "to~$reader@post.example" language=tr)
	program reply "$asked" $reader@post.example 'Evet.'
done
ok "row 22: who says yes is subscribed" until_is 60 'leserin+2@post.example,leserin@post.example' subscribers
# later DAYS: the bridge after so many days; the daemon gives it nothing of its own environment.
mkdir "$base/bin" && cp "$BUILD/verbundd" "$base/bin/"
later() {
	stop cafe
	printf '#!/bin/sh\nexec env LD_PRELOAD=%s FAKETIME=+%sd FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0 %s "$@"\n' \
		"$library" "$1" "$BUILD/verbund-mail" >"$base/bin/verbund-mail"
	chmod +x "$base/bin/verbund-mail"
	BUILD=$base/bin start cafe
}
ok "row 22: a week later" later 8
letter=$(gets leserin@post.example to~leserin@post.example 'plain~Handreichung Sprachkurse')
is "row 22: a newsletter comes" "$(see "$letter" language) $(see "$letter" post)" 'tr List-Unsubscribe=One-Click'
like "row 22: with the meetings" "$(see "$letter" plain)" 'AK Migration'
like "row 22: of a list" "$(see "$letter" list-id)" '<.*stadt\.example>'
is "row 22: and nothing of a committee that is not public, nor of what is not" "$(see "$letter" plain | grep -c 'Personalsache\|Beschwerde\|Träger')" 0
is "row 22: to one address alone" "$(see "$letter" addresses | tr ' ' '\n' | grep '@post' )" leserin@post.example
v cafe paper add "$circle" --name 'Merkblatt Anerkennung' >/dev/null
is "row 22: one click, and that was it" "$(program unsubscribe "$letter" leserin@post.example post)" 200
ok "row 22: for this one reader" until_is 30 leserin+2@post.example subscribers
ok "row 22: another week later" later 16
ok "row 22: the other one gets the next" gets leserin@post.example to~leserin+2@post.example 'plain~Merkblatt Anerkennung'
is "row 22: who unsubscribed does not" \
	"$(for file in "$base"/of/leserin@post.example/*.eml; do [ "$(see "$file" to)" != leserin@post.example ] || see "$file" plain; done | grep -c Merkblatt)" 0
