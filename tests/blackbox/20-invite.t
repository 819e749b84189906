#!/bin/bash
# Inviting to a meeting on three offices: the notice, the frozen agenda and its supplements, a line a seat, letters, and what
# happens when two invite, when an office is away, when it is planned anew.
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# screen OFFICE LANGUAGE COMMAND...: what a terminal of 100 columns shows.
screen() {
	local line home=$base/$1 language=$2
	shift 2
	printf -v line '%q ' "$verbund" "$@"
	VERBUND_HOME=$home LANGUAGE=$language COLUMNS=100 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
told() { v "$@" 2>&1 >/dev/null | sed -n 2p; }
# ways OFFICE MEETING: for whom each seat is, and how it was reached, in the order of the list.
ways() { v "$1" meeting invitations "$2" 2>/dev/null | cut -f1,3 | tr '\t' ' ' | paste -sd,; }
sitting() { v kreis meeting create "$table" --name "$1" --start "$2"; }
field() { v "$1" record show "$2" --json | jq -c ".fields.$3"; }

settings="$settings
arrival-every 1 s"
office kreis district 'Landkreis'
office gartow city 'Samtgemeinde Gartow'
office cafe ngo 'Café Zuflucht'
start kreis && start gartow && start cafe || exit 1
ok "three offices" eval 'pair kreis gartow && pair kreis cafe'
table=$(v kreis committee create 'Runder Tisch')
v kreis committee admit "$table" 'Samtgemeinde Gartow' --role steward >/dev/null
v kreis committee admit "$table" 'Café Zuflucht' --role member >/dev/null
root=$(v kreis record list organization --json | jq -r '.items[0].id')
v kreis record edit "$root" '{"rules": "roundTable", "postalAddress": "Königsberger Straße 10\n29439 Lüchow", "contactEmail": "tisch@kreis.example"}' >/dev/null
# seat NAME [OFFICE]: a place for it, at which this office answers.
seat() {
	local node=
	v kreis committee seat add "$table" --for "$1" --person "Frau ${1##* }" >/dev/null 2>&1
	[ -z "${2:-}" ] || node=$(v "$2" status --json | jq -r .id)
	[ -z "$node" ] || v kreis record edit "$(v kreis record list organization --json | jq -r --arg n "$1" '.items[] | select(.fields.name == $n) | .id')" "{\"node\": \"$node\"}" >/dev/null
}
seat Landkreis kreis && seat 'Samtgemeinde Gartow' gartow && seat 'Café Zuflucht' cafe && seat Kirchenkreis && seat 'DRK / Ortsverein'
v kreis committee seat add "$table" --for Bildungsträger --optional >/dev/null 2>&1
v kreis record edit "$(v kreis record list organization --json | jq -r '.items[] | select(.fields.name == "Kirchenkreis") | .id')" '{"postalAddress": "Haus der Kirche\nHinterhaus\n2. Stock\nPropsteistraße 1\n29451 Dannenberg"}' >/dev/null

# ---- what must be there before ----
meeting=$(sitting '1. Runder Tisch' 2027-03-30T18:00)
refused "without an agenda" 3006 2 v kreis meeting invite "$meeting" --on 2027-01-04
first=$(v kreis agenda add "$meeting" --name 'Begrüßung' --minutes 5)
second=$(v kreis agenda add "$meeting" --name 'Wohnraum' --type Bericht)
v kreis agenda add "$meeting" --name 'Personalfrage' --internal >/dev/null
v cafe agenda propose "$meeting" --name 'Nur ein Vorschlag' >/dev/null
refused "a supplement without an invitation" 1316 5 v kreis meeting invite "$meeting" --supplement
refused "no meeting" 3005 2 v kreis meeting invite "$first"
untimed=$(v kreis record create meeting --in "$table" '{"name": "Ohne Zeit"}')
refused "without a time" 3006 2 v kreis meeting invite "$untimed"
ok "all hold the same" wait_until 20 same_state "$table" kreis gartow cafe
before=$(states kreis "$table")

# ---- bad input: notice period violated ----
refused "row 27: notice violated: the agreement of a round table wants 14 days, 2027-03-16 is too late" 1320 5 v kreis meeting invite "$meeting" --on 2027-03-16
like "the rule and what is missing are named" "$(told kreis meeting invite "$meeting" --on 2027-03-16)" 'round table: 14 days must lie .* 1 are missing'
like "in German" "$(LANGUAGE=de told kreis meeting invite "$meeting" --on 2027-03-16)" 'Runder Tisch: Zwischen Einladung und Sitzung müssen 14 Tage liegen, es fehlen 1'
refused "a reason does not help where the rules allow nothing shorter" 1320 5 v kreis meeting invite "$meeting" --on 2027-03-16 --reason eilig
refused "a member does not invite" 1203 4 v cafe meeting invite "$meeting" --on 2027-03-15
is "and nothing was written" "$(states kreis "$table")" "$before"
like "row 27: a list tells by when, on a German screen" "$(screen kreis de meeting list "$table" --on 2027-03-16)" '1\. Runder Tisch +geplant +Mo\. 15\.03\.2027, zu spät '
like "so does the meeting, with the rule" "$(screen kreis en meeting show "$meeting" --on 2027-03-01)" '^Invite by +Mon 2027-03-15 \(round table\)'
like "in German" "$(screen kreis de meeting show "$meeting" --on 2027-03-01)" 'Mo\. 15\.03\.2027 \(Runder Tisch\)'
is "and what is due" "$(v kreis meeting due --on 2027-03-17 | cut -f1-5)" $'2027-03-15\tinvitation\t2\t1. Runder Tisch\tround table'

# ---- the invitation ----
stop cafe
is "a preview writes nothing" "$(v kreis meeting invite "$meeting" --on 2027-03-15 --preview 2>/dev/null | cut -f1,3 | tr '\t' ' ' | paste -sd,) $(states kreis "$table")" \
	"Landkreis office,Samtgemeinde Gartow office,Café Zuflucht office,Kirchenkreis letter,DRK / Ortsverein letter $before"
like "on a screen the office that answers is named" "$(screen kreis de meeting invite "$meeting" --on 2027-03-15 --preview)" '^Café Zuflucht +.* +Café Zuflucht +[0-9a-f]{8}'
like "row 27: a seat that is invited if needed (ggf.) is, with --optional" "$(v kreis meeting invite "$meeting" --on 2027-03-15 --preview --optional 2>/dev/null)" '^Bildungsträger..letter'
said=$(v kreis meeting invite "$meeting" --on 2027-03-15 --wait 0 --letters "$base/letters" 2>"$base/sums")
is "row 27: a line a seat" "$(wc -l <<<"$said")" 6
like "row 27: a seat that is invited if needed (ggf.) is not" "$said" '^Bildungsträger..unsent'
like "row 27: a letter where no office answers" "$said" '^Kirchenkreis.Frau Kirchenkreis.letter'
like "row 27: who is away waits" "$said" '^Café Zuflucht.Frau Zuflucht.waiting'
like "this office has what it wrote" "$said" '^Landkreis.Frau Landkreis.delivered'
is "who waits is not called invited" "$(v kreis meeting invitations "$meeting" --json | jq -c '[.items[] | select(.for == "Café Zuflucht") | .delivery, .invited]')" '["waiting",false]'
ok "row 27: the office of a seat has all of it" until_is 20 'Bildungsträger unsent,Café Zuflucht waiting,DRK / Ortsverein letter,Kirchenkreis letter,Landkreis delivered,Samtgemeinde Gartow delivered' ways kreis "$meeting"
like "the sum in German" "$(LANGUAGE=de v kreis meeting invitations "$meeting" 2>&1 >/dev/null)" 'Zugestellt: 2\. Es warten: 1\. Briefe zu drucken: 2\.'
like "on a German screen" "$(screen kreis de meeting invitations "$meeting")" '^Kirchenk[^ ]* +Frau Kirchenkreis +Brief zu drucken '
is "the state, and when" "$(field kreis "$meeting" state) $(field kreis "$meeting" invitedAt)" '"invited" "2027-03-15T12:00:00+01:00"'
refused "a second call" 1316 5 v kreis meeting invite "$meeting" --on 2027-03-15
like "says what to do" "$(told kreis meeting invite "$meeting" --on 2027-03-15)" '--supplement sends what came on'

# ---- letters ----
is "row 27: a text and pages for each letter" "$(cd "$base/letters" && printf '%s,' *)" '01-DRK-Ortsverein.pdf,01-DRK-Ortsverein.txt,02-Kirchenkreis.pdf,02-Kirchenkreis.txt,'
v kreis meeting invitations "$meeting" --letters "$base/letters" >/dev/null 2>&1
letter=$(LANGUAGE=de v kreis meeting invitations "$meeting" --letters "$base/german" >/dev/null 2>&1; cat "$base/german/02-Kirchenkreis.txt")
like "with the address, of more than six lines the town" "$(paste -sd'|' <<<"$letter")" 'Kirchenkreis\|Haus der Kirche\|Hinterhaus\|2\. Stock\|Propsteistraße 1\|29451 Dannenberg\|'
like "a salutation" "$letter" '^Guten Tag Frau Kirchenkreis,$'
like "the agenda" "$letter" '^Ö 2 +Wohnraum'
like "what is not public only by its number" "$letter" '^TOP N 1 \(nichtöffentlich\)$'
ok "nor is it in the pages" no grep -qa Personalfrage "$base/german/02-Kirchenkreis.pdf" "$base/german/02-Kirchenkreis.txt"
like "the pages have the same" "$(pdftotext -layout "$base/german/02-Kirchenkreis.pdf" - | tr -s ' \n' '  ')" 'Kirchenkreis Haus der Kirche Hinterhaus 2\. Stock Propsteistraße 1 29451 Dannenberg .*Einladung: 1\. Runder Tisch .*Ö ?1 Begrüßung'
v kreis meeting invitations "$meeting" --letters "$base/members" --internal >/dev/null 2>&1
like "for members with everything" "$(cat "$base/members/02-Kirchenkreis.txt")" '^N 1 +Personalfrage'
refused "a folder that cannot be" 3008 1 v kreis meeting invitations "$meeting" --letters "$base/sums"

# ---- the agenda as invited, and a supplement ----
v kreis agenda remove "$first" --yes >/dev/null
v kreis agenda edit "$second" --name 'Wohnraum und Arbeit' >/dev/null
late=$(v gartow agenda add "$meeting" --name 'Dolmetscher' 2>/dev/null || { wait_until 20 v gartow meeting show "$meeting" && v gartow agenda add "$meeting" --name 'Dolmetscher'; })
ok "the item of another office is there" wait_until 20 v kreis record show "$late"
is "as invited, beside as held" "$(v kreis agenda list "$meeting" --as-invited | cut -f1-4 | paste -sd'|')" \
	$'Ö 1\t\tBegrüßung\t0|Ö 2\tÖ 1\tWohnraum\t0|N 1\tN 1\tPersonalfrage\t0|\tÖ 2\tDolmetscher\t'
shown=$(screen kreis de agenda list "$meeting" --as-invited)
like "in German: what was taken off" "$shown" '^Ö 1 +entfallen +Begrüßung +Einladung '
like "in German: what came later" "$shown" 'Ö 2 +Dolmetscher +nicht verschickt '
like "the invitation as a document has what was invited to" "$(LANGUAGE=de v kreis meeting export "$meeting" - --format text --as-invited | paste -sd'|')" \
	'^Einladung: 1\. Runder Tisch\|.*Ö 1 +Begrüßung\|.*Ö 2 +Wohnraum\|'
refused "of a meeting to which nobody was invited" 1316 5 v kreis meeting export "$untimed" - --format text --as-invited
refused "a supplement keeps the notice, too" 1320 5 v kreis meeting invite "$meeting" --supplement --on 2027-03-20
like "or says why not" "$(v kreis meeting invite "$meeting" --supplement --on 2027-03-20 --reason 'Frist des Landes' --wait 0 2>&1 >/dev/null | head -n 1)" 'The notice is 5 days short \(round table: 14 days between\)'
is "a supplement has what is new alone" "$(v kreis agenda list "$meeting" --as-invited --json | jq -c '[.items[] | select(.edition == 1) | .number, .name]')" '["Ö 2","Dolmetscher"]'
like "the invitation as a document says which item came later" "$(LANGUAGE=de v kreis meeting export "$meeting" - --format text --as-invited | paste -sd'|')" 'Dolmetscher[^Ö]*Nachtrag'
like "of a seat that was not invited it says nothing of what was sent" "$(screen kreis de meeting invitations "$meeting")" '^Bildungstr.* nicht eingeladen +[0-9a-f]{20}'
is "each seat is told of it" "$(v kreis meeting invitations "$meeting" --json | jq -c '[.items[] | select(.edition == 1 and .channel == "letter")] | length')" 2
refused "nothing new" 1316 5 v kreis meeting invite "$meeting" --supplement --on 2027-03-20 --reason x
like "its letter" "$(LANGUAGE=de v kreis meeting invitations "$meeting" --letters "$base/german" >/dev/null 2>&1; paste -sd'|' "$base/german/04-Kirchenkreis-1.txt")" 'Nachtrag zur Tagesordnung: 1\. Runder Tisch.*ergänzt.*Ö 2 +Dolmetscher.*Frist des Landes'

# ---- an office comes back ----
start cafe
ok "who was away has it now" until_is 30 'delivered,delivered' eval 'v kreis meeting invitations "$meeting" 2>/dev/null | grep ^Café | cut -f3 | paste -sd,'
ok "all hold the same again" wait_until 30 same_state "$table" kreis gartow cafe
is "every office reads the same lines" "$(v cafe meeting invitations "$meeting" 2>/dev/null)" "$(v kreis meeting invitations "$meeting" 2>/dev/null)"
is "and the same agenda as invited" "$(v gartow agenda list "$meeting" --as-invited)" "$(v kreis agenda list "$meeting" --as-invited)"
is "it is noted for ever" "$(v cafe meeting invitations "$meeting" --json | jq '[.items[] | select(.delivered)] | length')" 6

like "another room is another invitation" "$(LANGUAGE=de v kreis meeting edit "$meeting" --room 'Saal 2' 2>&1 >/dev/null)" 'nennt den bisherigen Ort: um neu'
like "another time is another invitation" "$(LANGUAGE=de v kreis meeting edit "$meeting" --start 2027-03-30T19:00 2>&1 >/dev/null)" 'um neu einzuladen, verbund meeting reopen'

# ---- planned anew ----
is "taken back" "$(v kreis meeting reopen "$meeting" >/dev/null; field kreis "$meeting" state; field kreis "$meeting" invitedAt)" $'"planned"\nnull'
is "nobody is invited any more" "$(v kreis meeting invitations "$meeting" 2>/dev/null)" ''
is "nor is anything frozen" "$(v kreis agenda list "$meeting" --as-invited | cut -f1 | sort -u)" ''
v kreis meeting invite "$meeting" --on 2027-03-15 --wait 0 >/dev/null 2>&1
is "invited anew: the agenda as it is now" "$(v kreis agenda list "$meeting" --as-invited | cut -f1,3,4 | paste -sd'|')" $'Ö 1\tWohnraum und Arbeit\t0|Ö 2\tDolmetscher\t0|N 1\tPersonalfrage\t0'

# ---- rules that allow less, minutes ----
council=$(v kreis committee create 'Kreisausschuss')
v kreis committee seat add "$council" --for Kreistag --person 'Herr Vorsitz' >/dev/null 2>&1
v kreis record edit "$(v kreis record list organization --in "$council" --json 2>/dev/null | jq -r '.items[0].id // empty' || true)" '{"rules": "goSH"}' >/dev/null 2>&1 ||
	v kreis record edit "$(v kreis record list organization --json | jq -r '.items[] | select(.fields.name == "Kreisausschuss") | .id')" '{"rules": "goSH"}' >/dev/null
sooner=$(v kreis meeting create "$council" --name Eilig --start 2027-05-10T18:00)
v kreis agenda add "$sooner" --name Haushalt >/dev/null
refused "GO SH wants a week" 1320 5 v kreis meeting invite "$sooner" --on 2027-05-03
for n in 1 2 3; do v kreis committee seat add "$council" --for Kreistag --person "Mitglied $n" >/dev/null 2>&1; done
said=$(v kreis meeting invite "$sooner" --on 2027-05-03 --reason 'Fördermittel verfallen' --wait 0 2>&1 >/dev/null)
like "which may be shorter for a reason" "$said" '^The notice is 1 day short \(GO SH 34: 7 days between\)'
like "unless a third objects: 2 of 4" "$said" '^That stands unless 2 of 4 members object \(GO SH 34\)\.$'
is "which the meeting keeps" "$(field kreis "$sooner" reason)" '"Fördermittel verfallen"'
v kreis meeting open "$sooner" >/dev/null && v kreis meeting close "$sooner" >/dev/null
like "its minutes are due within 30 days" "$(v kreis meeting show "$sooner" --on 2027-06-15)" '^Minutes by.2027-06-09 \(GO SH 41\)$'
like "and late, in German" "$(screen kreis de meeting show "$sooner" --on 2027-06-15)" '^Niederschrift bis +Mi\. 09\.06\.2027 \(GO SH 41\), 6 Tage zu spät$'
is "among what is due" "$(v kreis meeting due "$council" --on 2027-06-15 | cut -f1-3)" $'2027-06-09\tminutes\t6'
v kreis meeting create "$council" --name 'Die nächste' --start 2027-05-20T18:00 >/dev/null
is "or by the next sitting" "$(v kreis meeting show "$sooner" --on 2027-05-12 --json | jq -r '"\(.minutesDue) \(.minutesRule) \(.minutesLateDays)"')" '2027-05-20 GO SH 41 0'
v kreis meeting approve "$sooner" >/dev/null
is "until they are approved" "$(v kreis meeting due "$council" --on 2027-05-12 | cut -f2 | sort -u)" invitation

# ---- bad input: two chairs in a partition invite to the same meeting ----
both=$(sitting 'Zwei laden ein' 2027-09-01T18:00)
v kreis agenda add "$both" --name 'Gemeinsam' >/dev/null
ok "both chairs have it" wait_until 30 same_state "$table" kreis gartow cafe
stop cafe
stop gartow
v kreis meeting invite "$both" --on 2027-08-01 --wait 0 >/dev/null 2>&1
stop kreis
start gartow
own=$(v gartow agenda add "$both" --name 'Nur in Gartow')
v gartow meeting invite "$both" --on 2027-08-02 --wait 0 >/dev/null 2>&1
start kreis
ok "two chairs in a partition: both hold the same" wait_until 30 same_state "$table" kreis gartow
is "the older invitation counts, the other is a supplement" "$(v kreis agenda list "$both" --as-invited | cut -f3,4 | paste -sd'|')" $'Gemeinsam\t0|Nur in Gartow\t1'
is "the same at the other chair" "$(v gartow agenda list "$both" --as-invited)" "$(v kreis agenda list "$both" --as-invited)"
is "invited, and nothing to quarrel about" "$(v gartow meeting list "$table" | awk -F'\t' -v id="$both" '$5 == id { print $4 }')" invited

# ---- an item that one chair made internal while the other invited ----
meeting=$(sitting 'Später intern' 2027-10-01T18:00)
item=$(v kreis agenda add "$meeting" --name 'Grundstück' --description 'Kaufpreis Walnuss')
ok "both chairs have the item" wait_until 30 same_state "$table" kreis gartow
stop gartow
v kreis meeting invite "$meeting" --on 2027-09-01 --wait 0 >/dev/null 2>&1
as_invited() { v kreis meeting export "$meeting" - --format text --as-invited "$@"; }
like "what was public is in the agenda as invited" "$(as_invited)" 'Kaufpreis Walnuss'
stop kreis
start gartow
item=$(v gartow agenda edit "$item" --internal --description 'Kaufpreis Marzipan')
start kreis
ok "made internal at the other chair" wait_until 30 same_state "$table" kreis gartow
ok "it is there under its new number" wait_until 30 v kreis record show "$item"
like "its title was sent to all" "$(as_invited)" 'Grundstück'
ok "what it says by now is not for the public" no grep -qE 'Marzipan|Walnuss' <(as_invited)
v kreis meeting invitations "$meeting" --letters "$base/later" >/dev/null 2>&1
ok "there are letters" test -s "$base/later/01-DRK-Ortsverein.txt"
ok "nor in letters" no grep -qaE 'Marzipan|Walnuss' "$base"/later/*.txt
