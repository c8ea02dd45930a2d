/* What an administrator does: auditon(2), auditdoor(2), and a zone that shuts down. */
#include <string.h>

#include "decisions.h"
#include "queue.h"

enum { GLOBAL_POLICIES = 0x1002, LOCAL_POLICIES = 0x6fdd, ALL_POLICIES = 0x7fdf };

static struct result
number(int64_t number)
{
	return (struct result){ NUMBER, number, NULL };
}

/* A zone of its own has only who is global, or under PERZONE. */
static bool
may_administer(void)
{
	return self->zone == global_zone() || (the_system.policy & POLICY_PER_ZONE) != 0;
}

/* COND-02: the boot record of a module that is loaded now. */
static void
load(void)
{
	static const char text[] = "booting kernel";
	struct membuf *token = membuf_new();

	the_system.loaded = true;
	self->jump = true;
	self->label = DEAD_LABEL;
	membuf_number(token, 1, 0x28);
	membuf_number(token, 2, sizeof (text));
	membuf_append(token, text, sizeof (text));
	audit_async_finish(&token, EVENT_SYSTEM_BOOT, 0, &the_system.clock);
}

/* COND-03: the state is set without the lock. */
static void
turn_off(struct zone *zone)
{
	zone->state = NO_AUDIT;
	lock_enter(&zone->queue_lock, "setcond:lock");
	if (zone->writers > 0)
		broadcast(&zone->write_condition);
	broadcast(&zone->read_condition);
	lock_exit(&zone->queue_lock, "setcond:unlock");
}

struct result
auditon_setcond(struct call *call)
{
	struct zone *zone = self->zone;

	if (!may_administer() || (call->state != AUDITING && call->state != NO_AUDIT))
		return number(ERROR_INVALID);
	if (call->state == AUDITING) {
		if (!the_system.loaded)
			load();
		zone->state = AUDITING;
	} else if (zone->state != NO_AUDIT) {
		turn_off(zone);
	}
	return number(0);
}

/* POLICY. */
struct result
auditon_setpolicy(struct call *call)
{
	struct zone *zone = self->zone;
	uint32_t policy = call->policy;
	bool global = zone == global_zone();

	if (!may_administer() || (policy & ~(uint32_t)(global ? ALL_POLICIES : LOCAL_POLICIES)) != 0)
		return number(ERROR_INVALID);
	if (global)
		the_system.policy = policy & GLOBAL_POLICIES;
	point(WRITE, "setpolicy:local", "policy", zone);
	zone->policy = policy & LOCAL_POLICIES;
	reading("setpolicy:door", "door", zone);
	if (zone->has_door)
		(void)au_doormsg(zone, 1, policy);
	lock_enter(&zone->queue_lock, "setpolicy:lock");
	if ((policy & (POLICY_COUNT | POLICY_SHARED_COUNT)) != 0 && queue_is_full(zone))
		broadcast(&zone->write_condition);
	lock_exit(&zone->queue_lock, "setpolicy:unlock");
	return number(0);
}

/* QCTRL-01: a negative number of an unsigned field is a large one. A negative delay passes. */
static bool
controls_are_good(const struct call *call)
{
	uint64_t high = (uint64_t)call->high_water, low = (uint64_t)call->low_water, size = (uint64_t)call->buffer_size;
	uint64_t high_least = the_system.small_limits ? 1 : 10, size_least = the_system.small_limits ? 1 : 8192;

	return high > low && high >= high_least && high <= 100000 && size >= size_least && size <= 1048576 &&
	    call->delay != 0 && call->delay <= 20000;
}

struct result
auditon_setqctrl(struct call *call)
{
	struct zone *zone = self->zone;

	if (!may_administer() || !controls_are_good(call))
		return number(ERROR_INVALID);
	lock_enter(&zone->queue_lock, "setqctrl:lock");
	zone->high_water = call->high_water;
	zone->low_water = call->low_water;
	zone->buffer_size = call->buffer_size;
	zone->delay = call->delay;
	if (reader_is_woken(zone))
		broadcast(&zone->read_condition);
	if (zone->writers > 0 && !queue_is_full(zone))
		broadcast(&zone->write_condition);
	lock_exit(&zone->queue_lock, "setqctrl:unlock");
	return number(0);
}

struct result
auditon_getstat(struct call *call)
{
	(void)call;
	return (struct result){ STATISTICS, 0, own_zone_if_per_zone(self) };
}

struct result
auditon_setstat(struct call *call)
{
	if (!may_administer())
		return number(ERROR_INVALID);
	for (int i = 0; i < COUNTERS; i++) {
		if (call->counters & 1U << i)
			self->zone->counters[i] = 0;
	}
	return number(0);
}

/* HOST: an IPv6 address that maps an IPv4 one is that one. */
struct result
auditon_setkaudit(struct call *call)
{
	static const unsigned char mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct zone *zone = self->zone;
	size_t skip = 0;

	if (!may_administer())
		return number(ERROR_INVALID);
	if (call->type == 16 && memcmp(call->address, mapped, sizeof (mapped)) == 0)
		skip = sizeof (mapped);
	zone->host_type = (size_t)call->type - skip;
	memcpy(zone->host_address, call->address + skip, zone->host_type);
	int valid = 0;
	for (size_t i = 0; i < zone->host_type; i++) {
		if (zone->host_address[i] != 0)
			valid = 1;
	}
	point(WRITE, "setkaudit:valid", "host valid", zone);
	zone->host_valid = valid;
	return number(0);
}

/* AUDITDOOR. */
struct result
auditdoor(struct call *call)
{
	struct zone *zone = self->zone;

	if (!the_system.loaded || !may_administer())
		return number(ERROR_INVALID);
	if (!call->has_door)
		return number(call->number);
	lock_enter(&zone->door_lock, "auditdoor:lock");
	bool begins = !zone->active;
	zone->has_door = true;
	zone->door = call->number;
	zone->active = true;
	lock_exit(&zone->door_lock, "auditdoor:unlock");
	if (begins)
		reader_begin(zone);
	return number(0);
}

/* ZONE. */
struct result
zone_shutdown(struct call *call)
{
	struct zone *zone = call->zone;

	reading("zone_shutdown:door", "door", zone);
	if (the_system.loaded && zone->has_door)
		(void)au_doormsg(zone, 2, 0);
	point(WRITE, "zone_shutdown:invalid", "state", zone);
	zone->valid = false;
	zone->state = NO_AUDIT;
	if (zone->active) {
		lock_enter(&zone->queue_lock, "zone_shutdown:lock");
		broadcast(&zone->read_condition);
		lock_exit(&zone->queue_lock, "zone_shutdown:unlock");
		point(JOIN, "zone_shutdown:join", "reader", zone);
	}
	return (struct result){ NOTHING, 0, NULL };
}
