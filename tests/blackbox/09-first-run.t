#!/bin/bash
# The first minutes of two people who know nothing: on fresh accounts, at terminals (tmux) of 80 columns and 24 lines, one
# in German, one in English. They answer what `verbund init` asks, and from there on type only what the screen says.
limit=180
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || { ok "tmux is there" false; exit 1; }

export PATH=$BUILD:$PATH TERM=xterm-256color
mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>>"$base/tmux.err"; }
# Shells write their history as they end.
trap 'mux kill-server; sleep 0.3; at_end' EXIT
echo 'PS1="\$ "' >"$base/rc"
declare -A inputs

# account NAME LANGUAGE: somebody's terminal, and a second window beside it.
account() {
	local window
	mkdir -p "$base/$1.home"
	for window in "$1" "$1-2"; do
		mux new-session -d -s "$window" -x 80 -y 24 -e "HOME=$base/$1.home" -e "LANGUAGE=$2" "bash --rcfile '$base/rc'"
		idle "$window"
	done
	inputs[$1]=0
}
screen() { mux capture-pane -p -J -t "$1" -S -200; }
# Whether the shell waits for a command; whether the screen's last line is this.
is_last() { screen "$1" | grep -v '^ *$' | tail -n 1 | grep -qE -- "$2"; }
idle() { wait_until 20 is_last "$1" '^\$ ?$'; }
# types NAME TEXT: one line, as a person types it.
types() {
	inputs[${1%-2}]=$((inputs[${1%-2}] + 1))
	mux send-keys -t "$1" -l -- "$2"
	mux send-keys -t "$1" Enter
}
# does NAME COMMAND: on an emptied screen, to its end.
does() {
	mux send-keys -t "$1" -R
	mux clear-history -t "$1"
	types "$1" "$2"
	idle "$1"
}
# answers NAME PROMPT TEXT: waits for the question.
answers() { ok "$1 is asked: $2" wait_until 10 is_last "$1" "$2" && types "$1" "$3"; }
# next_of NAME REGEX: the command that the screen says comes next, as it stands there.
next_of() { screen "$1" | sed -nE "s/^  ($2( .*[^ ])?) *\$/\1/p" | tail -n 1; }
files() { find "$1" -mindepth 1 2>/dev/null | wc -l; }

account city de
account forum en

# ---- both make their office ----
port[city]=$(free_port)
begin=$SECONDS
does_not_end() { mux send-keys -t "$1" -R; types "$1" "$2"; }
does_not_end city 'verbund init'
answers city '^Name:' ''
answers city '^Name:' 'Hansestadt Lübeck'
answers city '^Nummer, 1 bis 5:' 7
answers city '^Nummer, 1 bis 5:' 1
answers city '^Adresse \[keine\]:' 'ich weiß nicht'
answers city '^Adresse \[keine\]:' "127.0.0.1:${port[city]}"
answers city '^Passwort \(es wird nicht gezeigt\):' 'kurz'
answers city '^Passwort \(es wird nicht gezeigt\):' 'vier gute Wörter'
answers city '^Noch einmal:' 'vier gute Worte'
answers city '^Passwort \(es wird nicht gezeigt\):' 'vier gute Wörter'
answers city '^Noch einmal:' 'vier gute Wörter'
idle city
like "a wrong answer is told, and asked for again" "$(screen city)" '^Bitte tippen Sie eine der Nummern 1 bis 5\.$'
is "four questions, three of them twice, the last typed twice each time it could be right" "${inputs[city]}" 12
is "nothing of the passphrase is shown" "$(screen city | grep -c 'gute W')" 0
is "the recovery sheet stands there, in seven lines" "$(screen city | grep -cE '^  [1-7]:  ([A-Z2-7]{4} ){4}[A-Z2-7]{4}$')" 7
like "it says the next command" "$(screen city)" '^  verbundd *$'
like "and the one after that" "$(screen city)" '^  verbund peer invite *$'
ok "no line was cut or broken" no grep -qE '[^ ]{81}' <<<"$(screen city | grep -v "$base")"
is "the office is as it was told" "$(grep -E '^(listen|advertise)' "$base/city.home/.local/share/verbund/verbundd.conf" | paste -sd' ')" \
	"listen tcp://0.0.0.0:${port[city]} advertise tcp://127.0.0.1:${port[city]}"

does_not_end forum 'verbund init'
answers forum '^Name:' 'Forum'
answers forum '^Number, 1 to 5:' forum
answers forum '^Address \[none\]:' ''
answers forum '^Passphrase \(it is not shown\):' ''
idle forum
is "a forum is asked four questions, too" "${inputs[forum]}" 5
like "without a sheet it says how to make one" "$(screen forum)" '^  verbund node sheet *$'
like "it says the next command, too" "$(screen forum)" '^  verbundd *$'
like "one who cannot be called needs a code" "$(screen forum)" '^  verbund peer join CODE *$'
is "and is not told to invite" "$(next_of forum 'verbund peer invite')" ""
ok "a minute is enough for both" [ $((SECONDS - begin)) -le $((60 * patience)) ]

# ---- they start, in the second window ----
for name in city forum; do
	types "$name-2" "$(next_of "$name" verbundd)"
	ok "$name: READY" wait_until 20 is_last "$name-2" READY
done

# ---- they become partners, by what the screens say ----
inputs[city]=0 inputs[forum]=0
begin=$SECONDS
does city "$(next_of city 'verbund peer invite')"
code=$(screen city | grep -oE '^VB1-[a-z2-7-]+')
like "the code stands there" "$code" '^VB1-'
like "and what the other office types" "$(screen city)" '^  verbund peer join CODE *$'
does forum "verbund peer join $code"
is "who joined is told to look for digits" "$(next_of forum 'verbund peer list')" 'verbund peer list'
digits_stand() { does "$1" 'verbund peer list'; [ -n "$(next_of "$1" 'verbund peer confirm')" ]; }
for name in city forum; do
	wait_until 10 digits_stand "$name"
	like "$name: digits, and the command that confirms them" "$(next_of "$name" 'verbund peer confirm')" "^verbund peer confirm '[^']+' [0-9]{6}\$"
done
is "they read the same digits to each other" "$(next_of city 'verbund peer confirm' | grep -o '[0-9]*$')" "$(next_of forum 'verbund peer confirm' | grep -o '[0-9]*$')"
like "on a German screen in German" "$(screen city)" '^Rufen Sie an bei: Forum,'
for name in city forum; do does "$name" "$(next_of "$name" 'verbund peer confirm')"; done
for name in city forum; do
	is "$name: it says what to do with a partner" "$(next_of "$name" 'verbund committee create')" 'verbund committee create NAME'
	ok "$name: not more than 5 inputs" [ "${inputs[$name]}" -le 5 ]
done
ok "not more than 3 minutes" [ $((SECONDS - begin)) -le $((180 * patience)) ]
partners() { does "$1" 'verbund peer list'; screen "$1" | grep -q "$2"; }
ok "the city has a partner" wait_until 10 partners city 'Forum .*Partner'
ok "so has the forum" wait_until 10 partners forum 'Hansestadt Lübeck .*partner'

# ---- what goes wrong leaves nothing behind ----
account third en
does_not_end third 'verbund init'
answers third '^Name:' 'Verein'
ok "asked for the kind" wait_until 10 is_last third '^Number, 1 to 5:'
mux send-keys -t third C-c
idle third
is "an interrupt leaves nothing" "$(files "$base/third.home")" 0
does_not_end third 'verbund init --kind ngo'
ok "what an option says is not asked" wait_until 10 is_last third '^Name:'
mux send-keys -t third C-d
idle third
like "the end of the input" "$(screen third)" 'The input ended; nothing was made\.'
is "leaves nothing" "$(files "$base/third.home")" 0
does_not_end third 'verbund init --kind ngo'
wait_until 10 is_last third '^Name:'
mux send-keys -t third -l 'Ver'
mux send-keys -t third Up
mux send-keys -t third Enter
ok "arrow keys are no name" wait_until 10 is_last third '^Name:'
mux send-keys -t third -H ff fe
mux send-keys -t third Enter
ok "nor are bytes that are no text" wait_until 10 is_last third '^Name:'
like "and why" "$(screen third)" 'no control characters'
types third 'Verein „Zuflucht" & Söhne'
answers third '^Address' ''
answers third '^Passphrase' ''
idle third
is "a name with all kinds of signs" "$(HOME=$base/third.home timeout 20 verbundd >"$base/third.log" 2>&1 & daemon=$!
	HOME=$base/third.home wait_until 10 verbund status; HOME=$base/third.home verbund status --json | jq -r .name; kill $daemon)" 'Verein „Zuflucht" & Söhne'
does third 'verbund init'
like "a place that is taken is told before anything is asked" "$(screen third)" 'VB-2009'
does third "verbund init --home $base/fourth --name Amt --kind district"
is "with name and kind nothing is asked" "$(screen third | grep -c '\[')" 0
like "the next command names the directory" "$(screen third)" "^  verbundd --home '$base/fourth'"
ok "it was made" [ -e "$base/fourth/verbundd.conf" ]
refused "a script that says neither is asked nothing" 3006 2 sh -c "HOME=$base/none verbund init </dev/null"
refused "nor one that reads --json" 3006 2 sh -c "HOME=$base/none verbund init --json --name x"
ok "nothing is left of them" [ ! -e "$base/none" ]
