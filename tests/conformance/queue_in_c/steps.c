/* A step of the judge is looked at, and done if it is enabled. */
#include <string.h>

#include "fields.h"
#include "queue.h"

static const char *const descriptors[] = { "local", "thread", "none", NULL };

static int
small_integer(struct fields *fields, const char *key)
{
	return (int)field_integer(fields, key, INT32_MIN, INT32_MAX);
}

static int64_t
any_integer(struct fields *fields, const char *key)
{
	return field_integer(fields, key, INT64_MIN, INT64_MAX);
}

static void
read_descriptor(struct fields *fields, struct thread *thread, struct call *call, bool may_be_none)
{
	int which = field_word(fields, "descriptor", descriptors);

	if (which == 2 && !may_be_none)
		wrong(fields, "a close needs a descriptor");
	call->descriptor = which == 0 ? &thread->local : which == 1 ? &thread->descriptor : NULL;
}

static void
read_tokens(struct fields *fields, struct call *call)
{
	struct membuf **link = &call->token;

	for (const struct json *token = field_list(fields, "tokens")->first; token != NULL; token = token->next) {
		*link = read_chain(fields, token);
		if (*link == NULL)
			return;
		link = &(*link)->next_record;
	}
}

static void
read_counters(struct fields *fields, struct call *call)
{
	for (const struct json *name = field_list(fields, "counters")->first; name != NULL; name = name->next) {
		int counter = 0;
		while (counter < COUNTERS && !json_is(name, counter_names[counter]))
			counter++;
		if (counter == COUNTERS)
			wrong(fields, "there is no such counter");
		else
			call->counters |= 1U << counter;
	}
}

static void
read_address(struct fields *fields, struct call *call)
{
	call->type = (int)field_integer(fields, "type", 4, 16);
	size_t length = read_hexadecimal(fields, json_member(fields->object, "address"), call->address, ADDRESS_BYTES);
	if ((length != 4 && length != 16) || call->type != (int)length)
		wrong(fields, "an address has not the bytes of its type");
}

/* A number is a door; without one, `number` is the error that the call will give. */
static void
read_door(struct fields *fields, struct call *call)
{
	const struct json *door = json_member(fields->object, "door");

	call->has_door = door != NULL && door->kind == JSON_NUMBER;
	if (call->has_door)
		call->number = door->number;
	else if (json_is(door, "bad"))
		call->number = ERROR_BAD_DESCRIPTOR;
	else if (json_is(door, "file"))
		call->number = ERROR_INVALID;
	else
		wrong(fields, "what auditdoor is given is a number, \\\"bad\\\" or \\\"file\\\"");
}

static void
read_controls(struct fields *fields, struct call *call)
{
	call->high_water = any_integer(fields, "high_water");
	call->low_water = any_integer(fields, "low_water");
	call->buffer_size = any_integer(fields, "buffer_size");
	call->delay = any_integer(fields, "delay");
}

static void
read_time(struct fields *fields, struct call *call)
{
	call->has_time = !field_is_null(fields, "time");
	if (call->has_time)
		call->time = field_time(fields, "time");
}

static void
read_argument(char letter, struct fields *fields, struct thread *thread, struct call *call)
{
	switch (letter) {
	case 't': call->token = field_is_null(fields, "token") ? NULL : field_chain(fields, "token"); break;
	case 'r': call->token = field_chain(fields, "record"); break;
	case 'l': read_tokens(fields, call); break;
	case 'z': call->zone = &the_system.zones[field_integer(fields, "zone", 0, the_system.zone_count - 1)]; break;
	case 'd': read_descriptor(fields, thread, call, false); break;
	case 'D': read_descriptor(fields, thread, call, true); break;
	case 'f': call->flag = small_integer(fields, "flag"); break;
	case 'F': call->flag = small_integer(fields, "flags"); break;
	case 's': call->flag = small_integer(fields, "sorf"); break;
	case 'e': call->event = small_integer(fields, "event"); break;
	case 'm': call->modifier = small_integer(fields, "modifier"); break;
	case 'i': call->state = small_integer(fields, "state"); break;
	case 'c': call->number = any_integer(fields, "code"); break;
	case 'n': call->number = small_integer(fields, "number"); break;
	case 'p': call->policy = (uint32_t)field_integer(fields, "policy", 0, UINT32_MAX); break;
	case 'S': call->selected = field_boolean(fields, "selected"); break;
	case 'T': read_time(fields, call); break;
	case 'k': read_counters(fields, call); break;
	case 'a': read_address(fields, call); break;
	case 'o': read_door(fields, call); break;
	case 'q': read_controls(fields, call); break;
	}
}

/* Any thread if it has the name that is asked for. */
static struct thread *
read_thread(struct fields *fields)
{
	const struct json *name = json_member(fields->object, "thread");

	for (int i = 0; i < the_system.thread_count; i++) {
		if (json_is(name, the_system.threads[i].name))
			return &the_system.threads[i];
	}
	wrong(fields, "there is no such thread");
	return NULL;
}

static const char *
step_call(struct fields *fields)
{
	struct thread *thread = read_thread(fields);
	const struct json *name = json_member(fields->object, "function");
	const struct function *function = NULL;

	if (name != NULL && name->kind == JSON_STRING)
		function = find_function(name->string, name->length);
	if (function == NULL)
		return "there is no such function here";
	if (thread == NULL || thread >= &the_system.threads[the_system.user_count])
		return "only a user thread calls";
	if (thread->wait.kind != IDLE)
		return "the thread is not idle";
	struct call *call = keep(sizeof (*call));
	*call = (struct call){ .function = function };
	for (const char *letter = function->arguments; *letter != '\0'; letter++)
		read_argument(*letter, fields, thread, call);
	if (fields->wrong != NULL) {
		release(call);
		return fields->wrong;
	}
	thread->call = call;
	thread_begin(thread, call_body);
	thread_run(thread);
	return NULL;
}

static const char *
step_run(struct fields *fields)
{
	struct thread *thread = read_thread(fields);

	if (thread == NULL)
		return fields->wrong;
	if (!may_go_on(thread))
		return "the thread may not go on";
	thread_run(thread);
	return NULL;
}

static const char *
step_answer(struct fields *fields)
{
	struct thread *thread = read_thread(fields);
	int error = small_integer(fields, "error");
	const struct json *reply = json_member(fields->object, "reply");
	bool number = reply != NULL && reply->kind == JSON_NUMBER;

	if (!number && !json_is(reply, "unchanged") && !field_is_null(fields, "reply"))
		wrong(fields, "a reply is a number, null or \\\"unchanged\\\"");
	if (error != 0 && !field_is_null(fields, "reply"))
		wrong(fields, "an error has no reply");
	if (fields->wrong != NULL)
		return fields->wrong;
	if (thread->wait.kind != DOOR)
		return "the thread is at no door";
	thread->error = error;
	thread->reply = number ? REPLY_NUMBER : field_is_null(fields, "reply") ? REPLY_NONE : REPLY_UNCHANGED;
	thread->reply_number = number ? reply->number : 0;
	thread_run(thread);
	return NULL;
}

static const char *
begin(struct thread *thread, void (*body)(struct thread *), bool due)
{
	if (thread->wait.kind != IDLE)
		return "its thread is not idle";
	if (!due)
		return "there is nothing to begin";
	thread_begin(thread, body);
	thread_run(thread);
	return NULL;
}

static const char *
step_softcall(struct fields *fields)
{
	(void)fields;
	return begin(&the_system.threads[the_system.user_count], softcall_body, the_system.softcalls != NULL);
}

static const char *
step_timer(struct fields *fields)
{
	const struct timer *first = the_system.timers;
	bool due = first != NULL && first->due <= the_system.ticks;

	(void)fields;
	return begin(&the_system.threads[the_system.user_count + 1], timer_body, due);
}

static const char *
step_tick(struct fields *fields)
{
	int64_t ticks = field_integer(fields, "ticks", 1, INT32_MAX);

	if (fields->wrong != NULL)
		return fields->wrong;
	the_system.ticks += ticks;
	wake_due();
	return NULL;
}

static const char *
step_memory(struct fields *fields)
{
	bool available = field_boolean(fields, "available");

	if (fields->wrong == NULL)
		the_system.memory = available;
	return fields->wrong;
}

/* NULL if it was done; else why it is not enabled, and then nothing has changed. */
const char *
take_step(const struct json *step)
{
	static const char *const names[] = { "call", "run", "answer", "softcall", "timer", "tick", "memory", NULL };
	static const char *(*const kinds[])(struct fields *) = {
		step_call, step_run, step_answer, step_softcall, step_timer, step_tick, step_memory
	};
	struct fields fields = { step, NULL };
	int kind = field_word(&fields, "step", names);

	if (fields.wrong != NULL)
		return "there is no such step";
	if (!the_system.configured)
		return "there is no configuration yet";
	if (the_system.halted != NULL)
		return "the system has halted";
	return kinds[kind](&fields);
}
