#!/bin/bash
# What the black box tests share: checks that speak TAP, a limit of time, cleaning up. To be sourced first by each .t
# file, which may set `limit` (seconds) before. Every process started here ends with the test.
set -u
umask 077
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=$here/../data
: "${BUILD:=$here/../../build}"
export LC_ALL=C.UTF-8 NO_COLOR=1
unset VERBUND_HOME
# shellcheck source=offices.sh
. "$here/offices.sh"

# Neighbours on one machine need not be patient with each other.
settings='retry-min 50 ms
retry-max 500 ms
second-dial 1 s'
checks=0 failures=0

# ok NAME COMMAND...: passes if the command succeeds.
ok() {
	local name=$1
	shift
	checks=$((checks + 1))
	if "$@" >/dev/null 2>"$base/said"; then
		echo "ok $checks - $name"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $name"
		diag "failed: $*"
		diag "$(cat "$base/said")"
		return 1
	fi
}
no() { ! "$@"; }
# is NAME GOT WANTED; like NAME GOT REGEX.
is() {
	ok "$1" [ "$2" = "$3" ] || { diag "got:    $2"; diag "wanted: $3"; return 1; }
}
like() { ok "$1" grep -qE -- "$3" <<<"$2" || { diag "got: $2"; return 1; }; }
diag() { [ -z "$1" ] || printf '%s\n' "$1" | sed 's/^/# /'; }
# skip COUNT REASON: checks that this machine cannot make.
skip() { for _ in $(seq "$1"); do checks=$((checks + 1)); echo "ok $checks # SKIP $2"; done; }

# refused NAME CODE STATUS COMMAND...: the command fails with this exit status and says VB-CODE.
refused() {
	local name=$1 code=$2 wanted=$3 status=0
	shift 3
	"$@" >"$base/out" 2>"$base/err" || status=$?
	is "$name: VB-$code, status $wanted" "$(grep -oE 'VB-[0-9]{4}' "$base/err" | head -n 1) $status" "VB-$code $wanted" ||
		diag "$(cat "$base/err")"
}

# daemon_refused NAME CODE STATUS OFFICE [ARGUMENT...]: the daemon ends by itself, like this.
daemon_refused() {
	local office=$4
	refused "$1" "$2" "$3" timeout -k 5 $((30 * patience)) "$BUILD/verbundd" --home "$base/$office" "${@:5}"
}

# Passes on the checks of a program that speaks TAP itself; one that dies has no plan, which fails.
relay() {
	local line planned=no
	while IFS= read -r line; do
		case $line in
		"ok "*) checks=$((checks + 1)); echo "ok $checks ${line#ok * }" ;;
		"not ok "*) checks=$((checks + 1)) failures=$((failures + 1)); echo "not ok $checks ${line#not ok * }" ;;
		1..*) planned=yes ;;
		*) echo "$line" ;;
		esac
	done < <(timeout -k 5 "$limit" setpriv --pdeathsig KILL "$@" 2>&1)
	is "$(basename "$1") came to its end" $planned yes
}

# stand_in PROGRAM: copies the programs and their texts, and puts PROGRAM in the place of verbund-mail; from then on they are used.
stand_in() {
	mkdir "$base/stand-in" && cp -r "$BUILD/verbund" "$BUILD/verbundd" "$BUILD/locale" "$base/stand-in" && BUILD=$base/stand-in &&
		cp "$1" "$BUILD/verbund-mail" && chmod +x "$BUILD/verbund-mail"
}

# for_all: copies the programs and their texts to where every login may walk, whoever may read the build; says where.
for_all() {
	chmod 711 "$base"
	mkdir "$base/programs" && cp -r "$BUILD/verbund" "$BUILD/verbundd" "$BUILD/locale" "$base/programs" &&
		chmod -R go+rX "$base/programs" && echo "$base/programs"
}

# flip FILE PLACE: changes one bit of a file.
flip() { perl -e 'open my $f, "+<:raw", $ARGV[0] or die; seek $f, $ARGV[1], 0; read $f, my $b, 1; seek $f, $ARGV[1], 0; print $f chr(ord($b) ^ 1)' "$@"; }

# what OFFICE: everything it shows that must not change when something is refused.
what() {
	v "$1" status --json | jq -cS '[.id, .name, .kind, .spaces]'
	v "$1" peer list --json | jq -cS '[.items[] | {id, name, state}]'
}

at_end() {
	local office left
	trap - EXIT TERM INT HUP PIPE
	crash_all
	# What a sanitizer or an assert says is a failure wherever it stands.
	if grep -nE 'Sanitizer|runtime error:|Assertion' "$base"/*.log 2>/dev/null | sed 's/^/# /' | grep .; then
		failures=$((failures + 1))
	fi
	mapfile -t left < <(jobs -p)
	[ ${#left[@]} -eq 0 ] || { kill -KILL "${left[@]}"; wait "${left[@]}"; } 2>/dev/null
	if [ "$failures" -gt 0 ]; then
		for office in "$base"/*.log; do [ ! -f "$office" ] || diag "$(basename "$office"): $(tail -n 12 "$office")"; done
	fi
	rm -rf "$base"
	echo "1..$checks"
	[ "$failures" -eq 0 ] && [ "$checks" -gt 0 ]
	exit
}
trap at_end EXIT
trap 'diag "ended from outside, or time is up"; failures=$((failures + 1)); exit 1' TERM INT HUP PIPE
limit=$((${limit:-120} * patience))
# A shell hears no signal before the command that it waits for has ended: what the test started is ended, too, and at last
# the test itself.
perl -e 'my ($limit, $test) = @ARGV;
	sleep $limit;
	kill "TERM", $test;
	for (1 .. 10) {
		sleep 1;
		my (%children, @of_test);
		for (glob "/proc/[0-9]*/stat") { open my $f, "<", $_ or next; push @{ $children{$2} }, $1 if (<$f> // "") =~ /^(\d+) \(.*\) \S (\d+)/s; }
		for (my @left = $test; defined(my $pid = shift @left);) { push @left, grep { $_ != $$ } @{ $children{$pid} // [] }; push @of_test, $pid; }
		kill "KILL", @of_test[1 .. $#of_test];
	}
	kill "KILL", $test' "$limit" $$ >/dev/null 2>&1 &
