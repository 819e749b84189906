/* crypt_cost: how dear a guess at a passphrase is made.
 *
 * The numbers stand in files and on paper; the work itself is crypt_stretch (crypt_parts.h). Who makes a sheet or a key file
 * says how dear it is to be, who opens one finds the number in it. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_CRYPT_COST_H
#define VB_PROTOCOL_CRYPT_COST_H

#define VB_SALT_BYTES 16u /* beside each passphrase, never the same twice */

/* How much work a guess at a passphrase is. The numbers stand in files and on paper. */
enum crypt_cost {
	VB_COST_INTERACTIVE = 1, /* 2 passes over 64 MiB */
	VB_COST_MODERATE = 2,    /* 3 passes over 256 MiB; about a second */
};

#endif
