/* err: the texts of the one list of errors; see err.h. */
#include "protocol/err.h"

#include <stddef.h>

struct err_row {
	int err;
	enum vb_exit exit_status;
	const char *name;
	const char *what;
	const char *now;
};

static const struct err_row rows[] = {
#define VB_ERR_ROW(name, number, exit_status, what, now)                                           \
	{ -(number), VB_EXIT_##exit_status, #name, what, now },
	VB_ERR_TABLE(VB_ERR_ROW)
#undef VB_ERR_ROW
};

/* The row of err; NULL when the table has none. */
static const struct err_row *row_of(int err)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].err == err)
			return &rows[i];
	}
	return NULL;
}

const char *err_name(int err)
{
	const struct err_row *row = row_of(err);

	if (err == 0)
		return "OK";
	return row != NULL ? row->name : "UNKNOWN";
}

const char *err_what(int err)
{
	const struct err_row *row = row_of(err);

	if (err == 0)
		return "It worked.";
	return row != NULL ? row->what : "Something went wrong that this version has no name for.";
}

const char *err_now(int err)
{
	const struct err_row *row = row_of(err);

	if (err == 0)
		return "Nothing to do.";
	return row != NULL ? row->now : "Install the newer version here.";
}

enum vb_exit err_exit(int err)
{
	const struct err_row *row = row_of(err);

	if (err == 0)
		return VB_EXIT_OK;
	return row != NULL ? row->exit_status : VB_EXIT_ERROR;
}
