/* check: the full walk over a store that `verbundd --check` makes: is everything there, whole and consistent?
 *
 * Reads only. Every chain and hash is computed anew. Signatures are not judged here: whose they must be, only the folded
 * control logs tell. Open the environment with VB_ENV_READ_ONLY | VB_ENV_WALK (keyspace_open), so that damage to the
 * file itself shows before anything is read through it.
 * Called by daemon/main. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_H
#define VB_STORE_CHECK_H

#include "store/finding.h"

/* Walks the whole store and tells what it finds; f->tell and f->ctx are set by the caller, the rest is zero. 0 does not
 * mean that nothing was found: look at f->count. Errors: VB_ERR_STORE_NEWER (nothing was looked at), VB_ERR_STORE_CORRUPT
 * (tables missing), VB_ERR_IO.
 * Cost: one hash over everything. */
VB_MUST int check_run(struct env *env, struct findings *f);

#endif
