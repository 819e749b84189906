/* clean_memory: what the daemon has done with holds nothing any more, so that a core dump or a look into its memory finds no text
 * that was erased, and no key that was used.
 *
 * In a program that links this file every block is made zeros before it goes back to the heap, whoever gives it back, libraries too:
 * free and realloc of the C library are replaced (glibc, "Replacing malloc"). Not in builds with a sanitizer, which has its own.
 * Called by erasure_run. Thread rule: any thread.
 */
#ifndef VB_DAEMON_CORE_CLEAN_MEMORY_H
#define VB_DAEMON_CORE_CLEAN_MEMORY_H

/* Makes zeros of the part of the stack that deeper calls have used before. Cost: some microseconds. */
void clean_memory_stack(void);

#endif
