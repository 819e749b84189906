#!/bin/bash
# The scene of the Runder Tisch (make demo SCENE=roundtable) from its beginning to its end: twelve seats, seven offices, five
# seats without one, a cable that is pulled on the way.
limit=180
. "$(dirname "$0")/lib.sh"

plays() { bash "$here/../demo/roundtable.sh" >"$base/scene" 2>&1; }
ok "the scene plays to its end" plays || diag "$(tail -n 30 "$base/scene")"
sed -n '/^Summary/,$p' "$base/scene" >"$base/summary"
# says WHAT WANTED: a line of its table at the end.
says() { is "$1: $2" "$(grep -F "✓ $1  " "$base/summary" | sed 's/.*  //')" "$2"; }
says "seats" 12
says "while the cable is out, the seven hold" "something else"
says "with the cable back, the seven hold" "the same"
says "without the cable" "1 delivered, 5 letter, 6 waiting"
says "seats that may be called invited" 6
says "with the cable back" "7 delivered, 5 letter"
says "letters to print, as text" 5
says "and as pages" 5
says "different texts of the meeting (meeting export)" 1
says "different checksums of the whole history (export json)" 1
is "nothing went otherwise" "$(grep -c '✗' "$base/summary")" 0
