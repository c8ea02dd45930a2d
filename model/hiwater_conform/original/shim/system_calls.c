/* What a system call does around the file: entry, exit, asynchronous events, auditdoor, a zone's end. */
#include "chains.h"
#include "neighbours.h"
#include "points.h"
#include "tokens.h"

static void
forget_call(t_audit_data_t *tad)
{
	tad->tad_scid = 0;
	tad->tad_event = 0;
	tad->tad_flag = 0;
	tad->tad_ctrl &= ~(uint32_t)PAD_ERRJMP;
	tad->tad_audit = AUC_UNSET;
}

void
syscall_enter(struct thread *thread, const struct call *call)
{
	uint32_t state = shim_process_context()->auk_auditstate_[0];

	if (!machine.loaded || (state & AU_AUDIT_MASK) == 0)
		return;
	thread->tad.tad_scid = (unsigned int)call->numbers[0];
	thread->tad.tad_event = (au_event_t)call->numbers[1];
	thread->tad.tad_flag = call->truth;
	thread->tad.tad_audit = state;
}

static au_defer_info_t *
take_first_deferred(t_audit_data_t *tad)
{
	au_defer_info_t *first = tad->tad_defer_head;

	tad->tad_defer_head = first->audi_next;
	if (tad->tad_defer_head == NULL)
		tad->tad_defer_tail = NULL;
	return (first);
}

void
syscall_exit(struct thread *thread)
{
	t_audit_data_t *tad = &thread->tad;
	au_kcontext_t *context = shim_process_context();

	if ((tad->tad_audit & AU_AUDIT_MASK) == 0)
		return;
	while (tad->tad_defer_head != NULL) {
		au_defer_info_t *first = take_first_deferred(tad);
		au_close_time(context, first->audi_ad, first->audi_flag, first->audi_e_type, first->audi_e_mod,
		    &first->audi_atime);
		shim_kmem_free(first, sizeof (*first));
	}
	if (tad->tad_flag != 0) {
		count_at("syscall_exit:generated", WHAT_GENERATED, 1, context);
		count_at("syscall_exit:kernel", WHAT_KERNEL, 1, context);
		au_close(context, &tad->tad_ad, AU_OK, tad->tad_event, 0, NULL);
	}
	forget_call(tad);
}

void
thread_exit(struct thread *thread)
{
	t_audit_data_t *tad = &thread->tad;

	while (tad->tad_defer_head != NULL) {
		au_defer_info_t *first = take_first_deferred(tad);
		au_free_rec(first->audi_ad);
		shim_kmem_free(first, sizeof (*first));
	}
	forget_call(tad);
	tad->tad_errjmp = NULL;
	chain_release((token_t *)tad->tad_ad);
	tad->tad_ad = NULL;
	chain_release((token_t *)thread->local);
	thread->local = NULL;
}

static void
write_tokens(struct thread *thread, struct call *call)
{
	while (call->tokens != NULL) {
		stand_at("async_event:token");
		ask_for_membuf();
		token_t *token = call->tokens;
		call->tokens = token->next_rec_[0];
		token->next_rec_[0] = NULL;
		au_write(&thread->local, token);
	}
}

/* A function of its own, so that a jump back into it finds no local variable that was changed. */
static int
produce(struct thread *thread, struct call *call)
{
	struct shim_label *label = &thread->live_label;

	if (!machine.loaded)
		return (1);
	if (_setjmp(label->place) != 0) {
		audit_async_drop(&thread->local, 0);
		return (2);
	}
	if (audit_async_start(label, (au_event_t)call->numbers[0], (int)call->numbers[1]) != 0)
		return (1);
	write_tokens(thread, call);
	audit_async_finish(&thread->local, (au_event_t)call->numbers[0], (au_emod_t)call->numbers[2],
	    call->has_time ? &call->time : NULL);
	return (0);
}

int
async_event(struct thread *thread, struct call *call)
{
	thread->live_label.live = true;
	int result = produce(thread, call);
	thread->live_label.live = false;
	tokens_release(call->tokens);
	call->tokens = NULL;
	return (result);
}

int
auditdoor(struct thread *thread, const struct call *call)
{
	au_kcontext_t *context = shim_own_context();
	int64_t door = call->numbers[0];
	bool was_active;

	if (!machine.loaded || (thread->zone != 0 && !per_zone()))
		return (ERROR_INVALID);
	if (door < 0)
		return (door == DOOR_BAD ? ERROR_BAD_FILE : ERROR_INVALID);
	enter_at("auditdoor:lock", &context->auk_svc_lock);
	context->auk_current_vp = door_of((int)door);
	was_active = context->auk_output_active != 0;
	context->auk_output_active = 1;
	exit_at("auditdoor:unlock", &context->auk_svc_lock);
	if (!was_active)
		output_thread_start(context->auk_zid);
	return (0);
}

void
zone_shutdown(struct thread *thread, const struct call *call)
{
	au_kcontext_t *context = call->context;
	uint32_t nothing = 0;

	(void)thread;
	read_at("zone_shutdown:door", WHAT_DOOR, context);
	if (machine.loaded && context->auk_current_vp != NULL)
		(void)au_doormsg(context, AU_DBUF_SHUTDOWN, &nothing);
	write_at("zone_shutdown:invalid", WHAT_STATE, context);
	context->auk_valid = AUK_INVALID;
	context->auk_auditstate_[0] = AUC_NOAUDIT;
	if (context->auk_output_active == 0)
		return;
	enter_at("zone_shutdown:lock", &context->auk_queue.lock);
	shim_cv_broadcast(&context->auk_queue.read_cv);
	exit_at("zone_shutdown:unlock", &context->auk_queue.lock);
	join_at("zone_shutdown:join", context->auk_zid);
}
