#!/bin/bash
# Two offices that only dial out meet at a relay, which holds and hands on what it cannot read, files too, gives up what all
# have, and obeys erasures and suspensions like anybody.
limit=200
. "$(dirname "$0")/lib.sh"

settings+='
arrival-every 1 s
erasure-delay 50 ms'
office lager ngo "Rechenzentrum"
office amt city "Stadt Flensburg" dials
office verein ngo "Verein Brücke" dials
echo "pairing-listen tcp://127.0.0.1:$(free_port)" >>"$base/amt/verbundd.conf"
for o in lager amt verein; do start $o || exit 1; done

new() { v "$1" "${@:2}" --json | jq -r .id; }
# has_text OFFICE TEXT: the text stands in a file of its home.
has_text() { grep -rqaF -- "$2" "$base/$1"; }
has_message() { v "$1" message list "$group" | grep -qF "$2"; }
role_here() { v "$1" committee list --json | jq -r '.items[0].role'; }

ok "the city pairs with the relay" pair lager amt
ok "the association, too" pair lager verein
ok "city and association meet once, face to face" pair amt verein
group=$(new amt committee create "Runder Tisch Fluchtpunkt")
ok "the association is admitted as a member" v amt committee admit "$group" "Verein Brücke" --role member
ok "and the relay as a relay" v amt committee admit "$group" Rechenzentrum --role relay

# ---- they meet ----
ok "the association hears of it over the relay" wait_until 30 sh -c "VERBUND_HOME='$base/verein' '$BUILD/verbund' committee show '$group'"
ok "no link stands between the two" no has_link amt verein
meeting=$(new amt meeting create "$group" --name "Trägertreffen Geheimnis" --start 2026-12-01T18:00)
ok "the city writes an internal item" v amt agenda add "$meeting" --name "Personalfrage Holstenstraße" --internal
ok "the city writes a message" v amt message post "$group" "Losungswort Apfelbaum"
ok "the association reads it" wait_until 30 has_message verein Apfelbaum
ok "it answers" v verein message post "$group" "Losungswort Birnbaum"
ok "the city reads that" wait_until 30 has_message amt Birnbaum
ok "both hold the same" wait_until 30 same_state "$group" amt verein

# ---- what has arrived, in words ----
arrived() { v "$1" status --json | jq -r --arg id "$group" '.spaces[] | select(.id == $id) | .delivery | "\(.arrived) of \(.offices)"'; }
words() { v "$1" message list "$group" --json | jq -r '[.items[] | .delivery | select(.) | "\(.arrived)/\(.offices)"] | join(" ")'; }
ok "the city learns over the relay that all has arrived" until_is 30 "1 of 1" arrived amt
ok "the association, too" until_is 30 "1 of 1" arrived verein
is "each message says so, of those that the city wrote" "$(words amt)" 1/1
message=$(v amt message list "$group" --json | jq -r '.items[0].id')
like "and which office has it" "$(v amt message show "$message")" $'^Verein Brücke\tyes\t'
like "in German, on a terminal" "$(LANGUAGE=de LC_ALL=C.UTF-8 script -qec "VERBUND_HOME='$base/amt' '$BUILD/verbund' message list '$group'" /dev/null </dev/null)" 'angekommen bei 1 von 1'

# ---- the relay reads nothing ----
is "the relay knows what it is" "$(role_here lager)" relay
is "it has no record" "$(for k in meeting agendaItem message organization; do v lager record list $k --json | jq '.items | length'; done | paste -sd' ')" "0 0 0 0"
is "and no key" "$(v lager space show "$group" --json | jq -c '[.keys.all.here, .keys.core.here // 0]')" '[0,0]'
for word in Apfelbaum Birnbaum Geheimnis Holstenstraße "Runder Tisch Fluchtpunkt"; do
	ok "no file of it holds \"$word\"" no has_text lager "$word"
	ok "those of a member do" has_text amt "$word"
done
refused "it cannot write" 1203 4 v lager message post "$group" "Vom Lager"
is "nothing is wrong with it" "$(v lager status --json | jq -c '[.faults[].word]')" '[]'

kept() { v lager status --json | jq -r --arg id "$group" '.spaces[] | select(.id == $id) | .relay | "\(.bytes > 0) \(.full)"'; }
is "it says how much it keeps for others" "$(kept)" "true false"
like "in German" "$(LANGUAGE=de LC_ALL=C.UTF-8 script -qec "VERBUND_HOME='$base/lager' '$BUILD/verbund' status" /dev/null </dev/null)" '^Für andere +[0-9]+ .*, hier nicht lesbar; höchstens 4294 MB je Gremium'

# ---- whoever is away finds it there ----
ok "the association stops" stop verein
ok "the city writes on" v amt message post "$group" "Losungswort Kirschbaum"
entries() { v "$1" space list --json | jq '.items[0].entries'; }
wanted=$(entries amt)
ok "the relay has it" until_is 30 "$wanted" entries lager
ok "the city stops" stop amt
start verein
ok "the association gets it while the city is off" wait_until 30 has_message verein Kirschbaum
start amt
ok "both hold the same" wait_until 30 same_state "$group" amt verein

# ---- what all have goes, and comes again for whoever joins later ----
ok "the relay is to keep nothing longer than a second" sh -c "echo 'relay-keep 1 s' >>'$base/lager/verbundd.conf' && kill -HUP ${pid[lager]}"
kept_bytes() { v lager status --json | jq -r --arg id "$group" '.spaces[] | select(.id == $id) | .relay.bytes'; }
head -c 2000000 /dev/urandom >"$base/plan.bin"
plan=$(new amt file add "$group" "$base/plan.bin" --name "Lageplan Zisterne")
stored() { v "$1" file show "$2" --json | jq -r .stored.state; }
blobs_of() { find "$base/$1/blobs" -type f | wc -l; }
saved() { v "$1" file get "$2" - 2>/dev/null | cmp -s - "$base/plan.bin"; }
ok "a document comes over it, byte for byte" eval 'until_is 60 whole stored verein "$plan" && saved verein "$plan"'
ok "it gives up what both have" until_is 60 0 kept_bytes
is "the bytes of the document, too" "$(blobs_of lager)" 0
is "its histories are as long as before" "$(entries lager)" "$(entries amt)"
office cafe ngo "Café Neuland" dials
start cafe || exit 1
ok "a third office pairs with the relay" pair lager cafe
ok "and with the city, face to face" pair amt cafe
ok "the city admits it" v amt committee admit "$group" "Café Neuland" --role member
ok "it gets everything over the relay" wait_until 60 same_state "$group" amt cafe
ok "so do the others" wait_until 60 same_state "$group" amt verein cafe
ok "with the document, which the relay fetched once more" eval 'until_is 60 whole stored cafe "$plan" && saved cafe "$plan"'
ok "which it gives up then" until_is 60 0 blobs_of lager

# ---- the relay obeys an erasure ----
ok "the relay keeps what it gets" sh -c "sed -i '/^relay-keep/d' '$base/lager/verbundd.conf' && kill -HUP ${pid[lager]}"
# ends NAME: 64 bytes of the end of the last body in each long segment that the city has, in hexadecimal, to NAME.ends.
ends() { v amt export json - 2>/dev/null | jq -r '.segment // empty | select(length > 4000) | .[-384:-256]' | sort >"$base/$1.ends"; }
holds() { find "$base/$1" -type f -print0 | xargs -0 perl -0777 -ne 'BEGIN { $b = pack "H*", shift } $found ||= index($_, $b) >= 0; END { exit !$found }' "$2"; }
letter() { new amt message post "$group" "$1 $(head -c 3000 /dev/urandom | base64 -w 0)"; }
ok "the café stops" stop cafe
ends before
doomed=$(letter Erle)
ends after
sample=$(comm -13 "$base/before.ends" "$base/after.ends" | tail -n 1)
like "the city's letter as it travels" "$sample" '^[0-9a-f]{128}$'
paper=$(new amt file add "$group" "$base/plan.bin" --name "Zweiter Plan")
ok "the relay has it" wait_until 30 holds lager "$sample"
ok "and the bytes of a document" wait_until 60 eval '[ "$(blobs_of lager)" = 1 ]'
bytes=$(find "$base/amt/blobs" -type f -newer "$base/after.ends" | head -n 1)
piece=$(tail -c +1000001 "$bytes" | head -c 64 | od -An -v -tx1 | tr -d ' \n')
ok "byte for byte as the city has them" wait_until 60 holds lager "$piece"
ok "the city erases both" eval 'v amt message erase "$doomed" --yes && v amt record erase "$paper" --yes'
confirmed_by() { v amt erasure status --json | jq --arg n "$1" '[.items[] | select(any(.confirmed[]; .name == $n))] | length'; }
ok "the relay has confirmed both" until_is 60 2 confirmed_by Rechenzentrum
ok "no file of it holds a byte of the letter" no holds lager "$sample"
ok "nor of the document" no holds lager "$piece"
is "of which it has no bytes at all" "$(blobs_of lager)" 0
start cafe
ok "who was away is never sent it" wait_until 60 same_state "$group" amt verein cafe
ok "not in any file" no holds cafe "$sample"

# ---- the relay obeys a suspension ----
ok "the relay stops" stop lager
ok "the city suspends the association" v amt committee suspend "$group" "Verein Brücke"
ok "which does not know, and writes" v verein message post "$group" "Losungswort Eberesche"
ends before
ok "the city writes" letter Fichte
ends after
sample=$(comm -13 "$base/before.ends" "$base/after.ends" | tail -n 1)
start lager
ok "the café gets that over the relay" wait_until 60 has_message cafe Fichte
ok "the association learns of it" wait_until 60 eval '[ "$(v verein status --json | jq "[.faults[] | select(.word == \"suspended\")] | length")" = 1 ]'
ok "and holds its tongue" until_is 60 1 eval 'v verein message post "$group" "Losungswort Ginster" 2>&1 | grep -c VB-'
ok "the relay serves it nothing of that" no holds verein "$sample"
for o in amt cafe; do
	ok "what it wrote counts for nobody at $o" no has_message $o Eberesche
	ok "nor has $o what it would have written" no has_message $o Ginster
done
ok "the suspension is lifted" v amt committee lift "$group" "Verein Brücke"
ok "it gets what it was not served" wait_until 60 holds verein "$sample"
ok "and what it wrote counts again" wait_until 60 has_message cafe Eberesche
ok "all hold the same" wait_until 60 same_state "$group" amt verein cafe
for o in lager amt verein cafe; do
	ok "$o ends in good order" stop $o
	ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"
done
for word in Apfelbaum Birnbaum Kirschbaum Geheimnis Holstenstraße Zisterne Eberesche Fichte; do ok "still no file of the relay holds \"$word\"" no has_text lager "$word"; done
