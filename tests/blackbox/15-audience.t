#!/bin/bash
# What is not for all reaches nobody it is not for: not by files, memory, traffic or local calls, whatever rights come and go.
limit=200
. "$(dirname "$0")/lib.sh"

settings+='
arrival-every 1 s'
city="Hansestadt Lübeck" migrants="Forum für Migrantinnen und Migranten" ministry="Innenministerium"
office luebeck city "$city"
office forum forum "$migrants" dials
office ministerium ministry "$ministry" dials
office cafe ngo "Café Zuflucht" dials
for o in luebeck forum ministerium cafe; do start $o || exit 1; done
for o in forum ministerium cafe; do ok "Lübeck and $o pair" pair luebeck $o; done

new() { v "$1" "${@:2}" --json | jq -r .id; }
# has_text OFFICE TEXT: the text stands in a file of its home.
has_text() { grep -rqaF -- "$2" "$base/$1"; }
# has_memory OFFICE TEXT: the text stands somewhere in the memory of its daemon.
has_memory() {
	perl -e 'my ($pid, $text) = @ARGV;
		open my $maps, "<", "/proc/$pid/maps" or die "$!\n";
		open my $mem, "<:raw", "/proc/$pid/mem" or die "$!\n";
		while (<$maps>) {
			my ($from, $to, $how) = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/ or next;
			($from, $to) = (hex $from, hex $to);
			next if $how !~ /^r/ or $to - $from > 1 << 32; # the address space of the store: its file is searched
			for (my $at = $from; $at < $to; $at += 1 << 20) {
				sysseek $mem, $at, 0 or last;
				my $size = $to - $at < (1 << 20) + 256 ? $to - $at : (1 << 20) + 256;
				sysread $mem, my $bytes, $size or next;
				exit 0 if index($bytes, $text) >= 0;
			}
		}
		exit 1' "${pid[$1]}" "$2"
}
role_here() { v "$1" committee list --json | jq -r --arg id "$group" '.items[] | select(.id == $id) | .role'; }
titles() { v "$1" agenda list "$meeting" --json | jq -r '.items[].fields.name' | sort | paste -sd,; }
arrived() { v "$1" status --json | jq -r --arg id "$group" '.spaces[] | select(.id == $id) | .delivery | "\(.arrived) of \(.offices)"'; }

group=$(new luebeck committee create "Steuerungsgruppe Integration")
ok "the Forum becomes a member" v luebeck committee admit "$group" "$migrants" --role member
ok "the ministry becomes a guest" v luebeck committee admit "$group" "$ministry" --role guest
meeting=$(new luebeck meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00)
ok "an item for all" v luebeck agenda add "$meeting" --name "Begrüßung"
secret=$(new luebeck agenda add "$meeting" --name "Trägertreffen Holstentor" --internal)
ok "the Forum gets both" until_is 30 "Begrüßung,Trägertreffen Holstentor" titles forum
ok "it writes about what is not for all" v forum message post "$secret" "Kassensturz Walnuss"
ok "the ministry gets what is for all" until_is 30 "Begrüßung" titles ministerium
# Its only reader but the Forum; so statements about core have gone round.
ok "all that Lübeck wrote has arrived" until_is 30 "2 of 2" arrived luebeck
ok "and what the Forum wrote" until_is 30 "1 of 1" sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' message list '$secret' --json | jq -r '.items[0].delivery | \"\(.arrived) of \(.offices)\"'"

# ---- files, memory and local calls ----
for word in Trägertreffen Holstentor Walnuss; do
	ok "\"$word\" stands in the files of the Forum" has_text forum "$word"
	for o in ministerium cafe; do ok "in no file of $o" no has_text $o "$word"; done
done
if has_memory forum "Trägertreffen Holstentor" 2>/dev/null; then
	for o in ministerium cafe; do
		ok "the memory of $o can be read" has_memory $o "$(name_of $o)"
		for word in Trägertreffen Holstentor Walnuss; do ok "\"$word\" is not in the memory of $o" no has_memory $o "$word"; done
	done
else
	skip 8 "this machine does not let one look into the memory of another process"
fi
shown=$(v ministerium space show "$group" --json)
is "of the committee, the ministry is shown keys for all only" "$(jq -c '.keys | keys' <<<"$shown")" '["all"]'
is "histories and records for all only" "$(jq -c '[.. | objects | .audience? // empty | select(. == "core")] | length' <<<"$shown")" 0
like "it is shown some of those" "$(jq -c '[.. | objects | .audience? // empty | select(. == "all")] | length' <<<"$shown")" '^[1-9]'
is "no checksum of core" "$(state ministerium "$group" core)" ""
feed=$(/usr/bin/python3 "$here/client.py" "$base/ministerium" call feed.read '{}')
feed=$(/usr/bin/python3 "$here/client.py" "$base/ministerium" call feed.read "$(jq -c '{generation, after: 0, limit: 1000}' <<<"$feed")")
is "its change feed tells of what is for all, and of nothing else" "$(jq -c '[.items[].audience] | unique' <<<"$feed")" '["all"]'
is "it has no gaps where something else was" "$(jq -c '[.items[].number] | . == [range(.[0]; .[0] + length)]' <<<"$feed")" true
is "the café knows no committee" "$(v cafe committee list --json | jq '.items | length')" 0

# ---- everything that is sent ----
listen() { # STAGE OFFICE
	TAPE=$base/$2.tape relay "$BUILD/blackbox/rogue" "$1" "tcp://127.0.0.1:${port[luebeck]}" "$base/$2" "$base/luebeck" "${pid[luebeck]}" "$group"
}
for o in ministerium cafe; do ok "$o stops" stop $o; done
listen listener ministerium
listen outsider cafe
for word in Trägertreffen Holstentor Walnuss; do
	for o in ministerium cafe; do ok "\"$word\" in nothing that was sent to $o" no grep -qaF "$word" "$base/$o.tape"; done
done
start ministerium

# ---- an item goes from what all see to what guests do not, and back ----
open=$(new luebeck agenda add "$meeting" --name "Offene Frage")
ok "the Forum asks about it" eval 'wait_until 30 v forum agenda edit "$open" --type Frage && v forum message post "$open" "Rückfrage Kastanie"'
ok "the ministry reads both" wait_until 30 sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' message list '$open' | grep -q Kastanie"
refused "a member does not move what another wrote" 1203 4 v forum agenda edit "$open" --internal
refused "both ways at once" 3001 2 v luebeck agenda edit "$open" --internal --public
head -c 3000000 /dev/urandom >"$base/plan.bin"
plan=$(new luebeck file add "$open" "$base/plan.bin" --name "Lageplan Zisterne")
stored() { v "$1" file show "$2" --json | jq -r .stored.state; }
saved() { v "$1" file get "$2" - 2>/dev/null | cmp -s - "$base/plan.bin"; }
blobs_of() { find "$base/$1/blobs" -type f | wc -l; }
ok "a document of it arrives at the ministry" until_is 30 whole stored ministerium "$plan"
ok "and at the Forum" until_is 30 whole stored forum "$plan"
for o in forum ministerium; do ok "$o stops" stop $o; done
flip "$(find "$base/luebeck/blobs" -type f)" 2000000
refused "what the disk changed is not moved" 2022 9 v luebeck agenda edit "$open" --internal
refused "nor saved" 2022 9 v luebeck file get "$plan" "$base/bad"
ok "it counts as not here" until_is 20 partly stored luebeck "$plan"
refused "nor is what is not here moved" 1221 5 v luebeck agenda edit "$open" --internal
like "which is said in German" "$(LANGUAGE=de v luebeck agenda edit "$open" --internal 2>&1)" "ein Dokument dazu ist hier nicht vollständig"
for o in forum ministerium; do start $o; done
ok "it comes back from the others" until_is 60 whole stored luebeck "$plan"
inside=$(v luebeck agenda edit "$open" --internal --json | jq -r .id)
ok "Lübeck makes it internal, under a new number" [ -n "$inside" ] && [ "$inside" != "$open" ]
ok "the ministry sees it no more" until_is 30 "Begrüßung" titles ministerium
ok "nor the question, in no list" until_is 30 0 count ministerium message
refused "by its number neither" 2001 3 v ministerium agenda edit "$open" --name x
ok "the Forum sees it" until_is 30 "Begrüßung,Offene Frage,Trägertreffen Holstentor" titles forum
is "with the question, and who asked" "$(v forum message list "$inside" | cut -f 2,3)" "$migrants"$'\t'"Rückfrage Kastanie"
is "by its old number, too" "$(v forum message list "$open" | cut -f 3)" "Rückfrage Kastanie"
ok "the document goes along, to the Forum" until_is 30 whole stored forum "$plan"
ok "byte for byte" saved forum "$plan"
is "it stands at the item" "$(v forum file list "$inside" --json | jq -r '.items[0].fields.name')" "Lageplan Zisterne"
ok "the ministry has no bytes of it" until_is 30 0 blobs_of ministerium
refused "nor the document" 2001 3 v ministerium file show "$plan"
is "no list tells of it" "$(v ministerium file list --json | jq '.items | length')" 0
is "no search finds it" "$(v ministerium search Zisterne --json | jq '.items | length')" 0
ok "an erasure run" v ministerium erasure run
ok "and no file of it has its title" wait_until 30 no has_text ministerium Zisterne
for o in forum luebeck; do ok "that of $o does" has_text $o Zisterne; done
ok "the café never heard of it" no has_text cafe Zisterne
outside=$(v luebeck agenda edit "$open" --public --json | jq -r .id)
ok "Lübeck makes it public again" [ -n "$outside" ]
ok "the ministry sees it again" until_is 30 "Begrüßung,Offene Frage" titles ministerium
ok "with its document" until_is 30 whole stored ministerium "$plan"
ok "byte for byte" saved ministerium "$plan"
is "but not what was asked" "$(count ministerium message)" 0
is "which stands below it for members" "$(v luebeck message list "$outside" | cut -f 3)" "Rückfrage Kastanie"
ok "the item goes away" v luebeck record delete "$outside" --yes

# ---- up ----
ok "the ministry becomes a member" v luebeck committee role "$group" "$ministry" member
ok "and reads what was written before" until_is 30 "Begrüßung,Trägertreffen Holstentor" titles ministerium
ok "with its messages" wait_until 30 sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' message list '$secret' | grep -q Walnuss"
ok "all three hold the same" wait_until 30 same_state "$group" luebeck forum ministerium
ok "it becomes a steward" v luebeck committee role "$group" "$ministry" steward
ok "and learns of it" until_is 30 steward role_here ministerium
ok "it calls a meeting" v ministerium meeting create "$group" --name "2. Sitzung" --start 2027-01-12T18:00

# ---- down, while both write without a connection ----
ok "all three hold the same" wait_until 30 same_state "$group" luebeck forum ministerium
ok "Lübeck stops" stop luebeck
ok "the ministry writes what is not for all" v ministerium agenda add "$meeting" --name "Geschrieben als Mitglied" --internal
ok "and what is" v ministerium message post "$group" "Gruß aus Kiel"
ok "the ministry stops" stop ministerium
start luebeck
ok "Lübeck makes it a guest" v luebeck committee role "$group" "$ministry" guest
ok "and writes what is not for all" v luebeck agenda add "$meeting" --name "Danach Lindenplatz" --internal
ok "the Forum gets that" wait_until 30 has_text forum Lindenplatz
start ministerium
ok "the ministry learns of it" until_is 30 guest role_here ministerium
ok "what it wrote meanwhile counts for nobody, itself included" until_is 30 "Begrüßung,Trägertreffen Holstentor" titles ministerium
ok "not for all either" wait_until 30 no sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' message list '$group' | grep -q Kiel"
is "what it held before it still has" "$(v ministerium message list "$secret" --json | jq -r '.items[0].fields.text')" "Kassensturz Walnuss"
refused "it writes nothing more there" 1203 4 v ministerium agenda add "$meeting" --name "Vom Gast" --internal
ok "it writes what is for all" v ministerium message post "$group" "Gruß als Gast"
ok "which all read" wait_until 30 sh -c "VERBUND_HOME='$base/forum' '$BUILD/verbund' message list '$group' | grep -q 'Gruß als Gast'"
ok "of what is for all, it holds the same" until_is 30 "$(state luebeck "$group" all)" state ministerium "$group" all
ok "what was written since is in no file of it" no has_text ministerium Lindenplatz

# ---- up again ----
ok "it becomes a member again" v luebeck committee role "$group" "$ministry" member
ok "and reads that, too" until_is 30 "Begrüßung,Danach Lindenplatz,Trägertreffen Holstentor" titles ministerium
ok "all three hold the same" wait_until 30 same_state "$group" luebeck forum ministerium
