/* confine: the program that reads strangers' mail locks itself in; see confine.h. */
#include "bridges/mailread/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define DESCRIPTORS_MAX 4096 /* closed one by one by a kernel before 5.9 */
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What an allocator, a converter of character sets and the end of a program need. */
static const int allowed[] = {
	SCMP_SYS(read),         SCMP_SYS(write),
	SCMP_SYS(writev),       SCMP_SYS(close),
	SCMP_SYS(brk),          SCMP_SYS(munmap),
	SCMP_SYS(mremap),       SCMP_SYS(madvise),
	SCMP_SYS(futex),        SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(getpid),
	SCMP_SYS(gettid),       SCMP_SYS(getrandom),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
	SCMP_SYS(setitimer),    SCMP_SYS(restart_syscall),
	SCMP_SYS(exit),         SCMP_SYS(exit_group),
};

static void limit(__rlimit_resource_t resource, rlim_t max)
{
	struct rlimit limits = { max, max };

	(void)setrlimit(resource, &limits);
}

void confine_begin(void)
{
	if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 0) != 0) {
		for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS_MAX; fd++)
			(void)close(fd);
	}
	(void)clearenv();
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void confine_limits(void)
{
#ifndef __SANITIZE_ADDRESS__
	/* AddressSanitizer reserves terabytes of addresses. */
	limit(RLIMIT_AS, VB_CONFINE_MEMORY_BYTES);
#endif
	limit(RLIMIT_NOFILE, STDERR_FILENO + 1);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CORE, 0);
}

/* Memory that is written is never run. */
static int allow_memory(scmp_filter_ctx filter)
{
	int err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	                           SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (err == 0)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		                       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return err;
}

int confine_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err;

	if (filter == NULL)
		return VB_ERR_DENIED;
	err = allow_memory(filter);
	for (size_t i = 0; i < COUNT(allowed) && err == 0; i++)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	if (err == 0)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err == 0 ? 0 : VB_ERR_DENIED;
}

void confine_mail(void)
{
	struct itimerval time = { .it_value = { .tv_sec = VB_CONFINE_CPU_SECONDS } };

	(void)setitimer(ITIMER_PROF, &time, NULL);
}
