/* finder: what is asked, what was found, and what stands between: a search under way. search and search_words do its stages one after
 * the other.
 *
 * Spaces are told by the numbers that they had at the beginning. `place` is where a walk over the rows of all of them goes on,
 * also in a later turn. The short numbers of records (words.h) mean the same until the index is made anew; so whoever shows what was
 * found in more than one turn looks once more whether it fits.
 * Called by search, search_words. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_FINDER_H
#define VB_DAEMON_CONTROL_FINDER_H

#include "daemon/control/query.h"
#include "store/key.h"

/* Work is counted in postings looked at; other things cost as much as so many. VB_SEARCH_STEP_WORK takes a few milliseconds; a
 * step goes beyond it by one block of postings or one record at most. Beside it stand, once a search, a byte or two for each
 * record and the ordering of what was found. */
#define VB_SEARCH_STEP_WORK 200000u
#define VB_SEARCH_BLOCK_WORK 8u   /* the length of a block */
#define VB_SEARCH_RECORD_WORK 16u /* a record, or its words, by its number */
#define VB_SEARCH_LOCKED_WORK 64u /* words that are locked, */
#define VB_SEARCH_FRESH_WORK 64u  /* and a record that changed, to which comes one for each */
#define VB_SEARCH_FRESH_BYTES 4u  /* bytes of it, of which words are made */

#define VB_SEARCH_LIMIT_DEFAULT 50u
#define VB_SEARCH_LIMIT_MAX 200u
/* The ceilings of one search: postings of words, records put in order, confidential records looked at, changes looked through and their bytes. */
#define VB_SEARCH_POSTINGS_MAX 4000000u
#define VB_SEARCH_RANKED_MAX 100000u
#define VB_SEARCH_LOCKED_MAX 200000u
#define VB_SEARCH_PENDING_MAX 1000u
#define VB_SEARCH_PENDING_BYTES (4u << 20)

struct search_hit {
	struct record_ref ref;
	uint8_t score;
};

struct search {
	const struct query *query;
	uint32_t space;                    /* number; 0: all that may be shown */
	uint32_t kind;                     /* 0: any */
	uint32_t limit;                    /* 1 to VB_SEARCH_LIMIT_MAX */
	bool has_after;                    /* only what comes behind this: */
	struct search_hit after;           /* score and id count */
	uint32_t postings_max, ranked_max; /* VB_SEARCH_POSTINGS_MAX, VB_SEARCH_RANKED_MAX */
	uint32_t step_work;                /* VB_SEARCH_STEP_WORK */

	struct search_hit hits[VB_SEARCH_LIMIT_MAX +
	                       1u]; /* the best; one more than wanted if there are more */
	uint32_t count;
	uint64_t work; /* done in the last step */
	bool is_done;
	bool is_complete;
	bool is_behind;   /* the index is older than the records */
	uint64_t pending; /* changes that were neither in the index nor looked through */
};

/* What is known about the record with this number. */
struct slot {
	uint8_t found; /* words of the query, in the order in which they are looked up */
	uint8_t best;  /* points of the last one */
	uint8_t sum;   /* points of all */
};

/* A word of the query and how much of the index it takes. */
struct measured {
	uint32_t index;
	uint64_t size;
};

/* Where a walk over the rows of all spaces stands. */
struct walk_place {
	uint32_t space; /* index in `spaces` */
	bool is_within; /* `from` is where it goes on in that space */
	struct key from;
};

enum stage {
	STAGE_BEGIN,
	STAGE_FRESH,
	STAGE_LOCKED,
	STAGE_MEASURE,
	STAGE_WORDS,
	STAGE_ORDER,
	STAGE_BEST,
	STAGE_DONE,
};

struct finder {
	struct search *s;
	struct node *node;
	struct env_txn *txn; /* of this turn */
	enum stage stage;
	bool is_later;    /* not the first step: what was found may be gone */
	uint32_t *spaces; /* numbers of those in which is searched */
	uint32_t space_count;
	struct walk_place place;
	struct slot *slots; /* by number of the record, up to `last` */
	uint32_t last;
	uint32_t *found; /* numbers of records in which all words so far were found; room for all */
	uint32_t found_count;
	uint32_t postings;                         /* looked at */
	uint32_t locked;                           /* confidential records looked at */
	struct measured words[VB_QUERY_WORDS_MAX]; /* the rarest first */
	uint32_t word;                             /* the one in hand */
	bool is_begun;                             /* with that word */
	bool is_verifying;                         /* by the words of the records left: */
	uint32_t at, kept;                         /* of found */
	uint32_t *order;                           /* found, best first */
	uint32_t looked;                           /* of these */
	struct record_ref *fresh; /* changed and not indexed: looked through directly; ascending */
	uint32_t fresh_count, fresh_capacity;
	uint32_t fresh_at;  /* those from here on were looked through */
	size_t fresh_bytes; /* of these */
};

/* False when the step has done its work. */
static inline bool finder_may_go_on(const struct finder *f)
{
	return f->s->work < f->s->step_work;
}

/* Where the walk over the rows of the space in hand begins. */
static inline const struct key *finder_from(const struct finder *f)
{
	return f->place.is_within ? &f->place.from : NULL;
}

/* Goes on with the next space. */
static inline void finder_next_space(struct finder *f)
{
	f->place.space++;
	f->place.is_within = false;
	f->s->work += VB_SEARCH_RECORD_WORK;
}

/* Begins another walk. */
static inline void finder_rewind(struct finder *f)
{
	f->place.space = 0;
	f->place.is_within = false;
}

/* What is missing of a record that was found: it is gone since, or the index is damaged. */
static inline int finder_gone(const struct finder *f, int err)
{
	if (err != VB_ERR_NOT_FOUND)
		return err;
	return f->is_later ? 0 : VB_ERR_STORE_CORRUPT;
}

/* STAGE_MEASURE: puts the words in order, the rarest first. One word needs none. Errors: the transaction's. */
VB_MUST int finder_measure(struct finder *f);
/* STAGE_WORDS: finds the records that have all words, the rarest first. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int finder_words(struct finder *f);

#endif
