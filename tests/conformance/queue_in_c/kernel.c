/* Threads as coroutines: one runs at a time, and stops where the judge may choose who goes on. */
#define	_XOPEN_SOURCE	700

#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

const char *const kind_names[] = {
	"idle", "enter", "exit", "count", "read", "write", "sync", "memory", "wait", "asleep", "timed", "door", "join"
};
const char *const counter_names[COUNTERS] = {
	"generated", "nonattrib", "kernel", "audit", "auditctl", "enqueue", "written", "wblocked", "rblocked", "dropped",
	"totalsize"
};

struct system the_system;
struct thread *self;

/* A thread of the judge's system is a stack of ours; the judge's own is that of the program. */
struct coroutine {
	ucontext_t context;
	_Alignas(16) unsigned char stack[64 * 1024];
};
static struct coroutine coroutines[THREADS_MOST];
static ucontext_t judge;

static struct coroutine *
coroutine_of(const struct thread *thread)
{
	return &coroutines[thread - the_system.threads];
}

static void
stop(void)
{
	swapcontext(&coroutine_of(self)->context, &judge);
}

static void
thread_main(void)
{
	self->body(self);
	self->wait = (struct place){ .kind = IDLE };
	for (;;)
		stop();
}

/* It stays where it is until it is run for the first time. */
void
thread_begin(struct thread *thread, void (*body)(struct thread *))
{
	struct coroutine *coroutine = coroutine_of(thread);

	if (getcontext(&coroutine->context) != 0) {
		fputs("queue_in_c: threads cannot be made\n", stderr);
		exit(1);
	}
	thread->body = body;
	coroutine->context.uc_stack.ss_sp = coroutine->stack;
	coroutine->context.uc_stack.ss_size = sizeof (coroutine->stack);
	coroutine->context.uc_link = NULL;
	makecontext(&coroutine->context, thread_main, 0);
}

void
thread_run(struct thread *thread)
{
	self = thread;
	swapcontext(&judge, &coroutine_of(thread)->context);
	self = NULL;
}

bool
may_go_on(const struct thread *thread)
{
	const struct place *wait = &thread->wait;

	switch (wait->kind) {
	case IDLE:
	case ASLEEP:
	case TIMED:
	case DOOR:
		return false;
	case ENTER:
		return wait->lock->owner == NULL;
	case JOIN:
		return wait->zone->reader->wait.kind == IDLE;
	case MEMORY:
		return the_system.memory || strcmp(wait->what, "descriptor") == 0 ||
		    (strcmp(wait->what, "membuf") == 0 && thread->jump);
	default:
		return true;
	}
}

/* Blocking: stop only if it may not go on. Fine: always. Who runs it again has seen that it may. */
static void
park(struct place place)
{
	self->wait = place;
	if (the_system.fine || !may_go_on(self))
		stop();
}

void
point(enum kind kind, const char *at, const char *what, struct zone *zone)
{
	park((struct place){ .kind = kind, .at = at, .what = what, .zone = zone });
}

void
reading(const char *at, const char *what, struct zone *zone)
{
	point(READ, at, what, zone);
}

void
count(const char *at, struct zone *zone, enum counter counter, uint32_t more)
{
	point(COUNT, at, counter_names[counter], zone);
	zone->counters[counter] += more;
}

/* The system stops for good; this thread stays where it was. */
void
halt(const char *reason, const char *line)
{
	struct text *text = event_begin("halted");

	text_put(text, ",\"reason\":");
	text_quoted(text, reason);
	text_put(text, ",\"line\":");
	text_put(text, line == NULL ? "null" : line);
	event_end();
	the_system.halted = reason;
	for (;;)
		stop();
}

/* What no outcome is defined for: the judge sends no step that leads here. */
void
impossible(const char *what)
{
	the_system.fault = what;
	for (;;)
		stop();
}

void
lock_enter(struct lock *lock, const char *at)
{
	if (lock->owner == self)
		impossible("a lock is entered twice");
	park((struct place){ .kind = ENTER, .at = at, .what = lock->name, .zone = lock->zone, .lock = lock });
	lock->owner = self;
}

void
lock_exit(struct lock *lock, const char *at)
{
	point(EXIT, at, lock->name, lock->zone);
	if (lock->owner != self)
		impossible("a lock is left that is not held");
	lock->owner = NULL;
}

/* Asleep until somebody makes an ENTER of it, and then until the lock is free. */
static void
sleep_without(struct lock *lock, enum kind kind, int64_t due)
{
	self->wait.kind = kind;
	self->wait.lock = lock;
	self->wait.due = due;
	lock->owner = NULL;
	stop();
	lock->owner = self;
}

void
wait_on(struct condition *condition, const char *at)
{
	struct thread **link = &condition->first;

	point(WAIT, at, condition->name, condition->lock->zone);
	while (*link != NULL)
		link = &(*link)->next_asleep;
	*link = self;
	self->next_asleep = NULL;
	sleep_without(condition->lock, ASLEEP, 0);
}

void
wait_again(struct zone *zone, const char *at, int64_t ticks)
{
	point(WAIT, at, "again_cv", zone);
	sleep_without(&zone->again_lock, TIMED, the_system.ticks + ticks);
}

static void
wake(struct thread *thread)
{
	thread->wait.kind = ENTER;
	thread->wait.what = thread->wait.lock->name;
}

void
broadcast(struct condition *condition)
{
	struct text *text = event_begin("broadcast");

	text_put(text, ",\"zone\":");
	text_number(text, condition->lock->zone->number);
	text_put(text, ",\"condition\":");
	text_quoted(text, condition->side);
	text_put(text, ",\"woke\":[");
	for (struct thread *thread = condition->first; thread != NULL; thread = thread->next_asleep) {
		wake(thread);
		text_quoted(text, thread->name);
		if (thread->next_asleep != NULL)
			text_put(text, ",");
	}
	text_put(text, "]");
	event_end();
	condition->first = NULL;
}

/* Time has passed: who slept with a limit wants its lock again. */
void
wake_due(void)
{
	for (int i = 0; i < the_system.thread_count; i++) {
		struct thread *thread = &the_system.threads[i];
		if (thread->wait.kind == TIMED && thread->wait.due <= the_system.ticks)
			wake(thread);
	}
}

/* A tick is 10 ms; a kernel of 32 bits has seconds of 32. */
struct time
now(void)
{
	int64_t nanoseconds = the_system.clock.nanoseconds + the_system.ticks % 100 * 10000000;

	int64_t seconds = the_system.clock.seconds + the_system.ticks / 100 + nanoseconds / 1000000000;

	if (the_system.width == 32)
		seconds = (int32_t)seconds;
	return (struct time){ seconds, nanoseconds % 1000000000 };
}

void
arm(bool kick, struct zone *zone, int64_t ticks)
{
	struct timer **link = &the_system.timers, *timer;

	if (ticks < 0)
		impossible("a timer is armed with a negative delay");
	timer = keep(sizeof (*timer));
	*timer = (struct timer){ NULL, the_system.ticks + ticks, kick, zone };
	while (*link != NULL && (*link)->due <= timer->due)
		link = &(*link)->next;
	timer->next = *link;
	*link = timer;
}

void
softcall(struct deferred *deferred)
{
	struct deferred **link = &the_system.softcalls;

	if (the_system.softcall_count == SOFTCALLS_MOST)
		halt("softcalls", NULL);
	while (*link != NULL)
		link = &(*link)->next;
	deferred->next = NULL;
	*link = deferred;
	the_system.softcall_count++;
}

/* All that a run has left behind goes; its threads are never run again. */
void
kernel_reset(void)
{
	struct text events = the_system.events;

	release(NULL);
	the_system = (struct system){ .events = events };
	the_system.events.length = 0;
}
