#!/bin/bash
# What offices know of persons stands encrypted in their stores, under keys that only `record.keys` has: no file of a data
# directory, no backup and no log shows a name or an address, and yet persons are found, listed and changed as ever. Who is erased leaves no
# key behind, so that not even an old backup opens what it was. A file that is missing or damaged is said so, and loses nothing else.
limit=150
settings_erasure='erasure-delay 50 ms'
. "$(dirname "$0")/lib.sh"
settings="$settings
$settings_erasure"

traces=(Zwiebelfisch zwiebelfisch zwfi.example 0451-98765)
# has_trace FILE...: one of the files holds a byte of it.
has_trace() { local words=(); for word in "${traces[@]}"; do words+=(-e "$word"); done; grep -qaF "${words[@]}" -- "$@"; }
home_has_trace() { local files; mapfile -t files < <(find "$base/$1" -type f); has_trace "${files[@]}"; }
finds() { [ "$(v "$1" search "$2" --json 2>/dev/null | jq '.items | length')" = "$3" ]; }
is_gone() { no v "$1" record show "$2"; }
# missing OFFICE: who has not confirmed, as this office sees it, of all erasures.
missing() { v "$1" erasure status --json | jq -c '[.items[].missing[].name] | unique'; }

office city city Stadt
office forum forum Forum dials
start city && start forum || exit 1
ok "the offices pair" pair city forum
group=$(v city committee create Runde --json | jq -r .id)
ok "the forum is a member" v city committee admit "$group" Forum --role member
ok "the forum knows the committee" wait_until 20 v forum committee show "$group"

# ---- persons of one office, and of a committee ----
own=$(v city person add 'Erna Zwiebelfisch' --email erna@zwfi.example --json | jq -r .id)
shared=$(v city person add 'Doktor Zwiebelfisch' --in "$group" --json | jq -r .id)
v forum record create person --in "$group" '{"name":"Otto Zwiebelfisch","phone":["0451-98765"],"id":"https://zwfi.example/7"}' >/dev/null
v city message post "$group" 'Offene Worte.' >/dev/null
v forum record edit "$shared" '{"name":"Professor Zwiebelfisch"}' >/dev/null
ok "both hold the same" wait_until 20 same_state "$group" city forum
ok "the city finds all three by their name" wait_until 20 finds city zwiebelfisch 3
ok "also by its beginning" finds city zwiebelf 3
ok "and what was written since" wait_until 20 finds city professor 1
ok "the former name finds nothing" finds city doktor 0
ok "the forum finds two" wait_until 20 finds forum zwiebelfisch 2
sleep 2 # by now they are in the index
ok "and still when they are indexed" finds city zwiebelfisch 3
is "they are listed" "$(v city record list person --json | jq -r '.items[].fields.name' | sort | paste -sd,)" "Erna Zwiebelfisch,Otto Zwiebelfisch,Professor Zwiebelfisch"
v city backup "$base/city.backup" >/dev/null
for o in city forum; do
	ok "$o: no file of the data directory holds a byte of them" no home_has_trace $o
	ok "$o: nor does its log" no has_trace "$base/$o.log"
	is "$o: the keys are for their owner only" "$(stat -c %a "$base/$o/record.keys")" 600
done
ok "nor does the backup" no has_trace "$base/city.backup"
ok "what is not confidential lies open" grep -qa 'Offene Worte' "$base/city/data.mdb"

# ---- erased ----
cp "$base/city/record.keys" "$base/former.keys"
ok "the city erases one" v city record erase "$shared" --ground request --yes
ok "it is gone at both" wait_until 20 eval 'is_gone city "$shared" && is_gone forum "$shared"'
ok "both have confirmed it" until_is 30 '[]' missing city
ok "the keys were written anew" no cmp -s "$base/former.keys" "$base/city/record.keys"
ok "with fewer in them" [ "$(stat -c %s "$base/city/record.keys")" -lt "$(stat -c %s "$base/former.keys")" ]
ok "the others are found as before" wait_until 20 finds city zwiebelfisch 2

# ---- the same after a kill, and what happens when the file is lost ----
crash city
start city || exit 1
ok "they are found after a kill" wait_until 20 finds city zwiebelfisch 2
stop city
is "the store is whole" "$("$BUILD/verbundd" --check --home "$base/city" 2>/dev/null; echo $?)" 0
mv "$base/city/record.keys" "$base/kept.keys"
start city 2>/dev/null
is "without the file it does not start" $? 9
like "and says which error it is" "$(tail -n 3 "$base/city.log")" VB-2030
like "and what to do" "$(tail -n 3 "$base/city.log")" 'Put the file `record.keys` back'
head -c 100 "$base/kept.keys" >"$base/city/record.keys"
start city 2>/dev/null
is "nor with half of it" $? 9
cp "$base/kept.keys" "$base/city/record.keys"
flip "$base/city/record.keys" 200
start city 2>/dev/null
is "nor with one that was altered" $? 9
cp "$base/former.keys" "$base/city/record.keys"
start city || exit 1
ok "an older one is as good" wait_until 20 finds city zwiebelfisch 2
stop city
ok "but no key of what was erased stays in it" [ "$(stat -c %s "$base/city/record.keys")" -lt "$(stat -c %s "$base/former.keys")" ]
refused_new() { "$BUILD/verbundd" --new-record-keys --home "$base/city" 2>&1; }
like "a file that is there is never overwritten" "$(refused_new)" 'VB-2009'
rm "$base/city/record.keys"
ok "an empty one can be made" "$BUILD/verbundd" --new-record-keys --home "$base/city"
start city || exit 1
ok "then what the forum has comes back from it" wait_until 30 finds city zwiebelfisch 1
is "what only the city had is lost" "$(v city record list person --json | jq -r '.items[].fields.name')" "Otto Zwiebelfisch"
ok "both hold the same again" wait_until 20 same_state "$group" city forum
stop city
is "and the store is whole" "$("$BUILD/verbundd" --check --home "$base/city" 2>/dev/null; echo $?)" 0
