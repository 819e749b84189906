/* leaflet: a meeting and items of its agenda as what bridges/render makes documents of (struct invitation).
 *
 * What is not public is in it for members only. The same records give the same bytes in every office that speaks the same
 * language: the date in it is that of the last change of what it shows.
 * Called by handout and letters. Thread rule: one thread.
 */
#ifndef VB_CLI_LEAFLET_H
#define VB_CLI_LEAFLET_H

#include "bridges/render/invitation.h"
#include "cli/labels.h"
#include "cli/wording.h"

#define VB_LEAFLET_MAX_BYTES (64u << 20)
#define VB_LEAFLET_LINE_BYTES 512u /* of an address */

/* invitation may be changed between new and write: occasion, office, letter, opening, closing. */
struct leaflet {
	struct cmd *cmd;
	struct labels *labels;
	const struct json *meeting;
	const struct json *agenda;
	const char *zone; /* in which it tells times: that of the meeting */
	struct captions captions;
	struct invitation invitation;

	struct invitation_item *items;
	struct invitation_paper *papers; /* one an item */
	char start_zone[VB_WORDING_ZONE_BYTES], end_zone[VB_WORDING_ZONE_BYTES];
	char **texts; /* made for it */
	size_t text_count;
};

/* Fills it in: items as agenda.list has them, of which those without a number are left out. Borrows all until release. */
void leaflet_init(struct leaflet *leaflet, struct cmd *cmd, struct labels *labels,
                  const struct json *meeting, const struct json *items,
                  enum invitation_audience audience);
/* Frees what was made for it. */
void leaflet_release(struct leaflet *leaflet);

/* True if only members read the record. */
bool leaflet_is_internal(const struct json *record);

/* Appends the document. format: text, html or pdf. Errors: those of invitation_to_form and of the writers. */
VB_MUST int leaflet_write(const struct leaflet *leaflet, const char *format, struct buf *out);

#endif
