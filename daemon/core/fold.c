/* fold: from texts to folded words; see fold.h. */
#include "daemon/core/fold.h"

#include <string.h>
#include <utf8proc.h>

#define DIAERESIS 0x308

enum point_class {
	POINT_BREAK,  /* between words */
	POINT_SILENT, /* makes no difference */
	POINT_LETTER, /* or digit */
	POINT_ALONE,  /* a word of its own */
};

/* Letters that Unicode does not take apart and people write differently; those of the North stand for an umlaut. */
static const struct spelling {
	int32_t from, first, second; /* first 0: nothing; second 0: one is all */
} spellings[] = {
	{ 0x0e6, 'a', DIAERESIS }, /* æ */
	{ 0x0f0, 'd', 0 },         /* ð */
	{ 0x0f8, 'o', DIAERESIS }, /* ø */
	{ 0x0fe, 't', 'h' },       /* þ */
	{ 0x111, 'd', 0 },         /* đ */
	{ 0x127, 'h', 0 },         /* ħ */
	{ 0x131, 'i', 0 },         /* dotless i */
	{ 0x142, 'l', 0 },         /* ł */
	{ 0x153, 'o', DIAERESIS }, /* œ */
	{ 0x629, 0x647, 0 },       /* Teh Marbuta as Heh */
	{ 0x640, 0, 0 },           /* Tatweel, which only makes a word longer */
	{ 0x649, 0x64a, 0 },       /* Alef Maksura as Yeh */
	{ 0x6a9, 0x643, 0 },       /* Persian Kaf */
	{ 0x6cc, 0x64a, 0 },       /* Persian Yeh */
};

/* Marks in these are vowels and tones without which nobody writes: Indian scripts and those around them. */
static const struct {
	int32_t from, to;
} spoken[] = { { 0x900, 0x1aaf }, { 0xa800, 0xabff }, { 0x11000, 0x16fff } };

/* Han, Hiragana and Katakana. */
static const struct {
	int32_t from, to;
} alone[] = { { 0x3040, 0x30ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0x20000, 0x3ffff } };

void fold_init(struct fold *f, struct span text)
{
	f->text = text;
	f->at = f->from = f->begin = 0;
	f->point_at = f->point_count = 0;
	f->second = 0;
	f->size = 0;
}

/* ---- points ---- */

/* Reads the next character of the text into points. False at its end. */
static bool character_read(struct fold *f)
{
	const utf8proc_option_t options =
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	const uint8_t *at = f->text.data + f->at;
	utf8proc_ssize_t size, count;
	int32_t point;
	int boundary = 0;

	if (f->at == f->text.size)
		return false;
	f->from = f->at;
	f->point_at = 0;
	f->point_count = 1;
	if (at[0] < 0x80) {
		f->points[0] = at[0] >= 'A' && at[0] <= 'Z' ? at[0] - 'A' + 'a' : at[0];
		f->at++;
		return true;
	}
	size = utf8proc_iterate(at, (utf8proc_ssize_t)(f->text.size - f->at), &point);
	if (size <= 0) {
		f->points[0] = ' ';
		f->at++;
		return true;
	}
	f->at += (size_t)size;
	count = utf8proc_decompose_char(point, f->points, VB_FOLD_POINTS_MAX, options, &boundary);
	f->point_count =
		count > 0 && count <= (utf8proc_ssize_t)VB_FOLD_POINTS_MAX ? (size_t)count : 0;
	return true;
}

/* A point as people write it; 0: not at all. */
static int32_t spell(struct fold *f, int32_t point)
{
	if (point < 0x80)
		return point;
	if (point >= 0x660 && point <= 0x669)
		return '0' + (point - 0x660);
	if (point >= 0x6f0 && point <= 0x6f9)
		return '0' + (point - 0x6f0);
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		if (spellings[i].from == point) {
			f->second = spellings[i].second;
			return spellings[i].first;
		}
	}
	return point;
}

/* The next point of the text; false at its end. */
static bool point_next(struct fold *f, int32_t *point)
{
	*point = f->second;
	f->second = 0;
	while (*point == 0) {
		if (f->point_at < f->point_count)
			*point = spell(f, f->points[f->point_at++]);
		else if (!character_read(f))
			return false;
	}
	return true;
}

static bool is_spoken(int32_t point)
{
	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++) {
		if (point >= spoken[i].from && point <= spoken[i].to)
			return true;
	}
	return false;
}

static bool is_alone(int32_t point)
{
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++) {
		if (point >= alone[i].from && point <= alone[i].to)
			return true;
	}
	return false;
}

static enum point_class class_of(int32_t point)
{
	if (point < 0x80)
		return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9')
		               ? POINT_LETTER
		               : POINT_BREAK;
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return is_alone(point) ? POINT_ALONE : POINT_LETTER;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return POINT_LETTER;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return is_spoken(point) ? POINT_LETTER : POINT_SILENT;
	default:
		return POINT_BREAK;
	}
}

/* ---- words ---- */

/* The letters before, as they were written: what an e does depends on them. */
struct tail {
	int32_t last, before;
	bool is_cut; /* the word has its longest form */
};

static void tail_push(struct tail *tail, int32_t point)
{
	tail->before = tail->last;
	tail->last = point;
}

/* True if an e here is the second letter of an umlaut. */
static bool is_umlaut(const struct tail *tail)
{
	if (tail->last == 'u')
		return tail->before != 'a' && tail->before != 'e' && tail->before != 'o' &&
		       tail->before != 'q';
	return tail->last == 'a' || tail->last == 'o';
}

static bool is_umlaut_vowel(int32_t point)
{
	return point == 'a' || point == 'o' || point == 'u';
}

static void letter_put(struct fold *f, struct tail *tail, int32_t point)
{
	uint8_t bytes[4];
	utf8proc_ssize_t size;
	bool is_left_out = point == 'e' && is_umlaut(tail);

	tail_push(tail, point);
	if (is_left_out || tail->is_cut)
		return;
	size = utf8proc_encode_char(point, bytes);
	tail->is_cut = size <= 0 || (size_t)size > sizeof(f->word) - f->size;
	if (tail->is_cut)
		return;
	if (f->size == 0)
		f->begin = f->from;
	memcpy(f->word + f->size, bytes, (size_t)size);
	f->size += (size_t)size;
}

bool fold_next(struct fold *f, struct span *word)
{
	struct tail tail = { 0 };
	enum point_class class = POINT_BREAK;
	int32_t point;

	f->size = 0;
	while (point_next(f, &point)) {
		class = class_of(point);
		if (class == POINT_LETTER) {
			letter_put(f, &tail, point);
		} else if (class == POINT_SILENT) {
			/* Two dots on a vowel are the e behind it. */
			if (point == DIAERESIS && is_umlaut_vowel(tail.last))
				tail_push(&tail, 'e');
		} else if (f->size > 0) {
			break;
		} else if (class == POINT_ALONE) {
			letter_put(f, &tail, point);
			class = POINT_BREAK;
			break;
		}
	}
	/* What ended a word may be one itself. */
	if (class == POINT_ALONE)
		f->second = point;
	*word = span_of(f->word, f->size);
	return f->size > 0;
}
