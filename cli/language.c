/* language: locale and catalogue; see language.h; tested by tests/blackbox/05-cli.t */
#define _GNU_SOURCE /* strcasestr */
#include "cli/language.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "verbund"

/* The language that the environment asks for, by the rule of POSIX: the first that is set and not empty. */
static const char *wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "C";
}

/* A locale that is not installed makes gettext mute; C.UTF-8 always exists, and LANGUAGE then says what is meant. Returns
 * whether the environment asks for UTF-8. */
static bool choose_locale(void)
{
	const char *name = wanted();
	const char *chosen = getenv("LANGUAGE");
	char language[64];

	if (setlocale(LC_ALL, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return true;
	(void)snprintf(language, sizeof(language), "%.*s", (int)strcspn(name, ".@"), name);
	if (strcmp(language, "C") != 0 && strcmp(language, "POSIX") != 0)
		(void)setenv("LANGUAGE", language, chosen == NULL || chosen[0] == '\0');
	else
		(void)setenv("LANGUAGE", "en", 1);
	(void)setlocale(LC_ALL, "C.UTF-8");
	return strcasestr(name, "utf-8") != NULL || strcasestr(name, "utf8") != NULL;
}

bool language_init(const char *program)
{
	const char *folder = getenv("VERBUND_LOCALEDIR");
	char beside[PATH_MAX];
	bool is_utf8 = choose_locale();

	if (folder == NULL || folder[0] == '\0') {
		int size = snprintf(beside, sizeof(beside), "%s/locale", program);

		folder = VB_LOCALEDIR;
		if (size > 0 && (size_t)size < sizeof(beside) && access(beside, F_OK) == 0)
			folder = beside;
	}
	(void)bindtextdomain(DOMAIN, folder);
	(void)bind_textdomain_codeset(DOMAIN, "UTF-8");
	(void)textdomain(DOMAIN);
	return is_utf8;
}
