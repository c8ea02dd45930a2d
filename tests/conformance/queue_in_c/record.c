/* Tokens gather in a descriptor; closing it makes a record of them: now, later, or not at all. */
#include <string.h>

#include "queue.h"

/* The first bytes of tokens: a header in its two forms and widths, and what a policy may add. */
enum { HEADER_32 = 0x14, HEADER_32_EXTENDED = 0x15, HEADER_64 = 0x74, HEADER_64_EXTENDED = 0x79 };
enum { TRAILER = 0x13, SEQUENCE = 0x2f, ZONENAME = 0x60, TRAILER_MAGIC = 0xb105, VERSION = 2 };
enum { TRAILER_BYTES = 7, SEQUENCE_BYTES = 5 };

/* WRITE-02 to WRITE-05. Without a descriptor the token is freed. */
void
au_write(struct membuf **descriptor, struct membuf *token)
{
	if (descriptor == NULL)
		chain_free(token);
	else if (token == NULL)
		printed("printed", "89");
	else
		*descriptor = chain_pack(*descriptor, token);
}

/* DEFER: to a softcall if nothing may block, else to the end of the thread's system call. */
static void
defer(struct membuf *chain, int flag, int event, int modifier, const struct time *time)
{
	if (!(flag & CLOSE_OK)) {
		chain_free(chain);
		return;
	}
	if (!memory_for("151", "descriptor")) {
		chain_free(chain);
		return;
	}
	struct deferred *deferred = keep(sizeof (*deferred));
	*deferred = (struct deferred){ NULL, event, modifier, flag, time == NULL ? now() : *time, chain };
	if (flag & CLOSE_DONT_BLOCK) {
		softcall(deferred);
		audit_async_done(NULL, 0);
		return;
	}
	struct deferred **link = &self->deferred;
	while (*link != NULL)
		link = &(*link)->next;
	*link = deferred;
}

/* CLOSE. The descriptor is empty from then on. */
void
au_close(struct zone *zone, struct membuf **descriptor, int flag, int event, int modifier, const struct time *time)
{
	struct membuf *chain = *descriptor;
	bool within_call = self->syscall != 0 && self->syscall != SYSCALL_EXIT;

	if (chain == NULL)
		return;
	*descriptor = NULL;
	if ((flag & CLOSE_DONT_BLOCK) || ((flag & CLOSE_DEFER) && within_call))
		defer(chain, flag, event, modifier, time);
	else
		close_record(zone, chain, flag, event, modifier, time);
}

/* TIME: big-endian, 8 bytes each at width 64, else the low 4 bytes of each. */
void
store_time(unsigned char *place, const struct time *time)
{
	uint64_t numbers[2] = { (uint64_t)time->seconds, (uint64_t)time->nanoseconds };
	int bytes = the_system.width / 8;

	for (int i = 0; i < 2; i++) {
		for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8)
			*place++ = (unsigned char)(numbers[i] >> shift);
	}
}

/* RECORD-02, RECORD-03. */
static bool
gate_is_open(struct zone *zone, int event)
{
	int state = self->cache;

	if (state == 0) {
		reading("254", "state", zone);
		state = zone->state;
	}
	return (state & ~(AUDITING | INITIAL_AUDIT)) == 0 || event == EVENT_SYSTEM_BOOT;
}

static size_t
zonename_length(void)
{
	return 3 + strlen(self->zone->name) + 1;
}

/* RECORD-04 to RECORD-08: what the record will be long, as far as can be told now. */
static size_t
counted_length(struct zone *zone, const struct membuf *body, bool *zonename)
{
	size_t length = chain_length(body) + (the_system.width == 64 ? 26 : 18);

	reading("277", "host valid", zone);
	if (zone->host_valid) {
		reading("279", "info", zone);
		length += 4 + zone->host_type;
	}
	reading("284", "policy", zone);
	*zonename = (zone->policy & POLICY_ZONENAME) != 0;
	if (*zonename)
		length += zonename_length();
	reading("291", "policy", zone);
	if (zone->policy & POLICY_TRAILER)
		length += TRAILER_BYTES;
	reading("295", "policy", zone);
	if (zone->policy & POLICY_SEQUENCE)
		length += SEQUENCE_BYTES;
	return length;
}

/* TOKEN-01, TOKEN-02: the address is that of the running thread's own context, whatever zone is closed into. */
static struct membuf *
header(struct zone *zone, size_t length, int event, int modifier)
{
	bool wide = the_system.width == 64;

	reading("299", "host valid", zone);
	bool extended = zone->host_valid != 0;
	(void)memory_for(extended ? "300" : "302", "membuf");
	struct membuf *token = membuf_new();
	int plain = wide ? HEADER_64 : HEADER_32;
	int with_address = wide ? HEADER_64_EXTENDED : HEADER_32_EXTENDED;
	membuf_number(token, 1, (uint64_t)(extended ? with_address : plain));
	membuf_number(token, 4, length);
	membuf_number(token, 1, VERSION);
	membuf_number(token, 2, (uint64_t)event);
	membuf_number(token, 2, (uint64_t)modifier);
	if (extended) {
		const struct zone *own = own_zone_if_per_zone(self);
		membuf_number(token, 4, own->host_type);
		membuf_append(token, own->host_address, own->host_type);
	}
	membuf_number(token, wide ? 8 : 4, 0);
	membuf_number(token, wide ? 8 : 4, 0);
	return token;
}

/* RECORD-10. */
static unsigned char *
place_of_time(struct zone *zone, struct membuf *first)
{
	reading("312", "host valid", zone);
	if (!zone->host_valid)
		return first->bytes + 10;
	reading("314", "info", zone);
	return first->bytes + 14 + zone->host_type;
}

static struct membuf *
zonename_token(void)
{
	(void)memory_for("325", "membuf");
	struct membuf *token = membuf_new();
	membuf_number(token, 1, ZONENAME);
	membuf_number(token, 2, strlen(self->zone->name) + 1);
	membuf_append(token, self->zone->name, strlen(self->zone->name) + 1);
	return token;
}

/* RECORD-14, RECORD-15: the policy is read once more for each. */
static void
add_sequence(struct zone *zone, struct membuf *record, struct places *places)
{
	reading("330", "policy", zone);
	if (!(zone->policy & POLICY_SEQUENCE))
		return;
	(void)memory_for("332", "membuf");
	struct membuf *token = membuf_new();
	membuf_number(token, 1, SEQUENCE);
	membuf_number(token, 4, 0);
	chain_link(record, token);
	places->sequence = token->bytes + 1;
}

static void
add_trailer(struct zone *zone, struct membuf *record, size_t length)
{
	reading("347", "policy", zone);
	if (!(zone->policy & POLICY_TRAILER))
		return;
	(void)memory_for("348", "membuf");
	struct membuf *token = membuf_new();
	membuf_number(token, 1, TRAILER);
	membuf_number(token, 2, TRAILER_MAGIC);
	membuf_number(token, 4, length);
	chain_pack(record, token);
}

/* RECORD: the body gets its header, its other tokens, and a place in the queue of the zone. */
void
close_record(struct zone *zone, struct membuf *body, int flag, int event, int modifier, const struct time *time)
{
	struct places places = { NULL, NULL };
	bool zonename;

	if (!(flag & CLOSE_OK) || !gate_is_open(zone, event)) {
		chain_free(body);
		return;
	}
	size_t length = counted_length(zone, body, &zonename);
	struct membuf *record = header(zone, length, event, modifier);
	unsigned char *place = place_of_time(zone, record);
	if (time != NULL)
		store_time(place, time);
	else
		places.time = place;
	chain_pack(record, body);
	if (zonename)
		chain_pack(record, zonename_token());
	add_sequence(zone, record, &places);
	add_trailer(zone, record, length);
	au_enqueue(zone, record, &places, (flag & CLOSE_DONT_BLOCK) != 0);
	count("361", zone, TOTAL_SIZE, (uint32_t)length);
}
