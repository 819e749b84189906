#!/bin/bash
# A computer is lost, and its office comes back on another one from a backup, made while others wrote, and its printed
# recovery sheet, read from the paper and from the picture: nothing that partners have is lost, nothing is written twice, and
# what is not whole, altered or another office's is refused before anything is written. In both languages.
limit=240
. "$(dirname "$0")/lib.sh"

words='vier gute Wörter hier'
echo "$words" >"$base/words"
# on_terminal v OFFICE COMMAND...: its output on a terminal of 300 columns.
on_terminal() {
	local line
	printf -v line '%q ' env "VERBUND_HOME=$base/$2" "$BUILD/verbund" "${@:3}"
	COLUMNS=300 script -qec "stty cols 300; $line" /dev/null </dev/null | tr -d '\r'
}
messages() { v "$1" message list "$2" --json | jq -r '.items[].fields.text' | sort; }
# Entries of an office in a committee's logs, one number a log, the longest first.
own_logs() { v "$1" space show "$2" --json | jq -r --arg n "$3" '[.logs[] | select(.authorName == $n and .audience == "all") | .entries] | sort | reverse | join(" ")'; }

# ---- an office with its sheet ----
port[city]=$(free_port)
v city init --name 'Hansestadt Lübeck' --kind city --listen "tcp://127.0.0.1:${port[city]}" \
	--sheet "$base/first.sheet" --passphrase-file "$base/words" >/dev/null 2>"$base/city.log"
printf '%s\n' "$settings" >>"$base/city/verbundd.conf"
is "init writes the recovery sheet, for its owner only" "$(stat -c %a "$base/first.sheet")" 600
is "seven lines to be typed" "$(grep -cE '^  [1-7]:  ([A-Z2-7]{4} ){4}[A-Z2-7]{4}$' "$base/first.sheet")" 7
ok "not more than a page" [ "$(wc -l <"$base/first.sheet")" -le 60 ]
ok "and no passphrase" no grep -q Wörter "$base/first.sheet"
office forum forum Forum dials
start city && start forum || exit 1
like "another sheet, in German" "$(LANGUAGE=de v city node sheet --passphrase-file "$base/words" 2>/dev/null)" '^WIEDERHERSTELLUNGSBLATT der Stelle Hansestadt Lübeck$'
is "as a document" "$(v city node sheet --passphrase-file "$base/words" --json | jq -c '[.schema, .name, (.code | test("^VBS1[A-Z2-7]{140}$"))]')" '["verbund/node-sheet/1","Hansestadt Lübeck",true]'
refused "a sheet in the place of another one" 3008 1 v city node sheet "$base/first.sheet" --passphrase-file "$base/words"
refused "a script without a passphrase" 3006 2 v city node sheet </dev/null
echo kurz >"$base/short"
refused "a short one" 3005 2 v city node sheet --passphrase-file "$base/short"
ok "the offices pair" pair city forum
group=$(v city committee create Steuerungsgruppe --json | jq -r .id)
alone=$(v city committee create Alleine --json | jq -r .id)
ok "the forum is a member" v city committee admit "$group" Forum --role member
v city message post "$group" 'vor der Sicherung' >/dev/null
v city person add 'Anna Schmidt' --login anna --right secretary >/dev/null 2>&1
v city peer invite >/dev/null 2>&1
ok "both hold the same" wait_until 20 same_state "$group" city forum
head -c 700000 /dev/urandom >"$base/plan.bin"
stored() { v "$1" file show "$2" --json | jq -r .stored.state; }
saved() { v "$1" file get "$2" - 2>/dev/null | cmp -s - "$base/plan.bin"; }
plan=$(v city file add "$group" "$base/plan.bin" --json | jq -r .id)
ours=$(v city file add "$alone" "$base/plan.bin" --json | jq -r .id)
ok "a document arrives at the forum" until_is 30 whole stored forum "$plan"

# ---- a backup under load ----
write() { while :; do v city message post "$alone" "Zeile $1" --json 2>/dev/null | jq -r .id >>"$base/acknowledged.$1"; done; }
writers=()
for n in 1 2 3; do write $n & writers+=($!); done
ok "three are writing" wait_until 20 eval '[ "$(cat "$base"/acknowledged.* | wc -l)" -ge 30 ]'
cat "$base"/acknowledged.* >"$base/before"
is "the backup" "$(v city backup "$base/city.backup")" "$base/city.backup"
kill "${writers[@]}"
wait "${writers[@]}" 2>/dev/null
ok "the partner's name stands in it, the keys do not" perl -e 'local $/; open F, "<:raw", shift; $b = <F>; open F, "<:raw", shift; $k = substr(<F>, 14, 96);
	exit !(index($b, "Forum") >= 0 && !grep { index($b, substr($k, 32 * $_, 32)) >= 0 } 0 .. 2)' "$base/city.backup" "$base/city/node.keys"
v city message post "$group" 'nach der Sicherung' >/dev/null
ok "documents are not in it" [ "$(stat -c %s "$base/city.backup")" -lt 5000000 ]
is "which the help text says" "$(v city help file add | grep -c 'Documents are not in backups')" 1
like "in German, too" "$(LANGUAGE=de v city help file add)" 'Dokumente stehen in keiner Sicherung'
cp -r "$base/city/blobs" "$base/blobs"
ok "the partner gets what is written later" wait_until 20 same_state "$group" city forum
later=$(states forum "$group")
length=$(own_logs forum "$group" 'Hansestadt Lübeck')
id=$(v city node show --json | jq -r .id)

# ---- the computer is lost ----
crash city
stop forum
rm -rf "$base/city"
try() { v city restore "$base/$1" --sheet "${2:-$base/first.sheet}" --passphrase-file "${3:-$base/words}"; }
# good HOME: the full check finds nothing but that documents, which no backup holds, are not here.
good() {
	local said status=0
	said=$("$BUILD/verbundd" --check --home "$1" 2>/dev/null) || status=$?
	[ $status = 0 ] || { [ $status = 9 ] && no grep -qv '^BLOB' <<<"$said"; }
}
nothing() { [ ! -e "$base/city" ] && [ ! -e "$base/city.restoring" ]; }
echo "vier gute Woerter hier" >"$base/wrong"
refused "another passphrase" 3017 4 try city.backup "$base/first.sheet" "$base/wrong"
like "which is said in German" "$(LANGUAGE=de try city.backup "$base/first.sheet" "$base/wrong" 2>&1)" 'Das Passwort passt nicht'
sed '/^  4:/s/[A-D]/E/' "$base/first.sheet" | sed '/^  4:/s/[2-4]/5/' >"$base/slip.sheet"
refused "a slip on the sheet" 3018 2 try city.backup "$base/slip.sheet"
like "in which line" "$(cat "$base/err")" 'line 4 is missing or mistyped'
size=$(stat -c %s "$base/city.backup")
for at in 0 100 8200 $((size / 3)) $((size / 2)) $((size - 300)) $((size - 200)) $((size - 190)) $((size - 100)) $((size - 64)) $((size - 1)); do
	cp "$base/city.backup" "$base/flipped"
	flip "$base/flipped" "$at"
	refused "a bit flipped at $at of $size" 2023 9 try flipped
done
for n in 0 1 $((size / 2)) $((size - 1)); do
	head -c "$n" "$base/city.backup" >"$base/cut"
	refused "cut off after $n" 2023 9 try cut
done
(cat "$base/city.backup"; echo) >"$base/longer"
refused "with something behind it" 2023 9 try longer
refused "a folder" 2023 9 try .
refused "a file that is not there" 3008 1 try none
v forum node sheet "$base/forum.sheet" --passphrase-file "$base/words" 2>/dev/null
refused "another office's sheet" 2024 5 try city.backup "$base/forum.sheet"
refused "nobody to ask" 3006 2 v city restore "$base/city.backup" --passphrase-file "$base/words" </dev/null
ok "nothing was written" nothing
mkdir "$base/city"
echo x >"$base/city/letter"
refused "where something is already" 2009 5 try city.backup
is "it stays" "$(ls "$base/city")" letter
rm -r "$base/city"

# ---- killed in the middle, again and again ----
code=$(/usr/bin/python3 - "$base/first.sheet" <<'END'
import sys
from pyzbar.pyzbar import decode
rows = []
for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
    if len(line) >= 20 and not set(line) - set(" ▄▀█"):
        rows.append([c in "▀█" for c in line])
        rows.append([c in "▄█" for c in line])
width = max(map(len, rows)) + 8
rows = [[]] * 4 + [[False] * 4 + row for row in rows] + [[]] * 4
scale = 4
pixels = b"".join(bytes(0 if x < len(row) and row[x] else 255 for x in range(width) for _ in range(scale)) * scale for row in rows)
print(*[found.data.decode() for found in decode((pixels, width * scale, len(rows) * scale))])
END
)
like "the picture on the sheet is read" "$code" '^VBS1[A-Z2-7]{140}$'
mkdir "$base/prepared"
for after in 0.2 0.5 0.7 0.8 0.9 1.0 1.2; do
	for home in "$base/killed" "$base/prepared"; do
		printf '%s\n%s\n' "$code" "$words" | timeout -s KILL "$after" "$BUILD/verbundd" --restore "$base/city.backup" --home "$home" >/dev/null 2>&1
		[ ! -e "$home/node.keys" ] || good "$home" || echo "$home" >>"$base/halves"
	done
done
ok "no half of an office is taken for a whole one" [ ! -e "$base/halves" ]
for home in killed prepared; do
	[ -e "$base/$home/node.keys" ] || printf '%s\n%s\n' "$code" "$words" | "$BUILD/verbundd" --restore "$base/city.backup" --home "$base/$home" >/dev/null 2>"$base/said"
	ok "it can be repeated: $home" good "$base/$home"
	ok "and leaves nothing else" [ ! -e "$base/$home.restoring" ]
	rm -rf "${base:?}/$home"
done

# ---- with the documents that were copied besides ----
printf '%s\n%s\n' "$code" "$words" | "$BUILD/verbundd" --restore "$base/city.backup" --home "$base/twin" >/dev/null 2>"$base/said"
mkdir -p "$base/twin/blobs" && cp "$base/blobs"/* "$base/twin/blobs/"
start twin || exit 1
ok "what only this office had is back with them" saved twin "$ours"
stop twin
rm -rf "${base:?}/twin"

# ---- the office comes back ----
is "by the text of the sheet" "$(LANGUAGE=de try city.backup 2>"$base/told")" "$id"
told=$(cat "$base/told")
like "a login is told of, and how it is let in again" "$told" 'verbund person edit [0-9a-f]{8} --login anna --right secretary'
start city || exit 1
is "the same office" "$(v city node show --json | jq -r '.id, .name' | paste -sd' ')" "$id Hansestadt Lübeck"
is "its settings are back" "$(v city doctor --json | jq -r .wrong >/dev/null; grep -c '^retry-max' "$base/city/verbundd.conf")" 1
v city record list message --json | jq -r '.items[].id' | sort >"$base/restored"
is "every write that was acknowledged before the backup is there" "$(sort "$base/before" | comm -23 - "$base/restored" | wc -l)" 0
is "logins are out" "$(v city person list --json | jq -c '[.items[] | select(.login)]')" '[]'
is "of documents, nothing is here, and nothing else is said" "$(stored city "$ours")" partly
refused "what only this office had stays missing" 2021 3 v city file get "$ours" "$base/x.bin"
is "codes are void" "$(v city status --json | jq .waiting.invites)" 0
refused "nothing of the shared committee is shown" 2025 5 v city message list "$group"
refused "nor exported" 2025 5 v city export json "$base/x.jsonl" --from "$group"
is "nor found" "$(v city search Sicherung --json 2>/dev/null | jq '.items | length')" 0
is "nor listed" "$(v city record list message --json | jq -r --arg s "$group" '[.items[] | select(.space == $s)] | length')" 0
ok "nor by its name" no grep -q Steuerungsgruppe <<<"$(v city status --json; v city committee list; v city space list)"
like "the status says so" "$(on_terminal v city status)" "The committee ${group:0:8} is being fetched anew; nothing"
like "in German, too" "$(LANGUAGE=de on_terminal v city status)" 'wird neu geholt; nichts davon'
refused "which is not in order" 2015 10 v city status
start forum || exit 1
ok "the partner gives back what was lost" until_is 60 "$later" states city "$group"
is "all of it" "$(messages city "$group" | paste -sd,)" 'nach der Sicherung,vor der Sicherung'
is "it is called by its name again" "$(v city committee list --json | jq -r --arg id "$group" '.items[] | select(.id == $id) | .name')" Steuerungsgruppe
ok "and the document that it has" until_is 60 whole stored city "$plan"
ok "byte for byte" saved city "$plan"
ok "nothing is wrong any more" until_is 20 0 eval 'v city status --json | jq "[.faults[] | select(.word == \"fetching\")] | length"'
v city message post "$group" 'nach der Rückkehr' >/dev/null
ok "and the office writes again" wait_until 20 same_state "$group" city forum
is "behind the former history, of which nothing was used twice" "$(own_logs forum "$group" 'Hansestadt Lübeck')" "$length 1"
ok "the owner decides again" v city committee role "$group" Forum guest
ok "and it is done" wait_until 20 eval '[ "$(v forum committee list --json | jq -r --arg id "$group" ".items[] | select(.id == \$id) | .role")" = guest ]'
ok "nobody sees two histories" no grep -q fork <<<"$(v city status --json; v forum status --json)"
refused "what is there is not restored over" 2009 5 try city.backup
stop city
is "the store is whole" "$("$BUILD/verbundd" --check --home "$base/city" >/dev/null 2>&1; echo $?)" 0

# ---- all other offices are gone for ever ----
stop forum
ok "a backup alone" v again restore "$base/city.backup" --sheet "$base/first.sheet" --passphrase-file "$base/words"
start again || exit 1
refused "nothing of the committee is shown" 2025 5 v again message list "$group"
refused "one who is not sure is asked" 3006 2 v again committee reclaim "$group"
is "a rehearsal changes nothing" "$(v again committee reclaim "$group" --dry-run >/dev/null 2>&1; v again message list "$group" >/dev/null 2>&1; echo $?)" 5
ok "its people say that nobody is left" v again committee reclaim "$group" --yes
is "then it is shown" "$(messages again "$group")" 'vor der Sicherung'
is "the audit remembers" "$(v again audit show "$group" --json | jq .reclaimed)" true
like "in words, in German" "$(LANGUAGE=de on_terminal v again audit show "$group")" 'aus einer Sicherung übernommen'
refused "once" 1218 5 v again committee reclaim "$group" --yes
ok "it is written to" v again message post "$group" 'allein'
stop again
start again || exit 1
is "after a restart, too" "$(messages again "$group" | paste -sd,)" 'allein,vor der Sicherung'
start forum || exit 1
ok "somebody comes back after all: nothing is lost" until_is 40 'allein,nach der Rückkehr,nach der Sicherung,vor der Sicherung' eval 'messages again "$group" | paste -sd,'
stop again

# ---- typed at a terminal ----
if command -v tmux >/dev/null; then
	export TERM=xterm-256color PATH=$BUILD:$PATH
	mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>>"$base/tmux.err"; }
	trap 'mux kill-server; sleep 0.3; at_end' EXIT
	echo 'PS1="\$ "' >"$base/rc"
	mux new-session -d -s typing -x 80 -y 40 "bash --rcfile '$base/rc'"
	screen() { mux capture-pane -p -J -t typing -S -200; }
	is_last() { screen | grep -v '^ *$' | tail -n 1 | grep -qE -- "$1"; }
	types() { mux send-keys -t typing -l -- "$1"; mux send-keys -t typing Enter; }
	wait_until 20 is_last '^\$ ?$'
	types "verbund restore '$base/city.backup' --home '$base/typed' --keep-logins"
	for n in 1 2 3 4 5 6 7; do
		line=$(sed -n "s/^  $n:  //p" "$base/first.sheet")
		ok "line $n is asked for" wait_until 20 is_last "^Line $n:"
		if [ "$n" = 3 ]; then
			types "${line/%????/AAAA}"
			ok "a slip is told at once" wait_until 20 eval 'screen | grep -q "not as it is printed"'
			wait_until 20 is_last "^Line 3:"
		fi
		types "$(tr A-Z a-z <<<"$line")"
	done
	ok "then the passphrase" wait_until 20 is_last '^Passphrase of the sheet:'
	types "$words"
	ok "the office is there" wait_until 60 eval 'screen | grep -q "is back, as it was on"'
	is "nothing of the passphrase was shown" "$(screen | grep -c gute)" 0
	like "logins that come back are told" "$(screen)" 'anna \(secretary\)'
else
	skip 11 "no tmux"
fi
