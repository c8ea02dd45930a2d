/* Setting up the machine that a configuration describes, over the remains of the one before. */
#include <stdio.h>
#include <stdlib.h>

#include "configuration.h"
#include "fault.h"
#include "memory.h"
#include "neighbours.h"
#include "points.h"

/* Doors are told apart by their numbers; each number is one vnode for as long as the machine lives. */
struct door {
	vnode_t vnode;
	struct door *next;
};

static struct door *doors;

static void *
new_object(size_t size)
{
	void *object = calloc(1, size);

	if (object == NULL)
		fault("the adapter itself has no memory left");
	return (object);
}

vnode_t *
door_of(int number)
{
	struct door *door = doors;

	while (door != NULL && door->vnode.door != number)
		door = door->next;
	if (door == NULL) {
		door = new_object(sizeof (*door));
		door->vnode.door = number;
		door->next = doors;
		doors = door;
	}
	return (&door->vnode);
}

static void
set_up_queue(struct audit_queue *queue, const struct zone_configuration *from, int zone)
{
	queue->hiwater = (size_t)from->high_water;
	queue->lowater = (size_t)from->low_water;
	queue->bufsz_[0] = (size_t)from->buffer_size;
	queue->buflen = (size_t)from->buffer_size;
	queue->delay = (clock_t)from->delay;
	mutex_reset(&queue->lock, WHAT_QUEUE_LOCK, zone);
	condition_reset(&queue->write_cv, WHAT_WRITE_CV, zone);
	condition_reset(&queue->read_cv, WHAT_READ_CV, zone);
}

static void
set_up_context(au_kcontext_t *context, const struct zone_configuration *from, int zone)
{
	memset(context, 0, sizeof (*context));
	context->auk_valid = AUK_VALID;
	context->auk_zid = zone;
	context->auk_hostaddr_valid_[0] = (int)from->host_valid;
	context->auk_sequence = (int)from->sequence;
	context->auk_auditstate_[0] = (uint32_t)from->state;
	context->auk_output_active = from->active;
	context->auk_current_vp = from->has_door ? door_of((int)from->door) : NULL;
	context->auk_policy_[0] = (uint32_t)from->policy;
	context->auk_info_[0].ai_mask.as_success = (unsigned int)from->success_mask;
	context->auk_info_[0].ai_mask.as_failure = (unsigned int)from->failure_mask;
	context->auk_info_[0].ai_termid.at_type = (uint32_t)from->host_type;
	memcpy(context->auk_info_[0].ai_termid.at_addr, from->host_address, sizeof (from->host_address));
	context->auk_dbuffer = block_new(AU_DBUF_HEADER + (size_t)from->buffer_size);
	mutex_reset(&context->auk_svc_lock, WHAT_DOOR_LOCK, zone);
	mutex_reset(&context->auk_eagain_mutex, WHAT_AGAIN_LOCK, zone);
	condition_reset(&context->auk_eagain_cv, WHAT_AGAIN_CV, zone);
	set_up_queue(&context->auk_queue, from, zone);
}

static void
set_up_zone(int number, const struct configuration *configuration)
{
	const struct zone_configuration *from = &configuration->zone[number];
	struct zone *zone = machine.zone[number];

	if (zone == NULL)
		zone = machine.zone[number] = new_object(sizeof (*zone));
	memcpy(zone->name, from->name, strlen(from->name) + 1);
	set_up_context(&zone->context, from, number);
	memcpy(zone->context.auk_ets, configuration->classes, sizeof (configuration->classes));
}

/* Threads keep their stacks from one machine to the next. */
static struct thread *
set_up_thread(const char *name, int number_in_name, int zone)
{
	struct thread *thread = machine.thread[machine.threads];

	if (thread == NULL)
		thread = machine.thread[machine.threads] = new_object(sizeof (*thread));
	struct coroutine coroutine = thread->coroutine;
	memset(thread, 0, sizeof (*thread));
	coroutine_reset(&coroutine);
	thread->coroutine = coroutine;
	if (number_in_name < 0)
		(void)snprintf(thread->name, sizeof (thread->name), "%s", name);
	else
		(void)snprintf(thread->name, sizeof (thread->name), "%s%d", name, number_in_name);
	thread->number = machine.threads++;
	thread->zone = zone;
	thread->wait = (struct wait) { KIND_IDLE, WHAT_NONE, NO_ZONE, 0, NULL };
	return (thread);
}

static void
set_up_threads(const struct configuration *configuration)
{
	machine.threads = 0;
	machine.users = configuration->threads;
	for (int i = 0; i < configuration->threads; i++) {
		const struct thread_configuration *from = &configuration->thread[i];
		struct thread *thread = set_up_thread("user", i, (int)from->zone);
		thread->tad.tad_scid = (unsigned int)from->syscall;
		thread->tad.tad_audit = (uint32_t)from->cache;
	}
	set_up_thread("softint", -1, 0)->tad.tad_audit = (uint32_t)configuration->softint_cache;
	(void)set_up_thread("clock", -1, 0);
	for (int zone = 0; zone < configuration->zones; zone++) {
		(void)set_up_thread("reader", zone, zone);
		if (configuration->zone[zone].active)
			output_thread_start(zone);
	}
}

void
machine_configure(const struct configuration *configuration)
{
	memory_reset();
	machine.configured = true;
	machine.fine = configuration->fine;
	machine.assertions_halt = configuration->assertions_halt;
	machine.small_limits = configuration->small_limits;
	machine.clock_seconds = configuration->clock_seconds;
	machine.clock_nanoseconds = configuration->clock_nanoseconds;
	machine.ticks = 0;
	machine.memory = configuration->memory;
	machine.loaded = configuration->loaded;
	machine.syncs = 0;
	machine.halted = NULL;
	machine.softcalls_pending = 0;
	machine.timers_armed = 0;
	audit_policy_[0] = (uint32_t)configuration->policy;
	machine.zones = configuration->zones;
	for (int zone = 0; zone < configuration->zones; zone++)
		set_up_zone(zone, configuration);
	set_up_threads(configuration);
}
