/* Reading a configuration: every key is asked for, and nothing has a value of its own. */
#include <string.h>

#include "arguments.h"
#include "configuration.h"

#define LARGEST_BUFFER ((int64_t)1 << 26)

static bool
number(const struct json *object, const char *key, int64_t least, int64_t most, int64_t *value)
{
	const struct json *node = json_member(object, key);

	if (!json_is(node, JSON_NUMBER) || node->number < least || node->number > most)
		return (false);
	*value = node->number;
	return (true);
}

static bool
truth(const struct json *object, const char *key, bool *value)
{
	const struct json *node = json_member(object, key);

	*value = node != NULL && node->number != 0;
	return (json_is(node, JSON_BOOLEAN));
}

/* One of two or three words; gives its place, or -1. */
static int
choice(const struct json *object, const char *key, const char *const *words)
{
	const struct json *node = json_member(object, key);

	for (int i = 0; words[i] != NULL; i++)
		if (json_says(node, words[i]))
			return (i);
	return (-1);
}

static bool
pair(const struct json *list, int64_t *first, int64_t *second)
{
	if (!json_is(list, JSON_LIST) || list->length != 2 ||
	    !json_is(list->first, JSON_NUMBER) || !json_is(list->first->next, JSON_NUMBER))
		return (false);
	*first = list->first->number;
	*second = list->first->next->number;
	return (true);
}

static bool
read_host(const struct json *host, struct zone_configuration *zone)
{
	if (!json_is(host, JSON_LIST) || host->length != 3)
		return (false);
	const struct json *valid = host->first, *type = valid->next, *address = type->next;
	if (!json_is(valid, JSON_NUMBER) || !json_is(type, JSON_NUMBER))
		return (false);
	zone->host_valid = valid->number;
	zone->host_type = type->number;
	memset(zone->host_address, 0, sizeof (zone->host_address));
	return ((type->number == AU_IPv4 || type->number == AU_IPv6) &&
	    bytes_of(address, (unsigned char *)zone->host_address, sizeof (zone->host_address)) == type->number);
}

static bool
read_door(const struct json *object, struct zone_configuration *zone)
{
	zone->has_door = !json_is(json_member(object, "door"), JSON_NULL);
	return (truth(object, "active", &zone->active) && (zone->has_door || !zone->active) &&
	    (!zone->has_door || number(object, "door", 0, INT32_MAX, &zone->door)));
}

static const char *
read_zone(const struct json *object, struct zone_configuration *zone)
{
	const struct json *name = json_member(object, "name");

	if (!json_is(name, JSON_STRING) || name->length >= LONGEST_ZONE_NAME)
		return ("a zone needs a name of at most 255 bytes");
	zone->name = name->string;
	if (!number(object, "state", 0, UINT32_MAX, &zone->state) ||
	    !number(object, "policy", 0, UINT32_MAX, &zone->policy) ||
	    !number(object, "sequence", INT32_MIN, UINT32_MAX, &zone->sequence))
		return ("a zone needs the numbers state, policy and sequence");
	if (!read_host(json_member(object, "host"), zone))
		return ("a zone's host is [valid, 4 or 16, address of so many bytes]");
	if (!pair(json_member(object, "mask"), &zone->success_mask, &zone->failure_mask))
		return ("a zone's mask is [success, failure]");
	if (!number(object, "high_water", 0, INT32_MAX, &zone->high_water) ||
	    !number(object, "low_water", 0, INT32_MAX, &zone->low_water) ||
	    !number(object, "buffer_size", 1, LARGEST_BUFFER, &zone->buffer_size) ||
	    !number(object, "delay", INT32_MIN, INT32_MAX, &zone->delay))
		return ("a zone needs high_water, low_water, buffer_size (at least 1) and delay");
	return (read_door(object, zone) ? NULL : "a zone's door is a number or null, and an active zone has one");
}

static const char *
read_zones(const struct json *list, struct configuration *configuration)
{
	if (!json_is(list, JSON_LIST) || list->length < 1 || list->length > MOST_ZONES)
		return ("there are 1 to 32 zones");
	for (const struct json *zone = list->first; zone != NULL; zone = zone->next) {
		const char *problem = read_zone(zone, &configuration->zone[configuration->zones++]);
		if (problem != NULL)
			return (problem);
	}
	return (NULL);
}

static const char *
read_threads(const struct json *list, struct configuration *configuration)
{
	if (!json_is(list, JSON_LIST) || list->length > MOST_USERS)
		return ("there are at most 64 user threads");
	for (const struct json *object = list->first; object != NULL; object = object->next) {
		struct thread_configuration *thread = &configuration->thread[configuration->threads++];
		if (!number(object, "zone", 0, configuration->zones - 1, &thread->zone) ||
		    !number(object, "cache", 0, UINT32_MAX, &thread->cache) ||
		    !number(object, "syscall", INT32_MIN, INT32_MAX, &thread->syscall))
			return ("a thread needs a zone that there is, cache and syscall");
	}
	return (NULL);
}

static bool
read_classes(const struct json *list, struct configuration *configuration)
{
	for (int event = 0; event <= MAX_KEVENTS; event++)
		configuration->classes[event] = 1;
	if (!json_is(list, JSON_LIST))
		return (false);
	for (const struct json *entry = list->first; entry != NULL; entry = entry->next) {
		int64_t event, class;
		if (!pair(entry, &event, &class) || event < 0 || event > MAX_KEVENTS)
			return (false);
		configuration->classes[event] = (au_state_t)class;
	}
	return (true);
}

static const char *
read_modes(const struct json *object, struct configuration *configuration)
{
	static const char *const profiles[] = { "given", "later", "debug", NULL };
	static const char *const granularities[] = { "blocking", "fine", NULL };
	static const char *const limits[] = { "kernel", "small", NULL };
	int profile = choice(object, "profile", profiles);
	int granularity = choice(object, "granularity", granularities);
	int limit = choice(object, "limits", limits);
	int64_t width;

	if (profile < 0 || granularity < 0 || limit < 0)
		return ("profile, granularity or limits is missing or not one of its words");
	if (!number(object, "width", SHIM_WIDTH, SHIM_WIDTH, &width))
		return (SHIM_WIDTH == 64 ? "this program was built for width 64" : "this program was built for width 32");
	configuration->assertions_halt = profile == 2;
	configuration->fine = granularity == 1;
	configuration->small_limits = limit == 1;
	return (NULL);
}

const char *
configuration_read(const struct json *object, struct configuration *configuration)
{
	const char *problem = read_modes(object, configuration);

	configuration->zones = 0;
	configuration->threads = 0;
	if (problem != NULL)
		return (problem);
	if (!pair(json_member(object, "clock"), &configuration->clock_seconds, &configuration->clock_nanoseconds))
		return ("the clock is [seconds, nanoseconds]");
	if (!number(object, "policy", 0, UINT32_MAX, &configuration->policy) ||
	    !number(object, "softint_cache", 0, UINT32_MAX, &configuration->softint_cache) ||
	    !truth(object, "loaded", &configuration->loaded) || !truth(object, "memory", &configuration->memory))
		return ("policy, softint_cache, loaded or memory is missing or not of its kind");
	if (!read_classes(json_member(object, "classes"), configuration))
		return ("classes is a list of [event, mask], with events of 0 to 309");
	problem = read_zones(json_member(object, "zones"), configuration);
	return (problem != NULL ? problem : read_threads(json_member(object, "threads"), configuration));
}
