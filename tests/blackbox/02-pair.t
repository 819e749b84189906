#!/bin/bash
# Pairing by invitation code: what both offices see, when their keys open the door, and every way it can fail.
limit=150
. "$(dirname "$0")/lib.sh"

office luebeck city "Hansestadt Lübeck"
office forum forum "Forum für Migrantinnen und Migranten"
office cafe ngo "Café Zuflucht" dials
office ministerium ministry "Innenministerium"
for o in luebeck forum cafe ministerium; do start $o || exit 1; done

state_of() { peer_field "$1" "$2" state; }
listens() { perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift, Timeout => 2)' "$1"; }
# joins OFFICE CODE: asks to join without waiting for the outcome.
joins() { v "$1" peer join "$2" >/dev/null 2>&1 & }

# ---- the way it should go ----
ok "no pairing socket before an invitation" no listens $((port[luebeck] + 1))
ok "Lübeck invites, the Forum joins" meet luebeck forum
ok "the pairing socket stands on the next port" listens $((port[luebeck] + 1))
like "six digits" "$(digits luebeck forum)" '^[0-9]{6}$'
is "the same on both sides" "$(digits luebeck forum)" "$(digits forum luebeck)"
is "the other waits for its digits" "$(state_of luebeck forum)" digits
refused "other digits" 1406 4 v luebeck peer confirm "$(name_of forum)" 000000
ok "Lübeck confirms" confirm luebeck forum
sleep 1.5
ok "one confirmation opens no link" no has_link luebeck forum
is "what Lübeck sees" "$(state_of luebeck forum)" paired
is "what the Forum sees" "$(state_of forum luebeck)" digits
is "Lübeck can still be asked for the digits" "$(digits luebeck forum)" "$(digits forum luebeck)"
ok "the Forum confirms" confirm forum luebeck
ok "now there is a link" wait_until 15 has_link luebeck forum
ok "for both" wait_until 5 has_link forum luebeck
is "the digits have done their work" "$(digits luebeck forum)$(digits forum luebeck)" ""
ok "an office that only dials out joins" pair luebeck cafe
ok "and gets its link" wait_until 15 has_link luebeck cafe

# ---- wrong digits ----
ok "the ministry and Lübeck show cards" meet ministerium luebeck
wrong=$(printf '%06d' $(((10#$(digits ministerium luebeck) + 1) % 1000000)))
for i in 1 2 3; do refused "wrong digits, try $i" 1406 4 v ministerium peer confirm "$(name_of luebeck)" "$wrong"; done
is "after three wrong tries the other is forgotten" "$(state_of ministerium luebeck)" ""
refused "and the right digits come too late" 1407 3 v ministerium peer confirm "$(name_of luebeck)" "$(digits luebeck ministerium)"
v luebeck peer remove "$(name_of ministerium)" --yes >/dev/null

# ---- codes that are not good ----
code=$(invite luebeck)
before=$(what ministerium)
refused "no code at all" 1401 2 v ministerium peer join VB1-aaaaa
# altered CODE GROUP: the code with one letter of one group (counted from 1) exchanged.
altered() {
	perl -e 'my ($head, @groups) = split /-/, $ARGV[0];
		my $at = \substr $groups[$ARGV[1] - 1], 2 % length $groups[$ARGV[1] - 1], 1;
		$$at = $$at eq "q" ? "r" : "q";
		print join "-", $head, @groups' "$@"
}
groups=$(($(tr -cd - <<<"$code" | wc -c)))
taken=0
for i in $(seq "$groups"); do
	status=0
	v ministerium peer join "$(altered "$code" "$i")" >/dev/null 2>"$base/err" || status=$?
	[ "$status $(grep -oE 'VB-[0-9]{4}' "$base/err" | head -n 1)" = "2 VB-1401" ] || { taken=$((taken + 1)); diag "group $i: $(cat "$base/err")"; }
done
is "a code altered in any of its $groups groups: VB-1401, status 2" $taken 0
refused "a code cut short" 1401 2 v ministerium peer join "${code%-*}"
refused "one's own code" 1408 2 v luebeck peer join "$code"
is "none of them changes anything" "$(what ministerium)" "$before"
upper=$(tr a-z A-Z <<<"${code#VB1-}" | tr - ' ')
ok "capital letters and blanks do not matter" v ministerium peer join "VB1-$upper"
refused "a code that was used" 1403 1 v cafe peer join "$code"
is "and nobody new stands in the list" "$(state_of luebeck cafe)" paired
v luebeck peer remove "$(name_of ministerium)" --yes >/dev/null
v ministerium peer remove "$(name_of luebeck)" --yes >/dev/null

stop luebeck
echo 'invite-life 1 s' >>"$base/luebeck/verbundd.conf"
ok "Lübeck starts with a short life of codes" start luebeck
code=$(invite luebeck)
sleep 2.5
refused "a code that expired" 1402 1 v ministerium peer join "$code"
sed -i '/invite-life/d' "$base/luebeck/verbundd.conf"

# ---- offices that cannot be reached ----
refused "one who only dials out cannot invite" 3016 1 v cafe peer invite
code=$(invite forum)
stop forum
refused "nobody there" 1409 8 v ministerium peer join "$code"
ok "the Forum comes back" start forum
ok "and takes its code, on the same port" wait_until 5 listens $((port[forum] + 1))
ok "after a restart" v ministerium peer join "$code"
ok "both have digits" wait_until 5 both_have_digits forum ministerium
crash forum
ok "the Forum dies and starts again" start forum
is "the digits are still there" "$(digits forum ministerium)" "$(digits ministerium forum)"
ok "and can be confirmed" confirm forum ministerium
ok "by both" confirm ministerium forum
ok "a link" wait_until 15 has_link forum ministerium

# ---- the next port is taken ----
stop luebeck
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, ReuseAddr => 1, LocalAddr => "127.0.0.1", LocalPort => shift) or die; sleep 100' $((port[luebeck] + 1)) &
squatter=$!
wait_until 5 listens $((port[luebeck] + 1))
ok "Lübeck starts beside it" start luebeck
code=$(invite luebeck)
ok "any other port will do" v ministerium peer join "$code"
v luebeck peer remove "$(name_of ministerium)" --yes >/dev/null
v ministerium peer remove "$(name_of luebeck)" --yes >/dev/null
code=$(invite luebeck)
stop luebeck
ok "Lübeck starts again" start luebeck
sleep 1.2
ok "and is reached at the port of the code" v ministerium peer join "$code"
kill $squatter
wait $squatter 2>/dev/null

# ---- several at once ----
a=$(invite forum) b=$(invite forum)
joins luebeck "$a"
joins cafe "$b"
ok "two join at the same time" wait_until 10 both_have_digits forum cafe
ok "each with digits of its own" no [ "$(digits forum cafe)" = "$(digits forum luebeck)" ]
wait %% 2>/dev/null

# ---- a code that also admits ----
group=$(v forum committee create "Runder Tisch" --json | jq -r .id)
code=$(v forum committee admit "$group" --new --role guest --json | jq -r .code)
v ministerium peer remove "$(name_of forum)" --yes >/dev/null
v forum peer remove "$(name_of ministerium)" --yes >/dev/null
ok "the ministry joins by a code that admits to a committee" v ministerium peer join "$code"
ok "both have digits" wait_until 10 both_have_digits forum ministerium
is "before the Forum confirms it is no member" "$(v forum committee show "$group" --json | jq '.members | length')" 1
ok "the ministry confirms" confirm ministerium forum
is "that alone does not admit it" "$(v forum committee show "$group" --json | jq '.members | length')" 1
ok "the Forum confirms" confirm forum ministerium
is "now it is a guest" "$(v forum committee show "$group" --json | jq -r '.members[] | select(.name == "Innenministerium").role')" guest
ok "and finds the committee" wait_until 15 sh -c "VERBUND_HOME='$base/ministerium' '$BUILD/verbund' committee list | grep -qF 'Runder Tisch'"

# ---- parting ----
ok "Lübeck and the café are linked" wait_until 15 has_link luebeck cafe
ok "Lübeck removes the café" v luebeck peer remove "$(name_of cafe)" --yes
ok "the link is cut" wait_until 5 no has_link cafe luebeck
sleep 1
ok "and does not come back" no has_link cafe luebeck
is "Lübeck has forgotten it" "$(state_of luebeck cafe)" ""
