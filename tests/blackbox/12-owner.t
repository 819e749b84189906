#!/bin/bash
# The office in charge is gone, two of three stewards go on; it comes back from an old copy and does no harm. An office whose
# home was copied has two histories: all hold what followed, audit tells it, and the office in charge settles it. Who is in
# charge and comes back from a backup asks more than half of the other stewards before it decides anything.
limit=240
. "$(dirname "$0")/lib.sh"

city="Hansestadt Lübeck" migrants="Forum für Migrantinnen und Migranten" ministry="Innenministerium" cafe="Café Zuflucht"
office luebeck city "$city"
office forum forum "$migrants"
office ministerium ministry "$ministry"
office cafe ngo "$cafe" dials
office amt district "Kreis Stormarn" dials
for o in luebeck forum ministerium cafe amt; do start $o || exit 1; done
ok "Lübeck and the Forum pair" pair luebeck forum
ok "Lübeck and the ministry pair" pair luebeck ministerium
ok "the Forum and the ministry pair" pair forum ministerium
ok "the Forum and the café pair" pair forum cafe
ok "the ministry and the café pair" pair ministerium cafe
ok "Lübeck and the café pair" pair luebeck cafe
ok "the Forum and the district pair" pair forum amt

new() { v "$1" "${@:2}" --json | jq -r .id; }
owner_of() { v "$1" committee show "$group" --json | jq -r '. as $c | .members[] | select(.id == $c.owner) | .name'; }
role_of() { v "$1" committee show "$group" --json | jq -r --arg n "$2" '.members[] | select(.name == $n) | .role'; }
audit() { v "$1" audit show "$group" --json; }
says() { v "$1" message list "$group" --json | jq -e --arg t "$2" 'any(.items[]; .fields.text == $t)'; }
# Lines of the audit as a program reads them, without the times.
lines() { v "$1" audit show "$group" | cut -f 1,3-; }

group=$(new luebeck committee create "Runder Tisch Integration")
ok "the Forum is admitted as a steward" v luebeck committee admit "$group" "$migrants" --role steward
ok "the ministry, too" v luebeck committee admit "$group" "$ministry" --role steward
ok "the café as a member" v luebeck committee admit "$group" "$cafe" --role member
ok "somebody writes" v luebeck message post "$group" "vorher"
for o in forum ministerium cafe; do ok "$o gets it" wait_until 20 says $o vorher; done
is "all know who is in charge" "$(owner_of forum)" "$city"

# ---- handing over, there and back ----
refused "only who is in charge hands over" 1204 4 v forum committee hand-over "$group" "$migrants" --yes
refused "to a steward only" 1203 4 v luebeck committee hand-over "$group" "$cafe" --yes
ok "Lübeck hands over to the Forum" v luebeck committee hand-over "$group" "$migrants" --yes
ok "which is in charge" until_is 20 "$migrants" owner_of forum
ok "and hands back" v forum committee hand-over "$group" "$city" --yes
ok "Lübeck is in charge again" until_is 20 "$city" owner_of luebeck
for o in ministerium cafe; do ok "$o knows" until_is 20 "handed-over" sh -c "VERBUND_HOME='$base/$o' '$BUILD/verbund' audit show '$group' --json | jq -r '.decisions[-1].what'"; done
is "the audit tells who handed over, to whom" "$(lines luebeck | grep handed-over)" "$(printf 'decision\thanded-over\t%s\t%s\tsteward\ndecision\thanded-over\t%s\t%s\tsteward' "$migrants" "$city" "$city" "$migrants")"
refused "nobody takes over from an office that nobody misses" 1218 5 v forum committee recover "$group" --owner "$city"

# ---- the disk of the office in charge is gone ----
stop luebeck
cp -a "$base/luebeck" "$base/alt"
refused "a member does not decide" 1217 4 v cafe committee recover "$group" --owner "$migrants"
refused "nothing is proposed to agree to" 1219 3 v ministerium committee recover "$group" --agree
ok "the Forum proposes to take over" v forum committee recover "$group"
ok "the ministry hears of it" until_is 20 "recovery 1 2" sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' audit show '$group' --json | jq -r '.proposals[] | \"\(.about) \(.votes) \(.needed)\"'"
like "a program reads it" "$(lines ministerium)" "^proposal	recovery	$migrants"
on_terminal() { COLUMNS=$1 script -qec "env VERBUND_HOME='$base/$2' '$BUILD/verbund' ${*:3}" /dev/null </dev/null | tr -d '\r'; }
like "its status says so, too" "$(on_terminal 300 ministerium status)" "Another office is to be in charge of the committee Runder Tisch Integration"
like "in German" "$(LANGUAGE=de on_terminal 300 ministerium status)" "Im Gremium Runder Tisch Integration soll eine andere Stelle"
like "the doctor says what to do" "$(v ministerium doctor 2>&1)" "committee recover COMMITTEE --agree"
for language in en de; do
	export LANGUAGE=$language
	ok "$language: no line of the audit is wider than the terminal" [ "$(on_terminal 60 ministerium audit show "${group:0:8}" | wc -L)" -le 60 ]
done
unset LANGUAGE
is "the list counts it" "$(v ministerium audit list --json | jq '.items[0].proposals')" 1
is "one vote of two decides nothing" "$(owner_of forum)" "$city"
ok "the ministry agrees" v ministerium committee recover "$group" --agree
for o in forum ministerium cafe; do ok "$o knows that the Forum is in charge" until_is 20 "$migrants" owner_of $o; done
ok "it admits the district" v forum committee admit "$group" "Kreis Stormarn" --role member
ok "and writes" v forum message post "$group" "danach"
for o in ministerium cafe amt; do ok "$o gets it" wait_until 20 says $o danach; done
ok "the district reads what was before" wait_until 20 says amt vorher
is "the audit tells who took over" "$(lines amt | grep recovered)" "$(printf 'decision\trecovered\t%s\t%s\tsteward' "$migrants" "$migrants")"

# ---- the old office comes back from a copy of before, and decides alone ----
for o in forum ministerium cafe amt; do stop $o; done
rm -rf "$base/luebeck"
mv "$base/alt" "$base/luebeck"
start luebeck || exit 1
ok "alone, it cuts the café's rights" v luebeck committee role "$group" "$cafe" guest
ok "and writes on that" v luebeck message post "$group" "unter altem Stand"
for o in forum ministerium cafe amt; do start $o || exit 1; done
ok "it hears that the Forum is in charge" until_is 40 "$migrants" owner_of luebeck
is "what it decided does not count" "$(role_of luebeck "$cafe")" member
refused "it decides nothing more, as the others say" 1204 4 v luebeck committee role "$group" "$cafe" guest
ok "all have the same" wait_until 40 same_state "$group" luebeck forum ministerium cafe amt
ok "what it wrote is not there" no says forum "unter altem Stand"
is "the audit counts it" "$(audit luebeck | jq .fallen)" 1
is "the list offers it again" "$(v luebeck committee fallen "$group" --json | jq -r '.items[0].state')" invalid
lost=$(v luebeck committee fallen "$group" --json | jq -r '.items[0].record')
like "its text can be read" "$(v luebeck log "$lost")" "unter altem Stand"
like "and written again" "$(v luebeck committee repost "$group")" "^[0-9a-f]{32}	$lost	again$"
for o in forum ministerium cafe amt; do ok "$o gets it" wait_until 20 says $o "unter altem Stand"; done
is "once" "$(v luebeck committee repost "$group" --json | jq '.items | length')" 0
is "then nothing is left" "$(audit luebeck | jq .fallen)" 0
ok "it writes again" v luebeck message post "$group" "unter neuem Stand"
for o in forum ministerium cafe amt; do ok "$o gets that" wait_until 20 says $o "unter neuem Stand"; done

# ---- who decides is laid down ----
ok "the Forum proposes another list" v forum committee policy "$group" --offices "$migrants,$ministry,$cafe" --needed 2
ok "the ministry hears" until_is 20 "policy" sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' audit show '$group' --json | jq -r '.proposals[].about'"
ok "and agrees" v ministerium committee policy "$group" --agree
for o in forum luebeck cafe; do ok "$o knows the list" until_is 20 "2 3" sh -c "VERBUND_HOME='$base/$o' '$BUILD/verbund' audit show '$group' --json | jq -r '\"\(.needed) \(.electors | length)\"'"; done
refused "Lübeck is not on it" 1217 4 v luebeck committee policy "$group" --offices "$city"

# ---- a copy of a home is started ----
ok "the café has written before" v cafe message post "$group" "aus dem Café"
ok "which is there" wait_until 20 says forum "aus dem Café"
stop cafe
cp -a "$base/cafe" "$base/kopie"
start cafe || exit 1
ok "the café writes" v cafe message post "$group" "vom Original"
ok "which arrives" wait_until 20 says forum "vom Original"
stop cafe
for o in luebeck forum ministerium amt; do stop $o; done
start kopie || exit 1
ok "its copy writes, too" v kopie message post "$group" "von der Kopie"
for o in luebeck forum ministerium amt; do start $o || exit 1; done
forked() { audit "$1" | jq -e --arg n "$cafe" 'any(.forks[]; .officeName == $n)'; }
for o in forum luebeck ministerium amt; do ok "$o knows of two histories" wait_until 40 forked $o; done
like "the audit says so in words" "$(LANGUAGE=de LC_ALL=C.UTF-8 script -qec "env VERBUND_HOME=$base/forum $BUILD/verbund audit show $group" /dev/null </dev/null)" "zwei Verl"
like "status says so, too" "$(v forum status)" "fork|histories"
refused "only who is in charge settles it" 1204 4 v ministerium committee settle "$group" "$cafe" --yes
ok "the Forum takes the first" v forum committee settle "$group" "$cafe" --yes
for o in luebeck forum ministerium amt; do ok "$o shows it" wait_until 40 says $o "vom Original"; done
ok "and not the other" no says luebeck "von der Kopie"
ok "all have the same" wait_until 40 same_state "$group" luebeck forum ministerium amt
stop kopie
start cafe || exit 1
ok "the café goes on" v cafe message post "$group" "weiter"
for o in luebeck forum ministerium amt; do ok "$o gets it" wait_until 40 says $o weiter; done

# ---- the office in charge comes back from its backup: it asks before it decides ----
echo 'ein langes Kennwort' >"$base/words"
v forum backup "$base/forum.backup" >/dev/null
v forum node sheet "$base/forum.sheet" --passphrase-file "$base/words" 2>/dev/null
come_back() { rm -rf "$base/forum" && v forum restore "$base/forum.backup" --sheet "$base/forum.sheet" --passphrase-file "$base/words" >/dev/null 2>&1; }
decides() { v forum committee role "$group" "Kreis Stormarn" "$1"; }
asked() { v "$1" space show "$group" --json | jq -e '.sum.control'; }
before=$(asked amt)
for o in forum luebeck ministerium cafe amt; do stop $o; done
ok "the office in charge is restored" come_back
start forum || exit 1
refused "alone it decides nothing" 2010 1 decides guest
start amt || exit 1
ok "a member has the same: it is shown" wait_until 40 says forum weiter
refused "which is not enough to decide" 2010 1 decides guest
start luebeck || exit 1
ok "one of two other stewards" wait_until 40 eval '[ "$(v forum peer list --json | jq "[.items[] | select(.link)] | length")" -ge 2 ]'
refused "is not more than half" 2010 1 decides guest
is "nothing was decided meanwhile" "$(asked luebeck)" "$before"
start ministerium || exit 1
ok "with the second it decides again" wait_until 40 decides guest
start cafe || exit 1
for o in luebeck ministerium cafe amt; do ok "$o takes it" until_is 40 guest role_of $o "Kreis Stormarn"; done
ok "all have the same" wait_until 40 same_state "$group" luebeck forum ministerium cafe

# ---- another office is in charge when it comes back ----
v forum backup "$base/forum.backup" >/dev/null
stop amt; stop forum
stop luebeck
ok "the ministry proposes to take over" v ministerium committee recover "$group"
ok "the café agrees" wait_until 20 v cafe committee recover "$group" --agree
ok "which decides" until_is 20 "$ministry" owner_of ministerium
ok "and is known" until_is 20 "$ministry" owner_of cafe
ok "it dismisses the district" v ministerium committee dismiss "$group" "Kreis Stormarn" --yes
ok "the café knows" until_is 20 "" role_of cafe "Kreis Stormarn"
stop ministerium; stop cafe
ok "the former office in charge is restored" come_back
start forum && start amt && start luebeck || exit 1
ok "those who know of nothing have the same" wait_until 40 says forum weiter
refused "it decides nothing, for one steward was not asked" 2010 1 decides member
start ministerium && start cafe || exit 1
for o in forum luebeck cafe; do ok "$o knows who is in charge" until_is 40 "$ministry" owner_of $o; done
ok "it has asked more than half, and decides nothing any more" wait_until 40 eval 'decides member 2>&1 | grep -q VB-1204'
ok "it writes" wait_until 20 v forum message post "$group" "wieder da"
for o in luebeck ministerium cafe; do ok "$o gets it" wait_until 40 says $o "wieder da"; done
ok "all have the same" wait_until 40 same_state "$group" luebeck forum ministerium cafe
is "nobody has decided two things in one place" "$(for o in luebeck forum ministerium cafe; do audit $o | jq -r '.forks[].what' | grep -E 'control|term'; done)" ""
