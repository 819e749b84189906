#!/bin/bash
# People of an office: their details, logins and rights, in both languages; and real other logins of this computer that ask
# the daemon in the folder for everybody, each with its right, or none.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# on_terminal COMMAND...: its output on a terminal of 120 columns.
on_terminal() {
	local line
	printf -v line '%q ' "$@"
	COLUMNS=120 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}

# ---- settings ----
office city city 'Hansestadt Lübeck'
office forum forum 'Forum' dials
own=$base/city/verbundd.conf
cp "$own" "$base/conf"
mkdir -m 777 "$base/open"
chmod 777 "$base/open"
while read -r folder why; do
	sed "\$asocket-folder $folder" "$base/conf" >"$own"
	daemon_refused "socket-folder $folder" 4001 2 city
	like "and why" "$(cat "$base/err")" "$why"
done <<END_OF_FOLDERS
run/verbund must be a path from /
$base/none is not there
$base/open can be written by others
$base/city is the data directory
END_OF_FOLDERS
ok "nothing was put there" [ ! -e "$base/open/socket" ]
mkdir -m 755 "$base/run"
chmod 755 "$base/run"
chmod 711 "$base"
sed "\$asocket-folder $base/run" "$base/conf" >"$own"
start city && start forum || exit 1
is "the socket is for all" "$(stat -c %a "$base/run/socket")" 666
sed "\$asocket-folder $base/run" "$base/forum/verbundd.conf" >"$base/conf2"
stop forum && cp "$base/conf2" "$base/forum/verbundd.conf"
daemon_refused "a folder that another office uses" 4001 2 forum
like "and why" "$(cat "$base/err")" "is used by another verbundd"
sed -i '/^socket-folder/d' "$base/forum/verbundd.conf"
start forum || exit 1
pair city forum
group=$(v city committee create 'Steuerungsgruppe')
v city committee admit "$group" Forum --role member >/dev/null

# ---- details ----
anna=$(v city person add 'Anna Schmidt' --family Schmidt --given Anna --title 'Dr., Prof.' --email 'anna@luebeck.example, a@b.example' \
	--phone '0451 122 0' --letter --login games --right reader --json | jq -r .id)
like "a person has a number" "$anna" '^[0-9a-f]{32}$'
is "what is kept" "$(v city person show "$anna" --json | jq -c '[.schema, .office, .login, .right, .fields]')" \
	'["verbund/person-show/1",true,"games","reader",{"delivery":"letter","email":["a@b.example","anna@luebeck.example"],"familyName":"Schmidt","givenName":"Anna","name":"Anna Schmidt","phone":["0451 122 0"],"title":["Dr.","Prof."]}]'
like "found by name, too, in German on a terminal" "$(LANGUAGE=de on_terminal "$verbund" --home "$base/city" person show 'Anna Schmidt')" \
	'Wünscht +Brief'
like "with the right in words" "$(LANGUAGE=de on_terminal "$verbund" --home "$base/city" person show 'Anna Schmidt')" 'Recht +nur lesen'
bert=$(v city person add Bert)
v city person add 'Ünal Çelik' --login daemon >/dev/null
erika=$(v city person add 'Erika Muster' --email e@example.org --in "$group")
is "whose are whose" "$(v city person list | cut -f 2-5)" \
	$'Anna Schmidt\toffice\tgames\treader\nBert\toffice\t\t\nÜnal Çelik\toffice\tdaemon\tmember\nErika Muster\tSteuerungsgruppe\t\t'
is "as a document" "$(v city person list --json | jq -c '[.schema, (.items | length), .items[0].login, .items[3].office]')" \
	'["verbund/person-list/1",4,"games",false]'
is "of the office" "$(v city person list --office | wc -l)" 3
is "of a committee" "$(v city person list --in "$group" | cut -f 2)" 'Erika Muster'
like "a table for people, in German" "$(LANGUAGE=de on_terminal "$verbund" --home "$base/city" person list)" 'Anna Schmidt +diese Stelle +games +nur lesen'
is "no committee of their own" "$(v city committee list | wc -l)" 1
is "none in the status either" "$(v city status --json | jq '.spaces | length')" 1
while read -r code status words; do
	read -ra command <<<"$words"
	refused "person $words" "$code" "$status" v city person "${command[@]}"
done <<END_OF_REFUSED
3013 5 add Carla --login games
3005 2 add Carla --login a:b
3005 2 add Carla --login x --right king
3006 2 add Carla --right reader
3001 2 add Carla --in $group --login x
1201 3 add Carla --in ffff0000
3001 2 list --office --in $group
2001 3 show Niemand
2001 3 show 0123456789abcdef
3006 2 edit Bert
3013 5 edit Bert --login games
3001 2 edit $erika --login x
3005 2 edit Bert --delivery pigeon
3006 2 remove Bert
END_OF_REFUSED
refused "an empty name" 3005 2 v city person add ''
is "in German" "$(LANGUAGE=de v city person add Carla --login games 2>&1 | head -n 1)" 'Dieser Anmeldename gehört schon zu einer anderen Person. (VB-3013)'
like "a login that this computer does not have" "$(v city person edit Bert --login no-such-login 2>&1)" 'This computer has no login called no-such-login so far'
like "in German" "$(LANGUAGE=de v city person edit Bert --login no-such-login 2>&1)" 'bisher keinen Anmeldenamen no-such-login'
v city person add Bert >/dev/null
refused "a name that two have" 3015 5 v city person show Bert
is "edited" "$(v city person edit "$bert" --name 'Bert Klein' --phone 110 --delivery email --login '' --json | jq -r .schema)" verbund/person-edit/1
is "what is kept" "$(v city person show "$bert" --json | jq -c '[.login, .fields]')" '[null,{"delivery":"email","name":"Bert Klein","phone":["110"]}]'
v city person edit "$bert" --phone '' --delivery '' >/dev/null
is "cleared" "$(v city person show "$bert" --json | jq -c .fields)" '{"name":"Bert Klein"}'
v city person edit "$erika" --status 'Vorsitz, Sprecherin' >/dev/null
is "one of a committee" "$(v city record show "$erika" --json | jq -c .fields.status)" '["Sprecherin","Vorsitz"]'
is "a dry run" "$(v city person remove "$bert" --dry-run 2>&1)" 'this would be deleted: Bert Klein'
is "of one with a login" "$(v city person remove 'Anna Schmidt' --dry-run 2>&1)" 'Anna Schmidt would be deleted, and could no longer ask here'
is "in German" "$(LANGUAGE=de v city person remove 'Anna Schmidt' --dry-run 2>&1)" 'Anna Schmidt würde gelöscht und könnte hier nichts mehr abfragen'
ok "nothing happened" v city person show "$bert"
is "removed" "$(v city person remove "$bert" --yes --json | jq -r .id)" "$bert"
is "in no list any more" "$(v city record list person --json | jq -c '[.items[] | select(.id == "'"$bert"'")]')" '[]'
is "and nothing is left to see" "$(v city person show "$bert" --json | jq -c '[.deleted, .fields]')" '[true,{}]'
no_name() { ! v city log "$bert" --json | grep -q Klein; }
ok "not in its history either" no_name
is "removed from a committee" "$(v city person remove "$erika" --yes)" "$erika"
is "whoami" "$(v city person whoami --json | jq -c '[.schema, .right]')" '["verbund/person-whoami/1","administrator"]'
refused "records of the office's people by another way" 3005 2 v city record delete "$anna" --yes
like "which names the right one" "$(cat "$base/err")" 'persons of this office are changed by `verbund person`'
v city person list | cut -f 1,2 >"$base/before"
stop city && start city || exit 1
is "all of it is kept" "$(v city person list | cut -f 1,2)" "$(cat "$base/before")"

# ---- other logins ----
# as LOGIN COMMAND...: asks with another login in the folder for everybody.
as() { VERBUND_HOME=${home_of_all:-$base/run} timeout -k 5 60 setpriv --reuid "$1" --regid nogroup --clear-groups "$verbund" "${@:2}"; }
count=55
verbund=$(for_all)/verbund
export VERBUND_LOCALEDIR=$base/programs/locale
if [ "$(id -u)" != 0 ] || ! as games --version >/dev/null 2>&1 || ! setpriv --reuid games --clear-groups test -S "$base/run/socket"; then
	skip $count "needs root, and a path that other logins may walk"
	exit
fi
before=$checks
v city person add Mitglied --login man --right member >/dev/null
v city person add Leitung --login lp --right secretary >/dev/null
v city person add Chefin --login mail --right administrator >/dev/null
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00)
is "who am I" "$(as games person whoami)" $'Login\tgames\nPerson\tAnna Schmidt\nRight\treader'
is "in German" "$(LANGUAGE=de on_terminal setpriv --reuid games --regid nogroup --clear-groups "$verbund" --home "$base/run" person whoami | tr -s ' ')" \
	$'Anmeldename games\nPerson Anna Schmidt\nRecht nur lesen'
is "a reader reads" "$(as games meeting list | cut -f 2)" '1. Sitzung'
is "but not how people are reached" "$(as games person list | cut -f 4-)" "$(as games person list | sed 's/.*/\t\t/')"
is "nor in any other way" "$(as games record list person --json | grep -cE 'example|0451|letter')" 0
refused "and is not told all of somebody" 3002 4 as games person disclose "$erika"
like "why" "$(cat "$base/err")" 'for secretaries and administrators'
refused "nor what is over its time" 3002 4 as games erasure due
refused "and does not write" 3002 4 as games message post "$group" Hallo
is "why" "$(sed -n 2p "$base/err")" '  Reason: this needs the right `member`; yours is `reader`'
is "why, in German" "$(LANGUAGE=de as games message post "$group" Hallo 2>&1 | sed -n 2p)" '  Grund: dafür braucht es das Recht `member`; Sie haben `reader`'
message=$(as man message post "$group" 'Wir schreiben auch.')
like "a member writes" "$message" '^[0-9a-f]{32}$'
proposal=$(as man agenda propose "$meeting" --name Vorschlag)
like "and proposes" "$proposal" '^[0-9a-f]{32}$'
refused "but puts nothing on the agenda" 3002 4 as man agenda add "$meeting" --name Beschluss
is "but is told how to propose" "$(sed -n 2p "$base/err")" '  Reason: with the right `member` you only propose items: `verbund agenda propose`'
refused "nor accepts what it proposed" 3002 4 as man agenda accept "$proposal"
refused "nor declines it" 3002 4 as man agenda decline "$proposal" --reason Darum
ok "it edits its own words" as man record edit "$proposal" '{"description": "Warum"}'
refused "and calls no meeting" 3002 4 as man meeting create "$group" --name x --start 2026-12-01T18:00
taken=$(as man agenda add "$meeting" --name 'Zurückgezogen' --state proposed)
ok "and takes back what it proposed as older versions did it" as man agenda remove "$taken" --yes
refused "nor changes what others wrote" 3002 4 as daemon record edit "$proposal" '{"description": "Anders"}'
refused "nor is told all of somebody" 3002 4 as man person disclose "$erika"
ok "a secretary is" as lp person disclose "$erika"
ok "a secretary calls one" as lp meeting create "$group" --name '2. Sitzung' --start 2027-01-01T18:00
accepted=$(as lp agenda accept "$proposal")
like "and accepts" "$accepted" '^[0-9a-f]{32}$'
refused "what stands on the agenda is not the member's" 3002 4 as man agenda edit "$accepted" --name x
refused "a secretary founds no committee" 3002 4 as lp committee create x
refused "and adds nobody" 3002 4 as lp person add x
refused "nor makes itself an administrator" 3002 4 as lp person edit Leitung --right administrator
ok "but corrects its own number" as lp person edit Leitung --phone 112
refused "and nobody else's" 3002 4 as lp person edit 'Anna Schmidt' --phone 112
ok "an administrator founds one" as mail committee create Beirat
ok "and adds people" as mail person add Neu
refused "a stranger hears no" 3002 4 as news status
is "by its name" "$(sed -n 2p "$base/err")" '  Reason: this login has no right here: news'
refused "whatever it asks" 3002 4 as news person whoami
home_of_all=$base/city refused "and nobody but the owner comes in at home" 3002 4 as games status
like "but is told where" "$(cat "$base/err")" 'is for its owner; others use the folder that `socket-folder` names'

# Many strangers at once keep nobody out.
setpriv --reuid news --regid nogroup --clear-groups --pdeathsig KILL perl -MSocket -e '
	my @lines;
	while (1) { socket(my $s, AF_UNIX, SOCK_STREAM, 0) or last; connect($s, pack_sockaddr_un($ARGV[0])) or next; push @lines, $s; shift @lines if @lines > 300 }' \
	"$base/run/socket" >/dev/null 2>&1 &
flood=$!
sleep 0.3
ok "while strangers call without end the owner is heard" v city status
ok "and who has a right is, too" as games meeting list
kill "$flood" 2>/dev/null
wait "$flood" 2>/dev/null

# What somebody wrote is theirs at home, and a number elsewhere.
ok "what a member wrote arrives" until_is 10 1 sh -c "VERBUND_HOME=$base/forum $verbund message list $group --json | jq '.items | length'"
is "at home it is known whose it is" "$(v city log "$message" --json | jq -r '.items[0].personName')" Mitglied
is "in the list of messages, too" "$(v city message list "$group" | cut -f 2)" 'Mitglied, Hansestadt Lübeck'
is "elsewhere the office" "$(v forum message list "$group" | cut -f 2)" 'Hansestadt Lübeck'
is "elsewhere a number" "$(v forum log "$message" --json | jq -c '.items[0] | [(.person | length), .personName]')" '[32,null]'
is "and the people stay at home" "$(v forum person list | wc -l)" 0
ok "of what the forum keeps nothing has a name" no grep -qaE 'Mitglied|Leitung|Chefin|Anna Schmidt' "$base/forum/data.mdb"

# Rights go at once.
v city person edit 'Anna Schmidt' --login '' >/dev/null
refused "whose login was taken away" 3002 4 as games status
v city person remove Mitglied --yes >/dev/null
refused "and who was removed" 3002 4 as man status
ok "what they wrote stays" v city record show "$message"
is "but no longer has a name" "$(v city log "$message" --json | jq -c '.items[0].personName')" null

# Who could be behind a socket, and when nobody is.
chmod 1777 "$base/run"
refused "a folder that anybody can write" 3014 4 as daemon status
chmod 755 "$base/run"
stop city
refused "no daemon" 3003 6 as daemon status
is "is for others to start" "$(sed -n 3p "$base/err")" '  Now: Ask the administrator of this office to start it.'
is "all these were counted on" $((checks - before + 1)) $count
