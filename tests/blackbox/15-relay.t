#!/bin/bash
# Two offices that only dial out meet at a relay, which holds and hands on what it cannot read.
limit=150
. "$(dirname "$0")/lib.sh"

settings+='
arrival-every 1 s'
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
ok "it gives up what both have" until_is 60 0 kept_bytes
is "its histories are as long as before" "$(entries lager)" "$(entries amt)"
office cafe ngo "Café Neuland" dials
start cafe || exit 1
ok "a third office pairs with the relay" pair lager cafe
ok "and with the city, face to face" pair amt cafe
ok "the city admits it" v amt committee admit "$group" "Café Neuland" --role member
ok "it gets everything over the relay" wait_until 60 same_state "$group" amt cafe
ok "so do the others" wait_until 60 same_state "$group" amt verein cafe
for o in lager amt verein cafe; do
	ok "$o ends in good order" stop $o
	ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"
done
for word in Apfelbaum Birnbaum Kirschbaum Geheimnis Holstenstraße; do ok "still no file of the relay holds \"$word\"" no has_text lager "$word"; done
