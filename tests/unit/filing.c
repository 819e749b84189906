/* filing: see filing.h. */
#include "tests/unit/filing.h"

#include <string.h>

#include "protocol/pack.h"
#include "tests/tap.h"

/* Byte `at` of the file with this number. */
static uint8_t byte_of(uint32_t number, uint64_t at)
{
	return (uint8_t)(at * 31 + (at >> 9) * 7 + number);
}

static void chunk_fill(uint64_t size, uint32_t number, uint64_t index, uint8_t *out)
{
	for (uint32_t i = 0; i < blob_chunk_bytes(size, index); i++)
		out[i] = byte_of(number, index * VB_BLOB_CHUNK_BYTES + i);
}

/* Writes all chunks and finds the manifest. */
static void write_bytes(struct blobs *blobs, struct filing *f, enum filing_flaw flaw,
                        uint64_t *name)
{
	uint8_t plain[VB_BLOB_CHUNK_BYTES], chunk[VB_BLOB_STORED_MAX_BYTES];
	uint64_t size = f->seal.blob.size;
	struct blob_file file;
	int err = blobs_new_file(blobs, size, name, &file);

	for (uint64_t i = 0; err == 0 && i < blob_chunk_count(size); i++) {
		chunk_fill(size, f->number, i, plain);
		blob_chunk_seal(&f->seal.key, size, i, plain, chunk);
		if (flaw == FILING_CHUNK && i == 1)
			chunk[0] ^= 1;
		err = blob_file_append(&file,
		                       span_of(chunk, blob_chunk_bytes(size, i) + VB_TAG_BYTES));
	}
	if (err == 0)
		err = blob_file_sync(&file);
	if (err == 0)
		err = blob_file_manifest(&file, &f->seal.blob.manifest);
	if (err != 0)
		bail("cannot write a blob: %s", err_name(err));
	if (flaw == FILING_LIE)
		f->seal.blob.manifest.b[7] ^= 1;
	blob_file_close(&file);
}

int filing_add(struct town *t, uint32_t office, const struct space_id *space,
               enum audience audience, uint64_t size, uint32_t number, enum filing_flaw flaw,
               struct filing *out)
{
	struct node *node = t->nodes[office];
	struct filing f = { .space = *space, .audience = audience, .number = number };
	struct merged empty;
	struct edit e;
	struct body body;
	struct buf value;
	uint64_t name;
	int err;

	f.seal.blob.size = size;
	crypt_random(&f.seal.key, sizeof(f.seal.key));
	write_bytes(node_blobs(node), &f, flaw, &name);
	merged_init(&empty);
	edit_init(&e, &empty, kind_by_number(VB_KIND_FILE));
	buf_init(&value, 128);
	file_seal_encode(&f.seal, &value);
	err = edit_set(&e, &file_seal_field, buf_span(&value));
	if (err == 0)
		err = edit_finish(&e, &body);
	if (err == 0)
		err = enclose_file(node, space, audience, &body, &f.seal.blob, name, t->now, &f.id);
	edit_release(&e);
	merged_release(&empty);
	buf_release(&value);
	*out = f;
	return err;
}

static struct record_ref ref_of(struct town *t, uint32_t office, const struct filing *f)
{
	return (struct record_ref){ .space = town_space(t, office, &f->space),
		                    .audience = f->audience,
		                    .id = f->id };
}

struct blob_row filing_row(struct town *t, uint32_t office, const struct filing *f)
{
	struct record_ref ref = ref_of(t, office, f);
	struct blob_row row;

	if (attachment_row(t->nodes[office], &ref, &f->seal.blob, &row) != 0)
		memset(&row, 0, sizeof(row));
	return row;
}

const char *filing_path(struct town *t, uint32_t office, const struct filing *f)
{
	static char path[VB_HOME_PATH_MAX_BYTES];
	struct blob_row row = filing_row(t, office, f);

	if (blobs_path(node_home(t->nodes[office]), row.name, path) != 0)
		bail("no path");
	return path;
}

uint64_t filing_written(struct town *t, uint32_t office, const struct filing *f)
{
	uint64_t hashes = blob_chunk_count(f->seal.blob.size) * VB_HASH_BYTES;
	long bytes = scratch_size(filing_path(t, office, f));

	return bytes < 0 || (uint64_t)bytes < hashes
	               ? 0
	               : ((uint64_t)bytes - hashes) / VB_BLOB_STORED_MAX_BYTES;
}

bool filing_is_whole(struct town *t, uint32_t office, const struct filing *f)
{
	uint8_t plain[VB_BLOB_CHUNK_BYTES], expected[VB_BLOB_CHUNK_BYTES];
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES];
	struct record_ref ref = ref_of(t, office, f);
	struct blob_row row = filing_row(t, office, f);
	uint64_t size = f->seal.blob.size;
	struct file_seal seal;
	struct blob_file file;
	bool is_whole = row.state == VB_BLOB_WHOLE;
	size_t bytes;

	if (!is_whole || attachment_read(t->nodes[office], &ref, &seal) != 0 ||
	    blobs_open_file(node_blobs(t->nodes[office]), &row, &file) != 0)
		return false;
	for (uint64_t i = 0; is_whole && i < blob_chunk_count(size); i++) {
		chunk_fill(size, f->number, i, expected);
		is_whole = blob_file_read(&file, i, chunk, &bytes) == 0 &&
		           blob_chunk_open(&seal.key, size, i, span_of(chunk, bytes), plain) == 0 &&
		           memcmp(plain, expected, blob_chunk_bytes(size, i)) == 0;
	}
	blob_file_close(&file);
	return is_whole;
}
