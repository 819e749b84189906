#!/bin/bash
# Papers and their way through the committees: rows 9 and 10 of the table of real bodies, the nine stations of
# Lübeck's report of 29.9.2014.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=160 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }

office city city 'Hansestadt Lübeck'
office forum forum 'Forum für Migrantinnen und Migranten' dials
office ministry ministry 'Innenministerium' dials
start city && start forum && start ministry || exit 1
ok "three offices" eval 'pair city forum && pair city ministry'
council=$(v city committee create 'Bürgerschaft und Ausschüsse')
v city committee admit "$council" 'Forum für Migrantinnen und Migranten' --role member >/dev/null
v city committee admit "$council" Innenministerium --role guest >/dev/null
table=$data/luebeck-2014-beratungsfolge.tsv

# ---- row 9 and 10: the way of the report ----
paper=$(v city paper add "$council" --name 'Bericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck' --reference VO/2014/01993 --type Bericht --date 29.9.2014)
is "row 10: a rehearsal makes nothing" "$(v city import consultations "$table" --paper "$paper" --dry-run --json | jq -c '[.created, .updated, .unchanged]') $(count city consultation)" '[9,0,0] 0'
is "row 10: the table is taken over" "$(v city import consultations "$table" --paper "$paper" --json | jq -c '[.schema, .created, .updated, .unchanged]')" \
	'["verbund/import-consultations/1",9,0,0]'
# Rows as the paper's table has them.
rows() { v "$1" consultation list "$2" "${@:3}" | awk -F '\t' -v OFS='\t' '{ split($1, day, "-"); print day[3] "." day[2] "." day[1], $2, ($7 == "yes" ? "Öffentlich" : "Nichtöffentlich"), $4 }'; }
is "row 9: the nine rows, exactly, in order" "$(rows city "$paper")" "$(tail -n +2 "$table")"
is "row 10: again it adds nothing" "$(v city import consultations "$table" --paper "$paper" --json | jq -c '[.created, .updated, .unchanged]')" '[0,0,9]'
is "row 10: roles have codes beside their words" "$(v city consultation list "$paper" --json | jq -r '[.items[] | .roleCode + " " + .fields.roleCode] | unique | join(",")')" 'advice advice,notice notice'
long='Wirtschaftsausschuss und Ausschuss für den "Kurbetrieb Travemünde (KBT)"'
is "row 9: inner quotes in the table" "$(v city consultation list "$paper" | sed -n 4p | cut -f 2)" "$long"
is "row 9: in JSON" "$(v city record list organization --json | jq -r --arg n "$long" '.items[] | select(.fields.name == $n) | .fields.name')" "$long"
is "row 9: named on the command line, nobody else is made" \
	"$(v city paper edit "$paper" --submitter "$long" 2>&1 >/dev/null; v city record list organization --json | jq --arg n "$long" '[.items[] | select(.fields.name == $n)] | length')" 1
v city export oparl "$base/all.jsonl" && v city export oparl --public "$base/public.jsonl"
is "row 9: in an export" "$(jq -r --arg n "$long" 'select(.name == $n) | .name' "$base/all.jsonl")" "$long"
is "row 10: an export for members has nine rows" "$(jq -s '[.[] | .consultation // [] | arrays | length] | add' "$base/all.jsonl")" 9
is "row 10: one for the public eight" "$(jq -s '[.[] | .consultation // [] | arrays | length] | add' "$base/public.jsonl")" 8
is "row 10: and no word of the Senate" "$(grep -ci senat "$base/public.jsonl")" 0
ok "row 10: the forum has the same" wait_until 20 eval '[ "$(rows forum "$paper")" = "$(rows city "$paper")" ]'
ok "row 10: a guest has eight" until_is 20 8 eval 'v ministry consultation list "$paper" | wc -l'
printf 'Text\n10.10.2014\tSenat\tmanchmal\tx\n' >"$base/bad.tsv"
refused "row 10: a status that nobody understands" 3009 1 v city import consultations "$base/bad.tsv" --paper "$paper"
printf '10.10.2014\tRat\tÖffentlich\tx\n10.10.2014\tBeirat\tÖffentlich\t%s\n' "$(printf 'x%.0s' {1..300})" >"$base/bad.tsv"
refused "row 10: a cell that is too long" 1004 1 v city import consultations "$base/bad.tsv" --paper "$paper"
is "row 10: nothing of it was taken over" "$(count city consultation) $(v city record list organization | cut -f 1 | grep -cx -e Rat -e Beirat)" "9 0"

# ---- row 10: what each office sees as sittings happen ----
status() { v "$1" consultation list "$paper" --on "$2" | cut -f 8 | paste -sd' '; }
at() { v "$1" consultation list "$paper" --on "$2" | awk -F '\t' '$9 == "yes" { print $2 }'; }
is "row 10: before it begins" "$(status city 2014-10-01)" "$(printf 'scheduled%.0s ' {1..9} | sed 's/ $//')"
is "row 10: nothing took place" "$(status city 2014-10-09)" "late $(printf 'scheduled%.0s ' {1..8} | sed 's/ $//')"
step() { v city consultation list "$paper" | sed -n "$1p" | cut -f 10; }
v city consultation edit "$(step 1)" --result 'zugestimmt' >/dev/null
sitting=$(v city meeting create "$council" --name 'Ausschuss für Soziales' --start 2014-11-04T16:00)
item=$(v city agenda add "$sitting" --name 'Bericht')
v city consultation edit "$(step 2)" --meeting "$sitting" --item "$item" >/dev/null
is "row 10: the paper is at the second station" "$(at city 2014-10-20)" 'Ausschuss für Soziales'
for stage in invited open closed; do
	v city record edit "$sitting" "{\"state\": \"$stage\"}" >/dev/null
	case $stage in invited) seen=invited ;; open) seen=sitting ;; closed) seen=held ;; esac
	for office in forum ministry; do
		ok "row 10: $stage: the $office sees it" until_is 20 "$seen" eval "v $office consultation list '$paper' --on 2014-11-04 | awk -F '\t' '\$2 == \"Ausschuss für Soziales\" { print \$8 }'"
	done
done
v city consultation edit "$(step 2)" --result 'zur Kenntnis genommen' >/dev/null
ok "row 10: it goes on" until_is 20 Jugendhilfeausschuss at ministry 2014-11-04
is "row 10: status a row, when three took place" "$(for n in 3; do v city consultation edit "$(step $n)" --result 'vertagt' >/dev/null; done; status city 2014-11-12)" \
	"done done postponed late scheduled scheduled scheduled scheduled scheduled"
is "row 10: results have codes beside their words" "$(v city consultation list "$paper" --json | jq -r '[.items[:3][] | .fields.result + "=" + .resultCode] | join(",")')" \
	'zugestimmt=adopted,zur Kenntnis genommen=noted,vertagt=postponed'
v city consultation edit "$(step 3)" --result 'in den Bauausschuss verwiesen' --referred-to Bauausschuss >/dev/null
is "row 10: referred to another committee" "$(v city consultation list "$paper" --json | jq -r '.items[2] | .resultCode + " " + .status')" 'referred done'
v city consultation edit "$(step 3)" --result 'so sei es' --result-code noted >/dev/null
is "row 10: who gives a code knows better" "$(field city "$(step 3)" resultCode)" '"noted"'
like "row 10: in German" "$(screen city de consultation list "$paper" --on 2014-11-12)" '^08.10.2014 +Senat +N +zur Senatsberatung.*erledigt'
like "row 10: in English" "$(screen city en consultation list "$paper" --on 2014-11-12)" '^2014-11-10 .* Ö +zur Kenntnisnahme +here: overdue '
