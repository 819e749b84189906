/* caption: every kind and every field of this version is called something in words, and nothing else is. */
#include "cli/caption.h"

#include <string.h>

#include "protocol/kind.h"
#include "tests/tap.h"

/* Words for people begin with a capital; the protocol's names do not. */
static bool is_worded(const char *text)
{
	return text[0] >= 'A' && text[0] <= 'Z';
}

static void check_kind(const struct kind *kind)
{
	const struct kind_field *field;

	ok(is_worded(caption_of_kind(kind->name)), "%s: %s", kind->name,
	   caption_of_kind(kind->name));
	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		const char *text = caption_of_field(kind->name, field->name);

		ok(is_worded(text), "%s.%s: %s", kind->name, field->name, text);
		ok(strlen(text) <= 18, "and that stands in its column");
	}
}

/* True if a field of the row's name exists in its kind, or in any. */
static bool is_used(const struct caption_row *row)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
		if ((row->kind == NULL || strcmp(row->kind, kind->name) == 0) &&
		    kind_field_by_name(kind, span_of_str(row->field)) != NULL)
			return true;
	}
	return false;
}

int main(void)
{
	const struct caption_row *row;
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)) != NULL; i++)
		check_kind(kind);
	for (size_t i = 0; (row = caption_at(i)) != NULL; i++)
		ok(is_used(row), "%s is a field", row->field);
	is_str(caption_of_field("consultation", "role"), "Responsibility", "one of a kind");
	is_str(caption_of_field("membership", "role"), "Function", "and the same of another");
	is_str(caption_of_kind("unknown-77"), "unknown-77", "a kind of a later version");
	is_str(caption_of_field("paper", "colour"), "colour", "a field of a later version");
	return done();
}
