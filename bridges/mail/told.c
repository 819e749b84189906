/* told: which mail follows from what was told and what is; see told.h; tested by tests/unit/test_planning_histories.c */
#include "bridges/mail/told.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/crypt.h"
#include "protocol/pack.h"

#define FORM 1u
#define FIELDS 19u

void told_init(struct told *told)
{
	memset(told, 0, sizeof(*told));
	told->edition = VB_MATTER_NOT_INVITED;
}

void told_clear_next(struct told *told)
{
	told->next_ms = 0;
	told->next_content = 0;
	told->next_since_ms = 0;
	memset(told->next, 0, sizeof(told->next));
}

void told_key(const struct record_id *matter, const struct record_id *who,
              uint8_t out[static VB_TOLD_KEY_BYTES])
{
	memcpy(out, matter->b, VB_RECORD_ID_BYTES);
	memcpy(out + VB_RECORD_ID_BYTES, who->b, VB_RECORD_ID_BYTES);
}

/* ---- rows ---- */

static void pack_papers(const struct told_papers *papers, struct buf *out)
{
	uint8_t known[4 * VB_TOLD_KNOWN_MAX];

	for (uint32_t i = 0; i < papers->known_count; i++)
		put_be32(known + 4 * (size_t)i, papers->known[i]);
	pack_array(out, 3);
	pack_uint(out, papers->hash);
	pack_uint(out, papers->count);
	pack_bin(out, known, 4 * (size_t)papers->known_count);
}

static void read_papers(struct pack_reader *r, struct told_papers *out)
{
	struct span known;

	if (unpack_array(r, 3) != 3)
		unpack_fail(r, VB_ERR_MALFORMED);
	out->hash = unpack_uint(r, UINT64_MAX);
	out->count = (uint32_t)unpack_uint(r, UINT32_MAX);
	known = unpack_bin(r, 0, 4 * VB_TOLD_KNOWN_MAX);
	if (known.size % 4 != 0)
		unpack_fail(r, VB_ERR_MALFORMED);
	out->known_count = (uint32_t)(known.size / 4);
	for (uint32_t i = 0; i < out->known_count; i++)
		out->known[i] = get_be32(known.data + 4 * (size_t)i);
	unpack_end(r);
}

void told_encode(const struct told *told, struct buf *out)
{
	pack_array(out, FIELDS);
	pack_uint(out, FORM);
	pack_uint(out, told->state);
	pack_bool(out, told->is_address);
	pack_uint(out, told->tried);
	pack_uint(out, told->tried_edition);
	pack_uint(out, told->serial);
	pack_uint(out, told->sequence);
	pack_uint(out, told->edition);
	pack_int(out, told->stamp_ms);
	pack_int(out, told->start_ms);
	pack_int(out, told->end_ms);
	pack_uint(out, told->place);
	pack_uint(out, told->agenda);
	pack_papers(&told->papers, out);
	pack_int(out, told->papers_ms);
	pack_int(out, told->reminder_ms);
	pack_int(out, told->next_ms);
	pack_bin(out, told->next, told->next_ms != 0 ? sizeof(told->next) : 0);
	pack_array(out, 2);
	pack_uint(out, told->next_content);
	pack_int(out, told->next_since_ms);
}

int told_decode(struct span in, struct told *out)
{
	struct pack_reader r;
	struct told read;
	struct span next;

	told_init(&read);
	unpack_init(&r, in);
	if (unpack_array(&r, FIELDS) != FIELDS || unpack_uint(&r, FORM) != FORM)
		return VB_ERR_MALFORMED;
	read.state = (enum told_state)unpack_uint(&r, TOLD_CANCELLED);
	read.is_address = unpack_bool(&r);
	read.tried = (uint32_t)unpack_uint(&r, MAILING_KIND_COUNT - 1);
	read.tried_edition = (uint32_t)unpack_uint(&r, UINT32_MAX);
	read.serial = (uint32_t)unpack_uint(&r, UINT32_MAX);
	read.sequence = (uint32_t)unpack_uint(&r, UINT32_MAX);
	read.edition = (uint32_t)unpack_uint(&r, UINT32_MAX);
	read.stamp_ms = unpack_int(&r);
	read.start_ms = unpack_int(&r);
	read.end_ms = unpack_int(&r);
	read.place = unpack_uint(&r, UINT64_MAX);
	read.agenda = unpack_uint(&r, UINT64_MAX);
	read_papers(&r, &read.papers);
	read.papers_ms = unpack_int(&r);
	read.reminder_ms = unpack_int(&r);
	read.next_ms = unpack_int(&r);
	next = unpack_bin(&r, 0, sizeof(read.next));
	if (next.size != (read.next_ms != 0 ? sizeof(read.next) : 0))
		unpack_fail(&r, VB_ERR_MALFORMED);
	else if (next.size > 0)
		memcpy(read.next, next.data, next.size);
	if (unpack_array(&r, 2) != 2)
		unpack_fail(&r, VB_ERR_MALFORMED);
	read.next_content = unpack_uint(&r, UINT64_MAX);
	read.next_since_ms = unpack_int(&r);
	unpack_end(&r);
	unpack_end(&r);
	if (unpack_finish(&r) != 0)
		return VB_ERR_MALFORMED;
	*out = read;
	return 0;
}

bool told_is_equal(const struct told *a, const struct told *b)
{
	struct buf left, right;
	bool is_equal;

	buf_init(&left, VB_TOLD_MAX_BYTES);
	buf_init(&right, VB_TOLD_MAX_BYTES);
	told_encode(a, &left);
	told_encode(b, &right);
	is_equal = span_is_equal(buf_span(&left), buf_span(&right));
	buf_release(&left);
	buf_release(&right);
	return is_equal;
}

/* ---- people ---- */

/* The seat that counts more comes first. */
static int compare_people(const void *a, const void *b)
{
	const struct told_person *left = a, *right = b;
	int order = memcmp(left->who.b, right->who.b, sizeof(left->who.b));

	if (order != 0)
		return order;
	/* Not invited is the greatest number, so one more makes it the smallest. */
	if (left->seat->edition != right->seat->edition)
		return left->seat->edition + 1 > right->seat->edition + 1 ? -1 : 1;
	if (left->seat->is_substitute != right->seat->is_substitute)
		return left->seat->is_substitute ? 1 : -1;
	return memcmp(left->seat->seat.b, right->seat->seat.b, sizeof(left->seat->seat.b));
}

struct told_person *told_people(const struct matter *matter, size_t *out_count)
{
	struct told_person *people = calloc(matter->person_count + 1, sizeof(*people));
	size_t count = 0, kept = 0;

	if (people == NULL)
		abort();
	for (size_t i = 0; i < matter->person_count; i++) {
		const struct matter_person *seat = &matter->people[i];

		mailing_who(&seat->person, seat->address, &people[count].who);
		people[count].seat = seat;
		if (!record_id_is_zero(&people[count].who))
			count++;
	}
	if (count > 1)
		qsort(people, count, sizeof(*people), compare_people);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || !record_id_is_equal(&people[kept - 1].who, &people[i].who))
			people[kept++] = people[i];
	}
	*out_count = kept;
	return people;
}

static int compare_who(const void *key, const void *person)
{
	return memcmp(((const struct record_id *)key)->b,
	              ((const struct told_person *)person)->who.b, VB_RECORD_ID_BYTES);
}

const struct told_person *told_find(const struct told_person *people, size_t count,
                                    const struct record_id *who)
{
	return count > 0 ? bsearch(who, people, count, sizeof(*people), compare_who) : NULL;
}

/* ---- what is ---- */

static void hash_text(struct hasher *h, const char *text)
{
	/* With its NUL, so that texts do not run into each other; none is not the empty one. */
	if (text != NULL)
		hasher_put(h, text, strlen(text) + 1);
	else
		hasher_put(h, "\xff", 1);
}

static void hash_u32(struct hasher *h, uint32_t value)
{
	uint8_t bytes[4];

	put_be32(bytes, value);
	hasher_put(h, bytes, sizeof(bytes));
}

static uint64_t hash_end(struct hasher *h)
{
	struct hash hash;

	hasher_finish(h, &hash);
	return get_be64(hash.b);
}

static uint64_t hash_place(const struct matter *meeting)
{
	struct hasher h;

	hasher_init(&h, NULL);
	hash_text(&h, meeting->place);
	hash_text(&h, meeting->zone);
	return hash_end(&h);
}

/* What the public agenda says to somebody who was invited to that edition. */
static uint64_t hash_agenda(const struct matter *meeting, uint32_t edition)
{
	struct hasher h;

	hasher_init(&h, NULL);
	hash_text(&h, meeting->name);
	for (size_t i = 0; i < meeting->item_count; i++) {
		const struct matter_item *item = &meeting->items[i];

		if (item->edition > edition)
			continue;
		hash_u32(&h, item->is_internal ? 1 : 0);
		hash_text(&h, item->number);
		hash_u32(&h, item->depth);
		hash_text(&h, item->title);
		hash_text(&h, item->kind);
		hash_text(&h, item->submitter);
		hash_text(&h, item->note);
		hash_u32(&h, item->minutes);
	}
	return hash_end(&h);
}

struct papers {
	struct hasher h;
	struct told_papers *out;
};

static void add_files(struct papers *papers, const struct matter_file *files, size_t count)
{
	struct told_papers *out = papers->out;

	for (size_t i = 0; i < count; i++) {
		if (!files[i].is_here)
			continue;
		hasher_put(&papers->h, files[i].id.b, sizeof(files[i].id.b));
		out->count++;
		if (out->known_count < VB_TOLD_KNOWN_MAX)
			out->known[out->known_count++] = get_be32(files[i].id.b + 12);
	}
}

/* The papers and documents that can be told of with it. */
static void find_papers(const struct matter *meeting, uint32_t edition, struct told_papers *out)
{
	struct papers papers = { .out = out };

	memset(out, 0, sizeof(*out));
	hasher_init(&papers.h, NULL);
	add_files(&papers, meeting->files, meeting->file_count);
	for (size_t i = 0; i < meeting->item_count; i++) {
		const struct matter_item *item = &meeting->items[i];

		if (item->edition > edition)
			continue;
		add_files(&papers, item->files, item->file_count);
		for (size_t k = 0; k < item->paper_count; k++) {
			hasher_put(&papers.h, item->papers[k].id.b, VB_RECORD_ID_BYTES);
			out->count++;
			add_files(&papers, item->papers[k].files, item->papers[k].file_count);
		}
	}
	out->hash = hash_end(&papers.h);
}

bool told_has_file(const struct told *told, const struct record_id *file)
{
	for (uint32_t i = 0; i < told->papers.known_count; i++) {
		if (told->papers.known[i] == get_be32(file->b + 12))
			return true;
	}
	return false;
}

static bool has_items(const struct matter *meeting, uint32_t behind, uint32_t edition)
{
	for (size_t i = 0; i < meeting->item_count; i++) {
		if (meeting->items[i].edition > behind && meeting->items[i].edition <= edition)
			return true;
	}
	return false;
}

static bool is_state(const struct matter *meeting, const char *state)
{
	return meeting->state != NULL && strcmp(meeting->state, state) == 0;
}

bool told_is_over(const struct matter *meeting, int64_t now_ms)
{
	return meeting->start_ms <= now_ms || is_state(meeting, "closed") ||
	       is_state(meeting, "approved");
}

/* ---- what follows ---- */

static void copy_meeting(const struct matter *meeting, uint32_t edition, struct told *then)
{
	then->edition = edition;
	then->start_ms = meeting->start_ms;
	then->end_ms = meeting->end_ms;
	then->place = hash_place(meeting);
	then->agenda = hash_agenda(meeting, edition);
	find_papers(meeting, edition, &then->papers);
}

/* RFC 5546, 3.2.2.1 and 3.2.5: a change of time or place and a cancellation raise SEQUENCE; so does what calls either back. */
static uint32_t raised(const struct told *told, uint32_t sequence)
{
	return sequence > told->sequence ? sequence : told->sequence + 1;
}

static void cancel(const struct told *told, const struct matter *meeting, struct telling *out)
{
	out->kind = MAILING_CANCELLATION;
	out->then.state = TOLD_CANCELLED;
	out->then.sequence = raised(told, meeting->sequence);
}

static void invite(const struct told *told, const struct matter *meeting, struct telling *out)
{
	out->kind = MAILING_INVITATION;
	out->then.state = TOLD_INVITED;
	out->then.sequence = told->serial == 0 && told->tried == 0
	                             ? meeting->sequence
	                             : raised(told, meeting->sequence);
}

/* They are invited, and are told what became different. What a change of time says is the agenda as it is, but not what was
 * added to it for the first time, nor are papers attached to it: these follow. */
static void update(const struct told *told, const struct matter *meeting, struct telling *out)
{
	struct told *then = &out->then;
	bool is_supplemented =
		then->edition > told->edition && has_items(meeting, told->edition, then->edition);

	if (then->start_ms != told->start_ms || then->end_ms != told->end_ms ||
	    then->place != told->place) {
		out->kind = MAILING_CHANGE;
		then->sequence = raised(told, meeting->sequence);
		then->papers = told->papers;
		if (is_supplemented) {
			then->edition = told->edition;
			then->agenda = told->agenda;
		}
	} else if (is_supplemented) {
		out->kind = MAILING_AGENDA;
		out->edition = then->edition;
	} else if (then->agenda != told->agenda) {
		out->kind = MAILING_AGENDA;
		out->is_minor = true;
	} else if (then->papers.hash != told->papers.hash &&
	           then->papers.count >= told->papers.count) {
		out->kind = MAILING_PAPERS;
		out->is_minor = true;
	}
}

/* What is new by now goes with what perhaps did not come, if that weighs more. */
static void retry_minor(const struct told *told, enum mailing_kind tried, struct telling *out)
{
	if (tried == MAILING_INVITATION || tried == MAILING_CHANGE) {
		out->kind = tried;
		out->edition = 0;
	} else if (tried == MAILING_AGENDA && out->edition == 0) {
		out->kind = MAILING_AGENDA;
		out->edition = told->tried_edition;
	}
	if (tried == MAILING_CHANGE) {
		out->then.papers = told->papers;
	}
}

/* An attempt of which nobody knows whether it came: once more, or with it what is new by now, unless a cancellation or an
 * invitation anew makes up for it. */
static void retry(const struct told *told, const struct matter *meeting, uint32_t edition,
                  struct telling *out)
{
	enum mailing_kind tried = (enum mailing_kind)told->tried;

	if (out->kind == 0) {
		out->kind = tried;
		out->is_again = true;
		out->edition = told->tried_edition;
	} else if (out->kind == MAILING_CHANGE && tried == MAILING_INVITATION) {
		out->kind = MAILING_INVITATION;
		copy_meeting(meeting, edition, &out->then);
	} else if (out->kind == MAILING_CHANGE && tried != MAILING_CHANGE) {
		/* The papers that perhaps did not come follow behind it. */
		memset(&out->then.papers, 0, sizeof(out->then.papers));
	} else if (out->kind == MAILING_AGENDA || out->kind == MAILING_PAPERS) {
		retry_minor(told, tried, out);
	}
	out->is_minor = false;
}

/* True if neither what was told nor what is lies ahead. */
static bool is_past(const struct told *told, const struct matter *meeting, int64_t now_ms)
{
	int64_t end = told->end_ms > 0 ? told->end_ms : told->start_ms;

	return meeting->start_ms <= now_ms && (told->state != TOLD_INVITED || end <= now_ms);
}

void told_next(const struct told *told, const struct matter *meeting,
               const struct matter_person *seat, int64_t now_ms, struct telling *out)
{
	bool is_told = told->state == TOLD_INVITED;

	memset(out, 0, sizeof(*out));
	out->then = *told;
	if (is_past(told, meeting, now_ms))
		return;
	if (is_state(meeting, "cancelled")) {
		if (is_told)
			cancel(told, meeting, out);
	} else if (seat == NULL || seat->edition == VB_MATTER_NOT_INVITED) {
		if (is_told && !meeting->is_cut)
			cancel(told, meeting, out);
	} else if (!told_is_over(meeting, now_ms)) {
		copy_meeting(meeting, seat->edition, &out->then);
		if (is_told)
			update(told, meeting, out);
		else
			invite(told, meeting, out);
	}
	if (told->tried != 0)
		retry(told, meeting, seat != NULL ? seat->edition : 0, out);
}
