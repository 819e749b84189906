#!/bin/bash
# What is erased is gone at every office that held it: from the lists at once, and after the run from every file of its data
# directory, from a new backup, from the log and from the memory of the daemon. An office that was away obeys when it is
# back; receipts are counted; a daemon that is killed in the middle of the run loses nothing and finishes it.
limit=150
settings_erasure='erasure-delay 50 ms'
. "$(dirname "$0")/lib.sh"
settings="$settings
$settings_erasure"

text="Frau Zwiebelfischsalat wohnt am Blaubeerwaldweg und sagt das nur im Vertrauen"
traces=(Zwiebelfischsalat zwiebelfischsalat laubeerwaldweg)
offices=(city forum relay away)

# has_trace FILE...: one of the files holds a byte of it.
has_trace() { grep -qaF -e "${traces[0]}" -e "${traces[1]}" -e "${traces[2]}" -- "$@"; }
files_of() { find "$base/$1" -type f; }
home_has_trace() { local files; mapfile -t files < <(files_of "$1"); has_trace "${files[@]}"; }
# in_memory OFFICE: how often the memory of its daemon holds one of them.
in_memory() { perl "$(dirname "$0")/memory.pl" "${pid[$1]}" "${traces[@]}" | awk '{ sum += $2 } END { print sum }'; }
# A sanitizer keeps what was freed on purpose.
can_look() { [ "$(id -u)" = 0 ] && ! grep -qa __asan_init "$BUILD/verbundd"; }
# missing OFFICE: who has not confirmed, as this office sees it, of all erasures.
missing() { v "$1" erasure status --json | jq -c '[.items[].missing[].name] | unique'; }
confirmed() { v "$1" erasure status --json | jq -c '[.items[] | .confirmed | length]'; }
is_gone() { no v "$1" record show "$2"; }
finds() { [ "$(v "$1" search zwiebelfischsalat --json | jq '.items | length')" = "$2" ]; }

office city city "Stadt"
office relay city "Weiterleitung"
office forum forum "Forum" dials
office away ngo "Verein" dials
for o in "${offices[@]}"; do start $o || exit 1; done
for o in relay forum away; do ok "$o and the city are partners" pair city $o; done
group=$(v city committee create "Runder Tisch" --json | jq -r .id)
for o in forum away; do ok "$o is a member" v city committee admit "$group" "$(name_of $o)" --role member; done
ok "one passes on what it cannot read" v city committee admit "$group" Weiterleitung --role relay
ok "all know the committee" wait_until 20 eval 'v forum committee show "$group" && v away committee show "$group" && v relay space show "$group"'

# ---- something that must go, at everybody ----
message=$(v forum message post "$group" "$text" --json | jq -r .id)
paper=$(v forum record create paper --in "$group" "{\"name\":\"Akte Zwiebelfischsalat\",\"web\":\"http://blaubeerwaldweg.example\"}" --json | jq -r .id)
stays=$(v city message post "$group" "Das bleibt." --json | jq -r .id)
ok "all hold the same" wait_until 20 same_state "$group" city forum away
ok "the city finds both by their words" wait_until 20 finds city 2
ok "the relay has them, too" wait_until 20 eval '[ "$(v relay space show "$group" --json | jq .sum.entries)" = "$(v city space show "$group" --json | jq .sum.entries)" ]'
ok "the city's files hold it" home_has_trace city
v city backup "$base/old.backup" >/dev/null
ok "and a backup does" has_trace "$base/old.backup"
if can_look; then ok "and the memory of its daemon" [ "$(in_memory city)" -gt 0 ]; else skip 1 "not root, or a sanitizer"; fi
ok "one office goes away" stop away

# ---- who may, and what is told before ----
refused "the forum does not erase what the city wrote" 1203 4 v forum message erase "$stays" --yes
refused "nobody is asked, and nobody said yes" 3006 2 v city record erase "$paper" </dev/null
like "a rehearsal says what would go" "$(v city record erase "$paper" --dry-run 2>&1)" "at all offices of the committee \(4\)"
like "also in German" "$(LC_ALL=C.UTF-8 LANGUAGE=de v city record erase "$paper" --dry-run 2>&1)" "endgültig gelöscht: Akte"
ok "and changes nothing" v city record show "$paper"
ok "the forum erases its message" v forum message erase "$message" --ground request --yes
ok "the city, being a steward, the paper" v city record erase "$paper" --ground mistake --yes
ok "both are gone at the city" wait_until 20 eval 'is_gone city "$message" && is_gone city "$paper"'
ok "and at the forum" wait_until 20 eval 'is_gone forum "$message" && is_gone forum "$paper"'
refused "which says that it was erased" 1308 3 v forum record show "$paper"
ok "no word finds it" finds city 0

# ---- after the runs ----
ok "three offices have confirmed both" until_is 30 '["Verein"]' missing city
is "each of the two by three" "$(confirmed city)" "[3,3]"
ok "the forum knows the same" until_is 20 '["Verein"]' missing forum
like "in words" "$(v city erasure status)" "Runder Tisch.*Verein"
like "with the reason" "$(v city erasure status)" "request"
v city backup "$base/new.backup" >/dev/null
for o in city forum relay; do
	ok "$o: no file of its data directory holds a byte of it" no home_has_trace $o
	ok "$o: nor does its log" no has_trace "$base/$o.log"
	v $o erasure run >/dev/null # the search above named a word again
	if can_look; then is "$o: nor the memory of its daemon" "$(in_memory $o)" 0; else skip 1 "not root, or a sanitizer"; fi
done
ok "a new backup does not either" no has_trace "$base/new.backup"
ok "the old one still does, as was said" has_trace "$base/old.backup"
ok "the other message is there" v forum record show "$stays"

# ---- the one that was away ----
ok "the files of the one away still hold it" home_has_trace away
start away
ok "it obeys when it is back" wait_until 20 eval 'is_gone away "$message" && is_gone away "$paper"'
ok "and confirms" until_is 30 '[]' missing city
is "now four" "$(confirmed city)" "[4,4]"
ok "none of its files holds a byte of it" no home_has_trace away
ok "all hold the same" wait_until 20 same_state "$group" city forum away

# ---- killed in the middle of the run ----
ok "a stack of long messages" eval 'for i in $(seq 12); do v city message post "$group" "$i $(head -c 14000 /dev/zero | tr "\0" x)" || exit 1; done'
kills=0
for i in 1 2 3 4 5; do
	last=$(v city message post "$group" "Wieder Zwiebelfischsalat $i" --json | jq -r .id)
	v city message erase "$last" --yes >/dev/null 2>&1
	v city erasure run >/dev/null 2>&1 &
	sleep 0.0$((i * 2))
	crash city
	kills=$((kills + 1))
	wait $! 2>/dev/null
	start city || exit 1
done
is "five times" $kills 5
ok "nothing was lost" eval '[ "$(v city message list "$group" --json | jq ".items | length")" = 13 ]'
ok "every run was finished, and confirmed by all" until_is 40 '[]' missing city
is "seven erasures, by four each" "$(confirmed city)" "[4,4,4,4,4,4,4]"
ok "no file holds a byte of it" wait_until 20 no home_has_trace city
ok "no half copy is left" no test -e "$base/city/data.mdb.new"
ok "all hold the same" wait_until 20 same_state "$group" city forum away
ok "the city ends in good order" stop city
ok "and its store is sound" "$BUILD/verbundd" --check --home "$base/city"
