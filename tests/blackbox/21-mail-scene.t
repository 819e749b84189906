#!/bin/bash
# The scene of a volunteer's week (make demo SCENE=mail) from its beginning to its end, with a real Postfix and a real Dovecot.
limit=180
. "$(dirname "$0")/lib.sh"

plays() { bash "$here/../demo/mail.sh" >"$base/scene" 2>&1; }
ok "the scene plays to its end" plays || diag "$(tail -n 30 "$base/scene")"
sed -n '/^Summary/,$p' "$base/scene" >"$base/summary"
# says WHAT WANTED: a line of its table at the end.
says() { is "$1: $2" "$(grep -F "✓ $1  " "$base/summary" | sed 's/.*  //')" "$2"; }
says "with the buttons of an invitation (METHOD)" REQUEST
says "what is not public is only a number" "TOP N 1 (nichtöffentlich)"
says "its title stands nowhere" no
says "addresses in it, but hers and the bridge's" 0
says "Amina comes, as the city, the Forum and the Café read it" "in all three"
says "her question, without what she quoted" "in all three"
says "who asks, as the city reads it" "Amina Said"
says "in her calendar it is" "the same"
says "newer than the change (SEQUENCE), since only the agenda is new" 0
says "one click (POST), answered with" 200
says "a cancellation comes all the same" CANCELLED
says "messages that came after the click" 0
says "the three hold" "the same"
is "nothing went otherwise" "$(grep -c '✗' "$base/summary")" 0
