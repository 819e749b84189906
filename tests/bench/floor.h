/* floor: the bare floor under the figures of the product, in the same run: the same cryptography, LMDB with fsync and CURVE
 * over loopback, but no protocol, no policy and no merging. What the product costs beyond it is the product's own.
 *
 * An entry is a header of 146 bytes and a body of 40 + plaintext bytes; one signature a commit or a message of 64 KiB, one hash of header
 * and body, one XChaCha20-Poly1305, one LMDB row, one fsynced commit. Called by the bench programs.
 */
#ifndef VB_TESTS_BENCH_FLOOR_H
#define VB_TESTS_BENCH_FLOOR_H

#include <stddef.h>

/* Durable writes a second of `writers` that share each commit; runs for `commits` commits in the directory dir. */
double floor_writes(const char *dir, unsigned writers, unsigned commits, size_t plain_bytes);

struct floor_latency {
	double p50_ms;
	double p99_ms;
};

/* From the start of a write in one process until it is durable in a second one that verified and decrypted it. */
struct floor_latency floor_latency(const char *dir, unsigned rounds, size_t plain_bytes);

/* Entries a second from one process' LMDB to that of another, verified, decrypted and durable. */
double floor_catch_up(const char *dir, unsigned entries, size_t plain_bytes);

#endif
