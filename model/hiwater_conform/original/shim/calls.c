/* The calls that a user thread can make: functions of the file and of its neighbours, as a table. */
#include "arguments.h"
#include "calls.h"
#include "chains.h"
#include "events.h"
#include "neighbours.h"

#define MOST_ARGUMENTS 6

struct function {
	const char *name;
	struct argument arguments[MOST_ARGUMENTS];
	void (*body)(struct thread *, struct call *);
};

static timestruc_t *
time_of(struct call *call)
{
	return (call->has_time ? &call->time : NULL);
}

static void
returns(struct thread *thread, int64_t value)
{
	thread->result_kind = RESULT_NUMBER;
	thread->result = value;
}

/* Takes the chain out of the call: from here on it belongs to the file. */
static token_t *
take_chain(struct call *call)
{
	token_t *chain = call->chain;

	call->chain = NULL;
	return (chain);
}

#define BODY(name) static void call_##name(struct thread *thread, struct call *call)
#define BODY_THAT_GIVES(name, value) BODY(name) { returns(thread, value); }
#define NUMBER(place) call->numbers[place]

BODY(au_uwrite) { (void)thread; au_uwrite(take_chain(call)); }
BODY(au_write) { (void)thread; au_write(call->descriptor, take_chain(call)); }

BODY(au_close)
{
	(void)thread;
	au_close(call->context, call->descriptor, (int)NUMBER(1), (au_event_t)NUMBER(2), (au_emod_t)NUMBER(3),
	    time_of(call));
}

BODY(au_enqueue)
{
	adr_t nowhere = { NULL, NULL };

	(void)thread;
	au_enqueue(NULL, take_chain(call), &nowhere, &nowhere, 0, 0);
}

BODY_THAT_GIVES(au_doorio, au_doorio(call->context))

BODY(au_doormsg)
{
	uint32_t policy = (uint32_t)NUMBER(2);

	returns(thread, au_doormsg(call->context, (uint32_t)NUMBER(1), &policy));
}

BODY_THAT_GIVES(audit_async_start,
    audit_async_start(&thread->dead_label, (au_event_t)NUMBER(0), (int)NUMBER(1)))

BODY(audit_async_done) { (void)thread; audit_async_done(call->descriptor, (int)NUMBER(0)); }
BODY(audit_async_drop) { (void)thread; audit_async_drop(call->descriptor, (int)NUMBER(0)); }

BODY(audit_async_finish)
{
	(void)thread;
	audit_async_finish(call->descriptor, (au_event_t)NUMBER(0), (au_emod_t)NUMBER(1), time_of(call));
}

BODY(syscall_enter) { syscall_enter(thread, call); }
BODY(syscall_exit) { (void)call; syscall_exit(thread); }
BODY(thread_exit) { (void)call; thread_exit(thread); }
BODY(zone_shutdown) { zone_shutdown(thread, call); }
BODY_THAT_GIVES(async_event, async_event(thread, call))
BODY_THAT_GIVES(audit, audit(thread, call))
BODY_THAT_GIVES(auditdoor, auditdoor(thread, call))
BODY_THAT_GIVES(auditon_setcond, auditon_setcond(thread, call))
BODY_THAT_GIVES(auditon_setpolicy, auditon_setpolicy(thread, call))
BODY_THAT_GIVES(auditon_setqctrl, auditon_setqctrl(thread, call))
BODY_THAT_GIVES(auditon_setstat, auditon_setstat(thread, call))
BODY_THAT_GIVES(auditon_setkaudit, auditon_setkaudit(thread, call))

BODY(auditon_getstat)
{
	(void)call;
	thread->result_kind = RESULT_COUNTERS;
	memcpy(thread->counters, shim_process_context()->auk_statistics.counters, sizeof (thread->counters));
}

#define DESCRIPTOR { TAKES_DESCRIPTOR, "descriptor", 0 }
#define DESCRIPTOR_OR_NONE { TAKES_DESCRIPTOR_OR_NONE, "descriptor", 0 }
#define TIME { TAKES_TIME, "time", 0 }
#define ZONE { TAKES_ZONE, "zone", 0 }
#define FUNCTION(name, ...) { #name, { __VA_ARGS__ }, call_##name }

static const struct function functions[] = {
	FUNCTION(au_uwrite, { TAKES_TOKEN, "token", 0 }),
	FUNCTION(au_write, DESCRIPTOR_OR_NONE, { TAKES_TOKEN, "token", 0 }),
	FUNCTION(au_close, ZONE, DESCRIPTOR, { TAKES_INT, "flag", 1 }, { TAKES_SHORT, "event", 2 },
	    { TAKES_SHORT, "modifier", 3 }, TIME),
	FUNCTION(au_enqueue, { TAKES_CHAIN, "record", 0 }),
	FUNCTION(au_doorio, ZONE),
	FUNCTION(au_doormsg, ZONE, { TAKES_WORD, "code", 1 }, { TAKES_WORD, "policy", 2 }),
	FUNCTION(audit_async_start, { TAKES_SHORT, "event", 0 }, { TAKES_INT, "sorf", 1 }),
	FUNCTION(audit_async_done, DESCRIPTOR_OR_NONE, { TAKES_INT, "flags", 0 }),
	FUNCTION(audit_async_drop, DESCRIPTOR_OR_NONE, { TAKES_INT, "flags", 0 }),
	FUNCTION(audit_async_finish, DESCRIPTOR, { TAKES_SHORT, "event", 0 },
	    { TAKES_SHORT, "modifier", 1 }, TIME),
	FUNCTION(syscall_enter, { TAKES_INT, "number", 0 }, { TAKES_SHORT, "event", 1 },
	    { TAKES_TRUTH, "selected", 0 }),
	FUNCTION(syscall_exit, { TAKES_NOTHING, NULL, 0 }),
	FUNCTION(thread_exit, { TAKES_NOTHING, NULL, 0 }),
	FUNCTION(async_event, { TAKES_SHORT, "event", 0 }, { TAKES_INT, "sorf", 1 },
	    { TAKES_TOKENS, "tokens", 0 }, { TAKES_SHORT, "modifier", 2 }, TIME),
	FUNCTION(audit, { TAKES_TRUTH, "privileged", 0 }, { TAKES_RECORD, "record", 0 }),
	FUNCTION(auditdoor, { TAKES_DOOR, "door", 0 }),
	FUNCTION(auditon_setcond, { TAKES_INT, "state", 0 }),
	FUNCTION(auditon_setpolicy, { TAKES_WORD, "policy", 0 }),
	FUNCTION(auditon_setqctrl, { TAKES_LONG, "high_water", 0 }, { TAKES_LONG, "low_water", 1 },
	    { TAKES_LONG, "buffer_size", 2 }, { TAKES_LONG, "delay", 3 }),
	FUNCTION(auditon_getstat, { TAKES_NOTHING, NULL, 0 }),
	FUNCTION(auditon_setstat, { TAKES_COUNTERS, "counters", 0 }),
	FUNCTION(auditon_setkaudit, { TAKES_INT, "type", 0 }, { TAKES_ADDRESS, "address", 0 }),
	FUNCTION(zone_shutdown, ZONE),
};

static const struct function *
find(const struct json *name)
{
	for (size_t i = 0; i < sizeof (functions) / sizeof (functions[0]); i++)
		if (json_says(name, functions[i].name))
			return (&functions[i]);
	return (NULL);
}

static void
forget(struct call *call)
{
	chain_release(call->chain);
	tokens_release(call->tokens);
	*call = (struct call) { 0 };
}

const char *
call_read(struct thread *thread, const struct json *step, const char **name)
{
	struct call *call = &thread->call;

	*call = (struct call) { 0 };
	call->function = find(json_member(step, "function"));
	if (call->function == NULL)
		return ("no function of that name");
	for (const struct argument *argument = call->function->arguments;
	    argument < call->function->arguments + MOST_ARGUMENTS && argument->kind != TAKES_NOTHING; argument++) {
		*name = argument->key;
		if (argument_read(thread, argument, json_member(step, argument->key)))
			continue;
		forget(call);
		return ("the argument % is missing or not of its kind");
	}
	return (NULL);
}

static void
run_call(struct thread *thread)
{
	thread->result_kind = RESULT_NOTHING;
	thread->call.function->body(thread, &thread->call);
	event_returned(thread, thread->call.function->name);
}

void
call_start(struct thread *thread)
{
	thread_start(thread, run_call);
}
