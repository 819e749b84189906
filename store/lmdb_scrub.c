/* lmdb_scrub: a compact copy without traces of what was deleted; see lmdb_scrub.h. */
#include "store/lmdb_scrub.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/home.h"
#include "store/lmdb_bytes.h"

#define TABLES_AT 88u  /* what is kept with the table of tables, in a head page */
#define NUMBER_AT 144u /* of the transaction */
#define KEY_MAX_BYTES 511u

struct file {
	int fd;
	uint32_t page_bytes;
};

/* A key, copied. */
struct bound {
	size_t size;
	uint8_t b[KEY_MAX_BYTES];
};

/* The first and the last key below a page. */
struct range {
	struct bound first, last;
};

/* A page in hand, and which of its bytes mean something. */
struct page {
	uint8_t *bytes;
	uint8_t *used;
	bool is_changed;
};

/* ---- the file ---- */

static int write_at(const struct file *f, uint64_t offset, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t put = pwrite(f->fd, bytes, size, (off_t)offset);

		if (put < 0 && errno != EINTR)
			return home_error(errno);
		if (put > 0) {
			bytes += put;
			offset += (uint64_t)put;
			size -= (size_t)put;
		}
	}
	return 0;
}

static void page_release(struct page *p)
{
	free(p->bytes);
	free(p->used);
}

static int page_read(const struct file *f, uint64_t number, struct page *p)
{
	*p = (struct page){ .bytes = malloc(f->page_bytes), .used = calloc(1, f->page_bytes) };
	if (p->bytes == NULL || p->used == NULL)
		abort();
	return lmdb_read_at(f->fd, number * f->page_bytes, p->bytes, f->page_bytes);
}

/* Makes zeros of what means nothing, and writes the page if that changed it. */
static int page_write(const struct file *f, uint64_t number, struct page *p)
{
	for (uint32_t i = 0; i < f->page_bytes; i++) {
		if (p->used[i] == 0 && p->bytes[i] != 0) {
			p->bytes[i] = 0;
			p->is_changed = true;
		}
	}
	return p->is_changed ? write_at(f, number * f->page_bytes, p->bytes, f->page_bytes) : 0;
}

/* Zeros behind a value that stands in pages of its own. */
static int scrub_big(const struct file *f, uint64_t number, uint64_t size)
{
	uint64_t pages = (PAGE_HEAD_BYTES - 1 + size) / f->page_bytes + 1;
	uint64_t from = number * f->page_bytes + PAGE_HEAD_BYTES + size;
	uint64_t rest = (number + pages) * f->page_bytes - from;
	uint8_t *zeros;
	int err;

	if (rest == 0)
		return 0;
	zeros = calloc(1, rest);
	if (zeros == NULL)
		abort();
	err = write_at(f, from, zeros, rest);
	free(zeros);
	return err;
}

/* ---- pages ---- */

static int scrub_tree(const struct file *f, const uint8_t *tree);

static void bound_set(struct bound *to, const uint8_t *node)
{
	to->size = lmdb_u16(node + 6);
	memcpy(to->b, node + NODE_HEAD_BYTES, to->size);
}

/* One row of a leaf; *size: its bytes in the page. */
static int scrub_row(const struct file *f, const uint8_t *node, size_t room, size_t *size)
{
	uint16_t flags = lmdb_u16(node + 4);
	uint64_t value = lmdb_u16(node) | (uint64_t)lmdb_u16(node + 2) << 16;
	const uint8_t *data = node + NODE_HEAD_BYTES + lmdb_u16(node + 6);
	uint64_t here = flags == NODE_BIG ? sizeof(uint64_t) : value;

	*size = NODE_HEAD_BYTES + lmdb_u16(node + 6) + here;
	if (*size > room || (flags == NODE_TREE && value != TREE_BYTES))
		return VB_ERR_STORE_CORRUPT;
	if (flags == NODE_BIG)
		return scrub_big(f, lmdb_u64(data), value);
	return flags == NODE_TREE ? scrub_tree(f, data) : 0;
}

/* Replaces the key of a branch by the shortest that is greater than all on its left and not greater than any on its right. What
 * stands there has at least that many bytes, since it does the same. */
static int key_shorten(uint8_t *node, const struct bound *left, const struct bound *right)
{
	size_t size = 0;

	while (size < left->size && size < right->size && left->b[size] == right->b[size])
		size++;
	size++;
	if (size > right->size || size > lmdb_u16(node + 6))
		return VB_ERR_STORE_CORRUPT;
	node[6] = 0;
	node[7] = 0;
	memcpy(node + 6, &(uint16_t){ (uint16_t)size }, sizeof(uint16_t));
	memcpy(node + NODE_HEAD_BYTES, right->b, size);
	return 0;
}

static int scrub_page(const struct file *f, uint64_t number, unsigned levels, struct range *range);

/* One row of a branch, and all below it. */
static int scrub_branch(const struct file *f, struct page *p, uint8_t *node, bool is_first,
                        unsigned levels, struct range *range)
{
	uint64_t child = lmdb_u16(node) | (uint64_t)lmdb_u16(node + 2) << 16 |
	                 (uint64_t)lmdb_u16(node + 4) << 32;
	uint16_t before = lmdb_u16(node + 6);
	struct range below;
	int err = scrub_page(f, child, levels - 1, &below);

	if (err == 0 && is_first) {
		range->first = below.first;
		memset(node + 6, 0, sizeof(uint16_t)); /* never looked at */
	} else if (err == 0) {
		err = key_shorten(node, &range->last, &below.first);
	}
	range->last = below.last;
	p->is_changed |= before != lmdb_u16(node + 6);
	return err;
}

/* A row of the page, whichever it is; marks its bytes. */
static int scrub_node(const struct file *f, struct page *p, uint32_t place, bool is_first,
                      unsigned levels, struct range *range)
{
	uint8_t *node = p->bytes + place;
	size_t room = f->page_bytes - place, size;
	int err;

	if (room < NODE_HEAD_BYTES || room - NODE_HEAD_BYTES < lmdb_u16(node + 6) ||
	    lmdb_u16(node + 6) > KEY_MAX_BYTES)
		return VB_ERR_STORE_CORRUPT;
	if (levels > 1) {
		err = scrub_branch(f, p, node, is_first, levels, range);
		size = NODE_HEAD_BYTES + lmdb_u16(node + 6);
	} else {
		err = scrub_row(f, node, room, &size);
		if (is_first)
			bound_set(&range->first, node);
		bound_set(&range->last, node);
	}
	if (err == 0)
		memset(p->used + place, 1, size);
	return err;
}

static int scrub_page(const struct file *f, uint64_t number, unsigned levels, struct range *range)
{
	struct page p;
	uint32_t lower;
	int err = page_read(f, number, &p);

	if (err != 0)
		goto out;
	lower = lmdb_u16(p.bytes + 12);
	if (lmdb_u64(p.bytes) != number || lower <= PAGE_HEAD_BYTES || lower > f->page_bytes ||
	    (lmdb_u16(p.bytes + 10) & PAGE_TYPES) != (levels > 1 ? PAGE_BRANCH : PAGE_LEAF)) {
		err = VB_ERR_STORE_CORRUPT;
		goto out;
	}
	memset(p.used, 1, lower);
	for (uint32_t at = PAGE_HEAD_BYTES; at < lower && err == 0; at += 2)
		err = scrub_node(f, &p, lmdb_u16(p.bytes + at), at == PAGE_HEAD_BYTES, levels,
		                 range);
	if (err == 0)
		err = page_write(f, number, &p);
out:
	page_release(&p);
	return err;
}

/* A whole tree, by what is kept with it. */
static int scrub_tree(const struct file *f, const uint8_t *tree)
{
	uint16_t depth = lmdb_u16(tree + 6);
	uint64_t root = lmdb_u64(tree + 40);
	struct range range;

	if (root == NO_PAGE)
		return 0;
	if (depth == 0 || depth > TREE_MAX_DEPTH)
		return VB_ERR_STORE_CORRUPT;
	return scrub_page(f, root, depth, &range);
}

int lmdb_scrub(int fd)
{
	struct file f = { .fd = fd };
	uint8_t heads[2][HEAD_BYTES];
	bool is_second;
	int err = lmdb_read_at(f.fd, 0, heads[0], HEAD_BYTES);

	if (err != 0)
		return err;
	f.page_bytes = lmdb_u32(heads[0] + 40);
	if (f.page_bytes < PAGE_MIN_BYTES || f.page_bytes > PAGE_MAX_BYTES)
		return VB_ERR_STORE_CORRUPT;
	err = lmdb_read_at(f.fd, f.page_bytes, heads[1], HEAD_BYTES);
	if (err != 0)
		return err;
	is_second = lmdb_u64(heads[1] + NUMBER_AT) > lmdb_u64(heads[0] + NUMBER_AT);
	return scrub_tree(&f, heads[is_second] + TABLES_AT);
}
