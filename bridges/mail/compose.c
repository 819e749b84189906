/* compose: whole messages; see compose.h. */
#include "bridges/mail/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/header_value.h"
#include "bridges/mail/mail_body.h"
#include "bridges/mail/mail_calendar.h"
#include "bridges/mail/mail_template.h"
#include "bridges/mail/mail_token.h"
#include "bridges/mail/mime_write.h"
#include "protocol/utf8.h"

#define PART_MAX_BYTES (16u << 20)
#define FIELD_BYTES 1024u
#define DOMAIN_MAX_BYTES 150u /* a Message-ID of ours has room for it */
#define ALTERNATIVES_MAX 3u
#define FILE_NAME_CHARACTERS 100u
#define SHORT_HEX 9u /* 8 digits and a NUL */

/* All that a message is made of while it is made. */
struct draft {
	const struct mail_order *order;
	const char *domain;
	unsigned flags;
	bool has_calendar;
	struct mail_text text;
	struct buf plain, html, calendar;
	char values[VB_MIME_FIELDS_MAX][FIELD_BYTES];
	char reply_to[VB_ADDRESS_MAX_BYTES + 1];
	char *office, *name;                     /* as they stand in headers */
	char *file_names[VB_MAIL_FILES_MAX + 1]; /* with the calendar's */
	struct mime_part parts[ALTERNATIVES_MAX], attachments[VB_MAIL_FILES_MAX + 1];
	struct mime_message message;
};

/* What stands behind the sign; empty where there is none. */
static const char *domain_of(const char *address)
{
	const char *at = strchr(address, '@');

	return at != NULL ? at + 1 : "";
}

/* ---- what may stand in it ---- */

static bool is_token(const char *token)
{
	return token == NULL || (header_value_is_word(token, VB_MAIL_TOKEN_MAX_BYTES) &&
	                         strpbrk(token, ".-") == NULL);
}

static int check(const struct mail_order *order)
{
	const struct mail_office *office = order->office;
	const struct mail_tokens *tokens = &order->tokens;

	if (!header_value_is_address(office->address) ||
	    strlen(domain_of(office->address)) > DOMAIN_MAX_BYTES ||
	    !header_value_is_address(order->addressee->address) || !is_token(tokens->reply) ||
	    !is_token(tokens->bounce) || !is_token(tokens->unsubscribe) ||
	    (office->web_url != NULL && !header_value_is_url(office->web_url)) ||
	    (office->list_id != NULL && !header_value_is_word(office->list_id, 200)) ||
	    (office->origin != NULL && !header_value_is_word(office->origin, 64)))
		return VB_ERR_BAD_VALUE;
	if (!civil_is_sound(order->now_ms) ||
	    (order->mailing->stamp_ms > 0 && !civil_is_sound(order->mailing->stamp_ms)))
		return VB_ERR_OUT_OF_RANGE;
	return 0;
}

/* "beirat+r.TOKEN@stadt.example"; the role address without a token. False: too long. */
static bool put_address(char *out, size_t size, const char *role, char purpose, const char *token)
{
	int local = (int)strcspn(role, "@");
	int written = token == NULL ? snprintf(out, size, "%s", role)
	                            : snprintf(out, size, "%.*s+%c.%s%s", local, role, purpose,
	                                       token, role + local);

	return written > 0 && (size_t)written < size && header_value_is_address(out);
}

/* ---- ids ---- */

/* Two people may share one mailbox: each has mails of their own, which no program takes for one. */
static void put_who(char out[static SHORT_HEX], const struct mail_order *order)
{
	const struct addressee *to = order->addressee;

	if (record_id_is_zero(&to->person))
		hex_format(order->mailing->key, 4, out);
	else
		hex_format(to->person.b + VB_RECORD_ID_BYTES - 4, 4, out);
}

/* "<meeting/0193.../1a2b3c4d@stadt.example>": where a thread of mails about a record begins. */
static void put_root(char *out, size_t size, const struct draft *draft, enum matter_subject subject,
                     const struct record_id *id)
{
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	char who[SHORT_HEX];

	put_who(who, draft->order);
	hex_format(id->b, VB_RECORD_ID_BYTES, hex);
	(void)snprintf(out, size, "<%s/%s/%s@%s>", matter_subject_word(subject), hex, who,
	               draft->domain);
}

static bool is_root(const struct mailing *mailing)
{
	return mailing->kind == MAILING_MESSAGE || mailing->kind == MAILING_REQUEST ||
	       (mailing->kind == MAILING_INVITATION && mailing->sequence == 0);
}

static void put_id(char *out, size_t size, const struct draft *draft)
{
	const struct mail_order *order = draft->order;
	const struct mailing *mailing = order->mailing;
	char key[2 * VB_MAILING_KEY_BYTES + 1];

	if (is_root(mailing) && order->matter_count > 0) {
		put_root(out, size, draft, order->matters[0].subject, &order->matters[0].id);
		return;
	}
	hex_format(mailing->key, VB_MAILING_KEY_BYTES, key);
	(void)snprintf(out, size, "<%s/%s@%s>", mail_template_name(mailing->kind), key,
	               draft->domain);
}

bool compose_parse_id(const char *message_id, const char *domain, enum matter_subject *subject,
                      struct record_id *record)
{
	enum matter_subject found;
	struct record_id id;
	const char *at;
	size_t size;

	if (!header_value_is_id(message_id))
		return false;
	size = strcspn(message_id + 1, "/");
	if (matter_subject_parse(span_of(message_id + 1, size), &found) < 0)
		return false;
	at = message_id + 1 + size + 1;
	if (strcspn(at, "/") != (size_t)2 * VB_RECORD_ID_BYTES ||
	    hex_parse(at, 2 * VB_RECORD_ID_BYTES, id.b, VB_RECORD_ID_BYTES) < 0)
		return false;
	at = domain_of(message_id);
	if (strncmp(at, domain, strlen(domain)) != 0 || strcmp(at + strlen(domain), ">") != 0)
		return false;
	*subject = found;
	*record = id;
	return true;
}

/* ---- headers ---- */

/* The next header, whose value is written to what is returned. */
static char *next_field(struct draft *draft, const char *name)
{
	struct mime_message *message = &draft->message;
	char *value = draft->values[message->field_count];

	message->fields[message->field_count++] = (struct mime_field){ name, value };
	return value;
}

static void add(struct draft *draft, const char *name, const char *value)
{
	(void)snprintf(next_field(draft, name), FIELD_BYTES, "%s", value);
}

/* What it answers, and what its thread began with. */
static void add_thread(struct draft *draft)
{
	const struct mail_order *order = draft->order;
	const struct mailing *mailing = order->mailing;
	const struct matter *matter = order->matter_count > 0 ? &order->matters[0] : NULL;
	char root[VB_COMPOSE_ID_MAX_BYTES + 1] = "";
	char parent[sizeof(mailing->in_reply_to)] = "";

	if (mailing->kind == MAILING_MESSAGE && matter != NULL) {
		if (matter->target_subject != MATTER_NONE && !record_id_is_zero(&matter->target))
			put_root(root, sizeof(root), draft, matter->target_subject,
			         &matter->target);
		if (!record_id_is_zero(&matter->in_reply_to))
			put_root(parent, sizeof(parent), draft, MATTER_MESSAGE,
			         &matter->in_reply_to);
	} else if (matter != NULL && !is_root(mailing) && matter->subject == MATTER_MEETING &&
	           mailing->kind != MAILING_DIGEST && mailing->kind != MAILING_NEWSLETTER) {
		put_root(root, sizeof(root), draft, MATTER_MEETING, &matter->id);
	}
	if (header_value_is_id(mailing->in_reply_to))
		(void)snprintf(parent, sizeof(parent), "%s", mailing->in_reply_to);
	if (parent[0] == '\0')
		(void)snprintf(parent, sizeof(parent), "%s", root);
	if (parent[0] == '\0')
		return;
	/* The first mail to somebody who came later belongs to the thread, and answers nothing. */
	if (mailing->kind != MAILING_INVITATION)
		add(draft, "In-Reply-To", parent);
	(void)snprintf(next_field(draft, "References"), FIELD_BYTES, "%s%s%s", root,
	               root[0] != '\0' && strcmp(root, parent) != 0 ? " " : "",
	               strcmp(root, parent) != 0 ? parent : "");
}

/* RFC 2369 and 8058: a click suffices where there is a web; else a mail. */
static void add_unsubscribe(struct draft *draft)
{
	const struct mail_office *office = draft->order->office;
	const char *token = draft->order->tokens.unsubscribe;
	char address[VB_ADDRESS_MAX_BYTES + 1];

	if (token == NULL || !put_address(address, sizeof(address), office->address, 'u', token))
		return;
	if (office->web_url == NULL) {
		(void)snprintf(next_field(draft, "List-Unsubscribe"), FIELD_BYTES,
		               "<mailto:%s?subject=stop>", address);
		return;
	}
	(void)snprintf(next_field(draft, "List-Unsubscribe"), FIELD_BYTES,
	               "<%s%s%s>, <mailto:%s?subject=stop>", office->web_url,
	               VB_MAIL_UNSUBSCRIBE_PATH, token, address);
	add(draft, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

static void add_list(struct draft *draft)
{
	const struct mail_office *office = draft->order->office;
	char *at;

	if (office->list_id != NULL) {
		(void)snprintf(next_field(draft, "List-Id"), FIELD_BYTES, "<%s>", office->list_id);
		return;
	}
	(void)snprintf(next_field(draft, "List-Id"), FIELD_BYTES, "<%s>", office->address);
	at = strchr(draft->values[draft->message.field_count - 1], '@');
	if (at != NULL)
		*at = '.';
}

static void add_headers(struct draft *draft)
{
	const struct mail_order *order = draft->order;
	bool is_answer = (draft->flags & MAIL_TEMPLATE_ANSWER) != 0;

	add_thread(draft);
	add(draft, "Auto-Submitted", is_answer ? "auto-replied" : "auto-generated");
	/* Exchange may drop invitations with it, too. */
	if (!draft->has_calendar)
		add(draft, "X-Auto-Response-Suppress", "All");
	if (order->office->origin != NULL)
		add(draft, "X-Verbund-Origin", order->office->origin);
	if ((draft->flags & MAIL_TEMPLATE_LIST) != 0) {
		add_list(draft);
		add_unsubscribe(draft);
	}
	add(draft, "Content-Language", tongue_tag(order->addressee->tongue));
}

/* ---- parts ---- */

static const char *method_of(const struct draft *draft)
{
	return mail_template_method(draft->order->mailing->kind) == DIARY_CANCEL ? "CANCEL"
	                                                                         : "REQUEST";
}

static void add_parts(struct draft *draft)
{
	struct mime_message *message = &draft->message;

	draft->parts[0] = (struct mime_part){ .type = "text/plain",
		                              .is_utf8 = true,
		                              .format = "flowed",
		                              .body = buf_span(&draft->plain) };
	draft->parts[1] = (struct mime_part){ .type = "text/html",
		                              .is_utf8 = true,
		                              .body = buf_span(&draft->html) };
	message->alternatives = draft->parts;
	message->alternative_count = 2;
	message->attachments = draft->attachments;
	if (!draft->has_calendar)
		return;
	draft->parts[message->alternative_count++] =
		(struct mime_part){ .type = "text/calendar",
		                    .is_utf8 = true,
		                    .method = method_of(draft),
		                    .encoding = MIME_BASE64,
		                    .body = buf_span(&draft->calendar) };
	draft->attachments[message->attachment_count++] =
		(struct mime_part){ .type = "application/ics",
		                    .file = "invite.ics",
		                    .encoding = MIME_BASE64,
		                    .body = buf_span(&draft->calendar) };
}

static void add_files(struct draft *draft)
{
	const struct mail_order *order = draft->order;
	struct mime_message *message = &draft->message;

	for (size_t i = 0; i < order->file_count && i < VB_MAIL_FILES_MAX; i++) {
		const struct mail_file *file = &order->files[i];
		const char *type =
			header_value_is_type(file->type) ? file->type : "application/octet-stream";

		if (file->bytes.data == NULL || file->name == NULL)
			continue;
		draft->file_names[i] = header_value_new(file->name, FILE_NAME_CHARACTERS);
		draft->attachments[message->attachment_count++] = (struct mime_part){
			.type = type,
			.is_utf8 = strncmp(type, "text/", 5) == 0 && utf8_is_valid(file->bytes),
			.file = draft->file_names[i],
			.encoding = MIME_BASE64,
			.body = file->bytes,
		};
	}
}

/* ---- the whole ---- */

static int fill(struct draft *draft, struct compose_mail *out)
{
	const struct mail_order *order = draft->order;
	int err = mail_template_fill(order, &draft->text);

	if (err == 0)
		err = mail_body_plain(&draft->text, &draft->plain);
	if (err == 0)
		err = mail_body_html(&draft->text, &draft->html);
	if (err == 0 && draft->has_calendar)
		err = mail_calendar_write(order, &draft->calendar);
	if (err < 0)
		return err;
	add_parts(draft);
	add_files(draft);
	add_headers(draft);
	draft->office = header_value_new(order->office->name, VB_HEADER_VALUE_MAX_CHARACTERS);
	draft->name = header_value_new(order->addressee->name, VB_HEADER_VALUE_MAX_CHARACTERS);
	draft->message.from = (struct mime_box){ draft->office, order->office->address };
	draft->message.to = (struct mime_box){ draft->name, order->addressee->address };
	draft->message.reply_to =
		(struct mime_box){ draft->office,
		                   order->tokens.reply != NULL ? draft->reply_to : NULL };
	draft->message.subject = draft->text.subject;
	draft->message.message_id = out->message_id;
	draft->message.date_ms = order->now_ms;
	draft->message.offset_minutes = civil_berlin_offset(order->now_ms);
	return mime_write(&draft->message, &out->bytes);
}

static void release(struct draft *draft)
{
	mail_template_release(&draft->text);
	buf_release(&draft->plain);
	buf_release(&draft->html);
	buf_release(&draft->calendar);
	for (size_t i = 0; i <= VB_MAIL_FILES_MAX; i++)
		free(draft->file_names[i]);
	free(draft->office);
	free(draft->name);
	free(draft);
}

int compose_write(const struct mail_order *order, struct compose_mail *out)
{
	struct draft *draft;
	int err = check(order);

	memset(out, 0, sizeof(*out));
	buf_init(&out->bytes, VB_COMPOSE_MAX_BYTES);
	if (err < 0)
		return err;
	draft = calloc(1, sizeof(*draft));
	if (draft == NULL)
		abort();
	draft->order = order;
	draft->domain = domain_of(order->office->address);
	draft->flags = mail_template_flags(order->mailing->kind);
	draft->has_calendar = mail_calendar_is_wanted(order);
	buf_init(&draft->plain, PART_MAX_BYTES);
	buf_init(&draft->html, PART_MAX_BYTES);
	buf_init(&draft->calendar, PART_MAX_BYTES);
	form_init(&draft->text.form);
	form_init(&draft->text.german);
	if (!put_address(draft->reply_to, sizeof(draft->reply_to), order->office->address,
	                 (char)mail_token_answers(order->mailing->kind), order->tokens.reply) ||
	    !put_address(out->sender, sizeof(out->sender), order->office->address, 'b',
	                 order->tokens.bounce))
		err = VB_ERR_BAD_VALUE;
	(void)snprintf(out->recipient, sizeof(out->recipient), "%s", order->addressee->address);
	put_id(out->message_id, sizeof(out->message_id), draft);
	if (err == 0)
		err = fill(draft, out);
	release(draft);
	return err;
}

void compose_release(struct compose_mail *mail)
{
	buf_release(&mail->bytes);
}
