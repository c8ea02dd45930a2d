/* Members are sorted by their keys; strings are written with the escapes that JSON asks for, and no others. */
#include "canonical.h"

#include <stdio.h>
#include <stdlib.h>

#define	UNSPECIFIED	"unspecified"

static void
write_string(struct text *text, const char *string, size_t length)
{
	text_put(text, "\"");
	for (size_t at = 0; at < length; at++) {
		unsigned char byte = (unsigned char)string[at];
		char escape[8];
		if (byte == '"' || byte == '\\') {
			text_put(text, "\\");
			text_add(text, &string[at], 1);
		} else if (byte < 0x20) {
			snprintf(escape, sizeof (escape), "\\u%04x", byte);
			text_put(text, escape);
		} else {
			text_add(text, &string[at], 1);
		}
	}
	text_put(text, "\"");
}

static int
by_key(const void *left, const void *right)
{
	const struct json *one = *(const struct json *const *)left, *other = *(const struct json *const *)right;
	size_t shorter = one->key_length < other->key_length ? one->key_length : other->key_length;
	int order = memcmp(one->key, other->key, shorter);
	return order != 0 ? order : (one->key_length > other->key_length) - (one->key_length < other->key_length);
}

static void
write_members(struct text *text, const struct json *object, bool sorted)
{
	const struct json **members = malloc((object->length + 1) * sizeof (*members));
	size_t count = 0;
	if (members == NULL) {
		fputs("run_vectors: no memory\n", stderr);
		exit(2);
	}
	for (const struct json *member = object->first; member != NULL; member = member->next)
		members[count++] = member;
	if (sorted)
		qsort(members, count, sizeof (*members), by_key);
	text_put(text, "{");
	for (size_t place = 0; place < count; place++) {
		if (place > 0)
			text_put(text, ",");
		write_string(text, members[place]->key, members[place]->key_length);
		text_put(text, ":");
		write_value(text, members[place], sorted);
	}
	text_put(text, "}");
	free(members);
}

void
write_value(struct text *text, const struct json *value, bool sorted)
{
	switch (value->kind) {
	case JSON_NULL:
		text_put(text, "null");
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		text_boolean(text, value->kind == JSON_TRUE);
		break;
	case JSON_NUMBER:
		text_number(text, value->number);
		break;
	case JSON_STRING:
		write_string(text, value->string, value->length);
		break;
	case JSON_LIST:
		text_put(text, "[");
		for (const struct json *one = value->first; one != NULL; one = one->next) {
			if (one != value->first)
				text_put(text, ",");
			write_value(text, one, sorted);
		}
		text_put(text, "]");
		break;
	case JSON_OBJECT:
		write_members(text, value, sorted);
		break;
	}
}

/* An event without its value, which stands there all the same. */
static void
write_open_event(struct text *text, const struct json *event)
{
	struct json copy[16];
	size_t count = 0;
	for (const struct json *member = event->first; member != NULL && count < 16; member = member->next) {
		copy[count] = *member;
		if (member->key_length == 5 && memcmp(member->key, "value", 5) == 0) {
			copy[count].kind = JSON_STRING;
			copy[count].string = UNSPECIFIED;
			copy[count].length = strlen(UNSPECIFIED);
		}
		count++;
	}
	for (size_t place = 0; place < count; place++)
		copy[place].next = place + 1 < count ? &copy[place + 1] : NULL;
	struct json object = *event;
	object.first = count > 0 ? copy : NULL;
	object.length = count;
	write_value(text, &object, true);
}

void
write_answer(struct text *text, const struct json *answer, uint64_t open)
{
	const struct json *events = json_member(answer, "events"), *changed = json_member(answer, "changed");
	if (events == NULL || events->kind != JSON_LIST || changed == NULL) {
		write_value(text, answer, true);
		return;
	}
	text_put(text, "[");
	unsigned place = 0;
	for (const struct json *event = events->first; event != NULL; event = event->next, place++) {
		if (place > 0)
			text_put(text, ",");
		if (event->kind == JSON_OBJECT && place < 64 && (open >> place & 1) != 0)
			write_open_event(text, event);
		else
			write_value(text, event, true);
	}
	text_put(text, "] ");
	write_value(text, changed, true);
}

uint64_t
open_events(const struct json *answer)
{
	const struct json *events = json_member(answer, "events");
	uint64_t open = 0;
	unsigned place = 0;
	if (events == NULL || events->kind != JSON_LIST)
		return 0;
	for (const struct json *event = events->first; event != NULL && place < 64; event = event->next, place++) {
		const struct json *value = json_member(event, "value");
		if (value != NULL && json_is(value, UNSPECIFIED))
			open |= (uint64_t)1 << place;
	}
	return open;
}
