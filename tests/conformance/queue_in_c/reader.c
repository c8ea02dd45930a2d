/* The output thread of a zone, and the two timers around it. */
#include "queue.h"

enum { DONT_STOP_TICKS = 15 };

/* A thread that begins is parked at its first point, whatever the granularity. */
void
reader_begin(struct zone *zone)
{
	thread_begin(zone->reader, reader_body);
	zone->reader->wait = (struct place){ .kind = READ, .at = "output:start", .what = "delay", .zone = zone };
}

/* Under the queue lock: false if auditing was turned off while it slept. */
static bool
wait_for_records(struct zone *zone)
{
	while (zone->head == NULL) {
		if (zone->writers > 0)
			broadcast(&zone->write_condition);
		zone->reader_waits = 1;
		count("output:rblocked", zone, READER_BLOCKED, 1);
		wait_on(&zone->read_condition, "output:sleep");
		zone->reader_waits = 0;
		reading("output:recheck", "state", zone);
		if (zone->state != AUDITING)
			return false;
	}
	return true;
}

/* OUTPUT. */
void
reader_body(struct thread *reader)
{
	struct zone *zone = reader->zone;
	bool set;

	arm(true, zone, zone->delay);
	for (;;) {
		reading("output:state", "state", zone);
		if (zone->state != AUDITING)
			break;
		lock_enter(&zone->queue_lock, "output:lock");
		if (!wait_for_records(zone)) {
			lock_exit(&zone->queue_lock, "output:off");
			arm(false, zone, DONT_STOP_TICKS);
			break;
		}
		lock_exit(&zone->queue_lock, "output:unlock");
		int64_t error = au_doorio(zone, &set);
		if (!set)
			impossible("a result that was never set is used");
		if (error != 0)
			break;
	}
	lock_enter(&zone->door_lock, "output:release");
	zone->has_door = false;
	zone->active = false;
	lock_exit(&zone->door_lock, "output:ended");
}

/* TIMER-02, TIMER-03. */
static void
kick(struct zone *zone)
{
	reading("kick:count", "count", zone);
	if (zone->count != 0) {
		reading("kick:reader", "reader", zone);
		if (zone->reader_waits)
			broadcast(&zone->read_condition);
	}
	arm(true, zone, zone->delay);
}

/* TIMER-04. */
static void
dont_stop(struct zone *zone)
{
	lock_enter(&zone->queue_lock, "dont_stop:lock");
	broadcast(&zone->write_condition);
	lock_exit(&zone->queue_lock, "dont_stop:unlock");
}

void
timer_body(struct thread *clock)
{
	struct timer *timer = the_system.timers;
	struct zone *zone = timer->zone;
	bool is_kick = timer->kick;

	(void)clock;
	the_system.timers = timer->next;
	release(timer);
	if (!zone->valid || zone->state == NO_AUDIT)
		return;
	if (is_kick)
		kick(zone);
	else
		dont_stop(zone);
}
