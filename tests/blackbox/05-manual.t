#!/bin/bash
# Help, man pages and behaviour say the same about every command of the table, in both languages.
limit=180
. "$(dirname "$0")/lib.sh"

verbund=$BUILD/verbund
# page LANGUAGE NAME: a page as it is read, without line breaks of the terminal.
page() {
	local folder=$BUILD/man
	[ "$1" = en ] || folder=$folder/$1
	mandoc -T utf8 -O width=1000 "$folder/man1/$2.1" | perl -CS -pe 's{.\x08}{}g'
}
# section WORD: the lines of this section of a page.
section() { sed -n "/^$1\$/,/^[^ ]/p" | sed '1d;$d' | sed 's/^ *//' | grep .; }

mapfile -t calls < <("$verbund" help | cut -f 1)
mapfile -t nouns < <(printf '%s\n' "${calls[@]}" | sed -nE 's/^verbund ([a-z]+) [a-z].*/\1/p' | sort -u)
mapfile -t singles < <(printf '%s\n' "${calls[@]}" | sed -nE 's/^verbund ([a-z]+)( [^a-z].*)?$/\1/p')
ok "there are nouns and single words" [ ${#nouns[@]} -gt 5 -a ${#singles[@]} -gt 3 ]

# ---- the manual ----
is "a page for each noun, and one for the program" "$(cd "$BUILD/man/man1" && printf '%s\n' *.1)" \
	"$( (printf 'verbund-%s.1\n' "${nouns[@]}"; echo verbund.1) | sort)"
is "as many in German" "$(cd "$BUILD/man/de/man1" && ls)" "$(cd "$BUILD/man/man1" && ls)"
is "mandoc finds nothing to mend" "$(mandoc -T lint -W warning "$BUILD"/man/man1/*.1 "$BUILD"/man/de/man1/*.1)" ""
for language in en de; do
	export LANGUAGE=$language
	synopsis=$([ $language = en ] && echo SYNOPSIS || echo AUFRUF)
	commands=$([ $language = en ] && echo COMMANDS || echo BEFEHLE)
	for noun in "${nouns[@]}"; do
		is "$language: verbund-$noun(1) has its calls, and no others" "$(page $language "verbund-$noun" | section $synopsis)" \
			"$("$verbund" help "$noun" | cut -f 1)"
		ok "$language: verbund(1) names verbund-$noun(1)" grep -qF "verbund-$noun(1)" <(page $language verbund)
	done
	text=$(page $language verbund | section $commands)
	for noun in "${singles[@]}"; do
		ok "$language: verbund(1) has the call of $noun" grep -qxF -- "$("$verbund" help | cut -f 1 | grep -E "^verbund $noun( |$)")" <<<"$text"
	done
done
for language in en de; do
	is "$language: each exit status is explained" \
		"$(page $language verbund | section "$([ $language = en ] && echo 'EXIT STATUS' || echo RÜCKGABEWERT)" | grep -oE '^[0-9]+ +[A-Z]' | grep -oE '^[0-9]+' | paste -sd' ')" \
		"$(sed -nE 's/^\tVB_EXIT_[A-Z_]+ = ([0-9]+),?$/\1/p' "$here/../../protocol/err.h" | sort -n | paste -sd' ')"
done

# ---- help ----
# on_terminal COLUMNS COMMAND...: its output on a terminal so wide.
on_terminal() {
	local line columns=$1
	shift
	printf -v line '%q ' "$@"
	COLUMNS=$columns script -qec "$line" /dev/null </dev/null | tr -d '\r'
}
too_wide() { perl -CS -lne 'print if length > '"$1"; }
for language in en de; do
	export LANGUAGE=$language
	title=$([ $language = en ] && echo Examples || echo Beispiele)
	for words in "" "${nouns[@]}" "${singles[@]}"; do
		text=$(on_terminal 80 "$verbund" help $words)
		is "$language: help $words: examples first" "$(head -n 1 <<<"$text")" "$title"
		is "$language: help $words: not wider than the terminal" "$(too_wide 80 <<<"$text")" ""
	done
	for noun in "${nouns[@]}"; do
		is "$language: $noun --help is help $noun" "$("$verbund" "$noun" --help)" "$("$verbund" help "$noun")"
		is "$language: the overview has the verbs of $noun" \
			"$(on_terminal 4000 "$verbund" help | sed -nE "s/^  $noun +.*: //p")" \
			"$("$verbund" help "$noun" | sed -nE "s/^verbund $noun ([a-z ]*[a-z]).*/\\1/p" | paste -sd, | sed 's/,/, /g')"
	done
done
