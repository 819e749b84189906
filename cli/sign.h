/* sign: writing with the signature of the person: what the daemon made of the words is looked at, and signed on this device.
 *
 * The daemon could be another than it should be: so the document that it wants signed is compared with what was typed.
 * Called by cmd_message and cmd_agenda. Thread rule: one thread.
 */
#ifndef VB_CLI_SIGN_H
#define VB_CLI_SIGN_H

#include "cli/cmd.h"

/* The options of a command that can sign. */
#define SIGN_OPTION                                                                                \
	{                                                                                          \
		"sign", NULL, NULL, NULL,                                                          \
			N_("sign it with your personal keys (`verbund person key new`)"), false    \
	}

/* What a new record is to say. */
struct sign_wish {
	uint32_t kind;
	uint32_t field;    /* that holds the text */
	const char *text;  /* exactly this */
	const char *about; /* beginning of the number of the committee or record that it is about */
};

/* Asks as client_ask, with --sign in two steps with a signature in between. Takes *question. Errors: besides, those of own_keys_open;
 * VB_ERR_NO_PERSON_KEYS, VB_ERR_STALE, VB_ERR_MALFORMED (the daemon wants something else to be signed). */
VB_MUST int sign_ask(struct cmd *cmd, const char *call, struct json **question,
                     const struct sign_wish *wish, struct json **result);

#endif
