/* mail_writer FOLDER [ROLE-ADDRESS ADDRESS]: writes one message of each kind and language, KIND-LANGUAGE.eml, from the orders of
 * mailbag; from and to real mailboxes, for people who try real programs (bridges/mail/README.md). Prints the envelopes. */
#include <stdio.h>
#include <stdlib.h>

#include "bridges/mail/compose.h"
#include "bridges/mail/mail_template.h"
#include "tests/unit/mailbag.h"

static int write_one(char **argv, bool is_real, enum mailing_kind kind, enum tongue tongue)
{
	struct mailbag bag;
	struct compose_mail mail;
	char path[4096];
	FILE *file;
	int err;

	mailbag_fill(&bag, kind, tongue);
	if (is_real) {
		bag.office.address = argv[2];
		(void)snprintf(bag.addressee.address, sizeof(bag.addressee.address), "%s", argv[3]);
	}
	err = compose_write(&bag.order, &mail);
	(void)snprintf(path, sizeof(path), "%s/%s-%s.eml", argv[1], mail_template_name(kind),
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

	if (argc != 2 && argc != 4) {
		fprintf(stderr, "usage: mail_writer FOLDER [ROLE-ADDRESS ADDRESS]\n");
		return 2;
	}
	for (enum mailing_kind kind = MAILING_INVITATION; kind < MAILING_KIND_COUNT; kind++) {
		for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++)
			failures += write_one(argv, argc == 4, kind, tongue);
	}
	return failures > 0;
}
