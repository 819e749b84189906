#!/bin/bash
# A second reader, written from SPEC.md alone in another language (reader.py), reads what a committee's offices signed and
# sent each other, and says the same as the offices: every record, every state hash. What was altered it refuses.
limit=120
. "$(dirname "$0")/lib.sh"

office luebeck city "Hansestadt Lübeck"
office forum forum Forum
office cafe ngo "Café Zuflucht"
for o in luebeck forum cafe; do start $o || exit 1; done
ok "Lübeck and the Forum pair" pair luebeck forum
ok "Lübeck and the café pair" pair luebeck cafe
reader() { /usr/bin/python3 "$here/reader.py" "$here/../../protocol/SPEC.md" "$@"; }
kinds=(body organization person membership meeting agendaItem paper consultation location message file)
listed() { for kind in "${kinds[@]}"; do v "$1" record list "$kind" --in "$group" --json; done; }
# read_by OFFICE NAME: the reader finds all that this office has as SPEC.md says, and the records that it lists.
read_by() {
	v "$1" export json --from "$group" "$base/$1.json" >/dev/null
	listed "$1" >"$base/$1.list"
	ok "$2: the whole history is as SPEC.md says" reader "$base/$1.json"
	is "$2: its records are those that the office lists" "$(reader "$base/$1.json" against "$base/$1.list" 2>&1)" ""
}
new() { v "$1" "${@:2}" --json | jq -r .id; }
group=$(new luebeck committee create "Steuerungsgruppe Integration")
ok "the Forum is admitted as member" v luebeck committee admit "$group" Forum --role member
ok "the café is admitted as guest" v luebeck committee admit "$group" "Café Zuflucht" --role guest
role() { v "$1" committee list --json | jq -r --arg id "$group" '.items[] | select(.id == $id) | .role'; }
ok "the café is a guest" until_is 20 guest role cafe

# ---- what they write ----
meeting=$(new luebeck meeting create "$group" --name "1. Sitzung" --start 2026-12-01T18:00 --location "Rathaus, Saal 1")
wait_until 20 v forum meeting show "$meeting"
wait_until 20 v cafe meeting show "$meeting"
item=$(new forum agenda add "$meeting" --name "Bericht des Forums")
inner=$(new forum agenda add "$meeting" --name "Personalsache" --internal)
long=$(new luebeck agenda add "$meeting" --name "Sprachcafé: Räume im Winter")
wait_until 20 v luebeck agenda list "$meeting"
for n in $(seq 40); do v luebeck message post "$group" "Nachricht $n mit ein paar Wörtern: Öffnungszeiten, Räume, Kosten." >/dev/null; done
v cafe message post "$group" "Gruß vom Café" >/dev/null
v forum message post "$group" "$(printf 'Zeile %s, ' $(seq 900))" >/dev/null
paper=$(new forum record create paper "{\"name\": \"Raumkonzept\", \"reference\": \"2026/17\", \"keyword\": [\"Räume\", \"Café\"], \"date\": \"2026-11-03\"}" --in "$group")
seq 20000 >"$base/Zahlen.txt"
ok "a file is added" v forum file add "$paper" "$base/Zahlen.txt"
ok "both hold the same" wait_until 30 same_state "$group" luebeck forum

# ---- who may do what changes, and so do the keys ----
ok "the café becomes a member" v luebeck committee role "$group" "Café Zuflucht" member
ok "which it learns" until_is 20 member role cafe
wait_until 20 v cafe agenda list "$meeting"
v cafe agenda edit "$long" --name "Sprachcafé: Räume im Winter und im Sommer" >/dev/null
v cafe message post "$group" "Jetzt mit Stimme" >/dev/null
ok "all three hold the same" wait_until 30 same_state "$group" luebeck forum cafe

# ---- somebody is suspended: what it wrote meanwhile is there, but does not count ----
said_by_cafe() { reader "$base/luebeck.json" | jq -r 'select(.fields.text == "Während der Sperre") | .audience'; }
suspended() { v "$1" committee show "$group" --json | jq -r '[.members[] | select(has("suspended")).name] | join(",")'; }
fallen() { v "$1" committee fallen "$group" --json | jq -r '[.items[].changes[] | select(.field == "text") | .value] | join(",")'; }
ok "the Forum becomes a steward" v luebeck committee role "$group" Forum steward
ok "which it learns" until_is 20 steward role forum
stop cafe
ok "and suspends the café" v forum committee suspend "$group" "Café Zuflucht"
ok "Lübeck hears of it" until_is 20 "Café Zuflucht" suspended luebeck
stop luebeck
stop forum
start cafe
v cafe message post "$group" "Während der Sperre" >/dev/null
start luebeck
start forum
ok "what the café wrote is held" until_is 30 "Während der Sperre" fallen luebeck
ok "everywhere" until_is 30 "Während der Sperre" fallen forum
read_by luebeck "suspended"
is "it is no record" "$(said_by_cafe)" ""
ok "Lübeck confirms" v luebeck committee suspend "$group" "Café Zuflucht"
read_by luebeck "confirmed"
is "it still is none" "$(said_by_cafe)" ""
ok "Lübeck lifts it" v luebeck committee lift "$group" "Café Zuflucht"
ok "all three hold the same again" wait_until 30 same_state "$group" luebeck forum cafe
read_by luebeck "lifted"
is "now it counts" "$(said_by_cafe)" all

ok "the café becomes a guest again" v luebeck committee role "$group" "Café Zuflucht" guest
ok "which it learns" until_is 20 guest role cafe
v luebeck agenda edit "$inner" --name "Personalsache, vertagt" >/dev/null
v forum agenda edit "$item" --name "Bericht des Forums und der Stadt" >/dev/null
ok "the café is dismissed" v luebeck committee dismiss "$group" "Café Zuflucht" --yes
v forum message post "$group" "Nach dem Abschied" >/dev/null
v forum record delete "$paper" --yes >/dev/null
v luebeck record delete "$long" --yes >/dev/null
ok "both hold the same at the end" wait_until 30 same_state "$group" luebeck forum

# ---- something is erased, and others are put in charge ----
note=$(new forum message post "$group" "Bald vernichtet")
ok "which arrives" wait_until 20 eval 'v luebeck message list "$group" | grep -q "Bald vernichtet"'
ok "it is erased" v forum message erase "$note" --ground mistake --yes
v forum erasure run >/dev/null 2>&1
ok "everywhere, which is confirmed" wait_until 40 eval 'v luebeck erasure run >/dev/null 2>&1; [ "$(v forum erasure status --json | jq "[.items[] | .missing | length] | add")" = 0 ]'
ok "the café comes back as a steward" v luebeck committee admit "$group" "Café Zuflucht" --role steward
ok "which it learns" until_is 20 steward role cafe
ok "those who decide are laid down" v luebeck committee policy "$group" --offices "Hansestadt Lübeck,Forum,Café Zuflucht" --needed 2
proposed() { v "$1" audit show "$group" --json | jq -r '.proposals[].about' | paste -sd' '; }
ok "the Forum hears" until_is 20 policy proposed forum
ok "and agrees" v forum committee policy "$group" --agree
ok "that is decided" until_is 20 "" proposed cafe
stop luebeck
ok "Lübeck is gone: the Forum is to be in charge" v forum committee recover "$group"
ok "the café hears" until_is 20 recovery proposed cafe
ok "and agrees" v cafe committee recover "$group" --agree
ok "that is decided" until_is 20 "" proposed forum
ok "the Forum decides" wait_until 20 v forum committee role "$group" "Café Zuflucht" guest
start luebeck
ok "all hold the same at the end" wait_until 40 same_state "$group" luebeck forum

# ---- the second reader ----
read_by luebeck "Lübeck"
read_by forum "the Forum"
reader "$base/luebeck.json" >"$base/told"
is "what was erased is none of them" "$(grep -c 'Bald vernichtet' "$base/told")" 0
ok "they are many" [ "$(wc -l <"$base/told")" -gt 48 ]
is "one is a file" "$(jq -c 'select(.kind == "file") | [.fields.fileName, .fields.size]' "$base/told")" '["Zahlen.txt",108894]'
# document OFFICE FILE: the bytes that the office keeps of the document, behind the 32 bytes of each chunk's hash, say what the file says.
document() { tail -c "+$((1 + 32 * 3))" "$base/$1"/blobs/* >"$base/stored"; reader "$base/luebeck.json" document Zahlen.txt "$2" "$base/stored" 2>&1; }
is "its chunks open to what was added" "$(document forum "$base/Zahlen.txt")" ""
ok "also where they came over a link" until_is 30 "" document luebeck "$base/Zahlen.txt"
seq 20001 >"$base/other.txt"
is "and to nothing else" "$(document luebeck "$base/other.txt")" "reader.py: document: it says something else"
was=$(od -An -tu1 -j50000 -N1 "$base/stored")
printf "\\x$(printf %02x $((was ^ 1)))" | dd of="$base/stored" bs=1 seek=50000 conv=notrunc status=none
is "an altered chunk is told" "$(reader "$base/luebeck.json" document Zahlen.txt "$base/Zahlen.txt" "$base/stored" 2>&1)" "reader.py: document: another manifest"
is "in both audiences" "$(jq -r .audience "$base/told" | sort -u | paste -sd' ')" "all core"
is "what a dismissed office wrote before stands" "$(jq -r 'select(.kind == "message") | .fields.text' "$base/told" | grep -c -e "Gruß vom Café" -e "Jetzt mit Stimme")" 2
is "both offices have one history" "$(reader "$base/forum.json")" "$(cat "$base/told")"
jq -c 'del(.items[0])' "$base/luebeck.list" >"$base/short.list"
like "it tells what one does not have" "$(reader "$base/luebeck.json" against "$base/short.list")" '^[0-9a-f]{32}: only read$'

# ---- what was altered ----
# altered KIND NUMBER FROM-END: the file with one bit of an item turned, and a sum that fits.
altered() {
	/usr/bin/python3 - "$base/luebeck.json" "$@" <<-'END'
		import hashlib, json, sys
		path, kind, number, at = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
		lines = open(path, "rb").read().split(b"\n")[:-2]
		places = [i for i, line in enumerate(lines) if kind in (item := json.loads(line)) and "schema" not in item and item[kind] != "all"]
		item = json.loads(lines[places[number]])
		value = item[kind]["key"] if kind == "key" else item[kind]
		data = bytearray.fromhex(value)
		data[at] ^= 1
		if kind == "key":
		    item[kind]["key"] = data.hex()
		else:
		    item[kind] = data.hex()
		lines[places[number]] = json.dumps(item).encode()
		before = b"".join(line + b"\n" for line in lines)
		sys.stdout.buffer.write(before + b'{"sum": {"hash": "%s", "lines": %d}}\n' % (hashlib.blake2b(before, digest_size=32).hexdigest().encode(), len(lines)))
	END
}
# spoilt NAME COMPLAINT KIND NUMBER PLACE
spoilt() {
	altered "$3" "$4" "$5" >"$base/altered.json"
	like "$1" "$(reader "$base/altered.json" 2>&1 >/dev/null)" "reader.py: .*$2"
}
spoilt "a signature of the control log" 'control.*signature' control 0 -1
spoilt "an epoch key" 'key of .*another hash' key 0 0
spoilt "a seal" 'seal of entry' segment 0 -1
spoilt "a body" 'seal of entry' segment -1 -100
spoilt "the space of a segment" 'another space' segment 0 1
sed '$d' "$base/luebeck.json" >"$base/altered.json"
like "a file that ends too early" "$(reader "$base/altered.json" 2>&1)" 'last line'
