#!/bin/bash
# Real offices on this machine, each with a home of its own: making, starting, asking, pairing, waiting.
# To be sourced by bash, by the black box tests and the demo. Needs BUILD (folder with verbund and verbundd).
# Sets base (folder of the homes) and pid (of each office that runs).

base=$(mktemp -d "${TMPDIR:-/tmp}/verbund.XXXXXX")
declare -A pid=() port=()
leash=(setpriv --pdeathsig KILL) # a daemon ends with the shell that started it; empty: it stays
patience=${VERBUND_PATIENCE:-1} # waits this many times longer: sanitizers are slow

# A port that nobody has, below those that the kernel gives away by itself; the next one is free, too (pairing).
free_port() {
	perl -MIO::Socket::INET -e 'for (1 .. 1000) {
		my $port = 10240 + 2 * int rand 10000;
		my @both = map { IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => $_) or next } $port, $port + 1;
		print $port;
		exit;
	} exit 1'
}

# v OFFICE COMMAND...: the command line of one office.
v() { local office=$1; shift; VERBUND_HOME=$base/$office timeout -k 5 $((60 * patience)) "$BUILD/verbund" "$@"; }

# office OFFICE KIND NAME [listen|dials]: makes a home; "dials": no port of its own. Lines in `settings` are added to
# its verbundd.conf.
office() {
	local listen=()
	if [ "${4:-listen}" = listen ]; then
		port[$1]=$(free_port)
		listen=(--listen "tcp://127.0.0.1:${port[$1]}")
	fi
	v "$1" init --name "$3" --kind "$2" "${listen[@]}" >/dev/null 2>"$base/$1.log" || { cat "$base/$1.log" >&2; return 1; }
	[ -z "${settings:-}" ] || printf '%s\n' "$settings" >>"$base/$1/verbundd.conf"
}

# start OFFICE: starts its daemon and waits until it is ready; says why not, and returns its exit status, when it ends
# before. Not from a subshell: the daemon ends with the shell that started it.
start() {
	local log=$base/$1.log from=0 waited=0 status=0
	[ ! -f "$log" ] || from=$(stat -c %s "$log")
	"${leash[@]}" "$BUILD/verbundd" --home "$base/$1" >/dev/null 2>>"$log" &
	pid[$1]=$!
	until tail -c "+$((from + 1))" "$log" 2>/dev/null | grep -q READY; do
		if ! kill -0 "${pid[$1]}" 2>/dev/null || [ "$waited" -ge $((1500 * patience)) ]; then
			kill -KILL "${pid[$1]}" 2>/dev/null || true
			wait "${pid[$1]}" 2>/dev/null || status=$?
			unset "pid[$1]"
			printf '# %s does not start: %s\n' "$1" "$(tail -n 3 "$log")" >&2
			return $((status ? status : 1))
		fi
		sleep 0.02
		waited=$((waited + 1))
	done
}

# stop OFFICE: asks it to end and waits for it; its exit status. crash OFFICE: ends it on the spot.
stop() { finish_with TERM "$1"; }
crash() { finish_with KILL "$1" 2>/dev/null; }
finish_with() {
	local status=0
	kill "-$1" "${pid[$2]}"
	wait "${pid[$2]}" || status=$?
	unset "pid[$2]"
	return $status
}

# Ends all offices on the spot.
crash_all() {
	[ ${#pid[@]} -gt 0 ] || return 0
	kill -KILL "${pid[@]}" 2>/dev/null || true
	wait "${pid[@]}" 2>/dev/null || true
	pid=()
}

# wait_until SECONDS COMMAND...: repeats the command until it succeeds; fails when time is up.
wait_until() {
	local end=$((SECONDS + $1 * patience + 1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}
# until_is SECONDS WANTED COMMAND...: repeats the command until it prints WANTED; fails when time is up.
until_is() { local seconds=$1 wanted=$2; shift 2; wait_until "$seconds" prints "$wanted" "$@"; }
prints() { local wanted=$1; shift; [ "$("$@" 2>/dev/null)" = "$wanted" ]; }

# ---- what an office knows ----
name_of() { v "$1" status --json | jq -r .name; }
# count OFFICE KIND: how many records of a kind it shows.
count() { v "$1" record list "$2" --json | jq '.items | length'; }
# state OFFICE COMMITTEE all|core: the checksum of what it holds; empty where it holds nothing.
state() { v "$1" status --json | jq -r --arg id "$2" --arg a "$3" '.spaces[] | select(.id == $id) | .states[$a] // empty'; }
states() { v "$1" status --json | jq -r --arg id "$2" '.spaces[] | select(.id == $id) | .states | "\(.all) \(.core)"'; }
# same_state COMMITTEE OFFICE OFFICE...: all of them hold the same records, byte for byte.
same_state() {
	local committee=$1 wanted office
	wanted=$(states "$2" "$committee")
	[ -n "$wanted" ] || return 1
	shift 2
	for office; do [ "$(states "$office" "$committee")" = "$wanted" ] || return 1; done
}
# has_link OFFICE OTHER: a link between them stands.
has_link() { v "$1" status --json | jq -e --arg n "$(name_of "$2")" 'any(.peers[]; .name == $n and .link)' >/dev/null; }

# ---- pairing ----
# peer_field OFFICE OTHER FIELD: what its list says about the other; empty if nothing.
peer_field() { v "$1" peer list --json | jq -r --arg n "$(name_of "$2")" --arg f "$3" '.items[] | select(.name == $n) | .[$f] // empty'; }
digits() { peer_field "$1" "$2" digits; }
invite() { v "$1" peer invite --json | jq -r .code; }
both_have_digits() { [ -n "$(digits "$1" "$2")" ] && [ -n "$(digits "$2" "$1")" ]; }
# meet INVITER JOINER: up to the point where both show six digits. confirm OFFICE OTHER: types the digits in.
meet() { v "$2" peer join "$(invite "$1")" >/dev/null && wait_until 10 both_have_digits "$1" "$2"; }
confirm() { v "$1" peer confirm "$(name_of "$2")" "$(digits "$1" "$2")" >/dev/null; }
pair() { meet "$1" "$2" && [ "$(digits "$1" "$2")" = "$(digits "$2" "$1")" ] && confirm "$1" "$2" && confirm "$2" "$1"; }
