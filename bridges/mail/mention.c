/* mention: see mention.h. */
#include "bridges/mail/mention.h"

#include <string.h>

#define NUMBER_MAX_BYTES 31u

/* In lower case; letters beyond ASCII in both. "Zu" and the like may stand before it. */
static const char *const before[] = { "zu ",    "betr. ", "betrifft ", "re ",  "on ",
	                              "about ", "до ",    "До ",       "по ",  "По ",
	                              "к ",     "К ",     "au ",       "sur ", "le " };
static const char *const words[] = { "tagesordnungspunkt",
	                             "top",
	                             "punkt",
	                             "ö",
	                             "Ö",
	                             "agenda item",
	                             "item",
	                             "point",
	                             "пункту",
	                             "Пункту",
	                             "пункт",
	                             "Пункт",
	                             "п.",
	                             "madde",
	                             "بند" };

static char lower(uint8_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Steps over the word if the text begins with it. */
static bool step(struct span *text, const char *word)
{
	size_t size = strlen(word);

	if (text->size < size)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (lower(text->data[i]) != word[i])
			return false;
	}
	*text = span_of(text->data + size, text->size - size);
	return true;
}

static bool step_any(struct span *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (step(text, list[i]))
			return true;
	}
	return false;
}

/* Reads "3", "3.1", "3.1." with what may stand around it. */
static bool take_number(struct span text, char out[static NUMBER_MAX_BYTES + 1])
{
	size_t size = 0;

	while (step(&text, " ") || step(&text, "\xc2\xa0") || step(&text, "ö") || step(&text, "Ö"))
		continue;
	while (size < text.size && size < NUMBER_MAX_BYTES &&
	       ((text.data[size] >= '0' && text.data[size] <= '9') ||
	        (text.data[size] == '.' && size > 0)))
		size++;
	if (size < text.size && strchr(" \n:,;-)?!", text.data[size]) == NULL &&
	    text.data[size] < 0x80)
		return false;
	memcpy(out, text.data, size);
	while (size > 0 && out[size - 1] == '.')
		size--;
	out[size] = '\0';
	return size > 0;
}

const struct matter_item *mention_find(struct span text, const struct matter *meeting)
{
	char named[NUMBER_MAX_BYTES + 1], number[NUMBER_MAX_BYTES + 1];

	(void)step_any(&text, before, sizeof(before) / sizeof(before[0]));
	if (!step_any(&text, words, sizeof(words) / sizeof(words[0])) || !take_number(text, named))
		return NULL;
	for (size_t i = 0; i < meeting->item_count; i++) {
		const struct matter_item *item = &meeting->items[i];

		if (!item->is_internal && item->number != NULL &&
		    take_number(span_of_str(item->number), number) && strcmp(number, named) == 0)
			return item;
	}
	return NULL;
}
