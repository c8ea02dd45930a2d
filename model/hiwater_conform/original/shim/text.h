/* Text that grows: the answers, and the parts of the state that are compared as text. */
#ifndef SHIM_TEXT_H
#define SHIM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *bytes;
	size_t length;
	size_t capacity;
};

void put_bytes(struct text *, const char *, size_t);
void put_number(struct text *, int64_t);
void put_hexadecimal(struct text *, const void *, size_t);
void put_quoted(struct text *, const char *);

/* A comma, unless a list or an object has just been opened. */
void put_separator(struct text *);

static inline void
put_literal(struct text *text, const char *literal)
{
	put_bytes(text, literal, strlen(literal));
}

static inline void
put_boolean(struct text *text, bool value)
{
	put_literal(text, value ? "true" : "false");
}

#endif
