/* The answers: one line for each request, in order, sent when no whole request is left to read. */
#ifndef SHIM_ANSWERS_H
#define SHIM_ANSWERS_H

#include "text.h"

/* Where the answer being made, and its events, are written. */
extern struct text answers;

void answer_open(int64_t sequence_number);
void answer_close(void);
void answer_refused(const char *why, const char *name);
void answers_send(void);

bool answer_is_open(void);
unsigned long answers_given(void);

/* Cuts off the unfinished answer, writes the fault in its place and sends all. Safe in a signal handler. */
void answer_fault(const char *message, size_t length);

#endif
