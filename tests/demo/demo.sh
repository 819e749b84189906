#!/bin/bash
# Five offices on this machine, told step by step. KEEP=1 leaves them running.
# Needs BUILD (folder with verbund and verbundd); make demo sets it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../../build}
data=$here/../data
base=$(mktemp -d "${TMPDIR:-/tmp}/verbund-demo.XXXXXX")
started=$(date +%s)
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi
declare -A pid
relay_pid=
summary=()
failed=0

step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '  %s\n' "$*"; }
# v OFFICE COMMAND...: the command line of one office
v() { local office=$1; shift; VERBUND_HOME=$base/$office "$BUILD/verbund" "$@"; }
row() { summary+=("$1|$2"); }
check() { # check TEXT GOT WANTED
	if [ "$2" = "$3" ]; then say "✓ $1: $2"; row "$1" "$2"; else say "✗ $1: $2 instead of $3"; row "$1" "$2 (not $3)"; failed=1; fi
}

start() {
	local log=$base/$1.log
	"$BUILD/verbundd" --home "$base/$1" 2>>"$log" &
	pid[$1]=$!
	for _ in $(seq 100); do grep -q READY "$log" && return; sleep 0.1; done
	say "$1 does not start:"; tail -5 "$log"; exit 1
}
halt() { kill "${pid[$1]}"; wait "${pid[$1]}" 2>/dev/null || true; unset "pid[$1]"; : >"$base/$1.log"; }
plug() { perl "$here/relay.pl" "$cable" "$port" & relay_pid=$!; }
pull() { kill "$relay_pid"; wait "$relay_pid" 2>/dev/null || true; relay_pid=; }

finish() {
	if [ "${KEEP:-0}" = 1 ] && [ "$failed" = 0 ]; then
		printf '\nThe offices go on running. Talk to them, for example:\n'
		for office in luebeck forum ministerium landkreis cafe; do
			printf '  VERBUND_HOME=%s %s status\n' "$base/$office" "$BUILD/verbund"
		done
		printf 'End them: kill %s; rm -r %s\n' "${pid[*]} $relay_pid" "$base"
		return
	fi
	kill "${pid[@]}" $relay_pid 2>/dev/null || true
	wait 2>/dev/null || true
	if [ "$failed" = 0 ]; then rm -rf "$base"; else say "What the offices said stands in $base"; fi
}
trap 'failed=1; finish' ERR
trap 'failed=1; finish; exit 130' INT TERM

# until_is SECONDS WANTED COMMAND...: repeats the command until it prints WANTED
until_is() {
	local end=$((SECONDS + $1)) wanted=$2; shift 2
	while [ "$("$@" 2>/dev/null || true)" != "$wanted" ]; do
		[ "$SECONDS" -lt "$end" ] || return 0
		sleep 0.1
	done
}
free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'; }
count() { v "$1" record list "$2" --json | jq '.items | length'; }
records() { v "$1" record list "$2" --json; }
state() { v "$1" status --json | jq -r --arg id "$2" '.spaces[] | select(.id == $id) | .states.'"$3"; }
states() { printf '%s %s' "$(state "$1" "$2" all)" "$(state "$1" "$2" core)"; }
same_state() { [ "$(states "$1" "$3")" = "$(states "$2" "$3")" ] && echo same || echo different; }

# pair A B: A invites, B joins, both compare the digits
name_of() { v "$1" status --json | jq -r .name; }
digits() { v "$1" peer list --json | jq -r --arg n "$2" '.items[] | select(.name == $n) | .digits // empty'; }
pair() {
	local a=$1 b=$2 code na nb da db
	na=$(name_of "$a") nb=$(name_of "$b")
	code=$(v "$a" peer invite --json | jq -r .code)
	v "$b" peer join "$code" >/dev/null
	for _ in $(seq 100); do
		da=$(digits "$a" "$nb") db=$(digits "$b" "$na")
		[ -n "$da" ] && [ -n "$db" ] && break
		sleep 0.1
	done
	[ -n "$da" ] && [ "$da" = "$db" ] || { say "the digits of $na and $nb differ: '$da' '$db'"; return 1; }
	v "$a" peer confirm "$nb" "$da" >/dev/null
	v "$b" peer confirm "$na" "$db" >/dev/null
	say "$na and $nb: invitation code, both see $da, both confirm."
}

step "1. Five offices, each with a program and data of its own"
port=$(free_port); cable=$(free_port)
v luebeck init --name "Hansestadt Lübeck" --kind city --listen "tcp://127.0.0.1:$(free_port)" >/dev/null
v forum init --name "Forum für Migrantinnen und Migranten" --kind forum --listen "tcp://127.0.0.1:$(free_port)" >/dev/null
v ministerium init --name "Innenministerium Schleswig-Holstein" --kind ministry --listen "tcp://127.0.0.1:$(free_port)" >/dev/null
v landkreis init --name "Landkreis Lüchow-Dannenberg" --kind district --listen "tcp://127.0.0.1:$port" >/dev/null
printf 'advertise tcp://127.0.0.1:%s\n' "$cable" >>"$base/landkreis/verbundd.conf"
v cafe init --name "Café Zuflucht" --kind ngo >/dev/null
plug
for office in luebeck forum ministerium landkreis cafe; do start $office; done
say "Lübeck, the Forum, the ministry, the Landkreis and the café run. The café has no open port: it only dials out."

step "2. They pair by invitation codes"
pair luebeck forum
pair luebeck ministerium
pair forum ministerium
pair landkreis cafe

step "3. Lübeck founds the Steuerungsgruppe Integration"
group=$(v luebeck committee create "Steuerungsgruppe Integration" --json | jq -r .id)
v luebeck committee admit "$group" "Forum für Migrantinnen und Migranten" --role member >/dev/null
v luebeck committee admit "$group" "Innenministerium Schleswig-Holstein" --role guest >/dev/null
say "The Forum is a member; the ministry a guest, who does not see what is not public."
v luebeck import oparl "$data/luebeck-2014.oparl.jsonl" --into "$group" >/dev/null
until_is 20 9 count forum consultation
until_is 20 8 count ministerium consultation
until_is 20 same same_state luebeck forum "$group"
check "rows of the Beratungsfolge in Lübeck" "$(count luebeck consultation)" 9
check "rows that the Forum sees" "$(count forum consultation)" 9
check "rows that the ministry sees" "$(count ministerium consultation)" 8
v forum record list consultation --json | jq -r '.items[].fields | "    \(.date // "") \(.role // "")"'
check "Lübeck and the Forum hold" "$(same_state luebeck forum "$group")" same
sleep 1
check "files of the Forum that contain the ninth row" "$(grep -rlaF Senatsberatung "$base/forum" | wc -l)" 1
check "files of the ministry that contain the ninth row" "$(grep -rlaE 'Senat' "$base/ministerium" | wc -l)" 0

step "4. The Landkreis founds its Runder Tisch; the café's cable is pulled"
table=$(v landkreis committee create "Runder Tisch" --json | jq -r .id)
v landkreis committee admit "$table" "Café Zuflucht" --role member >/dev/null
meeting=$(v landkreis meeting create "$table" --name "Runder Tisch, 4. Quartal" --start 2026-12-01T18:00 --json | jq -r .id)
until_is 20 1 count cafe meeting
pull
say "The cable is out. Both go on working."
v cafe agenda add "$meeting" --name "Sprachcafé: Räume im Winter" >/dev/null
v cafe message post "$table" "Wir bringen den Raumplan mit." >/dev/null
v landkreis agenda add "$meeting" --name "Bericht der Koordinierungsstelle" >/dev/null
check "while the cable is out, they hold" "$(same_state landkreis cafe "$table")" different
plug
until_is 60 same same_state landkreis cafe "$table"
check "with the cable back, they hold" "$(same_state landkreis cafe "$table")" same
v landkreis agenda list "$meeting" --json | jq -r '.items[] | "    TOP \(.number)  \(.fields.name)"'
say "Checksum of the Runder Tisch in both offices: $(state cafe "$table" all | cut -c1-16)…"

step "5. The ministry loses its disk, while Lübeck is switched off"
before=$(state ministerium "$group" all)
halt luebeck
halt ministerium
rm -f "$base"/ministerium/data.mdb "$base"/ministerium/lock.mdb
start ministerium
until_is 60 "$before" state ministerium "$group" all
say "It had nothing but its keys and its list of partners; the Forum, which wrote none of it, gave everything back."
check "rows that the ministry sees again" "$(count ministerium consultation)" 8
check "its checksum" "$([ "$(state ministerium "$group" all)" = "$before" ] && echo as before || echo other)" "as before"
start luebeck

step "6. The Forum is dismissed from the Steuerungsgruppe"
v luebeck committee dismiss "$group" "Forum für Migrantinnen und Migranten" --yes >/dev/null
until_is 30 4 sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' message post '$group' 'Ich bin noch da' >/dev/null 2>&1; echo \$?"
v luebeck message post "$group" "Nur für die, die noch da sind." >/dev/null
until_is 20 1 count ministerium message
check "the ministry reads the next message" "$(count ministerium message)" 1
check "files of the Forum that contain it" "$(grep -rlaF 'Nur für die' "$base/forum" | wc -l)" 0
check "the Forum's attempt to write ends with exit status" \
	"$(v forum message post "$group" 'Ich bin noch da' >/dev/null 2>&1 && echo 0 || echo $?)" 4
check "messages in Lübeck" "$(count luebeck message)" 1

step "Summary ($(($(date +%s) - started)) s)"
for line in "${summary[@]}"; do printf '  %-52s %s\n' "${line%%|*}" "${line#*|}"; done
trap - ERR
finish
exit $failed
