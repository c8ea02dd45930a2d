/* Text that grows, and the few forms of JSON that the protocol writes. */
#include <stdlib.h>

#include "fault.h"
#include "text.h"

/* A step that never stops talking is a fault of the file, not a reason to fill the memory. */
#define LONGEST_BYTES ((size_t)1 << 28)

static void
reserve(struct text *text, size_t more)
{
	size_t needed = text->length + more;

	if (needed <= text->capacity)
		return;
	if (needed > LONGEST_BYTES)
		fault("the answer is longer than 256 MiB");
	size_t capacity = text->capacity == 0 ? 256 : text->capacity;
	while (capacity < needed)
		capacity *= 2;
	char *bytes = realloc(text->bytes, capacity);
	if (bytes == NULL)
		fault("the adapter itself has no memory left");
	text->bytes = bytes;
	text->capacity = capacity;
}

void
put_bytes(struct text *text, const char *bytes, size_t length)
{
	reserve(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
}

void
put_number(struct text *text, int64_t number)
{
	char digits[24];
	size_t at = sizeof (digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	put_bytes(text, digits + at, sizeof (digits) - at);
}

void
put_hexadecimal(struct text *text, const void *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;

	reserve(text, 2 * length);
	char *to = text->bytes + text->length;
	for (size_t i = 0; i < length; i++) {
		*to++ = digits[from[i] >> 4];
		*to++ = digits[from[i] & 15];
	}
	text->length += 2 * length;
}

void
put_quoted(struct text *text, const char *string)
{
	put_literal(text, "\"");
	for (const char *at = string; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			put_literal(text, "\\");
		put_bytes(text, (unsigned char)*at < 0x20 ? " " : at, 1);
	}
	put_literal(text, "\"");
}

void
put_separator(struct text *text)
{
	char last = text->length == 0 ? '[' : text->bytes[text->length - 1];

	if (last != '[' && last != '{')
		put_bytes(text, ",", 1);
}
