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
german() { LC_ALL=de_DE.UTF-8 v "$@"; }
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
is "and is still told" "$(v luebeck log "$item" | tail -n 1 | cut -f 3,6,9)" "Forum	cut-off	Zu spät"
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
follow one "${group:0:10}"
one=$follower
ok "it begins with the place" until_is 10 1 lines all
first=$(jq -r '"\(.generation) \(.number)"' "$base/all.out")
read -r generation number <<<"$first"
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
is "and everything from the first change on" "$(jq -r 'select(.id) | .number' "$base/reset.out" | head -n 3 | paste -sd,)" 1,2,3
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
