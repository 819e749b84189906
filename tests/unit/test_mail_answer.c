/* mail_answer: what receipts say when the meeting was moved meanwhile, and when they are about several. */
#include "bridges/mail/mail_answer.h"

#include <string.h>

#include "bridges/mail/mail_template.h"
#include "tests/tap.h"
#include "tests/unit/mailbag.h"

static struct mailbag bag;

/* How often the text stands in a block of the mail. */
static unsigned count(const char *text)
{
	struct mail_text mail = { .subject = NULL };
	unsigned found = 0;

	is_err(mail_template_fill(&bag.order, &mail), 0, "written");
	for (uint32_t i = 0; i < mail.form.count; i++)
		found += mail.form.blocks[i].text != NULL &&
		         strstr(mail.form.blocks[i].text, text) != NULL;
	mail_template_release(&mail);
	return found;
}

static void test_moved(void)
{
	static const char changed[] = "The time or place of this meeting has changed.";

	mailbag_fill(&bag, MAILING_RECEIPT, TONGUE_EN);
	memcpy(bag.mailing.reason, "yes", 4);
	is_int(count("yes, you will come"), 1, "a receipt");
	is_int(count(changed), 0, "of an answer to the invitation as it is");
	bag.mailing.sequence = 1;
	is_int(count(changed), 1, "of an answer to the one before");
	is_int(count("yes, you will come"), 1, "which counts");
}

static void test_several(void)
{
	struct matter_person people[2];

	mailbag_fill(&bag, MAILING_RECEIPT, TONGUE_EN);
	memcpy(people, bag.people, sizeof(people));
	bag.people[1].answer = MATTER_YES;
	people[1].answer = MATTER_NO;
	bag.matters[1] = bag.matters[0];
	bag.matters[1].name = "4. Sitzung";
	bag.matters[1].people = people;
	bag.order.matter_count = 2;
	memcpy(bag.mailing.reason, "no", 3);
	is_int(count("3. Sitzung"), 1, "the first meeting");
	is_int(count("4. Sitzung"), 1, "the second one");
	is_int(count("Your answer so far: yes, you will come."), 1, "with its answer");
	is_int(count("Your answer so far: no, you will not come."), 1, "and the other one");
	is_int(count("We have noted"), 0, "and no word that fits but one of them");
}

int main(void)
{
	test_moved();
	test_several();
	return done();
}
