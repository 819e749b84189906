/*
 * fuzz_reading: any bytes as a mail: what is found in it is a parcel that verbund-mail takes.
 */
#include "bridges/mailread/reading.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	reading_warm();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hatch_settings settings = { "mx.stadt.example", "stadt.example",
		                                        false };
	static struct parcel parcel, again;
	struct mime_mail mail;

	if (reading_take(span_of(data, size), &settings, &mail, &parcel) == 0) {
		struct buf packed, twice;

		buf_init(&packed, VB_PARCEL_MAX_BYTES);
		buf_init(&twice, VB_PARCEL_MAX_BYTES);
		parcel_encode(&parcel, &packed);
		must(packed.err == 0);
		must(parcel_decode(buf_span(&packed), &again) == 0);
		must(again.file_count == mail.file_count);
		parcel_encode(&again, &twice);
		must_be(&twice, buf_span(&packed));
		parcel_release(&again);
		buf_release(&packed);
		buf_release(&twice);
	}
	mime_mail_release(&mail);
	parcel_release(&parcel);
	return 0;
}
