/* enclosures: the documents that go with a mail, read from the office and kept for a while: ten thousand mails about one meeting
 * have the same ones.
 *
 * In their order, as long as all of them are no larger than attach-max; of what is larger, or not here, there is the name
 * alone. Called by dispatch. Calls office_calls. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_ENCLOSURES_H
#define VB_BRIDGES_MAILNET_ENCLOSURES_H

#include "bridges/mail/judging.h"
#include "bridges/mail/mail_order.h"
#include "bridges/mailnet/office_calls.h"

#define VB_ENCLOSURES_MAX 40u                /* files of one mail */
#define VB_ENCLOSURES_KEPT_BYTES (32u << 20) /* kept in memory */
#define VB_ENCLOSURES_KEPT_MAX 64u

struct enclosures {
	struct office *office;
	uint64_t max_bytes; /* of one mail */
	struct {
		struct record_id id;
		struct buf bytes;
		bool is_here;
	} kept[VB_ENCLOSURES_KEPT_MAX];
	size_t kept_count;
	size_t kept_bytes;
};

/* Starts with nothing. */
void enclosures_init(struct enclosures *e, struct office *office, uint64_t max_bytes);
/* Frees all. */
void enclosures_release(struct enclosures *e);

/* The files of a meeting (its own, those of its items and of their papers) or of a paper, each once, as far as they go with this
 * mail (outgoing_brings). Borrows names from the
 * matter and bytes from e: they live until the next call. Returns how many stand in out. Errors: of the link; a file that
 * cannot be read is named only. */
VB_MUST int enclosures_gather(struct enclosures *e, const struct outgoing *outgoing,
                              const struct matter *matter,
                              struct mail_file out[static VB_ENCLOSURES_MAX], size_t *count);

#endif
