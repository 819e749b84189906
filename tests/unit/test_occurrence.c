/* occurrence: doubles of a series in every order in which they can arrive. */
#include "protocol/kinds/occurrence.h"

#include "tests/tap.h"

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

/* tag: whether it is a double, as worked out by hand. */
static const struct row {
	uint8_t id, series;
	int32_t day;
	enum stage stage;
	size_t is_double;
} rows[] = {
	{ 1, 9, 100, VB_STAGE_PLANNED, 1 }, /* younger, but people were invited to 2 */
	{ 2, 9, 100, VB_STAGE_INVITED, 0 },
	{ 3, 9, 107, VB_STAGE_PLANNED, 0 }, /* the oldest of two */
	{ 4, 9, 107, VB_STAGE_PLANNED, 1 },
	{ 5, 9, 114, VB_STAGE_PLANNED, 1 }, /* called off is called off */
	{ 6, 9, 114, VB_STAGE_CANCELLED, 0 },
	{ 7, 8, 100, VB_STAGE_PLANNED, 0 }, /* another series */
	{ 8, 0, 100, VB_STAGE_PLANNED, 0 }, /* of no series */
	{ 9, 0, 100, VB_STAGE_PLANNED, 0 },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static size_t wrong;

static void judge(const size_t order[ROWS])
{
	struct occurrence meetings[ROWS];

	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &rows[order[i]];

		meetings[i] = (struct occurrence){ .id = id_of(row->id),
			                           .series = id_of(row->series),
			                           .day = row->day,
			                           .stage = row->stage,
			                           .tag = row->is_double,
			                           .is_double = row->is_double == 0 };
	}
	occurrence_find(meetings, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		wrong += meetings[i].is_double != (meetings[i].tag == 1);
}

static size_t permute(size_t order[ROWS], size_t from)
{
	size_t count = 0;

	if (from == ROWS) {
		judge(order);
		return 1;
	}
	for (size_t i = from; i < ROWS; i++) {
		size_t kept = order[from];

		order[from] = order[i];
		order[i] = kept;
		count += permute(order, from + 1);
		order[i] = order[from];
		order[from] = kept;
	}
	return count;
}

int main(void)
{
	size_t order[ROWS];

	for (size_t i = 0; i < ROWS; i++)
		order[i] = i;
	is_int(permute(order, 0), 362880, "every order");
	is_int(wrong, 0, "finds the same doubles");
	occurrence_find(NULL, 0);
	ok(true, "of none there is none");
	return done();
}
