/* The steps of the protocol, as a table of what each needs and does. */
#include "answers.h"
#include "calls.h"
#include "neighbours.h"
#include "observation.h"
#include "points.h"
#include "steps.h"

#define MOST_TICKS ((int64_t)1 << 40)

static struct thread *
find_thread(const struct json *name)
{
	for (int i = 0; i < machine.threads; i++)
		if (json_says(name, machine.thread[i]->name))
			return (machine.thread[i]);
	return (NULL);
}

/* A step that is enabled begins its list of events; what it does follows at once. */
static void
begin(void)
{
	put_literal(&answers, ",\"events\":[");
}

static const char *
do_call(const struct json *step, const char **name, struct thread **stepped)
{
	struct thread *thread = find_thread(json_member(step, "thread"));

	if (thread == NULL || thread->number >= machine.users)
		return ("a call needs a user thread");
	*name = thread->name;
	if (thread->wait.kind != KIND_IDLE)
		return ("% is not idle");
	const char *problem = call_read(thread, step, name);
	if (problem != NULL)
		return (problem);
	*stepped = thread;
	begin();
	call_start(thread);
	return (NULL);
}

static const char *
do_run(const struct json *step, const char **name, struct thread **stepped)
{
	struct thread *thread = find_thread(json_member(step, "thread"));

	if (thread == NULL)
		return ("there is no thread of that name");
	*name = thread->name;
	if (!may_go_on(thread))
		return ("% may not go on");
	*stepped = thread;
	begin();
	thread_go_on(thread);
	return (NULL);
}

static bool
read_answer(const struct json *step, int64_t *error, enum reply_kind *kind, int64_t *reply)
{
	const struct json *error_node = json_member(step, "error"), *reply_node = json_member(step, "reply");

	if (!json_is(error_node, JSON_NUMBER) || error_node->number < INT32_MIN || error_node->number > INT32_MAX)
		return (false);
	*error = error_node->number;
	*reply = 0;
	if (json_is(reply_node, JSON_NULL))
		*kind = REPLY_NULL;
	else if (json_says(reply_node, "unchanged"))
		*kind = REPLY_UNCHANGED;
	else if (json_is(reply_node, JSON_NUMBER) && reply_node->number >= INT32_MIN &&
	    reply_node->number <= UINT32_MAX)
		*kind = REPLY_CODE, *reply = reply_node->number;
	else
		return (false);
	return (*error == 0 || *kind == REPLY_NULL);
}

static const char *
do_answer(const struct json *step, const char **name, struct thread **stepped)
{
	struct thread *thread = find_thread(json_member(step, "thread"));
	int64_t error, reply;
	enum reply_kind kind;

	if (thread == NULL)
		return ("there is no thread of that name");
	*name = thread->name;
	if (thread->wait.kind != KIND_DOOR)
		return ("% is not at a door");
	if (!read_answer(step, &error, &kind, &reply))
		return ("an answer has an error and a reply, which is null when the error is not 0");
	thread->door_error = (int)error;
	thread->reply_kind = kind;
	thread->reply = (int)reply;
	*stepped = thread;
	begin();
	thread_go_on(thread);
	return (NULL);
}

static const char *
do_softcall(const struct json *step, const char **name, struct thread **stepped)
{
	struct thread *thread = softint_thread();

	(void)step;
	*name = thread->name;
	if (thread->wait.kind != KIND_IDLE)
		return ("% is not idle");
	if (machine.softcalls_pending == 0)
		return ("no softcall is pending");
	*stepped = thread;
	begin();
	softcall_run_first(thread);
	return (NULL);
}

static const char *
do_timer(const struct json *step, const char **name, struct thread **stepped)
{
	struct thread *thread = clock_thread();

	(void)step;
	*name = thread->name;
	if (thread->wait.kind != KIND_IDLE)
		return ("% is not idle");
	if (machine.timers_armed == 0 || machine.timers[0].due_ticks > machine.ticks)
		return ("no timer is due");
	*stepped = thread;
	begin();
	timer_run_first();
	return (NULL);
}

static const char *
do_tick(const struct json *step, const char **name, struct thread **stepped)
{
	const struct json *ticks = json_member(step, "ticks");

	(void)name;
	(void)stepped;
	if (!json_is(ticks, JSON_NUMBER) || ticks->number < 1 || ticks->number > MOST_TICKS ||
	    machine.ticks > INT64_MAX / 4)
		return ("ticks are at least 1");
	begin();
	machine.ticks += ticks->number;
	wake_timed();
	return (NULL);
}

static const char *
do_memory(const struct json *step, const char **name, struct thread **stepped)
{
	const struct json *available = json_member(step, "available");

	(void)name;
	(void)stepped;
	if (!json_is(available, JSON_BOOLEAN))
		return ("memory is available or not");
	begin();
	machine.memory = available->number != 0;
	return (NULL);
}

static const struct {
	const char *name;
	const char *(*act)(const struct json *, const char **, struct thread **);
} steps[] = {
	{ "run", do_run }, { "call", do_call }, { "answer", do_answer }, { "softcall", do_softcall },
	{ "timer", do_timer }, { "tick", do_tick }, { "memory", do_memory },
};

const char *
step_do(const struct json *step, const char **name)
{
	const struct json *step_name = json_member(step, "step");
	struct thread *stepped = NULL;

	if (!machine.configured)
		return ("nothing is configured yet");
	if (machine.halted != NULL)
		return ("the machine is halted");
	for (size_t i = 0; i < sizeof (steps) / sizeof (steps[0]); i++) {
		if (!json_says(step_name, steps[i].name))
			continue;
		const char *problem = steps[i].act(step, name, &stepped);
		if (problem != NULL)
			return (problem);
		put_literal(&answers, "],\"changed\":{");
		put_changes(&answers, stepped);
		put_literal(&answers, "}");
		return (NULL);
	}
	return ("no step of that name");
}
