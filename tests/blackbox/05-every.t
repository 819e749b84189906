#!/bin/bash
# Every command of the table on a real office: in a pipe in both languages, as JSON with its schema, and on a German terminal. A command
# that is new needs nothing here, unless something in its call has a name that is new.
limit=180
. "$(dirname "$0")/lib.sh"

stand_in "$here/bridge.py"
verbund=$BUILD/verbund
export PATH=$BUILD:$PATH
office city city 'Hansestadt Lübeck'
office forum forum Forum dials
office cafe ngo Café
settings=
(umask 077; echo 'address beirat@luebeck.example' >"$base/city/mail.conf")
start city && start forum && start cafe && pair city forum || exit 1

# ---- what commands are about ----
new() { v city "$@" --json | jq -r .id; }
group=$(new committee create 'Steuerungsgruppe')
v city committee admit "$group" Forum --role member >/dev/null
meeting=$(new meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --location Rathaus)
later=$(new meeting create "$group" --name '2. Sitzung' --start 2027-01-01T18:00)
item=$(new agenda add "$meeting" --name 'Begrüßung')
organization=$(v city record list organization --json | jq -r '.items[0].id')
person=$(new record create person '{"name": "Ada Öztürk"}' --in "$group")
paper=$(new paper add "$group" --name 'Integrationskonzept')
consultation=$(new consultation add "$paper" --for "$organization")
v city message post "$group" 'Wir sind dabei.' >/dev/null
obligation=$(new obligation add "$group" --name 'Jahresbericht' --start 2026-03-31)
measure=$(new measure add "$group" --name 'Maßnahme')
agreement=$(new agreement add "$group" --name 'Vereinbarung')
step=$(new step add "$group" --process Ablauf --name Beginn)
next_step=$(new step add "$group" --process Ablauf --name Ende)
series=$(new meeting series create "$group" --name Reihe --start 2026-12-01 --time 18:00 --count 3)
application=$(new funding apply "$group" --for "$organization" --goal Deutsch --amount 1.000,00)
attached=$(new file add "$paper" "$0" --name 'Konzept')
printf '{"id":"https://x.example/b","type":"https://schema.oparl.org/1.1/Body","name":"Amt","shortName":"A"}\n' >"$base/oparl.jsonl"

echo 'vier gute Worte' >"$base/words"
v city node sheet "$base/sheet" --passphrase-file "$base/words" >/dev/null 2>&1
# Whoever runs this is a person of the office, with keys on this device and on another.
export XDG_DATA_HOME=$base/device
v city person add 'Ayşe Demir' --login "$(id -un)" >/dev/null 2>&1
other_device() { XDG_DATA_HOME=$base/other v city person key new --passphrase-file "$base/words" --json 2>/dev/null | jq -r .number; }

# quarrel suspend|lift: a committee in which Forum can be suspended, or is.
quarrel() {
	local committee
	committee=$(new committee create "Streitfall $RANDOM")
	v city committee admit "$committee" Forum --role member >/dev/null
	[ "$1" = suspend ] || v city committee suspend "$committee" Forum >/dev/null 2>&1
	echo "$committee"
}
# under_forum: a committee in which both are stewards and the Forum is in charge; `shared`: the city is.
shared() { local id; id=$(new committee create "Ausschuss $RANDOM"); v city committee admit "$id" Forum --role steward >/dev/null && echo "$id"; }
under_forum() { local id; id=$(shared); v city committee hand-over "$id" Forum --yes >/dev/null && echo "$id"; }
# sitting STATE...: a meeting that has come so far.
sitting() {
	local id state
	id=$(new meeting create "$group" --name x --start 2026-12-01T18:00)
	for state; do v city record edit "$id" "{\"state\": \"$state\"}" >/dev/null; done
	echo "$id"
}

# invited: a meeting at which the city has one seat.
invited() {
	local committee root
	committee=$(new committee create "Runde $RANDOM")
	root=$(v city record list organization --in "$committee" --json | jq -r '.items[0].id')
	v city record edit "$root" "{\"node\": \"$(v city node show --json | jq -r .id)\"}" >/dev/null
	v city committee seat add "$committee" --for "$root" >/dev/null && new meeting create "$committee" --name x --start 2026-12-01T18:00
}

# value COMMAND NAME: what to give for a name in its call; something of its own where the command changes it.
value() {
	case $2 in
	COMMITTEE) case $1 in
		'committee admit' | 'paper forward') new committee create "Ausschuss $RANDOM" ;;
		'committee suspend' | 'committee lift') quarrel "${1#* }" ;;
		'committee hand-over') shared ;;
		'committee recover') under_forum ;;
		*) echo "$group" ;;
		esac ;;
	MEETING) case $1 in
		'meeting reply') invited ;;
		'agenda carry --to' | 'agenda copy --to') echo "$later" ;;
		'meeting cancel') sitting ;;
		'meeting invite') name=$(invited) && v city agenda add "$name" --name x >/dev/null && echo "$name" ;;
		'meeting open') sitting invited ;;
		'meeting pause' | 'meeting adjourn' | 'meeting close') sitting invited open ;;
		'meeting resume') sitting invited open interrupted ;;
		'meeting approve') sitting invited open closed ;;
		'meeting reopen') sitting invited ;;
		*) echo "$meeting" ;;
		esac ;;
	ITEM*) case $1 in
		'agenda add'* | 'agenda edit'* | 'agenda move --after' | 'agenda list'*) echo "$item" ;;
		'agenda accept'* | 'agenda decline'*) new agenda propose "$meeting" --name "Vorschlag $RANDOM" ;;
		*) new agenda add "$meeting" --name "Punkt $RANDOM" ;;
		esac ;;
	RECORD) case $1 in
		'record delete' | 'record edit') new record create location '{"description": "Saal"}' --in "$group" ;;
		*) echo "$meeting" ;;
		esac ;;
	CONSULTATION) [ "$1" != 'consultation move' ] && echo "$consultation" || new consultation add "$paper" --for "$organization" ;;
	ANSWER) echo yes ;;
	TARGET) echo "$group" ;;
	MESSAGE) new message post "$group" "Nachricht $RANDOM" ;;
	PAPER) echo "$paper" ;;
	MAIL) [ "$1" = 'bridge mail drop' ] && echo aa11 || echo 4f3a91c2 ;;
	ADDRESS) echo info@verein.example ;;
	DAYS) echo 30 ;;
	REQUEST) [[ $1 = request* ]] && new request ask "$group" --role interpreter --person "$person" || new comment request "$paper" --for "$organization" ;;
	PERSONS) echo "$person" ;;
	LANGUAGE) echo ar ;;
	'COMMITTEE|MEETING') echo "$group" ;;
	SEAT) new committee seat add "$group" --for "$organization" ;;
	PERSON) [ "$1" = 'person erase' ] && new record create person '{"name": "Ada Lovelace"}' --in "$group" || echo "$person" ;;
	SERIES) case $1 in
		'meeting series show') echo "$series" ;;
		*) new meeting series create "$group" --name "Reihe $RANDOM" --start 2026-12-01 --time 18:00 --count 3 ;;
		esac ;;
	DAY) echo 2026-12-08 ;;
	CLOCK) echo 18:00 ;;
	APPLICATION) case $1 in
		'funding show' | 'funding vote') echo "$application" ;;
		*) new funding apply "$group" --for "$organization" --goal Deutsch --amount 1.000,00 ;;
		esac ;;
	EUR) echo 500,00 ;;
	RESULT) echo full ;;
	DECISION) echo granted ;;
	POINT) new paper point add "$paper" "Punkt $RANDOM" ;;
	ORGANIZATION) echo "$organization" ;;
	ORGANIZATION...) new organization add "$group" --name "Stelle $RANDOM" ;;
	OBLIGATION) echo "$obligation" ;;
	AGREEMENT) echo "$agreement" ;;
	MEASURE) echo "$measure" ;;
	FIELD) echo actual ;;
	STEP) case $1 in 'step move --after') echo first ;; 'step link --next') echo "$next_step" ;; *) echo "$step" ;; esac ;;
	PEER) case $1 in 'peer confirm') echo Café ;; *) echo Forum ;; esac ;;
	DIGITS) wait_until 10 both_have_digits city cafe && digits city cafe ;;
	CODE) invite cafe ;;
	KIND) [[ $1 = init* ]] && echo city || echo location ;;
	FIELDS) echo '{"description": "Saal"}' ;;
	FILE) case $1 in
		'import oparl') echo "$base/oparl.jsonl" ;;
		'paper fill') v city paper form "$paper" >"$base/form" && echo "$base/form" ;;
		'import consultations') echo "$data/luebeck-2014-beratungsfolge.tsv" ;;
		'import committees') echo "$data/committees.json" ;;
		'import json') v city export json "$base/archive.jsonl" && echo "$base/archive.jsonl" ;;
		'file add') echo "$0" ;;
		'measure import') echo "$data/flensburg-measures.json" ;;
		*) echo "$base/written.$RANDOM" ;;
		esac ;;
	DOCUMENT) [ "$1" != 'file remove' ] && echo "$attached" || new file add "$group" "$0" ;;
	ROLE) v city committee show "$group" --json | jq -r '.members[] | select(.name == "Forum") | if .role == "guest" then "member" else "guest" end' ;;
	WORDS...) echo dabei ;;
	TYPE) echo Bericht ;;
	NAME | TEXT) echo "Name $RANDOM" ;;
	TIME) echo 2026-12-01T18:00 ;;
	DATE) echo 2026-12-01 ;;
	NUMBER) case $1 in 'person key confirm') other_device ;; bridge*) echo 1 ;; *) echo 7 ;; esac ;;
	FINGERPRINT) v city person key show --json 2>/dev/null | jq -r '.items[-1].fingerprint' ;;
	VB-NUMBER) echo VB-1201 ;;
	'text|html|pdf'*) echo pdf ;;
	*) return 1 ;;
	esac
}

# overdue: a person who has been without a seat for long.
overdue() {
	local person
	person=$(new record create person '{"name": "Ada Lovelace"}' --in "$group")
	v city record create membership "{\"organization\": \"$organization\", \"person\": \"$person\", \"endDate\": \"2001-12-31\"}" --in "$group" >/dev/null
}

# fill CALL: puts a whole command of it into `command`: what it needs, and of one that changes fields one of them. False: it has
# a name that `value` does not know.
fill() {
	local call=$1 word name words
	read -ra words <<<"$(sed -E 's/^verbund (([a-z]+)( [a-z][a-z-]*)*).*/\1/' <<<"$call")"
	command=("${words[@]}")
	call=$(sed -E "s/^verbund ${words[*]} ?//" <<<"$call")
	[[ ${words[*]} != *edit || $call != *'[--'* ]] || call=$(sed -E 's/\[(--[a-z-]+ [^]]*)\]/\1/' <<<"$call")
	[[ ${words[*]} != 'committee admit' ]] || call=${call//[\[\]]/}
	call=$(sed -E 's/\[[^]]*\]//g; s/ --new//' <<<"$call")
	for word in $call; do
		case $word in
		--*) command+=("$word"); name=" $word" ;;
		*) command+=("$(value "${words[*]}${name:-}" "$word")") || return 1 ; name= ;;
		esac
	done
	case ${words[*]} in
	init) command=(init --name 'Eine Stelle' --kind city --home "$base/made.$RANDOM$RANDOM") ;;
	'node sheet' | 'person key new' | 'person key confirm') command+=(--passphrase-file "$base/words") ;;
	'person key passwd') command+=(--passphrase-file "$base/words" --new-passphrase-file "$base/words") ;;
	restore)
		v city backup "$base/kept" >/dev/null 2>&1
		command=(restore "$base/kept" --sheet "$base/sheet" --passphrase-file "$base/words" --home "$base/back.$RANDOM$RANDOM")
		;;
	'erasure due') overdue; command+=(--erase) ;;
	'consultation add') command+=(--for "$organization") ;;
	'comment answer') command+=(--text 'Wir stimmen zu.') ;;
	'paper new-version') command=(paper new-version "$(new paper add "$group" --name "Konzept $RANDOM")" --version 2) ;;
	esac
}

ok "the bridge of the office runs" wait_until 20 sh -c "VERBUND_HOME='$base/city' '$verbund' bridge status | grep -q running"

# ---- on a terminal ----
mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>/dev/null; }
trap 'mux kill-server; at_end' EXIT
cat >"$base/rc" <<'END'
PS1='$ '
x() { local status; printf '\033[H\033[2J\033[3J'; eval "$(cat "$NOW")"; status=$?; printf 'end:%s:%s\n' "$(cat "$NOW.count")" $status; }
END
mux new-session -d -s x -x 80 -y 50 -e "VERBUND_HOME=$base/city" -e "XDG_DATA_HOME=$XDG_DATA_HOME" -e LANGUAGE=de -e "NOW=$base/now" "bash --rcfile '$base/rc'"
mux pipe-pane -t x -o "cat >>'$base/raw'"
runs=0
screen() { mux capture-pane -p -t x -S -500; }
has_ended() { screen | grep -q "^end:$runs:"; }
# begin COMMAND...: starts it. finish: waits for its end; shown: what stands there then, and how it ended.
begin() {
	runs=$((runs + 1))
	printf '%q ' "$@" >"$base/now"
	echo $runs >"$base/now.count"
	: >"$base/raw"
	mux send-keys -t x x Enter
}
finish() {
	wait_until 15 has_ended
	shown=$(screen)
}
is_asked() { screen | grep -q 'Zur Bestätigung den Namen tippen:'; }
on_terminal() { begin "$@" && finish; }
wait_until 10 sh -c "tmux -S '$base/tmux' capture-pane -p -t x | grep -q '^\\\$'"
# wide_lines: lines that are wider than the terminal, but those of one value that is one word.
wide_lines() { perl -CS -lne 's/\e\[[0-9;?]*[a-zA-Z]|\r|[\x{2066}-\x{2069}]//g; print if length > 80 && /\s/ && !/^\S.*  \S+$/' <"$base/raw"; }

# ---- every command ----
# What doctor finds stands in three cells for scripts; behind them are sentences for people, in their language.
timeless() { sed -E 's/20[0-9]{2}-[0-9-]+T[0-9:.]+(\+[0-9:]+)?/TIME/g; s/^(Bytes free\t)[0-9]+$/\1SOME/; s/^((ok|note|wrong)\t[a-z-]+\t[^\t]*)\t.*/\1/'; }
# Between two looks something may change, but not for long.
reads_the_same() { [ "$(LANGUAGE=de v city "$@" </dev/null 2>/dev/null | timeless)" = "$(v city "$@" </dev/null 2>/dev/null | timeless)" ]; }
# status and doctor end with 10 where something needs somebody, such as a backup.
has_ended_well() { [ "$2" = 0 ] || [[ $1 =~ ^(status|doctor)$ && $2 = 10 ]]; }
is_reading() { [[ $1 =~ (^| )(list|show|fallen|queue|held|subscribers)$ || $1 =~ ^(status|log|search|version|doctor|bridge status)$ ]]; }
is_there() { v city record show "$1" || v city committee show "$1"; }
is_making() { [[ $1 =~ (^| )(create|add|post|propose)$ ]]; }
# What destroys is tried dry but once, at the end; watch goes on until somebody ends it (05-history.t).
mapfile -t calls < <("$verbund" help | cut -f 1 | grep -vE '^verbund watch' | awk '/\[--yes\]/ { last = last $0 "\n"; next } 1; END { printf "%s", last }')
for call in "${calls[@]}"; do
	dry=()
	[[ $call != *'[--yes]'* ]] || dry=(--dry-run)
	fill "$call" || { ok "something is known for every name in: $call" false; continue; }
	words=$(sed -E 's/^verbund (([a-z]+)( [a-z][a-z-]*)*).*/\1/' <<<"$call")
	if [ "$words" = 'committee accept' ]; then
		refused "$words: where nothing of an office is held back" 2012 3 v city "${command[@]}"
		continue
	fi
	if [ "$words" = 'measure settle' ]; then
		refused "$words: where nothing is in dispute" 2001 3 v city "${command[@]}"
		continue
	fi
	english=$(v city "${command[@]}" "${dry[@]}" 2>"$base/err" </dev/null)
	ok "$words: in a pipe" has_ended_well "$words" $? || diag "$(cat "$base/err")"
	ok "$words: no escape in a pipe" no grep -q $'\x1b' <<<"$english"
	is_reading "$words" || fill "$call"
	german=$(LANGUAGE=de v city "${command[@]}" "${dry[@]}" 2>"$base/err" </dev/null)
	ok "$words: in German" has_ended_well "$words" $? || diag "$(cat "$base/err")"
	! is_reading "$words" || ok "$words: a script reads the same" wait_until 10 reads_the_same "${command[@]}" || diag "$english" || diag "$german"

	is_reading "$words" || fill "$call"
	on_terminal verbund "${command[@]}" "${dry[@]}"
	ok "$words: on a terminal" has_ended_well "$words" "$(sed -n "s/^end:$runs:\([0-9]*\)\$/\1/p" <<<"$shown")" || diag "$shown"
	is "$words: not wider than it" "$(wide_lines)" ""
	ok "$words: a clerk's words" no grep -E 'Peer|Node|Sync|Epoch|Hash|Steward|Office|Committee|Meeting|Agenda' <<<"$shown" || diag "$shown"

	if [[ $call = *'[--yes]'* ]]; then
		fill "$call"
		refused "$words: nobody to ask" 3006 2 v city "${command[@]}" </dev/null
		begin verbund "${command[@]}"
		ok "$words: asks for the name" wait_until 10 is_asked
		mux send-keys -t x nein Enter
		finish
		is "$words: another name is no answer" "$(sed -n "s/^end:$runs:\([0-9]*\)\$/\1/p" <<<"$shown") $(grep -oE 'VB-[0-9]+' <<<"$shown")" "2 VB-4006"
		dry=(--yes)
	fi

	if [ "$words" = 'committee settle' ]; then
		refused "$words: where no office has two histories" 2012 3 v city "${command[@]}" --yes
		continue
	fi
	if [ "$words" = 'committee reclaim' ]; then
		refused "$words: of what is being fetched only" 1218 5 v city "${command[@]}" --yes
		continue
	fi
	is_reading "$words" || fill "$call"
	document=$(v city "${command[@]}" "${dry[@]}" --json 2>"$base/err" </dev/null)
	status=$?
	if grep -q 'has no --json' "$base/err"; then
		like "$words: prints no document" "$words" '^(help|export .*|meeting export|paper (export|form)|committee calendar|funding export|file get|bridge mail save)$'
		continue
	fi
	ok "$words: --json" has_ended_well "$words" $status || diag "$(cat "$base/err")"
	is "$words: one document with its schema" "$(jq -rs 'length, .[0].schema' <<<"$document" | paste -sd' ')" "1 verbund/${words// /-}/1"
	[[ $words != *list ]] || is "$words: a list under items" "$(jq -r '.items | type' <<<"$document")" array
	if is_making "$words"; then
		made=$(jq -r '.id' <<<"$document")
		ok "$words: the number of what was made" is_there "$made"
	fi
done
ok "the office is whole" [ -n "$(v city status --json | jq -r .id)" ]
stop city
ok "and its store" "$BUILD/verbundd" --check --home "$base/city"
