/*
 * town: several offices as node cores in one process, linked by queues of frames, for tests of the core.
 *
 * Each has a home of its own below one temporary directory and a store that is not synced. Links carry frames in order
 * and without loss; town_run delivers until nobody has anything to say. Time stands still but for town_pass.
 * Whatever fails in setting up ends the run; refusals under test come back as codes.
 */
#ifndef VB_TESTS_UNIT_TOWN_H
#define VB_TESTS_UNIT_TOWN_H

#include "daemon/core/node.h"
#include "protocol/kind.h"
#include "protocol/merge/edit.h"
#include "store/records.h"
#include "tests/unit/scratch.h"

#define TOWN_MAX 8u

struct town_frame;

struct town {
	char dir[SCRATCH_PATH_BYTES];
	uint32_t count;
	struct node *nodes[TOWN_MAX];
	struct node_id ids[TOWN_MAX];
	struct town_port {
		struct town *town;
		uint32_t office;
	} ports[TOWN_MAX];
	bool linked[TOWN_MAX][TOWN_MAX];
	struct town_frame *first, *last;
	struct node_now now;
	struct env_options options;
	uint32_t answers;      /* given to clients */
	int last_answer_error; /* what the newest of them said, 0: no error */
	uint64_t last_answer_id;
	uint32_t fails_allowed; /* commits that may fail in town_run before it ends the test */
	uint64_t frames;        /* delivered */
	uint64_t frames_max;    /* delivered by one town_run; 0: all */
	uint64_t blob_frames;   /* BLOB, of the frames sent, */
	uint64_t blob_bytes;    /* and the chunks in them */
};

/* Founds count offices, none of which knows another. */
void town_init(struct town *t, uint32_t count);
/* The same with stores that are full at map_bytes. */
void town_init_sized(struct town *t, uint32_t count, uint64_t map_bytes);
/* Closes everything and removes the homes. */
void town_release(struct town *t);

/* Pairs two offices, as if their operators had compared the digits. */
void town_pair(struct town *t, uint32_t a, uint32_t b);
/* A link stands between the two; b dialled. */
void town_link(struct town *t, uint32_t a, uint32_t b);
/* The CURVE key with which an office makes links. */
struct public_key town_curve(const struct town *t, uint32_t office);
/* The link is gone, with what was on its way. */
void town_unlink(struct town *t, uint32_t a, uint32_t b);
/* Puts a frame on its way, as if an office had sent it. */
void town_send(struct town *t, uint32_t from, uint32_t to, struct span bytes);
/* What is on its way is lost, and the links stand. */
void town_hush(struct town *t);
/* Delivers frames and ends turns until nothing moves. */
void town_run(struct town *t);
/* Ends the turn of one office without delivering anything. Returns the code of the commit. */
int town_commit(struct town *t, uint32_t office);
/* Time passes for all, with a tick. */
void town_pass(struct town *t, uint64_t ms);
/* Closes one office; its links are gone. */
void town_close(struct town *t, uint32_t office);
/* Opens it again. */
void town_reopen(struct town *t, uint32_t office);
/* Closes and opens one office. */
void town_restart(struct town *t, uint32_t office);
/* Closes an office, removes its store and opens it again. */
void town_wipe(struct town *t, uint32_t office);
/* The path of a file in an office's home. */
const char *town_file(const struct town *t, uint32_t office, const char *name);

/* Gives an office an address, before anybody has seen its card. */
void town_set_endpoint(struct town *t, uint32_t office, const char *endpoint);
/* Makes the next card of an office, with new box and CURVE keys that nobody uses; the caller releases it. */
void town_new_card(struct town *t, uint32_t office, struct buf *out);

/* Founds a space with office `owner` as owner; the turn is committed. */
struct space_id town_found(struct town *t, uint32_t owner);
/* The owner admits an office; the turn is committed. */
void town_admit(struct town *t, uint32_t owner, const struct space_id *space, uint32_t office,
                enum role role);

/* Writes a new record of a kind with a name (a message: with a text). Returns the code. The turn goes on. */
int town_create(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, uint32_t kind, const char *name, struct record_id *out);
/* Gives a record a new name. */
int town_rename(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, const struct record_id *record, const char *name);
/* Deletes a record. */
int town_delete(struct town *t, uint32_t office, const struct space_id *space,
                enum audience audience, const struct record_id *record);

/* Erases a record, with a replacement where it is not NULL. Returns the code. */
int town_erase(struct town *t, uint32_t office, const struct space_id *space,
               enum audience audience, const struct record_id *record,
               const struct record_id *replacement, struct entry_id *out);
/* How many bodies of entries of the record the office holds, in whatever log. */
uint32_t town_bodies(struct town *t, uint32_t office, const struct space_id *space,
                     enum audience audience, const struct record_id *record);

/* The name of a record as the office sees it; "" without one, NULL when the record is not there or deleted. Lives until
 * the next call. */
const char *town_name(struct town *t, uint32_t office, const struct space_id *space,
                      enum audience audience, const struct record_id *record);
/* The office's state hash. */
struct hash town_state(struct town *t, uint32_t office, const struct space_id *space,
                       enum audience audience);
/* True if both offices have the same state hash. */
bool town_agrees(struct town *t, uint32_t a, uint32_t b, const struct space_id *space,
                 enum audience audience);
/* Records that the office has in the space and audience, deleted ones too. */
size_t town_records(struct town *t, uint32_t office, const struct space_id *space,
                    enum audience audience);
/* The office's short number of the space. */
uint32_t town_space(struct town *t, uint32_t office, const struct space_id *space);

/* The log of an author with most entries in an audience, as an office has it; NULL if none. */
const struct log_info *town_log(struct town *t, uint32_t office, const struct space_id *space,
                                uint32_t author, enum audience audience);
/* Appends the segment of the log that begins at entry `first`, as the office would send it: up to the next seal. */
void town_segment(struct town *t, uint32_t office, const struct log_info *log, uint64_t first,
                  struct buf *out);
/* The same up to entry `last`, which has a seal, over seals between. */
void town_segment_to(struct town *t, uint32_t office, const struct log_info *log, uint64_t first,
                     uint64_t last, struct buf *out);
/* Hands a segment to the door of an office, as if it had come over a link from another. */
int town_offer(struct town *t, uint32_t office, uint32_t from, struct span segment);
/* Hands the whole log of an author and audience from one office to another, segment after segment, without ending the
 * turn. Returns the last code, 0 for a log that is empty. */
int town_offer_log(struct town *t, uint32_t to, uint32_t from, const struct space_id *space,
                   uint32_t author, enum audience audience);
/* Hands control entries from `first` on of one office to another. */
int town_offer_control(struct town *t, uint32_t office, uint32_t from, const struct space_id *space,
                       uint32_t first);

#endif
