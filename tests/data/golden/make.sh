#!/bin/bash
# Makes a golden store: make.sh FOLDER writes the home of an office, as the programs in BUILD make it, and what it shows.
#
# usage: BUILD=build tests/data/golden/make.sh tests/data/golden/step-N
# Once a step is closed its folder never changes again: later versions must open it (tests/blackbox/18-golden.t).
# The secret keys in it belong to nobody: they were made here, for this.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
: "${BUILD:=$here/../../../build}"
export LC_ALL=C.UTF-8 NO_COLOR=1 settings=
settings='retry-min 50 ms
retry-max 500 ms
second-dial 1 s'
umask 077
# shellcheck source=../../blackbox/offices.sh
. "$here/../../blackbox/offices.sh"
# shellcheck source=what.sh
. "$here/what.sh"
trap 'crash_all; rm -rf "$base"' EXIT
# has_all_files: the city has all of each document.
has_all_files() { for id in $(v city record list file --json | jq -r '.items[].id'); do v city file get "$id" "$base/all.$id" >/dev/null || return 1; done; }
new() { v "$1" "${@:2}" --json | jq -r .id; }

# ---- four offices; the city's is kept ----
office city city 'Hansestadt Lübeck'
office forum forum 'Forum für Migrantinnen und Migranten'
office cafe ngo 'Café Zuflucht'
office land ministry 'Innenministerium'
# A bridge to e-mail that reaches no server: what it wants to send waits in its drawer.
printf '%s\n' 'address beirat@stadt.example' 'submission smtp://127.0.0.1:1' 'receive none' >"$base/city/mail.conf"
for o in city forum cafe land; do start $o; done
for o in forum cafe land; do pair city $o; done
group=$(new city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" "$(name_of forum)" --role steward >/dev/null
v city committee admit "$group" "$(name_of cafe)" --role guest >/dev/null
v city committee admit "$group" "$(name_of land)" --role member >/dev/null
wait_until 30 same_state "$group" city forum land

# ---- records of every kind, for all and for the core, from several offices ----
v city import oparl "$here/../luebeck-2014.oparl.jsonl" --into "$group" >/dev/null
meeting=$(new city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --location 'Rathaus')
inner=$(new city meeting create "$group" --name 'Trägertreffen' --start 2026-12-02T09:00 --internal)
item=$(new city agenda add "$meeting" --name 'Bericht der Verwaltung')
other=$(new forum agenda add "$meeting" --name 'Bericht des Forums' --after "$item")
v city agenda add "$inner" --name 'Haushalt' --internal >/dev/null
new land agenda add "$meeting" --name 'Bericht des Landes' >/dev/null
wait_until 30 same_state "$group" city forum land
v forum agenda edit "$item" --name 'Bericht' --minutes 15 >/dev/null
v city agenda move "$other" --after "$item" >/dev/null
v cafe message post "$group" 'Wir kommen zu zweit.' >/dev/null
v city message post "$meeting" 'Bitte die Unterlagen bis Freitag.' >/dev/null
v city person add 'Anna Schmidt' --email anna@luebeck.example --letter --login games --right reader >/dev/null
anna=$(new city person add 'Erika Muster' --in "$group" --email erika@muster.example)
paper=$(new city paper add "$group" --name 'Integrationskonzept' --reference 'VO/2026/1')
v city consultation add "$paper" --meeting "$meeting" --item "$item" >/dev/null
v city committee seat add "$group" --for "$(v city record list organization --json | jq -r '.items[0].id')" --person "$anna" >/dev/null
printf 'Anlage zum Konzept\n%.0s' {1..2000} >"$base/annex.txt"
v city file add "$paper" "$base/annex.txt" --name 'Anlage' >/dev/null
v forum file add "$group" "$base/annex.txt" --name 'Vom Forum' >/dev/null
v city committee suspend "$group" "$(name_of cafe)" >/dev/null
v city committee lift "$group" "$(name_of cafe)" >/dev/null
moved=$(new city agenda add "$meeting" --name 'Wird intern')
wait_until 30 same_state "$group" city forum land
v city agenda edit "$moved" --internal >/dev/null
gone=$(new city agenda add "$meeting" --name 'Entfällt')
v city agenda remove "$gone" --yes >/dev/null
wait_until 30 same_state "$group" city forum land

# ---- a sitting from plan to vote, and what is owed: a record of each kind that came with it ----
v city committee seat add "$group" --for Jobcenter --advisory >/dev/null
v city committee seat add "$group" --for 'Forum e. V.' --person "$anna" --office "$(name_of forum)" --substitute 'Max Muster' >/dev/null
v city committee rules "$group" --set goSH >/dev/null
v city committee rules "$group" --notice 8 >/dev/null
v cafe agenda propose "$meeting" --name 'Räume im Winter' >/dev/null
v city agenda add "$meeting" --name 'Förderanträge' --internal >/dev/null
v city meeting invite "$meeting" --reason 'die Frist des Landes' --wait 1 >/dev/null || true
wait_until 30 same_state "$group" city forum
v forum meeting reply "$meeting" yes >/dev/null
wait_until 30 same_state "$group" city forum
v city meeting reply "$meeting" maybe --seat Jobcenter --comment 'per Telefon' >/dev/null
v city meeting open "$meeting" >/dev/null
v city meeting attend "$meeting" Jobcenter --from 18:05 --to 19:00 >/dev/null
v city meeting quorum "$meeting" --state --at 18:10 >/dev/null || true
series=$(new city meeting series create "$group" --name 'AG' --every 6 --weekday tue --start 2027-01-12 --time 10:00 --minutes 120)
v city meeting series plan "$series" --until 2027-03-01 --on 2026-11-28 >/dev/null
v city paper point add "$paper" 'Der Bericht wird zur Kenntnis genommen.' >/dev/null
v city comment request "$paper" --for Jobcenter --due 2026-12-15 >/dev/null
duty=$(new city obligation add "$group" --name 'Jahresbericht' --start 2026-02-28 --every 1 --unit year)
v city obligation done "$duty" --date 2026-03-02 >/dev/null
v city measure add "$group" --name 'Sprachkurse am Abend' --area Sprache --indicator Plätze --target 120 --end 2027-12-31 >/dev/null
v city agreement add "$group" --name 'Flüchtlingsarbeit' --partners Jobcenter --review 2027-12-31 >/dev/null
v city step add "$group" --process Erstintegration --name Anmeldung --office Jobcenter >/dev/null
money=$(new city funding apply "$group" --for 'Sprachcafé e. V.' --goal 'Deutsch für alle' --amount 4.000,00 --from 2027-01-01 --until 2027-12-31 --cost 'Raum=4.200,00' --income 'Spenden=200,00')
v city funding recommend "$money" partial --amount 3.000,00 >/dev/null
asked=$(new city request ask "$meeting" --role interpreter --language ar --needed 2 --person "$anna" --due 2026-11-25)
v city request answer "$asked" "$anna" yes --comment 'auch Kurdisch' >/dev/null
wait_until 30 same_state "$group" city forum land

# ---- two write the same apart, one is dismissed, keys change, an archive comes in, an invitation is open ----
stop forum
v city agenda edit "$other" --name 'Bericht der Stadt' >/dev/null
stop city
start forum
v forum agenda edit "$other" --name 'Bericht aus dem Forum' >/dev/null
start city
wait_until 30 same_state "$group" city forum land
v city committee dismiss "$group" "$(name_of land)" --yes >/dev/null
wait_until 30 same_state "$group" city forum
v city node rotate --yes >/dev/null
archived=$(new land committee create 'Landesbeirat')
land_meeting=$(new land meeting create "$archived" --name 'Sitzung im Land' --start 2026-11-03T10:00)
v land agenda add "$land_meeting" --name 'Bericht' >/dev/null
v land export json "$base/land.jsonl" --from "$archived" >/dev/null
v city import json "$base/land.jsonl" >/dev/null
invite city >/dev/null
wait_until 60 has_link city forum
wait_until 60 same_state "$group" city forum
wait_until 60 has_all_files
wait_until 60 eval '[ "$(v city bridge status | cut -f 4)" -gt 0 ]'
stop city && stop forum && stop cafe && stop land
start city
what=$(golden_what city)
stop city

# ---- into the folder: the store compacted, without what belongs to this machine ----
"$BUILD/verbundd" --check --home "$base/city"
rm -rf "$out"
mkdir -p "$out/home"
"$BUILD/blackbox/compact" "$base/city" "$(realpath "$out")/home/data.mdb"
cp -r "$base/city/node.keys" "$base/city/record.keys" "$base/city/partners" "$base/city/blobs" "$out/home/"
printf '%s\n' "$what" >"$out/what.jsonl"
"$BUILD/blackbox/rows" "$base/city" >"$out/rows"
chmod -R go+rX "$out"
du -sh "$out"
