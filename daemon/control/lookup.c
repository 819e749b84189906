/* lookup: finding what people mean; see lookup.h. */
#include "daemon/control/lookup.h"

#include <string.h>

#include "daemon/control/moved.h"
#include "daemon/control/veil.h"
#include "protocol/node_id.h"
#include "store/erasures.h"
#include "store/peers.h"
#include "store/records.h"

#define NODE_DIGITS (VB_NODE_ID_TEXT_BYTES - 1u - 13u) /* without hyphens */

static int not_found(struct request *q, int err, struct span text)
{
	return request_fail(q, err, "%.*s", (int)(text.size < 100 ? text.size : 100),
	                    (const char *)text.data);
}

/* ---- hexadecimal numbers ---- */

/* The least and the greatest number of size bytes that begin with these digits. False: not such digits. */
static bool bounds_of(struct span text, uint8_t *low, uint8_t *high, size_t size)
{
	char digits[2 * VB_HASH_BYTES];

	if (text.size == 0 || text.size > 2 * size)
		return false;
	memcpy(digits, text.data, text.size);
	memset(digits + text.size, '0', 2 * size - text.size);
	if (hex_parse(digits, 2 * size, low, size) != 0)
		return false;
	memset(digits + text.size, 'f', 2 * size - text.size);
	return hex_parse(digits, 2 * size, high, size) == 0;
}

/* True for digits too few to be meant: a slip of one key must not hit anything. */
static bool is_too_short(struct span text)
{
	uint8_t low[VB_RECORD_ID_BYTES];
	uint8_t high[VB_RECORD_ID_BYTES];

	return text.size < VB_LOOKUP_MIN_DIGITS && bounds_of(text, low, high, sizeof(low));
}

/* How many spaces begin with these digits, more than one when they are too few; *out is one of them. */
static size_t spaces_matching(struct request *q, struct span text, struct node_space **out)
{
	struct space_id low;
	struct space_id high;
	size_t found = 0;

	if (is_too_short(text))
		return 2;
	if (!bounds_of(text, low.b, high.b, sizeof(low.b)))
		return 0;
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		struct node_space *space = node_space_at(q->node, i);

		if (!node_space_is_foreign(q->node, space) && !node_space_is_own(q->node, space) &&
		    memcmp(space->id.b, low.b, sizeof(low.b)) >= 0 &&
		    memcmp(space->id.b, high.b, sizeof(high.b)) <= 0) {
			*out = space;
			found++;
		}
	}
	return found;
}

int lookup_space(struct request *q, struct span text, struct node_space **out)
{
	struct node_space *space = NULL;
	size_t found = spaces_matching(q, text, &space);

	if (found != 1)
		return not_found(q, found == 0 ? VB_ERR_UNKNOWN_SPACE : VB_ERR_AMBIGUOUS, text);
	*out = space;
	return 0;
}

int lookup_shown(struct request *q, struct span text, struct node_space **out)
{
	struct node_space *space = NULL;
	int err = lookup_space(q, text, &space);

	if (err != 0 || space == NULL)
		return err;
	if (space->hidden)
		return not_found(q, VB_ERR_FETCHING, text);
	*out = space;
	return 0;
}

/* How many records of one space (NULL: of all) begin with these digits; 2: more than one, or too few digits. *out is one
 * of them. */
static int records_matching(struct request *q, const struct node_space *within, struct span text,
                            struct record_ref *out, size_t *count)
{
	struct record_id low;
	struct record_id high;
	struct record_ref two[2];

	*count = is_too_short(text) ? 2 : 0;
	if (*count > 0 || !bounds_of(text, low.b, high.b, sizeof(low.b)))
		return 0;
	for (size_t i = 0; i < node_space_count(q->node) && *count < 2; i++) {
		const struct node_space *space = node_space_at(q->node, i);
		size_t found = 0;
		int err;

		if (space->hidden || (within != NULL && within->number != space->number))
			continue;
		err = records_between(node_view(q->node), space->number, &low, &high, two, &found);
		if (err != 0)
			return err;
		/* One that nobody is shown is not there. */
		if (found > 0 && veil_hides(q->node, &two[0]))
			found--;
		else if (found > 0)
			*out = two[0];
		*count += found;
	}
	return 0;
}

/* The whole number of a record that was moved leads to what stands for it today. *count: 1 if so. */
static int find_moved(struct request *q, const struct node_space *within, struct span text,
                      struct record_ref *out, size_t *count)
{
	struct record_id id;
	int err = VB_ERR_NOT_FOUND;

	if (hex_parse((const char *)text.data, text.size, id.b, sizeof(id.b)) != 0)
		return 0;
	for (size_t i = 0; i < node_space_count(q->node) && err == VB_ERR_NOT_FOUND; i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (within == NULL || within->number == space->number)
			err = moved_follow(q, space, &id, out);
	}
	*count = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* As records_matching, and where that finds none, find_moved. */
static int records_meant(struct request *q, const struct node_space *within, struct span text,
                         struct record_ref *out, size_t *count)
{
	int err = records_matching(q, within, text, out, count);

	return err == 0 && *count == 0 ? find_moved(q, within, text, out, count) : err;
}

/* No record begins with these digits: perhaps it was erased, and another took its place. 0: it was not. */
static int erased_matching(struct request *q, struct span text)
{
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	struct record_id low, high, now;
	struct record_ref ref;
	struct span bytes;

	if (is_too_short(text) || !bounds_of(text, low.b, high.b, sizeof(low.b)))
		return 0;
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		uint32_t number = node_space_at(q->node, i)->number;

		if (erasures_between(node_view(q->node), number, &low, &high, &ref) != 0)
			continue;
		if (erasures_follow(node_view(q->node), number, &ref.id, &now) != 0)
			return request_fail(q, VB_ERR_ERASED, "%.*s", (int)text.size,
			                    (const char *)text.data);
		/* What took its place is not for this office. */
		if (records_find(node_view(q->node), number, &now, &ref, &bytes) != 0)
			return 0;
		hex_format(now.b, sizeof(now.b), hex);
		return request_fail(q, VB_ERR_ERASED, "%s, which took its place", hex);
	}
	return 0;
}

int lookup_record(struct request *q, const struct node_space *within, struct span text,
                  struct record_ref *out)
{
	struct record_ref ref;
	size_t count;
	int err = records_meant(q, within, text, &ref, &count);

	if (err == 0 && count == 0)
		err = erased_matching(q, text);
	if (err != 0)
		return err;
	if (count != 1)
		return not_found(q, count == 0 ? VB_ERR_NOT_FOUND : VB_ERR_AMBIGUOUS, text);
	*out = ref;
	return 0;
}

int lookup_target(struct request *q, struct span text, struct node_space **space,
                  struct record_ref *ref)
{
	struct node_space *one = NULL;
	struct record_ref record = { .space = 0 };
	size_t spaces = spaces_matching(q, text, &one);
	size_t records;
	int err = records_meant(q, NULL, text, &record, &records);

	if (err != 0)
		return err;
	if (spaces + records != 1)
		return not_found(q, spaces + records == 0 ? VB_ERR_NOT_FOUND : VB_ERR_AMBIGUOUS,
		                 text);
	if (records == 0 && one->hidden)
		return not_found(q, VB_ERR_FETCHING, text);
	*space = records == 1 ? node_space_number(q->node, record.space) : one;
	*ref = record;
	return 0;
}

/* ---- offices ---- */

/* A text being compared with all offices known. */
struct office_search {
	struct span text;
	char digits[NODE_DIGITS + 1]; /* of the text, when it may be the beginning of a number */
	size_t digit_count;           /* 0: it may not */
	size_t found;                 /* different offices */
	struct node_id id;
};

/* Copies base32 digits without hyphens and spaces, in lower case. False: something else is among them, or too many. */
static bool digits_read(struct span text, char *out, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < text.size; i++) {
		char c = (char)text.data[i];

		if (c == '-' || c == ' ')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7')) || *count == NODE_DIGITS)
			return false;
		out[(*count)++] = c;
	}
	return *count > 0;
}

static bool number_begins(const struct office_search *s, const struct node_id *id)
{
	char text[VB_NODE_ID_TEXT_BYTES];
	char digits[NODE_DIGITS];
	size_t count;

	if (s->digit_count == 0)
		return false;
	node_id_format(id, text);
	return digits_read(span_of_str(text), digits, &count) &&
	       memcmp(digits, s->digits, s->digit_count) == 0;
}

static void office_compare(struct office_search *s, const struct node_id *id, struct span name)
{
	bool is_name = s->text.size > 0 && span_is_equal(s->text, name);

	if (!is_name && !number_begins(s, id))
		return;
	if (s->found > 0 && node_id_is_equal(&s->id, id))
		return;
	s->id = *id;
	s->found++;
}

static int compare_partners(struct request *q, struct office_search *s)
{
	struct peers_cursor c;
	struct peer peer;
	struct card card;

	peers_open(&c, node_view(q->node));
	while (peers_next(&c, &peer)) {
		if (card_decode_stored(peer.card, &card) == 0)
			office_compare(s, &peer.id, card.name);
	}
	return peers_close(&c);
}

static void compare_members(struct request *q, struct office_search *s)
{
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		const struct node_space *at = node_space_at(q->node, i);
		const struct space *space = at->space;

		if (!node_space_is_ours(q->node, at))
			continue;
		for (uint32_t j = 0; j < space_member_count(space); j++) {
			const struct member *member = space_member_at(space, j);

			office_compare(s, &member->node, member->card.name);
		}
	}
}

int lookup_office(struct request *q, struct span text, struct node_id *out)
{
	struct office_search s = { .text = text };
	struct node_id whole;
	bool is_whole;
	int err;

	if (!digits_read(text, s.digits, &s.digit_count) || s.digit_count < VB_LOOKUP_MIN_DIGITS)
		s.digit_count = 0;
	is_whole = s.digit_count == NODE_DIGITS;
	if (is_whole && node_id_parse((const char *)text.data, text.size, &whole) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "this number is mistyped: %.*s",
		                    (int)text.size, (const char *)text.data);
	/* A whole number is nobody's name. */
	if (is_whole)
		s.text = span_of(NULL, 0);
	office_compare(&s, node_self(q->node), node_card(q->node)->name);
	err = compare_partners(q, &s);
	if (err != 0)
		return err;
	compare_members(q, &s);
	if (s.found != 1)
		return not_found(q, s.found == 0 ? VB_ERR_NOT_PAIRED : VB_ERR_AMBIGUOUS, text);
	*out = s.id;
	return 0;
}
