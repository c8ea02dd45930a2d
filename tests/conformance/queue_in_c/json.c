/* The reader goes through the line once, and writes strings with their escapes undone into the line itself. */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#define	DEEPEST	32

struct reader {
	char *at;
	char *end;
	const char *wrong;
	int depth;
};

/* Values stand in blocks that are kept from line to line. */
#define	BLOCK	1024
struct block {
	struct block *next;
	struct json values[BLOCK];
};
static struct block *first_block, *block;
static size_t used;

static void read_value(struct reader *reader, struct json *value);

static struct json *
new_value(struct reader *reader)
{
	if (block == NULL || used == BLOCK) {
		struct block *next = block == NULL ? first_block : block->next;
		if (next == NULL) {
			next = calloc(1, sizeof (*next));
			if (next == NULL) {
				reader->wrong = "the line has too many values";
				return NULL;
			}
			if (block == NULL)
				first_block = next;
			else
				block->next = next;
		}
		block = next;
		used = 0;
	}
	struct json *value = &block->values[used++];
	*value = (struct json){ .kind = JSON_NULL };
	return value;
}

static void
fail(struct reader *reader, const char *wrong)
{
	if (reader->wrong == NULL)
		reader->wrong = wrong;
	reader->at = reader->end;
}

static char
peek(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL && *reader->at != '\0')
		reader->at++;
	return reader->at < reader->end ? *reader->at : '\0';
}

static bool
take(struct reader *reader, char wanted)
{
	if (peek(reader) != wanted || reader->at == reader->end)
		return false;
	reader->at++;
	return true;
}

static int
hexadecimal_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The four digits behind a \u; -1 if they are none. */
static long
read_code_unit(struct reader *reader)
{
	long unit = 0;

	if (reader->end - reader->at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hexadecimal_digit(*reader->at++);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* The character of a \u escape, or of two that are a pair, as UTF-8. It is never longer than its escape. */
static char *
write_character(struct reader *reader, char *to)
{
	long code = read_code_unit(reader);

	if (code >= 0xd800 && code < 0xdc00 && reader->end - reader->at >= 6 && reader->at[0] == '\\' && reader->at[1] == 'u') {
		reader->at += 2;
		long low = read_code_unit(reader);
		code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
	}
	if (code < 0 || (code >= 0xd800 && code < 0xe000)) {
		fail(reader, "a string has a wrong escape");
		return to;
	}
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const int marks[] = { 0, 0xc0, 0xe0, 0xf0 };
	*to++ = (char)(marks[more] | code >> 6 * more);
	while (more-- > 0)
		*to++ = (char)(0x80 | (code >> 6 * more & 0x3f));
	return to;
}

/* The opening quote has been taken. */
static void
read_string(struct reader *reader, const char **string, size_t *length)
{
	char *to = reader->at;

	*string = to;
	while (reader->at < reader->end) {
		char c = *reader->at++;
		if (c == '"') {
			*length = (size_t)(to - *string);
			return;
		}
		if ((unsigned char)c < 0x20)
			break;
		if (c != '\\') {
			*to++ = c;
			continue;
		}
		static const char escapes[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
		char escape = reader->at < reader->end ? *reader->at++ : '\0';
		const char *known = escape == '\0' ? NULL : strchr(escapes, escape);
		if (known != NULL)
			*to++ = meant[known - escapes];
		else if (escape == 'u')
			to = write_character(reader, to);
		else
			break;
	}
	fail(reader, "a string does not end");
}

static void
read_number(struct reader *reader, struct json *value)
{
	bool negative = take(reader, '-');
	char *first = reader->at;
	int64_t number = 0;

	while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
		int digit = *reader->at++ - '0';
		if (__builtin_mul_overflow(number, 10, &number) || __builtin_sub_overflow(number, digit, &number)) {
			fail(reader, "a number is too large");
			return;
		}
	}
	bool fraction = reader->at < reader->end && strchr(".eE", *reader->at) != NULL && *reader->at != '\0';
	if (reader->at == first || fraction || (*first == '0' && reader->at - first > 1) || (!negative && number == INT64_MIN)) {
		fail(reader, "a number is no integer");
		return;
	}
	value->kind = JSON_NUMBER;
	value->number = negative ? number : -number;
}

static void
read_word(struct reader *reader, struct json *value)
{
	static const char *const words[] = { "null", "false", "true" };

	for (int kind = JSON_NULL; kind <= JSON_TRUE; kind++) {
		size_t length = strlen(words[kind]);
		if ((size_t)(reader->end - reader->at) >= length && memcmp(reader->at, words[kind], length) == 0) {
			reader->at += length;
			value->kind = (enum json_kind)kind;
			return;
		}
	}
	fail(reader, "not JSON");
}

static void
read_members(struct reader *reader, struct json *value, char end)
{
	const struct json **link = &value->first;

	value->kind = end == ']' ? JSON_LIST : JSON_OBJECT;
	if (take(reader, end))
		return;
	do {
		struct json *member = new_value(reader);
		if (member == NULL)
			return;
		if (end == '}') {
			if (!take(reader, '"')) {
				fail(reader, "a key is missing");
				return;
			}
			read_string(reader, &member->key, &member->key_length);
			if (!take(reader, ':')) {
				fail(reader, "a colon is missing");
				return;
			}
		}
		read_value(reader, member);
		*link = member;
		link = &member->next;
		value->length++;
	} while (take(reader, ','));
	if (!take(reader, end))
		fail(reader, "a list or an object does not end");
}

static void
read_value(struct reader *reader, struct json *value)
{
	char c = peek(reader);

	if (c == '{' || c == '[') {
		reader->at++;
		if (++reader->depth > DEEPEST)
			fail(reader, "the line is nested too deeply");
		else
			read_members(reader, value, c == '{' ? '}' : ']');
		reader->depth--;
	} else if (c == '"') {
		reader->at++;
		value->kind = JSON_STRING;
		read_string(reader, &value->string, &value->length);
	} else if (c == '-' || (c >= '0' && c <= '9')) {
		read_number(reader, value);
	} else {
		read_word(reader, value);
	}
}

const struct json *
json_read(char *line, size_t length, const char **wrong)
{
	struct reader reader = { line, line + length, NULL, 0 };
	struct json *value;

	block = NULL;
	value = new_value(&reader);
	if (value != NULL) {
		read_value(&reader, value);
		peek(&reader);
		if (reader.at != reader.end)
			fail(&reader, "something stands behind the value");
	}
	*wrong = reader.wrong;
	return reader.wrong == NULL ? value : NULL;
}

const struct json *
json_member(const struct json *object, const char *key)
{
	size_t length = strlen(key);

	if (object == NULL || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *member = object->first; member != NULL; member = member->next) {
		if (member->key_length == length && memcmp(member->key, key, length) == 0)
			return member;
	}
	return NULL;
}

bool
json_is(const struct json *value, const char *string)
{
	return value != NULL && value->kind == JSON_STRING && value->length == strlen(string) &&
	    memcmp(value->string, string, value->length) == 0;
}
