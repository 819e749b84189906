/* forger_entry: entries and segments of the forger; see forger.h. */
#include <string.h>
#include <time.h>

#include "protocol/body.h"
#include "protocol/openlog.h"
#include "tests/blackbox/parts/forger.h"
#include "tests/tap.h"

#define KIND_MESSAGE 10u
#define FIELD_TEXT 17u

void forger_begin_incarnation(struct forger *f)
{
	crypt_random(&f->incarnation, sizeof(f->incarnation));
	for (unsigned i = 0; i < FORGER_LOGS; i++) {
		f->logs[i] = (struct forged_log){ .audience = (enum audience)i };
		log_id_derive(&f->space_id, &f->self, f->incarnation, (enum audience)i,
		              &f->logs[i].id);
	}
}

static struct wall_ms wall_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (struct wall_ms){ (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 };
}

/* The header of the next entry of a log, without its body. */
static void header_start(struct forger *f, enum audience audience, struct draft *out)
{
	struct forged_log *log = &f->logs[audience];
	uint32_t cited = f->is_back_dated ? f->cited : space_citable(f->space);

	*out = (struct draft){ .header = { .version = 1,
		                           .log = log->id,
		                           .seq = log->count,
		                           .prev = log->head,
		                           .control_seq = cited,
		                           .hlc = hlc_next(log->hlc, wall_now()) } };
	if (f->is_back_dated)
		out->header.hlc.v = UINT64_C(1) << 16;
	memcpy(out->header.control_prefix, space_entry_id(f->space, cited)->b, VB_ID_PREFIX_BYTES);
}

void draft_seal(struct draft *d, const struct node_keys *keys)
{
	uint8_t bytes[VB_HEADER_BYTES];

	entry_header_encode(&d->header, bytes);
	entry_id_derive(bytes, &d->id);
	entry_seal_sign(keys, &d->id, &d->seal);
}

void draft_rehash(struct draft *d, const struct node_keys *keys)
{
	crypt_hash(span_of(d->stored, d->stored_size), &d->header.body_hash);
	draft_seal(d, keys);
}

void forger_draft_begin(struct forger *f, struct draft *out)
{
	struct open_body body = { .type = VB_OPEN_BEGIN, .u.begin.incarnation = f->incarnation };
	struct buf bytes;

	header_start(f, VB_AUDIENCE_OPEN, out);
	buf_init(&bytes, sizeof(out->stored));
	open_body_encode(&body, &bytes);
	memcpy(out->stored, bytes.data, bytes.size);
	out->stored_size = bytes.size;
	out->header.body_size = (uint32_t)bytes.size;
	buf_release(&bytes);
	draft_rehash(out, f->keys);
}

static void record_set(struct draft *d, const struct record_id *record)
{
	if (record)
		d->header.record = *record;
	else
		record_id_derive(d->header.hlc, &d->header.log, d->header.seq, &d->header.record);
}

static uint32_t slot_of(struct forger *f, const struct draft *d, enum audience audience)
{
	uint32_t slot = space_key_slot(f->space, audience, d->header.control_seq);

	if (slot == VB_VAULT_NO_SLOT)
		bail("no key for audience %d", (int)audience);
	return slot;
}

void forger_draft(struct forger *f, enum audience audience, struct span document,
                  const struct record_id *record, struct draft *out)
{
	struct buf stored;

	header_start(f, audience, out);
	record_set(out, record);
	buf_init(&stored, sizeof(out->stored));
	if (body_seal(f->vault, slot_of(f, out, audience), &out->header, span_of(NULL, 0), document,
	              &stored) != 0)
		bail("a document of %zu bytes cannot be sealed", document.size);
	memcpy(out->stored, stored.data, stored.size);
	out->stored_size = stored.size;
	buf_release(&stored);
	draft_seal(out, f->keys);
}

void forger_draft_plain(struct forger *f, enum audience audience, struct span plain,
                        struct draft *out)
{
	uint8_t header[VB_HEADER_BYTES];

	header_start(f, audience, out);
	record_set(out, NULL);
	out->header.body_size = (uint32_t)plain.size;
	out->stored_size = plain.size + VB_BODY_OVERHEAD_BYTES;
	if (out->stored_size > sizeof(out->stored))
		bail("a plaintext of %zu bytes", plain.size);
	entry_header_encode(&out->header, header);
	vault_encrypt(f->vault, slot_of(f, out, audience), span_of(header, VB_HEADER_AD_BYTES),
	              plain, out->stored);
	draft_rehash(out, f->keys);
}

void document_message(const char *text, struct buf *out)
{
	pack_map(out, 3);
	pack_uint(out, 3);
	pack_uint(out, KIND_MESSAGE);
	pack_uint(out, 4);
	pack_uint(out, VB_VERB_CREATE);
	pack_uint(out, 5);
	pack_array(out, 1);
	pack_array(out, 3);
	pack_uint(out, FIELD_TEXT);
	pack_uint(out, 0);
	pack_cstr(out, text);
}

void forger_draft_message(struct forger *f, enum audience audience, const char *text,
                          struct draft *out)
{
	struct buf document;

	buf_init(&document, VB_BODY_MAX_BYTES);
	document_message(text, &document);
	forger_draft(f, audience, buf_span(&document), NULL, out);
	buf_release(&document);
}

void forger_segment(const struct forger *f, const struct draft *drafts, size_t count,
                    struct buf *out)
{
	const struct entry_header *first = &drafts[0].header;
	struct segment head = { .log = first->log,
		                .space = f->space_id,
		                .author = f->self,
		                .incarnation = f->incarnation,
		                .first_seq = first->seq,
		                .is_introduced = first->seq == 0,
		                .has_prev = first->seq > 0,
		                .prev = first->prev };
	struct segment_writer w;
	uint32_t written = 0;
	int err = 0;

	for (unsigned i = 0; i < FORGER_LOGS; i++)
		if (log_id_is_equal(&f->logs[i].id, &first->log))
			head.audience = (enum audience)i;
	frame_begin(out, VB_FRAME_SEGMENT, 0);
	segment_begin(&w, out, VB_SEGMENT_MAX_BYTES, &head);
	for (size_t i = 0; err == 0 && i < count; i++)
		err = segment_add(&w, &drafts[i].header,
		                  span_of(drafts[i].stored, drafts[i].stored_size));
	if (err == 0)
		segment_seal(&w, &drafts[count - 1].seal);
	if (err != 0 || segment_finish(&w, &written) != 0 || written != count)
		bail("a segment of %zu entries does not fit: %s", count, err_name(err));
}

void forger_accept(struct forger *f, const struct draft *drafts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (unsigned k = 0; k < FORGER_LOGS; k++) {
			struct forged_log *log = &f->logs[k];

			if (!log_id_is_equal(&log->id, &drafts[i].header.log))
				continue;
			log->count = drafts[i].header.seq + 1;
			log->head = drafts[i].id;
			log->hlc = drafts[i].header.hlc;
		}
}
