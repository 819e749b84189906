#!/bin/bash
# What was: who changed what when, in both languages; changes as they come, over a restart of the daemon.
limit=180
. "$(dirname "$0")/lib.sh"
export VERBUND_LOCALEDIR=$BUILD/locale

city="Hansestadt Lübeck"
office luebeck city "$city"
office forum forum Forum
office cafe ngo "Café Zuflucht"
for o in luebeck forum cafe; do start $o || exit 1; done
ok "Lübeck and the Forum pair" pair luebeck forum
ok "Lübeck and the café pair" pair luebeck cafe
ok "the Forum and the café pair" pair forum cafe
new() { v "$1" "${@:2}" --json | jq -r .id; }
group=$(new luebeck committee create "Steuerungsgruppe Integration")
ok "the Forum is admitted" v luebeck committee admit "$group" Forum --role member
ok "the café is admitted" v luebeck committee admit "$group" "Café Zuflucht" --role member
ok "all three have it" wait_until 20 same_state "$group" luebeck forum cafe

# german OFFICE COMMAND...; on_terminal [german] OFFICE COMMAND...: as people see it.
german() { env LC_ALL=de_DE.UTF-8 VERBUND_HOME="$base/$1" timeout -k 5 $((60 * patience)) "$BUILD/verbund" "${@:2}"; }
on_terminal() {
	local line language=C.UTF-8
	[ "$1" != german ] || { language=de_DE.UTF-8; shift; }
	printf -v line '%q ' "$BUILD/verbund" "${@:2}"
	LC_ALL=$language COLUMNS=120 VERBUND_HOME=$base/$1 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}

# ---- log ----
paper=$(new luebeck meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00)
item=$(new luebeck agenda add "$paper" --name "Bericht")
ok "the item is everywhere" wait_until 20 same_state "$group" luebeck forum cafe
# Two offices that cannot reach each other change the same.
stop luebeck
v forum agenda edit "$item" --name "Bericht des Forums" >/dev/null
ok "the café has the Forum's word" wait_until 20 same_state "$group" forum cafe
stop forum
stop cafe
start luebeck
v luebeck agenda edit "$item" --name "Bericht der Stadt" --minutes 15 >/dev/null
start forum
start cafe
ok "they agree again" wait_until 30 same_state "$group" luebeck forum cafe
v luebeck agenda edit "$item" --name "Beide Berichte" >/dev/null
ok "and once more" wait_until 20 same_state "$group" luebeck forum cafe
said=$(v cafe log "$item")
is "a pipe: one line a change" "$(cut -f 3,5,6,7,8,9,11 <<<"$said" | grep -P '\tname\t')" "$(printf '%s\n' \
	"$city	create	applied	name	set	Bericht	" \
	"Forum	edit	applied	name	set	Bericht des Forums	" \
	"$city	edit	applied	name	set	Bericht der Stadt	" \
	"$city	edit	applied	name	set	Beide Berichte	current")"
is "the last word saw both" "$(grep -P '\tBeide Berichte\t' <<<"$said" | cut -f 10 | tr ',' '\n' | sed 's/^ //' | sort | paste -sd,)" \
	"Bericht der Stadt,Bericht des Forums"
is "every line has eleven cells" "$(awk -F '\t' '{ print NF }' <<<"$said" | sort -u)" 11
like "times are ISO 8601" "$(cut -f 1 <<<"$said" | head -n 1)" '^20[0-9-]+T[0-9:.]+[+-][0-9:]+$'
is "it is the same in all offices" "$(v luebeck log "$item")" "$said"
is "one document" "$(v luebeck log "${item:0:28}" --json | jq -c '[.schema, .kind, (.items | length), .items[0].verb, .items[3].changes[0].current, .id]')" \
	"[\"verbund/log/1\",\"agendaItem\",4,\"create\",true,\"$item\"]"
is "with times as text" "$(v luebeck log "$paper" --json | jq -r '.items[0].changes[] | select(.field == "start") | .value')" 2026-12-01T18:00:00+01:00
text=$(on_terminal luebeck log "$item")
like "words" "$text" "  $city: created$"
like "what it replaced" "$text" '^    Title: Bericht der Stadt  \(before: Bericht\)$'
text=$(on_terminal german luebeck log "$item")
like "in German" "$text" "^[0-9.]{10} [0-9:]{5}  Forum: geändert$"
like "what it replaced, in German" "$text" '^    Titel: Bericht der Stadt  \(vorher: Bericht\)$'
message=$(new forum message post "$group" "$(printf 'Zeile\n27.11.2026 21:24  Stadt: gelöscht')")
ok "the message is everywhere" wait_until 20 same_state "$group" luebeck forum cafe
is "what somebody wrote cannot pass for another line" "$(on_terminal luebeck log "$message" | wc -l)" 2
refused "no such record" 2001 3 v luebeck log ffffffff
refused "no record typed" 3006 2 v luebeck log

# The Forum writes, the café has it, Lübeck dismisses the Forum without knowing of it.
stop luebeck
v forum agenda edit "$item" --name "Zu spät" >/dev/null
ok "the café has what the Forum wrote" wait_until 20 same_state "$group" forum cafe
stop forum
stop cafe
start luebeck
v luebeck committee dismiss "$group" Forum --yes >/dev/null
start cafe
ok "Lübeck and the café agree" wait_until 30 same_state "$group" luebeck cafe
is "it fell away" "$(v luebeck record show "$item" --json | jq -r .fields.name)" "Beide Berichte"
# Of what fell away the sums say nothing: it may come later than they agree.
last_told() { v luebeck log "$item" | tail -n 1 | cut -f 3,6,9; }
ok "and is still told" until_is 20 "Forum	cut-off	Zu spät" last_told
like "with the reason" "$(on_terminal german luebeck log "$item")" '^    Zählt nicht: Es kam, nachdem die Stelle ihre Rechte verloren hatte\.$'

# ---- watch ----
# follow NAME ARGUMENT...: watches Lübeck's changes into a file; its process id is in $follower.
follow() {
	VERBUND_HOME=$base/luebeck setpriv --pdeathsig KILL "$BUILD/verbund" watch "${@:2}" >"$base/$1.out" 2>"$base/$1.err" &
	follower=$!
}
lines() { wc -l <"$base/$1.out"; }
# interrupt PID: ends it as Ctrl-C does.
interrupt() { kill -INT "$1" && wait "$1"; }
other=$(new luebeck committee create "Anderer Kreis")
v luebeck message post "$other" "vorher" >/dev/null
follow all --json
all=$follower
ok "it begins with the place" until_is 10 1 lines all
first=$(jq -r '"\(.generation) \(.number)"' "$base/all.out")
read -r generation number <<<"$first"
# Without --json nothing shows when it has begun: it is told from where.
follow one "${group:0:10}" --generation "$generation" --after "$number"
one=$follower
is "the first line only tells the place" "$(jq -c 'keys' "$base/all.out")" '["generation","number","schema"]'
v luebeck message post "$group" "eins" >/dev/null
v luebeck message post "$other" "anderswo" >/dev/null
v cafe message post "$group" "vom Café" >/dev/null
ok "three changes come" until_is 20 4 lines all
ok "two of the committee" until_is 20 2 lines one
stop luebeck
ok "it says that Verbund does not answer" wait_until 10 grep -q "does not answer" "$base/all.err"
v cafe message post "$group" "während der Pause" >/dev/null
start luebeck || exit 1
ok "what came meanwhile comes, too" until_is 20 5 lines all
v luebeck agenda edit "$item" --name "Nach der Pause" >/dev/null
ok "and what comes now" until_is 20 6 lines all
like "it says that Verbund is back" "$(cat "$base/all.err")" 'is back'
is "all of it in order" "$(jq -r 'select(.id) | "\(.committee) \(.kind) \(.verb) \(.title)"' "$base/all.out")" "$(printf '%s\n' \
	"Steuerungsgruppe Integration message create eins" "Anderer Kreis message create anderswo" \
	"Steuerungsgruppe Integration message create vom Café" "Steuerungsgruppe Integration message create während der Pause" \
	"Steuerungsgruppe Integration agendaItem edit Nach der Pause")"
is "without a gap" "$(jq -r 'select(.id) | .number' "$base/all.out" | paste -sd,)" "$(seq -s, $((number + 1)) $((number + 5)))"
is "every line has its schema" "$(jq -r .schema "$base/all.out" | sort -u)" verbund/watch/1
ok "the other follower has the same" until_is 20 4 lines one
is "tabs: nine cells" "$(awk -F '\t' '{ print NF }' "$base/one.out" | sort -u)" 9
is "of this committee only" "$(cut -f 2,3 "$base/one.out" | sort -u)" "$group	Steuerungsgruppe Integration"
ok "Ctrl-C is a good end" interrupt "$all"
ok "also in the other form" interrupt "$one"
like "which says how to go on" "$(cat "$base/one.err")" "verbund watch --generation $generation --after $((number + 5))\$"
follow later --generation "$generation" --after $((number + 3))
ok "going on from a place tells what came since" until_is 10 2 lines later
is "in the same order" "$(cut -f 6 "$base/later.out" | paste -sd,)" "während der Pause,Nach der Pause"
interrupt "$follower"
follow reset --json --generation 1 --after 7
ok "another generation is told" wait_until 10 jq -se '.[0].reset' "$base/reset.out"
like "in words, too" "$(cat "$base/reset.err")" 'told again'
told_first() { jq -r 'select(.id) | .number' "$base/reset.out" | head -n 3 | paste -sd,; }
ok "and everything from the first change on" until_is 10 1,2,3 told_first
interrupt "$follower"
follow crash --json
ok "one more follower" until_is 10 1 lines crash
crash luebeck
start luebeck || exit 1
v luebeck message post "$group" "nach dem Absturz" >/dev/null
ok "a crash is no reason to miss anything" until_is 20 2 lines crash
interrupt "$follower"
refused "a number that is none" 3005 2 v luebeck watch --after x
refused "a committee that is none" 1201 3 v luebeck watch ffffffff
stop luebeck
refused "nobody there at the start" 3003 6 v luebeck watch
start luebeck || exit 1

# ---- space ----
rows() { v "$1" space show "$group" --json; }
ok "the café has what was written since" wait_until 20 same_state "$group" luebeck cafe
space=$(rows luebeck)
is "space list: what is held" "$(v luebeck space list | cut -f 1-4 | sort)" "$(printf '%s\n' "Anderer Kreis	committee	steward	1" "Steuerungsgruppe Integration	committee	steward	2")"
is "the sums of the list are those of the histories" "$(jq '[.logs[].entries] | add' <<<"$space")" \
	"$(v luebeck space list --json | jq --arg id "$group" '.items[] | select(.id == $id) | .entries')"
is "records by hand" "$(jq -cS '[.records[] | select(.audience == "all") | {(.kind): .records}] | add' <<<"$space")" \
	"$(for kind in agendaItem meeting message organization; do v luebeck record list $kind --json | jq -c --arg k $kind --arg id "$group" '{($k): ([.items[] | select(.space == $id)] | length)}'; done | jq -scS add)"
is "what fell away" "$(jq -r '.logs[] | select(.state != "whole") | "\(.authorName) \(.audience) \(.state)"' <<<"$space")" "Forum all cut-off"
# The histories hold more than the records show: they may agree later.
sums() { jq -c '[.sum.entries, ([.logs[].bytes] | add), .records]'; }
sums_of() { rows "$1" | sums; }
ok "the same sums at the café" until_is 20 "$(sums <<<"$space")" sums_of cafe
like "on a terminal in German" "$(on_terminal german luebeck space show "$group")" '^Fehlende Schlüssel +0$'
like "with words for what fell away" "$(on_terminal german luebeck space show "$group")" 'Ende weggefallen'
refused "no such committee" 1201 3 v luebeck space show ffffffff

# ---- export json, import json ----
office ministerium ministry "Innenministerium"
office ablage ngo "Stadtarchiv"
office kopie ngo "Zweites Archiv"
for o in ministerium ablage kopie; do start $o || exit 1; done
ok "Lübeck and the ministry pair" pair luebeck ministerium
ok "the ministry becomes a guest" v luebeck committee admit "$group" Innenministerium --role guest
v luebeck agenda add "$paper" --name "Personalfragen" --internal >/dev/null
v luebeck agenda add "$paper" --name "Streichen" >/dev/null
for text in $(seq 1 30); do v cafe message post "$group" "Beitrag $text" >/dev/null; done
ok "the café and the ministry have it all" wait_until 30 same_state "$group" luebeck cafe
ok "the guest its part" until_is 30 "$(state luebeck "$group" all)" state ministerium "$group" all
v luebeck export json "$base/all.jsonl" || exit 1
v ministerium export json --from "$group" "$base/guest.jsonl" || exit 1
is "the file is for its owner alone" "$(stat -c %a "$base/all.jsonl")" 600
is "the records stand in it" "$(grep -c '"kind": "message"' "$base/all.jsonl")" "$(count luebeck message)"
is "a dry run tells what is in it" "$(v ablage import json "$base/all.jsonl" --dry-run --json | jq -c '[.dryRun, (.items | length), ([.items[].name] | sort)]')" \
	'[true,2,["Anderer Kreis","Steuerungsgruppe Integration"]]'
is "and takes nothing over" "$(v ablage committee list)" ""
said=$(v ablage import json "$base/all.jsonl" 2>"$base/err")
is "the committees that were taken over" "$(sort <<<"$said")" "$(printf '%s\n' "$group" "$other" | sort)"
like "what an archive is called" "$(german ablage import json "$base/all.jsonl" 2>&1 >/dev/null)" 'Steuerungsgruppe Integration: 0 neu, [0-9]+ wie vorher; unsere Rechte: Ablage, nur lesen$'
is "the same records, byte for byte" "$(states ablage "$group")" "$(states luebeck "$group")"
is "of the other committee, too" "$(states ablage "$other")" "$(states luebeck "$other")"
like "the list says that it is an archive" "$(on_terminal german ablage committee list)" 'Ablage, nur lesen'
v ablage export json "$base/again.jsonl"
is "an export of the archive holds the same records" "$(grep '"kind"' "$base/again.jsonl" | sort)" "$(grep '"kind"' "$base/all.jsonl" | sort)"
is "and the same sums" "$(grep '"end"' "$base/again.jsonl" | sort)" "$(grep '"end"' "$base/all.jsonl" | sort)"
refused "nothing can be written to an archive" 1202 4 v ablage message post "$group" "Hallo"
like "which says why" "$(cat "$base/err")" 'it is an archive, only for reading'
is "log works in it" "$(v ablage log "$item")" "$(v luebeck log "$item")"
stop ablage
ok "verbundd --check finds nothing" "$BUILD/verbundd" --check --home "$base/ablage"
start ablage || exit 1
is "it is there after a restart" "$(states ablage "$group")" "$(states luebeck "$group")"
is "no partner comes with it" "$(v ablage peer list)" ""

# A guest's file.
v kopie import json "$base/guest.jsonl" >/dev/null 2>&1
is "a guest's file: what is for all" "$(states kopie "$group")" "$(state luebeck "$group" all) null"
is "no word of what is internal in it" "$(grep -c Personalfragen "$base/guest.jsonl")" 0
ok "nor in the files of the office" no grep -rqaF Personalfragen "$base/kopie"
is "the member's file adds the rest" "$(v kopie import json "$base/all.jsonl" --json 2>/dev/null | jq -r --arg id "$group" '.items[] | select(.id == $id) | "\(.states.all) \(.states.core)"')" "$(states luebeck "$group")"
is "the guest that takes the member's file is told what it may not hold" \
	"$(v ministerium import json "$base/all.jsonl" --json 2>/dev/null | jq -r --arg id "$group" '.items[] | select(.id == $id) | .left > 0')" true
is "and holds no more than before" "$(state ministerium "$group" core)" ""

# What is not as it was.
size=$(stat -c %s "$base/all.jsonl")
found=0
for place in $(seq 0 $((size / 40)) $((size - 1))) $((size - 1)) $((size - 2)) $((size - 90)); do
	cp "$base/all.jsonl" "$base/bad.jsonl"
	flip "$base/bad.jsonl" "$place"
	v cafe import json "$base/bad.jsonl" >/dev/null 2>"$base/err" || { grep -qE 'VB-(1102|3009)' "$base/err" && found=$((found + 1)); }
done
is "one bit anywhere is found" $found "$(seq 0 $((size / 40)) $((size - 1)) | wc -l | awk '{ print $1 + 3 }')"
before=$(what kopie)
refused "cut off" 3009 1 v kopie import json <(head -c $((size / 2)) "$base/all.jsonl")
refused "cut off between two lines" 1102 9 v kopie import json <(head -n -1 "$base/all.jsonl")
refused "something behind the end" 1102 9 v kopie import json <(cat "$base/all.jsonl"; echo '{}')
# forge FILTER: as somebody would who makes the last line anew.
forge() {
	head -n -1 "$base/all.jsonl" | "$@" >"$base/forged.jsonl"
	printf '{"sum": {"hash": "%s", "lines": %d}}\n' "$(b2sum -l 256 <"$base/forged.jsonl" | cut -d' ' -f1)" "$(wc -l <"$base/forged.jsonl")" >>"$base/forged.jsonl"
}
forge cat
is "the last line is as the manual says" "$(tail -n 1 "$base/forged.jsonl")" "$(tail -n 1 "$base/all.jsonl")"
office leer ngo "Leeres Archiv"
start leer || exit 1
forge grep -v '"segment"'
refused "without its entries" 3009 1 v leer import json "$base/forged.jsonl"
forge tac
refused "backwards" 3009 1 v leer import json "$base/forged.jsonl"
forge sed 's/"kind": "message"/"sort": "message"/'
refused "lines that nobody knows" 3009 1 v leer import json "$base/forged.jsonl"
is "of all this nothing was taken over" "$(v leer committee list)" ""
forge perl -pe 's/(?<="segment": ")(.{1500})(.)(?=.{500})/$1 . ($2 eq "7" ? "6" : "7")/e'
refused "an altered entry with a good last line" 1101 9 v leer import json "$base/forged.jsonl"
forge perl -pe 's/("states": \{"all": ").{8}/${1}00000000/'
refused "another checksum than that of the records" 2013 9 v leer import json "$base/forged.jsonl"
like "in German" "$(german leer import json "$base/forged.jsonl" 2>&1)" 'Die Einträge sind nicht die, die in der Datei stehen\. \(VB-2013\)'
is "the true file is still taken" "$(v leer import json "$base/all.jsonl" --json 2>/dev/null | jq -r --arg id "$group" '.items[] | select(.id == $id) | "\(.states.all) \(.states.core)"')" "$(states luebeck "$group")"
is "nothing has changed where it was refused" "$(what kopie)" "$before"
v luebeck export json --records "$base/records.jsonl"
refused "records for reading cannot come back" 3009 1 v leer import json "$base/records.jsonl"
like "which says what to do" "$(cat "$base/err")" 'without --records and --public'
refused "no such file" 3008 1 v leer import json "$base/none.jsonl"
: >"$base/empty.jsonl"
refused "an empty file" 1102 9 v leer import json "$base/empty.jsonl"
is "from the input" "$(v leer import json - <"$base/all.jsonl" 2>/dev/null | wc -l)" 2

# An archive beside a member hears and tells nothing; it comes to life.
ok "Lübeck and the archive pair" pair luebeck ablage
v luebeck message post "$group" "nicht für das Archiv" >/dev/null
v luebeck message post "$other" "nicht für das Archiv" >/dev/null
ok "there is a link" wait_until 20 has_link luebeck ablage
v luebeck committee create "Zeichen" >/dev/null
sign=$(v luebeck committee list --json | jq -r '.items[] | select(.name == "Zeichen") | .id')
v luebeck committee admit "$sign" "Stadtarchiv" --role guest >/dev/null
ok "what is meant for it arrives" until_is 20 "$(state luebeck "$sign" all)" state ablage "$sign" all
is "what is not does not" "$(v ablage message list "$group" | grep -c "nicht für das Archiv")" 0
ok "Lübeck admits the archive" v luebeck committee admit "$group" "Stadtarchiv" --role member
ok "it comes to life" wait_until 30 same_state "$group" luebeck ablage
is "as a member" "$(v ablage committee list --json | jq -r --arg id "$group" '.items[] | select(.id == $id) | .role')" member
ok "and writes" v ablage message post "$group" "Guten Tag"
ok "to the others" wait_until 20 same_state "$group" luebeck ablage cafe

# A store that was lost gets its history back from a file, and the rest from the members.
v cafe export json "$base/cafe.jsonl"
stop cafe
rm "$base/cafe/data.mdb"
crash luebeck
for o in ablage ministerium; do stop $o; done
start cafe || exit 1
v cafe import json "$base/cafe.jsonl" >/dev/null 2>&1
refused "nobody says what was erased meanwhile: nothing is shown" 2025 5 v cafe message list "$group"
for o in luebeck ablage; do start $o || exit 1; done
v luebeck message post "$group" "wieder da" >/dev/null
ok "with Lübeck's word it is, and what came since" wait_until 30 same_state "$group" luebeck cafe
is "the café has its part back" "$(v cafe message list "$group" | grep -c "Beitrag")" 30
ok "it writes again" v cafe message post "$group" "Danke"
ok "and all hold the same" wait_until 30 same_state "$group" luebeck cafe ablage
