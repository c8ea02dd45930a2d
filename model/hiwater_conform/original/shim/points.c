/*
 * Points: locks, conditions, counters and unlocked state, as stops of the running thread.
 *
 * Fine granularity leaves the thread at every point. Blocking granularity leaves it only where
 * it may not go on, so a point that lets it pass costs no switch.
 */
#include "events.h"
#include "fault.h"
#include "points.h"

static const char *const kind_names[] = {
	"idle", "enter", "exit", "count", "read", "write", "sync", "memory",
	"wait", "asleep", "timed", "door", "join"
};

static const char *const what_names[WHATS] = {
	NULL,
	"generated", "nonattrib", "kernel", "audit", "auditctl", "enqueue",
	"written", "wblocked", "rblocked", "dropped", "totalsize",
	"queue lock", "door lock", "again lock",
	"write_cv", "read_cv", "again_cv",
	"state", "policy", "global policy", "host valid", "info", "buffer size",
	"queue head", "next record", "delay", "count", "reader",
	"membuf", "descriptor", "buffer", "message",
	"door", "disks"
};

const char *
kind_name(enum wait_kind kind)
{
	return (kind_names[kind]);
}

const char *
what_name(enum what what)
{
	return (what_names[what]);
}

static bool
memory_may_go_on(const struct thread *thread)
{
	switch (thread->wait.what) {
	case WHAT_DESCRIPTOR:
		return (true);
	case WHAT_MEMBUF:
		return (machine.memory || (thread->tad.tad_ctrl & PAD_ERRJMP) != 0);
	default:
		return (machine.memory);
	}
}

bool
may_go_on(const struct thread *thread)
{
	switch (thread->wait.kind) {
	case KIND_IDLE:
	case KIND_ASLEEP:
	case KIND_TIMED:
	case KIND_DOOR:
		return (false);
	case KIND_ENTER:
		return (thread->lock_wanted->owner == NULL);
	case KIND_MEMORY:
		return (memory_may_go_on(thread));
	case KIND_JOIN:
		return (reader_thread(thread->wait.zone)->wait.kind == KIND_IDLE);
	default:
		return (true);
	}
}

static void
park_at(enum wait_kind kind, enum what what, int zone, int line, const char *label)
{
	running->wait = (struct wait) { kind, what, zone, line, label };
	if (machine.fine || !may_go_on(running))
		coroutine_leave(&running->coroutine);
}

void
park(enum wait_kind kind, enum what what, int zone)
{
	park_at(kind, what, zone, running->line, running->label);
}

static int
zone_of(const au_kcontext_t *context)
{
	return (context == NULL ? NO_ZONE : context->auk_zid);
}

void
shim_at(int line)
{
	running->line = line;
	running->label = NULL;
}

void
shim_at_memory(int line, int kind)
{
	shim_at(line);
	running->memory_kind = (enum what)kind;
}

void
shim_at_door(int line, const au_kcontext_t *context)
{
	shim_at(line);
	running->door_zone = zone_of(context);
}

void
stand_at(const char *label)
{
	running->line = 0;
	running->label = label;
}

int
shim_read(int what, const au_kcontext_t *context, int line)
{
	park_at(KIND_READ, (enum what)what, zone_of(context), line, NULL);
	return (0);
}

void
read_at(const char *label, enum what what, const au_kcontext_t *context)
{
	park_at(KIND_READ, what, zone_of(context), 0, label);
}

void
write_at(const char *label, enum what what, const au_kcontext_t *context)
{
	park_at(KIND_WRITE, what, zone_of(context), 0, label);
}

static void
count(enum what what, uint32_t amount, au_kcontext_t *context, int line, const char *label)
{
	park_at(KIND_COUNT, what, zone_of(context), line, label);
	context->auk_statistics.counters[what - WHAT_GENERATED] += amount;
}

void
shim_count(int what, uint32_t amount, au_kcontext_t *context, int line)
{
	count((enum what)what, amount, context, line, NULL);
}

void
count_at(const char *label, enum what what, uint32_t amount, au_kcontext_t *context)
{
	count(what, amount, context, 0, label);
}

void
mutex_reset(kmutex_t *lock, enum what name, int zone)
{
	*lock = (kmutex_t) { NULL, (int)name, zone };
}

void
condition_reset(kcondvar_t *condition, enum what name, int zone)
{
	*condition = (kcondvar_t) { NULL, NULL, (int)name, zone };
}

void
shim_mutex_enter(kmutex_t *lock)
{
	if (lock->owner == running)
		fault_of("the % entered by the thread that has it", what_name((enum what)lock->name));
	running->lock_wanted = lock;
	park(KIND_ENTER, (enum what)lock->name, lock->zone);
	lock->owner = running;
}

static void
release(kmutex_t *lock)
{
	if (lock->owner != running)
		fault_of("the % left by a thread that does not have it", what_name((enum what)lock->name));
	lock->owner = NULL;
}

void
shim_mutex_exit(kmutex_t *lock)
{
	park(KIND_EXIT, (enum what)lock->name, lock->zone);
	release(lock);
}

int
shim_mutex_held(kmutex_t *lock)
{
	return (lock->owner == running);
}

void
enter_at(const char *label, kmutex_t *lock)
{
	stand_at(label);
	shim_mutex_enter(lock);
}

void
exit_at(const char *label, kmutex_t *lock)
{
	stand_at(label);
	shim_mutex_exit(lock);
}

void
join_at(const char *label, int zone)
{
	stand_at(label);
	park(KIND_JOIN, WHAT_READER, zone);
}

/* Gives up the lock and sleeps; who wakes the thread turns its wait into `enter` of the lock. */
static void
sleep_without(kmutex_t *lock, enum wait_kind kind, const kcondvar_t *condition)
{
	release(lock);
	running->lock_wanted = lock;
	park(kind, (enum what)condition->name, condition->zone);
	lock->owner = running;
}

void
shim_cv_wait(kcondvar_t *condition, kmutex_t *lock)
{
	park(KIND_WAIT, (enum what)condition->name, condition->zone);
	running->next_sleeper = NULL;
	if (condition->first_sleeper == NULL)
		condition->first_sleeper = running;
	else
		condition->last_sleeper->next_sleeper = running;
	condition->last_sleeper = running;
	sleep_without(lock, KIND_ASLEEP, condition);
}

clock_t
shim_cv_reltimedwait(kcondvar_t *condition, kmutex_t *lock, clock_t ticks, int resolution)
{
	(void)resolution;
	park(KIND_WAIT, (enum what)condition->name, condition->zone);
	running->due_ticks = machine.ticks + ticks;
	sleep_without(lock, KIND_TIMED, condition);
	return (-1);
}

static void
want_lock_again(struct thread *thread)
{
	thread->wait.kind = KIND_ENTER;
	thread->wait.what = (enum what)thread->lock_wanted->name;
	thread->wait.zone = thread->lock_wanted->zone;
}

void
shim_cv_broadcast(kcondvar_t *condition)
{
	event_broadcast(condition);
	for (struct thread *thread = condition->first_sleeper; thread != NULL; thread = thread->next_sleeper)
		want_lock_again(thread);
	condition->first_sleeper = NULL;
	condition->last_sleeper = NULL;
}

void
wake_timed(void)
{
	for (int i = 0; i < machine.threads; i++)
		if (machine.thread[i]->wait.kind == KIND_TIMED && machine.thread[i]->due_ticks <= machine.ticks)
			want_lock_again(machine.thread[i]);
}
