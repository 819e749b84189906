/* paper_file: a paper as a file for others: text, HTML or PDF, with its form, its way and its documents by name.
 *
 * What is not public is left out unless the file is for members. The same records give the same bytes in every office that
 * speaks the same language: the date in it is that of the last change.
 * Called by cmd_paper_form; calls bridges/render. Thread rule: one thread.
 */
#ifndef VB_CLI_PAPER_FILE_H
#define VB_CLI_PAPER_FILE_H

#include "cli/cmd.h"

/* `paper export PAPER FILE`. Errors: those of client_ask and target; VB_ERR_DENIED (the paper is not public, and the file
 * is not for members); those of the writers. */
VB_MUST int paper_file_export(struct cmd *cmd);

#endif
