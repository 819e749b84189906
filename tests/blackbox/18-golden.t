#!/bin/bash
# The golden stores: each was written by the programs of its day, which wrote down, too, what they showed of it. The present
# ones open it, find it whole, and show the same: checksums, records, histories; and go on writing.
limit=180
. "$(dirname "$0")/lib.sh"
# shellcheck source=../data/golden/what.sh
. "$data/golden/what.sh"

for golden in "$data"/golden/*/; do
	name=$(basename "$golden")
	mkdir -m 700 "$base/$name"
	cp -r "$golden"/home/* "$base/$name/"
	chmod -R u=rwX,go= "$base/$name"
	touch "$base/$name/verbundd.conf"
	ok "$name: opens" start "$name" || continue
	golden_what "$name" >"$base/shown"
	is "$name: shows what it showed, and that is something" "$(wc -l <"$base/shown")" "$(wc -l <"$golden/what.jsonl")"
	ok "$name: line by line" diff "$golden/what.jsonl" "$base/shown" || diag "$(diff "$golden/what.jsonl" "$base/shown" | head -n 20)"
	group=$(jq -r 'select(.name? == "Steuerungsgruppe Integration" and .states?) | .id' "$golden/what.jsonl")
	before=$(count "$name" message)
	ok "$name: can be written to" v "$name" message post "$group" 'Es geht weiter.'
	is "$name: that is there" "$(count "$name" message)" $((before + 1))
	ok "$name: ends" stop "$name"
	ok "$name: the walk over the store finds nothing" "$BUILD/verbundd" --check --home "$base/$name"
	ok "$name: opens again" start "$name"
	is "$name: with what was written" "$(count "$name" message)" $((before + 1))
	ok "$name: ends again" stop "$name"
	# What time takes away by itself is not counted: invitations end, what waits goes on. Nor are words, which are made anew: those
	# of confidential records lie apart since version 3.
	"$BUILD/blackbox/rows" "$base/$name" >"$base/rows"
	is "$name: every table that had rows has as many" "$(awk -F '\t' '$1 ~ /^(invites|waiting|waiters|blobs due|words|worded|numbers)$/ { next }
		NR == FNR { had[$1] = $2; next } $2 < had[$1] { print }' "$golden/rows" "$base/rows")" ""
done
