/* What can be seen, as the protocol writes it; what has changed is what is written otherwise than the last time. */
#include "system.h"

#define	KEYS_MOST	(8 + 32 * ZONES_MOST + 8 * THREADS_MOST)

/* All keys with their values, one behind another. */
struct view {
	struct text text;
	size_t ends[KEYS_MOST];
	bool changed[KEYS_MOST];	/* whatever stood there before */
	int keys;
};
static struct view views[2], *view = &views[0];
static const char *owner_name;	/* of the keys: a zone, a thread, or nobody */

static void
key(const char *name)
{
	text_put(&view->text, "\"");
	if (owner_name != NULL) {
		text_put(&view->text, owner_name);
		text_put(&view->text, ".");
	}
	text_put(&view->text, name);
	text_put(&view->text, "\":");
}

static void
end(void)
{
	view->changed[view->keys] = false;
	view->ends[view->keys++] = view->text.length;
}

static void
number(const char *name, int64_t value)
{
	key(name);
	text_number(&view->text, value);
	end();
}

static void
boolean(const char *name, bool value)
{
	key(name);
	text_boolean(&view->text, value);
	end();
}

static void
name_or_null(const char *name, const char *value)
{
	key(name);
	if (value == NULL)
		text_put(&view->text, "null");
	else
		text_quoted(&view->text, value);
	end();
}

static void
put_chain(struct text *text, const struct membuf *chain)
{
	if (chain == NULL) {
		text_put(text, "null");
		return;
	}
	for (const struct membuf *membuf = chain; membuf != NULL; membuf = membuf->next) {
		text_put(text, membuf == chain ? "[\"" : ",\"");
		text_hexadecimal(text, membuf->bytes, membuf->length);
		text_put(text, "\"");
	}
	text_put(text, "]");
}

static void
chain(const char *name, const struct membuf *chain)
{
	key(name);
	put_chain(&view->text, chain);
	end();
}

/* A list of what is closed later. */
static void
put_deferred(struct text *text, const struct deferred *first, const char *kind)
{
	text_put(text, "[");
	for (const struct deferred *one = first; one != NULL; one = one->next) {
		text_put(text, one == first ? "[" : ",[");
		if (one->chain == NULL) {
			text_put(text, "\"free\"]");
			continue;
		}
		text_put(text, kind);
		int64_t numbers[] = { one->event, one->modifier, one->flag };
		for (int i = 0; i < 3; i++) {
			text_number(text, numbers[i]);
			text_put(text, ",");
		}
		text_put(text, "[");
		text_number(text, one->time.seconds);
		text_put(text, ",");
		text_number(text, one->time.nanoseconds);
		text_put(text, "],");
		put_chain(text, one->chain);
		text_put(text, "]");
	}
	text_put(text, "]");
}

static void
put_timers(struct text *text)
{
	text_put(text, "[");
	for (const struct timer *timer = the_system.timers; timer != NULL; timer = timer->next) {
		text_put(text, timer == the_system.timers ? "[" : ",[");
		text_number(text, timer->due);
		text_put(text, timer->kick ? ",\"kick\"," : ",\"dont_stop\",");
		text_number(text, timer->zone->number);
		text_put(text, "]");
	}
	text_put(text, "]");
}

static void
see_system(void)
{
	owner_name = NULL;
	number("ticks", the_system.ticks);
	boolean("memory", the_system.memory);
	number("policy", the_system.policy);
	boolean("loaded", the_system.loaded);
	number("syncs", the_system.syncs);
	name_or_null("halted", the_system.halted);
	key("softcalls");
	put_deferred(&view->text, the_system.softcalls, "\"finish\",");
	end();
	key("timers");
	put_timers(&view->text);
	end();
}

static void
put_records(struct text *text, const struct membuf *first)
{
	text_put(text, "[");
	for (const struct membuf *record = first; record != NULL; record = record->next_record) {
		if (record != first)
			text_put(text, ",");
		put_chain(text, record);
	}
	text_put(text, "]");
}

/* All records, or what has happened to them, so that a step costs what it changes and not what is queued. */
static void
records(const struct zone *zone, bool all)
{
	if (!all && zone->removed == 0 && zone->appended == 0) {
		end();
		return;
	}
	key("records");
	if (all) {
		put_records(&view->text, zone->head);
	} else {
		text_put(&view->text, "{\"removed\":");
		text_number(&view->text, zone->removed);
		text_put(&view->text, ",\"appended\":");
		put_records(&view->text, zone->appended == 0 ? NULL : zone->first_appended);
		text_put(&view->text, "}");
	}
	end();
	view->changed[view->keys - 1] = true;
}

static void
host(const struct zone *zone)
{
	key("host");
	text_put(&view->text, "[");
	text_number(&view->text, zone->host_valid);
	text_put(&view->text, ",");
	text_number(&view->text, (int64_t)zone->host_type);
	text_put(&view->text, ",\"");
	text_hexadecimal(&view->text, zone->host_address, zone->host_type);
	text_put(&view->text, "\"]");
	end();
}

static void
door(const struct zone *zone)
{
	if (zone->has_door)
		number("door", zone->door);
	else
		name_or_null("door", NULL);
}

static void
owner(const char *name, const struct lock *lock)
{
	name_or_null(name, lock->owner == NULL ? NULL : lock->owner->name);
}

static void
see_zone(const struct zone *zone, bool all)
{
	owner_name = zone->label;
	boolean("valid", zone->valid);
	number("state", zone->state);
	number("policy", zone->policy);
	host(zone);
	number("sequence", zone->sequence);
	door(zone);
	boolean("active", zone->active);
	number("high_water", zone->high_water);
	number("low_water", zone->low_water);
	number("buffer_size", zone->buffer_size);
	number("buffer_length", zone->buffer_length);
	number("delay", zone->delay);
	number("count", zone->count);
	number("writers", zone->writers);
	number("reader", zone->reader_waits);
	records(zone, all);
	for (int i = 0; i < COUNTERS; i++)
		number(counter_names[i], zone->counters[i]);
	owner("queue_lock", &zone->queue_lock);
	owner("door_lock", &zone->door_lock);
	owner("again_lock", &zone->again_lock);
}

static void
put_wait(struct text *text, const struct place *wait)
{
	text_put(text, "[");
	text_quoted(text, kind_names[wait->kind]);
	if (wait->kind != IDLE) {
		bool line = wait->at[0] >= '0' && wait->at[0] <= '9';
		text_put(text, ",");
		(line ? text_put : text_quoted)(text, wait->at);
		text_put(text, ",");
		text_quoted(text, wait->what);
		text_put(text, ",");
		if (wait->zone == NULL)
			text_put(text, "null");
		else
			text_number(text, wait->zone->number);
	}
	text_put(text, "]");
}

static void
see_thread(const struct thread *thread)
{
	owner_name = thread->name;
	key("wait");
	put_wait(&view->text, &thread->wait);
	end();
	number("syscall", thread->syscall);
	number("cache", thread->cache);
	boolean("errjmp", thread->jump);
	boolean("label", thread->label != NO_LABEL);
	chain("descriptor", thread->descriptor);
	chain("local", thread->local);
	key("deferred");
	put_deferred(&view->text, thread->deferred, "");
	end();
}

/* Look again, into the other view. */
static void
see(bool all)
{
	view = view == &views[0] ? &views[1] : &views[0];
	view->text.length = 0;
	view->keys = 0;
	see_system();
	for (int i = 0; i < the_system.zone_count; i++)
		see_zone(&the_system.zones[i], all);
	for (int i = 0; i < the_system.thread_count; i++)
		see_thread(&the_system.threads[i]);
}

/* The values of keys in `new` that `old` has otherwise, or all of them. */
static void
put_differing(struct text *text, const struct view *new, const struct view *old)
{
	size_t begin = 0, old_begin = 0;
	const char *comma = "";

	text_put(text, "{");
	for (int i = 0; i < new->keys; i++) {
		size_t length = new->ends[i] - begin, old_length = old == NULL ? 0 : old->ends[i] - old_begin;
		bool same = old != NULL && !new->changed[i] && length == old_length &&
		    memcmp(new->text.bytes + begin, old->text.bytes + old_begin, length) == 0;
		if (!same && length != 0) {
			text_put(text, comma);
			text_add(text, new->text.bytes + begin, length);
			comma = ",";
		}
		begin = new->ends[i];
		old_begin = old == NULL ? 0 : old->ends[i];
	}
	text_put(text, "}");
}

void
observe(struct text *text)
{
	see(true);
	put_differing(text, view, NULL);
	see(false);
}

void
observe_changes(struct text *text)
{
	const struct view *before = view;

	see(false);
	put_differing(text, view, before);
	observe_step_over();
}

/* What happened to the records in the last step is told, or nobody wants to know. */
void
observe_step_over(void)
{
	for (int i = 0; i < the_system.zone_count; i++) {
		struct zone *zone = &the_system.zones[i];
		zone->removed = zone->appended = 0;
		zone->first_appended = NULL;
	}
}

/* A new system stands: its first step is measured against how it is now. */
void
observe_begin(void)
{
	see(false);
}
