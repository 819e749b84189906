/* person_office: from a person to their office; see person_office.h; tested by tests/unit/test_sense_availability.c. */
#include "daemon/control/person_office.h"

#include "daemon/control/seat_office.h"
#include "protocol/kinds/committee.h"
#include "store/index.h"
#include "store/records.h"

/* The office that wrote the person down. */
static int writer_find(struct request *q, const struct node_space *space,
                       const struct record_id *person, struct merged *m, struct node_id *out)
{
	struct record_ref ref;
	struct span bytes;
	int err = records_find(node_view(q->node), space->number, person, &ref, &bytes);

	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0)
		err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		*out = merged_creator(m)->author;
	return err;
}

int person_office_find(struct request *q, const struct node_space *space,
                       const struct record_id *person, struct node_id *out)
{
	static const struct node_id none = { { 0 } };
	struct env_txn *txn = node_view(q->node);
	struct seat_office seat = { .is_substitute = false };
	struct index_cursor c;
	struct record_ref ref;
	struct merged m;
	struct span bytes;
	unsigned looked = 0;
	int err = 0;
	int closed;

	*out = none;
	merged_init(&m);
	index_open_children(&c, txn, space->number, person, VB_KIND_MEMBERSHIP,
	                    VB_MEMBERSHIP_PERSON, NULL);
	while (err == 0 && node_id_is_equal(&seat.office, &none) &&
	       looked++ < VB_PERSON_OFFICE_SEATS && index_next(&c, &ref)) {
		err = records_get(txn, &ref, &bytes);
		if (err == 0)
			err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		if (err == 0 && !merged_is_deleted(&m))
			err = seat_office_find(q, space, &m, &seat);
	}
	closed = index_close(&c);
	err = err != 0 ? err : closed;
	if (err == 0 && node_id_is_equal(&seat.office, &none))
		err = writer_find(q, space, person, &m, out);
	else if (err == 0)
		*out = seat.office;
	merged_release(&m);
	return err;
}
