#!/bin/bash
# The card and the keys of an office: shown, sent, read, compared; new keys while others are there, away, or reach it through
# a third office only; old copies; and kill -9 in the middle of it.
limit=240
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
city='Hansestadt Lübeck'
# on_terminal COMMAND...: its output on a terminal of 100 columns.
on_terminal() {
	local line
	printf -v line '%q ' "$@"
	COLUMNS=100 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
# fingerprint OFFICE [OTHER]: of its own keys, or of another's as it knows them.
fingerprint() { v "$1" node keys ${2:+"$(name_of "$2")"} --json | jq -r .fingerprint; }
# agree OFFICE OTHER: both see the same keys of the first.
agree() { [ "$(fingerprint "$1")" = "$(fingerprint "$2" "$1")" ]; }
# is_over OFFICE: no former key is in use.
is_over() { prints false jq 'has("former")' <(v "$1" node keys --json); }
rotating() { prints true jq '.former | has("until")' <(v "$1" node keys --json); }
changed() { prints true jq --arg n "$(name_of "$2")" 'any(.items[]; .name == $n and has("keyChanged"))' <(v "$1" peer list --json); }
unchanged() { prints true jq --arg n "$(name_of "$2")" 'any(.items[]; .name == $n and (has("keyChanged") | not))' <(v "$1" peer list --json); }
# reads OFFICE TEXT [COMMITTEE]: it shows the message.
reads() { prints true jq --arg t "$2" 'any(.items[]; .fields.text == $t)' <(v "$1" message list "${3:-$group}" --json); }
write() { v "$1" message post "${3:-$group}" "$2" >/dev/null; }
rotate() { v "$1" node rotate --yes >/dev/null; }
version() { v "$1" node keys --json | jq .version; }
key_version() { od -An -tu1 -j13 -N1 "$base/$1/node.keys" | tr -d ' '; }

office luebeck city "$city"
office forum forum Forum dials
office ministerium ministry Innenministerium
office cafe ngo 'Café Zuflucht' dials
for o in luebeck forum ministerium cafe; do start $o || exit 1; done
ok "offices pair" eval 'pair luebeck forum && pair luebeck ministerium && pair luebeck cafe && pair ministerium cafe && pair ministerium forum'
group=$(v luebeck committee create 'Steuerungsgruppe')
for o in Forum Innenministerium 'Café Zuflucht'; do ok "$o is admitted" v luebeck committee admit "$group" "$o" --role member; done
write luebeck "Vor allem"
for o in forum ministerium cafe; do ok "$o reads the first message" wait_until 20 reads $o "Vor allem"; done

# ---- looking ----
is "the name of the office" "$(v luebeck node show --json | jq -r .name)" "$city"
v luebeck node card >"$base/card.txt"
like "the card begins with its mark" "$(head -n 1 "$base/card.txt")" '^-----BEGIN VERBUND CARD-----$'
like "says for people who it is" "$(sed -n 2p "$base/card.txt")" "^Name: $city\$"
like "and with which keys" "$(cat "$base/card.txt")" "^Fingerprint: $(fingerprint luebeck)\$"
ok "into a file" v luebeck node card "$base/file.txt"
ok "the same but for the words" cmp <(sed '/: /d' "$base/card.txt") <(sed '/: /d' "$base/file.txt")
refused "a file that is there" 3008 1 v luebeck node card "$base/file.txt"
is "in German, in a file" "$(LANGUAGE=de v luebeck node card "$base/de.txt" && grep -c '^Fingerabdruck: ' "$base/de.txt")" 1
is "read by a partner" "$(v forum node card --read "$base/card.txt" --json | jq -c '[.schema, .name, .kind, .genuine, .known, .fingerprint, .version]')" \
	"[\"verbund/node-card/1\",\"$city\",\"city\",true,\"same\",\"$(fingerprint luebeck)\",1]"
is "from a mail" "$(sed 's/^/> /; s/$/\r/' "$base/card.txt" | v forum node card --read - --json | jq -r .known)" same
office fremd ngo Fremd dials
start fremd
is "by an office that does not know it" "$(v fremd node card --read "$base/card.txt" --json | jq -r .known)" unknown
stop fremd
is "while Verbund is not running" "$(v fremd node card --read "$base/card.txt" --json | jq -r .known)" unasked
sed '7s/[A-Za-z]/-/' "$base/card.txt" >"$base/broken.txt"
refused "a card that was damaged" 1102 9 v forum node card --read "$base/broken.txt"
refused "no card" 3009 1 v forum node card --read "$base/luebeck/verbundd.conf"
refused "no file" 3008 1 v forum node card --read "$base/none"
refused "two things at once" 3005 2 v forum node card "$base/x" --read "$base/card.txt"
v luebeck node card --qr >"$base/line"
like "a line for a picture" "$(cat "$base/line")" '^VBC1:[A-Za-z0-9+/]+=*$'
is "can be read, too" "$(v forum node card --read "$base/line" --json | jq -r .known)" same
perl -MMIME::Base64 -ne 's/^VBC1://; my $c = decode_base64($_); $c =~ s/Hansestadt/Hansestaat/; print "VBC1:", encode_base64($c, "")' "$base/line" >"$base/forged"
refused "a card with another name" 1101 9 v forum node card --read "$base/forged"
is "is shown all the same, as worth nothing" "$(v forum node card --read "$base/forged" --json 2>/dev/null | jq -c '[.name, .genuine]')" '["Hansestaat Lübeck",false]'
like "a picture on a large terminal" "$(VERBUND_HOME=$base/luebeck script -qec "stty cols 200 rows 100; $verbund node card --qr" /dev/null </dev/null)" '▄█'
like "a small one is told how large" "$(VERBUND_HOME=$base/luebeck script -qec "stty cols 40 rows 100; $verbund node card --qr" /dev/null </dev/null | tr -d '\r' | tr -s ' \n' ' ')" 'a window of [0-9]+ columns and [0-9]+ lines'
is "both see the same keys" "$(fingerprint luebeck)" "$(fingerprint forum luebeck)"
like "six groups" "$(fingerprint luebeck)" '^([a-z2-7]{4}-){5}[a-z2-7]{4}$'
ok "of an office that has never changed them nothing more" is_over luebeck
is "node.keys is as ever" "$(key_version luebeck)" 1
while read -r words; do
	read -ra command <<<"$words"
	in_german() { [ "$(LANGUAGE=de v luebeck "${command[@]}")" = "$(v luebeck "${command[@]}")" ]; }
	ok "$words: the same in German, for scripts" wait_until 10 in_german
	shown=$(VERBUND_HOME=$base/luebeck LANGUAGE=de on_terminal "$verbund" "${command[@]}")
	ok "$words: a clerk's words on a German terminal" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward|Office|Finger[^a]' <<<"$shown"
	like "$words: shows the fingerprint" "$shown" "$(fingerprint luebeck)"
done <<'END_OF_WORDS'
node card
node keys
END_OF_WORDS
like "what to do with it" "$(VERBUND_HOME=$base/luebeck on_terminal "$verbund" node keys)" 'verbund node keys OFFICE'

# ---- nothing happens unasked ----
before=$(sha256sum <"$base/luebeck/node.keys") keys=$(v luebeck node keys --json)
refused "not without --yes" 3006 2 v luebeck node rotate
ok "a dry run" v luebeck node rotate --dry-run
like "says what would happen" "$(v luebeck node rotate --dry-run 2>&1)" "$city would get new keys"
like "in German" "$(LANGUAGE=de v luebeck node rotate --dry-run 2>&1)" "$city bekäme neue Schlüssel"
ok "nothing to give up" v luebeck node rotate --finish --yes
is "the keys are the same" "$(sha256sum <"$base/luebeck/node.keys") $(v luebeck node keys --json)" "$before $keys"

# ---- a dismissed office; an old copy ----
ok "the café is dismissed" v luebeck committee dismiss "$group" 'Café Zuflucht' --yes
ok "it learns of it" until_is 20 4 sh -c "VERBUND_HOME='$base/cafe' '$verbund' message post '$group' x >/dev/null 2>&1; echo \$?"
stop luebeck
cp -a "$base/luebeck" "$base/kopie"
start luebeck
v luebeck node card >"$base/before.txt"

# ---- the owner, who listens, makes new keys while the forum is away ----
stop forum
ok "a link to the ministry" wait_until 20 has_link luebeck ministerium
write luebeck "Kurz davor"
new=$(v luebeck node rotate --yes)
is "it says the new fingerprint" "$new" "$(fingerprint luebeck)"
ok "another one than before" [ "$new" != "$(jq -r .fingerprint <<<"$keys")" ]
ok "the ministry has them at once" wait_until 20 agree luebeck ministerium
ok "and is told that they changed" wait_until 10 changed ministerium luebeck
like "also on the terminal" "$(VERBUND_HOME=$base/ministerium on_terminal "$verbund" peer list)" 'New keys'
like "with what to do" "$(VERBUND_HOME=$base/ministerium on_terminal "$verbund" peer list)" "$city has new keys"
refused "the fingerprint of the keys before" 1411 4 v ministerium peer confirm "$city" "$(jq -r .fingerprint <<<"$keys")"
refused "no fingerprint" 3005 2 v ministerium peer confirm "$city" "${new:0:20}"
ok "the one that is read out" v ministerium peer confirm "$city" "${new^^}"
ok "is the end of it" wait_until 10 unchanged ministerium luebeck
ok "the former key is in use" rotating luebeck
waited_for() { v luebeck node keys --json | jq -c '[.former.waiting[].name]'; }
ok "for the sake of one who is away" until_is 20 '["Forum"]' waited_for
refused "no other change meanwhile" 1412 5 v luebeck node rotate --yes
refused "nor a dry run of it" 1412 5 v luebeck node rotate --dry-run
is "node.keys keeps the keys before" "$(key_version luebeck) $(stat -c %a "$base/luebeck/node.keys")" "2 600"
write luebeck "Danach"
write ministerium "Auch danach"
ok "the ministry reads what is new" wait_until 20 reads ministerium "Danach"
is "the old card is out of date there" "$(v ministerium node card --read "$base/before.txt" --json | jq -r .known)" older
stop luebeck
start luebeck
ok "after a restart all is read" eval 'reads luebeck "Vor allem" && reads luebeck "Danach"'
ok "and the former key is in use" rotating luebeck
start forum
ok "the forum finds the city by it" wait_until 20 has_link forum luebeck
ok "and learns the new ones" wait_until 20 agree luebeck forum
ok "so the former one is given up" wait_until 20 is_over luebeck
ok "and it finds the city again" wait_until 20 has_link forum luebeck
ok "as does the ministry" wait_until 20 has_link ministerium luebeck
for text in "Kurz davor" "Danach" "Auch danach"; do ok "the forum reads: $text" wait_until 20 reads forum "$text"; done
write forum "Vom Forum"
ok "and is read" wait_until 20 reads luebeck "Vom Forum"
ok "all hold the same" wait_until 20 same_state "$group" luebeck forum ministerium
ok "the dismissed café is told nothing of it" no reads cafe "Danach"
ok "it knows the city's new keys as a partner, though" wait_until 20 agree luebeck cafe

# ---- the copy from before: nobody opens to its keys ----
stop luebeck
sed -i '/^listen/d; /^advertise/d' "$base/kopie/verbundd.conf"
start kopie
sleep $((2 * patience))
is "an old copy reaches nobody" "$(v kopie peer list --json | jq '[.items[] | select(.link)] | length')" 0
ok "and reads nothing new" no reads kopie "Danach"
stop kopie
start luebeck

# ---- who dials out makes new keys while the other is off, and gives the former ones up at once ----
stop luebeck
ok "the forum makes new keys" rotate forum
ok "and does not wait for anybody" v forum node rotate --finish --yes
ok "that is over" is_over forum
write forum "Vom Forum, neue Schlüssel"
start luebeck
ok "the city, which knows the former one, lets it in by that" wait_until 20 has_link luebeck forum
ok "and learns the new ones" wait_until 20 agree forum luebeck
ok "the forum is read" wait_until 20 reads luebeck "Vom Forum, neue Schlüssel"
write luebeck "An das Forum"
ok "and reads" wait_until 20 reads forum "An das Forum"

# ---- who listens gives them up while one who dials out is off: a third office passes the card on ----
ok "the forum and the ministry have a link" wait_until 20 has_link forum luebeck
stop forum
ok "the city makes new keys" rotate luebeck
ok "and gives up the former ones at once" v luebeck node rotate --finish --yes
ok "the ministry has the new ones" wait_until 20 agree luebeck ministerium
ok "and a link again" wait_until 20 has_link ministerium luebeck
write luebeck "Über Dritte"
start forum
ok "the forum learns them from the ministry" wait_until 30 agree luebeck forum
ok "and reaches the city" wait_until 30 has_link forum luebeck
ok "and reads" wait_until 20 reads forum "Über Dritte"

# ---- owner and member both only dial out: no link between them at all ----
circle=$(v forum committee create 'Kreis der Rufenden')
ok "the forum admits the ministry" v forum committee admit "$circle" Innenministerium --role member
ok "and the café" v forum committee admit "$circle" 'Café Zuflucht' --role member
write forum "Im Kreis" "$circle"
ok "the café reads it by way of the ministry" wait_until 30 reads cafe "Im Kreis" "$circle"
is "without a link to the forum" "$(v cafe peer list --json | jq '[.items[] | select(.name == "Forum" and .link)] | length')" 0
ok "the café makes new keys" rotate cafe
ok "the forum learns them by way of the ministry" wait_until 30 agree cafe forum
write forum "Im Kreis, später" "$circle"
ok "the café reads what is new" wait_until 30 reads cafe "Im Kreis, später" "$circle"
stop cafe
start cafe
ok "and after a restart what is old" reads cafe "Im Kreis" "$circle"

# ---- kill -9 in the middle ----
ok "nothing is under way" wait_until 30 is_over luebeck
# Killed between the start of the command and twice the time that one takes here; at last when it has ended.
began=$(date +%s%6N)
v luebeck node keys >/dev/null
took=$(($(date +%s%6N) - began))
last=$(version luebeck) whole=0 changes=0
for i in $(seq 1 15); do
	v luebeck node rotate --yes >/dev/null 2>&1 &
	asked=$!
	if [ "$i" -lt 15 ]; then sleep "$(printf '0.%06d' $((took * i / 7 % 1000000)))"; else wait $asked; fi
	crash luebeck
	wait $asked
	start luebeck || break
	now=$(version luebeck)
	[ "$now" -ge "$last" ] && reads luebeck "Vor allem" && reads luebeck "Über Dritte" && whole=$((whole + 1))
	[ "$now" -le "$last" ] || changes=$((changes + 1))
	last=$now
	wait_until 20 has_link ministerium luebeck
	v luebeck node rotate --finish --yes >/dev/null
done
is "fifteen times it starts whole, with a card that names its keys" $whole 15
ok "some of them were changes" [ "$changes" -ge 1 ]
write luebeck "Nach allem"
for o in forum ministerium; do
	ok "$o sees the last keys" wait_until 40 agree luebeck $o
	ok "$o reads what was written last" wait_until 40 reads $o "Nach allem"
done
ok "all hold the same" wait_until 20 same_state "$group" luebeck forum ministerium
for o in luebeck forum ministerium cafe; do
	stop $o
	ok "$o: the walk over its store finds nothing" "$BUILD/verbundd" --check --home "$base/$o"
done
