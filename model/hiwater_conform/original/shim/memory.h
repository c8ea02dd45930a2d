/* The kernel's memory: membufs and blocks, each known to be live or freed. */
#ifndef SHIM_MEMORY_H
#define SHIM_MEMORY_H

#include "kernel.h"

/* Neither stops nor fails: the stop belongs to who asks. */
token_t *membuf_new(void);
void *block_new(size_t size);

/* A fault when the membuf is not live. */
void membuf_release(token_t *);
uint64_t membuf_birth(const token_t *);

/* Frees everything. */
void memory_reset(void);

#endif
