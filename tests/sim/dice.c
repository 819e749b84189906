#include "tests/sim/dice.h"

#include "protocol/bytes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static struct {
	uint8_t key[32];
	uint64_t draws;
} dice;

static const char *dice_name(void)
{
	return "simulator";
}

static void dice_buf(void *const out, const size_t size)
{
	uint8_t nonce[8];

	put_be64(nonce, dice.draws++);
	memset(out, 0, size);
	crypto_stream_chacha20_xor(out, out, size, nonce, dice.key);
}

static uint32_t dice_random(void)
{
	uint32_t value;

	dice_buf(&value, sizeof(value));
	return value;
}

static struct randombytes_implementation implementation = {
	.implementation_name = dice_name,
	.random = dice_random,
	.buf = dice_buf,
};

void dice_install(void)
{
	if (randombytes_set_implementation(&implementation) != 0)
		abort();
}

void dice_start(uint64_t seed)
{
	memset(&dice, 0, sizeof(dice));
	put_be64(dice.key, seed);
}
