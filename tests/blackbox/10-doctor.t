#!/bin/bash
# doctor: everything that it knows is broken on purpose, and named with its fix.
limit=300
. "$(dirname "$0")/lib.sh"

office a city "Hansestadt Lübeck"
look() { "$BUILD/verbundd" --look --home "$base/$1"; }
is "a quick look at a home that is whole" "$(look a | grep -v ^setting$'\t' | cut -f 1,2 | tr '\t\n' '= ')" "home=0 settings=0 keys=0 partners=0 lock=0 store=0 "
