/* Records go out: piece by piece into a buffer, and buffer by buffer through the door. */
#include <string.h>

#include "decisions.h"
#include "queue.h"

enum { MESSAGE_POLICY = 1, MESSAGE_SHUTDOWN = 2, NOTIFY = 0x8000 };
enum { AGAIN_TICKS = 10 };

static void
ask(struct zone *zone, int type, const unsigned char *bytes, size_t size)
{
	struct text *text = event_begin("asked");

	event_thread(text, self);
	text_put(text, ",\"zone\":");
	text_number(text, zone->number);
	text_put(text, ",\"door\":");
	text_number(text, zone->door);
	text_put(text, ",\"type\":");
	text_number(text, type);
	text_put(text, ",\"size\":");
	text_number(text, (int64_t)size);
	text_put(text, ",\"bytes\":\"");
	text_hexadecimal(text, bytes, size);
	text_put(text, "\"");
	event_end();
}

/* DOOR: called until it answers other than EAGAIN. Its lock is held while it is called. */
static int64_t
au_door_upcall(struct zone *zone, int type, const unsigned char *bytes, size_t size)
{
	for (;;) {
		lock_enter(&zone->door_lock, "550");
		if (!zone->has_door)
			impossible("there is no door to call");
		ask(zone, type, bytes, size);
		point(DOOR, "551", "door", zone);
		if (self->error == 0)
			break;
		lock_exit(&zone->door_lock, "554");
		if (self->error != ERROR_AGAIN)
			return self->error;
		lock_enter(&zone->again_lock, "560");
		wait_again(zone, "561", AGAIN_TICKS);
		lock_exit(&zone->again_lock, "564");
	}
	lock_exit(&zone->door_lock, "568");
	if (self->reply == REPLY_NONE)
		return -1;
	return self->reply == REPLY_UNCHANGED ? (int64_t)size : self->reply_number;
}

/* MSG. */
int64_t
au_doormsg(struct zone *zone, int64_t code, uint32_t policy)
{
	unsigned char bytes[sizeof (policy)];

	switch (code) {
	case MESSAGE_POLICY:
		(void)memory_for("593", "message");
		memcpy(bytes, &policy, sizeof (policy));
		return au_door_upcall(zone, MESSAGE_POLICY | NOTIFY, bytes, sizeof (bytes));
	case MESSAGE_SHUTDOWN:
		(void)memory_for("599", "message");
		return au_door_upcall(zone, MESSAGE_SHUTDOWN | NOTIFY, bytes, 0);
	default:
		return 1;
	}
}

/* IO-01: the buffer gets the wanted size, which is read without the queue lock. */
static void
fit_buffer(struct zone *zone)
{
	reading("644", "buffer size", zone);
	if (zone->buffer_length == zone->buffer_size)
		return;
	reading("645", "buffer size", zone);
	int64_t wanted = zone->buffer_size;
	release(zone->buffer);
	zone->buffer = NULL;
	(void)memory_for("650", "buffer");
	zone->buffer = keep((size_t)wanted);
	zone->buffer_length = wanted;
}

/* Where the output stands: which record, which of its membufs, how much of that, and what is in the buffer. */
struct cursor {
	struct membuf *record, *membuf;
	size_t copied, filled;
	enum part part;
};

/* IO-04: as much as is left and fits. */
static void
copy_piece(struct cursor *cursor, struct zone *zone)
{
	size_t left = cursor->membuf->length - cursor->copied;
	size_t room = (size_t)zone->buffer_length - cursor->filled;
	size_t piece = left < room ? left : room;

	memcpy(zone->buffer + cursor->filled, cursor->membuf->bytes + cursor->copied, piece);
	cursor->filled += piece;
	cursor->copied += piece;
}

/* IO-05, IO-06: at the end of a membuf the next one follows, and then the next record. Returns the one that ended. */
static struct membuf *
advance(struct cursor *cursor, struct zone *zone)
{
	struct membuf *ended = cursor->record;

	if (cursor->copied < cursor->membuf->length)
		return NULL;
	cursor->copied = 0;
	cursor->membuf = cursor->membuf->next;
	if (cursor->membuf != NULL)
		return NULL;
	reading("690", "next record", zone);
	cursor->record = cursor->membuf = ended->next_record;
	return ended;
}

static int64_t
send_all(struct zone *zone)
{
	struct cursor cursor = { zone->head, zone->head, 0, 0, COMPLETE };
	int64_t error = 0;

	while (cursor.membuf != NULL) {
		copy_piece(&cursor, zone);
		struct membuf *ended = advance(&cursor, zone);
		if (ended == NULL && cursor.filled < (size_t)zone->buffer_length)
			continue;
		cursor.part = next_part(cursor.part, ended != NULL);
		error = au_door_upcall(zone, cursor.part, zone->buffer, cursor.filled);
		if (error != 0)
			break;
		if (ended != NULL)
			au_dequeue(zone, ended);
		cursor.filled = 0;
	}
	return error;
}

/* IO. Two threads inside at once would share the buffer. */
int64_t
au_doorio(struct zone *zone, bool *set)
{
	int64_t error = 0;

	if (zone->draining)
		impossible("two threads send the records of one zone");
	zone->draining = true;
	fit_buffer(zone);
	reading("656", "queue head", zone);
	*set = zone->head != NULL;
	if (*set) {
		reading("662", "queue head", zone);
		error = send_all(zone);
	}
	zone->draining = false;
	return error;
}
