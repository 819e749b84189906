/* figure: how the bench programs print: one figure a line, so that two commits can be compared by diff.
 *
 * A line is name, value, unit; then what stands beside it from the same run (the floor, or a peer that does the like) and
 * how many times as long the product takes; then the aims and whether they are met. A figure is never a test: a missed aim is
 * printed, and the program goes on. Called by tests/bench/bench_*.c.
 */
#ifndef VB_TESTS_BENCH_FIGURE_H
#define VB_TESTS_BENCH_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

struct figure {
	const char *name;
	double value;
	const char *unit;
	bool is_rate;        /* the more the better; else the less the better */
	double beside;       /* the same figure of something else in the same run; 0: nothing */
	const char *of;      /* whose that is; NULL: of the floor (floor.h) */
	double limit;        /* aim: at most (a rate: at least) this; 0: none */
	double times;        /* aim: at most so many times as long as what stands beside; 0: none */
	const char *because; /* what else the reader should know; NULL: nothing */
};

/* Prints one line to stdout and flushes it. */
void figure_print(const struct figure *f);

#define VB_FIGURE_SIZES_MAX 6u

/* The same figure at several sizes, each ten times the one before. */
struct figure_row {
	const char *name;
	const char *unit;
	double values[VB_FIGURE_SIZES_MAX];
	double growth; /* aim: at most so many times for ten times as much; 0: none */
};
/* The head of a table: the sizes, at most VB_FIGURE_SIZES_MAX of them. */
void figure_print_head(const char *of, const unsigned *sizes, size_t count);
/* A line of it: the values, then how many times each is the one before it, and whether the greatest of these meets the aim. */
void figure_print_row(const struct figure_row *row, size_t count);

/* The numbers in an environment variable, or in `given` where it is not set; how many, at most VB_FIGURE_SIZES_MAX. */
size_t figure_sizes(const char *name, const char *given,
                    unsigned sizes[static VB_FIGURE_SIZES_MAX]);

/* The number in an environment variable, or this value where it is not set. */
unsigned figure_setting(const char *name, unsigned value);

/* Sorts the values and returns the one that a share of them (0 to 1; 0.5: the median) does not exceed. count > 0. */
double figure_quantile(double *values, size_t count, double share);

#endif
