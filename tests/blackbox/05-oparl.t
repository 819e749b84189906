#!/bin/bash
# Import and export of OParl: the real file from Lübeck there and back, a second import, what guests must not see, files
# that are wrong, a file of many objects.
limit=180
. "$(dirname "$0")/lib.sh"

real=$data/luebeck-2014.oparl.jsonl
compare() { python3 "$here/oparl_compare.py" "$@"; }
counts() { jq -c '[.created, .updated, .unchanged]'; }
objects() { v city status --json | jq -cS '[.spaces[] | [.id, .records, .states]]'; }

office city city 'Hansestadt Lübeck' dials
start city || exit 1

# ---- into a committee, and back ----
group=$(v city committee create 'Steuerungsgruppe Integration')
before=$(objects)
ok "a dry run" v city import oparl "$real" --into "$group" --dry-run
is "changes nothing" "$(objects)" "$before"
is "a dry run counts" "$(v city import oparl "$real" --into "$group" --dry-run --json | jq -c '[.schema, .dryRun, .kinds.consultation]')" \
	'["verbund/import-oparl/1",true,{"count":9,"internal":1}]'
is "38 objects" "$(v city import oparl "$real" --into "$group" --json | counts)" '[38,0,0]'
after=$(objects)
is "again: nothing is added or changed" "$(v city import oparl "$real" --into "${group:0:8}" --json | counts)" '[0,0,38]'
is "not a byte of it" "$(objects)" "$after"
while read -r kind wanted; do
	is "$kind" "$(count city "$kind")" "$wanted"
done <<'END'
body 1
organization 10
meeting 9
agendaItem 9
paper 1
consultation 9
END
is "one row is not public" "$(v city record list consultation --json | jq -r '.items[] | select(.audience == "core") | .fields.role')" \
	'zur Senatsberatung'
for kind in organization meeting agendaItem; do
	is "nor is its $kind" "$(v city record list $kind --json | jq '[.items[] | select(.audience == "core")] | length')" 1
done
is "the table of the city's report, row by row" \
	"$(v city export oparl - | jq -rs '
		(map(select(.type | endswith("/Organization"))) | map({(.id): .name}) | add) as $names |
		(map(select(.type | endswith("/Meeting"))) | map({(.id): .}) | add) as $meetings |
		.[] | select(.type | endswith("/Paper")) | .consultation[] |
		[($meetings[.meeting].start[0:10] | split("-") | reverse | join(".")), $names[.organization[0]],
		 (if $meetings[.meeting].agendaItem[0].public then "Öffentlich" else "Nichtöffentlich" end), .role] | join("\t")')" \
	"$(tail -n +2 "$data/luebeck-2014-beratungsfolge.tsv")"

v city export oparl "$base/all.jsonl"
is "everything comes back as it was" "$(compare "$real" "$base/all.jsonl")" 'more: Organization Steuerungsgruppe Integration'
v city export oparl --public "$base/public.jsonl"
is "without what is not public" "$(compare "$real" "$base/public.jsonl" --public)" 'more: Organization Steuerungsgruppe Integration'
is "eight rows" "$(jq -s '[.[] | .consultation // [] | length] | add' "$base/public.jsonl")" 8
is "no word of the Senat" "$(grep -ciE 'senat' "$base/public.jsonl")" 0
is "the body has what OParl asks of it" \
	"$(jq -c 'select(.type | endswith("/Body")) | [.organization, .person, .meeting, .paper, .legislativeTerm] | map(type)' "$base/all.jsonl")" \
	'["string","string","string","string","array"]'
is "items have a number, an order and say whether they are public" \
	"$(jq -c 'select(.agendaItem) | .agendaItem[] | [.number, .order, .public]' "$base/all.jsonl" | sort | uniq -c | sed 's/^ *//' | paste -sd' ')" \
	'1 ["N 1",1,false] 8 ["Ö 1",1,true]'
is "json: every record" "$(v city export json - | grep -c '"kind"')" 39
is "json --records: these alone" "$(v city export json --records - | wc -l)" 39
is "json --public: without the four" "$(v city export json --public - | wc -l)" 35

# ---- without a committee: each body founds one ----
office other ngo 'Andere Stelle' dials
start other || exit 1
v other import oparl "$base/all.jsonl" >"$base/spaces" 2>/dev/null
is "one committee, named as the body" "$(v other committee list | cut -f 1,2)" "$(cat "$base/spaces")"$'\tHansestadt Lübeck'
v other export oparl "$base/again.jsonl"
is "there and back a second time" "$(compare "$base/all.jsonl" "$base/again.jsonl")" 'more: Organization Hansestadt Lübeck'
is "once more: into the same" "$(v other import oparl "$base/all.jsonl" --json | jq -c '[.created, .updated, .unchanged, .spaces[0]]')" \
	"[0,0,39,\"$(cat "$base/spaces")\"]"

# ---- what changes in the source ----
sed 's/"name": "Bauausschuss", "organizationType"/"name": "Ausschuss für Bau und Umwelt", "organizationType"/; s/"meetingState": "terminiert"/"meetingState": "durchgeführt"/' \
	"$real" >"$base/later.jsonl"
is "one name and nine meetings changed" "$(v city import oparl "$base/later.jsonl" --into "$group" --json | counts)" '[0,10,28]'
is "the new name" "$(v city record list organization --json | jq '[.items[] | select(.fields.name == "Ausschuss für Bau und Umwelt")] | length')" 1
sed '/"Bürgerschaft/s/"public": true/"public": false/' "$real" >"$base/hidden.jsonl"
v city import oparl "$base/hidden.jsonl" --into "$group" >/dev/null 2>&1
is "what is no longer public leaves the public records" \
	"$(v city record list meeting --json | jq '[.items[] | select(.audience == "core")] | length')" 2
is "and the public export" "$(v city export oparl --public - | grep -c 'meeting/buergerschaft-2014-11-27"')" 0

# ---- one document, embedded objects, what is not kept ----
cat >"$base/page.json" <<'END'
{"data": [
  {"id": "https://x/m", "type": "https://schema.oparl.org/1.1/Meeting", "name": "Sitzung", "start": "2026-12-01T18:00",
   "location": {"id": "https://x/l", "type": "https://schema.oparl.org/1.1/Location", "description": "Rathaus", "geojson": {"type": "Point", "coordinates": [1.5, 2]}},
   "invitation": {"id": "https://x/f", "type": "https://schema.oparl.org/1.1/File"}, "organization": ["https://x/nowhere"],
   "agendaItem": [
     {"id": "https://x/i2", "type": "https://schema.oparl.org/1.1/AgendaItem", "order": 2, "name": "Zweitens"},
     {"id": "https://x/i1", "type": "https://schema.oparl.org/1.1/AgendaItem", "order": 1, "name": "Erstens"},
     {"id": "https://x/i3", "type": "https://schema.oparl.org/1.1/AgendaItem", "order": 3, "name": "Intern", "public": false}]},
  {"id": "https://x/p", "type": "https://schema.oparl.org/1.1/Person", "name": "N. N.", "email": ["a@x.example"],
   "membership": [{"id": "https://x/s", "type": "https://schema.oparl.org/1.1/Membership", "organization": "https://x/o", "votingRight": true}]},
  {"id": "https://x/o", "type": "https://schema.oparl.org/1.1/Organization", "name": "Beirat"},
  {"id": "https://x/gone", "type": "https://schema.oparl.org/1.1/Paper", "deleted": true}
]}
END
said=$(v city import oparl "$base/page.json" --into "$group" 2>&1 >/dev/null)
like "what is not kept is named" "$said" 'Meeting.invitation \(1\)'
like "in embedded objects, too" "$said" 'Location.geojson \(1\)'
like "references to nowhere are counted" "$said" 'References left out .*: 1$'
like "deleted objects are counted" "$said" 'marked as deleted: 1$'
like "and what was done" "$said" '^8 new, 0 changed, 0 as before\.$'
is "items in their order, Ö and N apart" \
	"$(v city agenda list "$(v city record list meeting --json | jq -r '.items[] | select(.fields.id == "https://x/m") | .id')" | cut -f 1,2 | paste -sd,)" \
	$'Ö 1\tErstens,Ö 2\tZweitens,N 1\tIntern'
is "order of the export: as in the file" \
	"$(v city export oparl - | jq -c 'select(.id == "https://x/m") | [.agendaItem[] | [.order, .name]]')" '[[1,"Erstens"],[2,"Zweitens"],[3,"Intern"]]'
is "a time without offset is local" "$(v city export oparl - | jq -r 'select(.id == "https://x/m") | .start')" 2026-12-01T18:00:00+01:00

# ---- what is wrong ----
after=$(objects)
while IFS='|' read -r code status what text; do
	printf '%b' "$text" >"$base/wrong.json"
	refused "$what" "$code" "$status" v city import oparl "$base/wrong.json" --into "$group"
done <<'END'
3009|1|no JSON|Beratungsfolge
3009|1|cut off|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Per
3009|1|no object|[1, 2]
3009|1|no type|{"id": "https://x/1"}
3009|1|not UTF-8|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person", "name": "\xff"}
3009|1|a key twice|{"id": "https://x/1", "id": "https://x/2", "type": "https://schema.oparl.org/1.1/Person"}
3009|1|a name that is a number|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person", "name": 5}
3009|1|the third line|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person"}\n\n{"id": "https://x/2"\n
3007|2|a time that is none|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Meeting", "start": "bald"}
3005|2|an escape sequence in a name|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person", "name": "\\u001b[31m"}
3005|2|a date that is none|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Paper", "date": "2014-02-30"}
3006|2|an item without its meeting|{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/AgendaItem", "meeting": "https://x/none"}
END
python3 -c 'import json; print(json.dumps({"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person", "name": "ä" * 10000}))' >"$base/wrong.json"
refused "a name of 10,000 characters" 1004 1 v city import oparl "$base/wrong.json" --into "$group"
printf '{"id": "https://x/1", "type": "https://schema.oparl.org/1.1/Person", "name": "x"}' >"$base/wrong.json"
refused "no body, no committee" 3009 1 v city import oparl "$base/wrong.json"
refused "a committee that is none" 1201 3 v city import oparl "$base/wrong.json" --into ffffffff
is "of all that nothing was written" "$(objects)" "$after"
refused "a file that cannot be written" 3008 1 v city export oparl "$base/none/x.jsonl"
refused "a full disk" 2005 1 sh -c "VERBUND_HOME=$base/city '$BUILD/verbund' export oparl - >/dev/full"
echo keep >"$base/kept"
refused "an export that fails" 1201 3 v city export oparl "$base/kept" --from ffffffff
is "leaves the old file alone" "$(cat "$base/kept")" keep
is "and no other beside it" "$(find "$base" -name 'kept.*' | wc -l)" 0

# ---- many ----
python3 - >"$base/many.jsonl" <<'END'
import json
schema = "https://schema.oparl.org/1.1/"
def say(**o): print(json.dumps(o))
say(id="https://y/body", type=schema + "Body", name="Großstadt")
for m in range(40):
    say(id=f"https://y/o/{m}", type=schema + "Organization", name=f"Gremium {m}", body="https://y/body",
        subOrganizationOf=f"https://y/o/{(m + 1) % 40}")
for m in range(300):
    say(id=f"https://y/m/{m}", type=schema + "Meeting", name=f"Sitzung {m}", organization=[f"https://y/o/{m % 40}"],
        start="2026-01-01T10:00:00+01:00",
        agendaItem=[{"id": f"https://y/i/{m}/{i}", "type": schema + "AgendaItem", "order": i + 1, "name": f"TOP {i} " + "x" * 200,
                     "public": i % 3 != 0, "consultation": f"https://y/c/{m}/{i}"} for i in range(20)])
for m in range(300):
    say(id=f"https://y/p/{m}", type=schema + "Paper", name=f"Vorlage {m}", body="https://y/body", relatedPaper=[f"https://y/p/{299 - m}"],
        consultation=[{"id": f"https://y/c/{m}/{i}", "type": schema + "Consultation", "meeting": f"https://y/m/{m}",
                       "agendaItem": f"https://y/i/{m}/{i}"} for i in range(20)])
END
is "12,641 objects, in several requests" "$(v other import oparl "$base/many.jsonl" --json | jq -c .created)" 12641
v other export oparl "$base/many-back.jsonl" --from "$(v other committee list | grep Großstadt | cut -f 1)"
is "all come back, with references to what was sent later" "$(compare "$base/many.jsonl" "$base/many-back.jsonl")" 'more: Organization Großstadt'
is "again: nothing new" "$(v other import oparl "$base/many.jsonl" --json | counts)" '[0,0,12641]'
