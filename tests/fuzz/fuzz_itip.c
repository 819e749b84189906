/*
 * fuzz_itip: a calendar object of a stranger is read or refused; what is read of it ends where it must.
 */
#include "bridges/mailread/itip.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	itip_warm();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct parcel_answer answers[VB_PARCEL_ANSWERS_MAX];
	enum itip_method method = ITIP_NONE;
	bool is_cut = false;
	size_t count = 0;

	memset(answers, 0xff, sizeof(answers));
	if (itip_read(span_of(data, size), &method, answers, &count, &is_cut) != 0)
		return 0;
	must(count <= VB_PARCEL_ANSWERS_MAX && method <= ITIP_OTHER);
	must(count == 0 || method == ITIP_REPLY || method == ITIP_COUNTER);
	for (size_t i = 0; i < count; i++) {
		must(memchr(answers[i].uid, '\0', sizeof(answers[i].uid)) != NULL);
		must(memchr(answers[i].attendee, '\0', sizeof(answers[i].attendee)) != NULL);
		must(memchr(answers[i].comment, '\0', sizeof(answers[i].comment)) != NULL);
		must(answers[i].partstat <= VB_ITIP_DELEGATED);
	}
	return 0;
}
