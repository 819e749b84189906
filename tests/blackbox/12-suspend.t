#!/bin/bash
# Suspending, lifting and dismissing between real offices: on sight, in a partition, each other, with saved keys and a clock
# set back by a year; posting again what fell away, and accepting some of what is held.
limit=120
. "$(dirname "$0")/lib.sh"

library=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$library" ] || { diag "no libfaketime"; exit 1; }

said() { LC_ALL=C.UTF-8 LANGUAGE=de v "$@" 2>&1; }
post() { v "$1" message post "$group" "$2" --json | jq -r .id; }
texts() { v "$1" message list "$group" --json | jq -r '[.items[].fields.text] | sort | join(",")'; }
has_text() { [[ ",$(texts "$1")," == *",$2,"* ]]; }
# suspended OFFICE OTHER: by whom the office sees the other suspended, "-" for not at all.
suspended() {
	v "$1" committee show "$group" --json |
		jq -r --arg n "${2^}" '.members[] | select(.name == $n) | [.suspended[]?.byName] | sort | join("+") | if . == "" then "-" else . end'
}
fallen() { v "$1" committee fallen "$group" --json | jq -r '[.items[] | "\(.authorName): \(.changes[] | select(.field == "text") | .value) (\(.state))"] | join(", ")'; }
on_terminal() { COLUMNS=200 script -qec "env VERBUND_HOME='$base/$1' '$BUILD/verbund' ${*:2}" /dev/null </dev/null | tr -d '\r'; }
word() { v "$1" status --json 2>/dev/null | jq -r --arg w "$2" '[.faults[] | select(.word == $w)] | length'; }

# ---- a committee of four: anna and bert are stewards, cora is a member; all can reach each other ----
for o in owner anna bert cora; do office $o ngo "${o^}"; done
for o in owner anna bert cora; do start $o || exit 1; done
for o in anna bert cora; do ok "$o pairs with the owner" pair owner $o; done
group=$(v owner committee create "Runder Tisch" --json | jq -r .id)
v owner committee admit "$group" Anna --role steward >/dev/null
v owner committee admit "$group" Bert --role steward >/dev/null
v owner committee admit "$group" Cora --role member >/dev/null
ok "all have the committee" wait_until 30 same_state "$group" owner anna bert cora
for o in owner anna bert cora; do post $o "$o" >/dev/null; done
ok "and what all wrote" until_is 30 "anna,bert,cora,owner" texts cora
ok "byte for byte" wait_until 30 same_state "$group" owner anna bert cora

# ---- on sight, also where the owner is off; what came later is held ----
stop owner
ok "the owner is off; a steward suspends a member" v anna committee suspend "$group" Cora
ok "bert sees it" until_is 20 Anna suspended bert cora
ok "cora, too" until_is 20 Anna suspended cora cora
refused "cora cannot write" 1212 4 v cora message post "$group" "trotzdem"
like "and is told why, in German" "$(said cora message post "$group" x)" 'vorläufig gesperrt'
is "her status says so" "$(word cora suspended)" 1
like "and doctor what to do, in German" "$(said cora doctor)" 'im Gremium Runder Tisch gesperrt'
refused "a member may not suspend" 1203 4 v cora committee suspend "$group" Anna
refused "nobody the owner" 1203 4 v anna committee suspend "$group" Owner
refused "twice is once" 1304 5 v anna committee suspend "$group" Cora
refused "only the owner lifts" 1204 4 v anna committee lift "$group" Cora
post anna "geheim" >/dev/null
ok "bert hears what anna writes" until_is 20 "anna,bert,cora,geheim,owner" texts bert
start owner
ok "so does the owner" until_is 30 "anna,bert,cora,geheim,owner" texts owner
is "who has to decide" "$(word owner suspension)" 1
is "cora is told nothing new" "$(texts cora)" "anna,bert,cora,owner"
ok "the owner confirms" v owner committee suspend "$group" Cora
is "then there is nothing to decide" "$(word owner suspension)" 0
ok "the owner lifts it" v owner committee lift "$group" Cora
refused "once" 1213 5 v owner committee lift "$group" Cora
ok "cora hears what she missed" until_is 30 "anna,bert,cora,geheim,owner" texts cora
ok "and writes again" post cora "wieder da"
ok "all agree" wait_until 30 same_state "$group" owner anna bert cora

# ---- a partition, in which two stewards suspend each other; data comes in between ----
stop bert
stop owner
ok "anna suspends bert" v anna committee suspend "$group" Bert
ok "cora knows" until_is 20 Anna suspended cora bert
stop anna
stop cora
start bert
ok "bert, who knows nothing, suspends anna" v bert committee suspend "$group" Anna
post bert "nach der Sperre" >/dev/null
ok "he sees what he wrote" has_text bert "nach der Sperre"
start cora
ok "cora sees both suspended" until_is 20 "Bert" suspended cora anna
is "by each other" "$(suspended cora bert)" Anna
ok "what bert wrote is held at cora" until_is 20 "Bert: nach der Sperre (held)" fallen cora
is "nobody sees it there" "$(has_text cora "nach der Sperre"; echo $?)" 1
ok "bert is told of his suspension" until_is 20 Anna suspended bert bert
ok "and what he wrote is held in his own eyes" wait_until 20 no has_text bert "nach der Sperre"
start anna
start owner
ok "the owner sees both" until_is 30 "Bert" suspended owner anna
ok "and" until_is 30 "Anna" suspended owner bert
ok "all agree on what counts" wait_until 30 same_state "$group" owner cora

# ---- the owner decides: anna stays, bert is dismissed; what was held of his falls away ----
ok "anna's suspension is lifted" v owner committee lift "$group" Anna
ok "anna writes again" wait_until 30 v anna message post "$group" "anna geht weiter"
stop cora
cp -a "$base/bert" "$base/saved"
ok "bert is dismissed" v owner committee dismiss "$group" Bert --yes
ok "anna knows" until_is 30 0 eval 'v anna committee show "$group" --json | jq "[.members[] | select(.name == \"Bert\")] | length"'
ok "what was held has fallen away" until_is 20 "Bert: nach der Sperre (cut-off)" fallen anna
like "in words" "$(v anna committee fallen "$group")" 'Bert.*message.*cut-off.*nach der Sperre'

# ---- bert comes back with saved keys, before he knew of anything, and his clock a year ago ----
stop bert
stop owner
stop anna
rm -rf "$base/bert" && mv "$base/saved" "$base/bert"
leash=(env "LD_PRELOAD=$library" FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME=-365d "${leash[@]}")
start bert
leash=("${leash[@]:4}")
start cora
ok "cora, who has not heard of the dismissal, has a link with him" wait_until 30 has_link bert cora
v bert committee suspend "$group" Cora >/dev/null 2>&1
ok "he suspends whom he meets" until_is 20 Bert suspended cora cora
start owner
ok "the owner's word reaches cora" until_is 30 - suspended cora cora
ok "nothing of his counts" no has_text cora "nach der Sperre"
ok "and cora writes" wait_until 20 v cora message post "$group" "cora bleibt"
start anna
ok "all who stay agree" wait_until 30 same_state "$group" owner anna cora

# ---- admitted again, bert posts again what fell away ----
stop bert
start bert
ok "bert learns of it" until_is 30 none eval 'v bert committee list --json | jq -r ".items[] | select(.id == \"$group\") | .role"'
ok "his status tells of what fell away, though he is out" until_is 20 1 word bert fallen
is "and says of nothing there that it was on its way" "$(v bert status --json | jq -r --arg s "$group" '.spaces[] | select(.id == $s) | .delivery')" null
ok "he is admitted again" v owner committee admit "$group" Bert --role member
ok "still suspended, as far as anybody lifts nothing" until_is 20 Anna suspended owner bert
ok "it is lifted" v owner committee lift "$group" Bert
is "which his status tells of" "$(word bert fallen)" 1
like "what is cut off is written again, in German" "$(LANGUAGE=de on_terminal bert committee repost "$group")" 'noch einmal geschrieben'
ok "all have it" wait_until 30 has_text cora "nach der Sperre"
is "his status has nothing more to tell" "$(word bert fallen)" 0
is "the list says so" "$(v bert committee fallen "$group" --json | jq -r '[.items[] | select(.kind == "message" and .authorName == "Bert") | has("again")] | unique | join(",")')" true
ok "all agree" wait_until 30 same_state "$group" owner anna bert cora

# ---- a confirmed suspension goes on, and more of what was written counts ----
for o in owner anna bert; do stop $o; done
ok "cora writes alone" post cora "noch gut"
sleep 1.1
middle=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1.1
ok "and later" post cora "nicht mehr gut"
stop cora
start owner
ok "the owner, who knows nothing of it, suspends her" v owner committee suspend "$group" Cora
start bert
start cora
ok "what she wrote is held" until_is 30 2 eval 'v owner committee fallen "$group" --json | jq "[.items[] | select(.authorName == \"Cora\")] | length"'
refused "only the owner accepts some of it" 1204 4 v bert committee accept "$group" Cora --until "$middle"
ok "the owner accepts what was before" v owner committee accept "$group" Cora --until "$middle"
ok "it counts" has_text owner "noch gut"
is "the rest does not" "$(has_text owner "nicht mehr gut"; echo $?)" 1
is "she is suspended all the same" "$(suspended owner cora)" Owner
ok "bert sees the same" wait_until 30 has_text bert "noch gut"
refused "once" 2012 3 v owner committee accept "$group" Cora --until "$middle"
ok "the owner lifts it" v owner committee lift "$group" Cora
start anna
ok "all counts" wait_until 30 has_text owner "nicht mehr gut"
ok "all agree" wait_until 30 same_state "$group" owner anna bert cora
