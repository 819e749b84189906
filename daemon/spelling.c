/* spelling: see spelling.h. */
#include "daemon/spelling.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t spelling_distance(const char *a, const char *b)
{
	size_t d[VB_SPELLING_MAX_BYTES + 1][VB_SPELLING_MAX_BYTES + 1];
	size_t a_size = strlen(a), b_size = strlen(b);

	if (a_size > VB_SPELLING_MAX_BYTES || b_size > VB_SPELLING_MAX_BYTES)
		return VB_SPELLING_MAX_BYTES + 1;
	for (size_t i = 0; i <= a_size; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= b_size; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		for (size_t j = 1; j <= b_size; j++) {
			d[i][j] = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
			d[i][j] = least(d[i][j], d[i - 1][j] + 1);
			d[i][j] = least(d[i][j], d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[a_size][b_size];
}
