/* Fields of a request: each getter notes what is wrong, once, and gives something harmless then. */
#ifndef FIELDS_H
#define FIELDS_H

#include "json.h"
#include "system.h"

struct fields {
	const struct json *object;
	const char *wrong;
};

void wrong(struct fields *fields, const char *what);
int64_t field_integer(struct fields *fields, const char *key, int64_t least, int64_t most);
bool field_boolean(struct fields *fields, const char *key);
/* Which of the words, that end with NULL, a string is. */
int field_word(struct fields *fields, const char *key, const char *const *words);
/* A list or an object; an empty one if there is none. */
const struct json *field_list(struct fields *fields, const char *key);
/* A list of so many integers. */
void field_integers(struct fields *fields, const char *key, int64_t *integers, size_t number);
bool field_is_null(struct fields *fields, const char *key);
struct time field_time(struct fields *fields, const char *key);
struct membuf *field_chain(struct fields *fields, const char *key);
struct membuf *read_chain(struct fields *fields, const struct json *list);
/* Hexadecimal digits to at most `most` bytes; how many. */
size_t read_hexadecimal(struct fields *fields, const struct json *string, unsigned char *bytes, size_t most);

#endif
