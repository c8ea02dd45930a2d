/* The observation, whole or as changes: numbers are compared as numbers, lists as text. */
#include <stdlib.h>

#include "chains.h"
#include "observation.h"
#include "record_queue.h"
#include "sight.h"

#define THREAD_LISTS (THREAD_FIELDS - THREAD_DESCRIPTOR)

struct seen_thread {
	struct thread_sight sight;
	struct text lists[THREAD_LISTS];
};

static int64_t seen_machine[MACHINE_FIELDS];
static struct zone_sight seen_zones[MOST_ZONES];
static struct seen_thread seen_threads[MOST_THREADS];

static void
put_key(struct text *text, const char *key)
{
	put_separator(text);
	put_literal(text, "\"");
	put_literal(text, key);
	put_literal(text, "\":");
}

static void
put_zone_key(struct text *text, int zone, const char *key)
{
	put_separator(text);
	put_literal(text, "\"zone");
	put_number(text, zone);
	put_literal(text, ".");
	put_literal(text, key);
	put_literal(text, "\":");
}

static void
put_thread_key(struct text *text, const struct thread *thread, const char *key)
{
	put_separator(text);
	put_literal(text, "\"");
	put_literal(text, thread->name);
	put_literal(text, ".");
	put_literal(text, key);
	put_literal(text, "\":");
}

static void
put_machine_field(struct text *text, int field, int64_t number)
{
	put_key(text, machine_fields[field].key);
	if (field == MACHINE_SOFTCALLS)
		put_softcalls(text);
	else if (field == MACHINE_TIMERS)
		put_timers(text);
	else
		put_value(text, machine_fields[field].form, number);
}

static void
put_zone_field(struct text *text, int zone, int field, const struct zone_sight *sight)
{
	put_zone_key(text, zone, zone_fields[field].key);
	if (field == ZONE_HOST)
		put_host(text, &sight->host);
	else
		put_value(text, zone_fields[field].form, sight->numbers[field]);
}

static void
put_thread_field(struct text *text, const struct thread *thread, int field, const struct thread_sight *sight)
{
	put_thread_key(text, thread, thread_fields[field].key);
	if (field == THREAD_WAIT)
		put_wait(text, &sight->wait);
	else if (thread_fields[field].form == FORM_LIST)
		put_thread_list(text, thread, field);
	else
		put_value(text, thread_fields[field].form, sight->numbers[field]);
}

static void
put_machine_changes(struct text *text)
{
	int64_t now[MACHINE_FIELDS];
	bool changed[MACHINE_FIELDS];

	see_machine(now);
	for (int field = 0; field < MACHINE_FIELDS; field++)
		changed[field] = now[field] != seen_machine[field];
	changed[MACHINE_SOFTCALLS] = machine.softcalls_changed;
	changed[MACHINE_TIMERS] = machine.timers_changed;
	for (int field = 0; field < MACHINE_FIELDS; field++)
		if (changed[field])
			put_machine_field(text, field, now[field]);
	memcpy(seen_machine, now, sizeof (now));
	machine.softcalls_changed = false;
	machine.timers_changed = false;
}

/* The key is written first, and taken back when nothing follows it. */
static void
put_zone_record_changes(struct text *text, int zone)
{
	size_t length = text->length;

	put_zone_key(text, zone, zone_fields[ZONE_RECORDS].key);
	if (!put_record_changes(text, zone))
		text->length = length;
}

static void
put_zone_changes(struct text *text, int zone)
{
	struct zone_sight now, *before = &seen_zones[zone];

	see_zone(&now, &machine.zone[zone]->context);
	if (memcmp(&now, before, sizeof (now)) == 0) {
		put_zone_record_changes(text, zone);
		return;
	}
	for (int field = 0; field < ZONE_FIELDS; field++) {
		if (field == ZONE_RECORDS)
			put_zone_record_changes(text, zone);
		else if (now.numbers[field] != before->numbers[field] ||
		    (field == ZONE_HOST && memcmp(&now.host, &before->host, sizeof (now.host)) != 0))
			put_zone_field(text, zone, field, &now);
	}
	*before = now;
}

static bool
is_empty_list(const struct thread *thread, int field)
{
	if (field == THREAD_DESCRIPTOR)
		return (thread->tad.tad_ad == NULL);
	if (field == THREAD_LOCAL)
		return (thread->local == NULL);
	return (thread->tad.tad_defer_head == NULL);
}

/* A length of zero stands for the empty list, which most lists are most of the time. */
static void
put_list_change(struct text *text, const struct thread *thread, int field, struct text *before)
{
	static struct text now;

	if (is_empty_list(thread, field) && before->length == 0)
		return;
	now.length = 0;
	if (!is_empty_list(thread, field))
		put_thread_list(&now, thread, field);
	if (now.length == before->length && memcmp(now.bytes, before->bytes, now.length) == 0)
		return;
	put_thread_key(text, thread, thread_fields[field].key);
	put_thread_list(text, thread, field);
	before->length = 0;
	put_bytes(before, now.bytes, now.length);
}

static void
put_thread_changes(struct text *text, const struct thread *thread, bool with_lists)
{
	struct seen_thread *seen = &seen_threads[thread->number];
	struct thread_sight now;

	see_thread(&now, thread);
	for (int field = 0; field < THREAD_DESCRIPTOR; field++)
		if (field == THREAD_WAIT ? !same_wait(&now.wait, &seen->sight.wait) :
		    now.numbers[field] != seen->sight.numbers[field])
			put_thread_field(text, thread, field, &now);
	seen->sight = now;
	if (!with_lists)
		return;
	for (int field = THREAD_DESCRIPTOR; field < THREAD_FIELDS; field++)
		put_list_change(text, thread, field, &seen->lists[field - THREAD_DESCRIPTOR]);
}

void
put_changes(struct text *text, const struct thread *stepped)
{
	put_machine_changes(text);
	for (int zone = 0; zone < machine.zones; zone++)
		put_zone_changes(text, zone);
	for (int i = 0; i < machine.threads; i++)
		put_thread_changes(text, machine.thread[i], machine.thread[i] == stepped);
}

void
put_observation(struct text *text)
{
	int64_t numbers[MACHINE_FIELDS];
	struct zone_sight zone_now;
	struct thread_sight thread_now;

	see_machine(numbers);
	for (int field = 0; field < MACHINE_FIELDS; field++)
		put_machine_field(text, field, numbers[field]);
	for (int zone = 0; zone < machine.zones; zone++) {
		see_zone(&zone_now, &machine.zone[zone]->context);
		for (int field = 0; field < ZONE_FIELDS; field++) {
			if (field != ZONE_RECORDS) {
				put_zone_field(text, zone, field, &zone_now);
				continue;
			}
			put_zone_key(text, zone, zone_fields[field].key);
			put_records(text, zone);
		}
	}
	for (int i = 0; i < machine.threads; i++) {
		see_thread(&thread_now, machine.thread[i]);
		for (int field = 0; field < THREAD_FIELDS; field++)
			put_thread_field(text, machine.thread[i], field, &thread_now);
	}
}

void
observation_begin(void)
{
	record_queues_reset();
	see_machine(seen_machine);
	machine.softcalls_changed = false;
	machine.timers_changed = false;
	for (int zone = 0; zone < machine.zones; zone++)
		see_zone(&seen_zones[zone], &machine.zone[zone]->context);
	for (int i = 0; i < machine.threads; i++) {
		see_thread(&seen_threads[i].sight, machine.thread[i]);
		for (int list = 0; list < THREAD_LISTS; list++)
			seen_threads[i].lists[list].length = 0;
	}
}
