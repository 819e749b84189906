/* fault: sentences for causes; see fault.h; tested by tests/blackbox/10-status.t. */
#include "cli/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/language.h"
#include "cli/reason.h"
#include "protocol/err.h"

/* What a sentence is made of. */
struct parts {
	FILE *out;
	const char *name;
	int64_t amount;
	int64_t since; /* 0: not told */
	int64_t now;
};

static void put_writing(const struct parts *p)
{
	(void)fprintf(p->out, _("The last change could not be kept: %s (VB-%04lld)"),
	              _(err_what((int)-p->amount)), (long long)p->amount);
}

static void put_disk(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out, _("On the disk of the data directory only %s are free."), size);
}

static void put_store(const struct parts *p)
{
	(void)fprintf(p->out, _("The store has reached %lld percent of its largest size."),
	              (long long)p->amount);
}

static void put_fork(const struct parts *p)
{
	(void)fprintf(p->out,
	              _("%s has written two different histories; what followed is held back."),
	              p->name);
}

static void put_control_fork(const struct parts *p)
{
	(void)fprintf(p->out,
	              _("The office in charge of the committee %s has decided two different things "
	                "in one place; nothing more is decided there."),
	              p->name);
}

static void put_recovery(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	(void)fprintf(p->out,
	              ngettext("Another office is to be in charge of the committee %s (proposed "
	                       "%s); %lld more office has to agree.",
	                       "Another office is to be in charge of the committee %s (proposed "
	                       "%s); %lld more offices have to agree.",
	                       (unsigned long)p->amount),
	              p->name, ago, (long long)p->amount);
}

static void put_policy(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	(void)fprintf(p->out,
	              ngettext("Others are to decide in the committee %s when the office in charge "
	                       "is gone (proposed %s); %lld more office has to agree.",
	                       "Others are to decide in the committee %s when the office in charge "
	                       "is gone (proposed %s); %lld more offices have to agree.",
	                       (unsigned long)p->amount),
	              p->name, ago, (long long)p->amount);
}

static void put_settings(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];
	char *why = reason_translate(NULL, p->name);

	amount_format_ago(p->since, p->now, ago);
	(void)fprintf(p->out, _("The new settings were refused (%s): %s; those of before hold."),
	              ago, why);
	free(why);
}

static void put_fetching(const struct parts *p)
{
	if (p->amount == 0)
		(void)fprintf(p->out,
		              _("The committee %s is being fetched anew; it cannot be written to "
		                "yet."),
		              p->name);
	else
		(void)fprintf(p->out,
		              _("The committee %.8s is being fetched anew; nothing of it is shown "
		                "before one of its other offices was reached."),
		              p->name);
}

static void put_keys(const struct parts *p)
{
	(void)fprintf(p->out,
	              ngettext("%lld entry of %s cannot be read here: its key is missing.",
	                       "%lld entries of %s cannot be read here: their key is missing.",
	                       (unsigned long)p->amount),
	              (long long)p->amount, p->name);
}

static void put_key_changed(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	(void)fprintf(p->out, _("%s has new keys (%s), which nobody has confirmed here."), p->name,
	              ago);
}

static void put_clock(const struct parts *p)
{
	char span[VB_AMOUNT_BYTES];

	amount_format_span((uint64_t)(p->amount < 0 ? -p->amount : p->amount), span);
	(void)fprintf(p->out,
	              p->amount < 0 ? _("The clock of %s is %s behind the one here.")
	                            : _("The clock of %s is %s ahead of the one here."),
	              p->name, span);
}

static void put_silent(const struct parts *p)
{
	char span[VB_AMOUNT_BYTES];

	amount_format_span(p->now > p->since ? (uint64_t)(p->now - p->since) : 0, span);
	if (p->amount == 0)
		(void)fprintf(p->out, _("%s has not been heard for %s."), p->name, span);
	else
		(void)fprintf(p->out,
		              ngettext("%s has not been heard for %s; %lld entry has not arrived "
		                       "there.",
		                       "%s has not been heard for %s; %lld entries have not "
		                       "arrived there.",
		                       (unsigned long)p->amount),
		              p->name, span, (long long)p->amount);
}

static void put_backup(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	if (p->since == 0)
		(void)fputs(_("There is no backup yet."), p->out);
	else
		(void)fprintf(p->out, _("The last backup was made %s."), ago);
}

static void put_keys_backup(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	if (p->since == 0)
		(void)fputs(_("There is no copy of the keys of persons yet; a backup does not open "
		              "them."),
		            p->out);
	else
		(void)fprintf(
			p->out,
			_("The last copy of the keys of persons was made %s; it is good for 30 "
		          "days."),
			ago);
}

static void put_records_wanted(const struct parts *p)
{
	(void)fprintf(p->out,
	              ngettext("%lld person or other confidential record is being fetched again: "
	                       "its key is missing.",
	                       "%lld persons and other confidential records are being fetched "
	                       "again: their keys are missing.",
	                       (unsigned long)p->amount),
	              (long long)p->amount);
}

static void put_suspended(const struct parts *p)
{
	(void)fprintf(
		p->out,
		_("This office is suspended in the committee %s: it can write nothing there."),
		p->name);
}

static void put_begins(const struct parts *p)
{
	(void)fprintf(
		p->out,
		_("This office has begun too often in the committee %s; nothing that it wrote "
	          "counts."),
		p->name);
}

static void put_suspension(const struct parts *p)
{
	char ago[VB_AMOUNT_BYTES];

	amount_format_ago(p->since, p->now, ago);
	(void)fprintf(p->out, _("%s was suspended in a committee of this office (%s)."), p->name,
	              ago);
}

static void put_fallen(const struct parts *p)
{
	(void)fprintf(p->out,
	              ngettext("%lld entry of this office does not count in the committee %s.",
	                       "%lld entries of this office do not count in the committee %s.",
	                       (unsigned long)p->amount),
	              (long long)p->amount, p->name);
}

static void put_relay_full(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out,
	              _("There is no more room for what this office keeps for others in a "
	                "committee (%s); it takes no more of it."),
	              size);
}

static void put_quota_day(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out,
	              _("%s writes more in a committee than this office takes of it in a day (%s); "
	                "the rest comes later."),
	              p->name, size);
}

static void put_quota(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out,
	              _("The room for what %s writes in a committee is used up (%s); this office "
	                "takes no more of it."),
	              p->name, size);
}

static void put_quota_founder(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out,
	              _("The room for the committees that %s founded is used up (%s); this office "
	                "takes no more of them."),
	              p->name, size);
}

static void put_quota_files_day(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(p->out,
	              _("%s adds more documents to a committee than this office takes of it in a "
	                "day (%s); the rest comes later."),
	              p->name, size);
}

static void put_quota_files(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(
		p->out,
		_("Documents of %s do not come: the room for what it leaves in a committee is "
	          "used up (%s)."),
		p->name, size);
}

static void put_quota_files_founder(const struct parts *p)
{
	char size[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)p->amount, size);
	(void)fprintf(
		p->out,
		_("Documents do not come: the room for the committees that %s founded is used "
	          "up (%s)."),
		p->name, size);
}

static const struct {
	const char *word;
	void (*put)(const struct parts *p);
	const char *now;
} causes[] = {
	{ "writing", put_writing, N_("Check the disk; `verbundd` tells more in its log.") },
	{ "disk", put_disk, N_("Make room on that disk; work goes on by itself.") },
	{ "store", put_store,
	  N_("Raise `map-size` in verbundd.conf, which takes no disk by itself, and restart "
	     "verbundd.") },
	{ "fork", put_fork,
	  N_("Telephone that office: it runs twice, or from an old copy. Then the office in charge "
	     "says which history counts: `verbund audit show`.") },
	{ "controlFork", put_control_fork,
	  N_("Telephone that office: it runs twice, or from an old copy. Then the others put an "
	     "office in charge: `verbund committee recover`; `verbund audit show` says who may.") },
	{ "recovery", put_recovery,
	  N_("If it is right, agree: `verbund committee recover COMMITTEE --agree`; if not, "
	     "telephone the others. `verbund audit show` says who decides.") },
	{ "policy", put_policy,
	  N_("If it is right, agree: `verbund committee policy COMMITTEE --agree`; if not, "
	     "telephone the others. `verbund audit show` says who decides.") },
	{ "settings", put_settings,
	  N_("Put verbundd.conf right (`verbundd -n` says whether it is), and let it be read "
	     "again: "
	     "`kill -HUP` and the number of its process.") },
	{ "fetching", put_fetching,
	  N_("Wait until more than half of the other offices of the committee can be reached; if "
	     "they are "
	     "gone for ever: verbund committee reclaim") },
	{ "keys", put_keys,
	  N_("Put the newest `node.keys` back; without it the office in charge dismisses this "
	     "office and admits it again.") },
	{ "suspended", put_suspended,
	  N_("Speak with the office in charge; `verbund committee show` says who suspended it.") },
	{ "begins", put_begins,
	  N_("Ask the office in charge to confirm what there is: `verbund committee lift`.") },
	{ "suspension", put_suspension,
	  N_("Decide: `verbund committee suspend` confirms it, `lift` ends it, `dismiss` ends the "
	     "membership.") },
	{ "fallen", put_fallen,
	  N_("See `verbund committee fallen`; `verbund committee repost` writes it again. If this "
	     "office is out of the committee, the one in charge has to admit it first.") },
	{ "keyChanged", put_key_changed,
	  N_("Telephone that office, compare the fingerprint in `verbund peer list`, and confirm "
	     "it: verbund peer confirm PEER FINGERPRINT") },
	{ "clock", put_clock,
	  N_("Compare both clocks with a third one, and let the wrong computer set its clock from "
	     "the network.") },
	{ "relayFull", put_relay_full,
	  N_("Raise `relay-quota` in verbundd.conf. It also gets better by itself when the offices "
	     "that "
	     "were away have fetched what is theirs.") },
	{ "quotaDay", put_quota_day,
	  N_("Ask that office whether this is right; then raise `member-quota-day` in "
	     "verbundd.conf.") },
	{ "quota", put_quota,
	  N_("Ask that office whether this is right; then raise `member-quota` in "
	     "verbundd.conf.") },
	{ "quotaFounder", put_quota_founder,
	  N_("Ask that office whether this is right; then raise `partner-quota` in "
	     "verbundd.conf.") },
	{ "quotaFilesDay", put_quota_files_day,
	  N_("Ask that office whether this is right; then raise `member-quota-day` in "
	     "verbundd.conf.") },
	{ "quotaFiles", put_quota_files,
	  N_("Ask that office whether this is right; then raise `member-quota` in "
	     "verbundd.conf.") },
	{ "quotaFilesFounder", put_quota_files_founder,
	  N_("Ask that office whether this is right; then raise `partner-quota` in "
	     "verbundd.conf.") },
	{ "recordsWanted", put_records_wanted,
	  N_("Wait until the other offices of the committee can be reached.") },
	{ "keysBackup", put_keys_backup,
	  N_("verbund backup --keys FILE, with a file apart from the backups; destroy the former "
	     "one.") },
	{ "silent", put_silent,
	  N_("Telephone that office; `verbund doctor` says what is in the way.") },
	{ "backup", put_backup,
	  N_("verbund backup FILE, with a file on another disk; and a printed recovery sheet: "
	     "verbund "
	     "node sheet") },
};

#define CAUSE_COUNT (sizeof(causes) / sizeof(causes[0]))

static size_t cause_of(const struct json *fault)
{
	const char *word = json_get_text(fault, "word");
	size_t at = 0;

	while (at < CAUSE_COUNT && (word == NULL || strcmp(causes[at].word, word) != 0))
		at++;
	return at;
}

char *fault_format(const struct json *fault, int64_t now_ms)
{
	size_t cause = cause_of(fault);
	const char *name = json_get_text(fault, "name");
	const char *word = json_get_text(fault, "word");
	char *text = NULL;
	size_t size;
	struct parts parts = { .out = open_memstream(&text, &size),
		               .name = name != NULL ? name : "?",
		               .amount = json_int(json_get(fault, "amount"), 0),
		               .since = json_int(json_get(fault, "since"), 0),
		               .now = now_ms };

	if (parts.out == NULL)
		abort();
	if (cause < CAUSE_COUNT)
		causes[cause].put(&parts);
	else
		(void)fputs(word != NULL ? word : "?", parts.out);
	if (fclose(parts.out) != 0)
		abort();
	return text;
}

const char *fault_now(const struct json *fault)
{
	size_t cause = cause_of(fault);

	return cause < CAUSE_COUNT ? _(causes[cause].now)
	                           : _("Use the same version of verbund and verbundd.");
}

const char *fault_trouble(const char *word)
{
	static const struct {
		const char *word, *text;
	} troubles[] = {
		{ "no-name", N_("the name of its address is not known") },
		{ "closed", N_("its address takes no connection") },
		{ "silent", N_("nothing comes back from its address") },
		{ "stranger", N_("somebody else answers at its address") },
		{ "denied", N_("it does not let this office in") },
	};

	for (size_t i = 0; word != NULL && i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		if (strcmp(troubles[i].word, word) == 0)
			return _(troubles[i].text);
	}
	return "";
}
