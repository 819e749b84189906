/* seat_office: from a seat to its office; see seat_office.h; tested by tests/unit/test_control_reply.c. */
#include "daemon/control/seat_office.h"

#include "protocol/kinds/committee.h"
#include "protocol/node_id.h"
#include "store/records.h"

/* The record that a reference of a membership leads to; zero: none. */
static struct record_id reference_of(const struct merged *seat, uint32_t field)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEMBERSHIP);
	struct record_id id = { { 0 } };
	struct pack_reader r;
	struct span value;

	if (!merged_value(seat, kind_field_by_number(kind, field), &value))
		return id;
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	return id;
}

/* The office that an organization names, if it is a whole number of one. */
static void office_read(const struct merged *organization, struct node_id *out)
{
	const struct kind *kind = kind_by_number(VB_KIND_ORGANIZATION);
	struct pack_reader r;
	struct node_id office;
	struct span value;

	if (organization->kind != VB_KIND_ORGANIZATION ||
	    !merged_value(organization, kind_field_by_number(kind, VB_ORGANIZATION_NODE), &value))
		return;
	unpack_init(&r, value);
	value = unpack_str(&r, SIZE_MAX);
	if (r.err == 0 && node_id_parse((const char *)value.data, value.size, &office) == 0)
		*out = office;
}

int seat_office_find(struct request *q, const struct node_space *space, const struct merged *seat,
                     struct seat_office *out)
{
	struct record_id behalf = reference_of(seat, VB_MEMBERSHIP_ON_BEHALF_OF);
	struct record_id substituted = reference_of(seat, VB_MEMBERSHIP_SUBSTITUTE_FOR);
	struct record_ref ref;
	struct merged m;
	struct span bytes;
	int err;

	*out = (struct seat_office){
		.organization = reference_of(seat, VB_MEMBERSHIP_ORGANIZATION),
		.is_substitute = !record_id_is_zero(&substituted),
	};
	if (record_id_is_zero(&behalf))
		return 0;
	err = records_find(node_view(q->node), space->number, &behalf, &ref, &bytes);
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	merged_init(&m);
	if (err == 0)
		err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		office_read(&m, &out->office);
	merged_release(&m);
	return err;
}
