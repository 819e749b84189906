/* request: one request of the local socket while it is being answered: who asks, the arguments, the answer so far.
 *
 * Arguments are a canonical map with string keys (ipc.h) whose names were compared with the request's row. A handler
 * reads them by name, finds or changes things, and leaves one packed value in result; or it fails with a code and says
 * in plain words which value or field is at fault.
 * Called by the handlers of control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_REQUEST_H
#define VB_DAEMON_CONTROL_REQUEST_H

#include "daemon/control/rights.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"

struct control_pairing;
struct exports;
struct control_shell;
struct states;
struct backups;
struct listeners;
struct copies;
struct transfers;
struct signings;
struct searches;
struct jobs;

struct request {
	struct node *node;
	struct listeners *listeners; /* who waits for the change feed */
	struct exports *exports;     /* who is being given a whole history */
	const struct control_pairing *pairing;
	const struct control_shell *shell;
	struct backups *backups;
	struct transfers *transfers; /* files that are being given to us */
	struct copies *copies;       /* files that are being encrypted anew */
	struct signings *signings;   /* entries that wait for a person's signature */
	struct searches *searches;   /* that take longer than a step */
	struct jobs *jobs;           /* that people ask of bridges */
	struct states *states;       /* figures of spaces, as far as they were asked for */
	const struct node_caller *caller;
	struct rights who; /* the caller's right and person */
	struct node_now now;
	uint64_t id;
	struct span args;
	struct buf result; /* one packed value; nothing: nil */
	struct record_id
		in_name_of; /* the person for whom a bridge writes; zero: whoever asks says it (who) */
	bool is_for_own;    /* one of the calls that write in the office's own space */
	bool wants_signature;                     /* what is written is put aside for that */
	bool is_to_sign;                          /* and was */
	bool is_postponed;                        /* the answer comes later, from elsewhere */
	char detail[VB_IPC_DETAIL_MAX_BYTES + 1]; /* of the failure; may be empty */
};

/* Notes what was wrong, in English, cut to size, and returns err. The first note stays. */
int request_fail(struct request *q, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* True if whoever asks may not see how persons are reached. */
bool request_hides_private(const struct request *q);

/* The packed value of an argument, nil included; false when it was not given. Borrows the arguments. */
bool request_find(const struct request *q, const char *name, struct span *value);

/* True if the argument was given and is not nil. */
bool request_has(const struct request *q, const char *name);

/* Reads a text of 1 to max bytes. Errors: VB_ERR_MISSING_VALUE (not given, or nil), VB_ERR_BAD_VALUE (no text, empty),
 * VB_ERR_TOO_LARGE. */
VB_MUST int request_text(struct request *q, const char *name, size_t max, struct span *out);

/* Reads true or false; *out stays when it was not given. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int request_bool(struct request *q, const char *name, bool *out);

/* Reads a number from min to max; *out stays when it was not given. Errors: VB_ERR_BAD_VALUE (no number),
 * VB_ERR_OUT_OF_RANGE. */
VB_MUST int request_uint(struct request *q, const char *name, uint64_t min, uint64_t max,
                         uint64_t *out);

/* Finds a map with texts as keys. Errors: VB_ERR_MISSING_VALUE, VB_ERR_BAD_VALUE (no such map). */
VB_MUST int request_map(struct request *q, const char *name, struct span *out);

/* Reads the name of a role that can be given. Errors: VB_ERR_MISSING_VALUE, VB_ERR_BAD_VALUE. */
VB_MUST int request_role(struct request *q, const char *name, enum role *out);

/* Makes {"id": text} the result. */
void request_answer_id(struct request *q, const char *id);

/* Makes {"id": hexadecimal} the result. */
void request_answer_record(struct request *q, const struct record_id *id);

/* True if the value is a map of which all keys are texts. */
bool request_is_map(struct span value);

/* One key after the other of such a map; false at its end. Start with unpack_init on the map and unpack_map. */
bool request_next_pair(struct pack_reader *r, uint32_t *left, struct span *key, struct span *value);

#endif
