#!/bin/bash
# 10,000 strangers at the door of an office: its partners and its own people go on working with it, it stays small and quiet, shuts
# the door for a while and opens it again by itself; a partner that was away comes in afterwards. Then the same where the
# process may have fewer descriptors than strangers come.
limit=240
. "$(dirname "$0")/lib.sh"

office luebeck city "Hansestadt Lübeck"
office cafe ngo "Café Zuflucht" dials
office forum forum "Forum" dials
for o in luebeck cafe forum; do start $o || exit 1; done
ok "the café pairs" pair luebeck cafe
ok "the forum pairs" pair luebeck forum
group=$(v luebeck committee create "Beirat" --json | jq -r .id)
ok "both are members" eval 'v luebeck committee admit "$group" "$(name_of cafe)" --role member && v luebeck committee admit "$group" Forum --role member'
ok "all hold the same" wait_until 20 same_state "$group" luebeck cafe forum

# memory: KiB that the daemon holds for itself. ticks: CPU time it has used, in hundredths of a second.
memory() { awk '/^RssAnon/ { print $2 }' "/proc/${pid[luebeck]}/status"; }
ticks() { awk '{ print $14 + $15 }' "/proc/${pid[luebeck]}/stat"; }
logged() { grep -c "$1.*:${port[luebeck]}" "$base/luebeck.log"; }
links() { grep -c 'link.down' "$base/luebeck.log"; }
shows() { v "$1" message list "$group" | grep -qF "$2"; }
# delivered FROM TO TEXT: a message of one arrives at the other.
delivered() { v "$1" message post "$group" "$3" >/dev/null && wait_until 30 shows "$2" "$3"; }
# crowd NUMBER SECONDS: comes in the background; what it says of itself goes to the file crowd.
crowd() {
	was_memory=$(memory) was_links=$(links) was_busy=$(ticks) began=$SECONDS
	python3 "$here/crowd.py" "${port[luebeck]}" "$@" >"$base/crowd" &
	crowd=$!
}
# crowd_over: what holds after each crowd.
crowd_over() {
	wait "$crowd"
	local busy=$(($(ticks) - was_busy)) took=$((SECONDS - began + 1)) spare=1
	grep -q __asan_init "$BUILD/verbundd" && spare=4
	read -r came let_in most <"$base/crowd"
	ok "the I/O thread did not spin: $busy hundredths of CPU in $took s" [ "$busy" -le $((took * 5 + 60)) ]
	ok "memory has not grown by more than $((40 * spare)) MiB ($was_memory -> $(memory) KiB)" [ $(($(memory) - was_memory)) -le $((40960 * spare)) ]
	ok "the door was shut" [ "$(logged wire.shut)" -ge 1 ]
	ok "and is open again" wait_until 90 eval '[ "$(logged wire.shut)" = "$(logged wire.open)" ]'
}

# ---- 10,000 ----
stop forum
was_links=$(links)
crowd 10000 8
for n in 1 2 3 4 5; do
	ok "a message goes out to the café ($n)" delivered luebeck cafe "hinaus $n"
	ok "and one comes in ($n)" delivered cafe luebeck "herein $n"
done
crowd_over
ok "10,000 came ($came; $let_in let in, $most at the same time)" [ "$came" -ge 10000 ]
ok "of which some were let in" [ "$let_in" -ge 500 ]
is "the link of the café was never cut" "$(links)" "$was_links"
ok "who was away comes back" start forum
ok "and is let in" wait_until 60 has_link forum luebeck
ok "all hold the same" wait_until 30 same_state "$group" luebeck cafe forum

# ---- 200 descriptors ----
stop luebeck
leash=(setpriv --pdeathsig KILL prlimit --nofile=200:200)
start luebeck || exit 1
ok "the café comes back" wait_until 30 has_link cafe luebeck
ok "the forum, too" wait_until 30 has_link forum luebeck
crowd 3000 6
crowd_over
ok "all descriptors were used up ($let_in let in, $most at the same time)" [ "$let_in" -ge 100 ]
# Where no descriptor is left its own people are hung up on, too, until the strangers' time is over.
ok "a message goes out to the café" wait_until 30 delivered luebeck cafe "danach"
ok "both links stand, or come back by themselves" wait_until 60 eval 'has_link cafe luebeck && has_link forum luebeck'
ok "all hold the same" wait_until 30 same_state "$group" luebeck cafe forum
