#!/bin/bash
# Documents between real offices: 30 MB over a link that is cut in the middle, with both daemons killed, byte for byte and with
# flat memory; who gets them and who does not; what is refused; damage on the disk.
limit=150
. "$(dirname "$0")/lib.sh"

# json OFFICE DOCUMENT FILTER: something about a document.
json() { v "$1" file show "$2" --json | jq -r "$3"; }
stored() { json "$1" "$2" .stored.state; }
whole() { until_is 60 whole stored "$1" "$2"; }
has_bytes() { [ "$(json "$1" "$2" .stored.bytes)" -ge "$3" ]; }
sum() { sha256sum <"$1" | cut -d ' ' -f 1; }
# anon OFFICE: its private memory in KiB.
anon() { awk '/^RssAnon/ { print $2 }' "/proc/${pid[$1]}/status"; }
blobs_of() { find "$base/$1/blobs" -type f | wc -l; }
# bytes_file OFFICE: its largest file of bytes.
bytes_file() { find "$base/$1/blobs" -type f -printf '%s %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2; }

# The forum reaches the city through a door that lets no more through than the file `gate` says.
door=$(free_port)
office city city "Hansestadt Lübeck"
echo "advertise tcp://127.0.0.1:$door" >>"$base/city/verbundd.conf"
office forum forum "Forum" dials
office club ngo "Verein" dials
echo 1000000000 >"$base/gate"
setpriv --pdeathsig KILL python3 "$here/slow.py" "$door" "${port[city]}" "$base/gate" &
start city && start forum && start club
ok "city and forum are partners" pair city forum
ok "city and club are partners" pair city club
committee=$(v city committee create "Steuerungsgruppe" --json | jq -r .id)
ok "the forum is a member" v city committee admit "$committee" Forum --role member
ok "the club is a guest" v city committee admit "$committee" Verein --role guest
ok "the forum knows" wait_until 20 v forum committee show "$committee"
ok "the club knows" wait_until 20 v club committee show "$committee"
paper=$(v city paper add "$committee" --name "Integrationskonzept" --json | jq -r .id)
ok "the forum has the paper" wait_until 20 v forum record show "$paper"

# ---- 30 MB, cut, killed ----
{ echo "Geheimnis-7731-im-Klartext"; head -c 30000000 /dev/urandom; } >"$base/plan.bin"
stop forum
stop club
big=$(v city file add "$paper" "$base/plan.bin" --name "Plan" --json | jq -r .id)
is "the city has all of it" "$(stored city "$big")" whole
is "in a pipe the list is one line" "$(v city file list "$paper" | cut -f 1,2,3)" "Plan	30000027	whole"
# From here on the door lets a third of it through.
passed=$(($(stat -c %s "$base/plan.bin") / 3))
echo 0 >"$base/gate"
start forum
echo "$passed" >"$base/gate"
ok "a part of it comes" wait_until 60 has_bytes forum "$big" 8000000
is "and no more than a part" "$(stored forum "$big")" partly
refused "what is not here as a whole is not saved" 2021 3 v forum file get "$big" "$base/half"
no_half=$(ls "$base"/half* 2>/dev/null)
is "and leaves no file behind" "$no_half" ""
crash forum
echo $((passed * 2)) >"$base/gate"
start forum
ok "after kill -9 it goes on" wait_until 60 has_bytes forum "$big" 16000000
crash city
echo 1000000000 >"$base/gate"
start city
ok "after kill -9 of the other side it arrives" whole forum "$big"
ok "it is saved" v forum file get "$big" "$base/got.bin"
is "the same bytes" "$(sum "$base/got.bin")" "$(sum "$base/plan.bin")"
is "to the output, too" "$(v forum file get "$big" - | sha256sum | cut -d ' ' -f 1)" "$(sum "$base/plan.bin")"
for office in city forum; do
	ok "private memory of $office stays below 64 MiB" [ "$(anon $office)" -lt 65536 ] || diag "$(anon $office) KiB"
done
start club
ok "a guest gets what is public" whole club "$big"
is "no home holds a word of it in clear" "$(grep -rlaF 'Geheimnis-7731' "$base/city" "$base/forum" "$base/club")" ""

# ---- who gets what ----
echo "nur für uns" >"$base/intern.txt"
inner=$(v forum file add "$committee" "$base/intern.txt" --internal --json | jq -r .id)
ok "an internal one arrives at the city" whole city "$inner"
is "its format is told by its name" "$(json city "$inner" .fields.mimeType)" text/plain
echo "für alle" >"$base/offen.txt"
open=$(v city file add "$committee" "$base/offen.txt" --json | jq -r .id)
ok "one for all arrives at the club" whole club "$open"
is "the club has two documents" "$(v club file list --json | jq '.items | length')" 2
is "and the bytes of two" "$(blobs_of club)" 2
: >"$base/leer"
empty=$(v city file add "$committee" "$base/leer" --json | jq -r .id)
ok "an empty one arrives" whole forum "$empty"
ok "and is saved" v forum file get "$empty" "$base/leer2"
is "empty" "$(stat -c %s "$base/leer2")" 0

# ---- refused ----
truncate -s 1073741825 "$base/gross"
refused "a byte more than 1 GiB" 2019 1 v city file add "$committee" "$base/gross"
refused "a folder" 3008 1 v city file add "$committee" "$base/city"
refused "a guest adds nothing" 1203 4 v club file add "$committee" "$base/leer"
cp "$base/city/verbundd.conf" "$base/conf"
echo "file-space 1 MiB" >>"$base/city/verbundd.conf"
kill -HUP "${pid[city]}"
full() { ! v city file add "$committee" "$base/plan.bin" 2>"$base/err" && grep -q VB-2020 "$base/err"; }
ok "the new limit is read" wait_until 10 full
refused "more than there is room for" 2020 1 v city file add "$committee" "$base/plan.bin"
like "and says so in German" "$(LANGUAGE=de v city file add "$committee" "$base/plan.bin" 2>&1)" "Der Platz dieser Stelle für Dokumente ist verbraucht"
cp "$base/conf" "$base/city/verbundd.conf"
kill -HUP "${pid[city]}"

# ---- the disk ----
flip "$(bytes_file city)" 20000000
refused "a damaged one is not saved" 2022 9 v city file get "$big" "$base/bad"
is "and leaves no file behind" "$(ls "$base"/bad* 2>/dev/null)" ""
ok "it is fetched from the others, and saved" wait_until 60 v city file get "$big" "$base/again.bin"
is "the same bytes" "$(sum "$base/again.bin")" "$(sum "$base/plan.bin")"
echo x >"$base/city/blobs/0123456789abcdef"
stop city
ok "--check does not take what is left over for damage" eval '"$BUILD/verbundd" --check --home "$base/city" >"$base/findings"'
is "and tells of it" "$(cut -f 1 "$base/findings")" BLOB_EXTRA
start city
ok "what belongs to nobody is gone" [ ! -e "$base/city/blobs/0123456789abcdef" ]
stop city
ok "--check finds nothing" "$BUILD/verbundd" --check --home "$base/city"
flip "$(bytes_file city)" 20000000
daemon_refused "--check finds a changed byte, for which no backup is needed" 2022 9 city --check
start city

# ---- removed ----
ok "a document is removed" v city file remove "$open" --yes
gone() { [ "$(v "$1" file list --json | jq --arg id "$open" 'any(.items[]; .id == $id)')" = false ]; }
ok "at the club, too" wait_until 20 gone club
