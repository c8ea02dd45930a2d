/* The parts of an observation: which fields there are, how each is seen and written. */
#include "chains.h"
#include "points.h"
#include "sight.h"

const struct field machine_fields[MACHINE_FIELDS] = {
	{ "ticks", FORM_NUMBER }, { "memory", FORM_BOOLEAN }, { "policy", FORM_NUMBER }, { "loaded", FORM_BOOLEAN },
	{ "syncs", FORM_NUMBER }, { "halted", FORM_HALTED }, { "softcalls", FORM_LIST }, { "timers", FORM_LIST },
};

const struct field zone_fields[ZONE_FIELDS] = {
	{ "valid", FORM_BOOLEAN }, { "state", FORM_NUMBER }, { "policy", FORM_NUMBER }, { "host", FORM_HOST },
	{ "sequence", FORM_NUMBER }, { "door", FORM_NUMBER }, { "active", FORM_BOOLEAN },
	{ "high_water", FORM_NUMBER }, { "low_water", FORM_NUMBER }, { "buffer_size", FORM_NUMBER },
	{ "buffer_length", FORM_NUMBER }, { "delay", FORM_NUMBER },
	{ "count", FORM_NUMBER }, { "writers", FORM_NUMBER }, { "reader", FORM_NUMBER }, { "records", FORM_RECORDS },
	{ "generated", FORM_NUMBER }, { "nonattrib", FORM_NUMBER }, { "kernel", FORM_NUMBER }, { "audit", FORM_NUMBER },
	{ "auditctl", FORM_NUMBER }, { "enqueue", FORM_NUMBER }, { "written", FORM_NUMBER },
	{ "wblocked", FORM_NUMBER }, { "rblocked", FORM_NUMBER }, { "dropped", FORM_NUMBER },
	{ "totalsize", FORM_NUMBER },
	{ "queue_lock", FORM_OWNER }, { "door_lock", FORM_OWNER }, { "again_lock", FORM_OWNER },
};

const struct field thread_fields[THREAD_FIELDS] = {
	{ "wait", FORM_WAIT }, { "syscall", FORM_NUMBER }, { "cache", FORM_NUMBER }, { "errjmp", FORM_BOOLEAN },
	{ "label", FORM_BOOLEAN }, { "descriptor", FORM_LIST }, { "local", FORM_LIST }, { "deferred", FORM_LIST },
};

void
see_machine(int64_t numbers[MACHINE_FIELDS])
{
	numbers[MACHINE_TICKS] = machine.ticks;
	numbers[MACHINE_MEMORY] = machine.memory;
	numbers[MACHINE_POLICY] = audit_policy_[0];
	numbers[MACHINE_LOADED] = machine.loaded;
	numbers[MACHINE_SYNCS] = machine.syncs;
	numbers[MACHINE_HALTED] = machine.halted != NULL;
	numbers[MACHINE_SOFTCALLS] = 0;
	numbers[MACHINE_TIMERS] = 0;
}

static int64_t
owner_of(const kmutex_t *lock)
{
	return (lock->owner == NULL ? ABSENT : lock->owner->number);
}

static void
see_queue(int64_t *numbers, const struct audit_queue *queue)
{
	numbers[ZONE_HIGH_WATER] = (int64_t)queue->hiwater;
	numbers[ZONE_LOW_WATER] = (int64_t)queue->lowater;
	numbers[ZONE_BUFFER_SIZE] = (int64_t)queue->bufsz_[0];
	numbers[ZONE_BUFFER_LENGTH] = (int64_t)queue->buflen;
	numbers[ZONE_DELAY] = queue->delay;
	numbers[ZONE_COUNT] = queue->cnt;
	numbers[ZONE_WRITERS] = queue->wt_block;
	numbers[ZONE_READER] = queue->rd_block;
	numbers[ZONE_RECORDS] = 0;
	numbers[ZONE_QUEUE_LOCK] = owner_of(&queue->lock);
}

/* The rest of the address's space is not part of it. */
static size_t
host_bytes(const struct host_sight *host)
{
	return (host->type <= AU_IPv6 ? host->type : AU_IPv6);
}

void
see_zone(struct zone_sight *sight, const au_kcontext_t *context)
{
	int64_t *numbers = sight->numbers;

	/* Compared as memory, so the space between members counts. */
	memset(&sight->host, 0, sizeof (sight->host));
	sight->host.valid = context->auk_hostaddr_valid_[0];
	sight->host.type = context->auk_info_[0].ai_termid.at_type;
	memcpy(sight->host.address, context->auk_info_[0].ai_termid.at_addr, host_bytes(&sight->host));
	numbers[ZONE_VALID] = context->auk_valid == AUK_VALID;
	numbers[ZONE_STATE] = context->auk_auditstate_[0];
	numbers[ZONE_POLICY] = context->auk_policy_[0];
	numbers[ZONE_HOST] = 0;
	numbers[ZONE_SEQUENCE] = context->auk_sequence;
	numbers[ZONE_DOOR] = context->auk_current_vp == NULL ? ABSENT : context->auk_current_vp->door;
	numbers[ZONE_ACTIVE] = context->auk_output_active != 0;
	see_queue(numbers, &context->auk_queue);
	for (int i = 0; i < COUNTERS; i++)
		numbers[ZONE_FIRST_COUNTER + i] = context->auk_statistics.counters[i];
	numbers[ZONE_DOOR_LOCK] = owner_of(&context->auk_svc_lock);
	numbers[ZONE_AGAIN_LOCK] = owner_of(&context->auk_eagain_mutex);
}

void
see_thread(struct thread_sight *sight, const struct thread *thread)
{
	memset(sight, 0, sizeof (*sight));
	sight->wait = thread->wait;
	sight->numbers[THREAD_SYSCALL] = (int32_t)thread->tad.tad_scid;
	sight->numbers[THREAD_CACHE] = thread->tad.tad_audit;
	sight->numbers[THREAD_ERRJMP] = (thread->tad.tad_ctrl & PAD_ERRJMP) != 0;
	sight->numbers[THREAD_LABEL] = thread->tad.tad_errjmp != NULL;
}

bool
same_wait(const struct wait *one, const struct wait *other)
{
	if (one->kind != other->kind || one->what != other->what || one->zone != other->zone ||
	    one->line != other->line)
		return (false);
	if (one->label == other->label)
		return (true);
	return (one->label != NULL && other->label != NULL && strcmp(one->label, other->label) == 0);
}

void
put_value(struct text *text, enum field_form form, int64_t number)
{
	if (form == FORM_BOOLEAN)
		put_boolean(text, number != 0);
	else if (form == FORM_HALTED && machine.halted != NULL)
		put_quoted(text, machine.halted);
	else if (form == FORM_HALTED || number == ABSENT)
		put_literal(text, "null");
	else if (form == FORM_OWNER)
		put_quoted(text, machine.thread[number]->name);
	else
		put_number(text, number);
}

void
put_host(struct text *text, const struct host_sight *host)
{
	put_literal(text, "[");
	put_number(text, host->valid);
	put_literal(text, ",");
	put_number(text, host->type);
	put_literal(text, ",\"");
	put_hexadecimal(text, host->address, host_bytes(host));
	put_literal(text, "\"]");
}

void
put_wait(struct text *text, const struct wait *wait)
{
	put_literal(text, "[");
	put_quoted(text, kind_name(wait->kind));
	if (wait->kind != KIND_IDLE) {
		put_literal(text, ",");
		if (wait->label == NULL)
			put_number(text, wait->line);
		else
			put_quoted(text, wait->label);
		put_literal(text, ",");
		put_quoted(text, what_name(wait->what));
		put_literal(text, ",");
		put_value(text, FORM_NUMBER, wait->zone == NO_ZONE ? ABSENT : wait->zone);
	}
	put_literal(text, "]");
}

static void
put_deferred_entry(struct text *text, const au_defer_info_t *entry)
{
	put_number(text, entry->audi_e_type);
	put_literal(text, ",");
	put_number(text, entry->audi_e_mod);
	put_literal(text, ",");
	put_number(text, entry->audi_flag);
	put_literal(text, ",[");
	put_number(text, entry->audi_atime.tv_sec);
	put_literal(text, ",");
	put_number(text, entry->audi_atime.tv_nsec);
	put_literal(text, "],");
	put_chain(text, entry->audi_ad);
	put_literal(text, "]");
}

void
put_softcalls(struct text *text)
{
	put_literal(text, "[");
	for (int i = 0; i < machine.softcalls_pending; i++) {
		put_separator(text);
		if (softcall_is_free(&machine.softcalls[i])) {
			put_literal(text, "[\"free\"]");
			continue;
		}
		put_literal(text, "[\"finish\",");
		put_deferred_entry(text, machine.softcalls[i].argument);
	}
	put_literal(text, "]");
}

void
put_timers(struct text *text)
{
	put_literal(text, "[");
	for (size_t i = 0; i < machine.timers_armed; i++) {
		const struct timer *timer = &machine.timers[i];
		put_separator(text);
		put_literal(text, "[");
		put_number(text, timer->due_ticks);
		put_literal(text, timer->kind == TIMER_KICK ? ",\"kick\"," : ",\"dont_stop\",");
		put_number(text, timer->zone);
		put_literal(text, "]");
	}
	put_literal(text, "]");
}

static void
put_deferred(struct text *text, const struct thread *thread)
{
	put_literal(text, "[");
	for (const au_defer_info_t *entry = thread->tad.tad_defer_head; entry != NULL; entry = entry->audi_next) {
		put_separator(text);
		put_literal(text, "[");
		put_deferred_entry(text, entry);
	}
	put_literal(text, "]");
}

void
put_thread_list(struct text *text, const struct thread *thread, int field)
{
	if (field == THREAD_DESCRIPTOR)
		put_chain(text, (const token_t *)thread->tad.tad_ad);
	else if (field == THREAD_LOCAL)
		put_chain(text, (const token_t *)thread->local);
	else
		put_deferred(text, thread);
}
