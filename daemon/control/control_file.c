/* control_file: files of records, in and out piece by piece; see control_calls.h. */
#include "daemon/control/control_calls.h"

#include <string.h>

#include "daemon/control/authority.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/file_waits.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/persons.h"
#include "daemon/control/transfers.h"
#include "daemon/control/view.h"
#include "daemon/core/enclose.h"
#include "daemon/core/settings.h"
#include "store/records.h"

/* ---- in ---- */

/* What the file is attached to: the committee itself, or one of its records, whose audience it has then. */
static int target_read(struct request *q, struct node_space **space, struct reference *target,
                       bool *has_record)
{
	struct record_ref ref;
	struct merged m;
	struct span text;
	int err = request_text(q, "target", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_target(q, text, space, &ref);
	if (err != 0)
		return err;
	err = authority_check_attach(q, &ref);
	if (err != 0)
		return err;
	*has_record = ref.space != 0;
	if (!*has_record)
		return 0;
	merged_init(&m);
	err = reference_load(q, &ref, &m, target);
	merged_release(&m);
	/* A paper that is public may have an annex that is not. */
	if (err == 0 && target->kind != VB_KIND_PAPER && request_has(q, "internal"))
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "internal: a file is as public as its record");
	if (err == 0 && target->is_deleted)
		err = request_fail(q, VB_ERR_NOT_FOUND, "it was deleted");
	return err;
}

/* All of the record but its seal. */
static int draft_begin(struct request *q, struct draft *d)
{
	const struct kind *kind = kind_by_number(VB_KIND_FILE);
	enum audience audience = VB_AUDIENCE_ALL;
	struct reference target = { .audience = VB_AUDIENCE_ALL };
	struct node_space *space;
	bool has_record = false, is_internal = false;
	struct span fields;
	int err = target_read(q, &space, &target, &has_record);

	if (err == 0)
		err = request_bool(q, "internal", &is_internal);
	if (err == 0)
		err = request_map(q, "fields", &fields);
	if (err != 0)
		return err;
	if (is_internal)
		audience = VB_AUDIENCE_CORE;
	else if (has_record)
		audience = target.audience;
	err = draft_create(d, space, kind, audience);
	if (err == 0)
		err = draft_fields(d, fields);
	if (err == 0 && has_record)
		err = draft_refer(d, VB_FILE_TARGET, &target);
	return err;
}

static int room_check(struct request *q, uint64_t size)
{
	int err = attachment_room(q->node, size);

	if (err == VB_ERR_FILE_SPACE)
		return request_fail(
			q, err, "file-space is %llu MB",
			(unsigned long long)(node_settings(q->node)->file_bytes / 1000000));
	return err;
}

int control_file_begin(struct request *q)
{
	struct transfer *transfer;
	uint64_t size = 0;
	struct draft d;
	int err = request_uint(q, "size", 0, UINT64_MAX, &size);

	if (err == 0 && size > VB_BLOB_MAX_BYTES)
		err = VB_ERR_FILE_SIZE;
	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_begin(q, &d);
	draft_release(&d);
	if (err == 0)
		err = room_check(q, size);
	if (err == 0)
		err = transfers_begin(q->transfers, q->caller->client, size, q->args, &transfer);
	if (err != 0)
		return err;
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "piece");
	pack_uint(&q->result, VB_TRANSFER_PIECE_CHUNKS * VB_BLOB_CHUNK_BYTES);
	return 0;
}

static int transfer_of(struct request *q, struct transfer **out)
{
	*out = transfers_find(q->transfers, q->caller->client);
	return *out != NULL ? 0 : request_fail(q, VB_ERR_MISSING_VALUE, "file.begin");
}

int control_file_put(struct request *q)
{
	struct transfer *transfer;
	struct pack_reader r;
	struct span value, data;
	int err = transfer_of(q, &transfer);

	if (err != 0)
		return err;
	if (!request_find(q, "data", &value))
		return VB_ERR_MISSING_VALUE;
	unpack_init(&r, value);
	data = unpack_bin(&r, 1, VB_IPC_FRAME_MAX_BYTES);
	if (unpack_finish(&r) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "data is not bin");
	err = transfer_put(transfer, data);
	if (err == VB_ERR_BAD_VALUE)
		return request_fail(q, err, "data ends within a chunk, or behind the file");
	if (err != 0) {
		transfers_end(q->transfers, q->caller->client, false);
		return err;
	}
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "done");
	pack_uint(&q->result, transfer->file.count);
	return 0;
}

/* Puts length and seal into the record. */
static int draft_seal(struct draft *d, const struct file_seal *seal)
{
	struct buf packed;
	int err;

	buf_init(&packed, 128);
	pack_uint(&packed, seal->blob.size);
	err = draft_set(d, VB_FILE_SIZE, buf_span(&packed));
	buf_clear(&packed);
	file_seal_encode(seal, &packed);
	if (err == 0)
		err = edit_set(&d->edit, &file_seal_field, buf_span(&packed));
	crypt_wipe(packed.data, packed.size);
	buf_release(&packed);
	return err;
}

static int record_file(struct request *q, struct transfer *transfer)
{
	struct draft d;
	int err = blob_file_sync(&transfer->file);

	if (err == 0)
		err = blob_file_manifest(&transfer->file, &transfer->seal.blob.manifest);
	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_begin(q, &d);
	if (err == 0)
		err = draft_seal(&d, &transfer->seal);
	if (err == 0)
		err = draft_finish(&d);
	if (err == 0)
		err = enclose_file(q->node, &d.space->id, d.audience, &d.body, &transfer->seal.blob,
		                   transfer->name, q->now, &d.id);
	if (err == 0)
		request_answer_record(q, &d.id);
	draft_release(&d);
	return err;
}

int control_file_end(struct request *q)
{
	struct transfer *transfer;
	int err = transfer_of(q, &transfer);

	if (err != 0)
		return err;
	if (transfer->file.count < blob_chunk_count(transfer->seal.blob.size))
		return request_fail(q, VB_ERR_MISSING_VALUE, "data");
	q->args = buf_span(&transfer->args);
	err = record_file(q, transfer);
	q->args = span_of(NULL, 0);
	transfers_end(q->transfers, q->caller->client, err == 0);
	return err;
}

/* ---- looking ---- */

/* How much of a file is here. m: its record. */
static struct view_stored stored_of(struct request *q, const struct record_ref *ref,
                                    struct merged *m)
{
	struct view_stored stored = { .state = "none" };
	struct file_seal seal;
	struct blob_row row;

	if (attachment_seal(m, &seal) != 0)
		return stored;
	if (attachment_row(q->node, ref, &seal.blob, &row) == 0) {
		stored.state = row.state == VB_BLOB_WHOLE   ? "whole"
		               : row.state == VB_BLOB_FALSE ? "false"
		                                            : "partly";
		stored.bytes = row.count * VB_BLOB_CHUNK_BYTES;
		if (stored.bytes > row.size)
			stored.bytes = row.size;
		stored.waits = file_waits_why(q, &row);
	}
	crypt_wipe(&seal, sizeof(seal));
	return stored;
}

/* The file that the argument id names; m gets its record. */
static int file_find(struct request *q, struct record_ref *ref, struct merged *m)
{
	struct span text, bytes;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, ref);
	if (err == 0)
		err = records_get(node_view(q->node), ref, &bytes);
	if (err == 0 && merged_decode(m, bytes) != 0)
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0 && m->kind != VB_KIND_FILE)
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is no document");
	return err == 0 ? moved_check(q, ref, m) : err;
}

static void file_pack(struct request *q, const struct record_ref *ref, struct merged *m)
{
	const struct node_space *space = node_space_number(q->node, ref->space);
	struct view_stored stored = stored_of(q, ref, m);
	struct view_place place = {
		.space = &space->id, .audience = ref->audience, .id = &ref->id, .stored = &stored
	};
	struct view_writer writer;
	struct merged person;

	merged_init(&person);
	if (persons_writer(q, space, m, &person, &writer))
		place.writer = &writer;
	view_encode(m, &place, &q->result);
	merged_release(&person);
}

int control_file_show(struct request *q)
{
	struct record_ref ref;
	struct merged m;
	int err;

	merged_init(&m);
	err = file_find(q, &ref, &m);
	if (err == 0)
		file_pack(q, &ref, &m);
	merged_release(&m);
	return err;
}

/* What a list of files needs to know of each. */
struct telling {
	struct request *q;
	struct view_stored stored;
};

static void tell_stored(void *ctx, const struct node_space *space, struct merged *m,
                        struct view_place *place)
{
	struct telling *t = ctx;
	struct record_ref ref = { .space = space->number,
		                  .audience = place->audience,
		                  .id = *place->id };

	t->stored = stored_of(t->q, &ref, m);
	place->stored = &t->stored;
}

int control_file_list(struct request *q)
{
	struct telling t = { .q = q };
	struct listing listing = { .kind = VB_KIND_FILE,
		                   .by = VB_LISTING_OF_KIND,
		                   .field = VB_FILE_TARGET,
		                   .describe = tell_stored,
		                   .ctx = &t };
	struct node_space *space = NULL;
	struct record_ref ref;
	struct span text;
	int err = 0;

	if (request_has(q, "target")) {
		err = request_text(q, "target", 2 * VB_HASH_BYTES, &text);
		if (err == 0)
			err = lookup_target(q, text, &space, &ref);
		if (err != 0)
			return err;
		listing.space = space;
		if (ref.space != 0) {
			listing.by = VB_LISTING_OF_PARENT;
			listing.parent = ref.id;
		}
	}
	return listing_answer(q, &listing);
}

/* ---- out ---- */

/* The bytes do not fit: they are fetched again, if anybody has them. */
static int fail_damaged(struct request *q, const struct blob_row *row)
{
	transfers_note_damage(q->transfers, row);
	return VB_ERR_FILE_DAMAGED;
}

/* All of it is here, and is what its record says. */
static int row_find(struct request *q, const struct record_ref *ref, const struct file_seal *seal,
                    struct blob_row *row)
{
	int err = attachment_row(q->node, ref, &seal->blob, row);

	if (err == VB_ERR_NOT_FOUND)
		return VB_ERR_FILE_ABSENT;
	if (err == 0 && row->state == VB_BLOB_FALSE)
		return VB_ERR_FILE_DAMAGED;
	if (err == 0 && row->state == VB_BLOB_DUE) {
		uint64_t here = row->count * VB_BLOB_CHUNK_BYTES;

		return request_fail(q, VB_ERR_FILE_ABSENT, "%ju of %ju bytes are here",
		                    (uintmax_t)here, (uintmax_t)row->size);
	}
	return err;
}

/* Appends chunks from `at` on as one bin. */
static int chunks_pack(const struct blob_file *file, const struct file_seal *seal, uint64_t at,
                       uint64_t end, struct buf *out)
{
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES], plain[VB_BLOB_CHUNK_BYTES];
	struct buf piece;
	size_t size;
	int err = 0;

	buf_init(&piece, VB_TRANSFER_PIECE_CHUNKS * VB_BLOB_CHUNK_BYTES);
	for (; err == 0 && at < end; at++) {
		err = blob_file_read(file, at, chunk, &size);
		if (err == 0)
			err = blob_chunk_open(&seal->key, seal->blob.size, at, span_of(chunk, size),
			                      plain);
		if (err == 0)
			buf_put(&piece, plain, blob_chunk_bytes(seal->blob.size, at));
	}
	if (err == 0)
		pack_bin(out, piece.data, piece.size);
	crypt_wipe(plain, sizeof(plain));
	buf_release(&piece);
	return err;
}

static int piece_read(struct request *q, const struct blob_row *row, const struct file_seal *seal,
                      uint64_t at)
{
	uint64_t total = blob_chunk_count(row->size);
	uint64_t end =
		total - at > VB_TRANSFER_PIECE_CHUNKS ? at + VB_TRANSFER_PIECE_CHUNKS : total;
	struct blob_file file;
	struct hash manifest;
	int err = blobs_open_file(node_blobs(q->node), row, &file);

	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? fail_damaged(q, row) : err;
	if (at == 0) {
		err = blob_file_manifest(&file, &manifest);
		if (err == 0 && memcmp(manifest.b, seal->blob.manifest.b, sizeof(manifest.b)) != 0)
			err = VB_ERR_BAD_HASH;
	}
	pack_map(&q->result, 1u + (end < total));
	pack_cstr(&q->result, "data");
	if (err == 0)
		err = chunks_pack(&file, seal, at, end, &q->result);
	if (err == 0 && end < total) {
		pack_cstr(&q->result, "next");
		pack_uint(&q->result, end);
	}
	blob_file_close(&file);
	if (err == VB_ERR_BAD_HASH || err == VB_ERR_DECRYPT)
		err = fail_damaged(q, row);
	return err;
}

int control_file_read(struct request *q)
{
	struct file_seal seal;
	struct record_ref ref;
	struct blob_row row;
	struct merged m;
	uint64_t at = 0;
	int err;

	merged_init(&m);
	err = file_find(q, &ref, &m);
	if (err == 0 && attachment_seal(&m, &seal) != 0)
		err = request_fail(q, VB_ERR_NOT_FOUND, "nothing was ever stored with it");
	merged_release(&m);
	if (err != 0)
		return err;
	err = row_find(q, &ref, &seal, &row);
	if (err == 0)
		err = request_uint(q, "chunk", 0, blob_chunk_count(row.size), &at);
	if (err == 0)
		err = piece_read(q, &row, &seal, at);
	crypt_wipe(&seal, sizeof(seal));
	return err;
}
