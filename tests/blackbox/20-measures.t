#!/bin/bash
# Sheets of measures, worked on by several groups from two offices at the same time: nothing is lost, what is in dispute stands there
# in both versions until somebody chooses. And measures with a date, an indicator, what was to be reached and what was.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 200 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=200 script -qec "stty cols 200; $line" /dev/null </dev/null | tr -d '\r'
}
new() { local office=$1; shift; v "$office" "$@" --json 2>/dev/null | jq -r .id; }
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }
both_have() { ok "$1" wait_until 20 same_state "$2" stadt forum; }

office stadt city 'Stadt Flensburg'
office forum forum 'Forum Integration'
start stadt && start forum || exit 1
ok "two offices" pair stadt forum
group=$(new stadt committee create 'Check Up Integration')
v stadt committee admit "$group" 'Forum Integration' --role member >/dev/null

# ---- row 20: 22 sheets of seven groups ----
said=$(v stadt measure import "$data/flensburg-measures.json" --into "$group" 2>&1 >"$base/made")
is "row 20: 22 sheets come in" "$(wc -l <"$base/made"), $said" '22, Added: 22. There already, and left as they are: 0.'
both_have "row 20: the other office has them" "$group"
is "row 20: in the order of their numbers" "$(v forum measure list "$group" | cut -f 1 | paste -sd,)" "$(seq -s, 1 22)"
is "row 20: seven groups" "$(v forum measure list "$group" | cut -f 4 | sort -u | paste -sd,)" \
	'Fokusgruppe Akzeptanz,Fokusgruppe Arbeit,Fokusgruppe Engagement,Fokusgruppe Koordination,Fokusgruppe Sprache,Fokusgruppe Teilhabe,Fokusgruppe Wohnen'
is "row 20: those of one group" "$(v forum measure list "$group" --group 'Fokusgruppe Koordination' | cut -f 2 | paste -sd,)" \
	'Koordination 1,Koordination 2,Koordination 3,Koordination 4'
sheet() { v stadt measure list "$group" --json | jq -r --argjson n "$1" '.items[] | select(.fields.number == $n) | .id'; }
# work OFFICE FIELD: one group sets the goal and state of all its sheets.
work() {
	local id
	v "$1" measure list "$group" --area "$2" --json | jq -r '.items[].id' >"$base/work.$2"
	while read -r id; do
		v "$1" measure edit "$id" --goal "Ziel der Gruppe $2" --state running --owner 'Stadt Flensburg' >/dev/null || return 1
	done <"$base/work.$2"
}
v stadt organization add "$group" --name 'Stadt Flensburg' >/dev/null
both_have "row 20: before they begin" "$group"
running=()
for area in Arbeit Sprache Wohnen Teilhabe; do work stadt $area & running+=($!); done
for area in Engagement Akzeptanz Koordination; do work forum $area & running+=($!); done
status=0
for each in "${running[@]}"; do wait "$each" || status=1; done
is "row 20: seven groups work at the same time, from two offices" $status 0
both_have "row 20: their work comes together" "$group"
goals() { v "$1" measure list "$group" --json | jq -c '[.items[] | select(.fields.goal == "Ziel der Gruppe " + .fields.area and .fields.state == "running")] | length'; }
is "row 20: not one change is lost" "$(goals stadt) $(goals forum)" '22 22'
is "row 20: and nothing is in dispute" "$(v forum measure list "$group" --disputed)" ""
said=$(v stadt measure import "$data/flensburg-measures.json" --into "$group" 2>&1 >/dev/null)
is "row 20: a second import writes over nobody's work" "$said $(goals stadt)" 'Added: 0. There already, and left as they are: 22. 22'

# ---- row 20: apart from each other ----
seventh=$(sheet 7)
eighth=$(sheet 8)
stop forum
v stadt measure edit "$seventh" --actual '12 Wohnungen' --state done --version '2' >/dev/null
v stadt measure edit "$eighth" --indicator 'Wohnungen' >/dev/null
stop stadt
start forum
v forum measure edit "$seventh" --actual '14 Wohnungen' --state stopped >/dev/null
v forum measure edit "$eighth" --target '30' >/dev/null
start stadt
both_have "row 20: who worked apart comes together" "$group"
is "row 20: different fields of one sheet are both there" "$(field stadt "$eighth" indicator) $(field forum "$eighth" target)" '"Wohnungen" "30"'
versions() { v "$1" measure show "$seventh" --json | jq -c '[.disputes.actual, .disputes.state] | map(sort)'; }
is "row 20: of the same field both versions stand" "$(versions stadt)" '[["12 Wohnungen","14 Wohnungen"],["done","stopped"]]'
is "row 20: on both offices" "$(versions forum)" "$(versions stadt)"
is "row 20: the list says of which fields" "$(v forum measure list "$group" --disputed | cut -f 2,11)" $'Wohnen 1\tactual, state'
shown=$(screen forum de measure show "$seventh")
like "row 20: a clerk reads who says what" "$shown" '^Istwert +[12] +Stadt Flensburg +12 Wohnungen$'
like "row 20: of both" "$shown" '^Istwert +[12] +Forum Integration +14 Wohnungen$'
wanted=$(v forum measure show "$seventh" | awk -F '\t' '$1 == "actual" && $4 == "12 Wohnungen" { print $2 }')
v forum measure settle "$seventh" actual --choose "$wanted" >/dev/null
v stadt measure edit "$seventh" --state running >/dev/null
both_have "row 20: one is chosen, the other written anew" "$group"
is "row 20: there is one version now" "$(v stadt measure show "$seventh" --json | jq -c '[.disputes, .fields.actual, .fields.state, .fields.version]')" \
	'[null,"12 Wohnungen","running","2"]'
refused "row 20: nothing is left to choose" 2001 3 v forum measure settle "$seventh" actual --choose 1
refused "row 20: a field that cannot be in dispute" 3005 2 v forum measure settle "$seventh" number --choose 1

# ---- row 33: measured success ----
add() { new stadt measure add "$group" "$@"; }
language=$(add --name 'Sprachkurse mit Kinderbetreuung' --area 'Partizipation durch Sprache, Bildung und Beruf' --start 2022-09-01 --end 2023-06-30 \
	--indicator 'Teilnehmende mit Abschluss' --target 120 --state running)
equal=$(add --name 'Beratung für Frauen' --area 'Gleichstellung der Geschlechter' --start 2022-09-01 --end 2023-12-31 --indicator 'Beratungen' --target 80 --state running)
add --name 'Lotsinnen und Lotsen' --area 'Ehrenamt und bürgerschaftliches Engagement' --end 2023-03-31 --indicator 'Ehrenamtliche' --target 25 --state planned >/dev/null
add --name 'Fortbildung der Verwaltung' --area 'Interkulturelle Öffnung' --end 2024-12-31 --indicator 'Fachdienste' --target 9 --state idea >/dev/null
v stadt measure edit "$language" --actual 84 >/dev/null
v stadt measure edit "$equal" --actual 91 --state done >/dev/null
both_have "row 33: four fields of work, each measure with date, indicator and target" "$group"
is "row 33: what was to be reached, and what was" "$(v forum measure list "$group" --area 'Partizipation durch Sprache, Bildung und Beruf' --on 2023-07-10 | cut -f 6-10)" \
	$'2023-06-30\tlate\tTeilnehmende mit Abschluss\t120\t84'
is "row 33: what is late" "$(v forum measure list "$group" --late --on 2023-07-10 | cut -f 2,6)" \
	$'Lotsinnen und Lotsen\t2023-03-31\nSprachkurse mit Kinderbetreuung\t2023-06-30'
is "row 33: what was done is not" "$(v forum measure list "$group" --late --on 2024-01-10 | grep -c Frauen)" 0
is "row 33: it stands among all that is due" "$(v forum due "$group" --on 2023-07-10 | cut -f 1-4)" \
	$'2023-03-31\tlate\tmeasure\tLotsinnen und Lotsen\n2023-06-30\tlate\tmeasure\tSprachkurse mit Kinderbetreuung'
like "row 33: a clerk reads it" "$(screen forum de measure list "$group" --late --on 2023-07-10)" 'Sprachkurse mit .* läuft, 10 Tage überfällig +30\.06\.2023 +Teilnehmende mit Abschluss: 84 / 120 '
refused "row 33: no end before the begin" 3005 2 v stadt measure edit "$language" --end 2022-01-01

# ---- files that are none ----
echo '{"items": 7}' >"$base/bad.json"
refused "a file without sheets" 3005 2 v stadt measure import "$base/bad.json" --into "$group"
echo '{"items": [{"name": "x", "shape": "round"}]}' >"$base/bad.json"
refused "a field that there is not" 3005 2 v stadt measure import "$base/bad.json" --into "$group"
echo 'Maßnahmen' >"$base/bad.json"
refused "no document at all" 3009 1 v stadt measure import "$base/bad.json" --into "$group"
is "of that nothing was written" "$(v stadt measure list "$group" | wc -l)" 26
