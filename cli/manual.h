/* manual: the pages verbund(1) and verbund-NOUN(1), written from the table of commands in the user's language.
 *
 * A noun has a page with all its commands: calls, texts, options, examples. Single words stand in verbund(1), together with
 * what holds for all: the only texts of the manual of this program that do not stand in the rows.
 * `verbund help --manual DIR` writes them, which the Makefile does for each language.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_MANUAL_H
#define VB_CLI_MANUAL_H

#include <stdio.h>

#include "protocol/err.h"

/* Writes the page of the program. */
void manual_program(FILE *page);

/* Writes the page of a noun that has verbs. */
void manual_noun(FILE *page, const char *noun);

/* Writes every page into a folder, which is there, as verbund.1 and verbund-NOUN.1. Errors: VB_ERR_IO. */
VB_MUST int manual_write(const char *folder);

#endif
