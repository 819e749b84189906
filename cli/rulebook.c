/* rulebook: from records to the profile of a committee; see rulebook.h. */
#include "cli/rulebook.h"

#include <string.h>

#include "cli/language.h"

/* The fields of a profile that replace a number, and for words their list. */
static const struct {
	const char *name;
	enum rule_profile_field field;
	const char *const *words; /* NULL: a number */
} numbers[] = {
	{ "noticeDays", VB_RULE_PROFILE_NOTICE_DAYS, NULL },
	{ "quorumRule", VB_RULE_PROFILE_QUORUM, rules_quorum_words },
	{ "quorumMin", VB_RULE_PROFILE_QUORUM_MIN, NULL },
	{ "majority", VB_RULE_PROFILE_MAJORITY, rules_majority_words },
	{ "publicity", VB_RULE_PROFILE_PUBLICITY, rules_publicity_words },
	{ "minutesDays", VB_RULE_PROFILE_MINUTES_DAYS, NULL },
	{ "repeatDays", VB_RULE_PROFILE_REPEAT_DAYS, NULL },
};

/* The place of a word in its list; -1: it is none. */
static int64_t place_of(const char *const *words, const char *word)
{
	for (int64_t i = 0; word != NULL && words[i] != NULL; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	return -1;
}

bool rulebook_parse(const char *word, enum profile_base *out)
{
	int64_t place = place_of(rules_words, word);

	if (place >= 0)
		*out = (enum profile_base)place;
	return place >= 0;
}

const char *rulebook_word(const struct rulebook *rulebook)
{
	return rules_words[rulebook->profile.base];
}

static bool is_profile(const struct json *record)
{
	const char *kind = json_get_text(record, "kind");

	return kind != NULL && strcmp(kind, "ruleProfile") == 0 &&
	       !json_is_yes(json_get(record, "deleted"));
}

static void put_own(const struct json *fields, struct profile *profile)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct json *value = json_get(fields, numbers[i].name);
		int64_t number = numbers[i].words != NULL
		                         ? place_of(numbers[i].words, json_text(value))
		                         : json_int(value, -1);

		/* One that cannot be changes nothing. */
		if (number >= 0 && profile_set(profile, numbers[i].field, (uint64_t)number) < 0)
			continue;
	}
}

struct rulebook rulebook_of(const struct json *organization, const struct json *own)
{
	const struct json *fields = json_get(organization, "fields");
	enum profile_base base = VB_PROFILE_ROUND_TABLE;
	struct rulebook rulebook = { .is_chosen = true };

	own = is_profile(own) ? own : NULL;
	if (!rulebook_parse(json_get_text(json_get(own, "fields"), "base"), &base) &&
	    !rulebook_parse(json_get_text(fields, "rules"), &base))
		rulebook.is_chosen = own != NULL;
	rulebook.profile = profile_get(base);
	if (!rulebook.is_chosen)
		rulebook.profile.notice_days = 0;
	put_own(json_get(own, "fields"), &rulebook.profile);
	return rulebook;
}

int rulebook_read(struct cmd *cmd, const struct json *organization, struct json **own,
                  struct rulebook *out)
{
	const char *id = json_get_text(json_get(organization, "fields"), "ruleProfile");
	struct json *question;
	struct json *record = NULL;
	int err = 0;

	if (id != NULL) {
		question = json_new_map();
		json_put_text(question, "id", id);
		err = client_ask(cmd->client, "record.show", &question, &record);
	}
	if (err == VB_ERR_NOT_FOUND || err == VB_ERR_ERASED) {
		out_forget(cmd->out);
		err = 0;
	}
	if (err < 0)
		return err;
	*out = rulebook_of(organization, record);
	if (own != NULL && is_profile(record)) {
		*own = record;
		record = NULL;
	}
	json_destroy(&record);
	return 0;
}

const char *rulebook_caption(const char *rule)
{
	static const char *const agreed[] = { N_("own rules"), N_("round table") };

	for (size_t i = 0; i < sizeof(agreed) / sizeof(agreed[0]); i++) {
		if (strcmp(rule, agreed[i]) == 0)
			return _(agreed[i]);
	}
	return rule;
}
