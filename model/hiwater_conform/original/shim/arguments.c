/* The arguments of calls: checked, and turned into what the C takes. */
#include <stdlib.h>

#include "arguments.h"
#include "chains.h"
#include "memory.h"
#include "neighbours.h"
#include "points.h"

static int
half_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (digit - '0');
	return (digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1);
}

int64_t
bytes_of(const struct json *value, unsigned char *bytes, size_t most)
{
	if (!json_is(value, JSON_STRING) || value->length % 2 != 0)
		return (-1);
	for (size_t i = 0; i < value->length / 2; i++) {
		int high = half_of(value->string[2 * i]), low = half_of(value->string[2 * i + 1]);
		if (high < 0 || low < 0)
			return (-1);
		if (i < most)
			bytes[i] = (unsigned char)(high << 4 | low);
	}
	return ((int64_t)(value->length / 2));
}

/* Takes pieces as they are given: their lengths are part of what is tested. */
static bool
chain_read(const struct json *value, token_t **chain)
{
	token_t **link = chain;

	*chain = NULL;
	if (!json_is(value, JSON_LIST) || value->first == NULL)
		return (false);
	for (const struct json *piece = value->first; piece != NULL; piece = piece->next) {
		unsigned char bytes[AU_BUFSIZE];
		int64_t length = bytes_of(piece, bytes, sizeof (bytes));
		if (length < 0 || length > AU_BUFSIZE) {
			chain_release(*chain);
			*chain = NULL;
			return (false);
		}
		*link = chain_of_bytes(bytes, (size_t)length);
		link = &(*link)->next_buf;
	}
	return (true);
}

static bool
tokens_read(const struct json *value, token_t **first)
{
	token_t **link = first;

	if (!json_is(value, JSON_LIST))
		return (false);
	for (const struct json *token = value->first; token != NULL; token = token->next) {
		if (!chain_read(token, link))
			return (false);
		link = &(*link)->next_rec_[0];
	}
	return (true);
}

static bool
record_read(const struct json *value, struct call *call)
{
	static unsigned char bytes[LONGEST_RECORD_BYTES];

	call->record_bytes = bytes_of(value, bytes, sizeof (bytes));
	if (call->record_bytes >= SHORTEST_RECORD_BYTES && call->record_bytes <= LONGEST_RECORD_BYTES)
		call->chain = chain_of_bytes(bytes, (size_t)call->record_bytes);
	return (call->record_bytes >= 0);
}

static bool
time_read(const struct json *value, struct call *call)
{
	call->has_time = !json_is(value, JSON_NULL);
	if (!call->has_time)
		return (true);
	if (!json_is(value, JSON_LIST) || value->length != 2 ||
	    !json_is(value->first, JSON_NUMBER) || !json_is(value->first->next, JSON_NUMBER))
		return (false);
	call->time.tv_sec = (__typeof__(call->time.tv_sec))value->first->number;
	call->time.tv_nsec = (__typeof__(call->time.tv_nsec))value->first->next->number;
	return (true);
}

static bool
descriptor_read(struct thread *thread, const struct json *value, bool may_be_none)
{
	if (json_says(value, "thread"))
		thread->call.descriptor = &thread->tad.tad_ad;
	else if (json_says(value, "local"))
		thread->call.descriptor = &thread->local;
	else
		return (may_be_none && json_says(value, "none"));
	return (true);
}

static bool
door_read(const struct json *value, int64_t *door)
{
	if (json_says(value, "bad"))
		*door = DOOR_BAD;
	else if (json_says(value, "file"))
		*door = DOOR_FILE;
	else if (json_is(value, JSON_NUMBER) && value->number >= 0 && value->number <= INT32_MAX)
		*door = value->number;
	else
		return (false);
	return (true);
}

static bool
counters_read(const struct json *value, unsigned *counters)
{
	if (!json_is(value, JSON_LIST))
		return (false);
	for (const struct json *name = value->first; name != NULL; name = name->next) {
		int place = 0;
		while (place < COUNTERS && !json_says(name, what_name(WHAT_GENERATED + (enum what)place)))
			place++;
		if (place == COUNTERS)
			return (false);
		*counters |= 1u << place;
	}
	return (true);
}

static bool
number_read(const struct json *value, int64_t least, int64_t most, int64_t *number)
{
	if (!json_is(value, JSON_NUMBER) || value->number < least || value->number > most)
		return (false);
	*number = value->number;
	return (true);
}

static bool
address_read(const struct json *value, struct call *call)
{
	int64_t type = call->numbers[0];

	return ((type == AU_IPv4 || type == AU_IPv6) &&
	    bytes_of(value, (unsigned char *)call->address, sizeof (call->address)) == type);
}

bool
argument_read(struct thread *thread, const struct argument *argument, const struct json *value)
{
	struct call *call = &thread->call;
	int64_t *number = &call->numbers[argument->place];

	switch (argument->kind) {
	case TAKES_ZONE:
		if (!number_read(value, 0, machine.zones - 1, number))
			return (false);
		call->context = &machine.zone[*number]->context;
		return (true);
	case TAKES_DESCRIPTOR:
	case TAKES_DESCRIPTOR_OR_NONE:
		return (descriptor_read(thread, value, argument->kind == TAKES_DESCRIPTOR_OR_NONE));
	case TAKES_TOKEN:
		return (json_is(value, JSON_NULL) || chain_read(value, &call->chain));
	case TAKES_CHAIN:
		return (chain_read(value, &call->chain));
	case TAKES_TOKENS:
		return (tokens_read(value, &call->tokens));
	case TAKES_RECORD:
		return (record_read(value, call));
	case TAKES_TIME:
		return (time_read(value, call));
	case TAKES_TRUTH:
		call->truth = json_is(value, JSON_BOOLEAN) && value->number != 0;
		return (json_is(value, JSON_BOOLEAN));
	case TAKES_DOOR:
		return (door_read(value, number));
	case TAKES_COUNTERS:
		return (counters_read(value, &call->counters));
	case TAKES_ADDRESS:
		return (address_read(value, call));
	case TAKES_SHORT:
		return (number_read(value, 0, UINT16_MAX, number));
	case TAKES_INT:
		return (number_read(value, INT32_MIN, INT32_MAX, number));
	case TAKES_WORD:
		return (number_read(value, INT32_MIN, UINT32_MAX, number));
	case TAKES_LONG:
		return (number_read(value, INT64_MIN, INT64_MAX, number));
	default:
		return (false);
	}
}
