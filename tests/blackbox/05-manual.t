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

# ---- the pages that are written by hand ----
top=$here/../..
# written PAGE: one of them as it is read.
written() { mandoc -T utf8 -O width=1000 "$top/$1" | perl -CS -pe 's{.\x08}{}g'; }
is "verbund-protocol(7) has the messages of the protocol" \
	"$(written protocol/verbund-protocol.7 | grep -oE '[0-9]+ [A-Z]{3,}(-[A-Z]+)?' | sort -n | paste -sd,)" \
	"$(sed -nE 's/^\tVB_FRAME_([A-Z_]+) = ([0-9]+),.*/\2 \1/p' "$top/protocol/peer/frame.h" | tr _ - | sort -n | paste -sd,)"
for number in $(written protocol/verbund-protocol.7 | grep -oE '\(SPEC [0-9, ]+\)' | grep -oE '[0-9]+' | sort -un); do
	ok "SPEC.md has section $number" grep -q "^## $number\. " "$top/protocol/SPEC.md"
done
is "verbundd(8) has the options that verbundd --help names" \
	"$(written daemon/verbundd.8 | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | grep -oE -- '--?[a-z][a-z-]*' | sort -u | paste -sd' ')" \
	"$("$BUILD/verbundd" --help | grep -oE -- '(^|[[ |])--?[a-z][a-z-]*' | grep -oE -- '--?[a-z][a-z-]*' | sort -u | paste -sd' ')"
is "every page that another one names is there" "$(comm -23 \
	<(cat "$top"/{daemon,protocol,bridges}/*.[1-8] "$BUILD"/man/man1/*.1 | sed -nE 's/^\.(It )?Xr (verbund[a-z.-]*) ([0-9]).*/\2.\3/p' | sort -u) \
	<(cd "$top" && ls {daemon,protocol,bridges}/*.[1-8] "$BUILD"/man/man1/*.1 | sed 's/.*\///' | sort -u))" ""

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
		for half in $("$verbund" help "$noun" | sed -nE "s/^verbund $noun ([a-z][a-z-]*) [a-z].*/\\1/p" | sort -u); do
			is "$language: $noun $half --help: only what begins so" "$("$verbund" "$noun" "$half" --help)" \
				"$("$verbund" help "$noun" | grep "^verbund $noun $half ")"
			like "$language: $noun $half needs more" "$("$verbund" "$noun" "$half" 2>&1)" "VB-3001"
		done
		is "$language: the overview has the verbs of $noun" \
			"$(on_terminal 4000 "$verbund" help | perl -0pe 's/\n {6,}/ /g' | sed -nE "s/^  $noun +.*: //p")" \
			"$("$verbund" help "$noun" | sed -nE "s/^verbund $noun ([a-z]([a-z -]*[a-z])?).*/\\1/p" | paste -sd, | sed 's/,/, /g')"
	done
done
export LANGUAGE=en

# ---- what is documented is taken, and nothing else ----
# None of this reaches a daemon: there is no such home.
# Whatever is written to a file on the way stays in the folder of the test.
none() { (cd "$base" && "$verbund" --home "$base/none" "$@" </dev/null >"$base/out" 2>"$base/err"); }
code() { grep -oE 'VB-[0-9]{4}' "$base/err" | head -n 1; }
# word_for COMMAND... VALUE: something that may stand there: the first word that completion knows, else a number.
word_for() { VERBUND_HOME=$base/none "$verbund" __complete "$@" '' | grep -v '^[:-]' | head -n 1 | cut -f 1 | grep . || echo 15; }
for call in "${calls[@]}"; do
	read -ra words <<<"$(sed -E 's/^verbund (([a-z]+)( [a-z][a-z-]*)*).*/\1/' <<<"$call")"
	[ "${words[*]}" != init ] || continue # makes a home; below
	given=("${words[@]}")
	for argument in $(sed -E 's/^verbund ([a-z][a-z-]*( |$))*//; s/ ?\[?--.*//' <<<"$call"); do given+=("$(word_for "${given[@]}")"); done
	refused_options=
	for option in $(grep -oE -- '--[a-z-]+' <<<"$call"); do
		if grep -qE -- "$option [^]-]" <<<"$call"; then value=$(word_for "${given[@]}" "$option"); else value=; fi
		none "${given[@]}" "$option" ${value:+"$value"}
		[ "$(code)" != VB-3001 ] || refused_options="$refused_options $option: $(cat "$base/err")"
	done
	is "${words[*]}: takes each of its options" "$refused_options" ""
	none "${given[@]}" --nonsense
	is "${words[*]}: takes no other" "$(code)" VB-3001
	[[ $call != *...* ]] || continue
	none "${given[@]}" one two three four five
	is "${words[*]}: takes no more words than it has" "$(code)" VB-3001
done
while IFS= read -r example; do
	mkdir -p "$base/example" && cd "$base/example"
	PATH=$BUILD:$PATH VERBUND_HOME=$base/example/home timeout -k 5 10 bash -c "$example" </dev/null >/dev/null 2>"$base/err"
	cd "$here/../.." && rm -rf "$base/example"
	# These ask a person at a terminal; here is none.
	case $example in
	'verbund init' | 'verbund restore /media/usb/verbund.backup' | 'verbund node sheet' | 'verbund node sheet sheet.txt') : >"$base/err" ;;
	esac
	ok "an example that can be typed: $example" no grep -qE 'VB-(3001|3005|3006|3007)' "$base/err"
done < <(for words in "${singles[@]}" "${nouns[@]}"; do
	"$verbund" help "$words" | grep -qE '^Examples$' && { "$verbund" help "$words"; continue; }
	"$verbund" help "$words" | cut -f 1 | sed -E 's/^verbund ([a-z]+ [a-z][a-z-]*( [a-z]+)?).*/\1/' | while read -r command; do "$verbund" help $command; done
done | sed -n '/^Examples$/,/^$/s/^  //p')
