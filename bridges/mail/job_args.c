/* job_args: see job_args.h; tested by tests/unit/test_mail_job.c */
#include "bridges/mail/job_args.h"

#include <string.h>

#include "protocol/pack.h"

#define KEYS_MAX 16u
#define TEXT_MAX_BYTES 1024u
#define DAY_MINUTES 1440u

static const struct {
	const char *word;
	uint32_t wish;
} wishes[] = {
	{ "agenda", WISH_AGENDA },         { "messages", WISH_MESSAGES },
	{ "newsletter", WISH_NEWSLETTER }, { "reminder", WISH_REMINDER },
	{ "requests", WISH_REQUESTS },
};
#define WISHES (sizeof(wishes) / sizeof(*wishes))

const char *job_args_wish(uint32_t wish)
{
	for (size_t i = 0; i < WISHES; i++) {
		if (wishes[i].wish == wish)
			return wishes[i].word;
	}
	return NULL;
}

static int read_person(struct pack_reader *r, struct job_args *out, const char **detail)
{
	struct span text = unpack_str(r, TEXT_MAX_BYTES);

	if (r->err == 0 && hex_parse((const char *)text.data, text.size, out->person.b,
	                             sizeof(out->person.b)) != 0) {
		*detail = "person is no number of a record";
		return VB_ERR_BAD_VALUE;
	}
	return 0;
}

static int read_without(struct pack_reader *r, struct job_args *out, const char **detail)
{
	uint32_t count = unpack_array(r, WISHES);

	out->has_without = true;
	for (uint32_t i = 0; i < count && r->err == 0; i++) {
		struct span word = unpack_str(r, TEXT_MAX_BYTES);
		size_t at = 0;

		while (at < WISHES && !span_is_equal(word, span_of_str(wishes[at].word)))
			at++;
		if (at == WISHES) {
			*detail = "without has a word that is no wish";
			return VB_ERR_BAD_VALUE;
		}
		out->without |= wishes[at].wish;
	}
	unpack_end(r);
	return 0;
}

static int read_quiet(struct pack_reader *r, struct job_args *out, const char **detail)
{
	uint32_t count = unpack_array(r, 2);
	uint64_t times[2] = { 0, 0 };

	for (uint32_t i = 0; i < count; i++)
		times[i] = unpack_uint(r, UINT32_MAX);
	unpack_end(r);
	if (count == 1 || times[0] >= DAY_MINUTES || times[1] >= DAY_MINUTES) {
		*detail = "quiet is two times of day";
		return VB_ERR_BAD_VALUE;
	}
	out->has_quiet = true;
	out->is_never_quiet = count == 0;
	out->quiet_from = (uint16_t)times[0];
	out->quiet_to = (uint16_t)times[1];
	return 0;
}

static int read_one(struct pack_reader *r, struct span key, struct job_args *out,
                    const char **detail)
{
	static const struct {
		const char *key;
		size_t at;
	} texts[] = {
		{ "after", offsetof(struct job_args, after) },
		{ "address", offsetof(struct job_args, address) },
		{ "key", offsetof(struct job_args, key) },
		{ "language", offsetof(struct job_args, language) },
		{ "pace", offsetof(struct job_args, pace) },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (span_is_equal(key, span_of_str(texts[i].key))) {
			*(struct span *)(void *)((uint8_t *)out + texts[i].at) =
				unpack_str(r, TEXT_MAX_BYTES);
			return 0;
		}
	}
	if (span_is_equal(key, span_of_str("person")))
		return read_person(r, out, detail);
	if (span_is_equal(key, span_of_str("without")))
		return read_without(r, out, detail);
	if (span_is_equal(key, span_of_str("quiet")))
		return read_quiet(r, out, detail);
	if (span_is_equal(key, span_of_str("limit")))
		out->limit = (uint32_t)unpack_uint(r, UINT32_MAX);
	else if (span_is_equal(key, span_of_str("lift")))
		out->lift = unpack_bool(r);
	else if (span_is_equal(key, span_of_str("told")))
		out->told = unpack_bool(r);
	else
		(void)unpack_any(r);
	return 0;
}

int job_args_read(struct span in, struct job_args *out, const char **detail)
{
	struct span last = { NULL, 0 };
	struct pack_reader r;
	uint32_t pairs;
	int err = 0;

	memset(out, 0, sizeof(*out));
	unpack_init(&r, in);
	pairs = unpack_map(&r, KEYS_MAX);
	for (uint32_t i = 0; i < pairs && r.err == 0 && err == 0; i++) {
		struct span key = unpack_str_key(&r, &last);

		err = read_one(&r, key, out, detail);
	}
	if (err != 0 && r.err == 0)
		return err;
	unpack_end(&r);
	if (unpack_finish(&r) != 0)
		return VB_ERR_MALFORMED;
	if (out->limit == 0)
		out->limit = VB_JOB_LIMIT;
	if (out->limit > VB_JOB_LIMIT_MAX)
		out->limit = VB_JOB_LIMIT_MAX;
	return 0;
}
