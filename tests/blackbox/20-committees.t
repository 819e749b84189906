#!/bin/bash
# One import founds all that the documents name: fourteen committees, a process with its measures, a service, a fund, a
# report. Repeated it adds nothing; a bad file founds nothing.
limit=120
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
file=$data/committees.json
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=150 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
# In one commit numbers come in any order.
list() { v city record list "$1" --in "$(id_of "$2")" --json | jq -c "[.items[] | $3] | sort"; }
id_of() { v city committee list --json | jq -r --arg n "$1" '.items[] | select(.name == $n).id'; }
everything() { v city status --json | jq -cS '[.spaces[] | {name, records, states}] | sort_by(.name)'; }

office city city 'Hansestadt Lübeck'
office forum forum 'Forum'
start city && start forum || exit 1
ok "two offices" pair city forum

is "a dry run says what would be" "$(v city import committees "$file" --dry-run | cut -f 3 | sort | uniq -c | tr -s ' ')" ' 18 new'
is "and founds nothing" "$(v city committee list)" ''
v city import committees "$file" --on 2026-11-28 >"$base/said" 2>"$base/err"
is "all eighteen come in, each as what it is" "$(cut -f 2,3 "$base/said" | sort | uniq -c | tr -s ' ' | sed 's/^ //' | tr '\t' ' ' | paste -sd,)" \
	'14 committee new,1 fund new,1 process new,1 report new,1 service new'
is "nothing was left out" "$(cat "$base/err")" ''
is "fifteen committees are there" "$(v city committee list | wc -l)" 15

# ---- each becomes what it is ----
# What is owed since when does not hang on the day on which this runs.
for committee in 'Steuerungsgruppe Integration' 'Quartalstreffen im Innenministerium'; do v city committee plan "$(id_of "$committee")" --since 2026-11-28 >/dev/null; done
is "row 1: Steuerungsgruppe: chair and five seats, three sittings a year" \
	"$(v city committee show "$(id_of 'Steuerungsgruppe Integration')" --on 2027-06-01 --json | jq -c '[.plan.meetingsPerYear, .plan.statutoryCount, .plan.vacantCount, .plan.missing]')" '[3,6,6,3]'
is "row 3: Trägertreffen: for members only, by a rule of its own" "$(list ruleProfile Trägertreffen .fields.publicity)" '["members"]'
is "row 4: Austauschforum: both departments host" "$(list membership 'Austauschforum Wirtschaft und Soziales / Bildung und Kultur' '.fields.role')" '["Gastgeber","Gastgeber"]'
is "row 7: Quartalstreffen: each quarter needs a sitting" "$(v city committee due "$(id_of 'Quartalstreffen im Innenministerium')" --on 2027-04-01 --json | jq -c '[.items[0] | .what, .due, .lateDays]')" '["sitting","2027-03-31",1]'
is "row 2: the fund is kept where it is recommended" "$(list membership 'Steuerungsgruppe Integration' 'select(.fields.role == "Förderempfehlung" or .fields.role == "Entscheidung").fields.role')" '["Entscheidung","Förderempfehlung"]'
is "row 12: the monitoring report is due every two years" "$(v city due "$(id_of 'Steuerungsgruppe Integration')" --on 2028-11-29 --json | jq -c '[.items[] | select(.what == "report") | .name, .due, .dueState, .lateDays]')" '["Integrations-Monitoring","2028-11-28","late",1]'
is "row 14: the Forum has its organs" "$(list organization 'Forum für Migrantinnen und Migranten in der Hansestadt Lübeck' 'select(.fields.classification == "Organ").fields.name')" '["Forumssitzung","Ratssitzung","Vorstandssitzung","Vorstandswahl"]'
is "row 20: Check Up: seven groups, twenty-two measures" "$(list organization 'Check Up Integration' 'select(.fields.classification == "Fokusgruppe")' | jq length) $(list measure 'Check Up Integration' .fields.number | jq -c 'sort | [.[0], .[21]]')" '7 [1,22]'
chain=$(v city paper list "$(id_of 'Beirat zur Fortschreibung des Integrationskonzeptes')" | cut -f 5)
is "row 23: the three stations of Göttingen in their order" "$(v city consultation list "$chain" --json | jq -r '.items[].id' | while read -r id; do
	v city record show "$(v city record show "$id" --json | jq -r '.fields.organization[0]')" --json | jq -r .fields.name; done | paste -sd,)" \
	'Beirat zur Fortschreibung des Integrationskonzeptes,Sozialausschuss,Rat der Stadt Göttingen'
is "row 24: the two offices of Leipzig host in turn" "$(v city committee show "$(id_of 'AG Flüchtlingssozialarbeit')" --json | jq -r '.plan | "\(.nextHost) \(.cadenceDays) \(.minGapDays)"')" 'Sozialamt, Abteilung Migrantenhilfe 56 28'
is "row 25: the service of Leipzig: four carriers, six sites, and to whom it refers" \
	"$(list organization 'AG Flüchtlingssozialarbeit' 'select(.fields.classification == "Träger")' | jq length) $(list location 'AG Flüchtlingssozialarbeit' .id | jq length) $(list processStep 'AG Flüchtlingssozialarbeit' 'select(.fields.next != null).fields.next | length')" '4 6 [5]'
is "row 27: Runder Tisch: fourteen seats, twelve count" "$(v city committee seat list "$(id_of 'Runder Tisch')" --json | jq -c '[(.items | length), .statutoryCount]')" '[14,12]'
is "row 27: with the rules of one" "$(v city committee rules "$(id_of 'Runder Tisch')" | head -n 1)" $'Rules\troundTable'
is "row 29: the yearly report to the committee of the district" "$(v city due "$(id_of 'Fachausschuss für Soziales, Gesundheit und Migration')" --on 2027-11-28 --json | jq -c '[.items[] | .what, .due, .dueState]')" '["report","2027-11-28","remind"]'
like "row 29: committee show tells it" "$(screen city de committee show "$(id_of 'Fachausschuss für Soziales, Gesundheit und Migration')" --on 2027-11-30)" '^So\. 28\.11\.2027 +2 Tage überfällig +Bericht '
is "row 30: the network is an external committee" "$(list organization 'Regionalverbund der Kooperativen Migrationsarbeit Niedersachsen (KMN)' 'select(.fields.root).fields.organizationType')" '["externes Gremium"]'
is "every committee tells what is due and late" "$(v city committee list --json | jq -r '.items[].id' | while read -r id; do v city committee show "$id" --on 2027-12-31 --json | jq -e '.due | type == "array"' >/dev/null || echo "$id"; done)" ''
like "a list over all of them" "$(v city due --on 2028-12-31 | cut -f 1-4)" $'^2028-11-28\tlate\treport\tIntegrations-Monitoring$'

# ---- again ----
before=$(everything)
is "repeated, all are there" "$(v city import committees "$file" | cut -f 3 | sort -u)" there
is "and nothing was added" "$(everything)" "$before"
seat=$(v city committee seat list "$(id_of 'Runder Tisch')" --json | jq -r '.items[0].id')
v city committee seat edit "$seat" --person 'Erika Muster' >/dev/null 2>&1
v city record delete "$(list measure 'Check Up Integration' .id | jq -r '.[0]')" --yes >/dev/null
before=$(everything)
v city import committees "$file" >/dev/null
is "what people changed and deleted since stays so" "$(everything)" "$before"

# ---- committees that are there in another way ----
group=$(v city committee create 'Arbeitsgruppe Wohnen')
theirs=$(v forum committee create 'Runde der Vereine')
v forum committee admit "$theirs" 'Hansestadt Lübeck' --role member >/dev/null
ok "the committee of another office is here" wait_until 10 sh -c "VERBUND_HOME=$base/city $verbund committee list | grep -q 'Runde der Vereine'"
printf '{"committees":[{"name":"Arbeitsgruppe Wohnen","body":"Hansestadt Lübeck","kind":"Arbeitskreis","seats":["Grundstücksgesellschaft"],"colour":"blue"},
	{"name":"Runde der Vereine","body":"Hansestadt Lübeck","kind":"Arbeitskreis","seats":["Verein"]}]}' >"$base/more.json"
is "ours is completed, another office's left" "$(v city import committees "$base/more.json" 2>"$base/err" | cut -f 1,3 | paste -sd,)" $'Arbeitsgruppe Wohnen\tcompleted,Runde der Vereine\tleft'
is "it has its seat now" "$(v city committee seat list "$group" | cut -f 1)" 'Grundstücksgesellschaft'
is "what is not kept is named" "$(cat "$base/err")" 'Not kept: colour (1 times)'
like "in German" "$(screen city de import committees "$base/more.json")" '^Arbeitsgruppe Wohnen +Gremium +schon da '

# ---- bad files ----
before=$(everything)
bad() { printf '%s' "$2" >"$base/bad.json"; refused "$1" 3009 1 v city import committees "$base/bad.json"; }
good='{"name":"Neues Gremium","body":"Stadt","kind":"Gremium"}'
bad "no JSON" '{"committees": ['
bad "no list" '{"committees": 7}'
bad "an entry without a body, behind a good one" "{\"committees\": [$good, {\"name\":\"x\",\"kind\":\"Gremium\"}]}"
like "it is named, in German" "$(LANGUAGE=de v city import committees "$base/bad.json" 2>&1)" 'Grund: Eintrag 2 \(x\): body fehlt'
bad "a kind that is none" "{\"committees\": [$good, {\"name\":\"x\",\"body\":\"y\",\"kind\":\"Gremum\"}]}"
bad "two of one name" "{\"committees\": [$good, $good]}"
bad "a fund that nobody keeps" "{\"committees\": [$good, {\"name\":\"x\",\"body\":\"y\",\"kind\":\"Förderung\"}]}"
bad "a thousand seats" "{\"committees\": [$good, {\"name\":\"x\",\"body\":\"y\",\"kind\":\"Gremium\",\"seats\":[{\"name\":\"z\",\"places\":1000}]}]}"
refused "no file" 3008 1 v city import committees "$base/none.json"
is "of all that nothing was founded" "$(everything)" "$before"
v city committee create 'Runder Tisch' >/dev/null
refused "two committees of one name: nobody knows which" 3015 5 v city import committees "$file"
