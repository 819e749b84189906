/* lmdb_file: a data file seen before LMDB maps it; see lmdb_file.h. */
#include "store/lmdb_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/home.h"
#include "store/lmdb_bytes.h"

#define FILE_MAGIC 0xBEEFC0DEu
#define FILE_FORMAT 1u
#define HEAD_PAGES 2u /* pages 0 and 1, written in turn */
/* Pages at the end that one transaction took and gave back are counted but never written: not this many. */
#define UNWRITTEN_MAX_PAGES (1u << 20)

/* How the keys of a table are ordered: bytewise, as env makes them, and numbers in the list of free pages, together
 * with the flag of a file that is not a directory. */
enum tree_flags {
	TREE_BYTEWISE = 0,
	TREE_FREE = 0x4008,
};

/* What is kept with each table: 48 bytes. */
struct tree {
	uint16_t flags;
	uint16_t depth;
	uint64_t branch_pages;
	uint64_t leaf_pages;
	uint64_t big_pages;
	uint64_t keys;
	uint64_t root;
};

struct head {
	uint32_t page_bytes;
	struct tree free;
	struct tree tables;
	uint64_t last_page;
	uint64_t number; /* of the transaction */
};

struct file {
	int fd;
	uint64_t bytes;
	struct head head; /* the newer one */
	uint8_t *seen;    /* a bit a page: in use or free */
};

static struct tree read_tree(const uint8_t *p)
{
	return (struct tree){
		.flags = lmdb_u16(p + 4),
		.depth = lmdb_u16(p + 6),
		.branch_pages = lmdb_u64(p + 8),
		.leaf_pages = lmdb_u64(p + 16),
		.big_pages = lmdb_u64(p + 24),
		.keys = lmdb_u64(p + 32),
		.root = lmdb_u64(p + 40),
	};
}

static bool is_page_size(uint32_t bytes)
{
	return bytes >= PAGE_MIN_BYTES && bytes <= PAGE_MAX_BYTES && (bytes & (bytes - 1)) == 0;
}

/* A tree is empty, or has a root among the pages and a depth that LMDB can walk. */
static bool is_tree_sane(const struct tree *tree, enum tree_flags flags, uint64_t last_page)
{
	if (tree->flags != flags)
		return false;
	if (tree->root == NO_PAGE)
		return tree->depth == 0 && tree->keys == 0;
	return tree->depth > 0 && tree->depth <= TREE_MAX_DEPTH && tree->root >= HEAD_PAGES &&
	       tree->root <= last_page;
}

/* What a head says of the rest. Not asked of the older one, which a crash may have left half written: the number of
 * its transaction is written last. */
static bool is_head_sane(const struct head *head, uint64_t file_bytes)
{
	return head->last_page >= HEAD_PAGES - 1 &&
	       head->last_page <= file_bytes / head->page_bytes + UNWRITTEN_MAX_PAGES &&
	       is_tree_sane(&head->free, TREE_FREE, head->last_page) &&
	       is_tree_sane(&head->tables, TREE_BYTEWISE, head->last_page);
}

/* Reads head page `index`, at offset bytes. A head with transaction n stands on page n mod 2. */
static int read_head(const struct file *f, uint32_t index, uint64_t offset, struct head *out)
{
	uint8_t page[HEAD_BYTES];
	struct head head;
	int err = lmdb_read_at(f->fd, offset, page, sizeof(page));

	if (err != 0)
		return err;
	head.page_bytes = lmdb_u32(page + 40);
	head.free = read_tree(page + 40);
	head.tables = read_tree(page + 88);
	head.last_page = lmdb_u64(page + 136);
	head.number = lmdb_u64(page + 144);
	if (lmdb_u64(page) != index || (lmdb_u16(page + 10) & PAGE_TYPES) != PAGE_HEAD ||
	    lmdb_u32(page + 16) != FILE_MAGIC || lmdb_u32(page + 20) != FILE_FORMAT ||
	    lmdb_u64(page + 24) != 0 || !is_page_size(head.page_bytes) ||
	    (head.number != 0 && head.number % HEAD_PAGES != index))
		return VB_ERR_STORE_CORRUPT;
	*out = head;
	return 0;
}

/* Reads a whole page that is in use and checks its number. */
static int read_page(const struct file *f, uint64_t number, uint8_t *page)
{
	uint32_t bytes = f->head.page_bytes;
	int err;

	if (number < HEAD_PAGES || number > f->head.last_page)
		return VB_ERR_STORE_CORRUPT;
	err = lmdb_read_at(f->fd, number * bytes, page, bytes);
	if (err == 0 && lmdb_u64(page) != number)
		err = VB_ERR_STORE_CORRUPT;
	return err;
}

/* The page at the root has the type that the depth says. */
static int check_root(const struct file *f, const struct tree *tree)
{
	uint8_t page[PAGE_HEAD_BYTES];
	int err;

	if (tree->root == NO_PAGE)
		return 0;
	err = lmdb_read_at(f->fd, tree->root * f->head.page_bytes, page, sizeof(page));
	if (err == 0 &&
	    (lmdb_u64(page) != tree->root ||
	     (lmdb_u16(page + 10) & PAGE_TYPES) != (tree->depth > 1 ? PAGE_BRANCH : PAGE_LEAF)))
		err = VB_ERR_STORE_CORRUPT;
	return err;
}

/* Opens the file and checks what every use rests on. Two heads follow each other by one transaction. */
static int file_open(const char *path, struct file *f)
{
	struct head heads[HEAD_PAGES];
	struct stat st;
	int err;

	/* Whoever may write in the folder can put a pipe there after it was looked at, which nobody may wait for. */
	*f = (struct file){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) };
	if (f->fd < 0)
		return home_error(errno);
	if (fstat(f->fd, &st) != 0)
		return VB_ERR_IO;
	if (!S_ISREG(st.st_mode))
		return VB_ERR_STORE_CORRUPT;
	f->bytes = (uint64_t)st.st_size;
	err = read_head(f, 0, 0, &heads[0]);
	if (err == 0)
		err = read_head(f, 1, heads[0].page_bytes, &heads[1]);
	if (err != 0)
		return err;
	f->head = heads[heads[1].number > heads[0].number];
	if (heads[0].page_bytes != heads[1].page_bytes || !is_head_sane(&f->head, f->bytes) ||
	    (heads[0].number + 1 != heads[1].number && heads[1].number + 1 != heads[0].number &&
	     heads[0].number + heads[1].number != 0))
		return VB_ERR_STORE_CORRUPT;
	err = check_root(f, &f->head.free);
	return err != 0 ? err : check_root(f, &f->head.tables);
}

static void file_close(struct file *f)
{
	free(f->seen);
	if (f->fd >= 0)
		close(f->fd);
}

/* Notes count pages as used; damage if one was noted before or does not exist. */
static int mark(struct file *f, uint64_t first, uint64_t count)
{
	if (first < HEAD_PAGES || first > f->head.last_page ||
	    count > f->head.last_page + 1 - first)
		return VB_ERR_STORE_CORRUPT;
	for (uint64_t number = first; number < first + count; number++) {
		uint8_t bit = (uint8_t)(1u << number % 8);

		if ((f->seen[number / 8] & bit) != 0)
			return VB_ERR_STORE_CORRUPT;
		f->seen[number / 8] |= bit;
	}
	return 0;
}

/* Marks the pages of a value that stands apart; appends it to *value when that is wanted. */
static int walk_big(struct file *f, uint64_t number, uint64_t size, struct tree *sum,
                    uint8_t **value)
{
	uint64_t bytes = f->head.page_bytes;
	uint64_t pages = (PAGE_HEAD_BYTES - 1 + size) / bytes + 1;
	uint8_t head[PAGE_HEAD_BYTES];
	int err = mark(f, number, pages);

	if (err == 0)
		err = lmdb_read_at(f->fd, number * bytes, head, sizeof(head));
	if (err != 0)
		return err;
	if (lmdb_u64(head) != number || (lmdb_u16(head + 10) & PAGE_TYPES) != PAGE_OVERFLOW ||
	    lmdb_u32(head + 12) < pages || (number + pages) * bytes > f->bytes)
		return VB_ERR_STORE_CORRUPT;
	sum->big_pages += pages;
	if (value == NULL)
		return 0;
	*value = malloc(size);
	if (*value == NULL)
		abort();
	return lmdb_read_at(f->fd, number * bytes + PAGE_HEAD_BYTES, *value, size);
}

/* A list of free pages: how many, then their numbers. */
static int mark_free(struct file *f, const uint8_t *list, uint64_t size)
{
	uint64_t count;
	int err = 0;

	if (size < sizeof(count))
		return VB_ERR_STORE_CORRUPT;
	count = lmdb_u64(list);
	if (count > size / sizeof(count) - 1)
		return VB_ERR_STORE_CORRUPT;
	for (uint64_t i = 1; i <= count && err == 0; i++)
		err = mark(f, lmdb_u64(list + i * sizeof(count)), 1);
	return err;
}

static int walk_tree(struct file *f, const struct tree *tree, bool is_free);

/* A table's row among the tables. */
static int walk_table(struct file *f, const uint8_t *data, uint64_t size)
{
	struct tree tree;

	if (size != TREE_BYTES)
		return VB_ERR_STORE_CORRUPT;
	tree = read_tree(data);
	return is_tree_sane(&tree, TREE_BYTEWISE, f->head.last_page) ? walk_tree(f, &tree, false)
	                                                             : VB_ERR_STORE_CORRUPT;
}

/* Looks at one value of a leaf. */
static int walk_value(struct file *f, const uint8_t *node, const uint8_t *end, bool is_free,
                      struct tree *sum)
{
	uint16_t flags = lmdb_u16(node + 4);
	uint64_t size = lmdb_u16(node) | (uint64_t)lmdb_u16(node + 2) << 16;
	const uint8_t *data = node + NODE_HEAD_BYTES + lmdb_u16(node + 6);
	uint64_t here = flags == NODE_BIG ? sizeof(uint64_t) : size;
	uint8_t *apart = NULL;
	int err;

	if ((uint64_t)(end - data) < here)
		return VB_ERR_STORE_CORRUPT;
	switch (flags) {
	case 0:
		return is_free ? mark_free(f, data, size) : 0;
	case NODE_TREE:
		return is_free ? VB_ERR_STORE_CORRUPT : walk_table(f, data, size);
	case NODE_BIG:
		err = walk_big(f, lmdb_u64(data), size, sum, is_free ? &apart : NULL);
		if (err == 0 && is_free)
			err = mark_free(f, apart, size);
		free(apart);
		return err;
	default:
		return VB_ERR_STORE_CORRUPT;
	}
}

/* Looks at a page and all below it; levels: how many there are from here down. Adds up what it finds in sum. */
static int walk_page(struct file *f, uint64_t number, unsigned levels, bool is_free,
                     struct tree *sum)
{
	uint32_t bytes = f->head.page_bytes;
	uint8_t *page;
	uint32_t lower;
	int err;

	assert(is_page_size(bytes));
	page = calloc(1, bytes);
	if (page == NULL)
		abort();
	err = mark(f, number, 1);
	if (err == 0)
		err = read_page(f, number, page);
	if (err != 0)
		goto out;
	lower = lmdb_u16(page + 12);
	err = VB_ERR_STORE_CORRUPT;
	if ((lmdb_u16(page + 10) & PAGE_TYPES) != (levels > 1 ? PAGE_BRANCH : PAGE_LEAF) ||
	    lower < PAGE_HEAD_BYTES || lower > lmdb_u16(page + 14) || lower % 2 != 0 ||
	    lmdb_u16(page + 14) > bytes)
		goto out;
	sum->branch_pages += levels > 1;
	sum->leaf_pages += levels == 1;
	for (uint32_t at = PAGE_HEAD_BYTES; at < lower; at += 2) {
		uint32_t place = lmdb_u16(page + at);
		const uint8_t *node = page + place;

		if (place < lower || place + NODE_HEAD_BYTES > bytes ||
		    place + NODE_HEAD_BYTES + lmdb_u16(node + 6) > bytes)
			goto out;
		sum->keys += levels == 1;
		err = levels == 1
		              ? walk_value(f, node, page + bytes, is_free, sum)
		              : walk_page(f, lmdb_u32(node) | (uint64_t)lmdb_u16(node + 4) << 32,
		                          levels - 1, is_free, sum);
		if (err != 0)
			goto out;
		err = VB_ERR_STORE_CORRUPT;
	}
	err = 0;
out:
	free(page);
	return err;
}

/* Looks at a whole tree and compares what is there with the counts kept with it. */
static int walk_tree(struct file *f, const struct tree *tree, bool is_free)
{
	struct tree sum = { 0 };
	int err = 0;

	if (tree->root != NO_PAGE)
		err = walk_page(f, tree->root, tree->depth, is_free, &sum);
	if (err == 0 &&
	    (sum.branch_pages != tree->branch_pages || sum.leaf_pages != tree->leaf_pages ||
	     sum.big_pages != tree->big_pages || sum.keys != tree->keys))
		err = VB_ERR_STORE_CORRUPT;
	return err;
}

static int file_walk(struct file *f)
{
	int err;

	f->seen = calloc(f->head.last_page / 8 + 1, 1);
	if (f->seen == NULL)
		abort();
	err = walk_tree(f, &f->head.tables, false);
	return err != 0 ? err : walk_tree(f, &f->head.free, true);
}

int lmdb_file_check(const char *path)
{
	struct file f;
	int err = file_open(path, &f);

	if (err == 0 && (f.head.last_page + 1) * f.head.page_bytes > f.bytes)
		err = file_walk(&f);
	file_close(&f);
	return err;
}

bool lmdb_file_is_begun(const char *path)
{
	static const uint8_t zeros[HEAD_BYTES];
	uint8_t page[HEAD_BYTES] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t size = fd >= 0 ? pread(fd, page, sizeof(page), 0) : -1;

	if (fd >= 0)
		(void)close(fd);
	return size == 0 || (size == (ssize_t)sizeof(page) &&
	                     (memcmp(page, zeros, sizeof(page)) == 0 ||
	                      (lmdb_u64(page) == 0 && lmdb_u32(page + 16) == FILE_MAGIC)));
}

int lmdb_file_walk(const char *path)
{
	struct file f;
	int err = file_open(path, &f);

	if (err == 0)
		err = file_walk(&f);
	file_close(&f);
	return err;
}
