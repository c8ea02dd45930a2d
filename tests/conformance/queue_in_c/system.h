/* What there is: zones with their queues, threads, and what all of them share. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

#define	ZONES_MOST	8
#define	USERS_MOST	16
#define	THREADS_MOST	(USERS_MOST + 2 + ZONES_MOST)
#define	SOFTCALLS_MOST	200
#define	EVENTS		310
#define	MEMBUF_BYTES	128
#define	ADDRESS_BYTES	16

/* States of auditing, of a zone and as a thread caches it. */
enum { AUDITING = 1, NO_AUDIT = 2, INITIAL_AUDIT = 4, NO_SPACE = 8 };

/* Policies: HALT and PER_ZONE are bits of the global word, the others of a zone's. */
enum {
	POLICY_COUNT = 0x1, POLICY_HALT = 0x2, POLICY_SEQUENCE = 0x10, POLICY_TRAILER = 0x80,
	POLICY_SHARED_COUNT = 0x200, POLICY_ZONENAME = 0x800, POLICY_PER_ZONE = 0x1000
};

/* Flags of a close, and of what cleans up behind an asynchronous event. */
enum { CLOSE_OK = 1, CLOSE_DONT_BLOCK = 2, CLOSE_DEFER = 4, FROM_SOFTCALL = 1 };
enum { ON_SUCCESS = 1, ON_FAILURE = 2 };
enum { EVENT_SYSTEM_BOOT = 113, EVENT_EXIT_PROM = 154, SYSCALL_EXIT = 1, MODIFIER_NON_ATTRIBUTABLE = 0x4000 };
enum { ERROR_BAD_DESCRIPTOR = 9, ERROR_AGAIN = 11, ERROR_INVALID = 22 };

enum counter {
	GENERATED, NON_ATTRIBUTABLE, KERNEL, AUDIT, AUDIT_CONTROL, ENQUEUED, WRITTEN, WRITER_BLOCKED, READER_BLOCKED,
	DROPPED, TOTAL_SIZE, COUNTERS
};
extern const char *const counter_names[COUNTERS];

struct time {
	int64_t seconds;
	int64_t nanoseconds;
};

/* A piece of a record or of a token. Records hang together at their first membufs. */
struct membuf {
	struct membuf *next;
	struct membuf *next_record;
	size_t length;
	unsigned char bytes[MEMBUF_BYTES];
};

struct lock {
	const char *name;
	struct zone *zone;
	struct thread *owner;
};

struct condition {
	const char *name;	/* as a point names it */
	const char *side;	/* as a broadcast names it */
	struct lock *lock;
	struct thread *first;	/* who fell asleep first */
};

struct zone {
	int number;
	char label[8];		/* in an observation */
	const char *name;
	bool valid;
	int state;
	uint32_t policy;
	int host_valid;
	size_t host_type;	/* bytes of the address */
	unsigned char host_address[ADDRESS_BYTES];
	uint32_t success_mask, failure_mask;
	int32_t sequence;
	bool has_door;
	int64_t door;
	bool active;
	struct thread *reader;

	struct lock queue_lock, door_lock, again_lock;
	struct condition write_condition, read_condition;
	int64_t high_water, low_water, buffer_size, buffer_length, delay;
	int64_t count;
	int writers;
	int reader_waits;
	struct membuf *head, *tail;
	bool draining;		/* a thread is in au_doorio */
	unsigned char *buffer;
	uint32_t counters[COUNTERS];

	/* What has happened to the records since this was last told. */
	int64_t removed, appended;
	struct membuf *first_appended;
};

/* A record that is closed later: by the softcall, or at the end of the system call. */
struct deferred {
	struct deferred *next;
	int event, modifier, flag;
	struct time time;
	struct membuf *chain;
};

struct timer {
	struct timer *next;
	int64_t due;
	bool kick;		/* else it is the dont_stop timer */
	struct zone *zone;
};

enum kind {
	IDLE, ENTER, EXIT, COUNT, READ, WRITE, SYNC, MEMORY, WAIT, ASLEEP, TIMED, DOOR, JOIN
};
extern const char *const kind_names[];

/* Where a thread is parked. `at` is a line of audit_io.c, in digits, or a label. */
struct place {
	enum kind kind;
	const char *at;
	const char *what;
	struct zone *zone;
	struct lock *lock;	/* that it wants, or sleeps without */
	int64_t due;		/* of a TIMED sleep */
};

enum label { NO_LABEL, LIVE_LABEL, DEAD_LABEL };

/* What the door answered. */
enum reply { REPLY_NONE, REPLY_NUMBER, REPLY_UNCHANGED };

struct thread {
	char name[16];
	struct zone *zone;
	struct place wait;
	int64_t syscall;
	int cache;
	bool jump;
	enum label label;
	struct membuf *descriptor, *local;
	struct deferred *deferred;
	int event;
	bool selected;

	struct call *call;
	struct thread *next_asleep;
	int error;
	enum reply reply;
	int64_t reply_number;
	void (*body)(struct thread *);
};

struct system {
	bool configured;
	int width;
	bool fine;
	bool small_limits;
	struct time clock;
	uint32_t policy;
	bool loaded;
	bool memory;
	int64_t ticks;
	uint32_t syncs;
	const char *halted;
	const char *fault;
	uint32_t classes[EVENTS];
	int zone_count, user_count, thread_count;
	struct zone zones[ZONES_MOST];
	struct thread threads[THREADS_MOST];	/* users, softint, clock, a reader for each zone */
	struct deferred *softcalls;		/* one without a chain frees something a second time */
	int softcall_count;
	struct timer *timers;			/* by due time, then as they were armed */
	struct text events;			/* of the step, as JSON */
};
extern struct system the_system;
extern struct thread *self;

/* configure.c, observe.c, perform.c, steps.c: the rest is in kernel.h and queue.h. */
struct json;
const char *configure(const struct json *configuration);
void observe(struct text *text);
void observe_changes(struct text *text);
void observe_begin(void);
void observe_step_over(void);
const char *take_step(const struct json *step);
const char *perform(const struct json *step, struct text *text);

#endif
