/* The output thread of a zone, and the two timers that it arms. */
#include "fault.h"
#include "neighbours.h"
#include "points.h"

#define DONT_STOP_DELAY_TICKS 15

static bool
is_auditing(const char *label, const au_kcontext_t *context)
{
	read_at(label, WHAT_STATE, context);
	return (context->auk_auditstate_[0] == AUC_AUDITING);
}

/* Gives false, with the lock left, when auditing was turned off meanwhile. */
static bool
wait_for_records(au_kcontext_t *context)
{
	struct audit_queue *queue = &context->auk_queue;

	enter_at("output:lock", &queue->lock);
	while (queue->head_[0] == NULL) {
		if (queue->wt_block != 0)
			shim_cv_broadcast(&queue->write_cv);
		queue->rd_block = 1;
		count_at("output:rblocked", WHAT_RBLOCKED, 1, context);
		stand_at("output:sleep");
		shim_cv_wait(&queue->read_cv, &queue->lock);
		queue->rd_block = 0;
		if (!is_auditing("output:recheck", context)) {
			exit_at("output:off", &queue->lock);
			timer_arm(TIMER_DONT_STOP, context->auk_zid, DONT_STOP_DELAY_TICKS);
			return (false);
		}
	}
	exit_at("output:unlock", &queue->lock);
	return (true);
}

static void
output_thread(struct thread *thread)
{
	au_kcontext_t *context = thread->context;

	timer_arm(TIMER_KICK, context->auk_zid, context->auk_queue.delay);
	while (is_auditing("output:state", context) && wait_for_records(context) && au_doorio(context) == 0)
		continue;
	enter_at("output:release", &context->auk_svc_lock);
	context->auk_current_vp = NULL;
	context->auk_output_active = 0;
	exit_at("output:ended", &context->auk_svc_lock);
}

/* Who starts the thread goes on running, so the thread is put at its first point by hand. */
void
output_thread_start(int zone)
{
	struct thread *reader = reader_thread(zone);

	if (reader->wait.kind != KIND_IDLE)
		fault_of("% started while it runs", reader->name);
	reader->context = &machine.zone[zone]->context;
	reader->program = output_thread;
	reader->wait = (struct wait) { KIND_READ, WHAT_DELAY, zone, 0, "output:start" };
}

static bool
timer_ends(const au_kcontext_t *context)
{
	return (context->auk_valid != AUK_VALID || context->auk_auditstate_[0] == AUC_NOAUDIT);
}

static void
kick(struct thread *thread)
{
	au_kcontext_t *context = thread->context;

	if (timer_ends(context))
		return;
	read_at("kick:count", WHAT_COUNT, context);
	if (context->auk_queue.cnt != 0) {
		read_at("kick:reader", WHAT_READER, context);
		if (context->auk_queue.rd_block != 0)
			shim_cv_broadcast(&context->auk_queue.read_cv);
	}
	timer_arm(TIMER_KICK, context->auk_zid, context->auk_queue.delay);
}

static void
dont_stop(struct thread *thread)
{
	au_kcontext_t *context = thread->context;

	if (timer_ends(context))
		return;
	enter_at("dont_stop:lock", &context->auk_queue.lock);
	shim_cv_broadcast(&context->auk_queue.write_cv);
	exit_at("dont_stop:unlock", &context->auk_queue.lock);
}

void
timer_run_first(void)
{
	struct timer timer = timer_take_first();
	struct thread *thread = clock_thread();

	thread->context = &machine.zone[timer.zone]->context;
	thread_start(thread, timer.kind == TIMER_KICK ? kick : dont_stop);
}
