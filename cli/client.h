/* client: the command line's connection to the daemon: one question, one answer, both as trees.
 *
 * Lists are fetched to their end. A connection that failed is given up; the next question makes a new one. What the daemon says about an error becomes the reason that the user is told.
 * Called by the commands. Thread rule: one thread.
 */
#ifndef VB_CLI_CLIENT_H
#define VB_CLI_CLIENT_H

#include "cli/json.h"
#include "cli/out.h"

struct client;
struct command;

/* A client that connects to the daemon of a home with its first question, so that what is wrong with a command is told
 * before. Borrows home, and out for the reasons of errors. Caller destroys. */
struct client *client_new(const char *home, struct out *out);

/* What the daemon says about fields is said in the words of this command from now on. */
void client_speak_of(struct client *client, const struct command *command);

/* Hangs up and frees it; sets *client to NULL. NULL is fine. */
void client_destroy(struct client **client);

/* Waits for an answer no longer than so long. */
void client_be_quick(struct client *client, uint32_t timeout_ms);

/* Asks. Takes *args (a map; NULL: no arguments). result (may be NULL): the caller destroys it.
 * Errors: those of the daemon, whose detail becomes the reason, and those of link_open and link_call. */
VB_MUST int client_ask(struct client *client, const char *call, struct json **args,
                       struct json **result);

/* Asks for one record. kind: what it must be, and what is told when it is something else; NULL: it may be anything. The
 * caller destroys it. Errors: VB_ERR_BAD_VALUE (of another kind), those of client_ask. */
VB_MUST int client_show(struct client *client, const char *id, const char *kind, const char *what,
                        struct json **record);

/* The same with packed arguments and a packed result, for bytes, which trees do not hold. result lives until the next
 * question. Errors: as client_ask. */
VB_MUST int client_ask_packed(struct client *client, const char *call, struct span args,
                              struct span *result);

/* Takes in a page; may take *page by setting it to NULL. Returns 0 or why it is no such page. */
typedef int client_page(void *ctx, struct json **page);

/* Asks again with the `next` of each page until one has none, and hands over all, from which `next` was taken out; takes *args.
 * Errors: as client_ask; those of on_page. */
VB_MUST int client_pages(struct client *client, const char *call, struct json **args,
                         client_page *on_page, void *ctx);

/* Asks for a list, page by page to its end; takes *args. The caller destroys items.
 * Errors: as client_ask; VB_ERR_MALFORMED (no list). */
VB_MUST int client_list(struct client *client, const char *call, struct json **args,
                        struct json **items);

#endif
