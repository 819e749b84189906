#!/bin/bash
# The work of a secretary's office on the command line: committees, meetings, agendas, papers on their way through the
# committees, seats, messages. Each command in a pipe, as a document and on a terminal, in both languages.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 100 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=100 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }

office city city 'Hansestadt Lübeck'
office forum forum 'Forum'
start city && start forum || exit 1
ok "two offices" pair city forum
group=$(v city committee create 'Steuerungsgruppe Integration')
v city committee admit "$group" Forum --role member >/dev/null
v city import oparl "$data/luebeck-2014.oparl.jsonl" --into "$group" >/dev/null 2>&1

# ---- a record as people read it ----
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --location 'Rathaus, Audienzsaal' --room 2)
shown=$(screen city de meeting show "$meeting")
like "fields have titles in words" "$shown" '^Beginn +Di\. 01\.12\.2026, 18:00$'
like "what a field leads to stands there by name, with its number" "$shown" '^Ort +Rathaus, Audienzsaal \([0-9a-f]{20}\)$'
like "so does the office that wrote it" "$shown" '^Geschrieben von +Hansestadt Lübeck$'
like "and the committee" "$shown" '^Geführt in +Steuerungsgruppe Integration$'
like "in English" "$(screen city en meeting show "$meeting")" '^Begin +Tue 2026-12-01 18:00$'
is "in a pipe as the protocol has it" "$(v city meeting show "$meeting" | grep -P '^(start|location)\t' | cut -f 1 | paste -sd,)" 'location,start'
consultation=$(v city record list consultation --json | jq -r '.items[] | select(.fields.id | endswith("/bauausschuss-1")) | .id')
shown=$(screen city de record show "$consultation")
like "a meeting is known by its name and day" "$shown" '^Sitzung +Bauausschuss, Mo\. 17\.11\.2014, 16:00 \('
like "no field of any kind shows its raw name or a bare number" "$(for kind in body organization meeting agendaItem paper consultation location; do
	screen city de record show "$(v city record list $kind | head -n 1 | cut -f 1)"; done | grep -vE '^[A-ZÄÖÜ][A-Za-zäöüß. -]+ {2,}|^ {10,}' | wc -l)" '^0$'

# ---- items proposed as older versions did it, with a state: the forum proposes, the city decides ----
agenda() { v "$1" agenda list "$2" | cut -f 1-3 | paste -sd,; }
first=$(v city agenda add "$meeting" --name 'Begrüßung')
second=$(v city agenda add "$meeting" --name 'Bericht' --minutes 15)
ok "the forum has the agenda" until_is 10 $'Ö 1\tBegrüßung\t,Ö 2\tBericht\t' agenda forum "$meeting"
proposal=$(v forum agenda add "$meeting" --name 'Sprachkurse im Winter' --minutes 20 --state proposed)
other=$(v forum agenda add "$meeting" --name 'Personal des Forums' --internal --state proposed --json | jq -r .id)
ok "the city has the proposals, without a number" until_is 10 $'\tSprachkurse im Winter\tproposed,\tPersonal des Forums\tproposed' \
	sh -c "VERBUND_HOME=$base/city $verbund agenda list $meeting | cut -f 1-3 | tail -n 2 | paste -sd,"
like "on a terminal in words" "$(screen city de agenda list "$meeting")" '^ +Sprachkurse im Winter +20 +vorgeschlagen '
refused "not behind an item of the other list" 3005 2 v city agenda accept "$proposal" --after "$other"
is "then it is still a proposal" "$(field city "$proposal" state)" '"proposed"'
is "accepted behind an item" "$(v city agenda accept "$proposal" --after "$first" --json | jq -r '.schema, .id' | paste -sd,)" \
	"verbund/agenda-accept/1,$proposal"
v city agenda decline "$other" --reason 'kommt in die Mitgliederversammlung' >/dev/null
ok "the forum sees both decisions" until_is 10 \
	$'Ö 1\tBegrüßung\t,Ö 2\tSprachkurse im Winter\t,Ö 3\tBericht\t,\tPersonal des Forums\tdeclined: kommt in die Mitgliederversammlung' \
	agenda forum "$meeting"
like "declined, on a terminal" "$(screen forum de agenda list "$meeting")" 'abgelehnt: kommt in die Mitglied'
is "accepted after all: the reason goes" "$(v city agenda accept "$other" >/dev/null && v city record show "$other" --json | jq -c '.fields | [.state, .result]')" \
	'["accepted",null]'
ok "a dry run" v city agenda remove "$other" --dry-run
refused "nothing is deleted without --yes" 3006 2 v city agenda remove "$other"
is "it is there still" "$(agenda city "$meeting" | tr , '\n' | tail -n 1)" $'N 1\tPersonal des Forums\t'
is "with --yes it goes" "$(v city agenda remove "$other" --yes >/dev/null && agenda city "$meeting" | tr , '\n' | wc -l)" 3
refused "what is gone cannot be accepted" 2001 3 v city agenda accept "$other"
refused "a meeting is no item" 3005 2 v city agenda decline "$meeting" --reason x
refused "nor can it be removed as one" 3005 2 v city agenda remove "$meeting" --yes
refused "nor changed as one" 3005 2 v city agenda edit "$meeting" --name 'Umbenannt'
refused "nor can an item as a meeting" 3005 2 v city meeting edit "$first" --name 'Umbenannt'
is "of that nothing was written" "$(field city "$meeting" name) $(field city "$first" name)" '"1. Sitzung" "Begrüßung"'

# ---- what is left goes to the next sitting ----
next=$(v city meeting create "$group" --name '2. Sitzung' --start 2027-03-02T18:00)
v city agenda edit "$first" --result 'erledigt' >/dev/null
hidden=$(v city agenda add "$meeting" --name 'Personalien' --internal)
is "a dry run says which" "$(v city agenda carry "$meeting" --to "$next" --dry-run 2>&1)" \
	$'Would be carried over: Ö 2 Sprachkurse im Winter\nWould be carried over: Ö 3 Bericht\nWould be carried over: N 1 Personalien'
is "and makes nothing" "$(agenda city "$next")" ""
is "one item alone" "$(v city agenda carry "$second" --to "$next" --json 2>/dev/null | jq -c '[.schema, (.items | length), .items[0].carriedFrom]')" \
	"[\"verbund/agenda-carry/1\",1,\"$second\"]"
is "all the others; what was carried over is left out" "$(LANGUAGE=de v city agenda carry "$meeting" --to "$next" 2>&1 >/dev/null)" \
	$'Vertagt: Ö 2 Sprachkurse im Winter\nSchon früher vertagt: Ö 3 Bericht\nVertagt: N 1 Personalien'
is "they stand there in their lists" "$(agenda city "$next")" $'Ö 1\tBericht\t,Ö 2\tSprachkurse im Winter\t,N 1\tPersonalien\t'
is "with their fields, and whence they come" "$(v city agenda list "$next" --json | jq -c '.items[0] | [.fields.plannedMinutes, .fields.carriedFrom]')" \
	"[15,\"$second\"]"
like "a clerk sees whence" "$(screen city de record show "$(v city agenda list "$next" | head -n 1 | cut -f 4)")" '^Vertagt aus +Bericht \('
is "again: nothing" "$(v city agenda carry "$meeting" --to "$next" 2>/dev/null | wc -l)" 0
foreign=$(v city meeting create "$(v city committee create Beirat)" --name 'Sitzung' --start 2027-03-02T18:00)
closed=$(v city meeting create "$group" --name 'Klausur' --start 2027-04-02T18:00 --internal)
refused "not to another committee" 3005 2 v city agenda carry "$meeting" --to "$foreign"
refused "not to the same meeting" 3005 2 v city agenda carry "$meeting" --to "$meeting"
refused "not to an item" 3005 2 v city agenda carry "$meeting" --to "$first"
refused "nothing but items and meetings" 3005 2 v city agenda carry "$(v city record list location | head -n 1 | cut -f 1)" --to "$next"
refused "no public item to an internal meeting" 3005 2 v city agenda carry "$meeting" --to "$closed"
is "of that nothing was written" "$(agenda city "$closed")$(agenda city "$foreign")" ""

# ---- a paper on its way through nine committees ----
paper=$(v city paper list "$group" | cut -f 5)
is "papers" "$(v city paper list | cut -f 1-4)" $'2014-09-29\tVO/2014/01993\tBericht zum Kommunalen Integrationskonzept der Hansestadt Lübeck\tBericht'
# Rows of the city's own table, as: day, committee, public or not, responsibility.
wanted=$(tail -n +2 "$data/luebeck-2014-beratungsfolge.tsv" | sed -E 's/^(..)\.(..)\.(....)/\3-\2-\1/')
route() { v "$1" consultation list "$2" | sed -E 's/^([0-9-]+)T[^\t]*/\1/' | cut -f 1-4 |
	awk -F '\t' -v OFS='\t' '{ print $1, $2, ($3 ~ /^Ö/ ? "Öffentlich" : "Nichtöffentlich"), $4 }'; }
is "its nine consultations stand as in the city's own table" "$(route city "$paper")" "$wanted"
is "paper show, for scripts" "$(v city paper show "$paper" --json | jq -c '[.schema, .kind, .fields.reference, (.items | length), .items[0].number, .items[0].start]')" \
	'["verbund/paper-show/1","paper","VO/2014/01993",9,"N 1","2014-10-08T16:00:00+02:00"]'
shown=$(screen city de paper show "$paper")
like "on a terminal, its fields in words" "$shown" '^Aktenzeichen +VO/2014/01993$'
like "and each station with its day" "$shown" '^Di\. 25\.11\.2014  Hauptausschuss +Ö 1  zur Kenntnisnahme '
like "in English" "$(screen city en paper show "$paper")" '^Tue 2014-11-25  Hauptausschuss'
like "an agenda names the paper behind its item" \
	"$(screen city de agenda list "$(v city meeting list | grep Hauptausschuss | cut -f 5)")" ' VO/2014/01993 '

council=$(v city committee create 'Bürgerschaft und Ausschüsse')
v city committee admit "$council" Forum --role guest >/dev/null
v city import oparl "$data/luebeck-2014.oparl.jsonl" --into "$council" >/dev/null 2>&1
shown_there=$(v city paper list "$council" | cut -f 5)
ok "a guest has the paper" until_is 20 "$(state city "$council" all)" state forum "$council" all
is "with eight stations" "$(v forum record list consultation --in "$council" | wc -l)" 8
is "without the station that is not public" "$(route forum "$shown_there")" "$(grep -v Nichtöffentlich <<<"$wanted")"
ok "and no word of it" no grep -q Senat <(v forum paper show "$shown_there" --json)

# ---- a paper of one's own ----
report=$(v city paper add "$group" --name 'Antrag Sprachkurse' --type Antrag --date 2026-11-02 --submitter 'Forum für Migrantinnen und Migranten' \
	--lead 'Fachbereich 2' 2>"$base/said" | tail -n 1)
is "organizations that were not there are made, and that is told" "$(cat "$base/said")" \
	$'Was not there and was made: Organization "Forum für Migrantinnen und Migranten"\nWas not there and was made: Organization "Fachbereich 2"'
like "who is in the lead" "$(screen city de paper show "$report")" '^Federführung +Fachbereich 2 \('
is "once there, nothing is made" "$(v city paper edit "$report" --lead 'Fachbereich 2' --reference VO/2026/7 2>&1 >/dev/null)" ""
is "in order of their date" "$(v city paper list "$group" | cut -f 2 | paste -sd,)" 'VO/2014/01993,VO/2026/7'
step1=$(v city consultation add "$report" --for Hauptausschuss --role 'zur Kenntnisnahme' --date 2027-02-01)
step2=$(v city consultation add "$report" --item "$first" --role 'zur Beschlussfassung' --authoritative --json | jq -r .id)
step3=$(v city consultation add "$report" --for Bauausschuss --after first)
steps() { v city consultation list "$report" | cut -f 2 | paste -sd,; }
is "in the order that was wanted" "$(steps)" 'Bauausschuss,Hauptausschuss,Steuerungsgruppe Integration'
is "the committee, the day and the number come from the item" "$(v city consultation list "$report" | tail -n 1 | cut -f 1-5)" \
	$'2026-12-01T18:00:00+01:00\tSteuerungsgruppe Integration\tÖ 1\tzur Beschlussfassung\tyes'
like "the agenda names the paper" "$(screen city de agenda list "$meeting")" '^Ö 1  18:00 +Begrüßung +VO/2026/7 '
v city consultation move "$step3" --after "$step1" >/dev/null
is "moved behind another" "$(steps)" 'Hauptausschuss,Bauausschuss,Steuerungsgruppe Integration'
v city consultation move "$step2" --after first >/dev/null
is "moved to the beginning" "$(steps)" 'Steuerungsgruppe Integration,Hauptausschuss,Bauausschuss'
closed_step=$(v city consultation add "$report" --meeting "$closed" --after "$step1")
is "what takes place in an internal meeting is internal" "$(v city record show "$closed_step" --json | jq -r .audience)" core
is "a result" "$(v city consultation edit "$step2" --result 'einstimmig beschlossen' --authoritative no >/dev/null && v city consultation list "$report" | head -n 1 | cut -f 5,6)" \
	$'\teinstimmig beschlossen'
# One without a place, of a script: it stands last, and where another is put behind it all get places.
loose=$(v city record create consultation --in "$group" "{\"paper\":\"$report\",\"role\":\"ohne Platz\"}")
roles() { v city consultation list "$report" | cut -f 4 | paste -sd,; }
is "without a place: last" "$(roles)" 'zur Beschlussfassung,zur Kenntnisnahme,,,ohne Platz'
v city consultation move "$step3" --after "$loose" >/dev/null
is "behind it" "$(roles)" 'zur Beschlussfassung,zur Kenntnisnahme,,ohne Platz,'
is "now all have places, in order" "$(v city consultation list "$report" --json | jq -c '[.items[].fields.position] | . == sort and all(. != null)')" true
for _ in $(seq 40); do v city consultation move "$step3" --after "$step1" >/dev/null && v city consultation move "$closed_step" --after "$step1" >/dev/null; done
is "moved a hundred times" "$(v city consultation list "$report" | cut -f 10 | paste -sd,)" "$step2,$step1,$closed_step,$step3,$loose"
refused "not behind itself" 3005 2 v city consultation move "$step1" --after "$step1"
refused "not behind one of another paper" 3005 2 v city consultation move "$step1" --after "$consultation"
refused "which committee?" 3006 2 v city consultation add "$report" --role x
refused "an item of another meeting" 3005 2 v city consultation add "$report" --item "$first" --meeting "$next"
refused "a paper is no item" 3005 2 v city consultation add "$report" --item "$report"
refused "a meeting is no paper" 3005 2 v city paper show "$meeting"
refused "a meeting is no consultation" 3005 2 v city consultation edit "$meeting" --result x
refused "a date that is none" 3005 2 v city paper edit "$report" --date 2026-02-30
refused "the number of something else" 3005 2 v city paper edit "$report" --lead "$meeting"
refused "a number that is not there" 2001 3 v city paper edit "$report" --lead ffff0fffffff
refused "a member makes no organization" 1203 4 v forum paper add "$group" --name x --submitter 'Neue Stelle'
like "and hears which" "$(LANGUAGE=de v forum paper add "$group" --name x --submitter 'Neue Stelle' 2>&1)" 'Grund: Organisation: Neue Stelle$'
twins=$(for _ in 1 2; do v city record create organization --in "$group" '{"name":"Doppelt"}'; done)
refused "a name that two have" 3015 5 v city paper edit "$report" --lead Doppelt
ok "its number will do" v city paper edit "$report" --lead "$(head -n 1 <<<"$twins")"

# ---- seats ----
seat=$(v city committee seat add "$group" --for 'Forum für Migrantinnen und Migranten' --person 'Erika Muster' --role Vorsitz --substitute 'Max Muster' 2>"$base/said")
is "persons that were not there are made, and that is told" "$(cat "$base/said")" \
	$'Was not there and was made: Person "Erika Muster"\nWas not there and was made: Person "Max Muster"'
v city committee seat add "$group" --for 'Jobcenter' --advisory --optional --until 2027-12-31 2>/dev/null >/dev/null
v city committee seat add "$group" --for 'Ärztekammer' --person 'Max Muster' 2>/dev/null >/dev/null
is "seats, by the names of those for whom they are" "$(v city committee seat list "${group:0:8}" | cut -f 1-6,8)" \
	$'Ärztekammer\tMax Muster\t\tyes\t\t\t\nForum für Migrantinnen und Migranten\tErika Muster\tVorsitz\tyes\t\tMax Muster\t\nJobcenter\t\t\tadvisory\tyes\t\t2027-12-31'
is "one Max Muster only" "$(v city record list person --in "$group" | grep -c 'Max Muster')" 1
is "for scripts: the substitute is a seat of its own" "$(v city committee seat list "$group" --json | jq -c '.schema, ([.items[].fields.substituteFor // empty] | unique)' | paste -sd,)" \
	"\"verbund/committee-seat-list/1\",[\"$seat\"]"
like "a seat is known by its person and office" "$(screen city de record list membership)" 'Erika Muster \(Forum für'
like "in German" "$(screen city de committee seat list "$group" | head -n 1)" '^Für +Person +Funktion +Stimme +Vertretung +Wann +Nummer$'
refused "a seat for nobody" 3006 2 v city committee seat add "$group"
refused "a member can give no seat to what is not there" 1203 4 v forum committee seat add "$group" --for 'Neue Stelle'
ok "but one to what is there" until_is 10 0 sh -c "VERBUND_HOME=$base/forum $verbund committee seat add $group --for Jobcenter --person 'Ayşe Yılmaz' >/dev/null 2>&1; echo \$?"
ok "the city sees it" until_is 10 1 sh -c "VERBUND_HOME=$base/city $verbund committee seat list $group | grep -c 'Ayşe Yılmaz'"
refused "a meeting has no seats" 1201 3 v city committee seat list "$meeting"

# ---- called off, made, changed, deleted ----
is "called off" "$(v city meeting cancel "$closed" --json | jq -r .schema) $(field city "$closed" cancelled)" 'verbund/meeting-cancel/1 true'
is "the list says so, the same in both languages for scripts" "$(v city meeting list "$group" | grep Klausur | cut -f 4)$(LANGUAGE=de v city meeting list "$group" | grep Klausur | cut -f 4)" \
	cancelledcancelled
like "in words on a terminal" "$(screen city de meeting list "$group")" 'Klausur +abgesagt '
v city meeting reopen "$closed" >/dev/null
like "how to take that back" "$(screen city en meeting cancel "$closed")" '^  verbund meeting reopen [0-9a-f]+$'
refused "only meetings are called off" 3005 2 v city meeting cancel "$first"
place=$(echo '{"description": "Volkshochschule", "postalCode": "23552"}' | v city record create location --in "$group" - --json | jq -r .id)
is "made from a document" "$(field city "$place" postalCode)" '"23552"'
is "changed: null clears" "$(v city record edit "$place" '{"postalCode": null, "locality": "Lübeck"}' >/dev/null && v city record show "$place" --json | jq -c .fields)" \
	'{"description":"Volkshochschule","locality":"Lübeck"}'
like "its fields come out as they go in" "$(v city meeting show "$meeting" --json | jq -c .fields | v city record edit "$meeting" -)" '^[0-9a-f]{32}$'
is "a time as text, local or with its offset" \
	"$(v city record edit "$meeting" '{"start": "2026-12-01T18:30", "end": "2026-12-01T19:00:00Z"}' >/dev/null && v city record show "$meeting" --json | jq -c '.fields | [.start, .end]')" \
	'["2026-12-01T18:30:00+01:00","2026-12-01T20:00:00+01:00"]'
before=$(v city status --json | jq -cS '[.spaces[] | [.id, .states]]')
refused "no JSON" 3009 1 v city record create location --in "$group" 'Rathaus'
refused "no map" 3005 2 v city record create location --in "$group" '["Rathaus"]'
refused "a field that is none" 3005 2 v city record create location --in "$group" '{"colour": "red"}'
refused "a fraction" 3005 2 v city record edit "$second" '{"plannedMinutes": 1.5}'
refused "a time that is none" 3007 2 v city record edit "$meeting" '{"start": "soon"}'
refused "an hour that exists twice" 3011 2 v city record edit "$meeting" '{"start": "2026-10-25T02:30"}'
refused "a kind that is none" 3005 2 v city record create locations --in "$group" '{}'
refused "the committee itself cannot be deleted" 3005 2 v city record delete "$(v city record list organization --in "$group" --json | jq -r '.items[] | select(.fields.root) | .id')" --yes
is "a dry run says what it is" "$(v city record delete "$place" --dry-run 2>&1)" 'this would be deleted: Volkshochschule'
refused "nothing is deleted without --yes" 3006 2 v city record delete "$place"
is "nothing of that was written" "$(v city status --json | jq -cS '[.spaces[] | [.id, .states]]')" "$before"
ok "with --yes" v city record delete "$place" --yes
is "it is gone from the lists" "$(v city record list location --in "$group" | grep -c Volkshochschule)" 0
refused "and cannot be changed" 2001 3 v city record edit "$place" '{"room": "1"}'

# ---- messages and answers ----
question=$(v city message post "$group" 'Wer bringt den Beamer mit?')
other=$(v city message post "$group" $'Der Raum ist gebucht.\nSchlüssel beim Pförtner.')
ok "the forum has the question" until_is 10 2 sh -c "VERBUND_HOME=$base/forum $verbund message list $group | wc -l"
answer=$(v forum message post "$question" 'Wir.')
ok "the city has the answer" until_is 10 3 sh -c "VERBUND_HOME=$base/city $verbund message list $group | wc -l"
again=$(v city message post "$answer" 'Danke!')
is "in a pipe in order of time: who, what, number, which one it answers" "$(v city message list "$group" | cut -f 2-)" \
	"$(printf '%s\n' $'Hansestadt Lübeck\tWer bringt den Beamer mit?\t'"$question"$'\t' \
		$'Hansestadt Lübeck\tDer Raum ist gebucht.\\nSchlüssel beim Pförtner.\t'"$other"$'\t' \
		$'Forum\tWir.\t'"$answer"$'\t'"$question" $'Hansestadt Lübeck\tDanke!\t'"$again"$'\t'"$answer")"
shown=$(screen city de message list "$group")
is "on a terminal each answer below its question, farther to the right" \
	"$(grep -E 'Beamer|Wir\.|Danke|Raum|Pförtner' <<<"$shown")" \
	$'  Wer bringt den Beamer mit?\n    Wir.\n      Danke!\n  Der Raum ist gebucht.\n  Schlüssel beim Pförtner.'
like "with the number by which it is answered" "$shown" "^  [0-9. :]{16}  Forum  ${answer:0:20}\$"
like "and how" "$shown" '^  verbund message post NUMMER TEXT$'
like "an empty list says so" "$(screen city de message list "$next")" '^Die Liste ist leer\.$'
is "but nothing to a script" "$(v city message list "$next" 2>&1)" ""

# ---- names from right to left, and names that hide something ----
office left ngo $'\xd8\xa7\xd9\x84\xd9\x85\xd9\x86\xd8\xaa\xd8\xaf\xd9\x89 (Nord)'
office tricky ngo "O'Connell & Söhne"
start left && start tricky || exit 1
ok "digits with the first" meet city left
ok "and with the second" meet city tricky
shown=$(screen city en peer list)
like "the command names it by its number, which stands where it is typed" "$shown" \
	"^  verbund peer confirm $(v left node show --json | jq -r .id | cut -c 1-9) [0-9]{6}\$"
like "so it does where a quote would end the word" "$shown" \
	"^  verbund peer confirm $(v tricky node show --json | jq -r .id | cut -c 1-9) [0-9]{6}\$"
command=$(grep -E "^  verbund peer confirm $(v left node show --json | jq -r .id | cut -c 1-9)" <<<"$shown")
ok "and that can be typed as it stands" sh -c "PATH=$BUILD:\$PATH VERBUND_HOME=$base/city $command"
hidden=$'For\xe2\x80\x8bum'
v city committee create "$hidden" >/dev/null
like "what nobody would see is shown" "$(screen city en committee list)" 'For\\u200bum'
is "in a pipe and in a document it is as it is" "$(v city committee list | grep -cF "$hidden") $(v city committee list --json | jq -r '.items[].name' | grep -cF "$hidden")" '1 1'
like "in an error, too" "$(v city agenda add "$meeting" --name $'a\xe2\x80\xae' --type $'For\xe2\x80\x8bum' 2>&1; v city committee show $'For\xe2\x80\x8bum' 2>&1)" 'For\\u200bum'

# ---- parts of an item go with it ----
source=$(v city meeting create "$group" --name '3. Sitzung' --start 2027-06-01T18:00)
target=$(v city meeting create "$group" --name '4. Sitzung' --start 2027-09-07T18:00)
whole=$(v city agenda add "$source" --name 'Haushalt')
for name in Einnahmen Ausgaben Stellenplan; do
	part=$(v city agenda add "$source" --name "$name" --under "$whole")
	[ $name != Ausgaben ] || v city agenda edit "$part" --result beschlossen >/dev/null
done
other=$(v city agenda add "$source" --name 'Verschiedenes')
is "numbered below it" "$(v city agenda list "$source" | cut -f 1,2 | paste -sd,)" $'Ö 1\tHaushalt,Ö 1.1\tEinnahmen,Ö 1.2\tAusgaben,Ö 1.3\tStellenplan,Ö 2\tVerschiedenes'
v city agenda edit "$other" --under "$whole" >/dev/null
is "made a part later" "$(v city agenda list "$source" | tail -n 1 | cut -f 1)" 'Ö 1.4'
v city agenda edit "$other" --under '' >/dev/null
is "and an item of its own again" "$(v city agenda list "$source" | tail -n 1 | cut -f 1)" 'Ö 2'
v city agenda carry "$whole" --to "$target" >/dev/null 2>&1
is "with its unfinished parts, below it" "$(agenda city "$target")" $'Ö 1\tHaushalt\t,Ö 1.1\tEinnahmen\t,Ö 1.2\tStellenplan\t'
v city agenda remove "$whole" --yes >/dev/null
like "whence it came is told although that is gone" "$(screen city de record show "$(v city agenda list "$target" | head -n 1 | cut -f 4)")" \
	'^Vertagt aus +Haushalt \(gelöscht\) \('

# ---- two offices give different times while they do not reach each other ----
board=$(v city committee create 'Vorstand')
v city committee admit "$board" Forum --role steward >/dev/null
fixed=$(v city meeting create "$board" --name 'Vorstandssitzung' --start 2027-01-11T18:00)
ok "the forum has the meeting" until_is 10 1 sh -c "VERBUND_HOME=$base/forum $verbund meeting list $board | wc -l"
stop forum
v city meeting edit "$fixed" --start 2027-01-12T18:00 >/dev/null
stop city
start forum
v forum meeting edit "$fixed" --start 2027-01-13T18:00 >/dev/null
start city
ok "both have both" wait_until 20 sh -c "VERBUND_HOME=$base/city $verbund record show $fixed --json | jq -e '.disputes.start | length == 2' &&
	VERBUND_HOME=$base/forum $verbund record show $fixed --json | jq -e '.disputes.start | length == 2'"
like "the list says that they differ" "$(screen forum de meeting list "$board")" 'Vorstandssitzung +geplant, strittig '
shown=$(screen city de meeting show "$fixed")
like "and the meeting shows both" "$shown" '^Beginn +strittig: '
is "each with its day" "$(grep ^Beginn <<<"$shown" | grep -oE '(Di|Mi)\. 1[23]\.01\.2027, 18:00' | sort | paste -sd' ')" 'Di. 12.01.2027, 18:00 Mi. 13.01.2027, 18:00'
v forum meeting edit "$fixed" --start 2027-01-14T18:00 >/dev/null
ok "whoever sets it settles it" until_is 20 '"2027-01-14T18:00:00+01:00" null' \
	sh -c "VERBUND_HOME=$base/city $verbund record show $fixed --json | jq -c '.fields.start, .disputes' | paste -sd' '"

# ---- dates as they are written in German ----
is "a time as the list shows it" "$(v city meeting edit "$fixed" --start '18.1.2027, 9:30' >/dev/null && field city "$fixed" start)" '"2027-01-18T09:30:00+01:00"'
is "and a date" "$(v city paper edit "$report" --date 2.11.2026 >/dev/null && field city "$report" date)" '"2026-11-02"'
refused "a day that is none" 3007 2 v city meeting edit "$fixed" --start '31.11.2026 18:00'
