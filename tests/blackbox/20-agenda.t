#!/bin/bash
# Agendas over several offices: tree, kinds and times; proposals of any office, decided once; the same agenda after a cut cable;
# supplements; what is not for all. German and English.
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
office kreis district 'Landkreis'
office amt city 'Amt Migration' dials
office forum forum 'Forum' dials
office cafe ngo 'Café Zuflucht' dials
for o in kreis amt forum cafe; do start $o || exit 1; done
for o in amt forum cafe; do ok "the Landkreis and $o pair" pair kreis $o; done
group=$(v kreis committee create 'Steuerungsgruppe Integration')
ok "a second office in charge, a member and a guest" eval 'v kreis committee admit "$group" "Amt Migration" --role steward &&
	v kreis committee admit "$group" Forum --role member && v kreis committee admit "$group" "Café Zuflucht" --role guest'
meeting=$(v kreis meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --end 2026-12-01T19:00)

# ---- kinds, submitters, parts, times ----
titles() { v "$1" agenda list "${2:-$meeting}" | cut -f 1,2 | paste -sd,; }
opening=$(v kreis agenda add "$meeting" --name 'Begrüßung' --type Regularie --minutes 5)
budget=$(v kreis agenda add "$meeting" --name 'Haushalt' --type Beschluss --minutes 10 --submitter 'Fraktion Grün' 2>/dev/null)
v kreis agenda add "$meeting" --name 'Einnahmen' --under "$budget" --minutes 15 >/dev/null
v kreis agenda add "$meeting" --name 'Ausgaben' --under "$budget" --minutes 20 >/dev/null
last=$(v kreis agenda add "$meeting" --name 'Verschiedenes' --type Verschiedenes --minutes 20)
is "parts lie within their item, and what follows begins when they end" "$(v kreis agenda list "$meeting" | cut -f 1,5-7)" \
$'Ö 1\tRegularie\t5\t2026-12-01T18:00:00+01:00
Ö 2\tBeschluss\t10\t2026-12-01T18:05:00+01:00
Ö 2.1\t\t15\t2026-12-01T18:05:00+01:00
Ö 2.2\t\t20\t2026-12-01T18:20:00+01:00
Ö 3\tVerschiedenes\t20\t2026-12-01T18:40:00+01:00'
shown=$(screen kreis de agenda list "$meeting")
like "on a terminal, with who asks for it" "$shown" '^Ö 2 +18:05 +Haushalt +Beschluss +10 +Fraktion Grün '
like "the sum" "$shown" '^Geplant für alle TOPs: 60 Minuten; die Sitzung hat 60\.$'
v kreis agenda edit "$last" --minutes 21 >/dev/null
like "a warning where it does not fit" "$(screen kreis de agenda list "$meeting")" '^Das passt nicht: Für alle TOPs sind 61 Minuten geplant, und die Sitzung hat 60\.$'
like "in English" "$(screen kreis en agenda list "$meeting")" '^This does not fit: 61 minutes are planned'
is "the document has the begin" "$(v kreis agenda list "$meeting" --json | jq -r '.items[4].begin')" 2026-12-01T18:40:00+01:00
is "kinds are offered" "$(v kreis __complete agenda add "$meeting" --type '' | paste -sd,) $(v kreis __complete agenda add "$meeting" --type be | paste -sd,)" \
	'Regularie,Bericht,Beschluss,Anfrage,Mitteilung,Wahl,Verschiedenes Bericht,Beschluss'
refused "an item is no part of itself" 3005 2 v kreis agenda edit "$budget" --under "$budget"
ok "all have it" wait_until 20 same_state "$group" kreis amt forum

# ---- the cable is out: each goes on, also the guest ----
stop kreis
ok "amt notices" wait_until 20 no has_link amt kreis
v amt agenda move "$last" --after first >/dev/null
v amt agenda add "$meeting" --name 'Bericht des Amtes' --after "$opening" >/dev/null
v forum agenda move "$last" --after "$opening" >/dev/null
v forum agenda move "$opening" --after "$budget" >/dev/null
v forum agenda add "$meeting" --name 'Bericht des Forums' --under "$budget" >/dev/null
wish=$(v cafe agenda propose "$meeting" --name 'Sprachcafé' --type Anfrage --minutes 10)
plan=$(v forum agenda propose "$meeting" --name 'Fahrräder')
start kreis
ok "with the cable back all hold the same" wait_until 30 same_state "$group" kreis amt forum
agenda=$(v kreis agenda list "$meeting")
for o in amt forum; do is "the same agenda at $o" "$(v $o agenda list "$meeting")" "$agenda"; done
is "nothing is lost" "$(cut -f 2 <<<"$agenda" | sort | paste -sd,)" 'Ausgaben,Begrüßung,Bericht des Amtes,Bericht des Forums,Einnahmen,Haushalt,Verschiedenes'
ok "the guest has it, too" until_is 20 "$agenda" v cafe agenda list "$meeting"
ok "the Landkreis has the proposals" until_is 20 $'proposed\tFahrräder\tForum\tinTime,proposed\tSprachcafé\tCafé Zuflucht\tinTime' \
	eval 'v kreis agenda proposals "$meeting" | cut -f 1-4 | sort | paste -sd,'
ok "so has amt" wait_until 20 same_state "$group" kreis amt forum
like "the agenda tells that they wait" "$(screen kreis de agenda list "$meeting")" '^2 Vorschläge warten auf Antwort:$'
like "in German" "$(screen kreis de agenda proposals "$meeting")" '^vorgeschlagen +Sprachcafé +Café Zuflucht +rechtzeitig '
wrong=$(v forum agenda propose "$meeting" --name 'Im Namen anderer' --submitter 'Fraktion Grün')
ok "who wrote it stands beside whom it names" until_is 20 'Fraktion Grün (Forum)' eval 'v kreis agenda proposals "$meeting" | grep "Im Namen" | cut -f 3'
green=$(v kreis record list organization --json | jq -r '.items[] | select(.fields.name == "Fraktion Grün") | .id')
v kreis record edit "$green" "{\"node\": \"$(v forum status --json | jq -r .id)\"}" >/dev/null
is "an office that is the organization stands there once" "$(v kreis agenda proposals "$meeting" | grep 'Im Namen' | cut -f 3)" 'Fraktion Grün'
v kreis record delete "$wrong" --yes >/dev/null
ok "taken back, it is gone" until_is 20 '' eval 'v kreis agenda proposals "$meeting" | grep "Im Namen"'
refused "a guest does not accept" 1203 4 v cafe agenda accept "$wish"
refused "nor does a member decline" 1203 4 v forum agenda decline "$plan" --reason 'nein'

# ---- two offices make a circle, and accept one proposal at the same time ----
stop kreis
ok "the forum notices" wait_until 20 no has_link forum kreis
first=$(v amt agenda accept "$wish" --after "$budget")
second=$(v forum agenda accept "$wish" --after first)
v forum agenda add "$meeting" --name 'Aussprache' --under "$second" >/dev/null
v amt agenda edit "$opening" --under "$last" >/dev/null
v forum agenda edit "$last" --under "$opening" >/dev/null
refused "at one office it stands there once" 1326 5 v amt agenda accept "$wish"
start kreis
ok "with the cable back all hold the same" wait_until 30 same_state "$group" kreis amt forum
agenda=$(v kreis agenda list "$meeting")
for o in amt forum; do is "the same agenda at $o" "$(v $o agenda list "$meeting")" "$agenda"; done
ok "and at the guest" until_is 20 "$agenda" v cafe agenda list "$meeting"
is "the proposal stands there once" "$(cut -f 2 <<<"$agenda" | grep -c 'Sprachcafé')" 1
is "both items are there" "$(v kreis record list agendaItem --json | jq --arg p "$wish" '[.items[] | select(.fields.proposal == $p)] | length')" 2
is "it is the older one" "$(grep Sprachcafé <<<"$agenda" | cut -f 4)" "$(printf '%s\n' "$first" "$second" | sort | head -n 1)"
like "what was put below the other stands below it" "$(cut -f 1,2 <<<"$agenda" | paste -sd,)" $'(Ö [0-9.]+)\tSprachcafé,\\1\.1\tAussprache'
is "the circle has an end: all items have numbers" "$(cut -f 1 <<<"$agenda" | grep -c '^Ö [0-9]')" 9
is "the guest sees that it was accepted" "$(v cafe agenda proposals "$meeting" | cut -f 1,2 | sort | paste -sd,)" $'accepted\tSprachcafé,proposed\tFahrräder'
v kreis agenda decline "$plan" --reason 'gehört in den Verkehrsausschuss' >/dev/null
ok "the forum sees why not" until_is 20 $'declined\tFahrräder\tForum\t\tgehört in den Verkehrsausschuss' eval 'v forum agenda proposals "$meeting" | grep Fahrräder | cut -f 1-5'
like "in German" "$(screen forum de agenda proposals "$meeting")" '^abgelehnt +Fahrräder +Forum +gehört in den Verkehrsausschuss '
v kreis agenda remove "$(grep Sprachcafé <<<"$agenda" | cut -f 4)" --yes >/dev/null
is "removed, it does not come up again as the other" "$(v kreis agenda list "$meeting" | grep -c Sprachcafé)" 0
is "and is open again" "$(v kreis agenda proposals "$meeting" | grep Sprachcafé | cut -f 1)" proposed

# ---- after the deadline; the invitation is sent; the sitting is over ----
way() { v kreis agenda proposals "$meeting" | grep "$1" | cut -f 4; }
is "without a deadline it is in time" "$(way Sprachcafé)" inTime
v kreis meeting edit "$meeting" --deadline 2026-01-01T12:00 >/dev/null
is "what was proposed after the deadline is a supplement" "$(way Sprachcafé)" supplement
v kreis meeting edit "$meeting" --deadline 9000-01-01T12:00 >/dev/null
is "what was proposed before it is in time" "$(way Sprachcafé)" inTime
state() { v kreis record edit "$meeting" "{\"state\": \"$1\"}" >/dev/null; }
v kreis committee seat add "$group" --for Kirchenkreis --person 'Frau Ebel' >/dev/null 2>&1
invite_all() { v kreis meeting invite "$meeting" --on 2026-11-02 --wait 0 --letters "$base/letters.$RANDOM" >/dev/null 2>"$base/said"; }
marks() { v kreis agenda list "$meeting" | cut -f 2,8 | awk -F '\t' '$2 != ""' | paste -sd,; }
ok "all are invited" invite_all
is "nothing is a supplement yet" "$(marks)" ''
is "what is added is a supplement" "$(LANGUAGE=de v kreis agenda add "$meeting" --name 'Nachgereicht' 2>&1 >/dev/null)" 'Die Einladung ist verschickt: Das ist ein Nachtrag.'
is "in English" "$(v kreis agenda add "$meeting" --name 'Zu löschen' 2>&1 >/dev/null)" 'The invitation has been sent: this is a supplement (Nachtrag).'
is "the agenda marks it" "$(marks)" $'Nachgereicht\tsupplement,Zu löschen\tsupplement'
like "in German" "$(screen kreis de agenda list "$meeting")" 'Nachgereicht .* Nachtrag '
is "in the document" "$(v kreis agenda list "$meeting" --json | jq -c '[.items[] | select(.supplement) | .fields.name]')" '["Nachgereicht","Zu löschen"]'
ok "reopened" v kreis meeting reopen "$meeting"
is "no invitation, no supplement" "$(marks)" ''
is "reopened, nothing is told" "$(v kreis agenda move "$last" --after "$budget" 2>&1 >/dev/null)" ''
ok "invited again" invite_all
like "a move is told, too" "$(v kreis agenda move "$last" --after first 2>&1 >/dev/null)" 'the agenda as invited keeps its order'
ok "the café has the state" until_is 20 invited eval 'v cafe record show "$meeting" --json | jq -r .fields.state'
like "the guest is told" "$(v cafe agenda propose "$meeting" --name 'Spätes' 2>&1 >/dev/null)" 'if it is accepted, it is a supplement'
late=$(v cafe agenda propose "$meeting" --name 'Ganz spät' 2>/dev/null)
ok "the Landkreis sees that, too" until_is 20 supplement eval 'v kreis agenda proposals "$meeting" | grep "Ganz spät" | cut -f 4'
next=$(v kreis meeting create "$group" --name '2. Sitzung' --start 2027-03-01T18:00)
state open && state closed
refused "closed, it takes no more items" 1316 5 v kreis agenda add "$meeting" --name 'Zu spät'
is "in German" "$(sed -n 2p <<<"$(LANGUAGE=de v kreis agenda add "$meeting" --name 'Zu spät' 2>&1)")" '  Grund: die Sitzung nimmt keine TOPs mehr auf'
refused "none that was proposed" 1316 5 v kreis agenda accept "$late"
refused "none that a script makes" 1316 5 v kreis record create agendaItem "{\"name\": \"Zu spät\", \"meeting\": \"$meeting\"}" --in "$group"
refused "and its items keep their places" 1316 5 v kreis agenda move "$last" --after "$budget"
refused "nothing is proposed for it" 1316 5 v kreis agenda propose "$meeting" --name 'Zu spät'
ok "what was proposed is offered for the next sitting" until_is 20 'Ganz spät,Sprachcafé,Spätes' eval 'v kreis agenda proposals "$next" | grep leftOver | cut -f 2 | sort | paste -sd,'
v kreis agenda accept "$late" --to "$next" >/dev/null
is "and accepted for it" "$(titles kreis "$next") $(v kreis agenda proposals "$next" | cut -f 2 | sort | paste -sd,)" $'Ö 1\tGanz spät Sprachcafé,Spätes'
is "its own meeting knows" "$(v kreis agenda proposals "$meeting" | grep 'Ganz spät' | cut -f 1)" accepted

# ---- the next agenda is made like the last one ----
is "a dry run makes nothing" "$(v kreis agenda copy "$meeting" --to "$next" --dry-run 2>/dev/null | wc -l)" 0
v kreis agenda edit "$budget" --result 'beschlossen' >/dev/null
v kreis agenda copy "$meeting" --to "$next" >/dev/null 2>&1
is "copied with parts, kinds and minutes, without results" "$(v kreis agenda list "$next" | grep -E 'Haushalt|Einnahmen' | cut -f 1-3,5,6 | sed -E 's/^Ö [0-9]+/Ö n/')" \
	$'Ö n\tHaushalt\t\tBeschluss\t10\nÖ n.1\tEinnahmen\t\t\t15'
is "with who asked for it" "$(v kreis agenda list "$next" --json | jq -r --slurpfile old <(v kreis agenda list "$meeting" --json) '[.items[], $old[0].items[] | select(.fields.name == "Haushalt") | .fields.submitter] | unique | length')" 1
count=$(v kreis agenda list "$next" | wc -l)
copied=$(v kreis agenda list "$next" | grep Einnahmen | cut -f 4)
is "what was copied and is carried over, too, does not come twice" "$(v kreis agenda carry "$(v kreis agenda list "$meeting" | grep Einnahmen | cut -f 4)" --to "$next" 2>/dev/null) $(v kreis agenda list "$next" | wc -l)" "$copied $count"
is "it says from where" "$(v kreis record show "$copied" --json | jq -r .fields.carriedFrom)" "$(v kreis agenda list "$meeting" | grep Einnahmen | cut -f 4)"
doubt=$(v kreis agenda add "$next" --name 'Streitfall' --state declined)
v kreis agenda edit "$doubt" --result 'passt nicht' >/dev/null
v kreis agenda edit "$doubt" --state accepted >/dev/null
is "what is accepted after all has no reason to be declined" "$(v kreis record show "$doubt" --json | jq -c '[.fields.state, .fields.result]')" '["accepted",null]'
v kreis agenda remove "$doubt" --yes >/dev/null
is "copied again, nothing comes twice" "$(v kreis agenda copy "$meeting" --to "$next" 2>/dev/null | wc -l) $(v kreis agenda list "$next" | wc -l)" "0 $count"

# ---- row 3: Trägertreffen, not public: the fourth office sees nothing, not even the title ----
has_text() { grep -rqaF -- "$2" "$base/$1"; }
secret=$(v kreis meeting create "$group" --name 'Trägertreffen Holstentor' --start 2027-01-10T10:00 --internal)
v kreis agenda add "$secret" --name 'Personalie Walnuss' --internal >/dev/null
hidden=$(v kreis agenda add "$next" --name 'Kassensturz Marzipan' --internal)
ok "members have it" until_is 20 $'N 1\tPersonalie Walnuss' titles forum "$secret"
v forum agenda propose "$secret" --name 'Umzug Kogge' --internal >/dev/null
ok "and what they propose" until_is 20 $'proposed\tUmzug Kogge' eval 'v kreis agenda proposals "$secret" | grep -v leftOver | cut -f 1,2'
v kreis agenda copy "$secret" --to "$next" >/dev/null 2>&1
v kreis agenda add "$next" --name 'Für alle' >/dev/null
ok "the guest gets what is for all" until_is 20 1 eval 'v cafe agenda list "$next" | grep -c "Für alle"'
ok "and all the rest" until_is 20 "$(v kreis status --json | jq -r --arg id "$group" '.spaces[] | select(.id == $id) | .states.all')" eval 'v cafe status --json | jq -r --arg id "$group" ".spaces[] | select(.id == \$id) | .states.all"'
is "row 3: the meeting is not in the guest's list" "$(v cafe meeting list | cut -f 2 | paste -sd,)" '1. Sitzung,2. Sitzung'
is "row 3: the numbers of what all see are the same" "$(titles cafe "$next")" "$(titles kreis "$next" | sed 's/,N .*//')"
refused "row 3: it is not there under its number" 2001 3 v cafe meeting show "$secret"
refused "row 3: nor is the item" 2001 3 v cafe record show "$hidden"
is "row 3: the search finds nothing" "$(for w in Trägertreffen Walnuss Marzipan Kogge; do v cafe search $w 2>/dev/null; done | wc -l)" 0
for w in Holstentor Walnuss Marzipan Kogge; do
	ok "row 3: \"$w\" stands in the files of a member" has_text forum "$w"
	ok "row 3: and in none of the fourth office" no has_text cafe "$w"
done
