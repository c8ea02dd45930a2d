/* The arguments of calls, one reader for each key of the protocol. */
#ifndef SHIM_ARGUMENTS_H
#define SHIM_ARGUMENTS_H

#include "json.h"
#include "machine.h"

enum argument_kind {
	TAKES_NOTHING,
	TAKES_ZONE, TAKES_DESCRIPTOR, TAKES_DESCRIPTOR_OR_NONE, TAKES_TOKEN, TAKES_CHAIN, TAKES_TOKENS,
	TAKES_RECORD, TAKES_TIME, TAKES_TRUTH, TAKES_DOOR, TAKES_COUNTERS, TAKES_ADDRESS,
	TAKES_SHORT, TAKES_INT, TAKES_WORD, TAKES_LONG
};

/* Numbers go to `place` of call->numbers. */
struct argument {
	enum argument_kind kind;
	const char *key;
	int place;
};

bool argument_read(struct thread *, const struct argument *, const struct json *value);

/* Bytes of a hexadecimal string, or -1. At most `most` are stored. */
int64_t bytes_of(const struct json *, unsigned char *bytes, size_t most);

#endif
