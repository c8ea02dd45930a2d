/* The audit queue, and the neighbours that it needs to live. */
#ifndef QUEUE_H
#define QUEUE_H

#include "kernel.h"

/* record.c: tokens become a closed record. A descriptor is where a chain of tokens gathers. */
void au_write(struct membuf **descriptor, struct membuf *token);
void au_close(struct zone *zone, struct membuf **descriptor, int flag, int event, int modifier,
    const struct time *time);
void close_record(struct zone *zone, struct membuf *body, int flag, int event, int modifier, const struct time *time);
void store_time(unsigned char *place, const struct time *time);

/* queue.c: places in a record that the queue fills in; NULL if there is none. */
struct places {
	unsigned char *time;
	unsigned char *sequence;
};
void au_enqueue(struct zone *zone, struct membuf *record, const struct places *places, bool dont_block);
void au_dequeue(struct zone *zone, const struct membuf *last);
bool audit_async_block(struct zone *zone, struct membuf **descriptor);

/* output.c: records go out through the door. The result is 0 or an error; *set is false if it was never set. */
int64_t au_doorio(struct zone *zone, bool *set);
int64_t au_doormsg(struct zone *zone, int64_t code, uint32_t policy);

/* asynchronous.c: events that no system call is to blame for. A descriptor may be NULL. */
void audit_async_done(struct membuf **descriptor, int flags);
void audit_async_drop(struct membuf **descriptor, int flags);
int audit_async_start(int event, int success_or_failure, enum label label);
void audit_async_finish(struct membuf **descriptor, int event, int modifier, const struct time *time);
void softcall_body(struct thread *softint);

/* reader.c: the output thread of a zone, and the timers. */
void reader_body(struct thread *reader);
void reader_begin(struct zone *zone);
void timer_body(struct thread *clock);

/* calls.c: what a user thread calls, with its arguments. */
struct zone *global_zone(void);
struct zone *own_zone_if_per_zone(const struct thread *thread);

struct result {
	enum { NOTHING, NUMBER, UNSPECIFIED, STATISTICS } kind;
	int64_t number;
	struct zone *zone;
};

struct call {
	const struct function *function;
	struct zone *zone;
	struct membuf **descriptor;
	struct membuf *token;		/* or the first of several, one behind another as records are */
	struct time time;
	bool has_time, selected, has_door;
	int flag, event, modifier, state, type;
	int64_t number, high_water, low_water, buffer_size, delay;
	uint32_t policy, counters;	/* a bit for each counter */
	const char *wrong_door;
	unsigned char address[ADDRESS_BYTES];
};

struct function {
	const char *name;
	const char *arguments;		/* a letter each, see steps.c */
	struct result (*perform)(struct call *);
};
const struct function *find_function(const char *name, size_t length);
void call_body(struct thread *thread);

/* auditon.c: what an administrator calls. */
struct result auditon_setcond(struct call *call);
struct result auditon_setpolicy(struct call *call);
struct result auditon_setqctrl(struct call *call);
struct result auditon_getstat(struct call *call);
struct result auditon_setstat(struct call *call);
struct result auditon_setkaudit(struct call *call);
struct result auditdoor(struct call *call);
struct result zone_shutdown(struct call *call);

#endif
