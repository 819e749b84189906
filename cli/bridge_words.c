/* bridge_words: see bridge_words.h; tested by tests/blackbox/21-mail-commands.t */
#include "cli/bridge_words.h"

#include <stdio.h>
#include <string.h>

#include "cli/language.h"

#define MINUTES_OF_DAY 1440u

struct word {
	const char *word, *text;
};

/* The text of a word; of one that this version does not know the word itself. */
static const char *find(const struct word *words, size_t count, const char *word)
{
	for (size_t i = 0; word != NULL && i < count; i++) {
		if (strcmp(words[i].word, word) == 0)
			return _(words[i].text);
	}
	return word;
}

#define FIND(words, word) find(words, sizeof(words) / sizeof((words)[0]), word)

const char *bridge_words_state(const char *word)
{
	static const struct word words[] = {
		{ "off", N_("switched off") },
		{ "starting", N_("starting") },
		{ "running", N_("running") },
		{ "failing", N_("fails") },
	};

	return FIND(words, word);
}

void bridge_words_why(const struct json *bridge, char out[static VB_BRIDGE_WORDS_BYTES])
{
	const char *why = json_get_text(bridge, "why");
	long long status = (long long)json_int(json_get(bridge, "status"), 0);

	out[0] = '\0';
	if (why == NULL)
		return;
	if (strcmp(why, "no-file") == 0)
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES, "%s",
		               _("There is no mail.conf in the data directory: no mail goes out or "
		                 "comes in. How to write one: verbund-mail(8)."));
	else if (strcmp(why, "no-program") == 0)
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES, "%s",
		               _("verbund-mail is not where verbundd is. Install it there."));
	else if (strcmp(why, "ended") == 0)
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES,
		               _("It ended with status %lld and is started again and again. What "
		                 "it has to say: verbund-mail --check; and the log of verbundd."),
		               status);
	else if (strcmp(why, "killed") == 0)
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES,
		               _("It was ended by signal %lld and is started again."), status);
	else
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES, "%s",
		               _("It cannot be started. See the log of verbundd."));
}

static const char *part_name(const char *word)
{
	static const struct word words[] = {
		{ "submission", N_("Sending") },
		{ "receive", N_("Receiving") },
		{ "reader", N_("Reading mails") },
		{ "web", N_("The door for one-click unsubscribing") },
	};

	return FIND(words, word);
}

void bridge_words_part(const struct json *part, char out[static VB_BRIDGE_WORDS_BYTES])
{
	const char *state = json_get_text(part, "state");
	const char *name = part_name(json_get_text(part, "part"));
	const char *why = json_get_text(part, "why");

	out[0] = '\0';
	if (state == NULL || name == NULL || strcmp(state, "ok") == 0 || strcmp(state, "off") == 0)
		return;
	if (why != NULL)
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES, _("%s does not work: %.500s"), name,
		               why);
	else
		(void)snprintf(out, VB_BRIDGE_WORDS_BYTES, _("%s does not work."), name);
}

/* ---- the test ---- */

const char *bridge_words_step(const char *word)
{
	static const struct word words[] = {
		{ "submission", N_("your mail server takes the message") },
		{ "delivery", N_("the server of the address takes it") },
		{ "return", N_("mail to this office comes in here") },
		{ "reply", N_("a reply comes in here") },
	};

	return FIND(words, word);
}

struct bridge_advice bridge_words_advice(const char *step, const char *why)
{
	static const struct {
		const char *step; /* NULL: any */
		const char *why, *what, *now;
	} rows[] = {
		{ NULL, "no-name", N_("Nobody knows the name of the mail server."),
		  N_("Check the name in `submission` of mail.conf.") },
		{ NULL, "closed", N_("Nothing listens at the address of the mail server."),
		  N_("Start the mail server, or correct `submission` in mail.conf.") },
		{ "return", "timeout", N_("It has not come in."),
		  N_("Look whether your mail server delivers the address and every address with a "
		     "plus "
		     "and more behind it to where `receive` in mail.conf says.") },
		{ "reply", "timeout", N_("Nobody has answered so far."),
		  N_("Answer the message in the mailbox of the address, and test once more.") },
		{ "delivery", "timeout", N_("Nothing has been reported about it so far."),
		  N_("Look into the mailbox of the address, and among its spam.") },
		{ NULL, "timeout", N_("The mail server does not answer."),
		  N_("Look whether a firewall is in between.") },
		{ NULL, "tls", N_("The certificate of the mail server does not count here."),
		  N_("Name the authority with `ca-file` in mail.conf, or the server by the name in "
		     "its "
		     "certificate.") },
		{ NULL, "login", N_("The mail server does not take user and password."),
		  N_("Correct `user` and `password-file` in mail.conf.") },
		{ NULL, "sender",
		  N_("The mail server does not let this office send as its address."),
		  N_("Let the login send as the `address` of mail.conf.") },
		{ NULL, "recipient", N_("The mail server takes nothing for this address."),
		  N_("Check the address.") },
		{ NULL, "refused", N_("The mail server refuses the message."),
		  N_("Ask whoever runs it, with its words.") },
		{ NULL, "bounced", N_("The message came back."), N_("Check the address.") },
		{ NULL, "no-receive", N_("Nothing is received here."),
		  N_("Add `receive` to mail.conf.") },
		{ NULL, "no-token", N_("It came in without what stands behind the plus."),
		  N_("Let your mail server keep it: in Postfix recipient_delimiter = +") },
	};

	for (size_t i = 0; why != NULL && i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is_step =
			rows[i].step == NULL || (step != NULL && strcmp(rows[i].step, step) == 0);

		if (is_step && strcmp(rows[i].why, why) == 0)
			return (struct bridge_advice){ _(rows[i].what), _(rows[i].now) };
	}
	return (struct bridge_advice){ NULL, NULL };
}

/* ---- lists ---- */

const char *bridge_words_held(const char *word)
{
	static const struct word words[] = {
		{ "stranger", N_("nobody here has this address") },
		{ "unconfirmed", N_("nothing vouches for the sender") },
		{ "thread", N_("it does not say what it is about") },
		{ "files", N_("it has attachments") },
		{ "counter", N_("it proposes another time") },
		{ "delegated", N_("somebody else is to come") },
		{ "mixed", N_("it answers for several, or for others") },
		{ "over", N_("what it is about is over") },
		{ "seat", N_("the seat is somebody else's by now") },
		{ "attendee", N_("nobody who was invited answers the invitation") },
		{ "unreadable", N_("it cannot be read") },
		{ "refused", N_("it could not be written down here") },
		{ "tnef", N_("only Outlook can read it (winmail.dat)") },
		{ "encrypted", N_("it is encrypted") },
		{ "expired", N_("the address that it came to is not valid any more") },
		{ "bridge", N_("another office sent it by itself") },
	};

	return FIND(words, word);
}

const char *bridge_words_kind(const char *word)
{
	static const struct word words[] = {
		{ "invitation", N_("invitation") },
		{ "change", N_("change") },
		{ "cancellation", N_("cancellation") },
		{ "reminder", N_("reminder") },
		{ "agenda", N_("agenda") },
		{ "papers", N_("papers") },
		{ "duty", N_("deadline") },
		{ "request", N_("request") },
		{ "message", N_("message") },
		{ "digest", N_("digest") },
		{ "newsletter", N_("newsletter") },
		{ "receipt", N_("confirmation") },
		{ "confirm", N_("question back") },
		{ "note", N_("note") },
		{ "test", N_("test") },
	};

	return FIND(words, word);
}

const char *bridge_words_progress(const char *word)
{
	static const struct word words[] = {
		{ "waiting", N_("waits") },
		{ "deferred", N_("is tried again") },
		{ "failed", N_("given up") },
	};

	return FIND(words, word);
}

const char *bridge_words_wish(const char *word)
{
	static const struct word words[] = {
		{ "at-once", N_("at once") },
		{ "daily", N_("once a day") },
		{ "weekly", N_("once a week") },
		{ "agenda", N_("agendas and papers") },
		{ "reminder", N_("reminders") },
		{ "messages", N_("messages") },
		{ "requests", N_("requests") },
		{ "newsletter", N_("newsletter") },
		{ "asked", N_("asked, has not said yes") },
		{ "subscribed", N_("subscribed") },
		{ "paused", N_("paused: mail came back") },
	};

	return FIND(words, word);
}

void bridge_words_quiet(const struct json *wishes, char out[static VB_BRIDGE_QUIET_BYTES])
{
	const struct json *quiet = json_get(wishes, "quiet");
	unsigned from = (unsigned)json_int(json_at(quiet, 0), 0) % MINUTES_OF_DAY;
	unsigned to = (unsigned)json_int(json_at(quiet, 1), 0) % MINUTES_OF_DAY;

	out[0] = '\0';
	if (json_count(quiet) == 2)
		(void)snprintf(out, VB_BRIDGE_QUIET_BYTES, "%02u:%02u-%02u:%02u", from / 60,
		               from % 60, to / 60, to % 60);
}
