/* clean_memory: what was freed, or moved by realloc, is nowhere in the memory of the program; the stack below is empty. */
#include "daemon/core/clean_memory.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_OURS 0
#else
#define IS_OURS 1
#endif

/* How many of count bytes at an address are those of the pattern; read as a debugger would, since the block is freed. */
static size_t left_at(uintptr_t address, size_t count)
{
	uint8_t *seen = calloc(1, count);
	int fd = open("/proc/self/mem", O_RDONLY);
	size_t left = 0;
	ssize_t got;

	if (fd < 0 || seen == NULL)
		bail("no memory to look at");
	got = pread(fd, seen, count, (off_t)address);
	close(fd);
	for (ssize_t i = 0; i < got; i++)
		left += seen[i] == (uint8_t)(0xa5 ^ (i & 0x0f));
	free(seen);
	return left;
}

static void fill(uint8_t *block, size_t size)
{
	for (size_t i = 0; i < size; i++)
		block[i] = (uint8_t)(0xa5 ^ (i & 0x0f));
}

static void test_free(size_t size)
{
	uint8_t *block = malloc(size);
	uintptr_t address = (uintptr_t)block;

	if (block == NULL)
		abort();
	fill(block, size);
	ok(left_at(address, size) == size, "%zu bytes stand in memory", size);
	free(block);
	if (IS_OURS)
		ok(left_at(address, size) < size / 8 + 4, "and no longer when they are freed");
}

static void test_realloc(size_t size)
{
	uint8_t *block = malloc(size), *fence = malloc(size), *moved;
	uintptr_t address = (uintptr_t)block;

	if (block == NULL || fence == NULL)
		abort();
	fill(block, size);
	moved = realloc(block, 4 * size);
	if (moved == NULL)
		abort();
	ok(left_at((uintptr_t)moved, size) == size, "moved, it is whole");
	if (IS_OURS)
		ok((uintptr_t)moved == address || left_at(address, size) < size / 8 + 4,
		   "and the old place holds nothing");
	moved = realloc(moved, 3 * size);
	if (moved == NULL)
		abort();
	ok(left_at((uintptr_t)moved, size) == size, "made shorter, it is whole");
	free(moved);
	free(fence);
	moved = realloc(malloc(10), 0);
	ok(moved == NULL, "made nothing, it is gone");
	free(moved);
}

static __attribute__((noinline)) uintptr_t use_stack(void)
{
	volatile uint8_t room[2000];

	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (uint8_t)(0xa5 ^ (i & 0x0f));
	return (uintptr_t)room;
}

int main(void)
{
	uintptr_t address;

	for (size_t size = 24; size <= 1u << 20; size *= 8)
		test_free(size);
	test_realloc(100);
	test_realloc(100000);
	address = use_stack();
	clean_memory_stack();
	ok(left_at(address, 2000) < 300, "the stack below holds nothing");
	return done();
}
