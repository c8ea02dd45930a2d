/* audit(2): a record that a process made itself, checked, completed and queued. */
#include "chains.h"
#include "neighbours.h"
#include "points.h"
#include "tokens.h"

#define TOKEN_VERSION 2
#define VERSION_PLACE 5
#define LENGTH_PLACE 1
#define ADDRESS_TYPE_PLACE 10

/* What the first bytes say: where the time is, and how long it is. */
struct header {
	bool known;
	int64_t length;
	int64_t time_place;
	int64_t time_bytes;
};

static struct header
read_header(const token_t *record)
{
	const unsigned char *bytes = (const unsigned char *)record->buf;
	const unsigned char *type = bytes + ADDRESS_TYPE_PLACE;
	int id = bytes[0];
	bool is_64 = id == HEADER_64 || id == HEADER_64_EXTENDED;
	bool is_extended = id == HEADER_32_EXTENDED || id == HEADER_64_EXTENDED;
	struct header header = { false, 0, ADDRESS_TYPE_PLACE, is_64 ? 16 : 8 };

	header.known = id == HEADER_32 || id == HEADER_32_EXTENDED || (SHIM_WIDTH == 64 && is_64);
	if (is_extended)
		header.time_place += 4 + (int64_t)(int32_t)((uint32_t)type[0] << 24 | (uint32_t)type[1] << 16 |
		    (uint32_t)type[2] << 8 | type[3]);
	header.length = header.time_place + header.time_bytes;
	return (header);
}

static void
append_zone_name(token_t *record, const au_kcontext_t *context, size_t *size)
{
	read_at("audit:zonename", WHAT_POLICY, context);
	if ((context->auk_policy_[0] & AUDIT_ZONENAME) == 0)
		return;
	size_t length = au_zonename_length(NULL);
	stand_at("audit:zonename_memory");
	(void)au_append_rec(record, shim_au_to_zonename(length, NULL), AU_PACK);
	*size += length;
}

static void
append_sequence(token_t *record, const au_kcontext_t *context, size_t *size, adr_t *handle)
{
	handle->adr_now = NULL;
	read_at("audit:sequence", WHAT_POLICY, context);
	if ((context->auk_policy_[0] & AUDIT_SEQ) == 0)
		return;
	stand_at("audit:sequence_memory");
	token_t *token = shim_au_to_seq();
	*size += token->len;
	(void)au_append_rec(record, token, AU_LINK);
	adr_start(handle, token->buf + 1);
}

static void
append_trailer(token_t *record, const au_kcontext_t *context, size_t *size)
{
	const size_t trailer_bytes = 7;

	read_at("audit:trailer", WHAT_POLICY, context);
	if ((context->auk_policy_[0] & AUDIT_TRAIL) == 0)
		return;
	stand_at("audit:trailer_memory");
	*size += trailer_bytes;
	(void)au_append_rec(record, shim_au_to_trailer((int)*size), AU_PACK);
}

static void
complete_and_queue(token_t *record, struct header header, size_t size, au_kcontext_t *context)
{
	adr_t time_handle, sequence_handle, length_handle;

	append_zone_name(record, context, &size);
	append_sequence(record, context, &size, &sequence_handle);
	append_trailer(record, context, &size);
	int32_t length = (int32_t)size;
	adr_start(&length_handle, record->buf + LENGTH_PLACE);
	adr_int32(&length_handle, &length, 1);
	count_at("audit:generated", WHAT_GENERATED, 1, context);
	count_at("audit:audit", WHAT_AUDIT, 1, context);
	bool is_inside = header.time_place >= 0 && header.time_place + header.time_bytes <= AU_BUFSIZE;
	adr_start(&time_handle, is_inside ? record->buf + header.time_place : time_outside_membuf);
	au_enqueue(context, record, &time_handle, &sequence_handle, header.time_bytes == 16, 0);
	count_at("audit:totalsize", WHAT_TOTALSIZE, (uint32_t)size, context);
}

static int
check(const struct thread *thread, const struct call *call, const au_kcontext_t *context, bool *goes_on)
{
	uint32_t cached = thread->tad.tad_audit;
	uint32_t state = cached != AUC_UNSET ? cached : context->auk_auditstate_[0];

	*goes_on = false;
	if (!machine.loaded || (state & ~(uint32_t)(AUC_AUDITING | AUC_INIT_AUDIT)) != 0)
		return (0);
	if (!call->truth)
		return (ERROR_PERMISSION);
	if (call->record_bytes > LONGEST_RECORD_BYTES)
		return (ERROR_TOO_BIG);
	if (call->record_bytes < SHORTEST_RECORD_BYTES)
		return (ERROR_INVALID);
	*goes_on = true;
	return (0);
}

int
audit(struct thread *thread, struct call *call)
{
	au_kcontext_t *context = shim_process_context();
	token_t *record = call->chain;
	bool goes_on;
	int error = check(thread, call, context, &goes_on);

	call->chain = NULL;
	if (!goes_on) {
		chain_release(record);
		return (error);
	}
	stand_at("audit:copy");
	ask_for_membuf();
	struct header header = read_header(record);
	bool is_short = call->record_bytes < header.length;
	if (!header.known || is_short || record->buf[VERSION_PLACE] != TOKEN_VERSION) {
		au_free_rec(record);
		return (header.known && is_short ? 0 : ERROR_INVALID);
	}
	complete_and_queue(record, header, (size_t)call->record_bytes, context);
	return (0);
}
