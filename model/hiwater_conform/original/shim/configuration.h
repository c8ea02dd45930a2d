/* The configuration of a run: read whole and checked before anything of the machine changes. */
#ifndef SHIM_CONFIGURATION_H
#define SHIM_CONFIGURATION_H

#include "json.h"
#include "machine.h"

struct zone_configuration {
	const char *name;
	int64_t state, policy;
	int64_t host_valid, host_type;
	uint32_t host_address[4];
	int64_t success_mask, failure_mask;
	int64_t high_water, low_water, buffer_size, delay;
	int64_t sequence;
	bool has_door;
	int64_t door;
	bool active;
};

struct thread_configuration {
	int64_t zone, cache, syscall;
};

struct configuration {
	bool fine, assertions_halt, small_limits, loaded, memory;
	int64_t clock_seconds, clock_nanoseconds;
	int64_t policy, softint_cache;
	au_state_t classes[MAX_KEVENTS + 1];
	int zones, threads;
	struct zone_configuration zone[MOST_ZONES];
	struct thread_configuration thread[MOST_USERS];
};

/* NULL, or why the text is no configuration for this program. */
const char *configuration_read(const struct json *, struct configuration *);

/* Forgets the machine that was and sets up the one described. */
void machine_configure(const struct configuration *);

#endif
