#!/bin/bash
# A member writes ten times as much as it may leave at an office, with keys that are good and a program that is not: the disk keeps
# to the quota, people are told and can change that, the others notice nothing, and nothing that was taken is lost.
limit=180
. "$(dirname "$0")/lib.sh"

settings="$settings
member-quota-day 1 MiB"
office victim city "Hansestadt Lübeck"
office honest forum "Forum"
office greedy ngo "Verein" dials
for o in victim honest greedy; do start $o || exit 1; done
ok "the honest office pairs" pair victim honest
ok "the greedy one, too" pair victim greedy
group=$(v victim committee create "Steuerungsgruppe" --json | jq -r .id)
ok "both are members" eval 'v victim committee admit "$group" Forum --role member && v victim committee admit "$group" Verein --role member'
ok "all three hold the same" wait_until 20 same_state "$group" victim honest greedy
faults() { v "$1" status --json | jq -r '.faults[] | "\(.word) \(.name) \(.amount)"' | grep quota; }

# ---- a program with its keys ----
stop greedy
QUOTA=1048576 timeout 120 setpriv --pdeathsig KILL "$BUILD/blackbox/rogue" greedy "tcp://127.0.0.1:${port[victim]}" \
	"$base/greedy" "$base/victim" "${pid[victim]}" "$group" >"$base/greedy.said" 2>&1 &
rogue=$!
rounds=0
while kill -0 $rogue 2>/dev/null || [ $rounds -lt 3 ]; do
	rounds=$((rounds + 1))
	v honest message post "$group" "Runde $rounds" >/dev/null
	v victim message post "$group" "Antwort $rounds" >/dev/null
	wait_until 20 eval 'v victim message list "$group" | grep -qF "Runde $rounds"' || break
	wait_until 20 eval 'v honest message list "$group" | grep -qF "Antwort $rounds"' || break
done
shows() { v "$1" message list "$group" | grep -qF "$2"; }
ok "the others worked on meanwhile ($rounds rounds): at the victim" shows victim "Runde $rounds"
ok "and at the honest office" shows honest "Antwort $rounds"
wait $rogue
relay cat "$base/greedy.said"
read -r entry segment <<<"$(sed -n 's/^# entry \([0-9]*\) segment \([0-9]*\)$/\1 \2/p' "$base/greedy.said")"
kept=$(v victim record list message --json | jq '[.items[] | select(.fields.text | startswith("xxx"))] | length')
# In a minute a 1,440th of the day is over.
ok "$((kept * entry)) bytes are kept: not more than the quota" [ $((kept * entry)) -le $((1048576 + 1048576 / 1440 * 3)) ]
ok "and not a segment of $segment bytes less" [ $((kept * entry + segment)) -gt 1048576 ]
is "people are told" "$(faults victim)" "quotaDay Verein 1048576"
doctor() { LC_ALL=C.UTF-8 LANGUAGE=$1 v victim doctor --json | jq -r '.items[] | select(.level == "wrong") | "\(.what) \(.now)"'; }
like "in words" "$(doctor en)" 'Verein writes more in a committee than this office takes of it in a day'
like "and what to do" "$(doctor en)" 'raise `member-quota-day` in verbundd.conf'
like "in German, too" "$(doctor de)" 'Verein schreibt in einem Gremium mehr, als diese Stelle an einem Tag'
stored=$(count victim message)
crash victim
ok "the victim starts again" start victim
is "what was taken is there" "$(count victim message)" "$stored"
ok "the honest member works on" eval 'v honest message post "$group" "danach" && wait_until 20 shows victim "danach"'

# ---- its own daemon: what was refused comes once there is room ----
write_many() { local n; for n in $(seq 20); do v greedy message post "$group" "$n $long" || return; done; }
long=$(head -c 19000 /dev/zero | tr '\0' x)
ok "the greedy office starts again" start greedy
ok "and writes more" write_many
ok "the victim has no room for it" wait_until 20 faults victim
echo "member-quota-day 64 MiB" >"$base/line"
sed -i -e '/member-quota-day/d' -e '$r '"$base/line" "$base/victim/verbundd.conf" "$base/honest/verbundd.conf"
kill -HUP "${pid[victim]}" "${pid[honest]}"
ok "with a greater quota all of it comes" wait_until 60 same_state "$group" victim honest greedy
ok "and nothing is told any more" wait_until 20 no faults victim
for o in victim honest; do
	ok "$o ends in good order" stop $o
	ok "--check finds nothing at $o" "$BUILD/verbundd" --check --home "$base/$o"
done
