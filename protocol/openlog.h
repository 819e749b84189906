/* openlog: bodies of the entries of open logs, which every member and relay can read: SPEC.md 6.
 *
 * Ids, codes and cards only, never free text.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_OPENLOG_H
#define VB_PROTOCOL_OPENLOG_H

#include "protocol/cutoff.h"

enum open_type {
	VB_OPEN_BEGIN = 1,
	VB_OPEN_PROPOSE = 2,
	VB_OPEN_SUSPEND = 3,
	VB_OPEN_ERASE = 4,
	VB_OPEN_RECEIPT = 5,
};

struct open_body {
	uint32_t type;    /* enum open_type; one unknown to this version has no contents here */
	bool is_extended; /* has keys of a later version */
	union {
		struct {
			uint64_t incarnation;
		} begin;
		struct {
			struct span control; /* a proposed control body, not looked into */
		} propose;
		struct {
			struct node_id node;
			struct list cutoffs;
		} suspend;
		struct {
			struct list records; /* open_erased_next */
			uint32_t ground;
		} erase;
		struct {
			struct entry_id erase;
			uint32_t dropped; /* records that were here */
		} receipt;
	} u;
};

/* Reads an open body. Borrows bytes. An unknown type passes when it is a canonical map.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_OUT_OF_RANGE. */
VB_MUST int open_body_decode(struct span bytes, struct open_body *out);

/* Appends an open body of a known type. Overflow shows as the buffer's sticky error. */
void open_body_encode(const struct open_body *body, struct buf *out);

/* One record of an erase: which, what takes its place, and where it was created. */
struct open_erased {
	struct record_id record;
	struct record_id replacement; /* zero: none */
	uint64_t incarnation;
	enum audience audience;
	uint64_t seq;
};

/* Takes the next one off the list; false at its end. */
bool open_erased_next(struct list *at, struct open_erased *out);

/* Appends one as a list element; they ascend by record id. */
void open_erased_pack(struct buf *b, const struct open_erased *erased);

#endif
