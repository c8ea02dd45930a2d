/*
 * The tokens that a closed record gets: header, zone name, sequence, trailer. Big-endian.
 *
 * Each asks for one membuf at its caller's point. The extended header takes its address from the
 * running thread's own choice of context, whatever the record is closed into.
 */
#include "chains.h"
#include "events.h"
#include "fault.h"
#include "machine.h"
#include "memory.h"
#include "points.h"
#include "tokens.h"

#define TOKEN_VERSION 2
#define TIME_BYTES sizeof (timestruc_t)

char time_outside_membuf[1];

static void
put_big_endian(token_t *token, uint64_t value, int bytes)
{
	unsigned char digits[8];

	for (int i = 0; i < bytes; i++)
		digits[i] = (unsigned char)(value >> 8 * (bytes - 1 - i));
	chain_append_bytes(token, digits, (size_t)bytes);
}

static void
jump(void)
{
	struct shim_label *label = running->tad.tad_errjmp;

	if (label == NULL || !label->live)
		fault("a jump to a label that is dead");
	event_jumped(running);
	_longjmp(label->place, 1);
}

void
ask_for_membuf(void)
{
	park(KIND_MEMORY, WHAT_MEMBUF, NO_ZONE);
	if (!machine.memory)
		jump();
}

static token_t *
new_token(int id)
{
	ask_for_membuf();
	token_t *token = membuf_new();
	put_big_endian(token, (uint64_t)id, 1);
	return (token);
}

static token_t *
header(int id, int size, au_event_t event, au_emod_t modifier)
{
	token_t *token = new_token(id);

	put_big_endian(token, (uint32_t)size, 4);
	put_big_endian(token, TOKEN_VERSION, 1);
	put_big_endian(token, event, 2);
	put_big_endian(token, modifier, 2);
	return (token);
}

static void
put_no_time(token_t *token)
{
	static const char zeros[TIME_BYTES];

	chain_append_bytes(token, zeros, TIME_BYTES);
}

token_t *
shim_au_to_header(int size, au_event_t event, au_emod_t modifier)
{
	token_t *token = header(SHIM_WIDTH == 64 ? HEADER_64 : HEADER_32, size, event, modifier);

	put_no_time(token);
	return (token);
}

token_t *
shim_au_to_header_ex(int size, au_event_t event, au_emod_t modifier)
{
	token_t *token = header(SHIM_WIDTH == 64 ? HEADER_64_EXTENDED : HEADER_32_EXTENDED, size, event, modifier);
	const au_tid_addr_t *host = &shim_process_context()->auk_info_[0].ai_termid;

	put_big_endian(token, host->at_type, 4);
	chain_append_bytes(token, host->at_addr, host->at_type);
	put_no_time(token);
	return (token);
}

static const char *
zone_name(void)
{
	return (machine.zone[running->zone]->name);
}

size_t
au_zonename_length(void *zone)
{
	(void)zone;
	return (3 + strlen(zone_name()) + 1);
}

token_t *
shim_au_to_zonename(size_t length, void *zone)
{
	token_t *token = new_token(ZONENAME);

	(void)zone;
	(void)length;
	put_big_endian(token, strlen(zone_name()) + 1, 2);
	chain_append_bytes(token, zone_name(), strlen(zone_name()) + 1);
	return (token);
}

token_t *
shim_au_to_seq(void)
{
	token_t *token = new_token(SEQUENCE);

	put_big_endian(token, 0, 4);
	return (token);
}

token_t *
shim_au_to_trailer(int size)
{
	token_t *token = new_token(TRAILER);

	put_big_endian(token, TRAILER_MAGIC, 2);
	put_big_endian(token, (uint32_t)size, 4);
	return (token);
}

token_t *
text_token(const char *words)
{
	token_t *token = membuf_new();

	put_big_endian(token, TEXT, 1);
	put_big_endian(token, strlen(words) + 1, 2);
	chain_append_bytes(token, words, strlen(words) + 1);
	return (token);
}

void
adr_start(adr_t *handle, char *place)
{
	handle->adr_stream = place;
	handle->adr_now = place;
}

static void
write_big_endian(adr_t *handle, uint64_t value, int bytes)
{
	if (handle->adr_now == time_outside_membuf)
		fault("a time written outside of the first membuf");
	for (int i = 0; i < bytes; i++)
		*handle->adr_now++ = (char)(value >> 8 * (bytes - 1 - i));
}

void
adr_int32(adr_t *handle, int32_t *values, int count)
{
	for (int i = 0; i < count; i++)
		write_big_endian(handle, (uint32_t)values[i], 4);
}

void
adr_int64(adr_t *handle, int64_t *values, int count)
{
	for (int i = 0; i < count; i++)
		write_big_endian(handle, (uint64_t)values[i], 8);
}
