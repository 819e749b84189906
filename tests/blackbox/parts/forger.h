/* forger: an office's key in the wrong hands: greets a daemon, learns a space from it, and makes entries and frames, good
 * ones and any that are not.
 *
 * Knows the wire (SPEC.md) and the key file, nothing of daemon/. Everything it writes stands in logs of an incarnation of
 * its own; a draft does not count as written until forger_accept. Ends the run when the daemon does not behave.
 * Called by rogue. Thread rule: one thread.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_FORGER_H
#define VB_TESTS_BLACKBOX_PARTS_FORGER_H

#include "protocol/peer/card.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/heads.h"
#include "protocol/peer/segment.h"
#include "protocol/space/space.h"
#include "tests/blackbox/parts/caller.h"

#define FORGER_LOGS 3u        /* by audience: all, core, open */
#define FORGER_WAIT_MS 10000u /* for an answer that must come */

/* A log as its writer sees it. */
struct forged_log {
	struct log_id id;
	enum audience audience;
	uint64_t count;
	struct entry_id head;
	struct hlc hlc;
};

struct forger {
	struct node_keys *keys;
	struct vault *vault;
	struct node_id self;
	struct buf card;
	char endpoint[VB_ENDPOINT_MAX_BYTES + 1]; /* of the daemon */
	struct public_key server;
	struct node_id server_id;
	struct caller caller;
	struct buf frame; /* received last */
	bool is_hasty; /* hangs up at the first complaint instead of waiting until the daemon does */
	uint64_t granted; /* bytes, since the link began */
	struct space_id space_id;
	struct space *space;
	struct buf control; /* the last CONTROL payload learnt */
	struct entry_header control_head;
	uint64_t incarnation;
	struct forged_log logs[FORGER_LOGS];
	bool is_back_dated; /* drafts bear the date 1970 and cite this control entry instead of the newest */
	uint32_t cited;
};

/* Reads keys, own card and the daemon's card from a home that no daemon uses. */
void forger_init(struct forger *f, const char *home, const char *endpoint,
                 const struct space_id *space);
/* Hangs up, wipes the keys. */
void forger_release(struct forger *f);

/* ---- the link ---- */

/* Connects without a word. False: refused. */
bool forger_connect(struct forger *f);
/* Appends a good HELLO frame. */
void forger_hello(struct forger *f, struct buf *out);
/* A fresh link: connects, greets, and waits for the other's HELLO and first credit. */
void forger_greet(struct forger *f);
/* Allows the daemon to send as much as it likes. */
void forger_grant(struct forger *f);

/* What came back. */
struct reaction {
	bool is_over;  /* the link was ended */
	int complaint; /* enum vb_err of the last ERROR or BYE, 0 if none */
	uint32_t frames[VB_FRAME_PROOF + 1];
	struct want want; /* the last one */
};
/* Waits until the daemon has dealt with all that was sent, and tells how it took it. */
void forger_listen(struct forger *f, struct reaction *out);

/* Learns the control log, as far as the daemon has it. */
void forger_learn(struct forger *f);
/* Asks for a log from its start; calls fn for each SEGMENT payload that comes, until the daemon has no more. */
void forger_ask(struct forger *f, const struct log_id *log,
                void (*fn)(void *ctx, struct span segment), void *ctx);

/* ---- entries ---- */

struct draft {
	struct entry_header header;
	uint8_t stored[1024]; /* the body as it travels */
	size_t stored_size;
	struct entry_id id;
	struct signature seal;
};

/* Starts logs of a new incarnation; nothing is written yet. */
void forger_begin_incarnation(struct forger *f);
/* A good `begin` of the open log. */
void forger_draft_begin(struct forger *f, struct draft *out);
/* The next entry of a data log, with this document; record NULL: it creates one. */
void forger_draft(struct forger *f, enum audience audience, struct span document,
                  const struct record_id *record, struct draft *out);
/* The same with a plaintext that is taken as it is, padding and all. */
void forger_draft_plain(struct forger *f, enum audience audience, struct span plain,
                        struct draft *out);
/* The next entry: a message. Not more than 400 bytes of text. */
void forger_draft_message(struct forger *f, enum audience audience, const char *text,
                          struct draft *out);
/* After a change of header or body: id and seal by these keys. */
void draft_seal(struct draft *d, const struct node_keys *keys);
/* As draft_seal, but the body's hash is what it is now. */
void draft_rehash(struct draft *d, const struct node_keys *keys);
/* Appends the document of a message. */
void document_message(const char *text, struct buf *out);

/* Appends a SEGMENT frame of drafts, introduced at the start of a log, else with the predecessor given. */
void forger_segment(const struct forger *f, const struct draft *drafts, size_t count,
                    struct buf *out);
/* The drafts are written now. */
void forger_accept(struct forger *f, const struct draft *drafts, size_t count);

#endif
