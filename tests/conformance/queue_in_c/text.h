/* A growing text: what is answered is written into one of these, as JSON without blanks. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *bytes;
	size_t length;
	size_t room;
};

void text_add(struct text *text, const void *bytes, size_t length);
void text_number(struct text *text, int64_t number);
void text_quoted(struct text *text, const char *string);
void text_boolean(struct text *text, bool value);
void text_hexadecimal(struct text *text, const unsigned char *bytes, size_t length);

/* Here, so that the length of a literal is no work. */
static inline void
text_put(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

#endif
