#include "tests/tap.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEX_SHOWN_BYTES 16

static struct {
	bool started;
	int count;
	int failed;
	const char *todo_reason;
} run;

static void on_alarm(int signal_number)
{
	static const char text[] = "Bail out! the test hangs: its alarm rang\n";

	(void)signal_number;
	/* Nothing can be done about a failed write here; the exit status says it too. */
	if (write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
		_exit(254);
	_exit(255);
}

static void start(void)
{
	if (run.started)
		return;
	run.started = true;
	setvbuf(stdout, NULL, _IOLBF, 0);
	tap_timeout(TAP_DEFAULT_TIMEOUT_SECONDS);
}

void tap_timeout(unsigned seconds)
{
	struct sigaction action = { .sa_handler = on_alarm };

	start();
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	alarm(seconds);
}

/* A newline inside a name or value would break the line protocol, a '#' in a name would be a directive. */
static void print_clean(const char *text, bool is_name)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", stdout);
		else if (is_name && *text == '#')
			fputs("\\#", stdout);
		else
			putchar(*text);
	}
}

static bool report(const char *file, int line, bool passed, const char *name, va_list args)
{
	char text[512];

	start();
	run.count++;
	vsnprintf(text, sizeof(text), name, args);
	printf("%s %d - ", passed ? "ok" : "not ok", run.count);
	print_clean(text, true);
	if (run.todo_reason)
		printf(" # TODO %s", run.todo_reason);
	putchar('\n');
	if (!passed) {
		if (!run.todo_reason)
			run.failed++;
		printf("#   failed at %s:%d\n", file, line);
	}
	return passed;
}

#define REPORT(passed)                                                                             \
	va_list args;                                                                              \
	va_start(args, name);                                                                      \
	report(file, line, passed, name, args);                                                    \
	va_end(args)

bool tap_ok(const char *file, int line, bool passed, const char *text, const char *name, ...)
{
	REPORT(passed);
	if (!passed) {
		fputs("#   not true: ", stdout);
		print_clean(text, false);
		putchar('\n');
	}
	return passed;
}

bool tap_is_int(const char *file, int line, intmax_t got, intmax_t want, const char *name, ...)
{
	bool passed = got == want;

	REPORT(passed);
	if (!passed)
		printf("#   got %" PRIdMAX ", wanted %" PRIdMAX "\n", got, want);
	return passed;
}

bool tap_is_u64(const char *file, int line, uint64_t got, uint64_t want, const char *name, ...)
{
	bool passed = got == want;

	REPORT(passed);
	if (!passed)
		printf("#   got %" PRIu64 " (0x%" PRIx64 "), wanted %" PRIu64 " (0x%" PRIx64 ")\n",
		       got, got, want, want);
	return passed;
}

static void print_value(const char *label, const char *text)
{
	printf("#   %s ", label);
	if (text) {
		putchar('"');
		print_clean(text, false);
		putchar('"');
	} else {
		fputs("NULL", stdout);
	}
	putchar('\n');
}

bool tap_is_str(const char *file, int line, const char *got, const char *want, const char *name,
                ...)
{
	bool passed = got && want ? strcmp(got, want) == 0 : got == want;

	REPORT(passed);
	if (!passed) {
		print_value("got   ", got);
		print_value("wanted", want);
	}
	return passed;
}

static void print_hex(const char *label, const unsigned char *data, size_t from, size_t to,
                      size_t mark)
{
	printf("#   %s", label);
	for (size_t i = from; i < to; i++)
		printf(i == mark ? " [%02x]" : " %02x", data[i]);
	putchar('\n');
}

bool tap_is_mem(const char *file, int line, const void *got, const void *want, size_t bytes,
                const char *name, ...)
{
	const unsigned char *a = got, *b = want;
	size_t at = 0, from, to;

	if (a && b)
		while (at < bytes && a[at] == b[at])
			at++;
	bool passed = at == bytes;

	REPORT(passed);
	if (passed)
		return true;
	if (!a || !b) {
		printf("#   %s is NULL\n", a ? "wanted" : "got");
		return false;
	}
	from = at > HEX_SHOWN_BYTES / 2 ? at - HEX_SHOWN_BYTES / 2 : 0;
	to = bytes - from > HEX_SHOWN_BYTES ? from + HEX_SHOWN_BYTES : bytes;
	printf("#   first difference at byte %zu of %zu; bytes %zu to %zu:\n", at, bytes, from,
	       to - 1);
	print_hex("got   ", a, from, to, at);
	print_hex("wanted", b, from, to, at);
	return false;
}

bool tap_is_err(const char *file, int line, int got, int want, const char *(*err_to_name)(int),
                const char *name, ...)
{
	bool passed = got == want;

	REPORT(passed);
	if (!passed)
		printf("#   got %s (%d), wanted %s (%d)\n", err_to_name(got), got,
		       err_to_name(want), want);
	return passed;
}

void skip(int count, const char *reason, ...)
{
	char text[512];
	va_list args;

	start();
	va_start(args, reason);
	vsnprintf(text, sizeof(text), reason, args);
	va_end(args);
	while (count-- > 0) {
		printf("ok %d # SKIP ", ++run.count);
		print_clean(text, true);
		putchar('\n');
	}
}

void todo(const char *reason)
{
	run.todo_reason = reason;
}

void diag(const char *text, ...)
{
	va_list args;

	start();
	fputs("# ", stdout);
	va_start(args, text);
	vprintf(text, args);
	va_end(args);
	putchar('\n');
}

void bail(const char *reason, ...)
{
	va_list args;

	start();
	fputs("Bail out! ", stdout);
	va_start(args, reason);
	vprintf(reason, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	_exit(255);
}

int done(void)
{
	start();
	alarm(0);
	if (run.failed)
		printf("# %d of %d checks failed\n", run.failed, run.count);
	printf("1..%d\n", run.count);
	return run.count > 0 && run.failed == 0 ? 0 : 1;
}
