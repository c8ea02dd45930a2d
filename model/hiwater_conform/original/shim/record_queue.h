/* The records of a zone's queue: all of them, or what went at the head and came at the tail. */
#ifndef SHIM_RECORD_QUEUE_H
#define SHIM_RECORD_QUEUE_H

#include "machine.h"

void put_records(struct text *, int zone);

/*
 * Brings what was seen of a queue up to date, at a cost of what changed. Gives whether anything
 * did, and then writes {"removed":n,"appended":[...]}.
 */
bool put_record_changes(struct text *, int zone);

/* Forgets what was seen of every queue. */
void record_queues_reset(void);

#endif
