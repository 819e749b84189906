#!/bin/bash
# The command line against real daemons: every command in both languages and in a pipe, what is wrong with its code and
# exit status, names of every kind, the terminal.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
cell() { cut -f "$1" <<<"$2"; }
# on_terminal COMMAND...: its output on a terminal of 100 columns.
on_terminal() {
	local line
	printf -v line '%q ' "$@"
	COLUMNS=100 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}

# ---- without a daemon ----
# Each: code, status, words, cut at blanks.
while read -r code status words; do
	read -ra command <<<"$words"
	[ "${command[0]:-}" != NOTHING ] || command=()
	refused "verbund $words" "$code" "$status" "$verbund" --home "$base/none" "${command[@]}"
	is "verbund $words: nothing on stdout" "$(cat "$base/out")" ""
done <<'END'
3001 2 NOTHING
3001 2 comittee list
3001 2 peer
3001 2 peer lits
3001 2 status --jsno
3001 2 status extra
3001 2 status --json=yes
3001 2 export oparl - --json
3001 2 status --zone UTC --zone UTC
3001 2 help nonsense
3001 2 help peer nonsense
3001 2 committee admit 4f --role guest
3001 2 committee admit 4f Forum --new --role guest
3006 2 peer join
3006 2 peer confirm Forum
3006 2 committee create
3006 2 committee admit 4f Forum
3006 2 meeting create 4f --name x
3006 2 agenda add 4f
3006 2 agenda edit 4f
3006 2 meeting edit 4f
3006 2 agenda move 4f
2008 3 peer remove Forum
3006 2 status --home
3005 2 init --name x --kind village
3005 2 record list meetings
3005 2 committee role 4f Forum boss
3005 2 meeting export 4f x --format doc
3005 2 agenda edit 4f --minutes many
3005 2 status --zone Europe/Nowhere
3005 2 explain VB-x
2001 3 explain VB-9999
3007 2 meeting create 4f --name x --start soon
3007 2 meeting create 4f --name x --start 2026-02-30T18:00
3011 2 meeting create 4f --name x --start 2026-10-25T02:30
3011 2 meeting create 4f --name x --start 2026-03-29T02:30
3008 1 import oparl /nonexistent/file
3009 1 import oparl /dev/null
2008 3 status
2008 3 peer list
END
like "a near miss is answered" "$("$verbund" comittee list 2>&1)" 'did you mean `committee`\?'
like "what is missing is told with the help that explains it" "$("$verbund" agenda add 4f 2>&1)" 'Now: See `verbund help agenda add`'
like "so is an option that is none" "$("$verbund" committee seat add --naem x 2>&1)" 'Now: See `verbund help committee seat add`'
like "and half a command" "$("$verbund" peer 2>&1)" 'Now: See `verbund help peer`'
like "in German" "$(LANGUAGE=de "$verbund" agenda add 4f 2>&1)" 'Jetzt: Siehe `verbund help agenda add`'
like "a LANGUAGE that says nothing does not hide what LANG says" \
	"$(env -u LC_ALL LANGUAGE= LANG=de_DE.UTF-8 "$verbund" peer 2>&1)" 'Jetzt: Siehe'
like "a long line goes on under itself" "$(on_terminal "$verbund" committee create Neuer "$(printf 'x%.0s' {1..60})")" '^    [a-z]'
like "an hour that exists twice is asked back" \
	"$("$verbund" --home "$base/none" meeting create 4f --name x --start 2026-10-25T02:30 2>&1)" '02:30:00\+02:00 or .*02:30:00\+01:00'
refused "bytes that are no text" 1006 1 "$verbund" committee create $'a\xff'
is "an error is three lines: what, why, what now" \
	"$("$verbund" --home "$base/none" status 2>&1 | sed "s|$base|B|")" \
	'There is no data directory of Verbund here. (VB-2008)
  Reason: B/none
  Now: Run `verbund init` first.'
is "and in German" "$(LANGUAGE=de "$verbund" --home "$base/none" status 2>&1 | sed "s|$base|B|")" \
	'Hier gibt es kein Datenverzeichnis von Verbund. (VB-2008)
  Grund: B/none
  Jetzt: Führen Sie zuerst `verbund init` aus.'
like "a locale that is not installed still chooses the language" \
	"$(env -u LC_ALL -u LANGUAGE LANG=de_DE.UTF-8 "$verbund" --home "$base/none" status 2>&1)" '^Hier gibt es kein'
like "LC_ALL=C is English" "$(LC_ALL=C LANGUAGE=de "$verbund" --home "$base/none" status 2>&1)" '^There is no'
like "the default directory" "$(HOME=/nonexistent "$verbund" status 2>&1)" 'Reason: /nonexistent/.local/share/verbund$'
ok "help on the standard output" "$verbund" help
like "help about one command begins with examples" "$("$verbund" committee admit --help | head -n 1)" '^Examples$'
like "explain" "$(LANGUAGE=de "$verbund" explain VB-1201)" 'Ein solches Gremium gibt es hier nicht'
is "explain, for scripts" "$("$verbund" explain 1201 --json | jq -c '[.schema, .number, .exitStatus]')" '["verbund/explain/1",1201,3]'
refused "a full disk behind the output" 2005 1 sh -c "'$verbund' help >/dev/full"
is "all errors have German" "$(for number in $(sed -nE 's/^\tX\([A-Z_0-9]+, ([0-9]{4}),.*/\1/p' "$here/../../protocol/err.h"); do
	[ "$(LANGUAGE=de "$verbund" explain "$number")" != "$("$verbund" explain "$number")" ] || echo "$number"; done)" ""

# Sentences of the daemon that the command line has no translation for; what is only a name or a value needs none.
is "what the daemon says about an error is translated" "$(cd "$here/../.." && perl -0777 -e '
	# A pattern fits another sentence only where that has values of its own.
	my %known;
	sub is_known { my $text = shift; return 1 if $known{$text}; return 0 if $text !~ /%s/;
		return grep { my $p = quotemeta; $p =~ s/%s|\\%s/.+/g; $text =~ /^$p$/ } keys %known; }
	%known = map { $_ => 1 } join("", map { open my $f, "<", $_; <$f> } "cli/reason.c") =~ /N_\("((?:\\.|[^"])*)"\)/g;
	# What is said to bridges alone, no person sees.
	for my $file (grep { !m{/(control_bridge_\w+|control_drawer|outward\w*)\.c$} } glob "daemon/*.c daemon/*/*.c") {
		open my $in, "<", $file;
		my $text = <$in>;
		while ($text =~ /request_fail\(((?:[^;"]|"(?:\\.|[^"])*")*?)\);/g) {
			my $call = $1 =~ s/"\s+"//gr;
			my ($format) = $call =~ /"((?:\\.|[^"])*)"/ or next;
			my @words = $call =~ /"(an internal|a public)"/g;
			$format =~ s/%(?:\.\*|ll|z|j)?[sud]/%s/g;
			next if $format =~ /^(%s|[\w.]+|%s is not %s|%s %s as %s)$/;
			for my $word (@words ? @words : "") { my $whole = $format; $whole =~ s/%s/$word/ if $word; print "$file: $whole\n" unless is_known($whole); }
		}
		print "$file: $_\n" for grep { !$known{"%s is not $_"} } $text =~ /(?:VB_TYPE_\w+:\n\t\treturn|find_typed\(q, name, \w+,|char words\[\] =) "([^"]+)"/g;
	}')" ""

# ---- init ----
office city city 'Hansestadt Lübeck'
office forum forum 'Forum „Vielfalt"' dials
like "init --json gives the number" "$(v third init --name x --kind ngo --json | jq -r .id)" '^([a-z2-7]{4}-){13}[a-z2-7]{4}$'
refused "a second office in one directory" 2009 5 v city init --name x --kind city
refused "a name with a control character" 3005 2 v fourth init --name $'a\x1b[31m' --kind city
refused "a name of 10,000 characters" 3005 2 v fourth init --name "$(printf 'ä%.0s' {1..10000})" --kind city
refused "an address that is none" 4001 2 v fourth init --name x --kind city --listen nonsense
ok "no directory is left of an office that could not be made" [ ! -e "$base/fourth/node.keys" ]
refused "no daemon" 3003 6 v city status
like "and how to start it" "$(v city status 2>&1)" "verbundd --home '$base/city'"
start city && start forum || exit 1

# ---- partners ----
like "a code in a pipe is one line" "$(v city peer invite)" '^VB1-[a-z2-7-]+$'
is "and a document" "$(v city peer invite --json | jq -c '[.schema, (.code | startswith("VB1-")), (.expires | test("^20[0-9-]+T[0-9:.]+\\+0[12]:00$"))]')" \
	'["verbund/peer-invite/1",true,true]'
refused "an altered code" 1401 2 v forum peer join "$(v city peer invite | tr '234567' '345672')"
ok "the digits come" meet city forum
is "they are the same" "$(digits city forum)" "$(digits forum city)"
refused "wrong digits" 1406 4 v city peer confirm 'Forum „Vielfalt"' "$(printf '%06d' $(((10#$(digits city forum) + 1) % 1000000)))"
confirm city forum
confirm forum city
ok "they are partners" until_is 10 paired peer_field forum city state
ok "both know it" until_is 10 paired peer_field city forum state
refused "a partner that is none" 1407 3 v city peer confirm Niemand 123456
before=$(what city)
is "a dry run tells and does nothing" "$(v city peer remove 'Forum „Vielfalt"' --dry-run 2>&1)" 'the partnership with Forum „Vielfalt" would end'
refused "nor does it for nobody" 1407 3 v city peer remove Niemand --dry-run
refused "nor does it without --yes" 3006 2 v city peer remove 'Forum „Vielfalt"'
is "nothing changed" "$(what city)" "$before"

# ---- a committee and what is in it ----
group=$(v city committee create 'Steuerungsgruppe Integration')
like "a committee's number" "$group" '^[0-9a-f]{64}$'
is "shortened, it will do" "$(v city committee show "${group:0:8}" --json | jq -r .id)" "$group"
ok "admit" v city committee admit "$group" 'Forum „Vielfalt"' --role guest
refused "admit again" 1209 5 v city committee admit "$group" 'Forum „Vielfalt"' --role guest
is "role" "$(v city committee role "$group" 'Forum „Vielfalt"' member --json | jq -r .schema)" verbund/committee-role/1
is "two members" "$(v city committee show "$group" --json | jq -c '[.members[].role] | sort')" '["member","steward"]'
like "admit --new is a code" "$(v city committee admit "$group" --new --role guest)" '^VB1-'
ok "the forum has it" until_is 10 1 sh -c "VERBUND_HOME=$base/forum $verbund committee list --json | jq '.items | length'"
meeting=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00 --end 2026-12-01T20:00 \
	--location 'Rathaus, Audienzsaal' --room 2 --json | jq -r .id)
is "times with their offset" "$(v city record show "$meeting" --json | jq -c '.fields | [.start, .end, .timeZone]')" \
	'["2026-12-01T18:00:00+01:00","2026-12-01T20:00:00+01:00","Europe/Berlin"]'
is "in another zone" "$(v city record show "$meeting" --json --zone UTC | jq -r .fields.start)" 2026-12-01T17:00:00+00:00
is "the meeting belongs to the committee's organization" \
	"$(v city record show "$(v city record show "$meeting" --json | jq -r '.fields.organization[0]')" --json | jq -r .fields.name)" \
	'Steuerungsgruppe Integration'
v city meeting create "$group" --name 'Später' --start 2027-01-01T10:00 --location 'Rathaus, Audienzsaal' >/dev/null
v city meeting create "$group" --name 'Früher' --start 2026-11-01T10:00 --internal >/dev/null
is "meetings in order of time" "$(v city meeting list "$group" | cut -f 2 | paste -sd,)" 'Früher,1. Sitzung,Später'
is "one place, two meetings" "$(v city record list location --in "$group" | wc -l)" 1
is "edit" "$(v city meeting edit "$meeting" --room '' --start '2026-12-02 18:00' >/dev/null &&
	v city record show "$meeting" --json | jq -c '.fields | [.room, .start]')" '[null,"2026-12-02T18:00:00+01:00"]'

first=$(v city agenda add "$meeting" --name 'Begrüßung')
inner=$(v city agenda add "$meeting" --name 'Personalien' --internal)
third=$(v city agenda add "$meeting" --name 'Verschiedenes')
second=$(v city agenda add "$meeting" --name 'Bericht' --after "$first" --minutes 15 --type Bericht)
v city agenda add "$meeting" --name 'Vorschlag' --state proposed >/dev/null
agenda() { v city agenda list "$meeting" | cut -f 1,2 | paste -sd,; }
is "numbers of items" "$(agenda)" $'Ö 1\tBegrüßung,Ö 2\tBericht,Ö 3\tVerschiedenes,N 1\tPersonalien,\tVorschlag'
v city agenda move "$third" --after first >/dev/null
is "moved to the beginning" "$(agenda | cut -d, -f 1)" $'Ö 1\tVerschiedenes'
v city agenda move "$third" --after "$second" >/dev/null
is "and behind another" "$(agenda | cut -d, -f 3)" $'Ö 3\tVerschiedenes'
refused "not behind an internal one" 3005 2 v city agenda move "$third" --after "$inner"
is "edited" "$(v city agenda edit "$second" --result 'zur Kenntnis genommen' --description $'zwei\nZeilen' >/dev/null &&
	v city agenda list "$meeting" --json | jq -c '.items[1] | [.number, .fields.result, .fields.description, .fields.plannedMinutes]')" \
	'["Ö 2","zur Kenntnis genommen","zwei\nZeilen",15]'
is "meeting show has the agenda" "$(v city meeting show "$meeting" --json | jq -c '[.schema, .kind, (.items | length)]')" \
	'["verbund/meeting-show/1","meeting",5]'

v city message post "$group" 'Wir sind dabei.' >/dev/null
printf 'aus einer Datei\nzweite Zeile\n' | v city message post "$meeting" - >/dev/null
is "messages to a committee" "$(v city message list "$group" | cut -f 2,3)" $'Hansestadt Lübeck\tWir sind dabei.'
is "messages about a meeting, from the input" "$(v city message list "$meeting" --json | jq -r '.items[0].fields.text')" \
	$'aus einer Datei\nzweite Zeile'
is "a line feed stays in its cell" "$(v city message list "$meeting" | cut -f 3)" 'aus einer Datei\nzweite Zeile'
refused "an empty message" 3005 2 v city message post "$group" ''
refused "a message to nobody" 2001 3 v city message post ffffffffffffffff x
refused "a number that fits more than one" 2011 5 v city record show "${meeting:0:4}"
ok "the forum reads it all" until_is 10 1 sh -c "VERBUND_HOME=$base/forum $verbund message list $meeting --json | jq '.items | length'"
refused "a member calls no meeting" 1203 4 v forum meeting create "$group" --name x --start 2026-12-01T18:00

# ---- names ----
arabic=$'\xd8\xa7\xd9\x84\xd9\x85\xd9\x86\xd8\xaa\xd8\xaf\xd9\x89'
for name in 'Bürgerschaft "Große Straße" \ & '"'"'Söhne'"'" "$arabic" '漢字 🙂' '-v' "$(printf 'x%.0s' {1..400})"; do
	id=$(v city committee create -- "$name")
	is "kept as it is: ${name:0:40}" "$(v city committee show "$id" --json | jq -r .name)" "$name"
	is "alone in its cell" "$(v city committee list | grep "^$id" | cut -f 2)" "${name//\\/\\\\}"
done
before=$(v city status --json | jq -cS '[.spaces[] | [.id, .states]]')
long=$(printf 'ä%.0s' {1..10000})
while IFS='|' read -r code status what name; do
	[ "$name" != LONG ] || name=$long
	name=$(printf '%b' "$name")
	refused "a committee called by $what" "$code" "$status" v city committee create "$name"
	refused "a meeting called by $what" "$code" "$status" v city meeting create "$group" --name "$name" --start 2026-12-01T18:00
	refused "an item called by $what" "$code" "$status" v city agenda add "$meeting" --name "$name"
done <<'END'
1004|1|10,000 characters|LONG
3005|2|an escape sequence|rot\x1b[31m
3005|2|a line feed|eins\nzwei
3005|2|a tab|eins\tzwei
3005|2|an 8-bit control sequence|\xc2\x9b2J
3005|2|an override of direction|\xe2\x80\xaeabc
3005|2|an isolate left open|\xe2\x81\xa7abc
3005|2|nothing|
END
is "nothing of all that was written" "$(v city status --json | jq -cS '[.spaces[] | [.id, .states]]')" "$before"

# What the city says, but for when it last heard of others.
timeless() { v city "$@" | sed -E 's/20[0-9]{2}-[0-9-]+T[0-9:.]+/TIME/g; s/^(Bytes [a-z ]+\t).*/\1N/'; }
# Between two looks something may change, but not for long.
in_german() { [ "$(LANGUAGE=de timeless "$@")" = "$(timeless "$@")" ]; }

# ---- every reading command, both languages, in a pipe and with --json ----
while read -r words; do
	read -ra command <<<"${words//@C/$group}"
	command=("${command[@]//@M/$meeting}")
	ok "$words" v city "${command[@]}"
	ok "$words: the same in German, for scripts" wait_until 10 in_german "${command[@]}"
	is "$words: one document with its schema" "$(v city "${command[@]}" --json | jq -rs 'length, .[0].schema' | paste -sd' ')" \
		"1 verbund/$(cut -d' ' -f 1,2 <<<"$words" | sed -E 's/ (@.*|[0-9].*)?$//; s/ /-/; s/^status-.*/status/')/1"
	shown=$(VERBUND_HOME=$base/city LANGUAGE=de on_terminal "$verbund" "${command[@]}")
	ok "$words: a clerk's words on a German terminal" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward|steward|Office|Committee' <<<"$shown"
done <<'END'
status
node show
peer list
committee list
committee show @C
meeting list
meeting list @C
meeting show @M
agenda list @M
message list @C
record list meeting
record list organization --in @C
record show @M
END

# ---- the terminal ----
export VERBUND_HOME=$base/city
shown=$(on_terminal "$verbund" committee list)
like "a head line" "$(head -n 1 <<<"$shown")" '^Number +Committee +Our rights +Offices +In charge$'
ok "no line is wider than the terminal" [ "$(sed 's/[\xe2\x81\xa8\xe2\x81\xa9]//g' <<<"$shown" | wc -L)" -le 100 ]
like "numbers are shortened" "$shown" "^${group:0:8} "
ok "a name from right to left is isolated" grep -qF $'\xe2\x81\xa8'"$arabic"$'\xe2\x81\xa9' <<<"$shown"
ok "a long name is cut" grep -qE 'xxxxxx…' <<<"$shown"
like "German head line" "$(LANGUAGE=de on_terminal "$verbund" committee list | head -n 1)" '^Nummer +Gremium +Unsere Rechte +Stellen +Zuständig$'
like "German dates" "$(LANGUAGE=de on_terminal "$verbund" meeting list)" 'Mi\. 02\.12\.2026, 18:00'
like "bold without NO_COLOR" "$(env -u NO_COLOR COLUMNS=100 script -qec "$verbund committee list" /dev/null </dev/null | cat -v)" '^\^\[\[1mNumber'
ok "no escape with it" no grep -q $'\x1b' <<<"$shown"
like "an invitation as a picture" "$(env -u NO_COLOR COLUMNS=100 script -qec "$verbund peer invite" /dev/null </dev/null | cat -v)" '\^\[\[97;40m'
like "hints for a person" "$(on_terminal "$verbund" peer invite)" '^  verbund peer join CODE$'
is "none for a script" "$("$verbund" peer invite 2>&1 | wc -l)" 1
unset VERBUND_HOME

like "kinds and rights in German, too" "$(LANGUAGE=de v forum meeting create "$group" --name x --start 2026-12-01T18:00 2>&1)" 'Grund: anlegen: Sitzung, mit den Rechten Mitglied$'
like "what is wrong with a file, too" "$(printf '[\n' >"$base/half.json"; LANGUAGE=de v city import oparl "$base/half.json" --into "$group" 2>&1)" 'hört mittendrin auf'
like "reasons in German" "$(LANGUAGE=de v city committee create "$(printf 'x%.0s' {1..401})" 2>&1)" 'Grund: name hat mehr als 400 Bytes$'

# ---- dismissal ----
before=$(what city)
refused "not without --yes" 3006 2 v city committee dismiss "$group" 'Forum „Vielfalt"'
ok "a dry run" v city committee dismiss "$group" 'Forum „Vielfalt"' --dry-run
refused "a dry run about somebody else" 1407 3 v city committee dismiss "$group" Niemand --dry-run
is "nothing changed" "$(what city)" "$before"
ok "with --yes" v city committee dismiss "$group" 'Forum „Vielfalt"' --yes
is "one member is left" "$(v city committee show "$group" --json | jq '.members | length')" 1
ok "the partnership ends" v city peer remove 'Forum „Vielfalt"' --yes
