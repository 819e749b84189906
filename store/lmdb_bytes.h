/* lmdb_bytes: what lmdb_file and lmdb_scrub both know of a data file: its numbers, which stand in the byte order of the machine, and
 * the sizes and marks of its pages.
 *
 * Format: as in lmdb_file.h. Thread rule: pure, but for lmdb_read_at.
 */
#ifndef VB_STORE_LMDB_BYTES_H
#define VB_STORE_LMDB_BYTES_H

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "protocol/bytes.h"

#define PAGE_MIN_BYTES 512u
#define PAGE_MAX_BYTES 65536u
#define HEAD_BYTES 152u     /* of a head page that are looked at */
#define PAGE_HEAD_BYTES 16u /* before the offsets of the nodes */
#define NODE_HEAD_BYTES 8u
#define TREE_BYTES 48u /* what is kept with each table */
#define TREE_MAX_DEPTH 32u
#define NO_PAGE UINT64_MAX

enum page_flags {
	PAGE_BRANCH = 0x01,
	PAGE_LEAF = 0x02,
	PAGE_OVERFLOW = 0x04,
	PAGE_HEAD = 0x08,
	PAGE_TYPES = 0x0f,
};

enum node_flags {
	NODE_BIG = 0x01,  /* the value stands in pages of its own */
	NODE_TREE = 0x02, /* the value is a struct tree */
};

/* Reads a number. */
static inline uint16_t lmdb_u16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Reads a number. */
static inline uint32_t lmdb_u32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Reads a number. */
static inline uint64_t lmdb_u64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Reads size bytes at a place of the file. Errors: VB_ERR_STORE_CORRUPT (there are fewer), VB_ERR_IO. */
VB_MUST static inline int lmdb_read_at(int fd, uint64_t offset, void *out, size_t size)
{
	uint8_t *to = out;

	while (size > 0) {
		ssize_t got = pread(fd, to, size, (off_t)offset);

		if (got == 0)
			return VB_ERR_STORE_CORRUPT;
		if (got < 0 && errno != EINTR)
			return VB_ERR_IO;
		if (got > 0) {
			to += got;
			offset += (uint64_t)got;
			size -= (size_t)got;
		}
	}
	return 0;
}

#endif
