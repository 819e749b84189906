/* keybook: public keys of this office's people; see keybook.h; tested by tests/unit/test_control_keys.c. */
#include "daemon/control/keybook.h"

#include "daemon/control/persons.h"
#include "protocol/kinds/committee.h"
#include "store/records.h"

_Static_assert(VB_PERSON_CARD_VALUE_MAX_BYTES == VB_PERSON_CARD_MAX_BYTES, "SPEC.md 12.1");

void keybook_init(struct keybook *ring)
{
	merged_init(&ring->person);
	ring->card.count = 0;
}

void keybook_release(struct keybook *ring)
{
	merged_release(&ring->person);
}

static int card_read(struct keybook *ring)
{
	struct pack_reader r;
	struct span value;

	if (!merged_value(&ring->person, &person_card_field, &value))
		return 0;
	unpack_init(&r, value);
	value = unpack_bin(&r, 1, VB_PERSON_CARD_MAX_BYTES);
	/* Only this office writes there, and it checked what it wrote. */
	if (unpack_finish(&r) != 0 || person_card_decode(value, &ring->card) != 0)
		return VB_ERR_STORE_CORRUPT;
	return 0;
}

int keybook_read(struct node *node, const struct record_id *person, struct keybook *ring)
{
	const struct node_space *own = persons_space(node);
	struct record_ref ref;
	struct span bytes;
	int err;

	ring->card.count = 0;
	ring->card.is_extended = false;
	if (own == NULL)
		return VB_ERR_NOT_FOUND;
	ref = (struct record_ref){ own->number, VB_AUDIENCE_ALL, *person };
	err = records_get(node_view(node), &ref, &bytes);
	if (err != 0)
		return err;
	if (merged_decode(&ring->person, bytes) != 0)
		return VB_ERR_STORE_CORRUPT;
	if (merged_is_deleted(&ring->person))
		return VB_ERR_NOT_FOUND;
	return card_read(ring);
}
