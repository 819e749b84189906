/*
 * shelf: a store in a temporary directory with spaces, logs and entries in it, for tests of what stands on env.
 *
 * Everything follows from numbers: the id of space n, of office n, the body of entry seq of log n. Entries chain and
 * hash as they must; nothing is signed or encrypted, since the store does not look. What cannot fail here ends the run.
 */
#ifndef VB_TESTS_UNIT_SHELF_H
#define VB_TESTS_UNIT_SHELF_H

#include "store/logs.h"
#include "tests/unit/scratch.h"

#define SHELF_GENESIS_BYTES 100u

struct shelf {
	char dir[SCRATCH_PATH_BYTES];
	struct env *env;
	struct logs *logs;
};

/* Makes a new store. */
void shelf_init(struct shelf *s);
/* Closes and removes it. */
void shelf_release(struct shelf *s);
/* Closes and opens it again. */
void shelf_reopen(struct shelf *s);

/* Starts a transaction. */
struct env_txn *shelf_begin(struct shelf *s, enum env_mode mode);
/* Commits it, logs included. */
void shelf_commit(struct shelf *s, struct env_txn **txn);

/* The id of space `number`: that of its genesis, which shelf_append_control writes. */
struct space_id shelf_space(uint64_t number);
/* The id of office `number`. */
struct node_id shelf_office(uint64_t number);
/* A record id that was made at that time, in ms. */
struct record_id shelf_record(uint64_t time);

/* Makes space `number` known; returns its short number. */
uint32_t shelf_add_space(struct env_txn *txn, uint64_t number);
/* Makes a log of an office known; returns its handle. space: short number of space `space_number`. */
uint32_t shelf_add_log(struct shelf *s, struct env_txn *txn, uint32_t space, uint64_t space_number,
                       uint64_t office, enum audience audience);

/* An entry that would come next. */
struct shelf_entry {
	uint8_t header[VB_HEADER_BYTES];
	struct entry_id id;
	uint8_t body[VB_BODY_MAX_BYTES];
	size_t body_size;
};

/* Makes the next entry of a log, with a body of body_size bytes, of a record. */
void shelf_make(const struct log_info *log, size_t body_size, const struct record_id *record,
                struct shelf_entry *out);
/* Makes and appends it. */
void shelf_append(struct shelf *s, struct env_txn *txn, uint32_t handle, size_t body_size,
                  const struct record_id *record);
/* Appends count entries of about 300 bytes of record `time` and seals what must be sealed. */
void shelf_fill(struct shelf *s, struct env_txn *txn, uint32_t handle, uint32_t count,
                const struct record_id *record);
/* A signature that follows from a number. */
struct signature shelf_seal(uint64_t number);

/* Appends a control entry of body_size bytes to a space; a genesis has SHELF_GENESIS_BYTES. */
void shelf_append_control(struct env_txn *txn, uint64_t space_number, size_t body_size);

#endif
