#!/bin/bash
# Row 7: the Quartalstreffen im Innenministerium. One office calls it, 15 districts and cities take part; each proposes items while it
# reaches nobody. With the connection back all 16 hold the same agenda, byte for byte.
limit=150
. "$(dirname "$0")/lib.sh"

# The eleven Kreise and four kreisfreie Städte of Schleswig-Holstein.
names=(Dithmarschen 'Herzogtum Lauenburg' Nordfriesland Ostholstein Pinneberg Plön Rendsburg-Eckernförde Schleswig-Flensburg Segeberg Steinburg Stormarn Flensburg Kiel Lübeck Neumünster)
office ministerium ministry 'Innenministerium'
start ministerium || exit 1
group=$(v ministerium committee create 'Quartalstreffen')
meeting=$(v ministerium meeting create "$group" --name '3. Quartal' --start 2026-09-15T10:00 --end 2026-09-15T15:00)
v ministerium agenda add "$meeting" --name 'Begrüßung' --type Regularie --minutes 10 >/dev/null
offices=()
for i in "${!names[@]}"; do
	offices+=("kreis$i")
	office "kreis$i" district "${names[i]}" dials && start "kreis$i" || exit 1
done
# digits_of OFFICE NAME: the six digits that its list has beside another.
digits_of() { v "$1" peer list --json | jq -re --arg n "$2" '.items[] | select(.name == $n) | .digits // empty'; }
# join NUMBER: pairs with the ministry and is admitted, with as few questions as it takes.
join() {
	local six role=member
	[ "$1" -lt 13 ] || role=guest
	v "kreis$1" peer join "$(invite ministerium)" >/dev/null && wait_until 20 digits_of ministerium "${names[$1]}" &&
		wait_until 20 digits_of "kreis$1" Innenministerium && six=$(digits_of "kreis$1" Innenministerium) &&
		v ministerium peer confirm "${names[$1]}" "$six" >/dev/null && v "kreis$1" peer confirm Innenministerium "$six" >/dev/null &&
		v ministerium committee admit "$group" "${names[$1]}" --role $role >/dev/null
}
joined() { local i; for i in "${!names[@]}"; do join "$i" || return 1; done; }
ok "15 offices join, the last two as guests" joined
agenda() { v "$1" agenda list "$meeting"; v "$1" agenda proposals "$meeting"; }
# all_show WANTED: every office shows this agenda and these proposals.
all_show() { local o; for o in ministerium "${offices[@]}"; do [ "$(agenda "$o")" = "$1" ] || return 1; done; }
ok "all have the agenda" wait_until 40 all_show "$(agenda ministerium)"

# ---- nobody reaches anybody ----
stop ministerium
for i in "${!names[@]}"; do
	v "kreis$i" agenda propose "$meeting" --name "Bericht aus ${names[i]}" --type Bericht --minutes $((5 + i)) >/dev/null || exit 1
done
v kreis0 agenda add "$meeting" --name 'Förderrichtlinie' --type Beschluss >/dev/null
v kreis1 agenda add "$meeting" --name 'Sprachmittler' --type Anfrage >/dev/null
is "each knows its own" "$(for o in "${offices[@]}"; do v "$o" agenda proposals "$meeting" | wc -l; done | sort -u)" 1
start ministerium
ok "the ministry gets all 15" until_is 40 15 eval 'v ministerium agenda proposals "$meeting" | wc -l'
ok "and what two have added" until_is 40 3 eval 'v ministerium agenda list "$meeting" | wc -l'
ok "row 7: all 16 hold the same agenda, byte for byte" wait_until 40 all_show "$(agenda ministerium)"

# ---- decided on by two offices ----
mapfile -t wishes < <(v ministerium agenda proposals "$meeting" | cut -f 6)
for i in "${!wishes[@]}"; do
	[ "$i" = 14 ] || v "$([ $((i % 2)) = 0 ] && echo ministerium || echo kreis2)" agenda accept "${wishes[i]}" >/dev/null || exit 1
done
v ministerium agenda decline "${wishes[14]}" --reason 'kommt im vierten Quartal' >/dev/null
ok "17 items at the ministry" until_is 40 17 eval 'v ministerium agenda list "$meeting" | wc -l'
ok "row 7: all 16 hold the same agenda, byte for byte" wait_until 40 all_show "$(agenda ministerium)"
is "numbered without a gap" "$(v kreis14 agenda list "$meeting" | cut -f 1 | paste -sd,)" "$(seq 17 | sed 's/^/Ö /' | paste -sd,)"
is "one was declined, and its office sees why" "$(for o in "${offices[@]}"; do v "$o" agenda proposals "$meeting" | grep -c $'^declined.*\tkommt im vierten Quartal\t'; done | sort -u)" 1
