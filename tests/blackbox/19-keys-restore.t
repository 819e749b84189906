#!/bin/bash
# The keys of persons have a backup of their own. An office that lost its computer comes back with it as it was; without it,
# what others have comes back from them and the rest is lost, which is said before and after; and an old backup with the keys of
# today does not show who was erased in between. A copy that is old, altered or another office's is refused.
limit=200
settings_erasure='erasure-delay 50 ms'
. "$(dirname "$0")/lib.sh"
settings="$settings
$settings_erasure"

words='vier gute Wörter hier'
echo "$words" >"$base/words"
names() { v "$1" record list person --json | jq -r '.items[].fields.name' | sort | paste -sd,; }
# missing OFFICE: who has not confirmed, as this office sees it, of all erasures.
missing() { v "$1" erasure status --json | jq -c '[.items[].missing[].name] | unique'; }
# back NAME [OPTION...]: the city as it comes back in a folder of that name; it does not start.
back() { local name=$1; shift; v "$name" restore "$base/city.backup" --sheet "$base/sheet" --passphrase-file "$base/words" "$@"; }
fault() { v "$1" status --json | jq -r --arg w "$2" '[.faults[] | select(.word == $w) | .amount // 0] | join(",")'; }

office city city Stadt
office forum forum Forum dials
start city && start forum || exit 1
v city node sheet "$base/sheet" --passphrase-file "$base/words" 2>/dev/null
ok "the offices pair" pair city forum
group=$(v city committee create Runde --json | jq -r .id)
ok "the forum is a member" v city committee admit "$group" Forum --role member
v city person add 'Erna Eigen' --json >/dev/null
gone=$(v city person add 'Gerd Gelöscht' --in "$group" --json | jq -r .id)
v city person add 'Tina Teil' --in "$group" --json >/dev/null
ok "both hold the same" wait_until 20 same_state "$group" city forum


# ---- the copies ----
is "a backup" "$(v city backup "$base/city.backup")" "$base/city.backup"
is "a copy of the keys" "$(v city backup --keys "$base/first.keys")" "$base/first.keys"
is "for its owner only" "$(stat -c %a "$base/first.keys")" 600
ok "a backup is not overwritten by it" no v city backup --keys "$base/city.backup"
ok "nor it by a backup" no v city backup "$base/first.keys"
like "as is said in German" "$(LANGUAGE=de v city backup "$base/first.keys" 2>&1)" 'keine ältere Sicherung'
is "a new one takes its place" "$(v city backup --keys "$base/first.keys" --json | jq -r .file)" "$base/first.keys"
v forum person add 'Otto Fremd' --json >/dev/null
v forum backup --keys "$base/forum.keys" >/dev/null 2>&1

# ---- erased since ----
ok "one is erased" v city record erase "$gone" --ground request --yes
ok "and confirmed" until_is 30 '[]' missing city
v city backup --keys "$base/today.keys" >/dev/null 2>&1

# ---- the computer is lost: with the keys ----
crash city
stop forum
rm -rf "$base/city"
refused "another office's keys" 2032 9 back city --keys "$base/forum.keys"
cp "$base/today.keys" "$base/flipped.keys"
flip "$base/flipped.keys" 300
refused "altered ones" 2032 9 back city --keys "$base/flipped.keys"
refused "a backup in their place" 2032 9 back city --keys "$base/city.backup"
refused "none" 3008 1 back city --keys "$base/none"
ok "nothing was written" [ ! -e "$base/city" ]
ok "restored with the keys of today" back city --keys "$base/today.keys"
start city || exit 1
is "the own person is there at once" "$(names city)" "Erna Eigen"
start forum || exit 1
ok "and the shared one when a member was reached" until_is 30 "Erna Eigen,Tina Teil" names city
ok "both hold the same again" wait_until 30 same_state "$group" city forum
ok "nothing is wanted: who was erased is not asked for" until_is 20 "" fault city recordsWanted

# ---- and without ----
crash city
stop forum
rm -rf "$base/city"
back city >/dev/null 2>"$base/told"
like "what cannot be read is told" "$(cat "$base/told")" '3 persons and other confidential records cannot be read'
like "and what to do" "$(cat "$base/told")" 'restore again with --keys'
rm -rf "$base/city"
like "in German, too" "$(LANGUAGE=de back city 2>&1)" '3 Personen und andere vertrauliche Datensätze sind nicht lesbar'
start city || exit 1
is "no person is shown" "$(names city)" ""
ok "two that the forum may have are wanted" until_is 20 2 fault city recordsWanted
like "the doctor says why" "$(v city doctor 2>&1)" '2 persons and other confidential records are being fetched again'
like "in German, too" "$(LANGUAGE=de v city doctor 2>&1)" '2 Personen und andere vertrauliche Datensätze werden neu geholt'
start forum || exit 1
ok "what the forum has comes back" until_is 30 "Tina Teil" names city
ok "nothing is wanted any more" until_is 30 "" fault city recordsWanted
ok "both hold the same" wait_until 30 same_state "$group" city forum
ok "it is found" wait_until 20 eval 'v city search tina'

# ---- what lies in the old backup, for whoever has the sheet ----
ok "the old backup with the keys of before shows who was erased: that is why they are destroyed" back old --keys "$base/first.keys"
is "its store is whole" "$("$BUILD/verbundd" --check --home "$base/old" 2>/dev/null; echo $?)" 0
