#!/bin/bash
# The command line on real terminals (tmux), wide and narrow, in both languages: tables, prompts, colours, names from right to left,
# the picture of an invitation, progress.
limit=180
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || { ok "tmux is there" false; exit 1; }

verbund=$BUILD/verbund
export PATH=$BUILD:$PATH TERM=xterm-256color
unset NO_COLOR
mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>>"$base/tmux.err"; }
trap 'mux kill-server; at_end' EXIT

# What each terminal runs: `x` empties it and does what stands in a file.
cat >"$base/rc" <<'END'
PS1='$ '
x() { local status; printf '\033[H\033[2J\033[3Jbegin:%s\n' "$(cat "$NOW.count")"; eval "$(cat "$NOW")"; status=$?; printf 'end:%s:%s\n' "$(cat "$NOW.count")" $status; }
END
count=0
# terminal NAME COLUMNS LINES LANGUAGE: a terminal with a shell in it; what programs write there goes to NAME.raw, too.
terminal() {
	mux new-session -d -s "$1" -x "$2" -y "$3" -e "VERBUND_HOME=$base/city" -e "LANGUAGE=$4" -e "NOW=$base/now" "bash --rcfile '$base/rc'"
	mux pipe-pane -t "$1" -o "cat >>'$base/$1.raw'"
	on "$1"
	shown '^\$'
}
# on NAME: what follows is typed there.
on() { pane=$1; }
screen() { mux capture-pane -p -t "$pane" -S -500; }
shows() { screen | grep -qE -- "$1"; }
# shown REGEX: it stands on the terminal, now or soon.
shown() { wait_until 10 shows "$1"; }
# begin COMMAND: starts it on an empty terminal, and waits until that is so. finish: waits for its end; what stands there then.
begin() {
	count=$((count + 1))
	printf '%s\n' "$1" >"$base/now"
	echo $count >"$base/now.count"
	: >"$base/$pane.raw"
	mux send-keys -t "$pane" x Enter
	shown "^begin:$count\$"
}
finish() {
	shown "^end:$count:" && wait_until 10 grep -q "^end:$count:" "$base/$pane.raw" || diag "no end of: $(cat "$base/now")"
	screen | sed "0,/^begin:$count\$/d; /^end:$count:/,\$d"
}
asks() { begin "$1"; finish; }
# wide_lines: lines of the program that are wider than the terminal; isolates have no width, and a value that is one word is broken
# by the terminal itself, so that it can be copied.
wide_lines() {
	MAX=$(mux display -p -t "$pane" '#{pane_width}') \
		perl -CS -lne 's/\e\[[0-9;?]*[a-zA-Z]|\r|[\x{2066}-\x{2069}]//g; print if length > $ENV{MAX} && !/^\S.*  \S+$/' <"$base/$pane.raw"
}
status_is() { is "$1: status" "$(screen | sed -n "s/^end:$count:\([0-9]*\)\$/\1/p")" "$2"; }

arabic=$'\xd8\xa7\xd9\x84\xd9\x85\xd9\x86\xd8\xaa\xd8\xaf\xd9\x89'
office city city 'Hansestadt Lübeck'
office forum forum 'Forum „Vielfalt"' dials
start city && start forum && pair city forum || exit 1
group=$(v city committee create 'Steuerungsgruppe Integration und Teilhabe der Hansestadt Lübeck')
v city committee create "$arabic" >/dev/null
v city committee admit "$group" 'Forum „Vielfalt"' --role member >/dev/null
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00)
v city agenda add "$meeting" --name 'Begrüßung' >/dev/null
v city message post "$group" 'Eine Nachricht, die länger ist als eine Zeile, und deshalb auf mehreren Zeilen untereinander stehen muss.' >/dev/null

terminal wide 80 24 en
terminal breit 80 24 de
terminal schmal 40 24 de

# ---- tables ----
on wide
begin 'verbund committee list'
text=$(finish)
like "a head line" "$text" '^Number +Committee +Our rights +Offices'
is "no line is wrapped" "$(wc -l <<<"$text")" 3
like "a long name is cut" "$text" 'Steuerungs.*…'
like "bold head" "$(mux capture-pane -e -p -t wide)" $'\x1b\\[1m.*Number'
ok "a name from right to left is isolated" grep -qF $'\xe2\x81\xa8'"$arabic"$'\xe2\x81\xa9' "$base/wide.raw"
on breit
begin 'verbund committee list'
like "in German" "$(finish)" '^Nummer +Gremium'
on schmal
begin 'verbund committee list'
text=$(finish)
like "where the table does not fit, each row stands below itself" "$text" '^Gremium +Steuerungsgruppe$'
is "40 columns: the number is whole" "$(grep -c "^Nummer .*${group:0:8}" <<<"$text")" 1
for words in status 'peer list' "committee show ${group:0:8}" "meeting list" "meeting show $meeting" "agenda list $meeting" "message list ${group:0:8}" \
	'node show' 'help' 'help committee' 'help committee admit'; do
	for name in breit schmal; do
		on $name
		begin "verbund $words"
		text=$(finish)
		status_is "$name: $words" 0
		is "$name: $words: no line is wider than the terminal" "$(wide_lines)" ""
		ok "$name: $words: says something, in no engineer's words" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward|Office|Committee' <<<"${text:-Peer}"
	done
done

# ---- what a partner writes who knows terminals ----
# obeyed: what the terminal got that it obeys, since it was emptied.
obeyed() { perl -0777 -CS -ne 's/.*\e\[3J//s; print join " ", map { sprintf "%vx", $_ } /\e\[[0-9;]*[JHm]|\e\]|\x07|\x{9b}|[\x{202a}-\x{202e}]/g' <"$base/$pane.raw"; }
stop forum
relay "$BUILD/blackbox/rogue" painter "tcp://127.0.0.1:${port[city]}" "$base/forum" "$base/city" "${pid[city]}" "$group"
on wide
begin "NO_COLOR=1 verbund message list ${group:0:8}"
text=$(finish)
like "its message has come" "$text" '^[0-9-]+ [0-9:]+ +Forum'
is "but no text that is none by the protocol" "$(obeyed)" ""
begin "NO_COLOR=1 verbund peer confirm \$'A\\e[2J\\u202eB\\u009bC' 123456"
like "a word of one's own is told harmlessly" "$(finish)" 'Reason: A\\x1b\[2J\\u202eB\\x9bC'
is "and not obeyed" "$(obeyed)" ""
start forum

# ---- colours ----
# colours COMMAND: how many lines with an escape sequence of its own it writes.
colours() { begin "$1"; finish >/dev/null; coloured=$(grep -cF $'\x1b[1m' "$base/$pane.raw"); }
on wide
while IFS='|' read -r what command wanted; do
	colours "$command"
	is "$what" "$coloured" "$wanted"
done <<'END'
colours|verbund committee list|1
none with --no-color|verbund committee list --no-color|0
none with NO_COLOR|NO_COLOR=1 verbund committee list|0
an empty NO_COLOR is none|NO_COLOR= verbund committee list|1
none on a dumb terminal|TERM=dumb verbund committee list|0
END
colours 'verbund committee list | cat'
is "none in a pipe" "$coloured" 0
begin 'LC_ALL=C verbund committee list'
like "where characters are not UTF-8, what is cut ends with points" "$(finish)" 'Steuerung.*\.\.\.'

# ---- questions before something is destroyed ----
before=$(what city)
# asked COMMAND ANSWER: the command, and the answer to its question.
asked() {
	begin "$1"
	shown "$question" || return 1
	mux send-keys -t "$pane" -l "$2"
	mux send-keys -t "$pane" Enter
	text=$(finish)
}
on breit
question='Zur Bestätigung den Namen tippen:'
asked "verbund committee dismiss ${group:0:8} 'Forum „Vielfalt\"'" Forum
like "says what would happen" "$text" 'nichts mehr lesen'
like "another name: nothing happens" "$text" 'nicht bestätigt.*VB-4006'
status_is "another name" 2
asked "verbund peer remove 'Forum „Vielfalt\"'" ''
status_is "nothing typed" 2
begin "verbund peer remove 'Forum „Vielfalt\"'"
shown "$question"
mux send-keys -t breit C-c
shown '\^C'
mux send-keys -t breit Enter
is "interrupted: nothing changed" "$(what city)" "$before"
begin "verbund peer remove 'Forum „Vielfalt\"' --dry-run"
like "a dry run asks nothing" "$(finish)" 'Vielfalt'
status_is "a dry run" 0
begin "verbund peer remove 'Forum „Vielfalt\"' </dev/null"
finish >/dev/null
status_is "nobody to ask" 2
is "nothing changed" "$(what city)" "$before"
on wide
question='To confirm, type the name:'
asked "verbund committee dismiss ${group:0:8} 'Forum „Vielfalt\"'" 'Forum „Vielfalt"'
status_is "the name was typed" 0
is "it is done" "$(v city committee show "$group" --json | jq '.members | length')" 1
begin "verbund peer remove 'Forum „Vielfalt\"' --yes"
finish >/dev/null
status_is "--yes asks nothing" 0

# ---- interrupted work ----
mkdir "$base/export"
kill -STOP "${pid[city]}"
begin "verbund export json '$base/export/all.jsonl'"
sleep 0.2
mux send-keys -t wide C-c
kill -CONT "${pid[city]}"
shown '\^C'
mux send-keys -t wide Enter
ok "nothing is left of a file that was not written to its end" until_is 10 "" ls -A "$base/export"
begin "verbund export json '$base/export/all.jsonl'"
finish >/dev/null
is "the whole file, then" "$(ls -A "$base/export")" all.jsonl

# ---- an invitation as a picture ----
# reads FILE: what a reader of such pictures finds; light is drawn in half blocks, or as ##.
reads() {
	/usr/bin/python3 - "$1" <<'END'
import re, sys
from pyzbar.pyzbar import decode
rows = []
for line in re.sub(r'\x1b\[[0-9;]*m', '', open(sys.argv[1], encoding='utf-8').read()).splitlines():
    line = line.rstrip('\r')
    if len(line) < 40 or set(line) - set(' ▄▀█#'):
        continue
    if '#' in line:
        rows.append([line[x] == '#' for x in range(0, len(line), 2)])
    else:
        rows.append([c in '▀█' for c in line])
        rows.append([c in '▄█' for c in line])
width = max(map(len, rows))
scale = 4
pixels = b''.join(bytes(255 if x < len(row) and row[x] else 0 for x in range(width) for _ in range(scale)) * scale for row in rows)
print(*[found.data.decode() for found in decode((pixels, width * scale, len(rows) * scale))])
END
}
terminal tall 120 70 en
for words in 'verbund peer invite' 'verbund peer invite --no-color' 'LC_ALL=C verbund peer invite --no-color'; do
	begin "$words"
	text=$(finish)
	printf '%s\n' "$text" >"$base/picture"
	is "$words: the picture says the code" "$(reads "$base/picture")" "$(grep -vE '[ ▄▀█#]' <<<"$text" | tr -d '\n-' | tr a-z A-Z)"
done
# Without what the test writes behind it: 24 lines hold the picture and the line for the next command.
terminal usual 80 24 en
mux send-keys -t usual 'clear; verbund peer invite' Enter
wait_until 10 sh -c "tmux -u -S '$base/tmux' capture-pane -p -t usual | tail -n 1 | grep -q '^\$ *\$'"
mux capture-pane -p -t usual >"$base/picture"
is "the whole picture is seen on a terminal of 80 columns and 24 lines" "$(reads "$base/picture")" \
	"$(mux capture-pane -p -t usual -S -100 | grep -vE '[ ▄▀█#$]' | tr -d '\n-' | tr a-z A-Z)"
on schmal
begin 'verbund peer invite'
ok "no picture where there is no room" no grep -q '[▄▀█]' <<<"$(finish)"

# ---- progress ----
on tall
quiet() { begin 'verbund status'; finish >/dev/null; ! grep -qE 'Working|so far' "$base/tall.raw"; }
ok "nothing is said about work that is done at once" wait_until 20 quiet
kill -STOP "${pid[city]}"
begin 'verbund status'
ok "work that takes longer is seen" wait_until 10 grep -q 'Working for [0-9]* s' "$base/tall.raw"
kill -CONT "${pid[city]}"
ok "and the line goes away" no grep -q Working <<<"$(finish)"
status_is "slow work" 0
kill -STOP "${pid[city]}"
begin "verbund status 2>'$base/slow'"
sleep 0.8
kill -CONT "${pid[city]}"
finish >/dev/null
is "nobody at stderr: nothing is written" "$(cat "$base/slow")" ""
