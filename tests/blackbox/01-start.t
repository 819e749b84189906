#!/bin/bash
# Making a home, starting and stopping, and everything that must keep a daemon from starting: each with its code, and
# nothing changed.
limit=120
. "$(dirname "$0")/lib.sh"

d() { timeout -k 5 $((30 * patience)) "$BUILD/verbundd" "$@"; }
# files: what stands in the folder of the homes.
files() { ls -A "$base"; }

# ---- asking about the program ----
like "--version" "$(d --version)" '^verbundd [0-9]'
like "--help names every way to call it" "$(d --help | tr '\n' ' ')" 'init.*check.*-n.*version'
refused "an option that is not known" 3001 2 d --nonsense
refused "a word that is no option" 3001 2 d --home "$base/x" start
refused "no home is named, and none is where it would be" 2008 3 env HOME="$base/nobody" "$BUILD/verbundd"
refused "a home that is not there" 2008 3 d --home "$base/none"

# ---- making a home ----
before=$(files)
init_refused() { refused "init: $1" "$2" "$3" d --init --home "$base/new" "${@:4}"; }
init_refused "no name" 3006 2 --kind city
init_refused "no kind" 3006 2 --name A
init_refused "an unknown kind" 3005 2 --name A --kind village
init_refused "an empty name" 3005 2 --name "" --kind city
init_refused "a name with a line feed" 3005 2 --name $'A\nB' --kind city
init_refused "a name that turns the text around" 3005 2 --name $'A\u202eB' --kind city
init_refused "a name of 10,000 characters" 3005 2 --name "$(printf 'x%.0s' $(seq 10000))" --kind city
init_refused "a name that is not UTF-8" 1006 1 --name $'A\xff' --kind city
init_refused "an AGS of four digits" 3005 2 --name A --kind city --ags 1234
init_refused "an address without a port" 4001 2 --name A --kind city --listen tcp://127.0.0.1
init_refused "a wildcard that nobody can call" 4001 2 --name A --kind city --listen 'tcp://*:7447'
refused "init: below a folder that is not there" 2005 1 d --init --home "$base/none/new" --name A --kind city
is "none of them leaves anything behind" "$(files)" "$(printf '%s\nerr\nout\nsaid' "$before" | sed '/^$/d' | sort -u)"

name='Büro "Süd" & Söhne’s 事務所'
id=$(d --init --home "$base/a" --name "$name" --kind city --ags 01003 --listen "tcp://127.0.0.1:$(free_port)")
like "init prints the number of the office" "$id" '^([a-z2-7]{4}-){13}[a-z2-7]{4}$'
is "only its owner can enter" "$(stat -c %a "$base/a")" 700
is "nobody else can read the keys" "$(stat -c %a "$base/a/node.keys")" 600
ok "the home is whole" d --check --home "$base/a"
printf '%s\n' "$settings" >>"$base/a/verbundd.conf"
keys=$(md5sum "$base/a/node.keys")
refused "init: over a home" 2009 5 d --init --home "$base/a" --name B --kind city
is "and does not touch it" "$(md5sum "$base/a/node.keys")" "$keys"
mkdir "$base/empty"
ok "init: into an empty folder" d --init --home "$base/empty/" --name "Leer" --kind ngo

# ---- settings ----
like "-n shows the settings" "$(d -n --home "$base/a")" '^retry-max 500 ms$'
cp "$base/a/verbundd.conf" "$base/conf"
bad_conf() {
	cp "$base/conf" "$base/a/verbundd.conf"
	printf '%s\n' "$2" >>"$base/a/verbundd.conf"
	refused "-n: $1" 4001 2 d -n --home "$base/a"
	like "-n: $1: says where" "$(cat "$base/err")" "$3"
	daemon_refused "start: $1" 4001 2 a
}
bad_conf "a slip of the pen" "lisen tcp://127.0.0.1:1" 'line 5: unknown key `lisen`; did you mean `listen`'
bad_conf "a key twice" "retry-max 1 s" 'line 5: `retry-max` is there twice'
bad_conf "a number out of bounds" "max-peers 0" 'line 5: `max-peers` must be 1 to 4096'
cp "$base/conf" "$base/a/verbundd.conf"

# ---- starting ----
notify=$base/notify
socat -u "UNIX-RECV:$notify" OPEN:"$base/notified",creat,append &
socat_pid=$!
wait_until 5 test -S "$notify"
export NOTIFY_SOCKET=$notify
ok "starts" start a
unset NOTIFY_SOCKET
# status_says REGEX: what the service manager was told last.
status_says() { sed 's/STATUS=/\n&/g' "$base/notified" | grep '^STATUS=' | tail -n 1 | grep -qE "$1"; }
ok "tells the service manager" wait_until 5 grep -q 'READY=1' "$base/notified"
is "its name survives" "$(v a status --json | jq -r .name)" "$name"
is "the socket is its owner's" "$(stat -c %a "$base/a/socket")" 600
is "the read-only one its group's, too" "$(stat -c %a "$base/a/socket-ro")" 660
like "no core files" "$(cat "/proc/${pid[a]}/limits")" 'Max core file size +0 +0'
daemon_refused "a second daemon on one home" 2006 7 a
like "says who runs" "$(cat "$base/err")" "process ${pid[a]}"
daemon_refused "a check beside a running daemon" 2006 7 a --check
d --init --home "$base/b" --name B --kind city --listen "$(sed -n 's/^listen //p' "$base/a/verbundd.conf")" >/dev/null
daemon_refused "a port in use" 4002 1 b
like "says which" "$(cat "$base/err")" "$(sed -n 's/^listen //p' "$base/a/verbundd.conf")"
ok "the first one is still there" v a status

# ---- while it runs ----
echo 'log-level debug' >>"$base/a/verbundd.conf"
kill -HUP "${pid[a]}"
ok "takes over what may change" wait_until 5 grep -q 'conf.read changed="log-level"' "$base/a.log"
ok "tells the service manager" wait_until 5 status_says 'settings were read again'
sed -i 's/^log-level .*/log-level error/' "$base/a/verbundd.conf"
printf '%s\n' 'max-peers 5' 'listen tcp://127.0.0.1:1' 'invite-life 1 h' >"$base/more"
sed -i '/^listen /d' "$base/a/verbundd.conf"
cat "$base/more" >>"$base/a/verbundd.conf"
kill -HUP "${pid[a]}"
ok "refuses what needs a restart, and names it" wait_until 5 grep -q 'conf.refused .*why="listen, max-peers".*VB-4007' "$base/a.log"
ok "tells the service manager that, too" wait_until 5 status_says 'old settings. VB-4007: listen, max-peers'
like "status says so, in German" "$(LANGUAGE=de v a doctor 2>&1)" 'neuen Einstellungen wurden nicht übernommen .*Neustart brauchen: listen, max-peers'
kill -HUP "${pid[a]}"
ok "nothing of it was taken over: the log goes on, as it did" wait_until 5 prints 2 grep -c 'conf.refused.*VB-4007' "$base/a.log"
echo 'nonsense 5' >>"$base/a/verbundd.conf"
kill -HUP "${pid[a]}"
ok "goes on with the old settings when the new ones are wrong, and says where" \
	wait_until 5 grep -qE 'conf.refused .*line [0-9]+: unknown key `nonsense`.*VB-4001' "$base/a.log"
like "status says where" "$(v a status --json | jq -r '.faults[] | select(.word == "settings") | .name')" 'line [0-9]+: unknown key `nonsense`'
ok "tells the service manager where" wait_until 5 status_says 'VB-4001: line [0-9]+: unknown key `nonsense`'
cp "$base/conf" "$base/a/verbundd.conf"
ok "answers" v a node show

# ---- stopping ----
committee=$(v a committee create "Beirat" --json | jq -r .id)
stop a
is "SIGTERM: ends with 0" $? 0
ok "tells the service manager, too" wait_until 5 grep -q 'STOPPING=1' "$base/notified"
kill "$socat_pid" 2>/dev/null
ok "the sockets are gone" no ls "$base/a/socket" "$base/a/socket-ro"
ok "the store is whole" d --check --home "$base/a"
refused "nobody answers" 3003 6 v a status
ok "starts again" start a
is "with what was written" "$(v a committee list --json | jq -r '.items[0].id')" "$committee"
crash a
ok "after a crash it takes the place of the old sockets" start a
stop a
ok "starts with no file open at all" sh -c "\"$BUILD/verbundd\" --home \"$base/a\" <&- >&- 2>&- & p=\$!
	for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; VERBUND_HOME=\"$base/a\" \"$BUILD/verbund\" status && break; done
	kill \$p; wait \$p"

# ---- libraries that do not do what they should ----
# with_broken NAME C: the daemon on a home, with this function in the place of a library's.
with_broken() {
	printf '%s\n' "$2" | gcc -shared -fPIC -w -o "$base/broken.so" -x c - || return 1
	refused "$1: the self-test at the start finds it" 4003 9 env LD_PRELOAD="$base/broken.so" ASAN_OPTIONS=verify_asan_link_order=0 \
		timeout -k 5 $((30 * patience)) "$BUILD/verbundd" --home "$base/a"
}
with_broken "a signature that always fits" 'int crypto_sign_verify_detached(void *s, void *m, unsigned long long n, void *k) { return 0; }'
with_broken "sockets that ask nobody who may come in" '#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
int zmq_setsockopt(void *s, int option, const void *v, size_t n) {
	return option == 55 /* ZMQ_ZAP_DOMAIN */ ? 0 : ((int (*)(void *, int, const void *, size_t))dlsym(RTLD_NEXT, "zmq_setsockopt"))(s, option, v, n);
}'

# ---- a home that is not fit ----
chmod 644 "$base/a/node.keys"
daemon_refused "keys that others can read" 2007 4 a
chmod 600 "$base/a/node.keys"
chmod 750 "$base/a"
daemon_refused "a home that others can enter" 2007 4 a
chmod 700 "$base/a"
was=$(od -An -tu1 -j40 -N1 "$base/a/node.keys")
printf "\\x$(printf %02x $((was ^ 1)))" | dd of="$base/a/node.keys" bs=1 seek=40 conv=notrunc status=none
daemon_refused "keys with a changed byte" 2002 9 a

# ---- as somebody else than root ----
programs=$(for_all)
if [ "$(id -u)" = 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups env "$programs/verbundd" --version >/dev/null 2>&1; then
	mkdir "$base/login"
	chown 65534:65534 "$base/login"
	as() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
	ok "another login makes a home" as "$programs/verbundd" --init --home "$base/login/c" --name C --kind ngo
	setpriv --reuid 65534 --regid 65534 --clear-groups --pdeathsig KILL \
		"$programs/verbundd" --home "$base/login/c" >/dev/null 2>"$base/c.log" &
	pid[c]=$!
	ok "and starts" wait_until 5 grep -q READY "$base/c.log"
	ok "and is answered" as env VERBUND_HOME="$base/login/c" "$programs/verbund" status
	stop c
	is "and stops" $? 0
else
	skip 4 "needs root, and a place that others may walk"
fi
