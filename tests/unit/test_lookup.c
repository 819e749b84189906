/* lookup: shortened numbers, names, and what is not clear. */
#include "daemon/control/lookup.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "daemon/core/partner.h"
#include "protocol/node_id.h"
#include "tests/tap.h"
#include "tests/unit/scene.h"

/* A request to look things up for. */
static struct request request_of(struct clerk *d)
{
	return (struct request){ .node = d->node, .caller = &d->caller, .now = d->now };
}

/* ---- spaces and records ---- */

static void test_space(struct scene *s)
{
	struct request q = request_of(s->d);
	const char *id = scene_text(s, "$S");
	const char *second = scene_text(s, "$T");
	struct node_space *found = NULL;
	char upper[65];
	size_t common = 0;

	while (id[common] == second[common])
		common++;
	if (common < VB_LOOKUP_MIN_DIGITS)
		common = VB_LOOKUP_MIN_DIGITS - 1;
	is_err(lookup_space(&q, span_of(id, common + 1), &found), 0,
	       "as much as tells two spaces apart");
	ok(found != NULL &&
	           strncmp(id, clerk_get(s->d, "id", "committee.show", "{'id':'%s'}", id), 64) == 0,
	   "finds the space");
	for (size_t i = 0; i < 65; i++)
		upper[i] = (char)toupper((unsigned char)id[i]);
	is_err(lookup_space(&q, span_of(upper, 64), &found), 0, "capitals do not matter");
	is_err(lookup_space(&q, span_of(id, common), &found), VB_ERR_AMBIGUOUS,
	       "less, or less than four digits, is not clear");
	is_err(lookup_space(&q, span_of("", 0), &found), VB_ERR_UNKNOWN_SPACE,
	       "nothing is no space");
	is_err(lookup_space(&q, span_of_str("0x12"), &found), VB_ERR_UNKNOWN_SPACE, "nor is this");
}

static void test_record(struct scene *s)
{
	struct request q = request_of(s->d);
	const char *id = scene_text(s, "$A");
	struct node_space *space = NULL;
	struct node_space *empty = NULL;
	struct record_ref ref = { .space = 0 };
	char text[33];

	is_err(lookup_space(&q, span_of(scene_text(s, "$S"), 64), &space), 0, "the space");
	is_err(lookup_space(&q, span_of(scene_text(s, "$T"), 64), &empty), 0, "the empty space");
	is_err(lookup_record(&q, NULL, span_of(id, 32), &ref), 0, "a whole number");
	hex_format(ref.id.b, sizeof(ref.id.b), text);
	is_str(text, id, "finds the record");
	is_int(ref.space, space->number, "in its space");
	is_err(lookup_record(&q, NULL, span_of(id, 15), &ref), 0,
	       "an odd number of digits is fine");
	is_err(lookup_record(&q, space, span_of(id, 32), &ref), 0, "within the right space");
	q.detail[0] = '\0';
	is_err(lookup_record(&q, empty, span_of(id, 32), &ref), VB_ERR_NOT_FOUND,
	       "not within another");
	is_str(q.detail, id, "the text is named");
	is_err(lookup_record(&q, NULL, span_of(id, 6), &ref), VB_ERR_AMBIGUOUS,
	       "all of the same second are alike");
	is_err(lookup_record(&q, NULL, span_of("0123456789abcdef0123456789abcdef0", 33), &ref),
	       VB_ERR_NOT_FOUND, "too long");
}

static void test_target(struct scene *s)
{
	struct request q = request_of(s->d);
	struct node_space *space = NULL;
	struct record_ref ref = { .space = 7 };

	is_err(lookup_target(&q, span_of(scene_text(s, "$S"), 64), &space, &ref), 0, "a space");
	is_int(ref.space, 0, "is no record");
	is_err(lookup_target(&q, span_of(scene_text(s, "$M"), 32), &space, &ref), 0, "a record");
	is_int(ref.space, space->number, "comes with its space");
	is_err(lookup_target(&q, span_of_str("01a3"), &space, &ref), VB_ERR_AMBIGUOUS,
	       "many records");
	is_err(lookup_target(&q, span_of_str("Rat"), &space, &ref), VB_ERR_NOT_FOUND,
	       "no number at all");
}

/* ---- offices ---- */

static void office(struct clerk *d, const char *text, int want, const struct clerk *meant,
                   const char *name)
{
	struct request q = request_of(d);
	struct node_id id;

	is_err(lookup_office(&q, span_of_str(text), &id), want, "%s", name);
	if (want == 0)
		ok(node_id_is_equal(&id, node_self(meant->node)), "it is the right one");
}

static void test_offices(struct clerk *a, struct clerk *b, struct clerk *namesake,
                         struct clerk *thief)
{
	char id[VB_NODE_ID_TEXT_BYTES];
	char text[128];

	clerk_pair(a, b);
	node_id_format(node_self(b->node), id);
	office(a, "Forum", 0, b, "an exact name");
	office(a, "forum", VB_ERR_NOT_PAIRED, b, "a name is exact");
	office(a, "Amt", 0, a, "our own name");
	office(a, id, 0, b, "a whole number");
	(void)snprintf(text, sizeof(text), "%.4s%.4s", id, id + 5);
	office(a, text, 0, b, "the first two groups without hyphen");
	for (size_t i = 0; text[i] != '\0'; i++)
		text[i] = (char)toupper((unsigned char)text[i]);
	office(a, text, 0, b, "in capitals");
	(void)snprintf(text, sizeof(text), "%s", id);
	text[0] = text[0] == 'a' ? 'b' : 'a';
	office(a, text, VB_ERR_BAD_VALUE, b, "a whole number with a slip of the pen");
	(void)snprintf(text, sizeof(text), "%.3s", id);
	office(a, text, VB_ERR_NOT_PAIRED, b, "three digits are too few");
	office(a, "9999", VB_ERR_NOT_PAIRED, b, "no digits of base32");

	/* Not confirmed yet, but to be confirmed by its name. */
	if (partner_keep(a->node, node_card_bytes(namesake->node), 1, VB_ROLE_NONE, NULL, a->now) !=
	    0)
		bail("keeping");
	clerk_wait(a, 1);
	office(a, "Forum", VB_ERR_AMBIGUOUS, b, "two offices of one name");
	office(a, id, 0, b, "are told apart by their numbers");

	/* An office that calls itself like the beginning of another's number. */
	if (partner_keep(a->node, node_card_bytes(thief->node), 1, VB_ROLE_NONE, NULL, a->now) != 0)
		bail("keeping");
	clerk_wait(a, 1);
	(void)snprintf(text, sizeof(text), "%.9s", id);
	office(a, text, VB_ERR_AMBIGUOUS, b,
	       "who bears another's number as a name is not taken for it");
	office(a, id, 0, b, "the whole number is clear all the same");
}

int main(void)
{
	char stolen[16];
	char id[VB_NODE_ID_TEXT_BYTES];
	struct scene s;
	struct clerk a;
	struct clerk b;
	struct clerk namesake;
	struct clerk thief;

	clerk_open(&a, "Amt");
	clerk_open(&b, "Forum");
	clerk_open(&namesake, "Forum");
	node_id_format(node_self(b.node), id);
	(void)snprintf(stolen, sizeof(stolen), "%.9s", id);
	clerk_open(&thief, stolen);
	scene_make(&s, &a);
	test_space(&s);
	test_record(&s);
	test_target(&s);
	test_offices(&a, &b, &namesake, &thief);
	clerk_close(&a);
	clerk_close(&b);
	clerk_close(&namesake);
	clerk_close(&thief);
	return done();
}
