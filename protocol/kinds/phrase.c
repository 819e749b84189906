/* phrase: words to codes; see phrase.h. */
#include "protocol/kinds/phrase.h"

#include <string.h>

#include "protocol/kinds/paper.h"

#define PHRASE_MAX_BYTES 400 /* as the fields are; what is longer is looked at up to there */

struct pattern {
	const char *piece; /* in small letters */
	int code;
};

/* The first piece that stands in the phrase decides, so that what holds another piece in it stands before that one. */
/* clang-format off */
static const struct pattern roles[] = {
	{ "vorberatung", VB_STATION_ROLE_PRELIMINARY },
	{ "empfehlung", VB_STATION_ROLE_PRELIMINARY },
	{ "preliminary", VB_STATION_ROLE_PRELIMINARY },
	{ "entscheidung", VB_STATION_ROLE_DECISION },
	{ "beschluss", VB_STATION_ROLE_DECISION },
	{ "beschluß", VB_STATION_ROLE_DECISION },
	{ "decision", VB_STATION_ROLE_DECISION },
	{ "kenntnis", VB_STATION_ROLE_NOTICE },
	{ "information", VB_STATION_ROLE_NOTICE },
	{ "notice", VB_STATION_ROLE_NOTICE },
	{ "anhörung", VB_STATION_ROLE_HEARING },
	{ "hearing", VB_STATION_ROLE_HEARING },
	{ "beratung", VB_STATION_ROLE_ADVICE },
	{ "behandlung", VB_STATION_ROLE_ADVICE },
	{ "advice", VB_STATION_ROLE_ADVICE },
};

static const struct pattern results[] = {
	{ "zurückgezogen", VB_RESULT_WITHDRAWN },
	{ "withdrawn", VB_RESULT_WITHDRAWN },
	{ "vertagt", VB_RESULT_POSTPONED },
	{ "postponed", VB_RESULT_POSTPONED },
	{ "zurückgestellt", VB_RESULT_DEFERRED },
	{ "abgesetzt", VB_RESULT_DEFERRED },
	{ "deferred", VB_RESULT_DEFERRED },
	{ "verwiesen", VB_RESULT_REFERRED },
	{ "überwiesen", VB_RESULT_REFERRED },
	{ "referred", VB_RESULT_REFERRED },
	{ "ohne votum", VB_RESULT_NO_VOTE },
	{ "ohne beschluss", VB_RESULT_NO_VOTE },
	{ "ohne empfehlung", VB_RESULT_NO_VOTE },
	{ "no vote", VB_RESULT_NO_VOTE },
	{ "abgelehnt", VB_RESULT_REJECTED },
	{ "ablehnung", VB_RESULT_REJECTED },
	{ "nicht beschlossen", VB_RESULT_REJECTED },
	{ "nicht zugestimmt", VB_RESULT_REJECTED },
	{ "nicht angenommen", VB_RESULT_REJECTED },
	{ "rejected", VB_RESULT_REJECTED },
	{ "ungeändert", VB_RESULT_ADOPTED },
	{ "unverändert", VB_RESULT_ADOPTED },
	{ "ohne änderung", VB_RESULT_ADOPTED },
	{ "geändert", VB_RESULT_AMENDED },
	{ "mit änderung", VB_RESULT_AMENDED },
	{ "geänderter", VB_RESULT_AMENDED },
	{ "amended", VB_RESULT_AMENDED },
	{ "kenntnis", VB_RESULT_NOTED },
	{ "noted", VB_RESULT_NOTED },
	{ "beschlossen", VB_RESULT_ADOPTED },
	{ "zugestimmt", VB_RESULT_ADOPTED },
	{ "zustimmung", VB_RESULT_ADOPTED },
	{ "angenommen", VB_RESULT_ADOPTED },
	{ "adopted", VB_RESULT_ADOPTED },
	{ "erledigt", VB_RESULT_SETTLED },
	{ "settled", VB_RESULT_SETTLED },
};
/* clang-format on */

/* Small letters of ASCII and of the German alphabet, NUL-terminated; white space becomes one blank. */
static void fold(struct span text, char out[static PHRASE_MAX_BYTES + 1])
{
	size_t count = 0;

	for (size_t i = 0; i < text.size && count < PHRASE_MAX_BYTES; i++) {
		uint8_t c = text.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + ('a' - 'A'));
		/* UTF-8: U+00C0 to U+00DE are C3 80 to C3 9E, their small letters 20 higher. */
		else if (c >= 0x80 && c <= 0x9e && i > 0 && text.data[i - 1] == 0xc3)
			c = (uint8_t)(c + 0x20);
		else if (c == '\t' || c == '\n' || c == '\r')
			c = ' ';
		if (c == '\0' || (c == ' ' && count > 0 && out[count - 1] == ' '))
			continue;
		out[count++] = (char)c;
	}
	out[count] = '\0';
}

static int find(const struct pattern *patterns, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(text, patterns[i].piece) != NULL)
			return patterns[i].code;
	}
	return 0;
}

enum station_role phrase_role(struct span text)
{
	char folded[PHRASE_MAX_BYTES + 1];

	fold(text, folded);
	return (enum station_role)find(roles, sizeof(roles) / sizeof(roles[0]), folded);
}

/* The number before a word ("11 ja-stimmen"), or behind it and a colon ("ja: 11"); -1: there is none. */
static int32_t votes_of(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	const char *digits = at;
	int32_t number = 0;

	if (at == NULL)
		return -1;
	while (digits > text && (digits[-1] == ' ' || (digits[-1] >= '0' && digits[-1] <= '9')))
		digits--;
	digits += strspn(digits, " ");
	if (digits == at) {
		digits = at + strlen(word);
		digits += strspn(digits, ": ");
	}
	if (*digits < '0' || *digits > '9')
		return -1;
	for (size_t i = 0; digits[i] >= '0' && digits[i] <= '9' && i < 6; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

enum station_result phrase_result(struct span text)
{
	char folded[PHRASE_MAX_BYTES + 1];
	int32_t yes, no;
	int code;

	fold(text, folded);
	code = find(results, sizeof(results) / sizeof(results[0]), folded);
	if (code != 0)
		return (enum station_result)code;
	yes = votes_of(folded, "ja");
	no = votes_of(folded, "nein");
	if (yes >= 0 && no >= 0)
		return yes > no ? VB_RESULT_ADOPTED : VB_RESULT_REJECTED;
	if (strstr(folded, "einstimmig") != NULL || strstr(folded, "unanimous") != NULL)
		return VB_RESULT_ADOPTED;
	return VB_RESULT_NONE;
}

/* ---- words ---- */

/* 1 and up; 0: none of them. */
static int of_word(const char *const *words, struct span word)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (span_is_equal(word, span_of_str(words[i])))
			return i + 1;
	}
	return 0;
}

const char *phrase_role_word(enum station_role role)
{
	return role == VB_STATION_ROLE_NONE ? NULL : paper_role_words[role - 1];
}

const char *phrase_result_word(enum station_result result)
{
	return result == VB_RESULT_NONE ? NULL : paper_result_words[result - 1];
}

enum station_role phrase_role_of_word(struct span word)
{
	return (enum station_role)of_word(paper_role_words, word);
}

enum station_result phrase_result_of_word(struct span word)
{
	return (enum station_result)of_word(paper_result_words, word);
}
