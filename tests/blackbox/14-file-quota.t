#!/bin/bash
# Documents count for who lists them: one member adds more than it may leave at an office; what has no room waits there and says
# why, another member's document comes all the same, and so do all once there is room.
limit=120
. "$(dirname "$0")/lib.sh"

office city city "Hansestadt Lübeck"
office forum forum "Forum" dials
office club ngo "Verein" dials
cp "$base/city/verbundd.conf" "$base/conf"
echo "member-quota 1 MiB" >>"$base/city/verbundd.conf"
for o in city forum club; do start $o || exit 1; done
ok "city and forum are partners" pair city forum
ok "city and club are partners" pair city club
committee=$(v city committee create "Steuerungsgruppe" --json | jq -r .id)
ok "both are members" eval 'v city committee admit "$committee" Forum --role member && v city committee admit "$committee" Verein --role member'
ok "all three hold the same" wait_until 20 same_state "$committee" city forum club

stored() { v "$1" file show "$2" --json | jq -r ".stored.$3 // empty"; }
whole() { until_is 60 whole stored "$1" "$2" state; }
add() { v "$1" file add "$committee" "$2" --name "$3" --json | jq -r .id; }
# Two of 400 KB fit into seven eighths of 1 MiB, a third does not.
head -c 400000 /dev/urandom >"$base/large"
head -c 1000 /dev/urandom >"$base/small"
first=$(add club "$base/large" "Erstes")
ok "the first of the club comes" whole city "$first"
second=$(add club "$base/large" "Zweites")
ok "the second comes" whole city "$second"
third=$(add club "$base/large" "Drittes")
ok "the city knows of the third" until_is 20 member stored city "$third" waits
fourth=$(add forum "$base/large" "Des Forums")
ok "the document of the forum comes" whole city "$fourth"
is "of the third nothing came meanwhile" "$(stored city "$third" bytes)" 0
message=$(v club message post "$committee" "Wo bleibt das Dritte?" --json | jq -r .id)
ok "what the club writes comes" wait_until 20 v city record show "$message"
refused "it is not to be had yet" 2021 3 v city file get "$third" "$base/none"
# terminal LANGUAGE: what a person is told of the third.
terminal() {
	local line="VERBUND_HOME=$base/city LC_ALL=C.UTF-8 LANGUAGE=$1 $BUILD/verbund file show $third"
	COLUMNS=200 script -qec "$line" /dev/null </dev/null | tr -d '\r' | tr '\n' ' '
}
like "a person in words" "$(terminal en)" 'Why not yet +the room for what its office leaves in this committee is used up'
like "in German, too" "$(terminal de)" 'Warum noch nicht +der Platz für das, was die andere Stelle in diesem Gremium hinterlässt, ist verbraucht'
like "a pipe is told in one word" "$(v city file show "$third")" '^[^	]*	member$'
tell() { LC_ALL=C.UTF-8 LANGUAGE=$1 v city doctor --json | jq -r '.items[] | select(.level == "wrong") | "\(.what) \(.now)"'; }
like "doctor says why" "$(tell en)" 'Documents of Verein do not come: the room for what it leaves in a committee is used up'
like "and what to do" "$(tell en)" 'raise `member-quota` in verbundd.conf'
like "in German, too" "$(tell de)" 'Dokumente von Verein kommen nicht: Der Platz'
faults() { v city status --json | jq -r '.faults[] | select(.word | startswith("quota")) | "\(.word) \(.name) \(.amount)"'; }
is "status tells it" "$(faults)" "quotaFiles Verein 1048576"
crash city
ok "the city starts again" start city
is "what is here counts as before" "$(stored city "$third" waits)" member

# ---- room ----
ok "the first is erased" v club record erase "$first" --ground request --yes
ok "which makes room for the third" whole city "$third"
ok "as it was" eval 'v city file get "$third" "$base/got" && cmp "$base/got" "$base/large"'
is "nothing is told any more" "$(faults)" ""
fifth=$(add club "$base/large" "Fünftes")
ok "the next one waits" until_is 20 member stored city "$fifth" waits
cp "$base/conf" "$base/city/verbundd.conf"
kill -HUP "${pid[city]}"
ok "with a greater quota it comes" whole city "$fifth"
is "nothing is told any more" "$(faults)" ""
for o in city forum club; do
	ok "$o ends in good order" stop $o
	ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"
done
