/* The parts of an observation: plain numbers as tables of fields, lists as text, queues as records. */
#ifndef SHIM_SIGHT_H
#define SHIM_SIGHT_H

#include "machine.h"

#define ABSENT INT64_MIN

enum field_form { FORM_NUMBER, FORM_BOOLEAN, FORM_OWNER, FORM_HOST, FORM_RECORDS, FORM_HALTED, FORM_WAIT, FORM_LIST };

struct field {
	const char *key;
	enum field_form form;
};

enum machine_field {
	MACHINE_TICKS, MACHINE_MEMORY, MACHINE_POLICY, MACHINE_LOADED, MACHINE_SYNCS, MACHINE_HALTED,
	MACHINE_SOFTCALLS, MACHINE_TIMERS, MACHINE_FIELDS
};

enum zone_field {
	ZONE_VALID, ZONE_STATE, ZONE_POLICY, ZONE_HOST, ZONE_SEQUENCE, ZONE_DOOR, ZONE_ACTIVE,
	ZONE_HIGH_WATER, ZONE_LOW_WATER, ZONE_BUFFER_SIZE, ZONE_BUFFER_LENGTH, ZONE_DELAY,
	ZONE_COUNT, ZONE_WRITERS, ZONE_READER, ZONE_RECORDS,
	ZONE_FIRST_COUNTER, ZONE_QUEUE_LOCK = ZONE_FIRST_COUNTER + COUNTERS, ZONE_DOOR_LOCK, ZONE_AGAIN_LOCK,
	ZONE_FIELDS
};

enum thread_field {
	THREAD_WAIT, THREAD_SYSCALL, THREAD_CACHE, THREAD_ERRJMP, THREAD_LABEL,
	THREAD_DESCRIPTOR, THREAD_LOCAL, THREAD_DEFERRED, THREAD_FIELDS
};

struct host_sight {
	int64_t valid;
	uint32_t type;
	uint32_t address[4];
};

/* The numbers of one subject as they are; lists hold 0 here. */
struct zone_sight {
	int64_t numbers[ZONE_FIELDS];
	struct host_sight host;
};

struct thread_sight {
	int64_t numbers[THREAD_FIELDS];
	struct wait wait;
};

void see_machine(int64_t numbers[MACHINE_FIELDS]);
void see_zone(struct zone_sight *, const au_kcontext_t *);
void see_thread(struct thread_sight *, const struct thread *);
bool same_wait(const struct wait *, const struct wait *);

extern const struct field machine_fields[MACHINE_FIELDS];
extern const struct field zone_fields[ZONE_FIELDS];
extern const struct field thread_fields[THREAD_FIELDS];

void put_value(struct text *, enum field_form, int64_t number);
void put_host(struct text *, const struct host_sight *);
void put_wait(struct text *, const struct wait *);
void put_softcalls(struct text *);
void put_timers(struct text *);
void put_thread_list(struct text *, const struct thread *, int field);

#endif
