#!/bin/bash
# The library of these tests itself: a test that hangs is ended when its time is up, and fails, whatever it waits for.
limit=60
. "$(dirname "$0")/lib.sh"

# ended NAME LINES: a test of these lines, which hang, ends with a failure and leaves nothing behind.
ended() {
	local status=0 mark="$RANDOM$RANDOM"
	printf '%s\n' 'limit=1' '. "$1"' 'ok "begins" true' "hang() { exec -a hang-$mark sleep 1000; }" "${2//MARK/$mark}" 'ok "goes on" true' >"$base/hangs.t"
	VERBUND_PATIENCE=1 timeout -k 1 $((30 * patience)) bash "$base/hangs.t" "$here/lib.sh" >"$base/out" 2>&1 </dev/null || status=$?
	is "$1: it fails" $status 1
	like "$1: which is said" "$(cat "$base/out")" '^# .*time is up'
	is "$1: and has a plan" "$(tail -n 1 "$base/out")" 1..1
	ok "$1: nothing is left" wait_until 5 no grep -qsF "hang-$mark" /proc/[0-9]*/cmdline
}
ended "a command" '(hang)'
ended "a command within a command" 'text=$( (hang) | cat)'
ended "one that hears nothing" 'setsid bash -c "trap : TERM INT HUP; while :; do sleep 1; done" hang-MARK'
ended "waiting" '(hang) & wait'
