/* notify: tells the service manager how the daemon is doing (sd_notify(3)), without libsystemd.
 *
 * Datagrams to the socket that NOTIFY_SOCKET names, in the file system or abstract; silently nothing without one.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_NOTIFY_H
#define VB_DAEMON_NOTIFY_H

/* Sends one state, e.g. "READY=1\nSTATUS=serving", "STOPPING=1". A manager that does not listen is no error. */
void notify_send(const char *state);

#endif
