/*
 * fuzz: what a fuzz target offers. Each tests/fuzz/fuzz_<x>.c defines LLVMFuzzerTestOneInput for one decoder.
 *
 * A target decodes, and where decoding succeeds encodes again and compares, so that it finds wrong answers
 * as well as crashes; a wrong answer ends in abort(). It keeps nothing between two calls.
 * Called by libFuzzer (`make fuzz`) and by replay.c (`make check`). May call everything.
 */
#ifndef VB_TESTS_FUZZ_FUZZ_H
#define VB_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Feeds one input of size bytes; borrows data. Returns 0, as libFuzzer asks for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Prepares once, before the first input; a target that needs nothing leaves it out. Returns 0. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif
