/* veil: see veil.h; tested by tests/unit/test_control_erasure.c. */
#include "daemon/control/veil.h"

#include "daemon/core/erase.h"

bool veil_hides(struct node *node, const struct record_ref *record)
{
	const struct node_space *space = node_space_number(node, record->space);

	return (space != NULL && space->veiled) || erase_is_hiding(node, record);
}
