/* Asynchronous events: begun, finished by a softcall, dropped, or the end of the system. */
#include "decisions.h"
#include "queue.h"

/* DONE: unless the softcall asks, the thread's jump state is cleared; what the descriptor holds is freed. */
void
audit_async_done(struct membuf **descriptor, int flags)
{
	if (!(flags & FROM_SOFTCALL)) {
		if (!self->jump)
			printed("assertion", "739");
		self->jump = false;
		self->label = NO_LABEL;
	}
	if (descriptor != NULL && *descriptor != NULL) {
		chain_free(*descriptor);
		*descriptor = NULL;
	}
}

static void
sync_disks(const char *at)
{
	point(SYNC, at, "disks", NULL);
	the_system.syncs++;
	event_begin("synced");
	event_end();
}

/* DROP: counted in the global zone, or the halt that the policy asks for. */
void
audit_async_drop(struct membuf **descriptor, int flags)
{
	struct zone *global = global_zone();

	audit_async_done(descriptor, flags);
	reading("768", "global policy", NULL);
	bool halts = (the_system.policy & POLICY_HALT) != 0;
	if (halts) {
		reading("769", "state", global);
		halts = state_halts(global->state);
	}
	if (!halts) {
		count("771", global, DROPPED, 1);
		return;
	}
	sync_disks("781");
	sync_disks("782");
	halt("panic", "787");
}

/* START: 1 if the event is not wanted. The label, dead or alive, is stored in the thread. */
int
audit_async_start(int event, int success_or_failure, enum label label)
{
	struct zone *global = global_zone();

	reading("800", "state", global);
	if (global->state != AUDITING) {
		reading("801", "state", global);
		if (global->state != INITIAL_AUDIT)
			return 1;
	}
	if (event < 0 || event >= EVENTS)
		impossible("an event beyond the table of classes");
	uint32_t class = the_system.classes[event];
	bool wanted = false;
	if (success_or_failure & ON_SUCCESS) {
		reading("811", "info", global);
		wanted = (class & global->success_mask) != 0;
	}
	if (success_or_failure & ON_FAILURE) {
		reading("813", "info", global);
		wanted = wanted || (class & global->failure_mask) != 0;
	}
	if (!wanted)
		return 1;
	if (self->label != NO_LABEL)
		printed("assertion", "818");
	self->label = label;
	self->jump = true;
	return 0;
}

/* FINISH. */
void
audit_async_finish(struct membuf **descriptor, int event, int modifier, const struct time *time)
{
	au_close(global_zone(), descriptor, CLOSE_DONT_BLOCK | CLOSE_OK, event, MODIFIER_NON_ATTRIBUTABLE | modifier, time);
}

/* BACK: the softcall takes the first one that waits. */
void
softcall_body(struct thread *softint)
{
	struct deferred *first = the_system.softcalls;
	struct zone *global = global_zone();

	(void)softint;
	the_system.softcalls = first->next;
	the_system.softcall_count--;
	if (first->chain == NULL)
		impossible("membufs are freed twice");
	if (!audit_async_block(global, &first->chain)) {
		const struct time *time = first->event == EVENT_EXIT_PROM ? NULL : &first->time;
		close_record(global, first->chain, first->flag, first->event, first->modifier, time);
		count("879", global, GENERATED, 1);
		count("880", global, NON_ATTRIBUTABLE, 1);
	}
	release(first);
}
