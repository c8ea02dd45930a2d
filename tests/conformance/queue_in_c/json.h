/* A small JSON reader: one line becomes a tree of values that live until the next line is read. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT };

struct json {
	enum json_kind kind;
	int64_t number;
	const char *string;		/* not ended by a NUL */
	size_t length;			/* of the string, or how many members a list or an object has */
	const char *key;		/* within an object */
	size_t key_length;
	const struct json *first;	/* of a list or an object */
	const struct json *next;
};

/* NULL, with a reason, if the line is not JSON, is nested too deeply, or has a number that is no 64-bit integer. */
const struct json *json_read(char *line, size_t length, const char **wrong);

/* A member of an object; NULL if there is none, or if the value is no object. */
const struct json *json_member(const struct json *object, const char *key);
bool json_is(const struct json *value, const char *string);

#endif
