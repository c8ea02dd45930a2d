/*
 * A shadow of each queue: which records were seen, by address and birth.
 *
 * A record is never changed once it is queued, so only the two ends need to be looked at.
 */
#include <stdlib.h>

#include "chains.h"
#include "fault.h"
#include "memory.h"
#include "record_queue.h"

struct seen_record {
	const token_t *record;
	uint64_t birth;
};

/* A ring whose capacity is a power of two. */
struct seen_queue {
	struct seen_record *ring;
	size_t capacity;
	size_t first;
	size_t length;
};

static struct seen_queue seen[MOST_ZONES];

static struct seen_record *
at_place(struct seen_queue *queue, size_t place)
{
	return (&queue->ring[(queue->first + place) & (queue->capacity - 1)]);
}

static void
grow(struct seen_queue *queue)
{
	size_t capacity = queue->capacity == 0 ? 64 : 2 * queue->capacity;
	struct seen_record *ring = malloc(capacity * sizeof (*ring));

	if (ring == NULL)
		fault("the adapter itself has no memory left");
	for (size_t i = 0; i < queue->length; i++)
		ring[i] = *at_place(queue, i);
	free(queue->ring);
	queue->ring = ring;
	queue->capacity = capacity;
	queue->first = 0;
}

static size_t
count_removed(struct seen_queue *queue, const token_t *head)
{
	size_t removed = 0;

	if (head == NULL)
		return (queue->length);
	uint64_t birth = membuf_birth(head);
	while (removed < queue->length &&
	    (at_place(queue, removed)->record != head || at_place(queue, removed)->birth != birth))
		removed++;
	return (removed);
}

static void
append(struct seen_queue *queue, const token_t *record)
{
	if (queue->length == queue->capacity)
		grow(queue);
	*at_place(queue, queue->length++) = (struct seen_record) { record, membuf_birth(record) };
}

bool
put_record_changes(struct text *text, int zone)
{
	struct seen_queue *queue = &seen[zone];
	const token_t *head = machine.zone[zone]->context.auk_queue.head_[0];
	size_t removed = count_removed(queue, head);

	queue->first += removed;
	queue->length -= removed;
	const token_t *next = queue->length == 0 ? head : at_place(queue, queue->length - 1)->record->next_rec_[0];
	if (removed == 0 && next == NULL)
		return (false);
	put_literal(text, "{\"removed\":");
	put_number(text, (int64_t)removed);
	put_literal(text, ",\"appended\":[");
	for (; next != NULL; next = next->next_rec_[0]) {
		append(queue, next);
		put_separator(text);
		put_chain(text, next);
	}
	put_literal(text, "]}");
	return (true);
}

void
put_records(struct text *text, int zone)
{
	const token_t *record = machine.zone[zone]->context.auk_queue.head_[0];

	put_literal(text, "[");
	for (; record != NULL; record = record->next_rec_[0]) {
		put_separator(text);
		put_chain(text, record);
	}
	put_literal(text, "]");
}

void
record_queues_reset(void)
{
	for (int zone = 0; zone < MOST_ZONES; zone++)
		seen[zone].first = seen[zone].length = 0;
}
