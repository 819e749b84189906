/* tenure: see tenure.h. */
#include "cli/tenure.h"

#include <string.h>

/* What an entry says about who sits there: the change, or NULL. */
static const struct json *change_of(const struct json *entry)
{
	const struct json *changes = json_get(entry, "changes");
	const char *state = json_get_text(entry, "state");

	if (state == NULL || strcmp(state, "applied") != 0)
		return NULL;
	for (size_t i = 0; i < json_count(changes); i++) {
		const char *name = json_get_text(json_at(changes, i), "field");

		if (name != NULL && strcmp(name, "person") == 0)
			return json_at(changes, i);
	}
	return NULL;
}

void tenure_read(const struct json *log, const char *person, struct tenure *out)
{
	bool sits = false;

	out->count = 0;
	for (size_t i = 0; i < json_count(log); i++) {
		const struct json *change = change_of(json_at(log, i));
		const char *value = json_get_text(change, "value");
		int64_t time = json_int(json_get(json_at(log, i), "time"), 0);
		bool is_theirs = value != NULL && strcmp(value, person) == 0;

		if (change == NULL || is_theirs == sits)
			continue;
		if (is_theirs && out->count == VB_TENURE_SPANS) {
			out->spans[out->count - 1].to = INT64_MAX;
			break;
		}
		if (is_theirs) {
			out->spans[out->count].from = time;
			out->spans[out->count++].to = INT64_MAX;
		} else {
			out->spans[out->count - 1].to = time;
		}
		sits = is_theirs;
	}
}

bool tenure_has(const struct tenure *tenure, int64_t ms)
{
	for (size_t i = 0; i < tenure->count; i++) {
		if (ms >= tenure->spans[i].from && ms < tenure->spans[i].to)
			return true;
	}
	return false;
}
