/* What a user thread calls: the functions of the queue, and the system calls and producers around it. */
#include <string.h>

#include "queue.h"

struct zone *
global_zone(void)
{
	return &the_system.zones[0];
}

/* CONTEXT-01: its own zone's under PERZONE, the global one's otherwise. */
struct zone *
own_zone_if_per_zone(const struct thread *thread)
{
	return the_system.policy & POLICY_PER_ZONE ? thread->zone : global_zone();
}

static const struct result nothing = { NOTHING, 0, NULL };

static struct result
number(int64_t number)
{
	return (struct result){ NUMBER, number, NULL };
}

static const struct time *
given_time(const struct call *call)
{
	return call->has_time ? &call->time : NULL;
}

static struct result
call_uwrite(struct call *call)
{
	au_write(&self->descriptor, call->token);
	return nothing;
}

static struct result
call_write(struct call *call)
{
	au_write(call->descriptor, call->token);
	return nothing;
}

static struct result
call_close(struct call *call)
{
	au_close(call->zone, call->descriptor, call->flag, call->event, call->modifier, given_time(call));
	return nothing;
}

static struct result
call_enqueue(struct call *call)
{
	au_enqueue(NULL, call->token, NULL, false);
	return nothing;
}

static struct result
call_doorio(struct call *call)
{
	bool set;
	int64_t error = au_doorio(call->zone, &set);

	return set ? number(error) : (struct result){ UNSPECIFIED, 0, NULL };
}

static struct result
call_doormsg(struct call *call)
{
	return number(au_doormsg(call->zone, call->number, call->policy));
}

static struct result
call_async_start(struct call *call)
{
	return number(audit_async_start(call->event, call->flag, DEAD_LABEL));
}

static struct result
call_async_done(struct call *call)
{
	audit_async_done(call->descriptor, call->flag);
	return nothing;
}

static struct result
call_async_drop(struct call *call)
{
	audit_async_drop(call->descriptor, call->flag);
	return nothing;
}

static struct result
call_async_finish(struct call *call)
{
	audit_async_finish(call->descriptor, call->event, call->modifier, given_time(call));
	return nothing;
}

/* PRODUCER: the label lives until it returns. Without memory for a token what was written is dropped. */
static struct result
async_event(struct call *call)
{
	struct membuf *next;

	if (!the_system.loaded || audit_async_start(call->event, call->flag, LIVE_LABEL) != 0)
		return number(1);
	for (struct membuf *token = call->token; token != NULL; token = next) {
		next = token->next_record;
		token->next_record = NULL;
		if (!memory_for("async_event:token", "membuf")) {
			audit_async_drop(&self->local, 0);
			return number(2);
		}
		au_write(&self->local, token);
	}
	audit_async_finish(&self->local, call->event, call->modifier, given_time(call));
	return number(0);
}

/* SYSCALL-01. */
static struct result
syscall_enter(struct call *call)
{
	int state = own_zone_if_per_zone(self)->state;

	if (the_system.loaded && (state & (AUDITING | NO_SPACE)) != 0) {
		self->syscall = call->number;
		self->cache = state;
		self->event = call->event;
		self->selected = call->selected;
	}
	return nothing;
}

static void
forget_call(void)
{
	self->syscall = 0;
	self->event = 0;
	self->selected = false;
	self->jump = false;
	self->cache = 0;
}

/* SYSCALL-02 to SYSCALL-04. */
static struct result
syscall_exit(struct call *call)
{
	struct zone *zone = own_zone_if_per_zone(self);
	struct deferred *first;

	(void)call;
	if ((self->cache & (AUDITING | NO_SPACE)) == 0)
		return nothing;
	while ((first = self->deferred) != NULL) {
		self->deferred = first->next;
		close_record(zone, first->chain, first->flag, first->event, first->modifier, &first->time);
		release(first);
	}
	if (self->selected) {
		count("syscall_exit:generated", zone, GENERATED, 1);
		count("syscall_exit:kernel", zone, KERNEL, 1);
		au_close(zone, &self->descriptor, CLOSE_OK, self->event, 0, NULL);
	}
	forget_call();
	return nothing;
}

/* SYSCALL-05. */
static struct result
thread_exit(struct call *call)
{
	struct deferred *first;

	(void)call;
	while ((first = self->deferred) != NULL) {
		self->deferred = first->next;
		chain_free(first->chain);
		release(first);
	}
	forget_call();
	self->label = NO_LABEL;
	self->descriptor = self->local = NULL;
	return nothing;
}

/* The letters of the arguments, in the order of the protocol, are explained where they are read: steps.c. */
static const struct function functions[] = {
	{ "au_uwrite", "t", call_uwrite },
	{ "au_write", "Dt", call_write },
	{ "au_close", "zdfemT", call_close },
	{ "au_enqueue", "r", call_enqueue },
	{ "au_doorio", "z", call_doorio },
	{ "au_doormsg", "zcp", call_doormsg },
	{ "audit_async_start", "es", call_async_start },
	{ "audit_async_done", "DF", call_async_done },
	{ "audit_async_drop", "DF", call_async_drop },
	{ "audit_async_finish", "demT", call_async_finish },
	{ "syscall_enter", "neS", syscall_enter },
	{ "syscall_exit", "", syscall_exit },
	{ "thread_exit", "", thread_exit },
	{ "async_event", "eslmT", async_event },
	{ "auditdoor", "o", auditdoor },
	{ "auditon_setcond", "i", auditon_setcond },
	{ "auditon_setpolicy", "p", auditon_setpolicy },
	{ "auditon_setqctrl", "q", auditon_setqctrl },
	{ "auditon_getstat", "", auditon_getstat },
	{ "auditon_setstat", "k", auditon_setstat },
	{ "auditon_setkaudit", "a", auditon_setkaudit },
	{ "zone_shutdown", "z", zone_shutdown },
};

const struct function *
find_function(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof (functions) / sizeof (functions[0]); i++) {
		if (strlen(functions[i].name) == length && memcmp(functions[i].name, name, length) == 0)
			return &functions[i];
	}
	return NULL;
}

static void
put_result(struct text *text, const struct result *result)
{
	switch (result->kind) {
	case NOTHING:
		text_put(text, "null");
		break;
	case NUMBER:
		text_number(text, result->number);
		break;
	case UNSPECIFIED:
		text_put(text, "\"unspecified\"");
		break;
	case STATISTICS:
		for (int i = 0; i < COUNTERS; i++) {
			text_put(text, i == 0 ? "[" : ",");
			text_number(text, result->zone->counters[i]);
		}
		text_put(text, "]");
		break;
	}
}

/* Performs the thread's call, and tells that it returned. A label that was set up in it is dead from then on. */
void
call_body(struct thread *thread)
{
	struct result result = thread->call->function->perform(thread->call);
	struct text *text = event_begin("returned");

	event_thread(text, thread);
	text_put(text, ",\"function\":");
	text_quoted(text, thread->call->function->name);
	text_put(text, ",\"value\":");
	put_result(text, &result);
	event_end();
	if (thread->label == LIVE_LABEL)
		thread->label = DEAD_LABEL;
	release(thread->call);
}
