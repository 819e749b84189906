#!/bin/bash
# Who sits in a committee for whom, which office answers for a seat, and until when: with several offices. The rows of the
# bodies of the documents that are about seats, rules and cadence.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 120 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=120 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }
seats() { v "$1" committee seat list "$2" "${@:3}"; }

office city city 'Hansestadt Lübeck'
office jobcenter ngo 'Jobcenter Lübeck'
start city && start jobcenter || exit 1
ok "two offices" pair city jobcenter

# ---- row 1: Steuerungsgruppe Integration ----
group=$(v city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" 'Jobcenter Lübeck' --role guest >/dev/null
seat=$(v city committee seat add "$group" --for 'Forum für Migrantinnen und Migranten' --person 'Erika Muster' --advisory --substitute 'Max Muster' 2>"$base/said")
is "row 1: a seat on behalf of the Forum; what was not there is made, and that is told" "$(cat "$base/said")" \
	$'Was not there and was made: Organization "Forum für Migrantinnen und Migranten"\nWas not there and was made: Person "Erika Muster"\nWas not there and was made: Person "Max Muster"'
is "row 1: it is advisory: speaks and moves, has no vote" "$(field city "$seat" advisory) $(field city "$seat" votingRight)" 'true false'
chair=$(v city committee seat add "$group" --for 'Fachbereich 2' --role Vorsitz --ex-officio 2>/dev/null)
v city committee seat add "$group" --for 'AK Migration' --optional >/dev/null 2>&1
v city committee seat add "$group" --for 'Geschäftsstelle' --no-vote --role Protokollführung >/dev/null 2>&1
new=$(v city committee seat add "$group" --for 'Alle Fachbereiche' --places 3 --from 27.11.2014 2>/dev/null)
is "row 1: extended by a decision: three seats from a day on" "$(wc -l <<<"$new") $(field city "$(tail -n 1 <<<"$new")" startDate)" '3 "2014-11-27"'
is "row 1: before that day they are to come" "$(seats city "$group" --on 2014-11-26 | cut -f 1-9)" \
	$'AK Migration\t\t\tyes\tyes\t\t\t\tinForce
Fachbereich 2\t\tVorsitz\tyes\t\t\t\t\tinForce
Forum für Migrantinnen und Migranten\tErika Muster\t\tadvisory\t\tMax Muster\t\t\tinForce
Geschäftsstelle\t\tProtokollführung\tno\t\t\t\t\tinForce
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming
Alle Fachbereiche\t\t\tyes\t\t\t2014-11-27\t\tcoming'
counts() { seats city "$group" --json "$@" | jq -c '[.day, .statutoryCount, .vacantCount]'; }
is "row 1: statutory number and vacant seats before" "$(counts --on 2014-11-26)" '["2014-11-26",1,2]'
is "row 1: and from that day on" "$(counts --on 27.11.2014)" '["2014-11-27",4,5]'
is "ended" "$(v city committee seat end "$chair" --on 2014-12-31)" "$chair"
is "on its last day it is still there" "$(seats city "$group" --on 2014-12-31 | grep -c Vorsitz)" 1
is "a day later no more" "$(seats city "$group" --on 2015-01-01 | grep -c Vorsitz)" 0
is "but with --all" "$(seats city "$group" --on 2015-01-01 --all | tail -n 1 | cut -f 1,8,9)" $'Fachbereich 2\t2014-12-31\tended'
v city committee seat end "$seat" --on 2015-06-30 >/dev/null
is "with the seat its substitute ends" "$(seats city "$group" --json --all --on 2015-07-01 | jq -c '[.items[] | select(.for | startswith("Forum")) | .state, .fields.endDate]')" \
	'["ended","2015-06-30","ended","2015-06-30"]'
v city committee seat edit "$seat" --until '' --person '' --advisory no >/dev/null
is "changed: vacant, with a vote, without an end" "$(field city "$seat" person) $(field city "$seat" votingRight) $(field city "$seat" endDate)" 'null true null'
v city committee seat edit "$seat" --person 'Ayşe Yılmaz' --host-turn 2 >/dev/null 2>&1
like "one seat, in German" "$(screen city de committee seat show "$seat" --on 2015-01-01)" '^Es antwortet +keine$'
is "one seat, for scripts" "$(v city committee seat show "$seat" --on 2015-01-01 --json | jq -c '[.schema, .state, .vote, .vacant, .who, .substitutes, .fields.hostTurn]')" \
	'["verbund/committee-seat-show/1","inForce","yes",false,"Ayşe Yılmaz","Max Muster",2]'
like "the list on a terminal, in German" "$(screen city de committee seat list "$group" --on 2014-11-01)" '^Alle Fachbereiche .* ja .* ab 27\.11\.2014 '
like "the vote of an optional seat" "$(screen city de committee seat list "$group" --on 2014-11-01)" '^AK Migration .* ja, bei Bedarf '
like "and in English" "$(screen city en committee seat list "$group" --on 2014-11-01)" 'Statutory number of members: 2\. Vacant seats: 2\.'

refused "no seat for nobody" 3006 2 v city committee seat add "$group" --for ''
refused "several places have no person" 3001 2 v city committee seat add "$group" --for x --places 2 --person y
refused "nor are there so many" 3005 2 v city committee seat add "$group" --for x --places 51
refused "a day that is none" 3005 2 seats city "$group" --on 2014-02-30
refused "an end before the begin" 3005 2 v city committee seat add "$group" --for x --from 2026-02-01 --until 2026-01-31
refused "nor by a change" 3005 2 v city committee seat edit "$(tail -n 1 <<<"$new")" --until 2014-11-26
refused "what begins later does not end before" 3005 2 v city committee seat end "$(tail -n 1 <<<"$new")" --on 2014-01-01
refused "a meeting is no seat" 3005 2 v city committee seat edit "$(v city meeting create "$group" --name x --start 2015-03-02T18:00)" --role x
refused "nor is something else ended" 3005 2 v city committee seat end "$(v city record list organization --in "$group" | head -n 1 | cut -f 1)"
refused "nothing to change" 3006 2 v city committee seat edit "$seat"
is "of all that nothing was written" "$(v city record list organization --in "$group" | wc -l) $(seats city "$group" --all --on 2015-01-01 | wc -l)" '6 7'

# ---- row 5: AK Jobcenter: another organization is a member office with its own key ----
circle=$(v city committee create 'Arbeitskreis mit dem Jobcenter')
v city committee admit "$circle" 'Jobcenter Lübeck' --role member >/dev/null
theirs=$(v city committee seat add "$circle" --for Jobcenter --office 'Jobcenter Lübeck' 2>/dev/null)
v city committee seat add "$circle" --for 'Stabsstelle Integration' --person 'Erika Muster' >/dev/null 2>&1
number=$(v jobcenter status --json | jq -r .id)
is "row 5: the seat has an office that answers for it" "$(v city committee seat show "$theirs" --json | jq -c '[.office, .officeName]')" "[\"$number\",\"Jobcenter Lübeck\"]"
ok "row 5: the office knows that, too" until_is 10 'Jobcenter	Jobcenter Lübeck
Stabsstelle Integration	' sh -c "VERBUND_HOME=$base/jobcenter $verbund committee seat list $circle | cut -f 1,10"
ok "row 5: and fills its seat" v jobcenter committee seat edit "$theirs" --person 'Ali Demir'
ok "row 5: which the city sees" until_is 10 'Ali Demir' sh -c "VERBUND_HOME=$base/city $verbund committee seat list $circle | head -n 1 | cut -f 2"
refused "row 5: which office answers is said by an office in charge alone" 1203 4 v jobcenter committee office "$circle" 'Stabsstelle Integration' 'Jobcenter Lübeck'
refused "an office that is not in the committee" 1407 3 v city committee office "$circle" Jobcenter Nirgendwo
refused "an organization that is not there is not made" 2001 3 v city committee office "$circle" Nirgendwer 'Jobcenter Lübeck'
ok "no office any more" v city committee office "$circle" Jobcenter ''
is "the seat has none" "$(seats city "$circle" | head -n 1 | cut -f 10)" ''
ok "by the beginning of its number" v city committee office "$circle" Jobcenter "${number:0:9}"
is "and has one again" "$(seats city "$circle" | head -n 1 | cut -f 10)" 'Jobcenter Lübeck'
ok "both hold the same" wait_until 10 same_state "$circle" city jobcenter
