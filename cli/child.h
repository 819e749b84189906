/* child: runs another program to its end, within a limit of time, and reads what it prints.
 *
 * What it says on its standard error is dropped, and it gets nothing to read.
 * Called by doctor and its checks. Thread rule: one thread.
 */
#ifndef VB_CLI_CHILD_H
#define VB_CLI_CHILD_H

#include <stdint.h>

#include "protocol/bytes.h"

/* Runs arguments[0], found in PATH unless it has a slash, and appends its standard output and a NUL to out; the rest of it is
 * dropped. *status: its exit status. A program that takes longer is killed.
 * Errors: VB_ERR_BAD_FILE (cannot be run), VB_ERR_TIMEOUT, VB_ERR_IO (no process, ended by a signal). */
VB_MUST int child_run(const char *const *arguments, uint32_t timeout_ms, struct buf *out,
                      int *status);

#endif
