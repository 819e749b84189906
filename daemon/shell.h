/* shell: puts loop, wire and local sockets around the core and runs it.
 *
 * Start: home, lock, permissions and store (node_open) -> self-test of the door -> listening socket -> local sockets ->
 * READY. What a turn gathered is committed before anything tells of it, also when the daemon is asked to stop.
 * Called by main. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SHELL_H
#define VB_DAEMON_SHELL_H

#include "daemon/conf.h"

/* Runs the office until SIGTERM or SIGINT. *detail gets the value at fault on error, or "".
 * Errors: those of node_open; VB_ERR_SELFTEST, VB_ERR_PORT_IN_USE, VB_ERR_CONFIG (address), VB_ERR_IO. */
VB_MUST int shell_run(const char *home, const char *conf_path, struct conf *conf,
                      struct conf_why *detail);

#endif
