#!/bin/bash
# Offices come to hold the same, byte for byte: around a hub, in a mesh, without ports of their own, after time without
# a connection, from members who are not the authors, into a store that was lost.
limit=150
. "$(dirname "$0")/lib.sh"

new() { v "$1" "${@:2}" --json | jq -r .id; }
messages() { v "$1" message list "$group" --json | jq '.items | length'; }
# admitted OFFICE...: the hub makes them members of the group.
admitted() { for o; do v hub committee admit "$group" "$(name_of "$o")" --role member >/dev/null || return; done; }

# ---- hub and spoke: nobody but the hub can be called, nobody paired with anybody but the hub ----
office hub district "Landkreis Lüchow-Dannenberg"
for o in anna bert cora; do office $o ngo "Verein $o" dials; done
for o in hub anna bert cora; do start $o || exit 1; done
for o in anna bert cora; do ok "$o pairs with the hub" pair hub $o; done
group=$(new hub committee create "Runder Tisch")
ok "all are admitted" admitted anna bert cora
meeting=$(new hub meeting create "$group" --name "4. Quartal" --start 2026-12-01T18:00)
ok "all have the beginning" wait_until 20 same_state "$group" hub anna bert cora
for o in anna bert cora; do v $o message post "$group" "von $o" >/dev/null; done
ok "everybody writes, all hold the same" wait_until 20 same_state "$group" hub anna bert cora
is "three messages at anna" "$(messages anna)" 3

# ---- no connection: all go on writing ----
ok "the hub goes off" stop hub
ok "anna notices" wait_until 20 no has_link anna hub
for o in anna bert cora; do
	for i in 1 2 3; do v $o message post "$group" "ohne Netz $i von $o" >/dev/null; done
	v $o agenda add "$meeting" --name "Punkt von $o" >/dev/null
done
is "anna has what is hers" "$(messages anna)" 6
ok "they hold different things" no same_state "$group" anna bert
start hub
ok "with the hub back all hold the same" wait_until 30 same_state "$group" hub anna bert cora
is "twelve messages at bert" "$(messages bert)" 12
is "three items" "$(v cora agenda list "$meeting" --json | jq '.items | length')" 3
is "in one order everywhere" "$(v anna agenda list "$meeting" --json | jq -c '[.items[] | [.number, .id]]')" \
	"$(v bert agenda list "$meeting" --json | jq -c '[.items[] | [.number, .id]]')"

# ---- two edit the same, neither knows of the other ----
item=$(v anna agenda list "$meeting" --json | jq -r '.items[0].id')
stop hub
wait_until 20 no has_link anna hub
ok "anna edits an item" v anna agenda edit "$item" --name "Titel von anna" --description "nur von anna"
ok "bert edits the same" v bert agenda edit "$item" --name "Titel von bert" --minutes 20
start hub
ok "all hold the same" wait_until 30 same_state "$group" hub anna bert cora
is "one of the two titles, the same for all" \
	"$(for o in hub anna bert cora; do v $o record show "$item" --json | jq -r .fields.name; done | sort | uniq -c | grep -cE '^ *4 Titel von (anna|bert)$')" 1
is "what only one of them touched is kept" "$(v cora record show "$item" --json | jq -c '[.fields.description, .fields.plannedMinutes]')" '["nur von anna",20]'

# ---- a mesh, and catching up from one who is not the author ----
for o in dora emil; do office $o city "Stadt $o"; start $o || exit 1; done
ok "dora pairs with the hub" pair hub dora
ok "emil pairs with the hub" pair hub emil
ok "dora is admitted" admitted dora
ok "dora holds the same" wait_until 30 same_state "$group" hub dora
ok "anna, bert and cora go off for good" eval 'stop anna; stop bert; stop cora'
ok "dora writes" v dora message post "$group" "von dora"
ok "the hub has it" wait_until 20 same_state "$group" hub dora
ok "emil is admitted" admitted emil
ok "emil has the control log" until_is 20 1 sh -c "VERBUND_HOME='$base/emil' '$BUILD/verbund' committee list --json | jq '.items | length'"
ok "emil holds the same, most of it by authors who are off" wait_until 30 same_state "$group" hub emil
ok "emil and dora find each other" wait_until 20 sh -c "VERBUND_HOME='$base/emil' '$BUILD/verbund' peer list --json | jq -e 'any(.items[]; .name == \"Stadt dora\" and .link)'"
ok "the hub goes off" stop hub
ok "dora writes" v dora message post "$group" "ohne den Gründer"
ok "emil has it" wait_until 20 same_state "$group" dora emil

# ---- a store that was lost ----
ok "emil writes something of its own" v emil message post "$group" "vor dem Verlust"
ok "dora has it" wait_until 20 same_state "$group" dora emil
before=$(states emil "$group")
ok "emil goes off" stop emil
rm -f "$base/emil/data.mdb" "$base/emil/data.mdb-lock"
start emil
ok "with an empty store it gets everything back, its own included, from dora" wait_until 40 same_state "$group" dora emil
is "as it was" "$(states emil "$group")" "$before"
start hub
ok "emil writes again, once a majority has been compared" wait_until 30 v emil message post "$group" "nach dem Verlust"
ok "all hold the same" wait_until 30 same_state "$group" hub dora emil
is "nothing twice" "$(v hub message list "$group" --json | jq '[.items[].fields.text] | (length) - (unique | length)')" 0
is "emil's two messages" "$(v hub message list "$group" --json | jq '[.items[] | select(.fields.text | endswith("dem Verlust"))] | length')" 2
for o in anna bert cora; do start $o; done
ok "and those who were off for long" wait_until 40 same_state "$group" hub anna bert cora dora emil
for o in hub dora emil anna; do stop $o; ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"; done
