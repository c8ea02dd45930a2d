/* The machine that the file runs on: threads, time, softcalls, timers, the door, the end of it all. */
#include <stdlib.h>

#include "answers.h"
#include "events.h"
#include "fault.h"
#include "machine.h"
#include "points.h"

struct machine machine;
struct thread *running;
uint32_t audit_policy_[1];

struct thread *
softint_thread(void)
{
	return (machine.thread[machine.users]);
}

struct thread *
clock_thread(void)
{
	return (machine.thread[machine.users + 1]);
}

struct thread *
reader_thread(int zone)
{
	return (machine.thread[machine.users + 2 + zone]);
}

static void
thread_body(void)
{
	for (;;) {
		running->program(running);
		running->wait = (struct wait) { KIND_IDLE, WHAT_NONE, NO_ZONE, 0, NULL };
		coroutine_leave(&running->coroutine);
	}
}

void
thread_go_on(struct thread *thread)
{
	running = thread;
	coroutine_enter(&thread->coroutine, thread_body);
	running = NULL;
}

void
thread_start(struct thread *thread, void (*program)(struct thread *))
{
	thread->program = program;
	thread_go_on(thread);
}

t_audit_data_t *
shim_tad(void)
{
	return (&running->tad);
}

bool
per_zone(void)
{
	return ((audit_policy_[0] & AUDIT_PERZONE) != 0);
}

au_kcontext_t *
shim_global_context(void)
{
	return (&machine.zone[0]->context);
}

au_kcontext_t *
shim_own_context(void)
{
	return (&machine.zone[running->zone]->context);
}

au_kcontext_t *
shim_process_context(void)
{
	return (per_zone() ? shim_own_context() : shim_global_context());
}

void
time_now(int64_t *seconds, int64_t *nanoseconds)
{
	int64_t sum = machine.clock_nanoseconds +
	    machine.ticks % (NANOSECONDS_IN_A_SECOND / TICK_NANOSECONDS) * TICK_NANOSECONDS;

	*seconds = machine.clock_seconds +
	    machine.ticks / (NANOSECONDS_IN_A_SECOND / TICK_NANOSECONDS) + sum / NANOSECONDS_IN_A_SECOND;
	*nanoseconds = sum % NANOSECONDS_IN_A_SECOND;
}

void
shim_gethrestime(timestruc_t *time)
{
	int64_t seconds, nanoseconds;

	time_now(&seconds, &nanoseconds);
	time->tv_sec = (__typeof__(time->tv_sec))seconds;
	time->tv_nsec = (__typeof__(time->tv_nsec))nanoseconds;
}

void
halt(const char *reason, int line)
{
	event_halted(reason, line);
	machine.halted = reason;
	for (;;)
		coroutine_leave(&running->coroutine);
}

void
shim_panic(const char *message, ...)
{
	(void)message;
	halt("panic", running->line);
}

void
shim_assertion(int line)
{
	event_assertion(line);
	if (machine.assertions_halt)
		halt("assertion", line);
}

void
shim_printf(const char *format, ...)
{
	(void)format;
	event_printed(running->line);
}

void
shim_sync(void)
{
	park(KIND_SYNC, WHAT_DISKS, NO_ZONE);
	machine.syncs++;
	event_synced();
}

void
shim_softcall(void (*function)(void *), void *argument)
{
	if (machine.softcalls_pending == MOST_SOFTCALLS)
		halt("softcalls", 0);
	machine.softcalls[machine.softcalls_pending++] = (struct softcall) { function, argument };
	machine.softcalls_changed = true;
}

static void
free_twice(void *argument)
{
	(void)argument;
	fault("a softcall frees a record that was freed when the softcall was asked for");
}

void
softcall_free(void)
{
	shim_softcall(free_twice, NULL);
}

bool
softcall_is_free(const struct softcall *softcall)
{
	return (softcall->function == free_twice);
}

static void
run_softcall(struct thread *thread)
{
	struct softcall first = machine.softcalls[0];

	(void)thread;
	machine.softcalls_pending--;
	memmove(machine.softcalls, machine.softcalls + 1,
	    (size_t)machine.softcalls_pending * sizeof (machine.softcalls[0]));
	machine.softcalls_changed = true;
	first.function(first.argument);
}

void
softcall_run_first(struct thread *thread)
{
	thread_start(thread, run_softcall);
}

/* In order of time; those of one time in the order in which they were armed. */
void
timer_arm(enum timer_kind kind, int zone, int64_t delay_ticks)
{
	struct timer timer = { machine.ticks + delay_ticks, kind, zone };

	if (delay_ticks < 0)
		fault("a timer armed with a negative delay");
	if (machine.timers_armed == machine.timers_capacity) {
		machine.timers_capacity = 2 * machine.timers_capacity + 16;
		machine.timers = realloc(machine.timers, machine.timers_capacity * sizeof (timer));
		if (machine.timers == NULL)
			fault("the adapter itself has no memory left");
	}
	size_t place = machine.timers_armed++;
	for (; place > 0 && machine.timers[place - 1].due_ticks > timer.due_ticks; place--)
		machine.timers[place] = machine.timers[place - 1];
	machine.timers[place] = timer;
	machine.timers_changed = true;
}

struct timer
timer_take_first(void)
{
	struct timer first = machine.timers[0];

	machine.timers_armed--;
	memmove(machine.timers, machine.timers + 1, machine.timers_armed * sizeof (first));
	machine.timers_changed = true;
	return (first);
}

/* The door lock is held by the caller until the answer has come. */
int
shim_door_upcall(vnode_t *door, door_arg_t *question, void *credential, size_t most_data, int most_descriptors)
{
	(void)credential;
	(void)most_data;
	(void)most_descriptors;
	if (door == NULL)
		fault("a door called that is null");
	event_asked(running, door->door, question);
	park(KIND_DOOR, WHAT_DOOR, running->door_zone);
	if (running->door_error != 0)
		return (running->door_error);
	if (running->reply_kind == REPLY_NULL)
		question->rbuf = NULL;
	else if (running->reply_kind == REPLY_CODE)
		memcpy(question->rbuf, &running->reply, sizeof (running->reply));
	return (0);
}
