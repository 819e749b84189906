# Completion of verbund(1) for bash. What there is to offer says the program itself: `verbund __complete WORD...` (cli/completion.h).

# A name of another office is text to the shell, whatever is in it, also within the quotes that were begun.
_verbund_quote()
{
	case $quote in
	\') value=${value//\'/\'\\\'\'} ;;
	\") value=$(sed 's/[\\$`"]/\\&/g; s/!/"\\!"/g' <<<"$value") ;;
	*) printf -v value %q "$value" ;;
	esac
}

_verbund()
{
	local line=${COMP_LINE:0:COMP_POINT} words=() word blanks i
	COMPREPLY=()

	# Bash has cut the line at = and : too; here only blanks count.
	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${line%%[![:blank:]]*}
		line=${line#"$blanks"}
		word=${COMP_WORDS[i]}
		[ "$i" -lt "$COMP_CWORD" ] || word=$line # up to the cursor
		line=${line#"$word"}
		if [ -n "$blanks" ] || [ "$i" -eq 0 ]; then
			words+=("$word")
		else
			words[${#words[@]} - 1]+=$word
		fi
	done

	# What was typed, without quotes.
	local quote='' typed
	for ((i = 1; i < ${#words[@]}; i++)); do
		typed=${words[i]}
		quote=''
		case $typed in
		\'* | \"*) quote=${typed:0:1} typed=${typed//"$quote"/} ;;
		*) typed=${typed//\\/} ;;
		esac
		words[i]=$typed
	done
	[[ $typed != --*=* ]] || typed=${typed#*=}

	# Where = is no end of a word for bash, an option belongs to its value.
	local before=''
	[[ ${COMP_WORDS[COMP_CWORD]} != --*=* ]] || before=${COMP_WORDS[COMP_CWORD]%%=*}=

	local answer=() value title last='' titled=no turned=no
	mapfile -t answer < <("${COMP_WORDS[0]/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
	for line in "${answer[@]}"; do
		case $line in
		:files) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$typed"); compopt -o filenames 2>/dev/null ;;
		:folders) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$typed"); compopt -o filenames 2>/dev/null ;;
		*)
			value=${line%%$'\t'*}
			[ "$value" = "$line" ] || titled=yes
			[[ $value == "$typed"* && $value != "$last" ]] || turned=yes
			last=$value
			_verbund_quote
			COMPREPLY+=("$before$value")
			;;
		esac
	done

	# Of several numbers show what they stand for; bash then puts in what they have in common. Where that is not what was typed, or
	# would be more than a number, a blank among them keeps it from doing so.
	if [ ${#COMPREPLY[@]} -gt 1 ] && [ $titled = yes ]; then
		COMPREPLY=()
		for line in "${answer[@]}"; do
			value=${line%%$'\t'*}
			title=${line#"$value"}
			COMPREPLY+=("$value${title:+  (${title:1})}")
		done
		[ $turned = no ] || COMPREPLY+=(' ')
	fi
}
complete -F _verbund verbund
