#!/bin/bash
# The five-minute start of README.md, run as it stands there. What a person copies by hand (code, digits, numbers) is
# taken from what was printed before; only the addresses are loopback.
limit=120
. "$(dirname "$0")/lib.sh"
top=$here/../..

# The commands of the section as "OFFICE COMMAND", and PULL where the cable is pulled.
steps() {
	awk '/^## / { inside = /^## Five minutes/ }
		/^```/ { code = !code && /sh/; next }
		inside && !code && /Pull the cable/ { print "PULL" }
		inside && code { sub(/\$ +/, " "); print }' "$top/README.md"
}
# The commands and programs that its sentences name.
named() { sed -n '/^## Five minutes/,/^## [^F]/p' "$top/README.md" | grep -v '^[a-z]*\$' | grep -oE '`[^`]+`' | tr -d '`'; }

declare -A said # CODE, DIGITS, COMMITTEE, MEETING: what stands for the words in capitals
fill_in() {
	local line=$1 word
	line=${line//0.0.0.0:7801/127.0.0.1:$city_port}
	line=${line//luebeck.example:7801/127.0.0.1:$cable}
	for word in "${!said[@]}"; do line=${line// $word/ ${said[$word]}}; done
	echo "$line"
}
# type_in OFFICE COMMAND: what it prints stands in $base/OFFICE.out.
type_in() { (VERBUND_HOME=$base/$1 PATH=$BUILD:$PATH eval "$2") >"$base/$1.out" 2>"$base/said"; }
prints_something() { type_in "$@" && [ -s "$base/$1.out" ]; }
prints_digits() { type_in "$@" && cut -f4 "$base/$1.out" | grep -qE '^[0-9]{6}$'; }
remember() {
	local out=$base/$1.out
	case $2 in
	"verbund peer invite") said[CODE]=$(cat "$out") ;;
	"verbund peer list") said[DIGITS]=$(cut -f4 "$out") ;;
	"verbund committee create "*) said[COMMITTEE]=$(head -c 4 "$out") ;;
	"verbund meeting list") said[MEETING]=$(cut -f5 "$out" | head -c 20) ;; # as a terminal shows it
	esac
}
plug() {
	setpriv --pdeathsig KILL perl "$here/../demo/relay.pl" "$cable" "$city_port" &
	relay_pid=$!
	wait_until 5 perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift)' "$cable"
}
pull() { kill "$relay_pid"; wait "$relay_pid" 2>/dev/null; }
# follow OFFICE COMMAND: one command of the README, as a person would try it: lists are asked for until they show something.
follow() {
	local command
	command=$(fill_in "$2")
	case $2 in
	verbundd) ok "$1: $2" start "$1" ;;
	"verbund peer list") ok "$1: $2" wait_until 10 prints_digits "$1" "$command" ;;
	*" list"*) ok "$1: $2" wait_until 10 prints_something "$1" "$command" ;;
	*) ok "$1: $2" type_in "$1" "$command" ;;
	esac
	case $2 in "verbund init "*) printf '%s\n' "$settings" >>"$base/$1/verbundd.conf" ;; esac
	remember "$1" "$2"
}
checksum() { type_in "$1" "verbund status" && grep "^Steuerungsgruppe" "$base/$1.out" | cut -f6; }
same_checksum() { local sum; sum=$(checksum city) && [ -n "$sum" ] && [ "$sum" = "$(checksum forum)" ]; }

city_port=$(free_port) cable=$(free_port)
plug || exit 1
count=0
while read -r office command; do
	case "$office $command" in
	"PULL "*) pull; continue ;;
	"both verbund status")
		ok "without the cable the offices differ" no same_checksum
		plug
		ok "with the cable they show the same checksum" wait_until 30 same_checksum ;;
	esac
	case $office in
	both) follow city "$command"; follow forum "$command" ;;
	*) follow "$office" "$command" ;;
	esac
	count=$((count + 1))
done < <(steps)
is "the README has its commands" $count 20
like "the city reads the forum's items" "$(v city agenda list "${said[MEETING]}" | cut -f1,2 | tr '\n' ' ')" \
	$'Ö 1\tBericht des Forums Ö 2\tSprachcafé'
like "and its message" "$(v city message list "${said[COMMITTEE]}" | cut -f2,3)" $'^Forum\tWir sind dabei\\.$'
like "the forum reads what the city wrote meanwhile" "$(v forum message list "${said[COMMITTEE]}")" 'Der Raum ist gebucht'

# ---- what the sentences name ----
while read -r words; do
	case $words in
	"verbund watch") ok "$words, until it is interrupted" type_in city "timeout --preserve-status -s INT 1 $words" ;;
	"verbund log" | "verbund backup"* | "verbund restore" | "verbund node sheet" | "verbund export json" | "verbund import json" | "verbund record erase" | "verbund meeting "*) # named without what they need
		ok "$words is a command" type_in city "verbund help $(sed 's/^verbund //; s/ --.*//' <<<"$words")" ;;
	"verbund "*) ok "$words" type_in city "timeout 60 $words" ;;
	"man 7 "*) ok "$words" [ -f "$top/bridges/${words#man 7 }.7" ] ;;
	"man "*) ok "$words" [ "$(find "$BUILD/man/man1" "$top"/{daemon,protocol,bridges} -name "${words#man }.[1-8]" | wc -l)" -eq 1 ] ;;
	esac
done < <(named)
for target in demo check help deps install; do ok "make $target" grep -q "^$target:.* ## " "$top/Makefile"; done

# ---- a mailbox in ten lines ----
mkdir -m 700 "$base/mailbox"
(umask 077 && echo geheim >"$base/mailbox/mail.password")
awk '/^## / { inside = /^## E-mail/ } /^```/ { code = inside && !code; next } code && !/\$/' "$top/README.md" >"$base/mailbox/mail.conf"
is "they are ten" "$(wc -l <"$base/mailbox/mail.conf")" 10
sed -i "s:^password-file .*:password-file $base/mailbox/mail.password:" "$base/mailbox/mail.conf"
chmod 600 "$base/mailbox/mail.conf"
like "and verbund-mail takes them" "$("$BUILD/verbund-mail" --check --home "$base/mailbox" 2>&1)" '^receive imaps://imap.stadt.example:993/INBOX'
while read -r words; do
	ok "$words is a command" type_in city "verbund help $(sed -E 's/^verbund //; s/ [^ ]+@.*//' <<<"$words")"
done < <(sed -n '/^## E-mail/,/^## P/p' "$top/README.md" | sed -n 's/^office\$ //p')
ok "a mail of each kind and language is there to look at" [ "$(find "$data/mail/golden" -name '*.eml' | wc -l)" -ge 100 ]
