#include "tests/bench/figure.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME_COLUMNS 46

/* Small values need their decimals, large ones are read better without. */
static int decimals(double value)
{
	return value >= 1000 ? 0 : value >= 10 ? 1 : 3;
}

/* How many times as long as what stands beside it. */
static double times_of(const struct figure *f)
{
	return f->is_rate ? f->beside / f->value : f->value / f->beside;
}

static bool is_met(const struct figure *f)
{
	if (f->limit > 0 && (f->is_rate ? f->value < f->limit : f->value > f->limit))
		return false;
	return f->times <= 0 || (f->beside > 0 && times_of(f) <= f->times);
}

void figure_print(const struct figure *f)
{
	printf("%-*s %12.*f %-10s", NAME_COLUMNS, f->name, decimals(f->value), f->value, f->unit);
	if (f->beside > 0)
		printf("  %s %.*f, %.2fx", f->of ? f->of : "floor", decimals(f->beside), f->beside,
		       times_of(f));
	if (f->limit > 0)
		printf("  aim: at %s %.*f", f->is_rate ? "least" : "most", decimals(f->limit),
		       f->limit);
	if (f->times > 0)
		printf("  aim: at most %.1fx", f->times);
	if (f->limit > 0 || f->times > 0)
		printf("  %s", is_met(f) ? "met" : "MISSED");
	if (f->because)
		printf("  (%s)", f->because);
	putchar('\n');
	fflush(stdout);
}

void figure_print_head(const char *of, const unsigned *sizes, size_t count)
{
	printf("%-*s %-8s", NAME_COLUMNS, of, "");
	for (size_t i = 0; i < count; i++)
		printf(" %9u", sizes[i]);
	printf("   growth\n");
	fflush(stdout);
}

void figure_print_row(const struct figure_row *row, size_t count)
{
	double greatest = 0;

	printf("%-*s %-8s", NAME_COLUMNS, row->name, row->unit);
	for (size_t i = 0; i < count; i++)
		printf(" %9.*f", decimals(row->values[i]), row->values[i]);
	printf("  ");
	for (size_t i = 1; i < count; i++) {
		double growth = row->values[i] / row->values[i - 1];

		printf(" %.2f", growth);
		if (growth > greatest)
			greatest = growth;
	}
	if (row->growth > 0)
		printf("  aim: at most %.1fx  %s", row->growth,
		       greatest <= row->growth ? "met" : "MISSED");
	putchar('\n');
	fflush(stdout);
}

size_t figure_sizes(const char *name, const char *given, unsigned sizes[static VB_FIGURE_SIZES_MAX])
{
	const char *at = getenv(name) ? getenv(name) : given;
	size_t count = 0;

	while (count < VB_FIGURE_SIZES_MAX) {
		char *rest;

		sizes[count] = (unsigned)strtoul(at, &rest, 10);
		if (rest == at)
			break;
		count++;
		at = rest;
	}
	return count;
}

unsigned figure_setting(const char *name, unsigned value)
{
	const char *given = getenv(name);

	return given ? (unsigned)strtoul(given, NULL, 10) : value;
}

static int compare_doubles(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

double figure_quantile(double *values, size_t count, double share)
{
	qsort(values, count, sizeof(*values), compare_doubles);
	return values[(size_t)(share * (double)(count - 1))];
}
