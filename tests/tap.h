/*
 * tap: what a test program says, in the Test Anything Protocol, read by prove.
 *
 * A test is a main() that makes checks and ends with `return done();`. Each check prints one numbered
 * "ok" or "not ok" line, and on failure file, line, what was got and what was wanted; it returns whether
 * it passed and never leaves the function, so a failure leaks nothing. The plan stands at the end: a
 * program that dies early has no plan and fails. An alarm ends a program that hangs.
 *
 * Called by everything in tests/, may call libc only. One thread. Each check takes a name at the end, as
 * for printf. got and want are evaluated once.
 */
#ifndef VB_TESTS_TAP_H
#define VB_TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAP_FORMAT(text_at, values_at) __attribute__((format(printf, text_at, values_at)))
#define TAP_DEFAULT_TIMEOUT_SECONDS 60

/* Passes if cond is true. */
#define ok(cond, ...) tap_ok(__FILE__, __LINE__, (cond), #cond, __VA_ARGS__)
/* Passes if both integers are equal as intmax_t. */
#define is_int(got, want, ...)                                                                     \
	tap_is_int(__FILE__, __LINE__, (intmax_t)(got), (intmax_t)(want), __VA_ARGS__)
/* Passes if both integers are equal as uint64_t: for values beyond INT64_MAX, shown in hex too. */
#define is_u64(got, want, ...)                                                                     \
	tap_is_u64(__FILE__, __LINE__, (uint64_t)(got), (uint64_t)(want), __VA_ARGS__)
/* Passes if both strings are equal, or both NULL. */
#define is_str(got, want, ...) tap_is_str(__FILE__, __LINE__, (got), (want), __VA_ARGS__)
/* Passes if the first `bytes` bytes are equal; shows both in hex around the first difference. */
#define is_mem(got, want, bytes, ...)                                                              \
	tap_is_mem(__FILE__, __LINE__, (got), (want), (bytes), __VA_ARGS__)
/* Passes if both codes of enum vb_err are equal; needs protocol/err.h, shows the names. */
#define is_err(got, want, ...) tap_is_err(__FILE__, __LINE__, (got), (want), err_name, __VA_ARGS__)

/* The macros' other half; use the macros. */
bool tap_ok(const char *file, int line, bool passed, const char *text, const char *name, ...)
	TAP_FORMAT(5, 6);
/* As above. */
bool tap_is_int(const char *file, int line, intmax_t got, intmax_t want, const char *name, ...)
	TAP_FORMAT(5, 6);
/* As above. */
bool tap_is_u64(const char *file, int line, uint64_t got, uint64_t want, const char *name, ...)
	TAP_FORMAT(5, 6);
/* As above. */
bool tap_is_str(const char *file, int line, const char *got, const char *want, const char *name,
                ...) TAP_FORMAT(5, 6);
/* As above. */
bool tap_is_mem(const char *file, int line, const void *got, const void *want, size_t bytes,
                const char *name, ...) TAP_FORMAT(6, 7);
/* As above. */
bool tap_is_err(const char *file, int line, int got, int want, const char *(*err_to_name)(int),
                const char *name, ...) TAP_FORMAT(6, 7);

/* Reports `count` checks as skipped, for a reason that lies in the machine ("no strace"). */
void skip(int count, const char *reason, ...) TAP_FORMAT(2, 3);
/* Marks the checks from here on as known to fail, for this reason; NULL ends it. reason must outlive them. */
void todo(const char *reason);
/* Prints a comment line, shown by prove only on failure of the program or with -v. */
void diag(const char *text, ...) TAP_FORMAT(1, 2);
/* Ends the whole run of prove at once, exit status 255: nothing after this makes sense. */
_Noreturn void bail(const char *reason, ...) TAP_FORMAT(1, 2);
/* Sets the alarm anew: the program is ended, as failed, `seconds` from now; 0 switches it off. Before the
 * first call the alarm stands at TAP_DEFAULT_TIMEOUT_SECONDS from the first check. */
void tap_timeout(unsigned seconds);
/* Prints the plan. Returns the exit status for main: 0 if there was a check and all passed, else 1. */
int done(void);

#endif
