#!/bin/bash
# Personal keys: real other logins of this computer make them, each in a folder of its own, change the passphrase, have a second
# device, lose one; what others and the administrator can do about it, and what everybody sees. Another program reads the
# file; of what is in it the daemon holds nothing, on disk, in memory or in its log. In both languages.
limit=240
. "$(dirname "$0")/lib.sh"

verbund=$(for_all)/verbund
export VERBUND_LOCALEDIR=$base/programs/locale
office city city 'Hansestadt Lübeck'
office forum forum Forum dials
mkdir -m 755 "$base/run" "$base/people"
echo "socket-folder $base/run" >>"$base/city/verbundd.conf"
chmod 711 "$base"
chmod 755 "$base/people"
start city && start forum && pair city forum || exit 1
# as LOGIN[.DEVICE] COMMAND...: asks with another login, whose data folder is that of the device.
as() {
	VERBUND_HOME=${asked:-$base/run} XDG_DATA_HOME=$base/people/$1 timeout -k 5 $((60 * patience)) \
		setpriv --reuid "${1%.*}" --regid nogroup --clear-groups "$verbund" "${@:2}"
}
if [ "$(id -u)" != 0 ] || ! as games --version >/dev/null 2>&1 || ! setpriv --reuid games --clear-groups test -S "$base/run/socket"; then
	skip 1 "needs root, and a path that other logins may walk"
	exit
fi
for login in games games.laptop games.phone man mail lp; do
	mkdir -m 700 "$base/people/$login" && chown "${login%.*}" "$base/people/$login"
done
anna=$(v city person add 'Anna Schmidt' --login games --right reader)
v city person add Mitglied --login man --right member >/dev/null
v city person add Chefin --login mail --right administrator >/dev/null
# Passphrases, each in a file that its reader may read.
for word in 'vier gute Wörter hier' 'fünf andere Wörter sind das' 'etwas ganz anderes' kurz aaaaaaaaaaaa; do
	echo "$word" >"$base/people/${word%% *}"
done
chmod 644 "$base"/people/{vier,fünf,etwas,kurz,aaaaaaaaaaaa}
words=$base/people/vier
keys() { as man person key show "$anna" --json 2>/dev/null | jq -r "$1"; }
file=$base/people/games/verbund-keys/$anna.keys
opens() { /usr/bin/python3 "$(dirname "$0")/person_file.py" "$@"; }

# ---- none so far ----
refused "the owner of the home is no person" 3002 4 v city person key new --passphrase-file "$words"
is "why, in German" "$(LANGUAGE=de v city person key new --passphrase-file "$words" 2>&1 | sed -n 2p)" \
	'  Grund: dieser Anmeldename gehört zu keiner Person dieser Stelle'
refused "nobody has keys" 2027 3 as games person key show
refused "nobody to ask" 3006 2 as games person key new </dev/null
refused "a short passphrase" 3005 2 as games person key new --passphrase-file "$base/people/kurz"
refused "one of a single letter" 3005 2 as games person key new --passphrase-file "$base/people/aaaaaaaaaaaa"
is "why, in German" "$(LANGUAGE=de as games person key new --passphrase-file "$base/people/kurz" 2>&1 | sed -n 2p)" \
	'  Grund: Ein Passwort hat mindestens 8 Zeichen, davon 5 verschiedene.'
ok "nothing was written" [ ! -e "$base/people/games/verbund-keys" ]

# ---- the first keys ----
as games person key new --passphrase-file "$words" --json >"$base/new"
is "keys, of a login that may only read" "$(jq -c '[.schema, .id, .number, .confirmed]' "$base/new")" "[\"verbund/person-key-new/1\",\"$anna\",1,false]"
print=$(jq -r .fingerprint "$base/new")
like "their fingerprint" "$print" '^([a-z2-7]{4}-){5}[a-z2-7]{4}$'
is "the file is its owner's alone" "$(stat -c '%a %U %s' "$file") $(stat -c %a "$(dirname "$file")")" '600 games 163 700'
opens "$file" 'vier gute Wörter hier' >"$base/secret"
is "another program reads it" "$(cut -d' ' -f 1,2,5 "$base/secret")" "1 $print $(keys '.items[0].sign')"
is "everybody sees the fingerprint" "$(as man person key show 'Anna Schmidt' | cut -f 1-3)" $'1\tfirst\t'"$print"
is "with the person, too" "$(as man person show 'Anna Schmidt' | grep Fingerprint)" $'Fingerprint\t'"$print"
like "in German on a terminal" "$(LANGUAGE=de XDG_DATA_HOME=/nowhere COLUMNS=120 script -qec "$verbund --home $base/city person key show $anna" /dev/null </dev/null)" 'die ersten +'"$print"
is "who reads only does nothing else" "$(as games message post x y 2>&1 | grep -o 'VB-[0-9]*')" VB-3002

# ---- another passphrase ----
cp "$file" "$base/before"
refused "a wrong passphrase" 3017 4 as games person key passwd --passphrase-file "$base/people/etwas" --new-passphrase-file "$base/people/fünf"
like "in German" "$(LANGUAGE=de as games person key passwd --passphrase-file "$base/people/etwas" --new-passphrase-file "$base/people/fünf" 2>&1)" 'Das Passwort passt nicht'
refused "a new one that is too short" 3005 2 as games person key passwd --passphrase-file "$words" --new-passphrase-file "$base/people/kurz"
ok "the file stays as it was" cmp "$file" "$base/before"
exec 8<"$file"
ok "the right one" as games person key passwd --passphrase-file "$words" --new-passphrase-file "$base/people/fünf"
ok "the new one opens the same keys" cmp <(opens "$file" 'fünf andere Wörter sind das') "$base/secret"
ok "the former one does not" no opens "$file" 'vier gute Wörter hier'
is "and nothing else is in the folder" "$(ls -A "$(dirname "$file")")" "$anna.keys"
is "what the old file held was written over" "$(tr -d '\0' <&8 | wc -c)" 0
exec 8<&-
words=$base/people/fünf

# ---- files that are not as they should be ----
refuse() { refused "$1" "$2" "$3" as games person key passwd --passphrase-file "$words" --new-passphrase-file "$words"; }
chmod 640 "$file"
refuse "a file that others can read" 2007 4
chmod 600 "$file"
chmod 750 "$(dirname "$file")"
refuse "a folder that others can look into" 2007 4
chmod 700 "$(dirname "$file")"
mv "$file" "$file.away"
refuse "no file" 2027 3
ln -s "$file.away" "$file"
refuse "a link to it" 3008 1
like "which is said" "$(cat "$base/err")" 'is a symbolic link'
rm "$file"
cp "$base/before" "$file"
refuse "a file of another login" 3008 1
chown games "$file"
truncate -s 162 "$file"
refuse "half a file" 3020 9
like "as it is told" "$(cat "$base/err")" 'This is no whole file of your personal keys. \(VB-3020\)'
head -c 100000 /dev/zero >"$file"
refuse "a long one" 3020 9
: >"$file"
refuse "an empty one" 3020 9
cp "$file.away" "$file"
flip "$file" 150
refuse "a bit that flipped" 3017 4
flip "$file" 150
flip "$file" 60
refuse "the file of another person" 3020 9
mv "$file.away" "$file"
mv "$(dirname "$file")" "$base/people/games/elsewhere"
ln -s elsewhere "$(dirname "$file")"
refuse "a folder that is a link" 3008 1
rm "$(dirname "$file")"
mv "$base/people/games/elsewhere" "$(dirname "$file")"

# ---- a second device ----
as games.laptop person key new --passphrase-file "$words" >"$base/out" 2>"$base/err"
second=$(sed -n 's/^Fingerprint\t//p' "$base/out")
is "a second device" "$(sed -n 's/^Number\t//p' "$base/out")" 2
like "everybody hears that the keys changed" "$(as man person show "$anna" 2>&1 >/dev/null)" '^The keys changed: number 2 of Anna Schmidt came on .* Compare the fingerprint'
like "in German" "$(LANGUAGE=de as man person key show "$anna" 2>&1 >/dev/null)" '^Die Schlüssel haben sich geändert: Nummer 2 von Anna Schmidt'
is "until they are confirmed" "$(keys '.items[1] | .trust + (.vouchedBy | tostring)')" alonenull
refused "by another fingerprint they are not" 3019 4 as games person key confirm 2 "$print" --passphrase-file "$words"
refused "nor others that there are not" 2027 3 as games person key confirm 7 "$second" --passphrase-file "$words"
refused "nor by themselves" 3005 2 as games.laptop person key confirm 2 "$second" --passphrase-file "$words"
refused "nor by what is no number" 1008 2 as games person key confirm x "$second" --passphrase-file "$words"
ok "but by the first device" as games person key confirm 2 "$(tr -d - <<<"${second^^}")" --passphrase-file "$words"
is "which is seen" "$(keys '.items[1] | .trust + (.vouchedBy | tostring)')" vouched1
is "and nobody is warned any more" "$(as man person key show "$anna" 2>&1 >/dev/null)" ''

# ---- a device is lost ----
refused "a member withdraws no keys of others" 3002 4 as man person key lost 1 --person "$anna" --yes
is "a dry run" "$(as games person key lost 1 --dry-run 2>&1)" 'keys of Anna Schmidt would be withdrawn, for good'
is "in German, of all" "$(LANGUAGE=de as games person key lost --dry-run 2>&1)" 'alle Schlüssel von Anna Schmidt würden endgültig zurückgezogen'
refused "nobody confirms" 3006 2 as games person key lost 1
refused "not in times to come" 1008 2 as games person key lost 1 --since 2199-01-01T00:00 --yes
ok "the first device was lost a while ago" as games.laptop person key lost 1 --since 2026-01-02T03:04:05Z --yes
is "it alone is withdrawn" "$(keys '[.items[] | .withdrawn] | tostring')" '["2026-01-02T04:04:05+01:00",null]'
refused "it confirms nothing any more" 2027 3 as games person key confirm 2 "$second" --passphrase-file "$words"
is "new keys on the second device" "$(as games.laptop person key new --passphrase-file "$words" --json | jq -c '[.number, .confirmed]')" '[3,true]'
is "are confirmed by those before, which are given up" "$(keys '[.items[] | (.withdrawn != null), .trust] | tostring')" '[true,"first",true,"vouched",false,"vouched"]'
is "and both are in the file" "$(opens "$base/people/games.laptop/verbund-keys/$anna.keys" 'fünf andere Wörter sind das' | cut -d' ' -f 1 | paste -sd' ')" '3 2'

# ---- what an administrator can do, and what not ----
refused "not earlier than now" 3002 4 as mail person key lost --person "$anna" --since 2026-01-02T03:04:05Z --yes
ok "withdraw all" as mail person key lost --person 'Anna Schmidt' --yes
is "they are" "$(keys '[.items[] | select(.withdrawn == null)] | length')" 0
is "the history says who did" "$(as man log "$anna" --json | jq -c '[.items[] | select(.changes[].field == "keys") | .personName] | [.[0], .[-1]]')" '["Anna Schmidt","Chefin"]'
like "in words" "$(LANGUAGE=de COLUMNS=120 script -qec "$verbund --home $base/city log $anna" /dev/null </dev/null)" 'Persönliche Schlüssel: \(geändert; siehe'
ok "give the login to somebody else" as mail person edit "$anna" --login lp
as lp person key new --passphrase-file "$words" >/dev/null 2>&1
is "who makes keys that nothing confirms" "$(keys '.items[3].trust')" alone
like "and everybody is warned" "$(as man person show "$anna" 2>&1 >/dev/null)" '^The keys changed: number 4 of Anna Schmidt'
as mail person edit "$anna" --login games >/dev/null

# ---- signing ----
group=$(v city committee create 'Steuerungsgruppe')
v city committee admit "$group" Forum --role member >/dev/null
ok "keys of a member" as man person key new --passphrase-file "$words"
unsigned=$(as man message post "$group" 'ohne Unterschrift')
refused "a wrong passphrase signs nothing" 3017 4 as man message post "$group" 'Wir sind dabei.' --sign --passphrase-file "$base/people/etwas"
refused "nor a login without keys" 2027 3 as mail message post "$group" 'Wir sind dabei.' --sign --passphrase-file "$words"
signed=$(as man message post "$group" 'Wir sind dabei.' --sign --passphrase-file "$words")
is "signed" "$(v city log "$signed" --json | jq -c '.items[0] | [.personName, .signature]')" '["Mitglied","good"]'
is "the other is not" "$(v city log "$unsigned" --json | jq -c '.items[0] | [.personName, .signature]')" '["Mitglied",null]'
like "in words" "$(LANGUAGE=de COLUMNS=120 script -qec "$verbund --home $base/city log $signed" /dev/null </dev/null)" 'Von der Person unterschrieben'
reply=$(as man message post "${signed:0:12}" 'Danke.' --sign --passphrase-file "$words" --json | jq -r .id)
is "an answer, too" "$(v city log "$reply" --json | jq -r '.items[0].signature')" good
ok "it arrives at another office" until_is 30 3 eval 'v forum message list "$group" --json | jq ".items | length"'
is "which cannot check it" "$(v forum log "$signed" --json | jq -c '.items[0] | [.personName, .signature]')" '[null,"unknown"]'
ok "and holds the same all the same" wait_until 20 same_state "$group" city forum
# Somebody between the program and the daemon, or a daemon that is another than it should be, makes other words of it.
cat >"$base/people/between.py" <<'BETWEEN'
import os, socket, sys, threading
def pass_on(source, sink, change):
    while data := source.recv(1 << 20):
        sink.sendall(data.replace(*change) if change else data)
    sink.shutdown(socket.SHUT_WR)
door = socket.socket(socket.AF_UNIX)
door.bind(sys.argv[1])
door.listen(9)
while True:
    client, daemon = door.accept()[0], socket.socket(socket.AF_UNIX)
    daemon.connect(sys.argv[2])
    threading.Thread(target=pass_on, args=(client, daemon, None), daemon=True).start()
    threading.Thread(target=pass_on, args=(daemon, client, (sys.argv[3].encode().hex().encode(), sys.argv[4].encode().hex().encode())), daemon=True).start()
BETWEEN
mkdir -m 700 "$base/people/between" && chown man "$base/people/between"
chmod 644 "$base/people/between.py"
setpriv --reuid man --regid nogroup --clear-groups --pdeathsig KILL /usr/bin/python3 "$base/people/between.py" \
	"$base/people/between/socket" "$base/run/socket" ' ja.' ' ab.' >/dev/null 2>&1 &
between=$!
ok "somebody is between" wait_until 10 [ -S "$base/people/between/socket" ]
asked=$base/people/between refused "words that were altered are not signed" 1002 1 as man message post "$group" 'Wir sagen ja.' --sign --passphrase-file "$words"
like "as is said in German" "$(asked=$base/people/between LANGUAGE=de as man message post "$group" 'Wir sagen ja.' --sign --passphrase-file "$words" 2>&1)" \
	'was unterschrieben werden sollte, ist nicht, was Sie geschrieben haben'
ok "others are" [ -n "$(asked=$base/people/between as man message post "$group" 'Wir sind dabei.' --sign --passphrase-file "$words")" ]
is "nothing else was written" "$(v city message list "$group" --json | jq -r '.items[].fields.text' | sort | uniq -c | tr -s ' ' | paste -sd,)" ' 1 Danke., 2 Wir sind dabei., 1 ohne Unterschrift'
kill "$between"
wait "$between" 2>/dev/null
ok "the keys are withdrawn" as man person key lost --yes
is "what was signed before stays signed" "$(v city log "$signed" --json | jq -r '.items[0].signature')" good
refused "and nothing more" 2027 3 as man message post "$group" 'Noch etwas.' --sign --passphrase-file "$words"

# ---- forgotten ----
refused "a forgotten passphrase opens nothing" 3017 4 as games.laptop person key new --passphrase-file "$base/people/etwas"
is "new keys in their place" "$(as games.laptop person key new --forgotten --passphrase-file "$base/people/etwas" --json | jq -c '[.number, .confirmed]')" '[5,false]'
opens "$base/people/games.laptop/verbund-keys/$anna.keys" 'etwas ganz anderes' >"$base/last"
is "are alone in the file" "$(cut -d' ' -f 1 "$base/last")" 5

# ---- a daemon that cannot be asked in the middle leaves no keys behind that nobody knows ----
stop city
refused "no daemon" 3003 6 as games.phone person key new --passphrase-file "$words"
ok "no file" [ ! -e "$base/people/games.phone/verbund-keys" ]
start city || exit 1
is "keys outlast a restart" "$(keys '.items | length')" 5

# ---- typed at a terminal ----
if command -v tmux >/dev/null; then
	export TERM=xterm-256color
	mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>>"$base/tmux.err"; }
	trap 'mux kill-server; sleep 0.3; at_end' EXIT
	echo 'PS1="\$ "' >"$base/rc"
	mux new-session -d -s typing -x 100 -y 40 -e "XDG_DATA_HOME=$base/people/games.phone" -e "VERBUND_HOME=$base/run" "bash --rcfile '$base/rc'"
	screen() { mux capture-pane -p -J -t typing -S -200; }
	is_last() { screen | grep -v '^ *$' | tail -n 1 | grep -qE -- "$1"; }
	types() { mux send-keys -t typing -l -- "$1"; mux send-keys -t typing Enter; }
	wait_until 20 is_last '^\$ ?$'
	types "setpriv --reuid games --regid nogroup --clear-groups $verbund person key new"
	ok "the passphrase is asked for" wait_until 20 is_last '^Passphrase \(it is not shown\):'
	types "aaaaaaaaaaaa"
	ok "a weak one is told, and asked for again" wait_until 20 eval 'screen | grep -q "5 of them different" && is_last "^Passphrase \(it is not shown\):"'
	types "drei Hunde bellen laut"
	ok "then once more" wait_until 20 is_last '^Once more:'
	types "drei Hunde bellen leise"
	ok "until both are the same" wait_until 20 eval 'screen | grep -q "not the same" && is_last "^Passphrase \(it is not shown\):"'
	types "drei Hunde bellen laut"
	wait_until 20 is_last '^Once more:'
	types "drei Hunde bellen laut"
	ok "what comes next stands there" wait_until 60 eval 'screen | grep -qE "verbund person key confirm 6 [a-z2-7-]{29}"'
	is "nothing of the passphrase was shown" "$(screen | grep -c Hunde)" 0
else
	skip 6 "no tmux"
fi

# ---- the daemon holds none of it ----
cat "$base/secret" "$base/last" | tr ' ' '\n' | grep -xE '[0-9a-f]{64}' | sort -u >"$base/all"
# Of each line of person_file.py the last is public.
cut -d' ' -f 5 "$base/secret" "$base/last" | sort -u | comm -23 "$base/all" - >"$base/secrets"
is "secrets to look for" "$(wc -l <"$base/secrets")" 4
cat >"$base/look.py" <<'LOOK'
"""look.py SECRETS PID PATH...: how often a secret or passphrase stands in the memory of a process or in files, as bytes or digits."""
import os, sys
texts = [w.encode() for w in ("vier gute Wörter hier", "fünf andere Wörter sind das", "etwas ganz anderes", "Hunde bellen")]
for line in open(sys.argv[1]):
    texts += [bytes.fromhex(line.strip()), line.strip().encode()]
found = parts = 0
def look(data):
    global found, parts
    parts += 1
    found += sum(text in data for text in texts)
with open(f"/proc/{sys.argv[2]}/maps") as maps, open(f"/proc/{sys.argv[2]}/mem", "rb", 0) as memory:
    for line in maps:
        span, mode = line.split()[:2]
        start, end = (int(x, 16) for x in span.split("-"))
        if mode[0] != "r" or "[v" in line or end - start > 1 << 31:
            continue
        try:
            memory.seek(start)
            look(memory.read(end - start))
        except (OSError, ValueError):
            pass
for path in sys.argv[3:]:
    for folder, _, names in os.walk(path):
        for name in names:
            if os.path.isfile(os.path.join(folder, name)):
                look(open(os.path.join(folder, name), "rb").read(1 << 30))
    if os.path.isfile(path):
        look(open(path, "rb").read())
print(found, "of many" if parts > 20 else parts)
LOOK
perl -ne 'print "xyz", pack("H*", $1) if $. == 1 && /([0-9a-f]+)/' "$base/secrets" >"$base/plain"
is "the search finds what is there" "$(/usr/bin/python3 "$base/look.py" "$base/secrets" "${pid[city]}" "$base/plain" | cut -d' ' -f 1)" 1
is "nothing in its memory, home and log" "$(/usr/bin/python3 "$base/look.py" "$base/secrets" "${pid[city]}" "$base/city" "$base/city.log" "$base/run")" '0 of many'
