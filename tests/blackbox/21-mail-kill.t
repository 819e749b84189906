#!/bin/bash
# verbund-mail killed at every step of a delivery: before the n-th time that it sends anything, to the office or to the server, for
# all n. Nothing is lost; at the server each mail is once, or once more where the final dot had been sent and its answer was not
# yet kept: nobody can tell these apart.
limit=240
. "$(dirname "$0")/lib.sh"
. "$here/mail.sh"
lanes=4

# The bridge under strace while its home has a file kill with a number n: killed before it sends for the n-th time. The one after it lives
# two minutes later, when what was tried is tried again.
mkdir "$base/programs"
cp -r "$BUILD/verbund" "$BUILD/verbundd" "$BUILD/verbund-mail-read" "$BUILD/locale" "$base/programs"
cp "$BUILD/verbund-mail" "$base/programs/verbund-mail.real"
cat >"$base/programs/verbund-mail" <<END
#!/bin/bash
home=\$2
n=\$(cat "\$home/kill" 2>/dev/null)
rm -f "\$home/kill"
[ -n "\$n" ] || [ ! -f "\$home/later" ] || exec /usr/bin/faketime -f +2m "$base/programs/verbund-mail.real" "\$@"
[ -n "\$n" ] || exec "$base/programs/verbund-mail.real" "\$@"
exec /usr/bin/strace -qqq -o "\$home/trace" -e trace=sendto -e inject=sendto:signal=SIGKILL:when=\$n "$base/programs/verbund-mail.real" "\$@"
END
chmod 755 "$base/programs/verbund-mail"
sink=$(free_port)
"${leash[@]}" "$BUILD/blackbox/sink" "$sink" "$base/noted" >"$base/sink.out" 2>&1 &
ok "a server that takes everything" wait_until 10 grep -q READY "$base/sink.out"
BUILD=$base/programs

# made LANE: an office, and somebody who gets its messages.
made() {
	local person
	office "$1" city "Stadt $1" && start "$1" || return
	group=$(v "$1" committee create Beirat --json | jq -r .id)
	person=$(v "$1" record create person "{\"givenName\": \"Amina\", \"familyName\": \"Test\", \"email\": [\"$1@post.example\"]}" --in "$group" --json | jq -r .id)
	v "$1" committee seat add "$group" --for "Stadt $1" --person "$person" >/dev/null 2>&1
	# Once as usual: what was said before there was a bridge is history.
	printf '%s\n' 'address beirat@stadt.example' "submission smtp://127.0.0.1:$sink" >"$base/$1/mail.conf"
	wait_until 20 grep -q mail.ready "$base/$1.log" && v "$1" message post "$group" Anfang >/dev/null && wait_until 20 more "$1" 0 && stop "$1" || return
	touch "$base/$1/later"
}
# noted LANE: so many mails to its person were taken.
noted() { grep -c " $1@post.example " "$base/noted" 2>/dev/null; }
more() { [ "$(noted "$1")" -gt "$2" ]; }
ends() { grep -c 'bridge.ended' "$base/$1.log"; }
was_killed() { [ "$(ends "$1")" -gt "$2" ]; }
killed_or_done() { was_killed "$1" "$2" || more "$1" "$3"; }
# lane NUMBER: n = NUMBER, NUMBER + lanes, ... until one delivery is not disturbed any more. A line each: n, mails at the server when it
# was killed, and in the end.
lane() {
	local o=lane$1 n=$1 before killed died after
	made "$o" || { echo "lane $1 does not begin"; return; }
	while :; do
		before=$(noted "$o") killed=$(ends "$o")
		echo "$n" >"$base/$o/kill"
		start "$o" || return
		v "$o" message post "$group" "Nachricht $n" >/dev/null
		wait_until 30 killed_or_done "$o" "$killed" "$before" || { echo "$n nothing happens"; return; }
		# What was kept of a delivery that came to its end is a step, too.
		wait_until 1 was_killed "$o" "$killed" || { stop "$o"; echo "$n undisturbed"; return; }
		died=$(noted "$o")
		wait_until 30 more "$o" "$before" || { echo "$n lost"; return; }
		# One more comes behind whatever is tried again.
		v "$o" message post "$group" "Danach $n" >/dev/null
		wait_until 30 more "$o" $((before + 1)) || { echo "$n stuck"; return; }
		sleep 0.4
		after=$(noted "$o")
		echo "$n $((died - before)) $((after - before - 1))"
		stop "$o"
		n=$((n + lanes))
	done
}
lane_pids=()
for i in $(seq $lanes); do
	lane "$i" >"$base/steps.$i" &
	lane_pids+=($!)
done
wait "${lane_pids[@]}"
cat "$base"/steps.* | sort -n >"$base/steps"
diag "$(wc -l <"$base/steps") steps; twice: $(awk '$3 == 2 { printf "%s ", $1 }' "$base/steps")"
is "every lane came to a delivery that nothing disturbed" "$(grep -c undisturbed "$base/steps")" $lanes
ok "more than a dozen steps were cut" [ "$(awk 'NF == 3' "$base/steps" | wc -l)" -gt 12 ]
is "nothing is lost" "$(grep -E 'lost|stuck|nothing|begin' "$base/steps")" ""
is "a mail that was not at the server when the bridge was killed comes once" "$(awk 'NF == 3 && $2 == 0 && $3 != 1' "$base/steps")" ""
is "one that was there comes at most once more" "$(awk 'NF == 3 && $2 == 1 && $3 != 1 && $3 != 2' "$base/steps")" ""
ok "there were such, killed before the answer was kept" grep -qE '^[0-9]+ 1 2$' "$base/steps"
ok "and such as were kept" grep -qE '^[0-9]+ 1 1$|undisturbed' "$base/steps"
