/* call: one request that can be asked on the local socket: a row of the tables of control.c and bridge_calls.c.
 *
 * The way of a request (control.c) looks at all of the row before it calls the handler.
 * Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_CALL_H
#define VB_DAEMON_CONTROL_CALL_H

#include "daemon/control/request.h"

struct call {
	const char *name;
	enum right least; /* of a bridge's calls none: who asks is all that counts */
	bool is_read_only;
	const char *args; /* names, those that must be given first; behind a | those that may be */
	int (*handler)(struct request *q); /* NULL: a job (jobs.h) */
};

/* Refuses arguments that the call does not know, which are slips of the pen ("intern"), and asks for those it needs. Errors:
 * VB_ERR_BAD_VALUE, VB_ERR_MISSING_VALUE. */
VB_MUST int call_check_args(struct request *q, const struct call *call);

#endif
