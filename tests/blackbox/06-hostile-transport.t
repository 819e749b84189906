#!/bin/bash
# Strangers at the listening socket of a running office, before anybody is authenticated: what they send is refused in
# time, costs little memory and time, and the members notice nothing.
limit=150
. "$(dirname "$0")/lib.sh"

office luebeck city "Hansestadt Lübeck"
office cafe ngo "Café Zuflucht" dials
for o in luebeck cafe; do start $o || exit 1; done
ok "two offices pair" pair luebeck cafe
ok "and are linked" wait_until 15 has_link luebeck cafe
group=$(v luebeck committee create "Beirat" --json | jq -r .id)
ok "in one committee" v luebeck committee admit "$group" "$(name_of cafe)" --role member

# What the sanitizers keep of freed memory counts, too.
grep -q __asan_init "$BUILD/verbundd" && spare=4 || spare=1
stranger() { python3 "$here/strangers.py" "${port[luebeck]}" "$@"; }
# memory: KiB that the daemon holds for itself. ticks: CPU time it has used, in hundredths of a second.
memory() { awk '/^RssAnon/ { print $2 }' "/proc/${pid[luebeck]}/status"; }
ticks() { awk '{ print $14 + $15 }' "/proc/${pid[luebeck]}/stat"; }
files() { ls "/proc/${pid[luebeck]}/fd" | wc -l; }
# delivered TEXT: a message of Lübeck arrives at the café.
delivered() {
	v luebeck message post "$group" "$1" >/dev/null || return
	wait_until 10 sh -c "VERBUND_HOME='$base/cafe' '$BUILD/verbund' message list '$group' | grep -qF '$1'"
}
ok "a message arrives" delivered "vorher"
links=$(grep -c 'link.down' "$base/luebeck.log")
start_memory=$(memory) start_files=$(files)

# ---- what is sent, and when the connection is closed ----
while read -r when what name; do
	is "$name" "$(stranger "$what")" "$when"
done <<'EOF'
in-time nothing silence
in-time greeting-only a greeting and then silence
in-time half-greeting half a greeting
at-once null mechanism NULL
at-once plain mechanism PLAIN
at-once gssapi mechanism GSSAPI
at-once http a web browser
at-once bad-hello a HELLO of zeros
at-once short-hello a HELLO that is too short
at-once message-first a message before the handshake
in-time drip a greeting byte by byte
EOF
for what in old future tls ssh zeros reserved-flags; do
	like "$what" "$(stranger $what)" '^(at-once|in-time)$'
done

# ---- sizes that are only announced ----
for what in 1gib-command 1gib-message 2e63-message; do
	taken=$(stranger $what)
	ok "$what: not taken in ($taken MiB left the sender)" [ "$taken" -le 16 ]
done
ok "memory has not grown by more than $((4 * spare)) MiB ($start_memory -> $(memory) KiB)" [ $(($(memory) - start_memory)) -le $((4096 * spare)) ]

# ---- unknown keys ----
code=$(invite luebeck)
# The CURVE key of the office stands in its code, behind two bytes and a hash.
key=$(python3 -c 'import base64, sys
text = sys.argv[1][4:].replace("-", "").upper()
print(base64.b32decode(text + "=" * (-len(text) % 8))[34:66].hex())' "$code")
is "500 unknown keys are refused" "$("$BUILD/blackbox/knock" "tcp://127.0.0.1:${port[luebeck]}" "$key" 500)" "refused 500 admitted 0 failed 0"
is "a server of another key is none" "$("$BUILD/blackbox/knock" "tcp://127.0.0.1:${port[luebeck]}" "$(printf '0%.0s' {1..63})9" 3)" "refused 0 admitted 0 failed 3"
like "pairing lets few in at a time" "$("$BUILD/blackbox/knock" "tcp://127.0.0.1:$((port[luebeck] + 1))" "$key" 200)" 'admitted ([1-9]|[1-5][0-9]) '
ok "a message arrives" delivered "dazwischen"

# ---- 2,000 silent connections ----
busy=$(ticks)
stranger silent 2000 >"$base/silent" &
crowd=$!
sleep 1
started=$(date +%s%N)
ok "while 2,000 strangers stand at the door a message arrives" delivered "im Gedränge"
took=$((($(date +%s%N) - started) / 1000000))
sleep 2
held=$(files)
wait $crowd
busy=$(($(ticks) - busy))
is "they all came" "$(cat "$base/silent")" 2000
ok "few of them are let in at a time ($held descriptors)" [ "$held" -le $((start_files + 1800)) ]
ok "the door was shut for a while" grep -q 'wire.shut' "$base/luebeck.log"
ok "the message took less than 5 s ($took ms)" [ "$took" -le $((5000 * patience)) ]
ok "the crowd cost less than 2 s of CPU ($busy hundredths)" [ "$busy" -le $((200 * patience)) ]
ok "memory has not grown by more than $((40 * spare)) MiB ($start_memory -> $(memory) KiB)" [ $(($(memory) - start_memory)) -le $((40960 * spare)) ]
few_files() { [ "$(files)" -le $((start_files + 80)) ]; }
ok "their descriptors are given back" wait_until 20 few_files
opened() { [ "$(grep -c 'wire.shut.*:'"${port[luebeck]}" "$base/luebeck.log")" = "$(grep -c 'wire.open.*:'"${port[luebeck]}" "$base/luebeck.log")" ]; }
ok "the door is open again" wait_until 40 opened

# ---- and the members ----
is "the link of the café was never cut" "$(grep -c 'link.down' "$base/luebeck.log")" "$links"
ok "a message arrives" delivered "nachher"
stop cafe
ok "the café comes back" start cafe
ok "and gets its link" wait_until 20 has_link cafe luebeck
