/* spelling: distances worked out by hand. */
#include "daemon/spelling.h"

#include <string.h>

#include "tests/tap.h"

struct row {
	const char *a;
	const char *b;
	size_t distance;
};

static const struct row rows[] = {
	{ "", "", 0 },
	{ "listen", "listen", 0 },
	{ "", "abc", 3 },
	{ "lisen", "listen", 1 },   /* a letter added */
	{ "listten", "listen", 1 }, /* left out */
	{ "lizten", "listen", 1 },  /* changed */
	{ "litsen", "listen", 1 },  /* swapped */
	{ "kitten", "sitting", 3 }, /* the textbook's */
	{ "ca", "abc", 3 },         /* each letter touched once: not 2 */
	{ "max_peers", "max-peers", 1 },
};

int main(void)
{
	char full[VB_SPELLING_MAX_BYTES + 2];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		is_int(spelling_distance(rows[i].a, rows[i].b), rows[i].distance, "%s to %s",
		       rows[i].a, rows[i].b);
		is_int(spelling_distance(rows[i].b, rows[i].a), rows[i].distance, "%s to %s",
		       rows[i].b, rows[i].a);
	}
	memset(full, 'a', sizeof(full));
	full[VB_SPELLING_MAX_BYTES] = '\0';
	is_int(spelling_distance(full, "a"), VB_SPELLING_MAX_BYTES - 1, "the longest word");
	full[VB_SPELLING_MAX_BYTES] = 'a';
	full[VB_SPELLING_MAX_BYTES + 1] = '\0';
	is_int(spelling_distance(full, "a"), VB_SPELLING_MAX_BYTES + 1, "one that is too long");
	return done();
}
