/* local_socket: making the local sockets, and what holds for the folder in which people other than the owner find one.
 *
 * The home is closed to everybody but its owner. The folder that `socket-folder` names holds one more socket, for all who
 * have a right. Nobody else may be able to put a socket of their own there, under which people would then write to them.
 * Called by local. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_LOCAL_SOCKET_H
#define VB_DAEMON_LOCAL_SOCKET_H

#include <sys/types.h>

#include "daemon/conf_option.h"

/* Opens the folder, which must belong to this login or root, be writable for nobody else, with all that stands above it,
 * be another one than the home (a descriptor) and hold no socket on which somebody listens. The caller closes *out. On error why names the folder and
 * what is wrong with it. Errors: VB_ERR_CONFIG. */
VB_MUST int local_socket_folder(const char *path, int home, struct conf_why *why, int *out);

/* Binds a listening socket of this name in a directory, in place of one that a daemon left there, and gives it its mode.
 * The caller closes *out. Errors: VB_ERR_IO. */
VB_MUST int local_socket_bind(int directory, const char *name, mode_t mode, int *out);

#endif
