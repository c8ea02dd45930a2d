/* The events of a step, written straight into the answer. */
#include "answers.h"
#include "events.h"
#include "fault.h"

static void
begin(const char *name)
{
	put_separator(&answers);
	put_literal(&answers, "{\"event\":\"");
	put_literal(&answers, name);
	put_literal(&answers, "\"");
}

static void
number(const char *key, int64_t value)
{
	put_literal(&answers, key);
	put_number(&answers, value);
}

static void
named(const char *key, const char *value)
{
	put_literal(&answers, key);
	put_quoted(&answers, value);
}

static void
end(void)
{
	put_literal(&answers, "}");
}

void
event_broadcast(const kcondvar_t *condition)
{
	const char *name = condition->name == WHAT_WRITE_CV ? "write" :
	    condition->name == WHAT_READ_CV ? "read" : "again";

	begin("broadcast");
	number(",\"zone\":", condition->zone);
	named(",\"condition\":", name);
	put_literal(&answers, ",\"woke\":[");
	for (struct thread *thread = condition->first_sleeper; thread != NULL; thread = thread->next_sleeper) {
		put_separator(&answers);
		put_quoted(&answers, thread->name);
	}
	put_literal(&answers, "]");
	end();
}

void
event_freed(const token_t *chain)
{
	begin("freed");
	put_literal(&answers, ",\"lengths\":[");
	for (; chain != NULL; chain = chain->next_buf) {
		put_separator(&answers);
		put_number(&answers, chain->len);
	}
	put_literal(&answers, "]");
	end();
}

void
event_asked(const struct thread *thread, int door, const door_arg_t *question)
{
	const au_dbuf_t *buffer = (const au_dbuf_t *)question->data_ptr;

	if (buffer == NULL || question->data_size < AU_DBUF_HEADER)
		fault("a door called with less than the header of its buffer");
	begin("asked");
	named(",\"thread\":", thread->name);
	number(",\"zone\":", thread->door_zone);
	number(",\"door\":", door);
	number(",\"type\":", buffer->aub_type);
	number(",\"size\":", buffer->aub_size);
	put_literal(&answers, ",\"bytes\":\"");
	put_hexadecimal(&answers, question->data_ptr + AU_DBUF_HEADER, question->data_size - AU_DBUF_HEADER);
	put_literal(&answers, "\"");
	end();
}

void
event_assertion(int line)
{
	begin("assertion");
	number(",\"line\":", line);
	end();
}

void
event_printed(int line)
{
	begin("printed");
	number(",\"line\":", line);
	end();
}

void
event_jumped(const struct thread *thread)
{
	begin("jumped");
	named(",\"thread\":", thread->name);
	end();
}

void
event_synced(void)
{
	begin("synced");
	end();
}

void
event_halted(const char *reason, int line)
{
	begin("halted");
	named(",\"reason\":", reason);
	if (line == 0)
		put_literal(&answers, ",\"line\":null");
	else
		number(",\"line\":", line);
	end();
}

/* What gcc and clang leave in a variable that was never set, when told to leave a pattern. */
static bool
was_never_set(int64_t value)
{
	return ((uint32_t)value == 0xfefefefeu || (uint32_t)value == 0xaaaaaaaau);
}

void
event_returned(const struct thread *thread, const char *function)
{
	begin("returned");
	named(",\"thread\":", thread->name);
	named(",\"function\":", function);
	put_literal(&answers, ",\"value\":");
	if (thread->result_kind == RESULT_NOTHING) {
		put_literal(&answers, "null");
	} else if (thread->result_kind == RESULT_NUMBER) {
		if (was_never_set(thread->result))
			put_literal(&answers, "\"unspecified\"");
		else
			put_number(&answers, thread->result);
	} else {
		put_literal(&answers, "[");
		for (int i = 0; i < COUNTERS; i++) {
			put_separator(&answers);
			put_number(&answers, thread->counters[i]);
		}
		put_literal(&answers, "]");
	}
	end();
}
