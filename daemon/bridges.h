/* bridges: the programs that this daemon starts beside itself, and keeps running: `verbund-mail`, while the home has a mail.conf.
 *
 * The program lies where verbundd lies, gets `--home DIR` and two connections to us as descriptors 3 and 4 (local_adopt), our standard
 * error, an empty environment but for language and time zone, and a process group of its own. One that ends is started again
 * after 1 s, then after twice as long each time, at most 60 s; one that ran for a minute counts as one that works. When its file of settings
 * changes it is asked to end (SIGTERM) and started anew. Whoever does not end within 5 s is killed, with all that it started.
 * Called by the shell. Calls loop and local. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_BRIDGES_H
#define VB_DAEMON_BRIDGES_H

#include "daemon/control/control.h"
#include "daemon/local.h"
#include "daemon/loop.h"

struct bridges;

/* Looks at the home and starts what is to run. loop must outlive it, local as long as the loop runs; home is
 * copied. Caller destroys. */
struct bridges *bridges_new(struct loop *loop, struct local *local, const char *home);
/* Asks them to end and waits for it, 5 s at most, then kills them; sets *bridges to NULL. NULL is fine. To be called when their connections
 * are closed (local_close), so that nobody waits for an answer. */
void bridges_destroy(struct bridges **bridges);

/* Looks whether settings came, changed or went. */
void bridges_on_tick(struct bridges *bridges);
/* A process that we started may have ended (SIGCHLD). */
void bridges_on_child(struct bridges *bridges);

/* How a bridge does. */
void bridges_show(const struct bridges *bridges, enum node_bridge bridge,
                  struct control_bridge *out);

#endif
