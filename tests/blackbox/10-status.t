#!/bin/bash
# The status: who was heard when, what waits, what did not arrive, disk, backup; on one screen, in both languages, and exit
# status 10 where something needs somebody.
limit=240
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# on_terminal COMMAND...: all that it says on a terminal of 80 columns.
on_terminal() {
	local line
	printf -v line '%q ' "$@"
	COLUMNS=80 LINES=24 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
# screen OFFICE: its status on a terminal.
screen() { VERBUND_HOME=$base/$1 on_terminal "$verbund" status; }
linked() { [ "$(peer city Forum .link)" = true ]; }
one_screen() { [ "$(wc -l <<<"$1")" -le 24 ] && [ -z "$(perl -CS -lne 's/[\x{2066}-\x{2069}]//g; print if length > 80' <<<"$1")" ]; }
# fits NAME TEXT: it is one screen.
fits() { ok "$1: at most 24 lines of 80 columns" one_screen "$2" || diag "$2"; }
# flat: texts that go on on the next line are one again.
flat() { tr '\n' ' ' | tr -s ' '; }
field() { v "$1" status --json | jq -r "$2"; }
# peer OFFICE NAME FILTER: of the row of another.
peer() { field "$1" ".peers[] | select(.name == \"$2\") | $3"; }
words() { field "$1" '[.faults[].word] | join(",")'; }
status_of() { local status=0; "$@" >/dev/null 2>&1 || status=$?; echo $status; }
is_degraded() { [ "$(status_of v "$1" status)" = 10 ]; }

# ---- an office alone ----
office city city "Hansestadt Lübeck"
office forum forum "Forum"
start city && start forum || exit 1
shown=$(screen city)
fits "a new office" "$shown"
like "its name" "$shown" '^Office +Hansestadt Lübeck \(city\)$'
like "everything is in order" "$shown" '^Everything is in order\.$'
like "there is no backup" "$shown" '^Last backup +never$'
like "room on the disk" "$shown" "^Stored +[0-9]+ kB; free on this disk: [0-9]+ (MB|GB|TB)"
is "ends well" "$(status_of v city status)" 0
is "nothing waits" "$(field city '[.waiting[]] | add')" 0

# ---- partners ----
v city peer invite >/dev/null
ok "two offices meet" meet city forum
like "digits wait, and a code that nobody used" "$(screen city)" '^Waiting +1 office: compare digits; 1 invitation$'
like "in German" "$(LANGUAGE=de screen city)" '^Es wartet +1 Stelle: Ziffern vergleichen; 1 Einladung$'
confirm city forum && confirm forum city
ok "and become partners" wait_until 15 has_link city forum
group=$(v city committee create "Steuerungsgruppe Integration")
v city committee admit "$group" Forum --role member >/dev/null
ok "with a committee" until_is 15 1 sh -c "VERBUND_HOME=$base/forum $verbund committee list --json | jq '.items | length'"
ok "all of it arrives" until_is 15 null peer city Forum .missing
shown=$(LANGUAGE=de screen city)
fits "an office with a partner" "$shown"
like "is connected" "$shown" '^Forum +verbunden$'
like "the committee" "$shown" '^Steuerungsgruppe Integration +Federführung +[0-9]+ +2 +[0-9a-f]{6} +[0-9a-f]{8}$'
like "all is well" "$shown" '^Alles ist in Ordnung\.$'
ok "no word of engineers" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward' <<<"$shown"
is "in a pipe the whole checksum stands in the sixth column" \
	"$(v city status | grep '^Steuerungsgruppe' | cut -f 6)" "$(state city "$group" all)"
first_cells() { v city status | cut -f 1 | sort; }
in_german() { [ "$(LANGUAGE=de first_cells)" = "$(first_cells)" ]; }
ok "the same in German, for scripts" wait_until 10 in_german

# ---- out of sight ----
stop forum
ok "the link is gone" wait_until 20 no linked
heard=$(peer city Forum .lastHeard)
like "when it was heard last is still known" "$heard" '^20..-..-..T'
for i in 1 2 3; do v city message post "$group" "Nachricht $i" >/dev/null; done
is "three entries have not arrived" "$(peer city Forum .missing)" 3
like "on the screen" "$(screen city)" '^Forum +3 entries +just now'
ok "what comes of calling it" until_is 10 closed peer city Forum .trouble
like "is told" "$(LANGUAGE=de screen city)" '^Forum +3 Einträge +gerade eben; ihre Adresse nimmt keine Verbindung an$'
stop city
start city
is "after a restart it was heard at the same time" "$(peer city Forum .lastHeard)" "$heard"
is "and the same has not arrived" "$(peer city Forum .missing)" 3
crash city
start city
is "after a crash, too" "$(peer city Forum '"\(.lastHeard) \(.missing)"')" "$heard 3"
start forum
ok "once it is back all arrives" until_is 20 null peer city Forum .missing
ok "and it is connected" wait_until 20 has_link city forum

# ---- time passes ----
# later DAYS: the city lives so much later.
library=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$library" ] || { diag "no libfaketime"; exit 1; }
later() { past=(env "LD_PRELOAD=$library" "FAKETIME=+${1}d" FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0); }
in_future() { local office=$1; shift; VERBUND_HOME=$base/$office "${past[@]}" "$verbund" "$@"; }
start_later() { later "$2"; leash=(setpriv --pdeathsig KILL "${past[@]}"); start "$1"; local status=$?; leash=(setpriv --pdeathsig KILL); return $status; }
stop forum
wait_until 20 no linked
stop city
ok "six days later" start_later city 6
is "an office that was not heard meanwhile is no cause" "$(in_future city status --json | jq -c '[.faults[].word]')" '[]'
stop city
ok "eight days later" start_later city 8
is "nor where all has arrived" "$(in_future city status --json | jq -c '[.faults[].word]')" '[]'
v city message post "$group" "Ist jemand da?" >/dev/null
is "but where an entry has not" "$(in_future city status --json | jq -c '[.faults[] | [.word, .name, .amount]]')" '[["silent","Forum",1]]'
is "exit status 10" "$(status_of in_future city status)" 10
is "with --json, too" "$(status_of in_future city status --json)" 10
shown=$(VERBUND_HOME=$base/city LANGUAGE=de on_terminal "${past[@]}" "$verbund" status)
fits "a status that is not in order" "$shown"
like "says whom nobody heard" "$(flat <<<"$shown")" 'Nicht in Ordnung Nichts mehr gehört von: Forum \(8 Tage\); 1 Eintrag ist dort nicht angekommen\.'
like "with its number" "$shown" 'VB-2015'
like "and what to do" "$shown" 'verbund doctor'
like "explain knows the number" "$("$verbund" explain 2015)" 'Something is not in order'
stop city

# ---- backups ----
ok "three weeks later" start_later city 21
is "there is still no backup" "$(in_future city status --json | jq -c '[.faults[].word]')" '["silent","backup"]'
mkdir "$base/usb"
is "a backup is one file" "$(in_future city backup "$base/usb/copy")" "$base/usb/copy"
is "for its owner only" "$(stat -c %a "$base/usb/copy")" 600
is "then it is no cause any more" "$(in_future city status --json | jq -c '[.faults[].word]')" '["silent"]'
like "it was made just now" "$(VERBUND_HOME=$base/city on_terminal "${past[@]}" "$verbund" status)" '^Last backup +just now$'
stop city
ok "five weeks later" start_later city 36
is "it is too old" "$(in_future city status --json | jq -c '[.faults[].word]')" '["silent","backup"]'
like "which is said" "$(VERBUND_HOME=$base/city LANGUAGE=de on_terminal "${past[@]}" "$verbund" status)" 'Die letzte Sicherung stammt von: vor 15 Tagen\.'
is "a document" "$(in_future city backup "$base/usb/copy" --json | jq -c '[.schema, .file, (.bytes > 0), (.time | test("^20"))]')" \
	"[\"verbund/backup/1\",\"$base/usb/copy\",true,true]"
stop city
start city
before=$(sha256sum <"$base/usb/copy")
(cd "$base/usb" && VERBUND_HOME=$base/city "$verbund" backup short >/dev/null)
ok "a name alone is one of the folder where it was typed" [ -s "$base/usb/short" ]
echo "Sehr geehrte Damen und Herren" >"$base/usb/letter"
refused "a backup over a letter" 2018 5 v city backup "$base/usb/letter"
is "which stays" "$(cat "$base/usb/letter")" "Sehr geehrte Damen und Herren"
refused "over a folder" 2018 5 v city backup "$base/usb"
refused "in a folder that is not there" 2018 5 v city backup "$base/none/copy"
refused "over the store" 2018 5 v city backup "$base/city/data.mdb"
refused "into the data directory" 2018 5 v city backup "$base/city/copy"
refused "over a device" 2018 5 v city backup /dev/null
like "in German" "$(LANGUAGE=de v city backup "$base/usb/letter" 2>&1)" 'wird nicht überschrieben'
is "the older backup is untouched" "$(sha256sum <"$base/usb/copy")" "$before"
ok "and the office is whole" v city message list "$group"

# ---- a disk with little room ----
mkdir -m 755 "$base/small"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=8m,mode=755 tmpfs "$base/small" 2>/dev/null; then
	trap 'umount -l "$base/small"; at_end' EXIT
	office small city "Stadt mit kleiner Platte"
	start small
	is "a small disk" "$(words small)" disk
	is "exit status 10" "$(status_of v small status)" 10
	like "says how little" "$(LANGUAGE=de screen small | flat)" 'sind nur noch [0-9]+ kB frei'
	refused "no room for a backup" 2004 1 v city backup "$base/small/$(head -c 9000000 /dev/zero >"$base/small/ballast" 2>/dev/null; echo copy)"
	ok "leaves nothing behind" no ls "$base/small/copy" "$base/small/copy.new"
	stop small
else
	skip 5 "only root can mount a small disk here"
fi

# ---- offices that have grown ----
# grown PEERS SPACES FAULTS: what a daemon of such an office would answer.
grown() {
	jq -n --argjson peers "$1" --argjson spaces "$2" --argjson faults "$3" --argjson now "$(date +%s)000" '
		def name(i): ["Hansestadt Lübeck", "Forum für Migrantinnen und Migranten in Schleswig-Holstein", "المنتدى", "漢字 🙂", "Café"][i % 5];
		{status: {
			id: ("abcd-" * 13 + "abcd"), kind: "ministry", name: ("Ministerium für Soziales, Integration und Gleichstellung " * 2), version: "9",
			backup: ($now - 3 * 86400000), disk: {free: 81234567890, size: 252000000000}, store: {bytes: 12345678, entries: 9, max: 99, used: 9},
			waiting: {digits: 2, fetches: 30, held: 400, invites: 3, keys: 7},
			peers: [range($peers) | {id: ("aaaa-" * 13 + "aaaa"), name: "\(name(.)) \(.)", state: "paired", link: (. % 100 != 0),
				lastHeard: ($now - . * 3600000), missing: (if . % 100 == 0 then 14 else 0 end),
				trouble: (if . % 100 == 0 then "silent" else null end)} | with_entries(select(.value != null))],
			spaces: [range($spaces) | {id: ("ab" * 32), name: "\(name(.)) \(.)", role: "steward", records: 1234567, members: 400, states: {all: ("cd" * 32), core: ("ef" * 32)}}],
			faults: [range($faults) | [{word: "disk", amount: 12345678}, {word: "silent", name: name(1), since: ($now - 30 * 86400000), amount: 14}, {word: "clock", name: name(2), amount: -3600000},
				{word: "fork", name: name(1)}, {word: "backup"}, {word: "store", amount: 93}, {word: "writing", amount: 2004}, {word: "fetching", name: name(3)},
				{word: "keys", name: name(3), amount: 2}, {word: "keyChanged", name: name(4), since: ($now - 86400000)}][. % 10]]}}' >"$base/grown.json"
}
mkdir -m 700 "$base/parrot"
setpriv --pdeathsig KILL "$here/parrot.py" "$base/parrot" "$base/grown.json" >"$base/parrot.log" 2>&1 &
ok "a daemon that repeats" wait_until 20 grep -q READY "$base/parrot.log"
for language in en de; do
	export LANGUAGE=$language
	for size in "8 6 0" "8 6 1" "8 6 3" "400 40 0" "400 40 10" "0 40 10" "400 0 10" "9 7 0" "1 1 1"; do
		read -r peers spaces faults <<<"$size"
		grown "$peers" "$spaces" "$faults"
		like "$language: the status of a ministry" "$(screen parrot)" '^(Office|Stelle) +Ministerium'
		fits "$language: $peers offices, $spaces committees, $faults faults" "$(screen parrot)"
	done
	grown 400 40 0
	shown=$(screen parrot)
	like "$language: who was not heard stands first" "$(grep -nE ' 300 ' <<<"$shown" | head -n 1)" '^1[0-9]:'
	grown 300 2 0
	jq '.status.peers |= map(.link = true | del(.trouble, .missing))' "$base/grown.json" >"$base/all.json" && mv "$base/all.json" "$base/grown.json"
	like "$language: the others are summed up" "$(screen parrot)" \
		"$([ $language = en ] && echo '^and 2[0-9]{2} more offices: all connected$' || echo '^und 2[0-9]{2} weitere Stellen: alle verbunden$')"
	for fault in 0 1 2 3 4 5 6 7 8 9; do
		grown 1 1 10
		jq ".status.faults = [.status.faults[$fault]]" "$base/grown.json" >"$base/one.json" && mv "$base/one.json" "$base/grown.json"
		shown=$(screen parrot)
		word=$(jq -r '.status.faults[0].word' "$base/grown.json")
		like "$language: $word is told in a sentence" "$shown" "^(Not in order|Nicht in Ordnung) +[^ ].{12}"
		ok "$language: $word: no word of engineers" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward' <<<"$(sed 's/`[^`]*`//g' <<<"$shown")"
	done
done
export LANGUAGE=
