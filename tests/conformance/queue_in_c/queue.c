/* The queue: who is full sleeps, drops or gives up; who has been delivered leaves. */
#include "decisions.h"
#include "queue.h"

enum decision { GO_ON, DROP };

/* BLOCK: the queue lock is held, and the queue is full. */
static enum decision
audit_sync_block(struct zone *zone)
{
	do {
		int state = self->cache;
		if (state == 0) {
			reading("474", "state", zone);
			state = zone->state;
		}
		bool drops = state_drops(state);
		if (!drops) {
			reading("475", "policy", zone);
			drops = (zone->policy & POLICY_COUNT) != 0;
		}
		if (drops) {
			count("478", zone, DROPPED, 1);
			return DROP;
		}
		if (reader_is_woken(zone))
			broadcast(&zone->read_condition);
		count("489", zone, WRITER_BLOCKED, 1);
		zone->writers++;
		wait_on(&zone->write_condition, "493");
		zone->writers--;
	} while (queue_is_full(zone));
	return GO_ON;
}

/* ABLOCK: true if the queue of an asynchronous record is full, and the record has been dropped. */
bool
audit_async_block(struct zone *zone, struct membuf **descriptor)
{
	lock_enter(&zone->queue_lock, "511");
	if (queue_is_full(zone)) {
		lock_exit(&zone->queue_lock, "514");
		audit_async_drop(descriptor, FROM_SOFTCALL);
		return true;
	}
	lock_exit(&zone->queue_lock, "519");
	return false;
}

/* ENQ-05: a dropped record uses up no number. */
static void
store_sequence(struct zone *zone, unsigned char *place)
{
	uint32_t next = (uint32_t)zone->sequence + 1;

	zone->sequence = (int32_t)next;
	for (int i = 0; i < 4; i++)
		place[i] = (unsigned char)(next >> (24 - 8 * i));
}

static void
append(struct zone *zone, struct membuf *record)
{
	if (zone->head == NULL)
		zone->head = record;
	else
		zone->tail->next_record = record;
	zone->tail = record;
	zone->count++;
	if (zone->appended++ == 0)
		zone->first_appended = record;
}

/* ENQ. Without a zone the record leaks, as it does there. */
void
au_enqueue(struct zone *zone, struct membuf *record, const struct places *places, bool dont_block)
{
	if (zone == NULL)
		return;
	lock_enter(&zone->queue_lock, "372");
	if (!dont_block && queue_is_full(zone) && audit_sync_block(zone) == DROP) {
		lock_exit(&zone->queue_lock, "376");
		chain_free(record);
		return;
	}
	if (places->time != NULL) {
		struct time time = now();
		store_time(places->time, &time);
	}
	if (places->sequence != NULL)
		store_sequence(zone, places->sequence);
	append(zone, record);
	if (reader_is_woken(zone))
		broadcast(&zone->read_condition);
	lock_exit(&zone->queue_lock, "403");
	count("406", zone, ENQUEUED, 1);
}

/* DEQ: from the head up to and with the last, which is on the queue. */
void
au_dequeue(struct zone *zone, const struct membuf *last)
{
	lock_enter(&zone->queue_lock, "422");
	struct membuf *freed = zone->head, *end = freed;
	if (end == NULL)
		impossible("an empty queue is freed");
	uint32_t number = 1;
	while (end != last && end->next_record != NULL) {
		end = end->next_record;
		number++;
	}
	zone->count -= number;
	zone->removed += number;
	zone->head = end->next_record;
	end->next_record = NULL;
	if (end != last)
		printed("assertion", "440");
	if (writers_are_woken(zone))
		broadcast(&zone->write_condition);
	lock_exit(&zone->queue_lock, "446");
	while (freed != NULL) {
		struct membuf *next = freed->next_record;
		chain_free(freed);
		freed = next;
	}
	count("453", zone, WRITTEN, number);
}
