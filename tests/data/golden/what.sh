#!/bin/bash
# What an office shows of its data, for the golden stores: to be sourced behind offices.sh.

# golden_what OFFICE: checksums of each committee, records of each kind, persons, the log of each agenda item, and the
# bytes of documents, as JSON that does not depend on when it is asked.
golden_what() {
	local kind id
	v "$1" status --json | jq -cS '.id, .name, (.spaces | sort_by(.id)[] | {id, name, records, role, states})'
	v "$1" peer list --json | jq -cS '.items | sort_by(.id)[] | {id, name, state}'
	v "$1" committee list --json | jq -cS '.items | sort_by(.id)[] | {id, name}'
	for kind in organization meeting agendaItem paper consultation message person membership file reply proposal attendance invitation \
		obligation measure agreement processStep commentRequest fundingApplication fundingRecommendation ruleProfile meetingSeries \
		invitedItem agendaEdition quorum resolutionPoint costPosition availabilityRequest availability; do
		v "$1" record list $kind --json | jq -cS --arg kind $kind '.items | sort_by(.id)[] | {kind: $kind, id, audience, fields}'
	done
	for id in $(v "$1" record list agendaItem --json | jq -r '.items[].id' | sort); do
		v "$1" log "$id" --json | jq -cS '.items[] | {time, office, verb, state, changes: [.changes[] | {field, op, value, current}]}'
	done
	for id in $(v "$1" record list file --json | jq -r '.items[].id' | sort); do
		rm -f "$base/got" && v "$1" file get "$id" "$base/got" >/dev/null 2>&1 && sha256sum <"$base/got" | jq -Rc '{file: .[:64]}'
	done
	v "$1" search Bericht --json | jq -cS '[.items[].id] | sort'
}
