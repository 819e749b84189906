/* core: the inside of struct node, for the files that make up the core: node*, admit*, judge, apply, rebuild, author,
 * council, partner, archive.
 *
 * Everybody else sees node.h. One turn's state stands in struct turn and is forgotten at its end; all else is either
 * constant or a copy of what the store holds, so that a failed commit is undone by reading again.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_CORE_H
#define VB_DAEMON_CORE_CORE_H

#include "daemon/core/catalogue.h"
#include "daemon/core/core_space.h"
#include "daemon/core/node.h"
#include "daemon/core/settings.h"
#include "daemon/core/turn.h"
#include "protocol/array.h"
#include "protocol/merge/merge.h"
#include "protocol/peer/segment.h"
#include "store/key.h"
#include "store/trust.h"

struct blobs;
struct indexer;
struct record_keys;
struct hollow;
struct quota_refusal;

#define VB_FAILED_SHOWN_MS 60000u /* small turns may succeed where a large one finds no room */

/* An office and the newest card of it. */
struct core_office {
	struct node_id id;
	struct public_key curve;
	struct public_key former;
	bool has_former;
	bool is_paired;
	uint64_t version;
	struct trust trust; /* what is noted beside the card */
	bool lets_us_in;    /* a partner, or of a space to which we belong, too */
	uint32_t endpoint_count;
	size_t endpoint_at[VB_ENDPOINTS_MAX_COUNT]; /* in office_text, NUL-terminated */
};

/* A CURVE key and whose it is. */
struct core_key {
	struct public_key curve;
	struct node_id id;
	bool is_proven; /* the office was seen to have it */
	bool is_paired;
	bool is_former; /* named by the card as the one before */
};

/* The newest card that an office proposed in its open log. */
struct core_proposal {
	struct node_id author;
	uint64_t version;
	uint8_t card[VB_CARD_MAX_BYTES];
	size_t size;
};

/* A log of which two sealed histories are known. */
struct core_fork {
	uint32_t log;
	uint64_t seq; /* first entry in which they differ */
};

/* An office that showed new cards lately. */
struct core_shower {
	struct node_id id;
	uint32_t cards;
	struct mono_ms since;
};

/* An entry for which nobody has to wait any longer. */
struct core_due {
	struct log_id log;
	uint64_t seq;
};

struct node {
	struct node_output output;
	struct settings settings;
	char *home;
	struct env *env;
	struct logs *logs;
	struct blobs *blobs;
	struct record_keys *record_keys;
	struct node_keys *keys;
	struct vault *vault;
	struct node_id self;
	struct card card;    /* spans point into card_bytes */
	uint64_t card_named; /* the first version that names our newest keys */
	struct buf card_bytes;
	struct hlc clock;
	uint64_t boot;
	uint64_t chance;            /* drawn at the start and told to nobody: merge_view */
	struct core_space **spaces; /* ascending by id */
	uint32_t space_count, space_capacity;
	struct core_space **numbers; /* the same by short number, NULL where there is none */
	size_t number_capacity;
	struct core_office *offices; /* everybody who may connect, ascending by id */
	uint32_t office_count, office_capacity;
	struct core_key *office_keys; /* by which they are recognised, ascending */
	uint32_t key_count, key_capacity;
	struct buf office_text;
	struct core_fork *forks;
	uint32_t fork_count, fork_capacity;
	uint64_t
		proofs; /* of two histories, found or read since the start: the links are told of them */
	struct core_shower *showers;
	uint32_t shower_count, shower_capacity;
	uint64_t changes; /* of records, counted since the start; never put back */
	int failed; /* why a turn that wrote something could not be kept, the last time; 0: never */
	struct mono_ms failed_at;
	bool is_failing;  /* it was the last such turn */
	bool is_resting;  /* a turn failed: nothing of our own accord until the next tick */
	bool list_is_due; /* the partner list beside the store is older than the store */
	struct mono_ms list_retry;
	struct mono_ms card_looked; /* when own_card_on_tick last looked who lacks our card */
	bool is_rotation_late;      /* our clock says that nobody is to be waited for any more, */
	struct mono_ms rotation_late_at; /* and did from then on */
	struct core_proposal *proposals; /* cards that came by open logs in this turn */
	uint32_t proposal_count, proposal_capacity;
	struct turn turn;
	struct sessions *sessions;
	struct control *control;
	struct mono_ms written; /* when something was written last */
	bool is_rested;         /* nothing was since the memory of that went back */
	struct indexer *indexer;
	bool has_erasures;     /* something was erased here at some time */
	bool has_replacements; /* and another record took its place */
	struct hollow *hollows;
	uint32_t hollow_count, hollow_capacity;
	uint32_t wanted_count; /* confidential records that lack bodies for want of keys */
	struct core_erasure erasure;
	struct quota_refusal *refusals; /* oldest first */
	uint32_t refusal_count, refusal_capacity;

	/* Room for one segment, body and record at a time, so that the way of an entry allocates nothing. */
	struct segment_entry segment[VB_SEAL_MAX_ENTRIES];
	uint8_t plain[VB_BODY_MAX_BYTES];
	struct merged merged;
	struct buf record;
	struct catalogue before, now; /* rows of the record in hand */
	struct core_due *due;
	uint32_t due_count, due_capacity;
	bool has_waiting; /* there may be entries that wait */
};

/* The core's view of a space, NULL if unknown. */
struct core_space *core_space_find(const struct node *node, const struct space_id *id);
/* The space with that short number, NULL if unknown. */
struct core_space *core_space_number(const struct node *node, uint32_t number);
/* Adds a space that the store knows by this number; its control log is empty. The node keeps it. */
struct core_space *core_space_add(struct node *node, const struct space_id *id, uint32_t number);
/* Forgets all spaces. */
void core_spaces_release(struct node *node);

/* The office with that id among those that may connect, NULL if none; lives until they change. */
struct core_office *core_office_find(struct node *node, const struct node_id *id);

/* Notes that a log (0: the control log) has grown to count entries, over this link (0: here). */
void core_grew(struct node *node, uint32_t space, uint32_t log, enum audience stream,
               uint64_t count, uint32_t link);
/* Notes that a record of the space has changed. */
void core_changed(struct node *node, uint32_t space);
/* Notes a log with two histories, in memory; once a log, with the place found last, which is the earliest. */
void core_fork_add(struct node *node, uint32_t log, uint64_t seq);
/* A space that is being fetched is fetched when the majority of the other members (if there are any) have the same. With
 * the last such space the recovered members are forgotten. */
void core_end_fetching(struct node *node, struct core_space *space);
/* Makes a space an archive, or no longer one; and whether it is being fetched. */
void core_set_archive(struct node *node, struct core_space *space, bool is_archive,
                      bool is_fetching);
/* Gives the space the keys that came with a file. Errors: store errors. */
VB_MUST int core_load_gifts(struct node *node, struct core_space *space);
/* Draws or lifts the veil over a space. */
void core_set_veil(struct node *node, struct core_space *space, bool is_veiled);
/* From now on this node writes in the space in a new incarnation, of which nothing is written yet. */
void core_new_incarnation(struct node *node, struct core_space *space);

#endif
