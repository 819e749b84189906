/* clean_memory: free and realloc that leave nothing behind; see clean_memory.h. */
#include "daemon/core/clean_memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define STACK_BYTES (512u << 10) /* deeper than any call goes; the stack has 8 MiB */

/* Not inlined, so that its room lies below that of its caller, where deeper calls had theirs. */
__attribute__((noinline)) void clean_memory_stack(void)
{
	char room[STACK_BYTES];

	explicit_bzero(room, sizeof(room));
}

#if !defined(__SANITIZE_ADDRESS__)

/* Weak, so that a test may count what is asked for. The name by which glibc lets a replacement reach the original. NOLINTNEXTLINE(bugprone-reserved-identifier) */
void __libc_free(void *block);

/* glibc names its parameters as programs may not. NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
__attribute__((weak)) void free(void *block)
{
	if (block == NULL)
		return;
	explicit_bzero(block, malloc_usable_size(block));
	__libc_free(block);
}

/* Never in place but where it fits: the original would move a block and leave the old one as it was. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
__attribute__((weak)) void *realloc(void *block, size_t size)
{
	size_t have;
	void *moved;

	if (block == NULL)
		return malloc(size);
	if (size == 0) {
		free(block);
		return NULL;
	}
	have = malloc_usable_size(block);
	if (size <= have && size >= have / 2) {
		explicit_bzero((char *)block + size, have - size);
		return block;
	}
	moved = malloc(size);
	if (moved != NULL) {
		memcpy(moved, block, size < have ? size : have);
		free(block);
	}
	return moved;
}

#endif
