/* siege_frames: frames of every kind, broken in every way; see siege.h. */
#include <string.h>

#include "tests/blackbox/parts/siege.h"
#include "tests/tap.h"

/* clang-format off */
static const struct attack greetings[] = {
	{ "something before HELLO", "02 00 S 00 Z", VB_ERR_UNEXPECTED, SIEGE_FIRST },
	{ "an unknown frame before HELLO", "7f 00", VB_ERR_UNEXPECTED, SIEGE_FIRST },
	{ "BYE before HELLO", "0a 00 0fa5", VB_ERR_UNEXPECTED, SIEGE_FIRST },
	{ "HELLO with another member's card", "01 00 84 00 01 01 01 02 OTHER 03 07", VB_ERR_BAD_CARD, SIEGE_FIRST },
	{ "HELLO with an altered card", "01 00 84 00 01 01 01 02 BROKEN 03 07", VB_ERR_BAD_SIGNATURE, SIEGE_FIRST },
	{ "HELLO of versions to come only", "01 00 84 00 02 01 09 02 CARD 03 07", VB_ERR_VERSION, SIEGE_FIRST },
	{ "HELLO, lowest version above the highest", "01 00 84 00 02 01 01 02 CARD 03 07", VB_ERR_MALFORMED, SIEGE_FIRST },
	{ "HELLO of version 0", "01 00 84 00 00 01 00 02 CARD 03 07", VB_ERR_MALFORMED, SIEGE_FIRST },
	{ "HELLO without a boot id", "01 00 83 00 01 01 01 02 CARD", VB_ERR_MALFORMED, SIEGE_FIRST },
	{ "HELLO, keys out of order", "01 00 84 01 01 00 01 02 CARD 03 07", VB_ERR_NOT_CANONICAL, SIEGE_FIRST },
	{ "HELLO, a number in a longer form", "01 00 84 00 cc01 01 01 02 CARD 03 07", VB_ERR_NOT_CANONICAL, SIEGE_FIRST },
	{ "HELLO and something behind it", "01 00 84 00 01 01 01 02 CARD 03 07 00", VB_ERR_TRAILING, SIEGE_FIRST },
	{ "HELLO that is no map", "01 00 94 00 01 01 01", VB_ERR_MALFORMED, SIEGE_FIRST },
	{ "HELLO, a map of 2^32-1 pairs", "01 00 df ffffffff 00 01", VB_ERR_TRUNCATED, SIEGE_FIRST | SIEGE_ANY },
	{ "HELLO twice", "01 00 84 00 01 01 01 02 CARD 03 07", VB_ERR_UNEXPECTED, 0 },
};

static const struct attack frames[] = {
	{ "an empty message", "", VB_ERR_TRUNCATED, 0 },
	{ "one byte", "02", VB_ERR_TRUNCATED, 0 },
	{ "an unknown flag", "02 02 S 00 Z", VB_ERR_MALFORMED, 0 },
	{ "all flags", "02 ff S 00 Z", VB_ERR_MALFORMED, 0 },
	{ "frame type 0", "00 00", 0, 0 },
	{ "frame type 17", "11 00 ff*40", 0, 0 },
	{ "frame type 63", "3f 01 00*1000", 0, 0 },
	{ "START of a pairing", "40 00 00*80", 0, 0 },
	{ "SHOW of a pairing", "43 00 CARD", 0, 0 },
	{ "frame type 255", "ff 00 ff", 0, 0 },
	{ "PROOF of nothing", "0e 00", VB_ERR_TRUNCATED, 0 },
	{ "PROOF of two segments without a byte", "0e 00 00000000 00000000", VB_ERR_TRUNCATED, 0 },
	{ "PROOF of one segment", "0e 00 00000001 00", VB_ERR_TRUNCATED, 0 },
	{ "ERROR without a code", "09 00", 0, 0 },
	{ "ERROR with a code of a later version", "09 00 0800", 0, 0 },
	{ "the greatest message", "11 00 00*66046", 0, 0 },
	{ "a message one byte too long", "11 00 00*66047", 0, 0 }, /* dropped */
	{ "a message of a megabyte", "05 00 00*1048576", VB_ERR_TOO_LARGE, SIEGE_SILENT },
	{ "BYE", "0a 00 0fa5", VB_ERR_STOPPING, SIEGE_SILENT },

	{ "DIGEST of nothing", "02 00", VB_ERR_TRUNCATED, 0 },
	{ "DIGEST of an unknown stream", "02 00 S 04 Z", VB_ERR_MALFORMED, 0 },
	{ "DIGEST, the same stream twice", "02 00 S 00 Z S 00 Z", VB_ERR_NOT_CANONICAL, 0 },
	{ "DIGEST, streams out of order", "02 00 S 03 Z S 00 Z", VB_ERR_NOT_CANONICAL, 0 },
	{ "DIGEST and a byte behind it", "02 00 S 00 Z 00", VB_ERR_TRUNCATED, 0 },
	{ "DIGEST of a foreign space", "02 00 X 00 Z", 0, 0 },

	{ "HAVE of nothing", "08 00", VB_ERR_TRUNCATED, 0 },
	{ "HAVE without a statement", "08 00 00*64", VB_ERR_TRUNCATED, 0 },
	{ "HAVE that is no map", "08 00 00*64 90", VB_ERR_MALFORMED, 0 },
	{ "HAVE of the open logs", "08 00 00*64 86 00 c420 S 01 02 02 c420 X 03 01 04 c420 Z 05 c400", VB_ERR_OUT_OF_RANGE, 0 },
	{ "HAVE, a counter in a longer form", "08 00 00*64 86 00 c420 S 01 00 02 c420 X 03 cc01 04 c420 Z 05 c400", VB_ERR_NOT_CANONICAL, 0 },
	{ "HAVE, half a count", "08 00 00*64 86 00 c420 S 01 00 02 c420 X 03 01 04 c420 Z 05 c40180", VB_ERR_TRUNCATED, 0 },
	{ "HAVE and something behind it", "08 00 00*64 86 00 c420 S 01 00 02 c420 X 03 01 04 c420 Z 05 c400 00", VB_ERR_TRAILING, 0 },
	{ "HAVE by an office that nobody knows", "08 00 00*64 86 00 c420 S 01 00 02 c420 X 03 01 04 c420 Z 05 c400", 0, 0 },
	{ "HAVE of a foreign space", "08 00 00*64 86 00 c420 X 01 00 02 c420 X 03 01 04 c420 Z 05 c400", 0, 0 },

	{ "BLOB-WANT of a file that does not exist", "0b 00 A 00*16 Z 00 01", 0, 0 },
	{ "BLOB-WANT in a log that does not exist", "0b 00 X 00*16 Z 00 01", 0, 0 },
	{ "BLOB without a chunk that was not asked for", "0c 00 Z 00", 0, 0 },
	{ "BLOB that was not asked for", "0c 00 Z 00 00*49168", 0, 0 },
	{ "BLOB-WANT far behind any end", "0b 00 A 00*16 Z ffffffffffffffffff01 ffffffffffffffffff01", 0, 0 },
	{ "BLOB-WANT of no chunks", "0b 00 A 00*16 Z 00 00", VB_ERR_MALFORMED, 0 },
	{ "BLOB-WANT without a count", "0b 00 A 00*16 Z 00", VB_ERR_TRUNCATED, 0 },
	{ "BLOB-WANT, a number in a longer form", "0b 00 A 00*16 Z 8000 01", VB_ERR_NOT_CANONICAL, 0 },
	{ "BLOB-WANT and a byte behind it", "0b 00 A 00*16 Z 00 01 00", VB_ERR_TRAILING, 0 },
	{ "BLOB of chunk 2^63", "0c 00 Z 80808080808080808001 00*17", 0, 0 },
	{ "BLOB shorter than a tag", "0c 00 Z 00 00*16", VB_ERR_TRUNCATED, 0 },
	{ "BLOB longer than a chunk", "0c 00 Z 00 00*49169", VB_ERR_TOO_LARGE, 0 },
	{ "BLOB without a number", "0c 00 Z", VB_ERR_TRUNCATED, 0 },

	{ "HEADS of nothing", "03 00", VB_ERR_TRUNCATED, 0 },
	{ "HEADS without a stream", "03 00 S", VB_ERR_TRUNCATED, 0 },
	{ "HEADS of an unknown stream", "03 00 S 09", VB_ERR_MALFORMED, 0 },
	{ "HEADS of a log without entries", "03 00 S 00 A 00 00*16", VB_ERR_MALFORMED, 0 },
	{ "HEADS, a count in a longer form", "03 00 S 00 A 8100 00*16", VB_ERR_NOT_CANONICAL, 0 },
	{ "HEADS, one log twice", "03 00 S 00 A 01 00*16 A 01 00*16", VB_ERR_NOT_CANONICAL, 0 },
	{ "HEADS, half an entry id", "03 00 S 00 A 01 00*8", VB_ERR_TRUNCATED, 0 },
	{ "HEADS without logs", "03 00 S 00", 0, 0 },
	{ "HEADS of a foreign space", "03 00 X 00 X 01 00*16", 0, 0 },
	{ "HEADS, a control log of another space", "03 00 S 03 X 01 00*16", 0, 0 },
	{ "HEADS, a control log of 2^64-1 entries", "03 00 S 03 S ffffffffffffffffff01 00*16", 0, 0 },
	{ "HEADS, a log that does not exist", "03 00 S 00 X 05 00*16", 0, 0 },
	{ "HEADS, our log in the wrong stream", "03 00 S 01 A 05 00*16", 0, 0 },

	{ "WANT of nothing", "04 00", VB_ERR_TRUNCATED, 0 },
	{ "WANT of no entries", "04 00 S A 00 00", VB_ERR_MALFORMED, 0 },
	{ "WANT beyond the last entry there can be", "04 00 S A ffffffffffffffffff01 02", VB_ERR_OUT_OF_RANGE, 0 },
	{ "WANT, a number in a longer form", "04 00 S A 8000 01", VB_ERR_NOT_CANONICAL, 0 },
	{ "WANT, a number of 11 bytes", "04 00 S A ffffffffffffffffffff01 01", VB_ERR_NOT_CANONICAL, SIEGE_ANY },
	{ "WANT of a foreign space", "04 00 X X 00 01", 0, 0 },
	{ "WANT of a log that does not exist", "04 00 S X 00 01", 0, 0 },
	{ "WANT of everything there could be", "04 00 S S 00 ffffffffffffffffff01", 0, 0 },
	{ "WANT behind the end", "04 00 S S ffffffff0f 01", 0, 0 },

	{ "CREDIT that is short", "07 00 00000000000000", VB_ERR_TRUNCATED, 0 },
	{ "CREDIT that is long", "07 00 000000000000000000", VB_ERR_TRAILING, 0 },
	{ "CREDIT without end", "07 00 ffffffffffffffff", 0, 0 },
	{ "CREDIT that falls", "07 00 0000000000000001", 0, 0 },

	{ "CARD, the one of HELLO again", "0f 00 card", 0, 0 },
	{ "CARD of nothing", "0f 00", VB_ERR_TRUNCATED, 0 },
	{ "CARD with another member's card", "0f 00 other", VB_ERR_BAD_CARD, 0 },
	{ "CARD with an altered card", "0f 00 broken", VB_ERR_BAD_SIGNATURE, 0 },
	{ "CARD and something behind it", "0f 00 card 00", VB_ERR_TRAILING, 0 },
	{ "CARD as long as a message", "0f 00 00*66000", VB_ERR_TOO_LARGE, 0 },

	{ "HELD of a card that was never ours", "10 00 X", 0, 0 },
	{ "HELD that is short", "10 00 00*31", VB_ERR_TRUNCATED, 0 },
	{ "HELD that is long", "10 00 00*33", VB_ERR_TRAILING, 0 },
};
/* clang-format on */

/* More than one part is nothing that an office sends: it is dropped, and the link stays. */
static void send_parts(struct siege *s, const char *name, size_t count, struct span part)
{
	struct forger *f = &s->forger;
	struct span parts[1000];
	struct reaction reaction;

	for (size_t i = 0; i < count; i++)
		parts[i] = part;
	if (!f->caller.socket)
		forger_greet(f);
	caller_send_parts(&f->caller, parts, count);
	forger_listen(f, &reaction);
	ok(!reaction.is_over, "a message of %zu %s", count, name);
}

static void cut_all(struct siege *s)
{
	static const struct {
		const char *name;
		const char *bytes;
		size_t least; /* shorter ones are good by chance */
	} whole[] = {
		{ "HELLO", "01 00 84 00 01 01 01 02 CARD 03 07", 0 },
		{ "DIGEST", "02 00 S 00 X", 0 },
		{ "HEADS", "03 00 S 00 A 05 00*16", 2 + 32 + 1 + 1 },
		{ "WANT", "04 00 S A 00 01", 0 },
		{ "CREDIT", "07 00 0000000000100000", 0 },
		{ "CARD", "0f 00 card", 0 },
		{ "HELD", "10 00 X", 0 },
	};
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		buf_clear(&frame);
		siege_expand(s, whole[i].bytes, &frame);
		siege_cut(s, whole[i].name, buf_span(&frame), whole[i].least, 0);
	}
	buf_clear(&frame);
	siege_expand(s, whole[0].bytes, &frame);
	siege_alter(s, "HELLO", buf_span(&frame));
	buf_release(&frame);
}

void siege_frames(struct siege *s)
{
	static const uint8_t digest[] = { VB_FRAME_DIGEST, 0 };

	siege_table(s, greetings, sizeof(greetings) / sizeof(greetings[0]));
	siege_table(s, frames, sizeof(frames) / sizeof(frames[0]));
	send_parts(s, "frames", 2, span_of(digest, sizeof(digest)));
	send_parts(s, "frames", 1000, span_of(digest, sizeof(digest)));
	send_parts(s, "empty frames", 3, span_of(digest, 0));
	cut_all(s);
}
