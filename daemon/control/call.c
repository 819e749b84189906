/* call: the arguments of a call; see call.h; tested by tests/unit/test_control.c. */
#include "daemon/control/call.h"

#include <string.h>

/* Takes the next name off a row's list of arguments; false at its end. *is_required: it stands before the |. */
static bool arg_next(const char **at, bool *is_required, struct span *name)
{
	size_t size;

	while (**at == ' ' || **at == '|') {
		if (**at == '|')
			*is_required = false;
		(*at)++;
	}
	size = strcspn(*at, " |");
	*name = span_of(*at, size);
	*at += size;
	return size > 0;
}

static bool is_arg(const struct call *call, struct span wanted)
{
	const char *at = call->args;
	bool is_required = true;
	struct span name;

	while (arg_next(&at, &is_required, &name)) {
		if (span_is_equal(name, wanted))
			return true;
	}
	return false;
}

int call_check_args(struct request *q, const struct call *call)
{
	const char *at = call->args;
	bool is_required = true;
	struct pack_reader r;
	struct span name;
	struct span value;
	uint32_t left;
	char text[VB_IPC_CALL_MAX_BYTES];

	unpack_init(&r, q->args);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &name, &value)) {
		if (!is_arg(call, name))
			return request_fail(q, VB_ERR_BAD_VALUE, "%s has no argument %.*s",
			                    call->name, (int)name.size, (const char *)name.data);
	}
	while (arg_next(&at, &is_required, &name) && is_required) {
		memcpy(text, name.data, name.size);
		text[name.size] = '\0';
		if (!request_has(q, text))
			return request_fail(q, VB_ERR_MISSING_VALUE, "%s", text);
	}
	return 0;
}
