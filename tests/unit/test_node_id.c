/* node_id: the text that people read out, against Python's base64 and hashlib; slips of the pen are found. */
#include "protocol/node_id.h"

#include <ctype.h>
#include <string.h>

#include "protocol/crypt.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

static void check_vector(const char *name, uint8_t first, uint8_t step)
{
	char text[VB_NODE_ID_TEXT_BYTES];
	struct node_id id, back;

	for (unsigned i = 0; i < sizeof(id.b); i++)
		id.b[i] = (uint8_t)(first + i * step);
	node_id_format(&id, text);
	is_str(text, vector_text(name), "%s", name);
	is_err(node_id_parse(text, strlen(text), &back), 0, "%s is read", name);
	ok(node_id_is_equal(&id, &back), "%s is the same id", name);
}

static void test_vectors(void)
{
	check_vector("node_id_zero_text", 0, 0);
	check_vector("node_id_ones_text", 0xff, 0);
	check_vector("node_id_run_text", 0, 1);
	check_vector("node_id_high_text", 0x80, 1);
}

static void test_as_people_write(void)
{
	static const char *const forms[] = {
		"aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypqlfxq",
		"AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT-CQKR-MFYY-DENB-WHA5-DYPQ-LFXQ",
		" aaaq eaye auda ocaj bifq ydio b4ib ceqt cqkr mfyy denb wha5 dypq lfxq ",
		"aaaqeaye-audaocaj--bifqydio-b4ibceqt-cqkrmfyy-denbwha5-dypqlfxq-",
	};
	struct node_id want;

	for (unsigned i = 0; i < sizeof(want.b); i++)
		want.b[i] = (uint8_t)i;
	for (unsigned i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct node_id id = { { 0 } };

		is_err(node_id_parse(forms[i], strlen(forms[i]), &id), 0, "read: %s", forms[i]);
		ok(node_id_is_equal(&id, &want), "the same id");
	}
}

static void test_refused(void)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "", VB_ERR_MALFORMED },
		{ "----", VB_ERR_MALFORMED },
		{ "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq-lfx",
		  VB_ERR_MALFORMED },
		{ "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq-lfxqa",
		  VB_ERR_MALFORMED },
		{ "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq-lfx1",
		  VB_ERR_MALFORMED },
		{ "aaaq_eaye_auda_ocaj_bifq_ydio_b4ib_ceqt_cqkr_mfyy_denb_wha5_dypq_lfxq",
		  VB_ERR_MALFORMED },
		{ "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypr-lfxq",
		  VB_ERR_MALFORMED },
		{ "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq-lfxr",
		  VB_ERR_BAD_HASH },
		{ "aaqa-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-cqkr-mfyy-denb-wha5-dypq-lfxq",
		  VB_ERR_BAD_HASH },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct node_id id = { { 7 } };

		is_err(node_id_parse(cases[i].text, strlen(cases[i].text), &id), cases[i].err,
		       "refused: \"%s\"", cases[i].text);
		is_int(id.b[0], 7, "and the result is untouched");
	}
}

/* One wrong digit, or two neighbours exchanged: 20 bits of checksum let through one in a million. */
static void test_slips(void)
{
	struct seeded s = { 11 };
	int found = 0, tried = 0;

	for (int i = 0; i < 20; i++) {
		char text[VB_NODE_ID_TEXT_BYTES], slip[VB_NODE_ID_TEXT_BYTES];
		struct node_id id;

		seeded_fill(&s, id.b, sizeof(id.b));
		node_id_format(&id, text);
		for (unsigned at = 0; at + 1 < VB_NODE_ID_TEXT_BYTES; at++) {
			if (!isalnum((unsigned char)text[at]))
				continue;
			memcpy(slip, text, sizeof(slip));
			slip[at] = slip[at] == 'a' ? 'b' : 'a';
			tried++;
			found += node_id_parse(slip, strlen(slip), &id) != 0;
			if (text[at + 1] == '-' || text[at + 1] == text[at] || text[at + 1] == '\0')
				continue;
			memcpy(slip, text, sizeof(slip));
			slip[at] = text[at + 1];
			slip[at + 1] = text[at];
			tried++;
			found += node_id_parse(slip, strlen(slip), &id) != 0;
		}
	}
	is_int(found, tried, "all slips of the pen are found");
	ok(tried > 1500, "there were %d", tried);
}

static void test_round_trip(void)
{
	struct seeded s = { 5 };
	int wrong = 0;

	for (int i = 0; i < 2000; i++) {
		char text[VB_NODE_ID_TEXT_BYTES];
		struct node_id id, back;

		seeded_fill(&s, id.b, sizeof(id.b));
		node_id_format(&id, text);
		wrong += strlen(text) != VB_NODE_ID_TEXT_BYTES - 1;
		wrong += node_id_parse(text, strlen(text), &back) != 0 ||
		         !node_id_is_equal(&id, &back);
	}
	is_int(wrong, 0, "2,000 ids there and back");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/ground.txt");
	test_vectors();
	test_as_people_write();
	test_refused();
	test_slips();
	test_round_trip();
	vectors_close();
	return done();
}
