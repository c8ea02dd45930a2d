/* The administrator's calls, auditon(2): condition, policy, queue controls, statistics, host address. */
#include "neighbours.h"
#include "points.h"
#include "tokens.h"

#define MOST_HIGH_WATER 100000u
#define MOST_BUFFER 1048576u
#define MOST_DELAY_TICKS 20000
#define POLICY_FROM_GLOBAL_ZONE 0x7fdfu

static bool
may_not(const struct thread *thread)
{
	return (thread->zone != 0 && !per_zone());
}

/* The boot record: an asynchronous event whose label is dead and that nobody preselects. */
static void
load_module(struct thread *thread)
{
	caddr_t descriptor = (caddr_t)text_token("booting kernel");
	timestruc_t start;

	start.tv_sec = (__typeof__(start.tv_sec))machine.clock_seconds;
	start.tv_nsec = (__typeof__(start.tv_nsec))machine.clock_nanoseconds;
	machine.loaded = true;
	thread->tad.tad_errjmp = &thread->dead_label;
	thread->tad.tad_ctrl |= PAD_ERRJMP;
	audit_async_finish(&descriptor, AUE_SYSTEMBOOT, 0, &start);
}

int
auditon_setcond(struct thread *thread, const struct call *call)
{
	au_kcontext_t *context = shim_own_context();
	struct audit_queue *queue = &context->auk_queue;

	if (may_not(thread))
		return (ERROR_INVALID);
	if (call->numbers[0] == AUC_AUDITING) {
		if (!machine.loaded)
			load_module(thread);
		context->auk_auditstate_[0] = AUC_AUDITING;
		return (0);
	}
	if (call->numbers[0] != AUC_NOAUDIT)
		return (ERROR_INVALID);
	if (context->auk_auditstate_[0] == AUC_NOAUDIT)
		return (0);
	context->auk_auditstate_[0] = AUC_NOAUDIT;
	enter_at("setcond:lock", &queue->lock);
	if (queue->wt_block != 0)
		shim_cv_broadcast(&queue->write_cv);
	shim_cv_broadcast(&queue->read_cv);
	exit_at("setcond:unlock", &queue->lock);
	return (0);
}

int
auditon_setpolicy(struct thread *thread, const struct call *call)
{
	au_kcontext_t *context = shim_own_context();
	struct audit_queue *queue = &context->auk_queue;
	uint32_t mask = (uint32_t)call->numbers[0];
	uint32_t allowed = thread->zone == 0 ? POLICY_FROM_GLOBAL_ZONE : AUDIT_LOCAL;

	if (may_not(thread) || (mask & ~allowed) != 0)
		return (ERROR_INVALID);
	if (thread->zone == 0)
		audit_policy_[0] = mask & AUDIT_GLOBAL;
	write_at("setpolicy:local", WHAT_POLICY, context);
	context->auk_policy_[0] = mask & AUDIT_LOCAL;
	read_at("setpolicy:door", WHAT_DOOR, context);
	if (context->auk_current_vp != NULL)
		(void)au_doormsg(context, AU_DBUF_POLICY, &mask);
	enter_at("setpolicy:lock", &queue->lock);
	if ((mask & (AUDIT_CNT | AUDIT_SCNT)) != 0 && (size_t)queue->cnt >= queue->hiwater)
		shim_cv_broadcast(&queue->write_cv);
	exit_at("setpolicy:unlock", &queue->lock);
	return (0);
}

static bool
are_good_controls(uint64_t high_water, uint64_t low_water, uint64_t buffer_size, int64_t delay_ticks)
{
	uint64_t least_high_water = machine.small_limits ? 1 : 10;
	uint64_t least_buffer = machine.small_limits ? 1 : 8192;

	return (high_water > low_water && high_water >= least_high_water && high_water <= MOST_HIGH_WATER &&
	    buffer_size >= least_buffer && buffer_size <= MOST_BUFFER &&
	    delay_ticks != 0 && delay_ticks <= MOST_DELAY_TICKS);
}

int
auditon_setqctrl(struct thread *thread, const struct call *call)
{
	struct audit_queue *queue = &shim_own_context()->auk_queue;
	const int64_t *given = call->numbers;

	if (may_not(thread) ||
	    !are_good_controls((uint64_t)given[0], (uint64_t)given[1], (uint64_t)given[2], given[3]))
		return (ERROR_INVALID);
	enter_at("setqctrl:lock", &queue->lock);
	queue->hiwater = (size_t)given[0];
	queue->lowater = (size_t)given[1];
	queue->bufsz_[0] = (size_t)given[2];
	queue->delay = (clock_t)given[3];
	if (queue->rd_block != 0 && (size_t)queue->cnt > queue->lowater)
		shim_cv_broadcast(&queue->read_cv);
	if (queue->wt_block != 0 && (size_t)queue->cnt < queue->hiwater)
		shim_cv_broadcast(&queue->write_cv);
	exit_at("setqctrl:unlock", &queue->lock);
	return (0);
}

int
auditon_setstat(struct thread *thread, const struct call *call)
{
	au_stat_t *statistics = &shim_own_context()->auk_statistics;

	if (may_not(thread))
		return (ERROR_INVALID);
	for (int i = 0; i < COUNTERS; i++)
		if ((call->counters & 1u << i) != 0)
			statistics->counters[i] = 0;
	return (0);
}

/* An IPv6 address that stands for an IPv4 one. */
static bool
is_mapped(const uint32_t *address)
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	return (memcmp(address, prefix, sizeof (prefix)) == 0);
}

int
auditon_setkaudit(struct thread *thread, const struct call *call)
{
	au_kcontext_t *context = shim_own_context();
	au_tid_addr_t *host = &context->auk_info_[0].ai_termid;
	bool is_zero = true;

	if (may_not(thread))
		return (ERROR_INVALID);
	host->at_type = (uint32_t)call->numbers[0];
	memcpy(host->at_addr, call->address, sizeof (host->at_addr));
	if (host->at_type == AU_IPv6 && is_mapped(host->at_addr)) {
		host->at_type = AU_IPv4;
		host->at_addr[0] = host->at_addr[3];
		host->at_addr[1] = host->at_addr[2] = host->at_addr[3] = 0;
	}
	for (int i = 0; i < 4; i++)
		is_zero = is_zero && host->at_addr[i] == 0;
	write_at("setkaudit:valid", WHAT_HOST_VALID, context);
	context->auk_hostaddr_valid_[0] = is_zero ? 0 : 1;
	return (0);
}
