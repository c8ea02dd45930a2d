/*
 * The decisions of the queue: what is full, who is woken, who drops, what a buffer is, what halts.
 * Each has a fault beside it, which a test builds with -DFAULT_n to see that the judge finds it. Delete those in a copy.
 */
#ifndef DECISIONS_H
#define DECISIONS_H

#include "system.h"

/* ENQ-03, BLOCK-06, ABLOCK-01. */
static inline bool
queue_is_full(const struct zone *zone)
{
#ifdef FAULT_1
	return zone->count > zone->high_water;
#else
	return zone->count >= zone->high_water;
#endif
}

/* DEQ-05. */
static inline bool
writers_are_woken(const struct zone *zone)
{
#ifdef FAULT_2
	return zone->count < zone->low_water && zone->writers > 0;
#else
	return zone->count <= zone->low_water && zone->writers > 0;
#endif
}

/* ENQ-08, BLOCK-03, QCTRL-03. */
static inline bool
reader_is_woken(const struct zone *zone)
{
	return zone->count > zone->low_water && zone->reader_waits;
}

/* BLOCK-01: a state that is not AUDITING drops before the policy is looked at. */
static inline bool
state_drops(int state)
{
#ifdef FAULT_3
	return state == NO_AUDIT;
#else
	return state != AUDITING;
#endif
}

enum part { COMPLETE, FIRST, MIDDLE, LAST };

/* TABLE-01, TABLE-02: what a buffer is, behind the one before it. */
static inline enum part
next_part(enum part before, bool ends_record)
{
	bool within = before == FIRST || before == MIDDLE;

	if (ends_record)
		return within ? LAST : COMPLETE;
#ifdef FAULT_4
	return FIRST;
#else
	return within ? MIDDLE : FIRST;
#endif
}

/* DROP-02: with the HALT policy only a system that still begins goes on. */
static inline bool
state_halts(int state)
{
#ifdef FAULT_5
	return state == AUDITING;
#else
	return state != INITIAL_AUDIT;
#endif
}

#endif
