/* The mode sequential: one whole call, and then everybody else as far as they go. */
#include <string.h>

#include "json.h"
#include "kernel.h"
#include "queue.h"
#include "system.h"

#define	STEPS_MOST	500	/* of one call: a system that never comes to rest is left here */

/* What the calls and the output threads tell; the other events are for a judge that picks every step. */
static const char *const told[] = { "{\"event\":\"returned\"", "{\"event\":\"asked\"", "{\"event\":\"halted\"" };

static bool
is_told(const char *event, size_t length)
{
	for (size_t i = 0; i < sizeof (told) / sizeof (told[0]); i++) {
		size_t begin = strlen(told[i]);
		if (length >= begin && memcmp(event, told[i], begin) == 0)
			return true;
	}
	return false;
}

/* No event holds an object, so each ends at its first closing brace. */
static void
put_told(struct text *text)
{
	const char *bytes = the_system.events.bytes;
	size_t length = the_system.events.length, begin = 0;
	bool first = true;

	while (begin < length) {
		const char *end = memchr(bytes + begin, '}', length - begin);
		size_t size = (size_t)(end - (bytes + begin)) + 1;
		if (is_told(bytes + begin, size)) {
			if (!first)
				text_put(text, ",");
			text_add(text, bytes + begin, size);
			first = false;
		}
		begin += size + 1;
	}
}

/* Whether somebody went on. Doors answer 0; the softcalls come when nobody else can go on. */
static bool
somebody_goes_on(void)
{
	struct thread *softint = &the_system.threads[the_system.user_count];

	for (int i = 0; i < the_system.thread_count; i++) {
		struct thread *thread = &the_system.threads[i];
		if (thread->wait.kind == DOOR) {
			thread->error = 0;
			thread->reply = REPLY_NUMBER;
			thread->reply_number = 0;
		} else if (thread->wait.kind == IDLE || !may_go_on(thread)) {
			continue;
		}
		thread_run(thread);
		return true;
	}
	if (softint->wait.kind != IDLE || the_system.softcalls == NULL)
		return false;
	thread_begin(softint, softcall_body);
	thread_run(softint);
	return true;
}

/* NULL if the call was made, with the answer in `text`; else why not, and then nothing has changed. */
const char *
perform(const struct json *step, struct text *text)
{
	the_system.events.length = 0;
	if (!json_is(json_member(step, "step"), "call"))
		return "one whole call is performed";
	const char *why = take_step(step);
	if (why != NULL)
		return why;
	for (int i = 0; i < STEPS_MOST; i++) {
		observe_step_over();
		if (the_system.halted != NULL || the_system.fault != NULL || !somebody_goes_on())
			break;
	}
	observe_step_over();
	text_put(text, "\"performed\":[");
	put_told(text);
	text_put(text, "],\"observation\":");
	observe(text);
	return NULL;
}
