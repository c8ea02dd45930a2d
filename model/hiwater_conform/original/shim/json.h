/* A request as a tree. The nodes live until the next request is read; strings point into its line. */
#ifndef SHIM_JSON_H
#define SHIM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT };

struct json {
	enum json_kind kind;
	int64_t number;		/* also of a boolean */
	const char *string;	/* ends with a NUL */
	size_t length;		/* bytes of the string, or members */
	const char *key;	/* of a member of an object */
	struct json *first;
	struct json *next;
};

/* The tree of a line that ends with a NUL, or NULL. The line is changed: strings are unescaped in place. */
struct json *json_parse(char *line);

struct json *json_member(const struct json *object, const char *key);
bool json_is(const struct json *node, enum json_kind kind);
bool json_says(const struct json *node, const char *string);

#endif
