#!/bin/bash
# Completion in bash: its function itself, for every noun, verb and option of the table, and for what a real office has; and the tab
# key on a real terminal.
limit=120
. "$(dirname "$0")/lib.sh"
. "$here/../../cli/completion.bash"

export PATH=$BUILD:$PATH VERBUND_HOME=$base/none
verbund=$BUILD/verbund
# tab LINE: what is offered at its end, a line each. Cuts it into words as bash does: also at = and :.
tab() {
	local text=$1
	COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=()
	while [ -n "$text" ]; do
		[[ $text =~ ^[[:blank:]]*(\'[^\']*\'?|\"[^\"]*\"?|[=:]+|([^[:blank:]=:\\]|\\.)+)?(.*)$ ]]
		COMP_WORDS+=("${BASH_REMATCH[1]}")
		text=${BASH_REMATCH[3]}
	done
	[[ $1 != *[[:blank:]] || $1 = *\\[[:blank:]] ]] || [ -z "${COMP_WORDS[-1]}" ] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_verbund
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
}
sorted() { sort -u | paste -sd' '; }

mapfile -t calls < <("$verbund" help | cut -f 1)
common=$("$verbund" version --help | grep -oE '^  --[a-z-]+' | tr -d ' ')

# ---- the table ----
is "all nouns" "$(tab 'verbund ' | sorted)" "$(printf '%s\n' "${calls[@]}" | cut -d' ' -f 2 | sorted)"
for call in "${calls[@]}"; do
	words=$(sed -E 's/^verbund (([a-z]+)( [a-z][a-z-]*)*).*/\1/' <<<"$call")
	typed=verbund
	for word in $words; do
		ok "$words: $typed ${word:0:3}" grep -qx "$word" <<<"$(tab "$typed ${word:0:3}")"
		ok "$words: $typed" grep -qx "$word" <<<"$(tab "$typed ")"
		typed="$typed $word"
	done
	is "$words: all options" "$(tab "verbund $words --" | sorted)" \
		"$( (grep -oE -- '--[a-z-]+' <<<"$call"; echo "$common") | sorted)"
	for option in $(grep -oE -- '--[a-z-]+' <<<"$call"); do
		is "$words: ${option:0:5} begins $option" "$(tab "verbund $words ${option:0:5}" | grep -cx -- "$option")" 1
		ok "$words: $option is not offered twice" no grep -qx -- "$option" <<<"$(tab "verbund $words $option x --")"
	done
done
is "verbs of help" "$(tab 'verbund help peer ' | sorted)" "$(tab 'verbund peer ' | sorted)"
is "nothing behind nonsense" "$(tab 'verbund nonsense ')$(tab 'verbund peer nonsense ')" ""

# ---- words ----
is "words of an option" "$(tab 'verbund committee admit x y --role ' | paste -sd' ')" 'relay guest member steward'
is "begun" "$(tab 'verbund committee admit x y --role m')" member
is "with =" "$(tab 'verbund committee admit x y --role=m')" member
is "nothing typed behind =" "$(tab 'verbund committee admit x y --role=' | wc -l)" 4
is "words of an argument" "$(tab 'verbund committee role x y g')" guest
is "kinds" "$(tab 'verbund record list mee' | paste -sd' ')" 'meeting meetingSeries'
is "behind -- there are no options" "$(tab 'verbund message post x -- --')" ""
is "numbers of errors" "$(tab 'verbund explain VB-1201')" VB-1201
is "what they are is said" "$(tab 'verbund explain 120' | grep -c '^VB-120[1-9]  (.*)$')" 8
mkdir "$base/files" && touch "$base/files/a b.json" && mkdir "$base/files/sub"
is "files" "$(cd "$base/files" && tab 'verbund import oparl ' | LC_ALL=C sort | paste -sd,)" 'a b.json,sub'
is "directories" "$(cd "$base/files" && tab 'verbund status --home ')" sub
is "the middle of a line" "$(COMP_WORDS=(verbund pee list) COMP_CWORD=1 COMP_LINE='verbund pee list' COMP_POINT=11 && _verbund && echo "${COMPREPLY[@]}")" peer
is "no daemon: nothing is offered, and nothing said" "$(tab 'verbund committee show ' 2>&1)" ""

# ---- what the office has ----
office city city 'Hansestadt Lübeck'
office forum forum 'Forum „Vielfalt" & Co.' dials
start city && start forum && meet city forum || exit 1
export VERBUND_HOME=$base/city
group=$(v city committee create 'Steuerungsgruppe')
other=$(v city committee create 'Beirat')
first=$(v city meeting create "$group" --name '1. Sitzung' --start 2026-12-01T18:00)
second=$(v city meeting create "$group" --name 'Klausur' --start 2027-12-01T18:00)
v city agenda add "$first" --name 'Begrüßung' >/dev/null
item=$(v city agenda add "$first" --name 'Bericht' )
is "both committees by number, with their names" "$(tab 'verbund committee show ' | sorted)" \
	"$(printf '%s\n' "${group:0:20}  (Steuerungsgruppe)" "${other:0:20}  (Beirat)" ' ' | sed '$d' | sorted)"
is "one number, once it is clear which" "$(tab "verbund committee show ${group:0:4}")" "${group:0:20}"
is "by its name" "$(tab 'verbund committee show beir')" "${other:0:20}"
is "also as an option" "$(tab 'verbund record list meeting --in Steu')" "${group:0:20}"
like "meetings with name and day" "$(tab 'verbund meeting show ' | head -n 1)" "^${first:0:20}  \(1\. Sitzung.*2026.*\)$"
is "a meeting by its name" "$(tab 'verbund meeting show klaus')" "${second:0:20}"
is "by its number" "$(tab "verbund agenda list ${second:0:20}")" "${second:0:20}"
is "several fit what was typed, which stays" "$(tab 'verbund agenda edit be' | tail -n 1)" ' '
is "an item of two kinds of things" "$(tab 'verbund agenda edit Bericht')" "${item:0:20}"
quoted=$(tab 'verbund peer remove ')
is "an office, so that the shell reads it back" "$(eval "printf %s $quoted")" 'Forum „Vielfalt" & Co.'
is "begun" "$(tab 'verbund peer remove Fo')" "$quoted"
is "begun within quotes" "$(tab "verbund peer remove 'Fo")" 'Forum „Vielfalt" & Co.'
cat >"$base/names" <<'END'
#!/bin/sh
cat <<'NAME'
Fo $(touch fell) `touch fell` "; touch fell; '; touch fell; \\ \" $HOME !!
NAME
END
chmod +x "$base/names"
name=$("$base/names")
for quote in "'" '"' ''; do
	got=$(cd "$base" && HISTFILE='' PS1='' PS2='' bash --norc --noprofile -i 2>/dev/null <<<"printf %s $quote$(tab "$base/names peer remove ${quote}Fo")$quote")
	is "a name that is full of commands is a name within ${quote:-no quotes}" "$got" "$name"
done
ok "and nothing of it was done" no test -e "$base/fell"
printf '%s\n' '#!/bin/sh' 'printf "0123\\tA \$(touch fell) 1\\n0123\\tA \$(touch fell) 2\\n"' >"$base/names"
is "two of the same number: the shell puts no title in" "$(tab "$base/names meeting show 0" | tail -n 1)" ' '
is "with a blank in it" "$(tab 'verbund peer remove Forum\ ')" "$quoted"
is "of a home that is named" "$(export VERBUND_HOME=$base/none; tab "verbund --home $base/city committee show Bei")" "${other:0:20}"
kill -STOP "${pid[city]}"
is "a daemon that hangs: nothing" "$(tab 'verbund committee show ')" ""
# One try of several: a machine that has other work may pause in the middle of one.
soon() { local before; before=$(date +%s%3N); tab 'verbund committee show ' >/dev/null; [ $(($(date +%s%3N) - before)) -lt $((2000 * patience)) ]; }
ok "and soon" wait_until 20 soon
kill -CONT "${pid[city]}"

# ---- the tab key ----
mux() { tmux -u -S "$base/tmux" -f /dev/null "$@" 2>/dev/null; }
trap 'mux kill-server; at_end' EXIT
printf '%s\n' 'PS1="$ "' "PATH=$BUILD:\$PATH" ". '$here/../../cli/completion.bash'" >"$base/rc"
mux new-session -d -s tab -x 100 -y 30 "TERM=dumb bash --rcfile '$base/rc'"
shows() { mux capture-pane -p -t tab | grep -qE -- "$1"; }
wait_until 10 shows '^\$'
press() { mux send-keys -t tab "$@"; }
press -l 'verbund commi'; press Tab
ok "a noun" wait_until 10 shows '^\$ verbund committee $|^\$ verbund committee$'
press -l 'sh'; press Tab; press -l 'Bei'; press Tab
ok "a verb, and the number of a committee by its name" wait_until 10 shows "^\\\$ verbund committee show ${other:0:20}"
press Enter
ok "which is a command" wait_until 10 shows '^Committee +Beirat'
press -l 'verbund peer remove Fo'; press Tab; press -l ' --dry'; press Tab; press Enter
ok "a name with blanks, quotes and more" wait_until 10 shows 'the partnership with Forum „Vielfalt" & Co\. would end'
