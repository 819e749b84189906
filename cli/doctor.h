/* doctor: the one table of what `verbund doctor` looks at, and what was found.
 *
 * A check has a name, needs what the checks before it found out (a data directory, a daemon that answers), and reports
 * what is not as it should be: a note, or something wrong, each with what to do now. A check that reports nothing has found
 * everything in order; one that lacks what it needs is not made. All of them together take at most five seconds, whoever
 * does not answer: programs, daemon and partners each have a limit of time.
 * Checks stand in check_<where>.c. Called by cmd_doctor. Thread rule: one thread.
 */
#ifndef VB_CLI_DOCTOR_H
#define VB_CLI_DOCTOR_H

#include "cli/cmd.h"

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE,  /* good to know, or unusual */
	DOCTOR_WRONG, /* keeps something from working, or will */
};

struct doctor_finding {
	const char *check;
	enum doctor_level level;
	char *subject; /* file or office concerned; NULL: none */
	char *what;    /* one sentence, in the user's language; NULL: in order */
	char *now;     /* what to do; NULL: nothing */
	const char
		*format; /* of what, in English and without its values: for the redacted bundle */
};

struct partner_probes;

struct doctor {
	struct cmd *cmd;
	int64_t now_ms;
	bool has_home; /* the directory is there and can be looked into */
	struct json *
		look; /* what verbundd --look said: {name: {"err": number, "detail"}, "settings": {..}}; NULL: nothing */
	struct json *daemon;           /* the answer to "doctor"; NULL: none */
	struct json *peers;            /* the items of "peer.list"; NULL: none */
	int daemon_err;                /* why there is no answer */
	int64_t holder;                /* process that holds the data directory; 0: none */
	struct partner_probes *probes; /* of check_net, once they are made */
	struct doctor_finding *findings;
	size_t count, capacity;
	const char *check; /* that is being made */
};

enum doctor_needs {
	NEEDS_NOTHING,
	NEEDS_HOME,
	NEEDS_LOOK,
	NEEDS_RUNNING, /* something takes questions */
	NEEDS_ANSWER,  /* and answers, be it that it does not know them */
	NEEDS_DAEMON,
};

struct doctor_check {
	const char *name;
	enum doctor_needs needs;
	void (*run)(struct doctor *d);
	const char *help; /* what is looked at */
};

/* The table of one file each, a name of NULL last. */
extern const struct doctor_check check_home_table[];
extern const struct doctor_check check_system_table[];
extern const struct doctor_check check_daemon_table[];
extern const struct doctor_check check_net_table[];
extern const struct doctor_check check_mail_table[];

/* The check at an index, in the order in which they are made; NULL behind the last. */
const struct doctor_check *doctor_check_at(size_t index);

/* Makes all checks. Caller calls doctor_release. */
void doctor_run(struct doctor *d, struct cmd *cmd);
/* Frees what was found. */
void doctor_release(struct doctor *d);
/* How many findings there are of a level. */
size_t doctor_count(const struct doctor *d, enum doctor_level level);

/* Reports something of the check being made, in a sentence marked by N_. subject: NULL: none. */
void doctor_note(struct doctor *d, const char *subject, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, where it is wrong. */
void doctor_wrong(struct doctor *d, const char *subject, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Says what to do now about what was reported last. */
void doctor_now(struct doctor *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reports as wrong what the daemon says of this word (SPEC.md 13, fault). */
void doctor_faults(struct doctor *d, const char *word);

/* What the look found of something: an error, 0 where all is well; *detail (may be NULL) its detail. False: it did not look
 * at that. */
bool doctor_look(const struct doctor *d, const char *what, int *err, const char **detail);
/* A setting as the file has it; "" where there is none. */
const char *doctor_setting(const struct doctor *d, const char *name);
/* "DIR/name" of the data directory; lives until the eighth after it. */
const char *doctor_path(const struct doctor *d, const char *name);
/* The milliseconds left until all checks must be done. */
uint32_t doctor_left_ms(const struct doctor *d);

/* Frees the probes of check_net; NULL is fine. */
void check_net_release(struct partner_probes **probes);

#endif
