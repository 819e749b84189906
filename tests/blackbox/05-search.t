#!/bin/bash
# Searching: what is found, however it is typed, in which order, in both languages; what is deleted is gone to the last word; an
# index that is interrupted, and one that a store of an older version does not have.
limit=240
. "$(dirname "$0")/lib.sh"
export VERBUND_LOCALEDIR=$BUILD/locale

office luebeck city "Hansestadt Lübeck"
office forum forum Forum
for o in luebeck forum; do start $o || exit 1; done
ok "Lübeck and the Forum pair" pair luebeck forum
client() { /usr/bin/python3 "$here/client.py" "$base/$1" call "${@:2}"; }
new() { v "$1" "${@:2}" --json | jq -r .id; }
group=$(new luebeck committee create "Steuerungsgruppe Integration")
other=$(new luebeck committee create "Beirat Sport")
ok "the Forum is a guest" v luebeck committee admit "$group" Forum --role guest

meeting=$(new luebeck meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00)
item() { new luebeck agenda add "$meeting" --name "$@"; }
concept=$(item "Konzept Sprachcafé")
report=$(item "Bericht" --description "Die Sprache im Alltag")
inside=$(item "Sprachcafé: Kosten" --internal)
letter=$(new luebeck message post "$other" "Das Sprachcafé in der Fußballhalle öffnet im Winter.")
person() { client luebeck record.create "{\"space\":\"$group\",\"kind\":\"person\",\"fields\":{\"name\":\"$1\"}}" | jq -r .id; }
mueller=$(person "Gülşen Müller-Öztürk")
arab=$(person "محمد الأحمد")
slav=$(person "Оксана Йовченко")
same_all() { [ -n "$(state luebeck "$group" all)" ] && [ "$(state luebeck "$group" all)" = "$(state forum "$group" all)" ]; }
ok "the Forum has it" wait_until 20 same_all

# found OFFICE WORDS...: the numbers of what is found, in order.
found() { v "$@" 2>/dev/null | cut -f 1 | paste -sd ' '; }
s() { found luebeck search "$@"; }

# ---- how it is typed ----
is "one word: whole words in the order of their worth" "$(s sprachcafé)" "$inside $concept $letter"
for typed in Sprachcafe SPRACHCAFÉ "sprachcafé"; do is "$typed" "$(s "$typed")" "$inside $concept $letter"; done
is "the beginning of a word: titles first, then the new before the old" "$(s sprach)" "$inside $concept $letter $report"
is "two words" "$(s sprachcafé winter)" "$letter"
is "in quotes" "$(s "winter sprachcafé")" "$letter"
is "beginnings of both" "$(s kon spr)" "$concept"
is "not the end of a word" "$(s café)" ""
for typed in Müller Mueller Muller müll Muel gulsen GÜLŞEN oeztuerk Öztürk; do is "$typed" "$(s "$typed")" "$mueller"; done
for typed in Fußball fussball FUSSBALL oeffnet; do is "$typed" "$(s "$typed")" "$letter"; done
for typed in محمد مُحَمَّد الاحمد; do is "$typed" "$(s "$typed")" "$arab"; done
for typed in Оксана оксана йовч ИОВЧЕНКО; do is "$typed" "$(s "$typed")" "$slav"; done

# ---- where ----
is "in a committee" "$(s sprachcafé --in "${other:0:8}")" "$letter"
is "of a kind" "$(s sprach --kind message)" "$letter"
is "the best two" "$(s sprach --limit 2)" "$inside $concept"
is "with options in front of the words" "$(s --limit 1 sprachcafé winter)" "$letter"
is "behind --, what looks like an option" "$(s -- --sprachcafé)" "$inside $concept $letter"

# ---- what is shown ----
is "a line for scripts" "$(v luebeck search alltag | cut -f 1-4,6)" "$(printf '%s\tagendaItem\tBericht\t%s\tdescription' "$report" "$group")"
like "with the time" "$(v luebeck search alltag | cut -f 5)" '^20[0-9-]+T[0-9:.]+[+-][0-9:]+$'
is "one document" "$(v luebeck search sprachcafé winter --json | jq -c '[.schema, .complete, .more, .pending, (.items | length), .items[0].id, .items[0].kind, .items[0].matched, .items[0].score]')" \
	"[\"verbund/search/1\",true,false,0,1,\"$letter\",\"message\",[\"text\"],16]"
on_terminal() {
	local line
	printf -v line '%q ' "$BUILD/verbund" "${@:2}"
	LANGUAGE=$1 COLUMNS=140 VERBUND_HOME=$base/luebeck script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
shown=$(on_terminal en search sprach)
like "people see a head" "$(head -n 1 <<<"$shown")" '^Number +Found *$'
under() { grep -A2 "^${1:0:20} " <<<"$shown" | cut -c 23- | sed -E 's/ +$//'; }
like "a title, what it is, and where the word was found" "$(under "$report" | paste -sd'|')" \
	'^Bericht\|Agenda item, Steuerungsgruppe Integration, [A-Z][a-z]+ [0-9-]+\|Explanation: Die Sprache im Alltag$'
like "a message by the words around it" "$(under "$letter" | head -n 2 | paste -sd'|')" \
	'^Das Sprachcafé in der Fußballhalle öffnet im Winter\.\|Message, Beirat Sport, '
shown=$(on_terminal de search sprach)
like "in German, too" "$(head -n 1 <<<"$shown")" '^Nummer +Gefunden *$'
like "down to the fields" "$(under "$report" | paste -sd'|')" \
	'^Bericht\|Tagesordnungspunkt, Steuerungsgruppe Integration, (Mo|Di|Mi|Do|Fr|Sa|So)\. [0-9.]+\|Erläuterung: Die Sprache im Alltag$'
like "more than is shown" "$(on_terminal en search sprach --limit 1)" 'There is more: --limit 10$'
like "in German" "$(on_terminal de search sprach --limit 1)" 'Es gibt mehr: --limit 10$'

# ---- nothing, and what is refused ----
refused "nothing is found" 2012 3 v luebeck search gibtesnicht
is "on the output there is nothing" "$(cat "$base/out")" ""
like "in German" "$(LANGUAGE=de v luebeck search gibtesnicht 2>&1)" 'Es wurde nichts gefunden\. \(VB-2012\)'
is "for scripts the list is empty" "$(v luebeck search gibtesnicht --json | jq -c .items; echo "${PIPESTATUS[0]}")" "$(printf '[]\n0')"
refused "no letter" 3005 2 v luebeck search '...'
like "in German" "$(LANGUAGE=de v luebeck search '...' 2>&1)" 'words enthält weder Buchstaben noch Ziffern'
refused "seventeen words" 1004 1 v luebeck search {a..q}
like "in German" "$(LANGUAGE=de v luebeck search {a..q} 2>&1)" 'words enthält mehr als 16 Wörter'
refused "no words" 3006 2 v luebeck search
refused "another kind" 3005 2 v luebeck search x --kind sitting
refused "another committee" 1201 3 v luebeck search x --in nirgends
refused "no number" 3005 2 v luebeck search x --limit viele
refused "nothing at most" 1008 2 v luebeck search x --limit 0

# ---- who sees what ----
is "a guest finds what is public" "$(found forum search sprachcafé)" "$concept"
refused "but nothing internal" 2012 3 v forum search kosten
refused "and nothing of other committees" 2012 3 v forum search winter

clerk=$(new luebeck person add "Kerstin Petersen")
is "people of this office are found" "$(s petersen)" "$clerk"
like "as those of this office" "$(on_terminal en search petersen | paste -sd'|')" "${clerk:0:20}  Kerstin Petersen *\\| +Person, this office, "
refused "by nobody else" 2012 3 v forum search petersen

# ---- what is written is found at once, what is deleted no more ----
gone=$(new luebeck message post "$other" "Xylophonübung")
is "a second later" "$(s xylophon)" "$gone"
v luebeck agenda edit "$report" --name "Endbericht" >/dev/null
is "a new title" "$(s endbericht)" "$report"
is "the old one" "$(s bericht)" ""

# holds OFFICE WORD: its store has these bytes; it does not run.
holds() { "$BUILD/blackbox/compact" "$base/$1" "$base/copy" && grep -aqF "$2" "$base/copy"; }
# The index is brought up to date when the office is at rest; a store that is opened anew begins with that.
is_indexed() { [ "$(v luebeck search x --json | jq -c '[.pending, .complete]')" = '[0,true]' ]; }
restart() { stop luebeck; start luebeck; wait_until 30 is_indexed; stop luebeck; }
restart
ok "the index has the folded word" holds luebeck xylophonubung
start luebeck
is "found by the index" "$(s xylophonuebung)" "$gone"
client luebeck record.delete "{\"id\":\"$gone\"}" >/dev/null
is "deleted: not found" "$(s xylophon)" ""
restart
ok "and no word of it stays in the index" no holds luebeck xylophonubung
ok "the copy has other words" holds luebeck sprachcafe
like "the check finds nothing" "$("$BUILD/verbundd" --home "$base/luebeck" --check 2>&1)" ', 0 findings$'
start luebeck

# ---- interrupted ----
# 20,000 messages, in each the word `flut` and one of its own; then the daemon is killed before and while it indexes them, again and
# again.
flood() {
	perl -e 'my ($from, $space) = @ARGV; print qq({"space":"$space","items":[), join(",", map { qq({"kind":"message","fields":{"id":"f$_","text":"Flut Wörter$_ im Hafen"}}) } $from .. $from + 999), "]}"' \
		"$1" "$other" >"$base/flood"
	client luebeck record.upsert "$(cat "$base/flood")" >/dev/null
}
for from in $(seq 0 1000 19000); do flood "$from" || break; done
crash luebeck
# Where this machine pauses between the last answer and the kill, they may be: then more of them.
until no holds luebeck "worter$((from + 999))" || [ "$from" -ge 39000 ]; do
	from=$((from + 1000))
	start luebeck && flood "$from"
	crash luebeck
done
ok "the last of them are not indexed" no holds luebeck "worter$((from + 999))"
for pause in 0 0.02 0.05 0.1 0.2; do start luebeck; sleep $pause; crash luebeck; done
like "after kills in between the check finds nothing" "$("$BUILD/verbundd" --home "$base/luebeck" --check 2>&1)" ', 0 findings$'
start luebeck
all_found() { [ "$(v luebeck search flut hafen --limit 10000 --json | jq '[.more, .pending, .complete, (.items | length)] | tostring')" = '"[true,0,true,10000]"' ]; }
ok "everything is indexed" wait_until 60 all_found
missing=0
for number in 0 1 999 1000 4711 7777 12345 19998 19999; do [ "$(s "woerter$number" hafen | wc -w)" -ge 1 ] || missing=$((missing + 1)); done
is "nothing is missing" "$missing" 0
is "nothing is there twice" "$(v luebeck search flut --limit 10000 | cut -f 1 | sort | uniq -d | wc -l)" 0

# ---- from an older version ----
stop luebeck
ok "a store without an index" "$BUILD/blackbox/aged" "$base/luebeck" 1
refused "is not checked" 2002 9 "$BUILD/verbundd" --home "$base/luebeck" --check
start luebeck
ok "gets one" wait_until 60 all_found
is "with everything" "$(s oeztuerk) $(s wörter4711)" "$mueller $(v luebeck record list message --json | jq -r '.items[] | select(.fields.id == "f4711") | .id')"
stop luebeck
like "and is whole" "$("$BUILD/verbundd" --home "$base/luebeck" --check 2>&1)" ', 0 findings$'
