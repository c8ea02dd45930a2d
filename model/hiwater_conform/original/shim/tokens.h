/* Tokens that the neighbours build themselves, and the numbers of all that appear here. */
#ifndef SHIM_TOKENS_H
#define SHIM_TOKENS_H

#include "kernel.h"

#define TRAILER 0x13
#define HEADER_32 0x14
#define HEADER_32_EXTENDED 0x15
#define TEXT 0x28
#define SEQUENCE 0x2f
#define ZONENAME 0x60
#define HEADER_64 0x74
#define HEADER_64_EXTENDED 0x79
#define TRAILER_MAGIC 0xb105

/* Stops to ask for a membuf at the place where the running thread stands; may jump under ERRJMP. */
void ask_for_membuf(void);

/* A text token in memory that needs no asking. */
token_t *text_token(const char *words);

/* The time handle of a record whose time field is not in its first membuf: writing there is a fault. */
extern char time_outside_membuf[1];

#endif
