#!/bin/bash
# A daemon is killed over and over while clients write to it, erase, attach documents and make backups, and another office fetches
# from it and is caught up with: nothing acknowledged is lost. KILLS (200) says how often, LANES (2) of how many pairs of
# offices at the same time.
: "${KILLS:=200}" "${LANES:=2}"
limit=$((120 + KILLS * 2))
. "$(dirname "$0")/lib.sh"

lanes=$(seq "$LANES")
load() {
	KILLS=$((KILLS / LANES)) timeout -k 5 "$limit" setpriv --pdeathsig KILL \
		"$BUILD/blackbox/load" "${group[$1]}" "$base/a$1" "$base/b$1" "$base/ledger$1" >"$base/said$1" 2>&1
}
declare -A group=()
for n in $lanes; do
	office "a$n" city "Hansestadt Lübeck"
	office "b$n" forum "Forum"
	start "a$n" && start "b$n" || exit 1
	ok "the offices pair" pair "a$n" "b$n"
	group[$n]=$(v "a$n" committee create "Steuerungsgruppe" --json | jq -r .id)
	ok "the other is a member" v "a$n" committee admit "${group[$n]}" Forum --role member
	ok "both hold the same" wait_until 20 same_state "${group[$n]}" "a$n" "b$n"
	stop "a$n"
	stop "b$n"
	mkdir -p "$base/ledger$n/A" "$base/ledger$n/B"
done
running=()
for n in $lanes; do
	load "$n" &
	running+=($!)
done
wait "${running[@]}"
for n in $lanes; do
	relay cat "$base/said$n"
	met=$(grep -c 'link.up' "$base/a$n.log")
	ok "the offices met between the kills ($met times)" [ "$met" -ge $((KILLS / LANES / 8)) ]
done
