/* confine: the program that reads strangers' mail locks itself in.
 *
 * Before the first byte of a stranger: no descriptors but 0, 1 and 2, an empty environment, small limits of memory, files and
 * processes, no new rights, and a filter of system calls that leaves memory, reading and writing what is open, and the end. What is not
 * in its table fails with EPERM, as if the library had not found the file. Only file that knows libseccomp.
 * Called by main, once. Thread rule: one thread, before others.
 */
#ifndef VB_BRIDGES_MAILREAD_CONFINE_H
#define VB_BRIDGES_MAILREAD_CONFINE_H

#include <stdbool.h>

#include "protocol/err.h"

#define VB_CONFINE_MEMORY_BYTES (768ul << 20)
#define VB_CONFINE_CPU_SECONDS 8 /* for one mail */

/* Closes and empties; then libraries may still read their files. */
void confine_begin(void);

/* Limits of memory, files and processes, once the libraries have what they need. */
void confine_limits(void);

/* The filter of system calls. Errors: VB_ERR_DENIED: the kernel has none. */
VB_MUST int confine_calls(void);

/* Starts the clock of processor time anew: SIGPROF ends the program when it has run out. */
void confine_mail(void);

#endif
