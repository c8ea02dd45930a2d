/* Memory: membufs and chains of them, and the events that are told. */
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that a run keeps is on one ring, so that an abandoned run leaves nothing behind. */
struct kept {
	struct kept *next, *previous;
	_Alignas(max_align_t) unsigned char bytes[];
};
static struct kept ring = { &ring, &ring };

void *
keep(size_t bytes)
{
	struct kept *kept = malloc(sizeof (*kept) + bytes);

	if (kept == NULL) {
		fputs("queue_in_c: out of memory\n", stderr);
		exit(1);
	}
	kept->next = ring.next;
	kept->previous = &ring;
	ring.next->previous = kept;
	ring.next = kept;
	return kept->bytes;
}

/* NULL releases all. */
void
release(void *bytes)
{
	if (bytes == NULL) {
		while (ring.next != &ring)
			release(ring.next->bytes);
		return;
	}
	struct kept *kept = (struct kept *)((unsigned char *)bytes - offsetof(struct kept, bytes));
	kept->next->previous = kept->previous;
	kept->previous->next = kept->next;
	free(kept);
}

/* Wait for memory; false if there is none, which a descriptor or a thread with its jump bit set does not wait for. */
bool
memory_for(const char *at, const char *what)
{
	point(MEMORY, at, what, NULL);
	if (the_system.memory || strcmp(what, "descriptor") == 0)
		return the_system.memory;
	event_thread(event_begin("jumped"), self);
	event_end();
	if (self->label != LIVE_LABEL)
		impossible("a jump to a label whose call has returned");
	return false;
}

struct membuf *
membuf_new(void)
{
	struct membuf *membuf = keep(sizeof (*membuf));

	membuf->next = membuf->next_record = NULL;
	membuf->length = 0;
	return membuf;
}

void
membuf_append(struct membuf *membuf, const void *bytes, size_t length)
{
	memcpy(membuf->bytes + membuf->length, bytes, length);
	membuf->length += length;
}

/* Big-endian. */
void
membuf_number(struct membuf *membuf, size_t bytes, uint64_t number)
{
	while (bytes-- > 0)
		membuf->bytes[membuf->length++] = (unsigned char)(number >> 8 * bytes);
}

size_t
chain_length(const struct membuf *chain)
{
	size_t length = 0;

	for (; chain != NULL; chain = chain->next)
		length += chain->length;
	return length;
}

/* The packing way: what fits whole into the last membuf is copied there. */
struct membuf *
chain_pack(struct membuf *chain, struct membuf *more)
{
	struct membuf *last = chain;

	if (chain == NULL)
		return more;
	while (last->next != NULL)
		last = last->next;
	if (last->length + more->length <= MEMBUF_BYTES) {
		membuf_append(last, more->bytes, more->length);
		last->next = more->next;
		release(more);
	} else {
		last->next = more;
	}
	return chain;
}

/* The linking way: never copied. */
void
chain_link(struct membuf *chain, struct membuf *more)
{
	while (chain->next != NULL)
		chain = chain->next;
	chain->next = more;
}

/* With the jump bit set a softcall is asked for that will free it once more. */
void
chain_free(struct membuf *chain)
{
	if (chain == NULL)
		return;
	if (self->jump) {
		struct deferred *again = keep(sizeof (*again));
		again->chain = NULL;
		softcall(again);
	}
	struct text *text = event_begin("freed");
	text_put(text, ",\"lengths\":[");
	while (chain != NULL) {
		struct membuf *next = chain->next;
		text_number(text, (int64_t)chain->length);
		if (next != NULL)
			text_put(text, ",");
		release(chain);
		chain = next;
	}
	text_put(text, "]");
	event_end();
}

/* Begins an event; its other facts follow, each with a comma before it, and then event_end. */
struct text *
event_begin(const char *event)
{
	struct text *text = &the_system.events;

	if (text->length != 0)
		text_put(text, ",");
	text_put(text, "{\"event\":");
	text_quoted(text, event);
	return text;
}

void
event_thread(struct text *text, const struct thread *thread)
{
	text_put(text, ",\"thread\":");
	text_quoted(text, thread->name);
}

void
event_end(void)
{
	text_put(&the_system.events, "}");
}

/* An event that has a line and nothing else: a failed assertion, or a message on the console. */
void
printed(const char *event, const char *line)
{
	struct text *text = event_begin(event);

	text_put(text, ",\"line\":");
	text_put(text, line);
	event_end();
}
