#!/bin/bash
# Who may read and write what in a committee: guest, member, steward, up and down, dismissed, never paired.
limit=150
. "$(dirname "$0")/lib.sh"

city="Hansestadt Lübeck" migrants="Forum für Migrantinnen und Migranten" ministry="Innenministerium"
office luebeck city "$city"
office forum forum "$migrants"
office ministerium ministry "$ministry"
office cafe ngo "Café Zuflucht" dials
for o in luebeck forum ministerium cafe; do start $o || exit 1; done
ok "Lübeck and the Forum pair" pair luebeck forum
ok "Lübeck and the ministry pair" pair luebeck ministerium
ok "Lübeck and the café pair" pair luebeck cafe

new() { v "$1" "${@:2}" --json | jq -r .id; }
# has_text OFFICE TEXT: the text stands in a file of its home.
has_text() { grep -rqaF -- "$2" "$base/$1"; }
# everybody MARK OFFICE...: Lübeck writes a message that all may read, and those named have it: what came before has
# arrived, too.
everybody() {
	local mark=$1 o
	shift
	v luebeck message post "$group" "$mark" >/dev/null || return
	for o; do wait_until 20 sh -c "VERBUND_HOME='$base/$o' '$BUILD/verbund' message list '$group' | grep -qF '$mark'" || return; done
}

group=$(new luebeck committee create "Steuerungsgruppe Integration")
ok "the Forum is admitted as a member" v luebeck committee admit "$group" "$migrants" --role member
ok "the ministry is admitted as a guest" v luebeck committee admit "$group" "$ministry" --role guest
ok "the Beratungsfolge is imported" v luebeck import oparl "$data/luebeck-2014.oparl.jsonl" --into "$group"

# ---- a guest and a member read ----
is "Lübeck has nine rows" "$(count luebeck consultation)" 9
ok "the Forum gets nine rows" until_is 20 9 count forum consultation
ok "the ministry gets eight rows" until_is 20 8 count ministerium consultation
ok "a message gets to both" everybody "erste Nachricht" forum ministerium
is "and still eight rows at the ministry" "$(count ministerium consultation)" 8
ok "the ninth row stands in the Forum's files" has_text forum Senatsberatung
ok "not a byte of it in the ministry's files" no has_text ministerium Senat
ok "the Forum holds the same as Lübeck" wait_until 20 same_state "$group" luebeck forum
is "the ministry holds the same of what is for all" "$(state ministerium "$group" all)" "$(state luebeck "$group" all)"
is "and nothing of what is not" "$(state ministerium "$group" core)" ""
is "the ministry sees itself as a guest" "$(v ministerium committee list --json | jq -r '.items[0].role')" guest

# ---- who writes what ----
meeting=$(new luebeck meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00)
ok "the meeting gets to both" everybody "zweite Nachricht" forum ministerium
before=$(states luebeck "$group")
refused "a guest adds an agenda item" 1203 4 v ministerium agenda add "$meeting" --name "Vom Gast"
refused "a guest calls a meeting" 1203 4 v ministerium meeting create "$group" --name "Vom Gast" --start 2026-12-02T18:00
refused "a guest writes what is not for all" 1203 4 v ministerium agenda add "$meeting" --name "Vom Gast" --internal
refused "a member calls a meeting" 1203 4 v forum meeting create "$group" --name "Vom Mitglied" --start 2026-12-02T18:00
refused "a member edits a meeting" 1203 4 v forum meeting edit "$meeting" --name "Vom Mitglied"
refused "a member admits an office" 1204 4 v forum committee admit "$group" "$ministry" --role member
refused "a member dismisses the owner" 1204 4 v forum committee dismiss "$group" "$city" --yes
refused "the owner dismisses itself" 3010 5 v luebeck committee dismiss "$group" "$city" --yes
refused "the owner takes its own rights" 3010 5 v luebeck committee role "$group" "$city" guest
refused "an office is admitted twice" 1209 5 v luebeck committee admit "$group" "$migrants" --role guest
refused "an office gets the rights that it has" 1304 5 v luebeck committee role "$group" "$migrants" member
refused "an office is admitted that nobody knows" 1407 3 v luebeck committee admit "$group" "Niemand" --role guest
refused "an office is dismissed that is no member" 1202 4 v luebeck committee dismiss "$group" "Café Zuflucht" --yes
refused "a role that does not exist" 3005 2 v luebeck committee role "$group" "$migrants" king
refused "a committee that does not exist" 1201 3 v luebeck committee show ffffffffffffffff
is "after all that Lübeck holds what it held" "$(states luebeck "$group")" "$before"
item=$(new forum agenda add "$meeting" --name "Bericht des Forums")
ok "a member adds an agenda item" [ -n "$item" ]
ok "a guest writes a message" v ministerium message post "$group" "Gruß aus Kiel"
ok "a member adds an internal item" v forum agenda add "$meeting" --name "Personalfragen" --internal
ok "Lübeck gets all three" until_is 20 "2 3" sh -c "
	VERBUND_HOME='$base/luebeck' '$BUILD/verbund' agenda list '$meeting' --json | jq -j '.items | length'; printf ' '
	VERBUND_HOME='$base/luebeck' '$BUILD/verbund' message list '$group' --json | jq '.items | length'"
ok "the ministry gets one item" until_is 20 1 sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' agenda list '$meeting' --json | jq '.items | length'"
ok "not a byte of the internal one" no has_text ministerium Personalfragen

# ---- more rights, fewer rights ----
ok "the ministry becomes a member" v luebeck committee role "$group" "$ministry" member
ok "and sees the ninth row, from before" until_is 20 9 count ministerium consultation
ok "all three hold the same" wait_until 20 same_state "$group" luebeck forum ministerium
ok "the Forum becomes a steward" v luebeck committee role "$group" "$migrants" steward
ok "and learns of it" until_is 20 steward sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' committee list --json | jq -r '.items[0].role'"
second=$(new forum meeting create "$group" --name "2. Sitzung" --start 2027-01-12T18:00)
ok "a steward calls a meeting" [ -n "$second" ]
ok "the ministry becomes a guest again" v luebeck committee role "$group" "$ministry" guest
ok "Lübeck writes something internal" v luebeck agenda add "$meeting" --name "Stellenbesetzung" --internal
ok "a message gets to both" everybody "dritte Nachricht" forum ministerium
ok "the internal item gets to the Forum" wait_until 20 has_text forum Stellenbesetzung
ok "not a byte of it to the ministry" no has_text ministerium Stellenbesetzung
refused "the ministry writes what is not for all" 1203 4 v ministerium agenda add "$meeting" --name "Vom Gast" --internal
ok "the Forum holds the same as Lübeck" wait_until 20 same_state "$group" luebeck forum
is "the ministry holds the same of what is for all" "$(state ministerium "$group" all)" "$(state luebeck "$group" all)"

# ---- members who never paired, while the founder is off ----
ok "the café is admitted as a member" v luebeck committee admit "$group" "Café Zuflucht" --role member
ok "and has everything" wait_until 20 same_state "$group" luebeck cafe
ok "it knows the Forum as a member, not as a partner" until_is 20 member peer_field cafe forum state
ok "a link to it stands" wait_until 20 sh -c "VERBUND_HOME='$base/cafe' '$BUILD/verbund' peer list --json | jq -e --arg n '$migrants' 'any(.items[]; .name == \$n and .link)'"
stop luebeck
ok "the café writes while the founder is off" v cafe message post "$group" "Wir sind da."
ok "the Forum writes, too" v forum message post "$group" "Wir auch."
ok "both have both" wait_until 30 same_state "$group" forum cafe
is "four messages from before and these two" "$(v cafe message list "$group" --json | jq '.items | length')" 6
start luebeck
ok "the founder catches up" wait_until 30 same_state "$group" luebeck forum cafe

# ---- dismissed ----
ok "the Forum's daemon stops" stop forum
ok "the Forum is dismissed" v luebeck committee dismiss "$group" "$migrants" --yes
ok "Lübeck goes on" everybody "nur für die, die noch da sind" ministerium cafe
before=$(states luebeck "$group")
start forum
ok "the Forum learns of it" until_is 30 4 sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' message post '$group' 'Ich bin noch da' >/dev/null 2>&1; echo \$?"
refused "it can no longer write" 1202 4 v forum message post "$group" "Ich bin noch da"
refused "nor add an item" 1202 4 v forum agenda add "$meeting" --name "Noch da"
ok "the others go on" everybody "noch eine" ministerium cafe
ok "not a byte of that at the Forum" no has_text forum "nur für die, die noch da sind"
ok "nor of the next" no has_text forum "noch eine"
ok "nothing of what the Forum wrote since is in Lübeck" no has_text luebeck "Ich bin noch da"
is "the committee has three members" "$(v luebeck committee show "$group" --json | jq '.members | length')" 3
ok "what the Forum wrote before stays" sh -c "VERBUND_HOME='$base/luebeck' '$BUILD/verbund' agenda list '$meeting' | grep -qF 'Bericht des Forums'"

# ---- dismissed while writing without a connection, and back again ----
ok "everybody else goes off" eval 'stop luebeck; stop ministerium; stop forum'
ok "the café writes" v cafe message post "$group" "Ohne Verbindung geschrieben."
stop cafe
for o in luebeck ministerium; do start $o; done
ok "meanwhile it is dismissed" v luebeck committee dismiss "$group" "Café Zuflucht" --yes
before=$(states luebeck "$group")
start cafe
ok "it learns of it" until_is 30 4 sh -c "VERBUND_HOME='$base/cafe' '$BUILD/verbund' message post '$group' 'Noch da?' >/dev/null 2>&1; echo \$?"
ok "the ministry holds the same as Lübeck of what is for all" until_is 20 "$(state luebeck "$group" all)" state ministerium "$group" all
is "what it wrote counts nowhere" "$(states luebeck "$group")" "$before"
ok "not in its own records either" until_is 20 0 sh -c "VERBUND_HOME='$base/cafe' '$BUILD/verbund' message list '$group' | grep -cF 'Ohne Verbindung'"
ok "it is admitted again, as a guest" v luebeck committee admit "$group" "Café Zuflucht" --role guest
ok "and reads what was written meanwhile" everybody "willkommen zurück" cafe
is "all of it" "$(state cafe "$group" all)" "$(state luebeck "$group" all)"
ok "it writes again" v cafe message post "$group" "Danke."
ok "and is read" until_is 20 "$(state cafe "$group" all)" state luebeck "$group" all
