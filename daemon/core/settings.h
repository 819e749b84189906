/* settings: what verbundd.conf says to the core; all of it may change while the daemon runs.
 *
 * The core reads no file: the shell sets them after node_open and whenever the file is read again.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_SETTINGS_H
#define VB_DAEMON_CORE_SETTINGS_H

#include <stdint.h>

struct settings {
	uint64_t arrival_every_ms; /* between two of our statements of what we hold */
	uint64_t file_bytes;       /* that the bytes of files may take on the disk */
	uint64_t member_day_bytes; /* of one office in one space, in a day (quota.h), */
	uint64_t member_bytes;     /* and in all */
	uint64_t founder_bytes;    /* of all spaces that it founded */
	uint64_t relay_bytes;      /* of bodies kept of one space that is relayed (stock.h) */
	uint64_t relay_keep_ms;    /* for how long, once all readers have them */
	uint64_t erasure_delay_ms; /* from an erasure to the run that takes it off the disk */
};

#define VB_MEMBER_DAY_BYTES (UINT64_C(1) << 30)
#define VB_MEMBER_BYTES (UINT64_C(8) << 30)
#define VB_FOUNDER_BYTES (UINT64_C(32) << 30)
#define VB_RELAY_BYTES (UINT64_C(4) << 30)
#define VB_RELAY_KEEP_MS (30u * 24u * 3600u * 1000u)
#define VB_ARRIVAL_EVERY_MS (5u * 60u * 1000u)
#define VB_ERASURE_DELAY_MS (10u * 60u * 1000u)

#endif
