/* A configuration becomes a system that has done nothing yet. */
#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "queue.h"

#define	NAME_BYTES_MOST	120	/* a zonename token fits into a membuf */

static const char *const profiles[] = { "given", NULL };
static const char *const granularities[] = { "blocking", "fine", NULL };
static const char *const limits[] = { "kernel", "small", NULL };

static const char *
read_name(struct fields *fields)
{
	const struct json *name = json_member(fields->object, "name");

	if (name == NULL || name->kind != JSON_STRING || name->length == 0 || name->length > NAME_BYTES_MOST ||
	    memchr(name->string, '\0', name->length) != NULL) {
		wrong(fields, "a zone has no name, or one that is too long");
		return "";
	}
	char *copy = keep(name->length + 1);
	memcpy(copy, name->string, name->length);
	copy[name->length] = '\0';
	return copy;
}

static void
read_host(struct fields *fields, struct zone *zone)
{
	const struct json *list = field_list(fields, "host"), *valid = list->first;

	if (list->length != 3 || valid->kind != JSON_NUMBER || valid->next->kind != JSON_NUMBER) {
		wrong(fields, "a host is no list of whether, type and address");
		return;
	}
	size_t length = read_hexadecimal(fields, valid->next->next, zone->host_address, ADDRESS_BYTES);
	if ((length != 4 && length != 16) || valid->next->number != (int64_t)length || (valid->number | 1) != 1)
		wrong(fields, "a host has not the bytes of its type");
	zone->host_valid = (int)valid->number;
	zone->host_type = length;
}

static void
read_door(struct fields *fields, struct zone *zone)
{
	zone->has_door = !field_is_null(fields, "door");
	if (zone->has_door)
		zone->door = field_integer(fields, "door", INT64_MIN, INT64_MAX);
	zone->active = field_boolean(fields, "active");
	if (zone->active && !zone->has_door)
		wrong(fields, "an output thread needs a door");
}

static void
name_locks(struct zone *zone)
{
	zone->queue_lock = (struct lock){ "queue lock", zone, NULL };
	zone->door_lock = (struct lock){ "door lock", zone, NULL };
	zone->again_lock = (struct lock){ "again lock", zone, NULL };
	zone->write_condition = (struct condition){ "write_cv", "write", &zone->queue_lock, NULL };
	zone->read_condition = (struct condition){ "read_cv", "read", &zone->queue_lock, NULL };
}

static void
read_zone(struct fields *fields, struct zone *zone)
{
	int64_t mask[2];

	zone->number = (int)(zone - the_system.zones);
	snprintf(zone->label, sizeof (zone->label), "zone%d", zone->number & 0xf);
	zone->name = read_name(fields);
	zone->valid = true;
	zone->state = (int)field_integer(fields, "state", AUDITING, INITIAL_AUDIT);
	if (zone->state == (AUDITING | NO_AUDIT))
		wrong(fields, "a state is 1, 2 or 4");
	zone->policy = (uint32_t)field_integer(fields, "policy", 0, UINT32_MAX);
	read_host(fields, zone);
	field_integers(fields, "mask", mask, 2);
	zone->success_mask = (uint32_t)mask[0];
	zone->failure_mask = (uint32_t)mask[1];
	zone->high_water = field_integer(fields, "high_water", 1, INT32_MAX);
	zone->low_water = field_integer(fields, "low_water", 0, zone->high_water - 1);
	zone->buffer_size = field_integer(fields, "buffer_size", 1, 1048576);
	zone->buffer_length = zone->buffer_size;
	zone->buffer = keep((size_t)zone->buffer_length);
	zone->delay = field_integer(fields, "delay", 1, INT32_MAX);
	zone->sequence = (int32_t)field_integer(fields, "sequence", INT32_MIN, INT32_MAX);
	read_door(fields, zone);
	name_locks(zone);
}

static void
read_zones(struct fields *fields)
{
	const struct json *list = field_list(fields, "zones");

	if (list->length < 1 || list->length > ZONES_MOST) {
		wrong(fields, "there are from 1 to 8 zones here");
		return;
	}
	for (const struct json *member = list->first; member != NULL; member = member->next) {
		struct fields zone = { member, fields->wrong };
		read_zone(&zone, &the_system.zones[the_system.zone_count++]);
		fields->wrong = zone.wrong;
	}
}

static struct thread *
new_thread(const char *name, int number, struct zone *zone)
{
	struct thread *thread = &the_system.threads[the_system.thread_count++];

	if (number < 0)
		snprintf(thread->name, sizeof (thread->name), "%s", name);
	else
		snprintf(thread->name, sizeof (thread->name), "%s%d", name, number);
	thread->zone = zone;
	return thread;
}

static void
read_users(struct fields *fields)
{
	const struct json *list = field_list(fields, "threads");

	if (list->length < 1 || list->length > USERS_MOST) {
		wrong(fields, "there are from 1 to 16 user threads here");
		return;
	}
	for (const struct json *member = list->first; member != NULL; member = member->next) {
		struct fields user = { member, fields->wrong };
		int64_t zone = field_integer(&user, "zone", 0, the_system.zone_count - 1);
		struct thread *thread = new_thread("user", the_system.user_count++, &the_system.zones[zone]);
		thread->cache = (int)field_integer(&user, "cache", 0, INT32_MAX);
		thread->syscall = field_integer(&user, "syscall", INT32_MIN, INT32_MAX);
		fields->wrong = user.wrong;
	}
}

static void
read_classes(struct fields *fields)
{
	for (int i = 0; i < EVENTS; i++)
		the_system.classes[i] = 1;
	for (const struct json *pair = field_list(fields, "classes")->first; pair != NULL; pair = pair->next) {
		const struct json *event = pair->kind == JSON_LIST && pair->length == 2 ? pair->first : NULL;
		if (event == NULL || event->kind != JSON_NUMBER || event->next->kind != JSON_NUMBER ||
		    event->number < 0 || event->number >= EVENTS)
			wrong(fields, "a class is no pair of an event of the table and a mask");
		else
			the_system.classes[event->number] = (uint32_t)event->next->number;
	}
}

static void
read_system(struct fields *fields)
{
	struct system *system = &the_system;

	(void)field_word(fields, "profile", profiles);
	system->width = (int)field_integer(fields, "width", 32, 64);
	if (system->width != 32 && system->width != 64)
		wrong(fields, "the width is 64 or 32");
	system->fine = field_word(fields, "granularity", granularities) == 1;
	system->small_limits = field_word(fields, "limits", limits) == 1;
	system->clock = field_time(fields, "clock");
	system->policy = (uint32_t)field_integer(fields, "policy", 0, UINT32_MAX);
	system->loaded = field_boolean(fields, "loaded");
	system->memory = field_boolean(fields, "memory");
	read_classes(fields);
}

/* NULL if it was taken. What was before is gone in any case. */
const char *
configure(const struct json *configuration)
{
	struct fields fields = { configuration, NULL };

	kernel_reset();
	read_system(&fields);
	read_zones(&fields);
	if (fields.wrong == NULL)
		read_users(&fields);
	struct thread *softint = new_thread("softint", -1, global_zone());
	softint->cache = (int)field_integer(&fields, "softint_cache", 0, INT32_MAX);
	new_thread("clock", -1, global_zone());
	for (int i = 0; i < the_system.zone_count; i++) {
		struct zone *zone = &the_system.zones[i];
		zone->reader = new_thread("reader", i, zone);
		if (zone->active)
			reader_begin(zone);
	}
	the_system.configured = fields.wrong == NULL;
	observe_begin();
	return fields.wrong;
}
