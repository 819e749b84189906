#!/bin/bash
# One of our own partners sends whatever it likes, with good keys: each attack has its expected answer, the records stay
# what they were, and honest members notice nothing.
limit=240
. "$(dirname "$0")/lib.sh"

office victim city "Hansestadt Lübeck"
office honest forum "Forum"
office rogue ngo "Verein" dials
for o in victim honest rogue; do start $o || exit 1; done
ok "the honest office pairs" pair victim honest
ok "the other one, too" pair victim rogue
group=$(v victim committee create "Steuerungsgruppe" --json | jq -r .id)
ok "both are members" eval 'v victim committee admit "$group" Forum --role member && v victim committee admit "$group" Verein --role member'
ok "the honest office writes" wait_until 20 v honest message post "$group" "ehrlich"
ok "so does the victim, for all" v victim message post "$group" "für alle"
meeting=$(v victim meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00 --json | jq -r .id)
ok "and what is not for all" v victim agenda add "$meeting" --name "Intern" --internal
ok "all three hold the same" wait_until 20 same_state "$group" victim honest rogue
ok "the rogue's own daemon stops" stop rogue

rounds=0
has_message() { v "$1" message list "$group" | grep -qF "$2"; }
# The honest member still works with the victim, both ways.
honest_works() {
	rounds=$((rounds + 1))
	v honest message post "$group" "Runde $rounds" >/dev/null && wait_until 20 has_message victim "Runde $rounds" &&
		v victim message post "$group" "Antwort $rounds" >/dev/null && wait_until 20 has_message honest "Antwort $rounds"
}
attack() { relay "$BUILD/blackbox/rogue" "$1" "tcp://127.0.0.1:${port[victim]}" "$base/rogue" "$base/victim" "${pid[victim]}" "$group"; }

attack stranger
attack member
ok "the honest member works on" honest_works
ok "and both hold the same" wait_until 20 same_state "$group" victim honest
attack fork
ok "the honest member works on" honest_works
ok "the rogue becomes a guest" v victim committee role "$group" Verein guest
attack guest
ok "the honest member works on" honest_works
ok "and both hold the same" wait_until 20 same_state "$group" victim honest
ok "the rogue is dismissed" v victim committee dismiss "$group" Verein --yes
attack former
ok "the honest member works on" honest_works
ok "the partnership ends" v victim peer remove Verein --yes
attack removed
attack stranger
ok "the honest member works on" honest_works
ok "and both hold the same" wait_until 20 same_state "$group" victim honest
before=$(states victim "$group")
for o in victim honest; do
	ok "$o ends in good order" stop $o
	ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"
	start $o
done
is "after a restart the victim holds the same" "$(states victim "$group")" "$before"
