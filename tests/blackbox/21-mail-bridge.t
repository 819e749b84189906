#!/bin/bash
# A bridge beside the daemon: started while there is a mail.conf, with two connections and nothing else; started anew when it ends, when
# its settings change, never left behind; what it keeps, and what people ask of it. In the place of verbund-mail stand programs of this test.
limit=120
. "$(dirname "$0")/lib.sh"

# ---- a program that only says how it was started ----
cat >"$base/fake" <<'END'
#!/usr/bin/perl
# Says how it was started; then does what the file `mode` beside its settings says.
my (undef, $home) = @ARGV;
opendir my $folder, '/proc/self/fd';
my @open = sort readdir $folder;
closedir $folder;
open my $status, '<', '/proc/self/status';
my %of = map { /^(\w+):\t(.*)$/ } <$status>;
close $status;
my $said = join '', map { "$_\n" } "arguments @ARGV", 'descriptors ' . join(' ', grep { /\d/ && -e "/proc/self/fd/$_" } @open),
	'environment ' . join(' ', sort keys %ENV), "blocked $of{SigBlk} ignored $of{SigIgn}", 'group ' . (getpgrp == $$ ? 1 : 0), "pid $$";
my $mode = do { open my $file, '<', "$home/mode"; readline $file };
open my $starts, '>>', "$home/starts";
syswrite $starts, "$said\n";
exit $1 if $mode =~ /^exit (\d+)/;
if ($mode =~ /deaf/) {
	$SIG{TERM} = 'IGNORE';
	syswrite $starts, "deaf\n";
	sleep 1 while 1;
}
my $child = $mode =~ /child/ ? fork : undef;
syswrite $starts, "child $child\n" if $child;
exec 'sleep', '1000';
END
original=$BUILD
stand_in "$base/fake"
office city city 'Köln' && start city || exit 1
home=$base/city
status() { /usr/bin/python3 "$here/client.py" "$home" call bridge.status | jq -r ".items[0] | $1"; }
starts() { grep -c '^pid' "$home/starts" 2>/dev/null || true; }
last() { sed -n "s/^$1 //p" "$home/starts" | tail -n 1; }
runs() { kill -0 "$1" 2>/dev/null; }

is "without mail.conf no bridge runs" "$(status .state) $(status .why)" "off no-file"
echo run >"$home/mode"
(umask 077; echo 'address beirat@koeln.example' >"$home/mail.conf")
ok "with one it is started" until_is 10 1 starts
ok "and says so" until_is 10 "" status '.why // ""'
is "it is told which home" "$(last arguments)" "--home $home"
is "it has its two connections, our standard error, and nothing else" "$(last descriptors)" "0 1 2 3 4"
is "of the environment it has this" "$(last environment | sed -E 's/(LANG|LC_ALL|TZ|ASAN_OPTIONS|UBSAN_OPTIONS) ?//g; s/ +$//')" "PATH"
read -r blocked _ ignored <<<"$(last blocked)"
# Perl ignores one (8) itself, and glibc two of its own (32, 33) as they were.
is "no signal is blocked or ignored" "$((0x$blocked)) $((0x$ignored & ~0x180000080))" "0 0"
is "a process group of its own" "$(last group)" 1
is "it was started and has asked nothing yet" "$(status .state)" starting
like "the log tells of it" "$(grep bridge.started "$base/city.log")" "bridge.started name=mail pid=$(last pid)"

# ---- ends ----
first=$(last pid)
kill -KILL "$first"
ok "one that ends is started again" until_is 10 2 starts
is "counted" "$(status .restarts)" 1
like "the log has the signal" "$(grep bridge.ended "$base/city.log")" "pid=$first signal=9"
zombies() { ps -o stat= --ppid "${pid[city]}" | grep -c Z; }
is "no zombie stays" "$(zombies)" 0
echo 'exit 78' >"$home/mode"
kill -TERM "$(last pid)"
ok "one that fails is told with how" until_is 10 "failing ended 78" status '"\(.state) \(.why) \(.status)"'
failed_twice() { [ "$(grep -c 'bridge.ended.*status=78' "$base/city.log")" -ge 2 ]; }
ok "again and again" wait_until 20 failed_twice
# gap: seconds between the first two of these ends, as the log has them.
gap() { perl -MTime::Local -ne 'push @t, timegm($6, $5, $4, $3, $2 - 1, $1) + $7 / 1000 if /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z bridge\.ended.*status=78/; END { print $t[1] - $t[0] }' "$base/city.log"; }
ok "with a pause of a second at least" perl -e 'exit !($ARGV[0] >= 1)' "$(gap)"
echo child >"$home/mode"
echo '# changed' >>"$home/mail.conf"
ok "changed settings start it at once" wait_until 5 sh -c "grep -q '^child' '$home/starts'"
child=$(last child) parent=$(last pid)
echo deaf >"$home/mode"
echo '# once more' >>"$home/mail.conf"
ok "while it runs they end it and start it anew" wait_until 10 grep -q '^deaf' "$home/starts"
ok "the former one is gone" no runs "$parent"
ok "with what it had started" wait_until 5 no runs "$child"
deaf=$(last pid)
rm "$home/mail.conf"
ok "without settings it is off" until_is 10 "off no-file" status '"\(.state) \(.why)"'
ok "one that does not is killed after five seconds" wait_until 12 no runs "$deaf"
is "and not started again" "$(sleep 1.2; status .state)" off
echo '# back' >"$home/mail.conf"
echo run >"$home/mode"
ok "until they are back" wait_until 10 sh -c "[ \"\$(tail -n 1 '$home/starts')\" != deaf ] && kill -0 \$(sed -n 's/^pid //p' '$home/starts' | tail -n 1)"
running=$(last pid)
ok "the daemon ends" stop city
ok "and it is not left behind" no runs "$running"
start city || exit 1
ok "with the daemon it comes back" wait_until 10 sh -c "kill -0 \$(sed -n 's/^pid //p' '$home/starts' | tail -n 1) && [ \$(sed -n 's/^pid //p' '$home/starts' | tail -n 1) != $running ]"
rm "$BUILD/verbund-mail"
kill -KILL "$(last pid)"
ok "a program that is missing is told" until_is 10 "failing no-program" status '"\(.state) \(.why)"'
is "once" "$(sleep 2.2; grep -c bridge.missing "$base/city.log")" 1

# ---- one that asks ----
cp "$here/bridge.py" "$BUILD/verbund-mail" && chmod +x "$BUILD/verbund-mail"
echo '# asks' >>"$home/mail.conf"
as_bridge() { /usr/bin/python3 "$here/bridge.py" call "$home" "$@"; }
ok "a bridge that asks runs" until_is 15 running status .state
is "it learns which office this is" "$(as_bridge node.show | jq -r .name)" "Köln"
is "it may not ask what people ask" "$(as_bridge record.list '{"kind": "person"}')" "VB-3002 this is not for bridges"
like "nor people what it asks" "$(/usr/bin/python3 "$here/client.py" "$home" call drawer.list '{"table": "queue"}' 2>&1)" "VB-3002 this is for bridges only"
is "it keeps something" "$(as_bridge drawer.write '{"items": [{"table": "queue", "key": "x'"'01'"'", "value": "x'"'beef'"'"}]}' | jq .used)" 11
kill -KILL "$(pgrep -P "${pid[city]}")"
ok "dies, and comes again" until_is 15 "2 running" status '"\(.restarts) \(.state)"'
is "and finds it again" "$(as_bridge drawer.get '{"table": "queue", "key": "x'"'01'"'"}')" '{"value": "x'"'beef'"'"}'
crash city
start city || exit 1
ok "after a crash of the daemon" until_is 15 running status .state
is "too" "$(as_bridge drawer.get '{"table": "queue", "key": "x'"'01'"'"}')" '{"value": "x'"'beef'"'"}'
ask() { /usr/bin/python3 "$here/client.py" "$home" call bridge.ask "$1" 2>&1; }
mkdir "$home/jobs"
echo '"echo"' >"$home/jobs/queue.list"
is "what people ask reaches it" "$(ask '{"bridge": "mail", "call": "queue.list", "args": {"limit": 3}}' | jq -c '[.call, .args.limit, .right]')" '["queue.list",3,"administrator"]'
echo '{"code": 2001, "detail": "beef"}' >"$home/jobs/held.drop"
is "and its refusal reaches them" "$(ask '{"bridge": "mail", "call": "held.drop", "args": {"id": "beef"}}')" "VB-2001 beef"
ok "the store is whole with all that" stop city
ok "as the check finds" "$BUILD/verbundd" --check --home "$home"
BUILD=$original
