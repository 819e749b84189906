/* recipient: whom a mail reaches: the person as the office tells them, their address, and their wishes.
 *
 * Nothing goes to whoever is gone or erased, has no address, gets letters, or is paused because mail to them came back.
 * Called by planning, queue and gather. Asks the drawer. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_RECIPIENT_H
#define VB_BRIDGES_MAIL_RECIPIENT_H

#include "bridges/mail/drawer.h"

/* Fills *out with wishes, name and address of somebody; address: NULL, or what is written to without a person. tongue: of those
 * without wishes. Errors: VB_ERR_NOT_FOUND: no mail goes to them; else those of the drawer. */
VB_MUST int recipient_find(const struct drawer *drawer, const struct record_id *person,
                           const char *address, enum tongue tongue, struct addressee *out);

/* Reads the wishes alone, for whoever is named by mailing_who; those of a new one if there is no row, or one that cannot be read.
 * Errors: of the drawer. */
VB_MUST int recipient_wishes(const struct drawer *drawer, const struct record_id *who,
                             enum tongue tongue, struct addressee *out);

/* Adds the wishes as a row. person: zero if without a record. */
void recipient_put(struct drawer_batch *batch, const struct record_id *who,
                   const struct record_id *person, const struct addressee *wishes);

/* True if a mail can be sent to it: one @ with something on both sides, ASCII, nothing that ends an address. */
bool recipient_is_address(const char *address);

#endif
