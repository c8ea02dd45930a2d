/* A growing text. Out of memory ends the program: an adapter without memory has nothing to say. */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static char *
text_room(struct text *text, size_t more)
{
	if (text->length + more > text->room) {
		text->room = 2 * (text->length + more) + 256;
		text->bytes = realloc(text->bytes, text->room);
		if (text->bytes == NULL) {
			fputs("queue_in_c: out of memory\n", stderr);
			exit(1);
		}
	}
	return text->bytes + text->length;
}

void
text_add(struct text *text, const void *bytes, size_t length)
{
	if (length != 0) {
		memcpy(text_room(text, length), bytes, length);
		text->length += length;
	}
}

void
text_number(struct text *text, int64_t number)
{
	char digits[24];
	size_t first = sizeof (digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--first] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (number < 0)
		digits[--first] = '-';
	text_add(text, digits + first, sizeof (digits) - first);
}

/* For words of our own: names and reasons, which have nothing in them that JSON escapes. */
void
text_quoted(struct text *text, const char *string)
{
	text_put(text, "\"");
	text_put(text, string);
	text_put(text, "\"");
}

void
text_boolean(struct text *text, bool value)
{
	text_put(text, value ? "true" : "false");
}

void
text_hexadecimal(struct text *text, const unsigned char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	char *to = text_room(text, 2 * length);

	for (size_t i = 0; i < length; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	text->length += 2 * length;
}
