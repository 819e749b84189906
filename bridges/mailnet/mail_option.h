/* mail_option: the settings of verbund-mail, and the one table of options that says what each may be.
 *
 * Here a single option is read, printed and described; mail_conf knows files, lines and what fits together. A password is
 * never printed. Whoever needs a setting includes mail_conf.h.
 * Called by mail_conf. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILNET_MAIL_OPTION_H
#define VB_BRIDGES_MAILNET_MAIL_OPTION_H

#include "bridges/mail/addressee.h"
#include "protocol/bytes.h"

#define VB_MAIL_TEXT_BYTES 512u /* of a value, with its NUL */
#define VB_MAIL_HOST_BYTES 256u

enum mail_way {
	MAIL_WAY_NONE,
	MAIL_WAY_TLS,      /* from the first byte: smtps, imaps */
	MAIL_WAY_STARTTLS, /* required */
	MAIL_WAY_PLAIN,    /* loopback only */
	MAIL_WAY_LMTP_TCP, /* loopback only */
	MAIL_WAY_LMTP_UNIX,
};

/* Where something is: scheme://HOST:PORT/PATH. */
struct mail_place {
	enum mail_way way;
	bool is_imap;
	char host[VB_MAIL_HOST_BYTES]; /* an IPv6 address without its brackets */
	uint16_t port;
	char path
		[VB_MAIL_HOST_BYTES]; /* folder of IMAP, socket of LMTP, what follows the host of a web address */
};

struct mail_conf {
	char address[VB_ADDRESS_MAX_BYTES + 1]; /* role address: From and ORGANIZER */
	char name[VB_ADDRESSEE_NAME_MAX_BYTES + 1];
	struct mail_place submission;
	char user[VB_MAIL_TEXT_BYTES];
	char password[VB_MAIL_TEXT_BYTES]; /* wiped by mail_conf_release */
	char password_file[VB_MAIL_TEXT_BYTES];
	char ca_file[VB_MAIL_TEXT_BYTES];
	struct mail_place receive;
	char receive_user[VB_MAIL_TEXT_BYTES];
	char receive_password[VB_MAIL_TEXT_BYTES]; /* wiped by mail_conf_release */
	char receive_password_file[VB_MAIL_TEXT_BYTES];
	uint64_t look_seconds; /* at a mailbox */
	char authserv_id[VB_MAIL_HOST_BYTES];
	struct mail_place web;
	char web_url[VB_MAIL_TEXT_BYTES]; /* without a slash at the end */
	char list_id[VB_MAIL_HOST_BYTES];
	uint64_t connections;
	uint64_t rate; /* mails a minute; 0: as many as go */
	uint64_t attach_max_bytes;
	uint64_t reminder_days; /* 0: no reminders */
	uint64_t digest_hour;
	uint64_t newsletter_weekday; /* 0: Sunday */
	uint64_t keep_days;
};

struct mail_why {
	char text[320];
};

/* What the manual page must say of an option. */
struct mail_help {
	const char *name;
	const char *text;
	char initial[32]; /* the default; empty: none */
	char bounds[48];  /* e.g. "1 to 16"; empty: any */
};

/* The number of options; they are numbered from 0. */
size_t mail_option_count(void);
/* The key of the option at an index below the count. */
const char *mail_option_name(size_t index);
/* Sets the option to its default. */
void mail_option_reset(size_t index, struct mail_conf *conf);
/* Reads a value; on error why gets a sentence. Errors: VB_ERR_CONFIG. */
VB_MUST int mail_option_read(size_t index, const char *text, struct mail_conf *conf,
                             struct mail_why *why);
/* Writes the value as mail_option_read reads it; "" when it is not set or a secret. */
void mail_option_print(size_t index, const struct mail_conf *conf,
                       char out[static VB_MAIL_TEXT_BYTES + 32]);
/* What the manual page says of it. */
void mail_option_describe(size_t index, struct mail_help *out);

#endif
