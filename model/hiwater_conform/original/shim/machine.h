/*
 * The machine: zones, threads, memory, time; everything that configure sets and a step changes.
 */
#ifndef SHIM_MACHINE_H
#define SHIM_MACHINE_H

#include <setjmp.h>
#include <stdbool.h>

#include "coroutine.h"
#include "kernel.h"
#include "text.h"

#define MOST_ZONES 32
#define MOST_USERS 64
#define MOST_THREADS (MOST_USERS + 2 + MOST_ZONES)
#define MOST_SOFTCALLS 200
#define LONGEST_ZONE_NAME 256
#define NO_ZONE (-1)
#define TICK_NANOSECONDS 10000000
#define NANOSECONDS_IN_A_SECOND 1000000000

enum wait_kind {
	KIND_IDLE, KIND_ENTER, KIND_EXIT, KIND_COUNT, KIND_READ, KIND_WRITE, KIND_SYNC, KIND_MEMORY,
	KIND_WAIT, KIND_ASLEEP, KIND_TIMED, KIND_DOOR, KIND_JOIN
};

/* Where a thread is parked: what it is about to do. `label` is NULL for a line of the file. */
struct wait {
	enum wait_kind kind;
	enum what what;
	int zone;
	int line;
	const char *label;
};

/* The label that a failed allocation under ERRJMP jumps to. */
struct shim_label {
	jmp_buf place;
	bool live;
};

enum result_kind { RESULT_NOTHING, RESULT_NUMBER, RESULT_COUNTERS };

/* What the door answered. */
enum reply_kind { REPLY_NULL, REPLY_CODE, REPLY_UNCHANGED };

/* A call of a user thread: the function and every argument that any function takes. */
struct call {
	const struct function *function;
	au_kcontext_t *context;
	caddr_t *descriptor;
	token_t *chain;		/* one token or record */
	token_t *tokens;	/* of async_event: linked by next_rec until they are handed over */
	int64_t record_bytes;
	bool has_time;
	timestruc_t time;
	int64_t numbers[4];
	bool truth;
	unsigned counters;	/* a bit for each counter's place */
	uint32_t address[4];
};

struct thread {
	char name[16];
	int number;
	int zone;
	struct wait wait;
	struct coroutine coroutine;
	void (*program)(struct thread *);

	/* Where its next call stands; set before the call, used by it. */
	int line;
	const char *label;
	enum what memory_kind;
	int door_zone;

	t_audit_data_t tad;
	caddr_t local;
	struct shim_label live_label;
	struct shim_label dead_label;

	kmutex_t *lock_wanted;
	struct thread *next_sleeper;
	int64_t due_ticks;
	int door_error;
	enum reply_kind reply_kind;
	int reply;

	struct call call;
	enum result_kind result_kind;
	int64_t result;
	uint32_t counters[COUNTERS];
	au_kcontext_t *context;	/* what a program of a neighbour works on */
};

struct zone {
	char name[LONGEST_ZONE_NAME];
	au_kcontext_t context;
};

enum timer_kind { TIMER_KICK, TIMER_DONT_STOP };

struct timer {
	int64_t due_ticks;
	enum timer_kind kind;
	int zone;
};

struct softcall {
	void (*function)(void *);
	void *argument;
};

struct machine {
	bool configured;
	bool fine;
	bool assertions_halt;
	bool small_limits;
	int64_t clock_seconds;
	int64_t clock_nanoseconds;

	int64_t ticks;
	bool memory;
	bool loaded;
	int64_t syncs;
	const char *halted;

	struct softcall softcalls[MOST_SOFTCALLS];
	int softcalls_pending;
	bool softcalls_changed;
	struct timer *timers;
	size_t timers_armed;
	size_t timers_capacity;
	bool timers_changed;

	int zones;
	struct zone *zone[MOST_ZONES];
	int users;
	int threads;
	struct thread *thread[MOST_THREADS];
};

extern struct machine machine;
extern struct thread *running;

struct thread *softint_thread(void);
struct thread *clock_thread(void);
struct thread *reader_thread(int zone);

/* Starts an idle thread on a program and runs it to its first stop. */
void thread_start(struct thread *, void (*program)(struct thread *));
void thread_go_on(struct thread *);

/* Emits the event and never returns: nothing is enabled any more. A line of 0 is written as null. */
void halt(const char *reason, int line) __attribute__((noreturn));

void softcall_run_first(struct thread *);

/* The double free of a chain: a softcall for memory that is freed at once. */
void softcall_free(void);
bool softcall_is_free(const struct softcall *);
void timer_arm(enum timer_kind, int zone, int64_t delay_ticks);
struct timer timer_take_first(void);
void time_now(int64_t *seconds, int64_t *nanoseconds);
bool per_zone(void);

#endif
