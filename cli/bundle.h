/* bundle: what a doctor found, in a file that can be given to somebody who helps.
 *
 * Which checks found what, versions of programs, libraries and system, and counts. No names of offices, persons or files, no
 * addresses but their ports, no contents, no keys: offices are numbered, sentences stand without their values.
 * Called by cmd_doctor. Thread rule: one thread.
 */
#ifndef VB_CLI_BUNDLE_H
#define VB_CLI_BUNDLE_H

#include "cli/doctor.h"

/* Writes it to a new file, mode 0600. Errors: VB_ERR_HOME_EXISTS (there is one already), VB_ERR_BAD_FILE, VB_ERR_IO. */
VB_MUST int bundle_write(const struct doctor *d, const char *path);

#endif
