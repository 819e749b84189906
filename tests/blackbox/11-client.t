#!/bin/bash
# A client that is not ours: client.py, written in Python from the specification and verbund-bridge(7), lists what the command
# line lists and follows the change feed over restarts, crashes and the loss of the store; what it should not do harms
# nobody; the example in verbund-bridge(7) runs as it stands there, and its list of calls is that of the daemon.
limit=180
. "$(dirname "$0")/lib.sh"

page=$here/../../bridges/verbund-bridge.7
client() { timeout -k 5 $((60 * patience)) /usr/bin/python3 "$here/client.py" "$base/$1" "${@:2}"; }
call() { client "$1" call "$2" "${3:-{\}}" 2>&1; }
records() { v "$1" record list "$2" --json | jq -cS '.items[]'; }

office luebeck city "Hansestadt Lübeck"
office forum forum "Forum für Migration" dials
for o in luebeck forum; do start $o || exit 1; done
ok "two offices pair" pair luebeck forum
group=$(v luebeck committee create "Steuerungsgruppe" --json | jq -r .id)
ok "in one committee" v luebeck committee admit "$group" "$(name_of forum)" --role member
ok "which arrives" wait_until 15 v forum committee show "$group"

# Each record that is written, by its id.
wrote() { tee -a "$base/written"; }
root=$(v luebeck record list organization --json | jq -r '.items[0].id' | wrote)
message() { v "$1" message post "$group" "$2" --json | jq -r .id | wrote >/dev/null; }

# ---- lists ----
for number in 1 2 3 4 5; do
	v luebeck meeting create "$group" --name "$number. Sitzung" --start "2026-12-0${number}T18:00" --json | jq -r .id | wrote >/dev/null
done
v luebeck meeting create "$group" --name "Nichtöffentlich ⚓" --start 2026-12-09T18:00 --internal --json | jq -r .id | wrote >/dev/null
ok "six meetings arrive" until_is 15 6 count forum meeting
for o in luebeck forum; do
	is "$o: the meetings, as the command line lists them" "$(client $o list meeting | jq -cS .id)" "$(records $o meeting | jq -cS .id)"
	is "$o: in pages of two" "$(PAGE=2 client $o list meeting | jq -cS .)" "$(client $o list meeting | jq -cS .)"
done
ids() { jq -r '.items[] | [.id, .fields.name // .name] | @tsv'; }
is "and as \`meeting list\` names them" "$(client forum list meeting "$group" | jq -s '{items: .}' | ids)" "$(v forum meeting list "$group" --json | ids)"
is "times are milliseconds" "$(call forum record.show "{\"id\": \"$(sed -n 2p "$base/written")\"}" | jq .fields.start)" "$(date -d '2026-12-01T18:00+01:00' +%s)000"
is "the read-only socket reads" "$(SOCKET=socket-ro call forum committee.list | jq -r '.items[].id')" "$group"
is "and writes nothing" "$(SOCKET=socket-ro call forum committee.create '{"name": "x"}')" "VB-3002 this socket is for reading only"

# ---- the change feed, over restarts ----
mkdir "$base/eye" "$base/bridge"
# follow [NAME=VALUE...]: starts the client at the forum's feed.
follow() { env "$@" "${leash[@]}" /usr/bin/python3 "$here/client.py" "$base/forum" follow "$base/eye" 2>>"$base/eye.log" & eye=$!; }
told() { grep -v '^reset' "$base/eye/told"; }
# What it was told in the newest generation: each record written, all of them, no other.
generation() { jq -r .generation "$base/eye/cursor"; }
told_ids() { told | awk -v g="$(generation)" '$1 == g { print $3 }' | sort -u; }
told_all() { [ "$(told_ids)" = "$(sort -u "$base/written")" ]; }

sed -n '/^\.Bd -literal$/,/^\.Ed$/p' "$page" | sed -e '/^\.[BE]d/d' -e 's/\\-/-/g' -e 's/\\e/\\/g' >"$base/bridge.py"
"${leash[@]}" /usr/bin/python3 "$base/bridge.py" "$base/forum" "$base/bridge/memory" >>"$base/bridge/printed" 2>>"$base/bridge.log" &

follow
ok "all that happened is told" wait_until 15 told_all
message luebeck "vor dem Halt"
ok "and what comes next" wait_until 15 told_all
first=$(generation)
# Somebody writes all the while, the daemon goes and comes.
for round in 1 2 3; do
	(for n in 1 2 3 4 5 6 7 8; do message luebeck "Runde $round, Nachricht $n"; done) &
	writer=$!
	sleep 0.05
	if [ $round = 2 ]; then stop forum; else crash forum; fi
	message luebeck "während das Forum fort ist, $round"
	start forum || exit 1
	message forum "wieder da, $round"
	wait $writer
done
ok "nothing is missed when the daemon is stopped, and killed, and starts again" wait_until 30 told_all
is "the cursor went on" "$(generation) $(grep -c reset "$base/eye/told")" "$first 0"
is "each number once, without a gap" "$(told | cut -d ' ' -f 2)" "$(seq 1 "$(told | wc -l)")"

kill $eye
message luebeck "während niemand hinsieht"
v luebeck meeting edit "$(sed -n 2p "$base/written")" --name "1. Sitzung, verlegt" >/dev/null
is "a meeting is deleted" "$(call luebeck record.delete "{\"id\": \"$(sed -n 3p "$base/written")\"}" | jq -r .id)" "$(sed -n 3p "$base/written")"
follow STOP_AFTER=1
wait $eye
follow STOP_AFTER=1
wait $eye
follow
ok "a client that dies before it writes its cursor misses nothing" wait_until 15 told_all
verbs() { told | grep " $(sed -n "$1p" "$base/written") " | cut -d ' ' -f 5 | sort | uniq -c | tr -s ' \n' ' '; }
ok "is told of an edit" until_is 15 " 1 create 1 edit " verbs 2
ok "and of a deletion" until_is 15 " 1 create 1 delete " verbs 3
is "with the name that the meeting has now" "$(told | grep " $(sed -n 2p "$base/written") " | tail -n 1 | cut -d ' ' -f 6-)" "1. Sitzung, verlegt"
is "and deals with nothing twice" "$(told | cut -d ' ' -f 1,2 | sort | uniq -d)" ""
is "still without a gap" "$(told | cut -d ' ' -f 2)" "$(seq 1 "$(told | wc -l)")"

# ---- the store is lost ----
stop forum
rm -f "$base"/forum/data.mdb*
start forum || exit 1
ok "the forum fetches what it had" wait_until 30 same_state "$group" luebeck forum
# What was deleted before comes as a record that is deleted: it is told, too.
ok "the client is told to start over, and is told everything again" wait_until 30 told_all
# Once when the store is a new one, once more when what a member says of it has been heard.
like "of a new generation" "$(grep -c reset "$base/eye/told") $([ "$(generation)" != "$first" ] && echo new)" '^[12] new$'
message luebeck "nach dem Verlust"
ok "and goes on" wait_until 15 told_all
is "from 1, without a gap" "$(told | awk -v g="$(generation)" '$1 == g { print $2 }')" "$(seq 1 "$(told | grep -c "^$(generation) ")")"

# ---- the example of the manual ----
printed() { sort -u "$base/bridge/printed" | grep -cE "^$(sed -n "$1p" "$base/written") $2\$"; }
ok "the bridge of verbund-bridge(7) prints a meeting" until_is 15 1 printed 4 "3. Sitzung"
ok "and its new name" until_is 15 1 printed 2 "1. Sitzung, verlegt"
is "nothing twice, though the feed began anew" "$(sort "$base/bridge/printed" | uniq -d)" ""
is "and complains of nothing" "$(cat "$base/bridge.log")" ""

# ---- what no client should do ----
while read -r what wanted; do
	is "hostile: $what" "$(client forum hostile "$what" 2>&1)" "$wanted"
done <<'END'
empty id 0 1002 hung up
large id 0 1004 hung up
huge id 0 1004 hung up
http id 0 1004 hung up
garbage id 0 1002 goes on
list id 0 1002 goes on
truncated id 0 1001 goes on
deep id 0 1005 goes on
promises id 0 1001 goes on
no-call id 7 3006 goes on
no-id id 0 3006 goes on
unknown id 7 3004 goes on
long-name id 7 1004 goes on
args-list id 7 1002 goes on
more-args id 7 3005 goes on
fewer-args id 7 3006 goes on
fraction id 0 1002 goes on
negative id 7 3005 goes on
not-text id 0 1006 goes on
half-frames served
deaf served
dying gone
END
like "as many as are allowed, then one is told so" "$(client forum hostile crowd)" '^(6[0-3]) VB-1410'
ok "what somebody wrote who hung up at once is there" wait_until 10 sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' message list '$group' | grep -q 'Letztes Wort'"
is "the eye was never cut off" "$(kill -0 $eye && cat "$base/eye.log")" ""

# ---- the manual and the daemon ----
calls_of_daemon() { perl -ne 'print "$1 $2 $3\n" if /^\t\{ "([\w.]+)", VB_RIGHT_(\w+), (?:true|false), "([^"]*)"/' "$here/../../daemon/control/control.c" | sort; }
calls_of_page() {
	perl -ne '$right = uc $1 if /^\.Ss (\w+)/; next unless /^\.It Ic (\S+)(?: Ar ((?:(?! Op ).)*))?(?: Op Ar (.*))?$/;
		print "$1 $right ", $2 // "", "|", $3 // "", "\n"' "$page" | sort
}
ok "there are calls" [ "$(calls_of_daemon | wc -l)" -ge 26 ]
is "verbund-bridge(7) has the calls of control.c, with their arguments and rights" "$(calls_of_page)" "$(calls_of_daemon)"
is "and its kinds are those of SPEC.md 12" "$(sed -n '/^\.Cm body , /s/[.;]//gp' "$page" | sed 's/^Cm //; s/ , /\n/g; s/ $//' | sort)" \
	"$(sed -n '/^## 12/,/^## 13/s/^| [0-9]* \([a-zA-Z]*\) |.*/\1/p' "$here/../../protocol/SPEC.md" | sort)"
