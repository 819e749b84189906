#!/bin/bash
# Homes that a daemon must not work in, and disks that fail it: each refusal has its code, and afterwards nothing is lost.
limit=150
. "$(dirname "$0")/lib.sh"

office good city "Hansestadt Lübeck"
start good || exit 1
group=$(v good committee create "Steuerungsgruppe" --json | jq -r .id)
for i in 1 2 3; do v good message post "$group" "Nachricht $i" >/dev/null; done
held=$(states good "$group")

# ---- two daemons, one home ----
daemon_refused "a second daemon on the same home" 2006 7 good
daemon_refused "a check of a store that is in use" 2006 7 good --check
refused "another office in the same home" 2009 5 v good init --name "Andere" --kind city
is "the first daemon goes on" "$(states good "$group")" "$held"
office twin city "Zwilling"
sed -i "s/:${port[twin]}\$/:${port[good]}/" "$base/twin/verbundd.conf"
daemon_refused "a port that another daemon uses" 4002 1 twin
perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => shift); sleep 60' \
	"${port[twin]}" >/dev/null 2>&1 &
squatter=$!
sed -i "s/:${port[good]}\$/:${port[twin]}/" "$base/twin/verbundd.conf"
wait_until 5 perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => shift)' "${port[twin]}"
daemon_refused "a port that another program uses" 4002 1 twin
kill $squatter
wait $squatter 2>/dev/null
ok "once it is free the daemon starts" start twin
ok "and ends in good order" stop twin
crash good
ok "after kill -9 the daemon takes over what the dead one left" start good
is "and has everything" "$(states good "$group")" "$held"
stop good

# ---- no home, no keys, keys that others can read ----
# as_it_was: what a refusal must not touch.
fingerprint() { (cd "$base/good" && sha256sum data.mdb node.keys partners verbundd.conf | sha256sum); }
print=$(fingerprint)
daemon_refused "a home that is not there" 2008 3 nowhere
touch "$base/file"
daemon_refused "a home that is a file" 2008 3 file
mkdir -m 700 "$base/empty"
daemon_refused "a home without anything" 2008 3 empty
chmod 644 "$base/good/node.keys"
daemon_refused "keys that others can read" 2007 4 good
daemon_refused "the same for a check" 2007 4 good --check
chmod 600 "$base/good/node.keys"
for mode in 755 750 701; do
	chmod $mode "$base/good"
	daemon_refused "a home of mode $mode" 2007 4 good
done
chmod 700 "$base/good"
mkdir -m 700 "$base/aside"
mv "$base/good/node.keys" "$base/aside/"
daemon_refused "a store without keys" 2017 9 good
head -c 100 "$base/aside/node.keys" >"$base/good/node.keys"
daemon_refused "keys cut off" 2002 9 good
cp "$base/aside/node.keys" "$base/good/node.keys"
flip "$base/good/node.keys" 50
daemon_refused "keys that are damaged" 2002 9 good
cp "$base/twin/node.keys" "$base/good/node.keys"
daemon_refused "the keys of another office" 2002 9 good
: >"$base/good/node.keys"
daemon_refused "an empty file of keys" 2002 9 good
cp "$base/aside/node.keys" "$base/good/node.keys"
cp "$base/good/verbundd.conf" "$base/aside/"
echo 'lisen tcp://127.0.0.1:1' >>"$base/good/verbundd.conf"
daemon_refused "a setting that does not exist" 4001 2 good
like "names the line and what was meant" "$(cat "$base/err")" 'line [0-9]+.*lisen.*listen'
cp "$base/aside/verbundd.conf" "$base/good/"
is "nothing was changed by all this" "$(fingerprint)" "$print"
long=$base/$(printf 'x%.0s' $(seq 120))
mv "$base/good" "$long"
ok "a path longer than the address of a socket is fine" start "$(basename "$long")"
is "and everything is there" "$(states "$(basename "$long")" "$group")" "$held"
stop "$(basename "$long")"
mv "$long" "$base/good"

# ---- a store that is damaged, or newer ----
cp "$base/good/data.mdb" "$base/aside/"
size=$(stat -c %s "$base/aside/data.mdb")
# damaged NAME COMMAND...: the command spoils the file; daemon and check refuse it and leave it as it is.
damaged() {
	local name=$1 spoilt
	shift
	cp "$base/aside/data.mdb" "$base/good/data.mdb"
	"$@"
	spoilt=$(sha256sum <"$base/good/data.mdb")
	daemon_refused "a store $name" 2002 9 good
	daemon_refused "a store $name, checked" 2002 9 good --check
	is "a store $name stays as it is" "$(sha256sum <"$base/good/data.mdb")" "$spoilt"
}
zeros() { dd if=/dev/zero of="$base/good/data.mdb" bs=1 seek="$1" count="$2" conv=notrunc status=none; }
noise() { dd if=/dev/urandom of="$base/good/data.mdb" bs=1 seek="$1" count="$2" conv=notrunc status=none; }
damaged "without its first pages" zeros 0 8192
damaged "with noise for its first pages" noise 0 8192
damaged "that is all noise" noise 0 "$size"
damaged "cut off in the middle" truncate -s $((size / 2 / 4096 * 4096)) "$base/good/data.mdb"
damaged "cut off within a page" truncate -s $((size / 2 + 100)) "$base/good/data.mdb"
damaged "of two pages" truncate -s 8192 "$base/good/data.mdb"
damaged "of one page" truncate -s 4096 "$base/good/data.mdb"
damaged "of 100 bytes" truncate -s 100 "$base/good/data.mdb"
damaged "without a byte" truncate -s 0 "$base/good/data.mdb"
damaged "that is a text" sh -c "yes 'Sehr geehrte Damen und Herren' | head -c $size >'$base/good/data.mdb'"
# A page in the middle: the check may find it free and unused; it never fails in another way.
wrong=0 found=0
for page in $(seq 2 $((size / 4096 - 1))); do
	cp "$base/aside/data.mdb" "$base/good/data.mdb"
	noise $((page * 4096)) 4096
	timeout 20 "$BUILD/verbundd" --check --home "$base/good" >/dev/null 2>"$base/err"
	case $? in
	0) ;;
	9) found=$((found + 1)) ;;
	*) wrong=$((wrong + 1)); diag "page $page: $(cat "$base/err")" ;;
	esac
done
is "noise in each of $((size / 4096 - 2)) pages is found or does not matter" $wrong 0
ok "in most it is found ($found)" [ $found -ge $((size / 4096 / 3)) ]
cp "$base/aside/data.mdb" "$base/good/data.mdb"
ok "a store of a later version is made" "$BUILD/blackbox/aged" "$base/good" 1000
newer=$(sha256sum <"$base/good/data.mdb")
daemon_refused "a store of a later version" 2003 1 good
daemon_refused "the same, checked" 2003 1 good --check
is "stays as it is" "$(sha256sum <"$base/good/data.mdb")" "$newer"
is "without a word of damage" "$(grep -c damaged "$base/err")" 0
ok "a store of version 0 is made" "$BUILD/blackbox/aged" "$base/good" 0
daemon_refused "a store of no version" 2002 9 good
cp "$base/aside/data.mdb" "$base/good/data.mdb"
echo junk >"$base/good/data.mdb-lock"
ok "with the good store it starts, whatever stands in the lock file" start good
is "and has everything" "$(states good "$group")" "$held"
ok "it ends in good order" stop good
ok "--check finds nothing" "$BUILD/verbundd" --check --home "$base/good"
mv "$base/good/partners" "$base/aside/"
daemon_refused "a home without its list of partners, in which its own card stands" 2016 9 good
ok "is not told to begin anew" no grep -q 'verbund init' "$base/err"
like "but which file to put back" "$(cat "$base/err")" '`partners` back from a copy'
cp "$base/aside/partners" "$base/good/"
flip "$base/good/partners" 100
daemon_refused "a list of partners that was changed" 2002 9 good
like "says which file" "$(cat "$base/err")" partners
cp "$base/aside/partners" "$base/good/"
ok "with the good list it starts" start good
is "and has everything" "$(states good "$group")" "$held"
stop good

# ---- a disk that is full, or cannot be written ----
posted() { v small message list "$group" --json | jq '.items | length'; }
# fill: writes messages until one is refused; says how many were acknowledged, and leaves the refusal in $base/err.
fill() {
	local n=0
	while v small message post "$group" "$(printf 'x%.0s' $(seq 2000)) $n" >/dev/null 2>"$base/err"; do
		n=$((n + 1))
		[ $n -lt 3000 ] || break
	done
	echo $n
}
mkdir -m 755 "$base/small"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=2m,mode=755 tmpfs "$base/small" 2>/dev/null; then
	trap 'umount -l "$base/small"; at_end' EXIT
	ok "a small disk becomes the home of an office" office small city "Stadt mit kleiner Platte"
	is "that nobody else can read" "$(stat -c %a "$base/small")" 700
	head -c 300000 /dev/zero >"$base/small/ballast"
	start small
	group=$(v small committee create "Steuerungsgruppe" --json | jq -r .id)
	acknowledged=$(fill)
	ok "messages are written until the disk is full ($acknowledged)" [ "$acknowledged" -gt 10 ]
	like "and that is said" "$(cat "$base/err")" 'VB-2004'
	refused "the next one, too" 2004 1 v small message post "$group" "$(printf 'x%.0s' $(seq 2000))"
	is "everything acknowledged can be read" "$(posted)" "$acknowledged"
	held=$(states small "$group")
	rm "$base/small/ballast"
	ok "with room on the disk it goes on by itself" wait_until 10 v small message post "$group" "es geht weiter"
	is "and counts on" "$(posted)" $((acknowledged + 1))
	fill >/dev/null
	held=$(states small "$group")
	crash small
	ok "it starts on a full disk" start small
	is "and has everything" "$(states small "$group")" "$held"
	stop small
	ok "--check finds nothing" "$BUILD/verbundd" --check --home "$base/small"
	mount -o remount,ro "$base/small"
	daemon_refused "a disk that cannot be written" 2005 1 small
	mount -o remount,rw "$base/small"
	ok "once it can it starts" start small
	is "and has everything" "$(states small "$group")" "$held"
	stop small
	head -c 3000000 /dev/zero >"$base/small/ballast" 2>/dev/null
	refused "a home on a full disk" 2004 1 v small/new init --name "Neu" --kind city
	ok "leaves nothing behind" [ ! -s "$base/small/new/node.keys" ]
else
	skip 16 "only root can mount a small disk here"
fi
