#!/bin/bash
# Papers and their way through the committees: rows 9 and 10 of the table of real bodies, the nine stations of
# Lübeck's report of 29.9.2014; its form (11); requests for comments (18); the versions of Göttingen's concept (23).
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

printf '10.10.2014\tRat\tÖffentlich\tx\n' >"$base/bad.tsv"
refused "row 10: a member makes no committees" 1203 4 v forum import consultations "$base/bad.tsv" --paper "$paper"
sed 's/zur Kenntnisnahme/zur Beratung/' "$table" | sed -n '1p;3,4p' >"$base/two.tsv"
is "row 10: but takes over what differs, and Windows' lines" "$(sed 's/$/\r/' "$base/two.tsv" | v forum import consultations - --paper "$paper" --json | jq -c '[.created, .updated, .unchanged]')" '[0,2,0]'
ok "row 10: with the new code" until_is 20 advice,advice eval "v city consultation list '$paper' --json | jq -r '[.items[1:3][].fields.roleCode] | join(\",\")'"
v city import consultations "$table" --paper "$paper" 2>/dev/null

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

# ---- row 11: the form ----
form=$base/form.txt
LANGUAGE=de v city paper form "$paper" >"$form"
is "row 11: the headings of the form, in the order of the real one" "$(sed -n 's/^== \(.*\) ==$/\1/p' "$form" | paste -sd'|')" \
	'Art der Vorlage|Aktenzeichen|Datum|Bearbeitung|Titel|Anlass|Beschlussvorschlag|Beteiligte Bereiche/Projektgruppen|Ergebnis|Beteiligung von Kindern und Jugendlichen gem. § 47 f GO ist erfolgt|Die Maßnahme ist|Finanzielle Auswirkungen|Begründung|Bericht|Unterzeichnet von|Anlagen'
is "row 11: no box is ticked" "$(grep -cE '^\[[x-]\]' "$form")" 0
before=$(v city record show "$paper" --json | jq -S .fields)
is "row 11: read back as it is it changes nothing" "$(LANGUAGE=de v city paper fill "$paper" "$form" 2>/dev/null; v city record show "$paper" --json | jq -S .fields)" "$paper
$before"
python3 - "$form" <<'PY'
import sys
path = sys.argv[1]
text = open(path, encoding="utf-8").read()
def fill(heading, body):
    global text
    mark = "== %s ==\n" % heading
    at = text.index(mark) + len(mark)
    end = text.find("\n== ", at)
    text = text[:at] + body + "\n" + text[end if end >= 0 else len(text):]
fill("Anlass", "Bürgerschaftsbeschluss zum: Kommunalen Integrationskonzept der Hansestadt Lübeck, vom 23.02.2012")
fill("Beschlussvorschlag", "1. Das kommunale Integrationskonzept wird als Orientierungsrahmen beschlossen.\n"
     "2. Die Leit- und Teilziele sind den sich wandelnden Bedingungen anzupassen.\n"
     "3. Es sind Maßnahmen oder Projekte zu entwickeln.\n"
     "4. Die dreimal jährlich tagende Steuerungsgruppe sollte erweitert werden.\n\n"
     "5. Die Verwaltung wird aufgefordert, ein Integrations-Monitoring zu entwickeln.")
fill("Beteiligte Bereiche/Projektgruppen", "Alle Fachbereiche sowie\nSteuerungsgruppe Integration")
fill("Bearbeitung", "أمينة Müller, Оксана Коваленко")
text = text.replace("[ ] Nein\nBegründung: \n", "[x] Nein\nBegründung: Es handelt sich um einen Verwaltungsbericht\n")
text = text.replace("[ ] freiwillig", "[x] freiwillig").replace("[ ] neu", "[-] neu")
fill("Bericht", "s. Anlage")
fill("Unterzeichnet von", "Senator")
fill("Anlagen", "Integrationsbericht")
open(path, "w", encoding="utf-8").write(text)
PY
ok "row 11: filled in by an editor" env LANGUAGE=de VERBUND_HOME="$base/city" "$verbund" paper fill "$paper" "$form"
is "row 11: boxes: yes, no, and what nobody ticked" "$(v city record show "$paper" --json | jq -c '.fields | [.measureVoluntary, .measureNew, .measurePrescribed, .childrenInvolved, .financeEffect]')" '[1,2,null,2,null]'
like "row 11: on a terminal a box is a word" "$(screen city de paper show "$paper")" '^Freiwillig +ja$'
is "row 11: five points, in order" "$(v city paper point list "$paper" | cut -f 1,2 | cut -c 1-12 | paste -sd'|')" $'1\tDas kommun|2\tDie Leit- |3\tEs sind Ma|4\tDie dreima|5\tDie Verwal'
is "row 11: and again nothing" "$(LANGUAGE=de v city paper fill "$paper" "$form" 2>&1 | head -n 1)" 'In der Vorlage steht das alles schon.'
points() { v "$1" paper point list "$paper" | cut -f 2 | cut -c 1-8 | paste -sd'|'; }
point() { v city paper point list "$paper" | sed -n "$1p" | cut -f 3; }
ok "row 11: the forum has the points" until_is 20 "$(points city)" points forum
second=$(point 2)
v forum paper point edit "$(point 5)" 'Die Verwaltung entwickelt ein Monitoring.' >/dev/null
v city paper point move "$(point 1)" --after "$second" >/dev/null
extra=$(v city paper point add "$paper" 'Zwischen eins und zwei' --after "$second")
ok "row 11: two offices at one proposal lose nothing" until_is 20 'Die Leit|Zwischen|Das komm|Es sind |Die drei|Die Verw' points forum
ok "row 11: and hold the same" wait_until 20 same_state "$council" city forum
v city paper point remove "$extra" >/dev/null
refused "row 11: not behind a point of another paper" 3005 2 v city paper point move "$second" --after "$extra"
refused "row 11: a paper is no point" 3005 2 v city paper point edit "$paper" x
printf '== Finanzielle Auswirkungen ==\n[x] Nein\n[x] Ja: Anlage 1\n' >"$base/bad.txt"
refused "row 11: two boxes of one question" 3009 1 env LANGUAGE=de VERBUND_HOME="$base/city" "$verbund" paper fill "$paper" "$base/bad.txt"
refused "row 11: a text that is no form" 3009 1 v city paper fill "$paper" "$table"
ok "row 11: a part of the form, from the input, in English" eval "printf '== Financial effects ==\n[ ] No\n[x] Yes: Anlage 1\n' | v city paper fill '$paper' -"
is "row 11: changes that part" "$(v city record show "$paper" --json | jq -c '.fields | [.financeEffect, .financeAnnex, .report]')" '[1,"Anlage 1","s. Anlage"]'

# ---- row 11: rendered back ----
printf 'x%.0s' {1..2000} >"$base/Integrationsbericht.txt"
v city file add "$paper" "$base/Integrationsbericht.txt" --name Integrationsbericht >/dev/null
v city file add "$paper" "$base/Integrationsbericht.txt" --name Vermerk --internal >/dev/null
is "row 11: a paper that is public has an annex that is not" "$(v city paper show "$paper" --json | jq -c '[.files[] | [.fields.name, .audience]] | sort')" '[["Integrationsbericht","all"],["Vermerk","core"]]'
like "row 11: both on a terminal, with their size" "$(screen city de paper show "$paper")" '^Vermerk +2 kB$'
ok "row 11: a guest gets one of them" until_is 20 Integrationsbericht eval "v ministry file list '$paper' | cut -f 1"
ok "row 11: and points, too" until_is 20 5 eval "v ministry paper point list '$paper' | wc -l"
export_paper() { VERBUND_HOME=$base/$1 LANGUAGE=de "$verbund" paper export "$paper" - "${@:2}"; }
v city record create resolutionPoint --in "$council" --internal "{\"paper\": \"$paper\", \"text\": \"Ankauf Marzipan\"}" >/dev/null
ok "row 11: a point that is not public is there" grep -q Marzipan <(v city paper point list "$paper")
ok "row 11: also at the forum" wait_until 20 eval "v forum paper point list '$paper' | grep -q Marzipan"
for format in text html; do
	ok "row 11: $format: not for the public" no grep -q Marzipan <(export_paper city --format $format)
	ok "row 11: $format: for members" grep -q Marzipan <(export_paper city --format $format --internal)
done
export_paper city --format pdf >"$base/public.pdf"
ok "row 11: nor on its pages" no grep -q Marzipan <(pdftotext "$base/public.pdf" -)
text=$(export_paper city --format text)
is "row 11: the same headings in the same order" "$(grep -oE '^(Verantwortliche Bereiche|Bearbeitung|Beratungsfolge|Anlass|Beschlussvorschlag|Verfahren|Beteiligte Bereiche/Projektgruppen|Ergebnis|Beteiligung von Kindern und Jugendlichen gem\. § 47 f GO ist erfolgt|Begründung|Die Maßnahme ist|Finanzielle Auswirkungen|Bericht|Anlagen)' <<<"$text" | paste -sd'|')" \
	'Bericht|Verantwortliche Bereiche|Bearbeitung|Bericht|Beratungsfolge|Anlass|Beschlussvorschlag|Verfahren|Beteiligte Bereiche/Projektgruppen|Ergebnis|Beteiligung von Kindern und Jugendlichen gem. § 47 f GO ist erfolgt|Begründung|Die Maßnahme ist|Finanzielle Auswirkungen|Bericht|Anlagen'
like "row 11: documents with their size" "$text" '^Integrationsbericht \(2 kB\)$'
ok "row 11: a file for the public has one annex" no grep -q Vermerk <<<"$text"
like "row 11: one for members both" "$(export_paper city --format text --internal)" '^Vermerk \(2 kB\)$'
is "row 10: eight stations in it" "$(grep -cx ' *öffentlich' <<<"$text")" 8
ok "row 10: none of the Senate" no grep -qi senats <<<"$text"
like "row 10: for members nine" "$(export_paper city --format text --internal)" '^ +zur Senatsberatung$'
for format in text html pdf; do
	ok "row 11: $format: the forum makes the same" eval "wait_until 20 eval '[ \"\$(export_paper forum --format $format | sha256sum)\" = \"\$(export_paper city --format $format | sha256sum)\" ]'"
done
export_paper city --format pdf >"$base/paper.pdf"
pdftotext "$base/paper.pdf" "$base/paper.words"
ok "row 11: Arabic and Cyrillic names on its pages" eval "grep -q 'أمينة' '$base/paper.words' && grep -q 'Оксана Коваленко' '$base/paper.words'"
like "row 9: quotes on its pages" "$(tr -s ' \n' '  ' <"$base/paper.words")" '"Kurbetrieb Travemünde \(KBT\)"'
is "row 11: tagged A4 pages in German" "$(pdfinfo "$base/paper.pdf" | grep -cE '^Tagged: +yes|A4') $(grep -ca '/Lang (de)' "$base/paper.pdf")" '2 1'
secret=$(v city paper add "$council" --name 'Personalsache' --internal)
refused "a paper that is not public" 3002 4 v city paper export "$secret" - --format text
ok "for its members it is exported" v city paper export "$secret" "$base/secret.pdf" --format pdf --internal
refused "a paper is not above itself" 3005 2 v city record edit "$paper" "{\"superordinatedPaper\": [\"$paper\"]}"
like "which is said in German" "$(LANGUAGE=de v city record edit "$paper" "{\"replaces\": \"$paper\"}" 2>&1)" 'Grund: .* führt zu der Vorlage selbst zurück'

# ---- row 23: Göttingen's concept, carried forward, on its way through three committees ----
concept=$(v city paper add "$council" --name 'Integrationskonzept Göttingen' --type Konzept --version 2009 --from 2009-01-01)
second=$(v city paper new-version "$concept" --version 'Fortschreibung 2017-18' --from 2017-01-01 --until 2018-12-31)
third=$(v city paper new-version "$second" --version 'Fortschreibung 2019-21' --from 2019-01-01 --until 2021-12-31 --reference FB50/1234/19)
force() { v "$1" paper versions "$concept" --on "$2" | awk -F '\t' '$7 == "yes" { print $1 }'; }
is "row 23: the chain of versions" "$(v city paper versions "$second" --on 2020-01-01 | cut -f 1,3,4,7 | paste -sd'|')" \
	$'2009\t2009-01-01\t\t|Fortschreibung 2017-18\t2017-01-01\t2018-12-31\t|Fortschreibung 2019-21\t2019-01-01\t2021-12-31\tyes'
is "row 23: in force on other days" "$(force city 2008-12-31),$(force city 2012-05-01),$(force city 2018-12-31),$(force city 2021-12-31),$(force city 2022-01-01)" \
	',2009,Fortschreibung 2017-18,Fortschreibung 2019-21,'
is "row 23: title and kind are taken over" "$(v city paper show "$third" --json | jq -c '.fields | [.name, .paperType, .version, .occasion]')" '["Integrationskonzept Göttingen","Konzept","Fortschreibung 2019-21",null]'
is "row 23: as a document" "$(v city paper versions "$concept" --on 2020-01-01 --json | jq -c '[.schema, (.items | map(.inForce))]')" '["verbund/paper-versions/1",[false,false,true]]'
refused "row 23: what was replaced has no second successor" 3005 2 v city paper new-version "$second" --version x
refused "row 23: no circle of versions" 3005 2 v city record edit "$concept" "{\"replaces\": \"$third\"}"
ok "row 23: the forum has them" until_is 20 'Fortschreibung 2019-21' force forum 2020-01-01
# Two offices tie a circle without seeing each other: it opens at its oldest, the same everywhere.
stop forum
kept=$(v city paper add "$council" --name Ring --version a)
start forum && wait_until 20 v forum paper show "$kept"
other=$(v forum paper add "$council" --name Ring --version b)
ok "row 23: two papers of two offices" wait_until 20 v city paper show "$other"
stop city
v forum record edit "$other" "{\"replaces\": \"$kept\"}" >/dev/null
stop forum && start city
v city record edit "$kept" "{\"replaces\": \"$other\"}" >/dev/null
start forum
ok "row 23: a circle that two offices tied" wait_until 20 same_state "$council" city forum
ok "row 23: opens at its oldest" until_is 20 'a,b' eval "v forum paper versions '$kept' | cut -f 1 | paste -sd,"
is "row 23: at both offices alike" "$(v city paper versions "$other" | cut -f 1 | paste -sd,)" a,b
measure=$(v city paper add "$council" --name 'Maßnahme Sprachmittlung' --part-of "$third")
is "row 23: a measure stands below the concept" "$(field city "$measure" superordinatedPaper)" "[\"$third\"]"
refused "row 23: a paper is not a part of itself" 3005 2 v city paper edit "$measure" --part-of "$measure"
refused "row 23: nor of a part of itself" 3005 2 v city paper edit "$third" --part-of "$measure"
printf 'Datum\tGremium\tStatus\tZuständigkeit\n1.10.2019\tIntegrationsbeirat\tÖffentlich\tzur Vorberatung\n5.11.2019\tSozialausschuss\tÖffentlich\tzur Vorberatung\n15.11.2019\tRat\tÖffentlich\tzur Beschlussfassung\n' |
	v city import consultations - --paper "$third" 2>/dev/null
is "row 23: three steps" "$(v city consultation list "$third" --on 2019-09-01 --json | jq -c '[.items[] | .roleCode + " " + .status]')" '["preliminary scheduled","preliminary scheduled","decision scheduled"]'
like "row 23: in German" "$(screen city de paper versions "$third" --on 2020-01-01)" '^Fortschreibung 2019-21 .* ja +[0-9a-f]{20}$'

# ---- row 18: requests for comments ----
asked=$(v city comment request "$paper" --for 'Jugendhilfeausschuss' --due 15.12.2026 --text 'Bitte zu Abschnitt 3')
request=$(v city comment request "$paper" --for 'Bauausschuss' --due 2026-12-10)
ok "row 18: the forum sees both" until_is 20 2 eval "v forum comment list '$council' | wc -l"
is "row 18: by their day, none late" "$(v forum comment list --on 2026-12-10 | cut -f 1,2,4 | paste -sd'|')" $'2026-12-10\tBauausschuss\topen|2026-12-15\tJugendhilfeausschuss\topen'
is "row 18: one is late" "$(v forum comment list --on 2026-12-11 | cut -f 4 | paste -sd,)" late,open
like "row 18: in German" "$(screen city de comment list --on 2026-12-16)" 'Bauausschuss .*überfällig'
reply=$(v forum comment answer "$request" --file "$base/Integrationsbericht.txt")
is "row 18: the answer is a paper with its document" "$(v forum paper show "$reply" --json | jq -c '[.fields.name, .fields.relatedPaper, (.files | map(.fields.name))]')" \
	"[\"Comment: Bericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck\",[\"$paper\"],[\"Integrationsbericht.txt\"]]"
ok "row 18: the city sees that it was answered" until_is 20 answered,late eval "v city comment list --on 2027-01-01 | cut -f 4 | paste -sd,"
is "row 18: and by what" "$(v city comment list --json | jq -c --arg r "$request" '.items[] | select(.id == $r) | .fields | [.answerPaper, .state]')" "[[\"$reply\"],\"answered\"]"
like "row 18: and by whom" "$(v city comment list | grep Bauausschuss)" $'\tForum für Migrantinnen und Migranten\t'
v city committee office "$council" Jugendhilfeausschuss 'Hansestadt Lübeck' >/dev/null
ok "row 18: all know who answers" wait_until 20 same_state "$council" city forum
refused "row 18: who was not asked does not answer" 1203 4 v forum comment answer "$asked" --text x
own=$(v city paper add "$council" --name 'Stellungnahme des Jugendamts')
is "row 18: a paper that is there answers, too" "$(v city comment answer "$asked" --paper "$own") $(field city "$own" relatedPaper)" "$own [\"$paper\"]"
is "row 18: nobody is late any more" "$(v city comment list --on 2027-01-01 | cut -f 4 | paste -sd,)" answered,answered
before=$(count city paper)
refused "row 18: a file that is not there answers nothing" 3008 1 v city comment answer "$asked" --file "$base/none"
refused "row 18: nor does nothing" 3006 2 v city comment answer "$asked"
refused "row 18: a paper is no request" 3005 2 v city comment answer "$paper" --text x
refused "row 18: a day that is none" 3005 2 v city comment request "$paper" --for Bauausschuss --due 2026-02-30
names() { v city organization list "$council" | wc -l; }
known=$(names)
refused "row 18: nor with a new name" 3005 2 v city comment request "$paper" --for 'Neues Amt' --due 2026-02-30
refused "row 9: a station on no day" 3005 2 v city consultation add "$paper" --for 'Neues Amt' --date 2027-02-29
refused "row 9: a station at a place that is none" 3005 2 v city consultation add "$paper" --for 'Neues Amt' --after 0123456789ab
refused "row 9: a paper on no day" 3005 2 v city paper add "$council" --name x --submitter 'Neues Amt' --date 2027-02-29
is "row 9: no name was made of it" "$(names)" "$known"
is "row 18: nothing was made of it" "$(count city paper)" "$before"
