/* link: the client end of the daemon's local socket, for the command line and bridges.
 *
 * The one part of protocol/ that touches a socket, in an archive of its own. Calls are made one after the other; watch
 * goes on answering one request. A call that timed out leaves the link unusable: close it.
 * Thread rule: one thread a link.
 */
#ifndef VB_PROTOCOL_LINK_H
#define VB_PROTOCOL_LINK_H

#include "protocol/ipc.h"

struct link;

enum link_flags {
	VB_LINK_READ_ONLY = 1, /* the read-only twin, for monitors */
};

/* Connects to the daemon of a home, or of a folder with its socket. flags: enum link_flags.
 * Errors: VB_ERR_NO_HOME (no such directory), VB_ERR_NOT_RUNNING (nobody listens), VB_ERR_DENIED (not our socket),
 * VB_ERR_UNTRUSTED (others can write in the directory, or the daemon is of another login than the directory), VB_ERR_IO. */
VB_MUST int link_open(const char *home, uint32_t flags, struct link **out);

/* Takes over a connected socket that somebody handed us (a bridge's, SPEC.md 13.5): it is closed with the link.
 * Errors: VB_ERR_NOT_RUNNING (no descriptor, or no connected socket). */
VB_MUST int link_adopt(int fd, struct link **out);

/* Asks and waits for the answer, at most timeout_ms in all (0: for ever). args: an encoded map or an empty span. An
 * error of the daemon is not an error of the call: it stands in out->err. out lives until the next call on this link.
 * Errors: VB_ERR_NOT_RUNNING (hung up), VB_ERR_TIMEOUT, VB_ERR_TOO_LARGE (request), VB_ERR_MALFORMED and others of
 * ipc_answer_decode (answer), VB_ERR_IO. */
VB_MUST int link_call(struct link *link, const char *call, struct span args, uint32_t timeout_ms,
                      struct ipc_answer *out);

/* Waits for the next answer to the last request (watch). Errors as link_call; after VB_ERR_TIMEOUT it may be called
 * again. */
VB_MUST int link_next(struct link *link, uint32_t timeout_ms, struct ipc_answer *out);

/* Asks without waiting for the answer, for several requests that stand open at the same time: *id is its number, by which
 * link_receive tells them apart. Errors: as link_call, but none of an answer. */
VB_MUST int link_send(struct link *link, const char *call, struct span args, uint32_t timeout_ms,
                      uint64_t *id);

/* Waits for the next answer, to whichever request (out->id). Errors: as link_next. */
VB_MUST int link_receive(struct link *link, uint32_t timeout_ms, struct ipc_answer *out);

/* Calls on_wait (NULL: nothing) with ctx each time that an answer has kept us waiting for so long (at
 * most a minute). */
void link_on_wait(struct link *link, uint32_t every_ms, void (*on_wait)(void *ctx), void *ctx);

/* The descriptor, to wait for several things at once: readable means that link_next has something to read. What was read
 * with an answer before does not show here: call link_next until it times out, then wait. */
int link_descriptor(const struct link *link);

/* Hangs up; sets *link to NULL. NULL is fine. */
void link_close(struct link **link);

#endif
