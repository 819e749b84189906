#!/bin/bash
# What the scenes of `make demo` share: telling, checking, a cable that can be pulled, the end. To be sourced by each scene,
# which names its offices in `cast`. Needs BUILD (folder with verbund and verbundd); make demo sets it.
export LC_ALL=C.UTF-8
umask 077
unset VERBUND_HOME

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${BUILD:=$here/../../build}"
data=$here/../data
# shellcheck source=../blackbox/offices.sh
. "$here/../blackbox/offices.sh"
[ "${KEEP:-0}" != 1 ] || leash=()
settings='retry-min 100 ms
retry-max 1 s
second-dial 1 s
arrival-every 1 s'
started=$SECONDS
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi
relay_pid=
summary=()
failed=0
cast=()

step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
say() { printf '  %s\n' "$@"; }
# padded TEXT COLUMNS: printf would count bytes.
padded() { printf '%s%*s' "$1" $(($2 - ${#1})) ''; }
# What a command says besides its result is kept, and shown only if the demo fails.
v() { local office=$1; shift; VERBUND_HOME=$base/$office timeout 60 "$BUILD/verbund" "$@" 2>"$base/said"; }
# check WHAT GOT WANTED: a line now, and one in the table at the end.
check() {
	local mark=✓ got=$2
	if [ "$2" != "$3" ]; then mark=✗ got="$2 instead of $3" failed=1; fi
	say "$mark $1: $got"
	summary+=("$mark $1|$got")
}

# The cable stands between one office, which others call at the port `cable`, and all who call it.
plug() { perl "$here/relay.pl" "$cable" "${port[$at_cable]}" >/dev/null 2>&1 & relay_pid=$!; }
pull() { kill "$relay_pid"; wait "$relay_pid" 2>/dev/null || true; relay_pid=; }
# cable_to OFFICE: from now on it is called over the cable; before it is started.
cable_to() {
	at_cable=$1
	cable=$(free_port)
	printf 'advertise tcp://127.0.0.1:%s\n' "$cable" >>"$base/$1/verbundd.conf"
	plug
}

finish() {
	if [ "${KEEP:-0}" = 1 ] && [ "$failed" = 0 ]; then
		printf '\nThe offices go on running. Talk to them, for example:\n'
		for office in "${cast[@]}"; do
			printf '  VERBUND_HOME=%s %s status\n' "$base/$office" "$BUILD/verbund"
		done
		printf 'End them: kill %s; rm -rf %s\n' "${pid[*]} $relay_pid" "$base"
		return
	fi
	kill "${pid[@]}" $relay_pid 2>/dev/null || true
	wait 2>/dev/null || true
	if [ "$failed" = 0 ]; then rm -rf "$base"; return; fi
	[ ! -s "$base/said" ] || say "The last command said: $(cat "$base/said")"
	say "What the offices wrote down: $base/*.log"
}
trap 'failed=1; say "It stopped in line $LINENO of $0."; finish' ERR
trap 'failed=1; finish; exit 130' INT TERM

# meet_and_confirm A B: A invites, B joins, both compare the digits.
meet_and_confirm() {
	meet "$1" "$2"
	[ "$(digits "$1" "$2")" = "$(digits "$2" "$1")" ]
	say "$(name_of "$1") invites $(name_of "$2"): both see $(digits "$1" "$2"), both confirm."
	confirm "$1" "$2"
	confirm "$2" "$1"
}
# held COMMITTEE OFFICE OFFICE: whether their checksums are the same.
held() { same_state "$@" && echo the same || echo something else; }
# The table at the end, and the exit status.
conclude() {
	local line
	step "Summary ($((SECONDS - started)) s)"
	for line in "${summary[@]}"; do say "$(padded "${line%%|*}" 66) ${line#*|}"; done
	trap - ERR
	finish
	exit $failed
}
