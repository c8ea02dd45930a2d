/* The kernel around the queue: threads, points, locks, conditions, memory, time, softcalls. */
#ifndef KERNEL_H
#define KERNEL_H

#include "system.h"

/* Threads. A point is a place where the judge may let another thread go on. */
void kernel_reset(void);
void thread_begin(struct thread *thread, void (*body)(struct thread *));
void thread_run(struct thread *thread);
bool may_go_on(const struct thread *thread);
void point(enum kind kind, const char *at, const char *what, struct zone *zone);
_Noreturn void halt(const char *reason, const char *line);
_Noreturn void impossible(const char *what);

/* What a thread reads or writes without a lock, named for the judge. */
void reading(const char *at, const char *what, struct zone *zone);
void count(const char *at, struct zone *zone, enum counter counter, uint32_t more);

void lock_enter(struct lock *lock, const char *at);
void lock_exit(struct lock *lock, const char *at);
void wait_on(struct condition *condition, const char *at);
void wait_again(struct zone *zone, const char *at, int64_t ticks);
void broadcast(struct condition *condition);
void wake_due(void);

/* Time. */
struct time now(void);
void arm(bool kick, struct zone *zone, int64_t ticks);

/* Softcalls. */
void softcall(struct deferred *deferred);

/* Memory. `keep` is freed with all else when a new run begins. */
void *keep(size_t bytes);
void release(void *kept);
bool memory_for(const char *at, const char *what);
struct membuf *membuf_new(void);
void membuf_append(struct membuf *membuf, const void *bytes, size_t length);
void membuf_number(struct membuf *membuf, size_t bytes, uint64_t number);
size_t chain_length(const struct membuf *chain);
struct membuf *chain_pack(struct membuf *chain, struct membuf *more);
void chain_link(struct membuf *chain, struct membuf *more);
void chain_free(struct membuf *chain);

/* Events. */
struct text *event_begin(const char *event);
void event_thread(struct text *text, const struct thread *thread);
void event_end(void);
void printed(const char *event, const char *line);

#endif
