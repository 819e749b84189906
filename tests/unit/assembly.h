/*
 * assembly: offices and a space that they share, for tests of everything that stands on a control log.
 *
 * Each office has keys, a card and a vault; node ids are the same in each run. The first office founds the space and
 * writes its control log; every entry is kept, so that any office can fold any beginning of it. Bodies come from
 * space_build.h or, for what no honest owner would write, from a struct control_body.
 */
#ifndef VB_TESTS_UNIT_ASSEMBLY_H
#define VB_TESTS_UNIT_ASSEMBLY_H

#include "protocol/space/space_build.h"

struct office {
	struct node_keys *keys;
	struct vault *vault;
	struct node_id id;
	struct buf card;
	uint64_t card_version;
};

/* One entry as it goes over the wire. */
struct control_entry {
	uint8_t header[VB_HEADER_BYTES];
	struct signature signature;
	uint8_t *body;
	size_t body_size;
};

struct assembly {
	struct office *offices;
	uint32_t office_count;
	struct control_entry *entries;
	uint32_t entry_count;
	uint32_t owner;      /* index of the office that writes the control log */
	struct space *space; /* the owner's fold */
	struct hlc hlc;
};

/* Makes count offices whose keys follow from the seed; no space yet. */
void assembly_init(struct assembly *a, uint32_t count, uint64_t seed);
/* Frees everything. */
void assembly_release(struct assembly *a);
/* Replaces an office's card by one of the next version; new box and CURVE key with it if wanted. */
void office_new_card(struct office *office, bool with_new_keys);
/* The same with new keys, and a card that names the CURVE key before as still in use. */
void office_rotate(struct office *office);

/* Signs a body as the next entry with these keys. Ends the run if that fails. */
void assembly_sign(const struct assembly *a, const struct node_keys *keys, struct span body,
                   struct control_entry *out);
/* Frees the body. */
void control_entry_release(struct control_entry *entry);
/* Applies an entry to a fold. */
int assembly_apply(struct space *space, const struct control_entry *entry);
/* Applies a body signed by the owner to the owner's fold and keeps it if it was accepted. Returns space_apply's code. */
int assembly_enter(struct assembly *a, struct span body);
/* The same with a body that is encoded first. */
int assembly_enter_body(struct assembly *a, const struct control_body *body);

/* Office 0 founds the space. */
void assembly_found(struct assembly *a);
/* Admits an office. Returns the code of building or applying. */
int assembly_admit(struct assembly *a, uint32_t office, enum role role);
/* Changes a role, downward with these cut-offs and without the rekeys due. */
int assembly_role(struct assembly *a, uint32_t office, enum role role, const struct cutoff *cutoffs,
                  uint32_t count);
/* Removes an office with these cut-offs, without the rekeys due. */
int assembly_remove(struct assembly *a, uint32_t office, const struct cutoff *cutoffs,
                    uint32_t count);
/* Enters a whole rekey. */
int assembly_rekey(struct assembly *a, enum audience audience);
/* The owner hands over to another office, which folds the space and writes from now on. */
int assembly_handover(struct assembly *a, uint32_t office);
/* Enters every rekey that is due. */
int assembly_finish_step(struct assembly *a);

/* A fold of the first count entries by an office, with its own keys and vault; signatures are not checked again.
 * The caller destroys it before the assembly. */
struct space *assembly_fold(const struct assembly *a, uint32_t office, uint32_t count);

/* A hash over every answer a fold gives: what a refused entry must not change. */
void space_fingerprint(struct space *space, struct hash *out);

/* A cut-off of count entries of a log, its last entry's id made from the count. */
struct cutoff cutoff_of(const struct log_id *log, uint64_t count);

#endif
