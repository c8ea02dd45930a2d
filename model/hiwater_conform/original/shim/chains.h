/* Chains of membufs: the bytes of one token or one record. */
#ifndef SHIM_CHAINS_H
#define SHIM_CHAINS_H

#include "kernel.h"
#include "text.h"

/* Fills the last membuf, then adds membufs until all bytes are stored. */
void chain_append_bytes(token_t *chain, const void *bytes, size_t length);

/* A chain of the bytes in pieces of a full membuf. */
token_t *chain_of_bytes(const void *bytes, size_t length);

/* Frees a chain without a trace: no event, no softcall. */
void chain_release(token_t *chain);

/* The same for chains that wait linked by next_rec. */
void tokens_release(token_t *first);

/* ["hex",...], or null. */
void put_chain(struct text *, const token_t *chain);

#endif
