/* mail_writer FOLDER: writes one message of each kind and language, KIND-LANGUAGE.eml, from the orders of mailbag. */
#include <stdio.h>
#include <stdlib.h>

#include "bridges/mail/compose.h"
#include "bridges/mail/mail_template.h"
#include "tests/unit/mailbag.h"

static int write_one(const char *folder, enum mailing_kind kind, enum tongue tongue)
{
	struct mailbag bag;
	struct compose_mail mail;
	char path[4096];
	FILE *file;
	int err;

	mailbag_fill(&bag, kind, tongue);
	err = compose_write(&bag.order, &mail);
	(void)snprintf(path, sizeof(path), "%s/%s-%s.eml", folder, mail_template_name(kind),
	               tongue_tag(tongue));
	if (err < 0) {
		fprintf(stderr, "%s: %s\n", path, err_name(err));
		compose_release(&mail);
		return 1;
	}
	file = fopen(path, "wb");
	if (file == NULL || fwrite(mail.bytes.data, 1, mail.bytes.size, file) != mail.bytes.size ||
	    fclose(file) != 0) {
		perror(path);
		compose_release(&mail);
		return 1;
	}
	printf("%s-%s\t%s\t%s\t%s\n", mail_template_name(kind), tongue_tag(tongue), mail.sender,
	       mail.recipient, mail.message_id);
	compose_release(&mail);
	return 0;
}

int main(int argc, char **argv)
{
	int failures = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: mail_writer FOLDER\n");
		return 2;
	}
	for (enum mailing_kind kind = MAILING_INVITATION; kind < MAILING_KIND_COUNT; kind++) {
		for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++)
			failures += write_one(argv[1], kind, tongue);
	}
	return failures > 0;
}
