/* postman: verbund-mail at work: one loop over the daemon's two links, libcurl, LMTP, the web and the reading program.
 *
 * It owns all parts of this folder (post_office.h) and gives each its turn. It ends when the daemon hangs up, or on SIGTERM or
 * SIGINT. Called by main. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_POSTMAN_H
#define VB_BRIDGES_MAILNET_POSTMAN_H

#include "bridges/mailnet/post_office.h"

/* Sets all up. reader: path of the reading program. Errors: of the links and of the office. */
VB_MUST int postman_open(struct postman *p, const struct mail_conf *conf, const char *reader,
                         int calls, int waits);
/* Works until it is over. Errors: of the office, but VB_ERR_NOT_RUNNING (it hung up) is none. */
VB_MUST int postman_run(struct postman *p);
/* Ends it. */
void postman_close(struct postman *p);

#endif
