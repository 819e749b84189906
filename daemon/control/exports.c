/* exports: how far each export has come; see exports.h; tested by tests/unit/test_archive.c. */
#include "daemon/control/exports.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

struct exports {
	struct export items[VB_EXPORTS_MAX];
	uint32_t count;
};

struct exports *exports_new(void)
{
	struct exports *exports = calloc(1, sizeof(*exports));

	if (exports == NULL)
		abort();
	return exports;
}

void exports_destroy(struct exports **exports)
{
	if (*exports == NULL)
		return;
	exports_on_failure(*exports);
	free(*exports);
	*exports = NULL;
}

struct export *exports_find(struct exports *exports, uint32_t client)
{
	for (uint32_t i = 0; i < exports->count; i++) {
		if (exports->items[i].client == client)
			return &exports->items[i];
	}
	return NULL;
}

int exports_begin(struct exports *exports, uint32_t client, uint32_t space, struct export **out)
{
	exports_end(exports, client);
	if (exports->count == VB_EXPORTS_MAX)
		return VB_ERR_TOO_MANY;
	*out = &exports->items[exports->count++];
	**out = (struct export){ .client = client, .space = space };
	return 0;
}

void exports_end(struct exports *exports, uint32_t client)
{
	struct export *export = exports_find(exports, client);

	if (export == NULL)
		return;
	free(export->logs);
	*export = exports->items[--exports->count];
}

void exports_on_failure(struct exports *exports)
{
	while (exports->count > 0)
		exports_end(exports, exports->items[0].client);
}

struct export_log *export_log_at(struct export *export, uint32_t log)
{
	uint32_t low = 0, high = export->log_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (export->logs[middle].log < log)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < export->log_count && export->logs[low].log == log)
		return &export->logs[low];
	export->logs = array_reserve(export->logs, &export->log_capacity, export->log_count + 1u,
	                             sizeof(*export->logs));
	memmove(export->logs + low + 1, export->logs + low,
	        (export->log_count - low) * sizeof(*export->logs));
	export->logs[low] = (struct export_log){ .log = log };
	export->log_count++;
	return &export->logs[low];
}
