#!/bin/bash
# A daemon is killed over and over while clients write to it and another office fetches: nothing acknowledged is lost.
# KILLS (200) says how often.
: "${KILLS:=200}"
export KILLS
limit=$((120 + KILLS * 2))
. "$(dirname "$0")/lib.sh"

office a city "Hansestadt Lübeck"
office b forum "Forum"
start a && start b || exit 1
ok "the offices pair" pair a b
group=$(v a committee create "Steuerungsgruppe" --json | jq -r .id)
ok "the other is a member" v a committee admit "$group" Forum --role member
ok "both hold the same" wait_until 20 same_state "$group" a b
stop a
stop b
mkdir -p "$base/ledger/A" "$base/ledger/B"
relay "$BUILD/blackbox/load" "$group" "$base/a" "$base/b" "$base/ledger"
