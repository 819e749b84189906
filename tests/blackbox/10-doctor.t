#!/bin/bash
# doctor: everything that it knows is broken on purpose, and named with its fix; in at most five seconds, whoever is dead.
# As root in a network and a mount name space of its own, in which firewalls, routes and mounts are this test's alone.
limit=400
if [ "$(id -u)" = 0 ] && [ -z "${VERBUND_APART:-}" ] && unshare -n -m true 2>/dev/null; then
	exec env VERBUND_APART=yes unshare -n -m "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"
[ -z "${VERBUND_APART:-}" ] || { ip link set lo up; mount --make-rprivate /; }

verbund=$BUILD/verbund
: >"$base/seen"
# see OFFICE [VARIABLE=VALUE...]: what doctor finds, one finding a line: level, check, subject, what, now.
see() {
	local office=$1
	shift
	VERBUND_HOME=$base/$office timeout -k 5 $((60 * patience)) env "$@" "$verbund" doctor --json >"$base/found.json"
	echo $? >"$base/status"
	jq -r '.items[] | [.level, .check, .subject // "", .what // "", .now // ""] | @tsv' "$base/found.json" | tee -a "$base/seen"
}
# broken LEVEL CHECK SUBJECT WHAT NOW OFFICE [VARIABLE=VALUE...]: it is found, in these words (regular expressions).
broken() {
	local level=$1 check=$2 subject=$3 what=$4 now=$5 found
	found=$(see "${@:6}" | grep -P "^$level\t$check\t")
	like "$check: $level, what and why" "$(cut -f 3,4 <<<"$found")" "^$subject"$'\t'".*$what" || diag "$(cat "$base/found.json")"
	like "$check: what to do now" "$(cut -f 5 <<<"$found")" "$now"
	[ "$level" = note ] || is "$check: exit status" "$(cat "$base/status")" 10
}
# mended CHECK OFFICE...: it is in order again.
mended() {
	local check=$1
	shift
	is "$check: in order" "$(see "$@" | grep -P "\t$check\t" | cut -f 1 | sort -u)" ok || diag "$(cat "$base/found.json")"
}
found() { see "$1" | grep -qP "^(wrong|note)\t$2\t"; }
occupy() { setpriv --pdeathsig KILL perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 8, ReuseAddr => 1, LocalAddr => "127.0.0.1", LocalPort => shift) or die;
	while (1) { my $c = $s->accept or next; print $c "220 mail.example ESMTP\r\n"; }' "$1" >/dev/null 2>&1 & }
listens() { perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift, Timeout => 2)' "$1"; }
set_to() { sed -i "/^$2 /d" "$base/$1/verbundd.conf"; [ -z "$3" ] || printf '%s %s\n' "$2" "$3" >>"$base/$1/verbundd.conf"; }
restart() { stop "$1"; start "$1"; }

mapfile -t checks_there < <("$verbund" doctor --list | cut -f 1)
ok "there are at least forty checks (${#checks_there[@]})" [ ${#checks_there[@]} -ge 40 ]
is "no name twice" "$(printf '%s\n' "${checks_there[@]}" | sort | uniq -d)" ""

# ---- a data directory without its daemon ----
broken wrong home "$base/none" "no data directory" "verbund init" none
touch "$base/file"
broken wrong home "$base/file" "is a file" "VERBUND_HOME" file
office city city "Hansestadt Lübeck"
home=$base/city
mended home city
is "a quick look at a home that is whole" "$("$BUILD/verbundd" --look --home "$home" | grep -v "^setting"$'\t' | cut -f 1,2 | tr '\t\n' '= ')" \
	"home=0 settings=0 keys=0 partners=0 lock=0 store=0 "
ln -s city "$base/link"
broken note home-link "$base/link" "is a link to city" "Nothing" link
mended home-link city
chmod 750 "$home"
broken wrong home-mode "$home" "Others can enter.*750" "chmod 700 '$home'" city
chmod 700 "$home"
mended home-mode city
chmod 640 "$home/node.keys"
broken wrong keys node.keys "Others can read" "chmod 600 '$home/node.keys'" city
chmod 600 "$home/node.keys"
mkdir "$base/aside"
cp -p "$home"/* "$base/aside/"
flip "$home/node.keys" 60
broken wrong keys node.keys "damaged" "node.keys. back from a copy" city
rm "$home/node.keys"
broken wrong keys node.keys "keys of this office are missing" "go back to a backup: .verbund restore" city
cp -p "$base/aside/node.keys" "$home/"
mended keys city
flip "$home/partners" 60
broken wrong partner-list partners "damaged" "partners. back from a copy" city
rm "$home/partners"
broken wrong partner-list partners "list of partner offices is missing" "partners. back" city
cp -p "$base/aside/partners" "$home/"
mended partner-list city
echo 'lisen tcp://127.0.0.1:1' >>"$home/verbundd.conf"
broken wrong settings verbundd.conf 'line [0-9]+: unknown key `lisen`; did you mean `listen`' "man verbundd.conf" city
cp -p "$base/aside/verbundd.conf" "$home/"
mended settings city
chmod 666 "$home/verbundd.conf"
broken wrong settings-mode verbundd.conf "Others can change.*666" "chmod 600" city
chmod 600 "$home/verbundd.conf"
mended settings-mode city
(umask 022; echo nonsense >"$home/mail.conf")
broken wrong mail-mode mail.conf "mode 644" "chmod 600 '$home/mail\\.conf'" city
chmod 600 "$home/mail.conf"
mended mail-mode city
broken wrong mail-settings "(mail.conf|verbund-mail)" "(have a fault|no program verbund-mail)" "verbund-mail" city
rm "$home/mail.conf"
mended mail-settings city
dd if=/dev/zero of="$home/data.mdb" bs=1 count=8192 conv=notrunc status=none
broken wrong store data.mdb "damaged" "mv data.mdb data.mdb.damaged" city
cp -p "$base/aside/data.mdb" "$home/"
"$BUILD/blackbox/aged" "$home" 1000
broken wrong store data.mdb "newer version" "Install the newer version" city
rm "$home/data.mdb"
broken note store data.mdb "missing" "Start verbundd" city
cp -p "$base/aside/data.mdb" "$home/"
mended store city
touch -d '1 hour ago' "$home/data.mdb.new"
broken note half-made data.mdb.new "left when something was interrupted" "rm '$home/data.mdb.new'" city
touch "$home/data.mdb.new"
mended half-made city
rm "$home/data.mdb.new"
touch -d '+1 day' "$home/data.mdb"
broken wrong clock "" "has written at" "timedatectl" city
touch "$home/data.mdb"
mended clock city
broken wrong running "" "not running" "verbundd --home '$home'" city
listen=$(sed -n 's/^listen //p' "$home/verbundd.conf")
occupy "${port[city]}"
other=$!
wait_until 5 listens "${port[city]}"
broken wrong port "$listen" "Another program listens" "another port" city
kill $other
wait $other 2>/dev/null
mended port city
set_to city listen tcp://192.0.2.1:7801
broken wrong port tcp://192.0.2.1:7801 "not an address of this computer" "0\.0\.0\.0" city
set_to city listen "$listen"
setpriv --pdeathsig KILL perl -MFcntl=:flock -e 'open my $f, "+>", shift or die; flock $f, LOCK_EX; syswrite $f, "$$\n"; sleep 100' "$home/lock" &
other=$!
until_is 5 "$other" cat "$home/lock"
broken wrong running "" "Process $other \\(perl\\) holds" "kill $other" city
kill $other
wait $other 2>/dev/null

# ---- this computer ----
broken note time-zones "" "no list of time zones" "tzdata" city TZDIR=/nonexistent
mended time-zones city
broken note characters ANSI.* "umlauts" "C\.UTF-8" city LC_ALL=C
mended characters city
broken note language xx_XX.UTF-8 "not installed" "reconfigure locales" city LC_ALL=xx_XX.UTF-8
mended language city
mkdir "$base/bin"
printf '#!/bin/sh\necho 1.0.18-1\n' >"$base/bin/dpkg-query"
printf '#!/bin/sh\n# dpkg --compare-versions A lt B\n[ "$2" = 1.0.18-1 ]\n' >"$base/bin/dpkg"
chmod +x "$base/bin/dpkg-query" "$base/bin/dpkg"
broken wrong libsodium-fix libsodium23 "1\.0\.18-1 lacks a security fix" "apt install libsodium23" city "PATH=$base/bin:$PATH"
printf '#!/bin/sh\necho 1.0.18-1+deb12u1\n' >"$base/bin/dpkg-query"
mended libsodium-fix city "PATH=$base/bin:$PATH"

# ---- the daemon ----
start city || exit 1
mended running city
mended answer city
kill -STOP "${pid[city]}"
broken wrong answer "" "Process ${pid[city]} runs, but does not answer" "kill -CONT ${pid[city]}" city
kill -CONT "${pid[city]}"
mended answer city
mended version city
mended libraries city
set_to city retry-max "2 min"
broken note in-force retry-max 'stands as 2 min in verbundd.conf, but 500 ms is in force' "Restart" city
set_to city retry-max "500 ms"
mended in-force city
mended open-files city
mended core-files city
stop city
leash=(setpriv --pdeathsig KILL prlimit --nofile=1000:1000)
start city
broken note open-files "" "may open 1000 files" "LimitNOFILE=8192" city
stop city
leash=(setpriv --pdeathsig KILL)

# ---- two offices that do not reach each other ----
settings=${settings/second-dial 1 s/second-dial 50 ms}
office forum forum "Forum"
office cafe ngo "Café" dials
start city && start forum && start cafe || exit 1
mended own-address city
ok "two offices meet" meet city forum
confirm city forum
broken wrong digits "Hansestadt Lübeck" "six digits \\([0-9]{6}\\) are not confirmed here" 'verbund peer confirm "Hansestadt Lübeck" [0-9]{6}' forum
ok "the other finds out" wait_until 20 found city partner-admits
broken wrong partner-admits Forum "does not let this office in: there the six digits \\([0-9]{6}\\) are not confirmed" "Telephone" city
confirm forum city
ok "both have confirmed" wait_until 20 has_link city forum
for check in digits partner-admits partner-link partner-port partner-clock; do mended $check city; done
v forum peer remove "Hansestadt Lübeck" --yes >/dev/null 2>&1
ok "the partnership ends there" wait_until 20 found city partner-admits
broken wrong partner-admits Forum "partnership was not confirmed, or has ended" "pair again" city
v city peer remove Forum --yes >/dev/null 2>&1
ok "they pair again" pair city forum
ok "and are linked" wait_until 20 has_link city forum

stop forum
ok "the office is closed" wait_until 10 found city partner-port
broken wrong partner-port Forum "127\\.0\\.0\\.1 answers, but nobody takes calls at port ${port[forum]}" "does verbundd run there" city
occupy "${port[forum]}"
other=$!
wait_until 5 listens "${port[forum]}"
broken wrong partner-program Forum "port ${port[forum]}, another program answers" "router leads it on" city
kill $other
wait $other 2>/dev/null
mended partner-program city
v twin init --name "Forum" --kind forum --listen "tcp://127.0.0.1:${port[forum]}" >/dev/null 2>&1
printf '%s\n' "$settings" >>"$base/twin/verbundd.conf"
start twin
ok "another office stands at the address" wait_until 20 found city partner-keys
broken wrong partner-keys Forum "other keys answers at its address tcp://127.0.0.1:${port[forum]}" "set up anew or lost its keys" city
stop twin
start forum
ok "the right office is back" wait_until 20 has_link city forum
mended partner-keys city
# Called again only after minutes, by the one that can: meanwhile nothing is in the way.
stop forum
stop city
set_to city listen ""
set_to city retry-min "60 s"
set_to city retry-max "60 s"
set_to forum retry-min "60 s"
set_to forum retry-max "60 s"
start city
wait_until 10 found city partner-port
start forum
broken note partner-link Forum "can be reached now, but is not connected yet" "Wait a minute" city || v city peer list >&2
set_to city listen "$listen"
for office in city forum; do stop $office; set_to $office retry-min "50 ms"; set_to $office retry-max "500 ms"; start $office; done
ok "they are linked" wait_until 20 has_link city forum

# ---- addresses ----
ok "an office that only dials out" pair city cafe
ok "is linked" wait_until 20 has_link city cafe
mended listen city
stop cafe
ok "the city sees it go" wait_until 20 found city partner-link
broken note partner-link Café "has no address of its own: it has to call" "Telephone" city
set_to city listen ""
restart city
broken wrong listen Café "Neither Café nor this office has an address" "set .listen." city
set_to city listen "$listen"
set_to city advertise "tcp://no-such-office.invalid:${port[city]}"
printf 'hosts: files\n' >"$base/nsswitch.conf"
if [ -n "${VERBUND_APART:-}" ]; then mount --bind "$base/nsswitch.conf" /etc/nsswitch.conf; fi
restart city
broken wrong own-name no-such-office.invalid "no-such-office\\.invalid in this office's own address is not known" "advertise" city
wait_until 10 has_link forum city
stop city
ok "the forum looks for the city" wait_until 10 found forum partner-name
broken wrong partner-name "Hansestadt Lübeck" "the name no-such-office\\.invalid in its address" "Ask the office|DNS" forum
set_to city advertise "tcp://127.0.0.1:$(free_port)"
start city
broken wrong own-address "tcp://127.0.0.1:.*" "own address tcp://127\\.0\\.0\\.1:[0-9]+ nobody takes calls" "the port of .advertise. must lead to that of .listen." city
set_to city advertise ""
restart city
mended own-name city
mended own-address city
ok "with the right address they are linked" wait_until 20 has_link city forum
mended partner-name forum
mended loopback city
stop forum
set_to forum advertise "tcp://192.0.2.7:${port[forum]}"
start forum
ok "the city has the forum's new card" wait_until 20 sh -c "VERBUND_HOME=$base/city $verbund peer list --json | grep -q 192.0.2.7"
broken wrong loopback Forum "is one of this computer alone: Forum cannot call it" ".advertise. to the address" city
stop forum
if [ -n "${VERBUND_APART:-}" ]; then
	ok "the link is gone" wait_until 20 no has_link city forum
	broken wrong partner-route Forum "no way from this computer to 192\\.0\\.2\\.7" "cable" city
	mended partner-silent city
	# Packets to that network end at a firewall that says nothing.
	ip route add 192.0.2.0/24 dev lo
	nft 'table inet wall { chain out { type filter hook output priority 0; ip daddr 192.0.2.0/24 drop; }; }'
	broken wrong partner-silent Forum "nothing comes back from 192\\.0\\.2\\.7, port ${port[forum]}" "firewall" city
	mended partner-route city
	nft delete table inet wall
	ip route del 192.0.2.0/24 dev lo
else
	skip 8 "needs a network of its own, which root can make"
fi
set_to forum advertise ""
start forum
ok "they are linked again" wait_until 20 has_link forum city

# ---- clocks and keys ----
library=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
[ -n "$library" ] || { diag "no libfaketime"; exit 1; }
faked() { fake=(env "LD_PRELOAD=$library" "FAKETIME=$1" FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0); leash=(setpriv --pdeathsig KILL "${fake[@]}"); }
stop forum
faked +1h
start forum
ok "a clock that is an hour ahead" wait_until 20 has_link city forum
broken wrong partner-clock Forum "clock of Forum is (59 minutes|1 hour|60 minutes) ahead" "third one" city
ok "so does the forum itself" wait_until 20 has_link forum city
broken wrong partner-clock "Hansestadt Lübeck" "clock of Hansestadt Lübeck is (59 minutes|1 hour|60 minutes) behind" "third one" forum "${fake[@]:1}"
leash=(setpriv --pdeathsig KILL)
start cafe
ok "a third office agrees with the city" wait_until 20 has_link city cafe
stop city
faked -1h
start city
leash=(setpriv --pdeathsig KILL)
stop forum
start forum
ok "the city's clock is wrong" wait_until 20 has_link city forum
ok "against two others" wait_until 20 has_link city cafe
broken wrong partner-clock "" "clock here is (59 minutes|1 hour) behind those of most other offices" "Set the clock" city "${fake[@]:1}"
restart city
ok "the clock is right" wait_until 20 has_link city forum
mended partner-clock city
mended key-changed city
v forum node rotate --yes >/dev/null 2>&1
ok "new keys are seen" wait_until 20 found city key-changed
broken wrong key-changed Forum "has new keys" "peer confirm" city

# ---- two offices quarrel ----
quarrel=$(v city committee create "Streitfall")
v city committee admit "$quarrel" Forum --role steward >/dev/null
v city committee admit "$quarrel" "$(name_of cafe)" --role member >/dev/null
mended suspensions city
mended suspended cafe
ok "a steward suspends an office" wait_until 20 v forum committee suspend "$quarrel" "$(name_of cafe)"
ok "the office in charge hears of it" wait_until 20 found city suspensions
broken wrong suspensions "$(name_of cafe)" "was suspended in a committee of this office" "Decide: .*committee suspend" city
ok "so does the one that is suspended" wait_until 20 found cafe suspended
broken wrong suspended Streitfall "is suspended in the committee Streitfall" "Speak with the office in charge" cafe
v city committee lift "$quarrel" "$(name_of cafe)" >/dev/null 2>&1
mended decisions city
ok "somebody proposes who decides" wait_until 20 v forum committee policy "$quarrel" --offices "$(name_of city),Forum" --needed 2
ok "the office in charge hears of that, too" wait_until 20 found city decisions
broken wrong decisions Streitfall "Others are to decide in the committee Streitfall" "committee policy COMMITTEE --agree" city
ok "it agrees" v city committee policy "$quarrel" --agree
ok "which is the end of it" wait_until 20 no found city decisions
mended suspensions city
ok "and of the end of it" wait_until 20 no found cafe suspended

# ---- time passes ----
mended backup city
mended keys-backup city
mended partner-heard city
v city person add 'Anna Schmidt' >/dev/null 2>&1
group=$(v city committee create "Steuerungsgruppe")
v city committee admit "$group" Forum --role member >/dev/null
wait_until 15 sh -c "VERBUND_HOME=$base/forum $verbund committee list | grep -q Steuerungsgruppe"
stop forum
stop city
faked +15d
start city
broken wrong backup "" "no backup yet" "verbund backup FILE" city "${fake[@]:1}"
broken wrong keys-backup "" "no copy of the keys of persons" "verbund backup --keys FILE" city "${fake[@]:1}"
broken wrong partner-heard Forum "has not been heard for 15 days" "Telephone" city "${fake[@]:1}"
stop city
leash=(setpriv --pdeathsig KILL)

# ---- one office twice, a store that was lost ----
start city
start forum
ok "linked" wait_until 20 has_link city forum
mended histories city
mended fetching city
v forum message post "$group" "vor der Kopie" >/dev/null
wait_until 15 sh -c "VERBUND_HOME=$base/city $verbund message list $group | grep -q Kopie"
stop forum
cp -a "$base/forum" "$base/copy"
start forum
ok "linked" wait_until 20 has_link city forum
v forum message post "$group" "vom Forum" >/dev/null
wait_until 15 sh -c "VERBUND_HOME=$base/city $verbund message list $group | grep -q 'vom Forum'"
stop city
stop forum
start copy
v copy message post "$group" "von der Kopie" >/dev/null
v copy message post "$group" "noch einmal" >/dev/null
start city
ok "a copy has written, too" wait_until 20 found city histories
broken wrong histories Forum "two different histories" "it runs twice, or from an old copy" city
stop copy
stop city
mkdir "$base/city/aside"
mv "$base/city/data.mdb" "$base/city/aside/"
start city
broken wrong fetching ".*" "being fetched anew" "more than half" city
stop city
mv "$base/city/aside/data.mdb" "$base/city/"

# ---- disks, as root ----
if [ -n "${VERBUND_APART:-}" ]; then
	chown 65534 "$base/city/partners"
	broken wrong owner partners "partners does not belong to the login" "sudo chown .*partners" city
	chown 0 "$base/city/partners"
	mended owner city
	printf 'Filename Type Size Used Priority\n/dev/sda2 partition 1000 0 -2\n/dev/zram0 partition 1000 0 -2\n' >"$base/swaps"
	mount --bind "$base/swaps" /proc/swaps
	broken note swap /dev/sda2 "swap space /dev/sda2" "swapoff /dev/sda2" city
	is "compressed memory is no disk" "$(grep -c $'^note\tswap\t/dev/zram' "$base/seen")" 0
	umount /proc/swaps
	mended swap city
	start city
	mended locked-memory city
	stop city
	leash=(setpriv --pdeathsig KILL --bounding-set -ipc_lock prlimit --memlock=0)
	start city
	broken wrong locked-memory "" "may not lock memory" "LimitMEMLOCK" city
	stop city
	leash=(setpriv --pdeathsig KILL)
	for check in file-system disk-room disk-files disk-writable; do mended $check city; done
	mkdir -m 700 "$base/small"
	mount -t tmpfs -o size=4m,nr_inodes=80,mode=700 tmpfs "$base/small"
	trap 'umount -l "$base/small" "$base/strange" 2>/dev/null; at_end' EXIT
	office small city "Stadt mit kleiner Platte"
	broken note file-system tmpfs "may be gone" "disk of this computer" small
	broken wrong disk-room "" "only [0-9]+ kB are free" "Make room" small
	broken wrong disk-files "" "only [0-9]+ more files" "Delete files" small
	mount -o remount,ro "$base/small"
	broken wrong disk-writable "" "can only be read" "remount,rw" small
	mount -o remount,rw "$base/small"
	start small
	group=$(v small committee create "Beirat")
	mended writing small
	while v small message post "$group" "$(printf 'x%.0s' $(seq 5000))" >/dev/null 2>&1; do :; done
	broken wrong writing "" "could not be kept: The disk is full.*VB-2004" "Check the disk" small
	stop small
	set_to small map-size "16 MiB"
	mount -o remount,size=100m "$base/small"
	start small
	mended store-size small
	for i in $(seq 800); do
		v small message post "$group" "$(printf "$i %.0s" $(seq 4000))" >/dev/null 2>&1 || break
		[ $((i % 20)) != 0 ] || ! found small store-size || break
	done
	broken wrong store-size "" "reached [89][0-9] percent of its largest size" "map-size" small
	stop small
	mkdir "$base/strange"
	if command -v bindfs >/dev/null && bindfs "$base/city" "$base/strange" 2>/dev/null; then
		broken wrong file-system FUSE "lies on FUSE" "disk of this computer" strange
		umount "$base/strange"
	else
		skip 3 "no FUSE here"
	fi
else
	skip 30 "needs root"
fi

# ---- what only a daemon of another make would say ----
mkdir -m 700 "$base/parrot"
cp -p "$base/city"/{node.keys,partners,verbundd.conf,data.mdb} "$base/parrot/"
says() { jq -n "$@" '{doctor: ({endpoints: [], faults: [], libraries: {libsodium: "1.0.18", libzmq: "4.3.4", lmdb: "0.9.24"}, listen: "", settings: {},
	shut: false, strangers: 0, version: "0.1", waiting: {digits: 0, fetches: 0, held: 0, invites: 0, keys: 0}} + $change), "peer.list": {items: $peers}}' >"$base/parrot.json"; }
says --argjson change '{}' --argjson peers '[]'
setpriv --pdeathsig KILL "$here/parrot.py" "$base/parrot" "$base/parrot.json" >"$base/parrot.log" 2>&1 &
ok "a daemon that repeats" wait_until 20 grep -q READY "$base/parrot.log"
for check in decisions flood held missing-keys quotas version libraries; do mended $check parrot; done
repeats() { says --argjson change "$1" --argjson peers "${2:-[]}"; }
repeats '{"version": "0.0"}'
broken wrong version "" "version 0\\.0, verbund has" "restart verbundd" parrot
repeats '{"libraries": {"libsodium": "1.0.17", "libzmq": "4.2.9", "lmdb": "0.9.24"}}'
broken wrong libraries libsodium "libsodium 1\\.0\\.17; it needs at least 1\\.0\\.18" "up to date" parrot
repeats '{"shut": true, "strangers": 600}'
broken wrong flood "" "600 connections of strangers" "firewall" parrot
repeats '{"waiting": {"held": 3}}'
broken note held "" "3 entries wait for others" "Nothing" parrot
repeats '{"faults": [{"word": "keys", "name": "Beirat", "amount": 2}]}'
broken wrong missing-keys Beirat "2 entries of Beirat cannot be read" "node\\.keys" parrot
repeats '{"faults": [{"word": "controlFork", "name": "Beirat"}]}'
broken wrong decisions Beirat "in charge of the committee Beirat has decided two different things" "committee recover" parrot
repeats '{"faults": [{"word": "quotaDay", "name": "Verein", "id": "a", "amount": 1048576}]}'
broken wrong quotas Verein "Verein writes more in a committee than this office takes of it in a day" "member-quota-day" parrot
repeats '{"faults": [{"word": "quota", "name": "Verein", "id": "a", "amount": 1048576}]}'
broken wrong quotas Verein "The room for what Verein writes in a committee is used up" "member-quota\\b" parrot
repeats '{"faults": [{"word": "quotaFounder", "name": "Verein", "id": "a", "amount": 1048576}, {"word": "relayFull", "amount": 1048576}]}'
broken wrong quotas Verein "The room for the committees that Verein founded is used up" "partner-quota" parrot
repeats '{"faults": [{"word": "quotaFilesDay", "name": "Verein", "id": "a", "amount": 1048576}]}'
broken wrong quotas Verein "Verein adds more documents to a committee than this office takes of it in a day" "member-quota-day" parrot
repeats '{"faults": [{"word": "quotaFiles", "name": "Verein", "id": "a", "amount": 1048576}]}'
broken wrong quotas Verein "Documents of Verein do not come: the room for what it leaves in a committee" "member-quota\\b" parrot
repeats '{"faults": [{"word": "quotaFilesFounder", "name": "Verein", "id": "a", "amount": 1048576}]}'
broken wrong quotas Verein "Documents do not come: the room for the committees that Verein founded" "partner-quota" parrot
repeats '{}'
# mails BRIDGE STATUS: what is said of the bridge to e-mail, and what it says itself.
mails() { repeats '{}' && jq -c --argjson b "$1" --argjson s "$2" '. + {"bridge.status": {items: [$b]}, "bridge.ask": $s}' "$base/parrot.json" >"$base/parrot.new" && mv "$base/parrot.new" "$base/parrot.json"; }
mails '{"name": "mail", "state": "failing", "why": "ended", "status": 2}' '{}'
broken wrong mail-running "" "does not run. It ended with status 2" "by itself" parrot
mails '{"name": "mail", "state": "running", "restored": 1766000000000}' '{}'
broken wrong mail-running "" "sends nothing: the data store came from a backup" "mail resume" parrot
mails '{"name": "mail", "state": "running"}' '{"oldest": 1766000000000, "held": 3, "received": 1766000000000,
	"parts": [{"part": "submission", "state": "failing", "why": "550 no"}, {"part": "receive", "state": "ok"}]}'
broken wrong mail-parts submission "Sending does not work: 550 no" "mail test" parrot
broken wrong mail-waiting "" "more than an hour" "mail queue" parrot
broken note mail-received "" "more than 14 days" "mail test" parrot
repeats '{}'
mended mail-waiting parrot
prlimit --core=unlimited setpriv --pdeathsig KILL perl -MFcntl=:flock -e 'open my $f, "+>", shift or die; flock $f, LOCK_EX; syswrite $f, "$$\n"; sleep 100' "$base/parrot/lock" &
other=$!
until_is 5 "$other" cat "$base/parrot/lock"
broken wrong core-files "" "memory with the keys" "prlimit --core=0 --pid $other" parrot
kill $other
wait $other 2>/dev/null
rm "$base/parrot.json"
echo '{}' >"$base/parrot.json"
broken wrong version "" "older than verbund" "restart verbundd" parrot

# ---- five seconds ----
# Twenty offices that are dead in every way: packets lost, nobody there, no name, a program that says nothing.
silent=$(free_port) quiet=$(free_port)
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => shift) or die;
	push @c, IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $s->sockport, Blocking => 0) for 1 .. 8; sleep 100' "$silent" &
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 100, LocalAddr => "127.0.0.1", LocalPort => shift) or die; sleep 100' "$quiet" &
wait_until 5 listens "$quiet"
repeats '{}' "$(jq -n --argjson silent "$silent" --argjson quiet "$quiet" '[range(20) | {id: ("aaaa-" * 13 + "aaaa"), kind: "ngo", name: "Tote Stelle \(.)", state: "paired", link: false,
	endpoints: [["tcp://127.0.0.1:\($silent)"], ["tcp://127.0.0.1:9"], ["tcp://tote-stelle-\(.).invalid:7801"], ["tcp://127.0.0.1:\($quiet)", "tcp://192.0.2.\(.):7801"]][. % 4]}]')"
# One try of several: a machine that has other work may pause in the middle of one.
in_five_seconds() { local began; began=$(date +%s%3N); see "$1" >"$base/dead"; [ $(($(date +%s%3N) - began)) -le $((5000 * patience)) ]; }
ok "with twenty dead partners it takes at most five seconds" wait_until 20 in_five_seconds parrot
is "each of them is told" "$(grep -P '^wrong\tpartner-' "$base/dead" | cut -f 3 | sort -u | grep -c 'Tote Stelle')" 20
start city
kill -STOP "${pid[city]}"
ok "with a daemon that hangs, too" wait_until 20 in_five_seconds city
kill -CONT "${pid[city]}"

# ---- forms ----
v city doctor >"$base/lines" 2>"$base/talk"
is "a line for each finding, five cells each" "$(awk -F '\t' 'NF != 5' "$base/lines" | wc -l)" 0
is "nothing but that" "$(cat "$base/talk")" ""
before=$(cd "$base/city" && find . -type f ! -name 'data.mdb*' -exec sha256sum {} + | sort)
v city doctor >/dev/null
is "nothing is changed" "$(cd "$base/city" && find . -type f ! -name 'data.mdb*' -exec sha256sum {} + | sort)" "$before"
is "a document" "$(v city doctor --json | jq -c '[.schema, (.items | length > 40), (.wrong | type), (.notes | type)]')" '["verbund/doctor/1",true,"number","number"]'
v city doctor --bundle "$base/bundle" >/dev/null
is "a bundle for those who help" "$(jq -r '[.schema, (.items | length > 40), .version] | join(" ")' "$base/bundle")" "verbund/bundle/1 true 0.1"
is "for its owner only" "$(stat -c %a "$base/bundle")" 600
ok "no names, addresses, numbers and paths" no grep -qE "Lübeck|Forum|Café|Steuerungsgruppe|127\\.0|192\\.0|$(v city node show --json | jq -r .id)|$base|vor der Kopie" "$base/bundle"
refused "a bundle over a file" 2009 5 v city doctor --bundle "$base/bundle"
stop city

# ---- every check was seen in order and broken ----
# What cannot be broken here: the kernel's own word about its clock, which all of this machine share.
for check in "${checks_there[@]}"; do
	case $check in clock-sync) continue ;; esac
	if [ -z "${VERBUND_APART:-}" ]; then
		case $check in owner | swap | locked-memory | file-system | disk-* | writing | store-size | partner-silent | partner-route) continue ;; esac
	fi
	ok "$check was seen in order" grep -qP "^ok\t$check\t" "$base/seen"
	ok "$check was seen broken" grep -qP "^(wrong|note)\t$check\t" "$base/seen"
done
is "whatever is broken has a fix" "$(grep -P '^(wrong|note)\t' "$base/seen" | awk -F '\t' '$5 == ""' | cut -f 2 | sort -u)" ""

# ---- in German ----
start city
export LANGUAGE=de
on_terminal() {
	local line
	printf -v line '%q ' "$@"
	COLUMNS=80 LINES=24 script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
shown=$(VERBUND_HOME=$base/city on_terminal "$verbund" doctor)
like "says in German what is wrong" "$(tr -s ' \n' ' ' <<<"$shown")" 'Fehler .*Der Rechner 127\.0\.0\.1 antwortet, aber am Anschluss [0-9]+ nimmt niemand Anrufe an\. Jetzt: Rufen Sie die Stelle an'
is "no line is wider than the terminal" "$(perl -CS -lne 'print if length > 80' <<<"$shown")" ""
like "and how much is in order" "$shown" '^Fehler: [0-9]+\. Hinweise: [0-9]+\. In Ordnung: [0-9]+\.'
shown="$shown $(VERBUND_HOME=$base/city on_terminal "$verbund" doctor --all) $("$verbund" doctor --list | cut -f 2)"
ok "no word of engineers" no grep -qE 'Peer|Node|Sync|Epoch|Hash|Steward' <<<"$(sed 's/`[^`]*`//g' <<<"$shown")"
is "each check is explained in both languages" "$("$verbund" doctor --list | sort | comm -12 - <(LANGUAGE=en "$verbund" doctor --list | sort))" ""
