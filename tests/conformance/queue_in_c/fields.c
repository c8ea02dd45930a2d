/* Fields of a request. Nothing of what the judge sends is trusted: type and range of each field are looked at. */
#include "fields.h"

#include "kernel.h"

#define	SECONDS_MOST	(INT64_MAX / 2)

static const struct json nothing = { .kind = JSON_LIST };

void
wrong(struct fields *fields, const char *what)
{
	if (fields->wrong == NULL)
		fields->wrong = what;
}

int64_t
field_integer(struct fields *fields, const char *key, int64_t least, int64_t most)
{
	const struct json *value = json_member(fields->object, key);

	if (value == NULL || value->kind != JSON_NUMBER || value->number < least || value->number > most) {
		wrong(fields, "an integer is missing, of another type or out of range");
		return least;
	}
	return value->number;
}

bool
field_boolean(struct fields *fields, const char *key)
{
	const struct json *value = json_member(fields->object, key);

	if (value == NULL || (value->kind != JSON_TRUE && value->kind != JSON_FALSE))
		wrong(fields, "a boolean is missing or of another type");
	return value != NULL && value->kind == JSON_TRUE;
}

int
field_word(struct fields *fields, const char *key, const char *const *words)
{
	const struct json *value = json_member(fields->object, key);

	for (int i = 0; words[i] != NULL; i++) {
		if (json_is(value, words[i]))
			return i;
	}
	wrong(fields, "a word is missing, or is none that is known here");
	return 0;
}

const struct json *
field_list(struct fields *fields, const char *key)
{
	const struct json *value = json_member(fields->object, key);

	if (value == NULL || value->kind != JSON_LIST) {
		wrong(fields, "a list is missing or of another type");
		return &nothing;
	}
	return value;
}

void
field_integers(struct fields *fields, const char *key, int64_t *integers, size_t number)
{
	const struct json *list = field_list(fields, key), *member = list->first;

	for (size_t i = 0; i < number; i++) {
		integers[i] = 0;
		if (list->length == number && member->kind == JSON_NUMBER)
			integers[i] = member->number;
		else
			wrong(fields, "a list has not the integers that it needs");
		member = member == NULL ? NULL : member->next;
	}
}

bool
field_is_null(struct fields *fields, const char *key)
{
	const struct json *value = json_member(fields->object, key);

	return value != NULL && value->kind == JSON_NULL;
}

struct time
field_time(struct fields *fields, const char *key)
{
	int64_t numbers[2];

	field_integers(fields, key, numbers, 2);
	if (numbers[0] < -SECONDS_MOST || numbers[0] > SECONDS_MOST || numbers[1] < 0 || numbers[1] > 999999999) {
		wrong(fields, "a time is out of range");
		return (struct time){ 0, 0 };
	}
	return (struct time){ numbers[0], numbers[1] };
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t
read_hexadecimal(struct fields *fields, const struct json *string, unsigned char *bytes, size_t most)
{
	if (string == NULL || string->kind != JSON_STRING || string->length % 2 != 0 || string->length / 2 > most) {
		wrong(fields, "hexadecimal bytes are missing, of another type or too many");
		return 0;
	}
	for (size_t i = 0; i < string->length; i += 2) {
		int high = digit(string->string[i]), low = digit(string->string[i + 1]);
		if (high < 0 || low < 0) {
			wrong(fields, "hexadecimal bytes have another digit");
			return 0;
		}
		*bytes++ = (unsigned char)(high << 4 | low);
	}
	return string->length / 2;
}

/* A list with at least one membuf. */
struct membuf *
read_chain(struct fields *fields, const struct json *list)
{
	struct membuf *first = NULL, **link = &first;

	if (list->kind != JSON_LIST || list->length == 0) {
		wrong(fields, "a chain is of another type, or empty");
		return NULL;
	}
	for (const struct json *member = list->first; member != NULL; member = member->next) {
		struct membuf *membuf = membuf_new();
		membuf->length = read_hexadecimal(fields, member, membuf->bytes, MEMBUF_BYTES);
		*link = membuf;
		link = &membuf->next;
	}
	return first;
}

struct membuf *
field_chain(struct fields *fields, const char *key)
{
	return read_chain(fields, field_list(fields, key));
}
