/* JSON values as text: as they were, for a request; with keys in order, so that equal values are equal texts. */
#ifndef CANONICAL_H
#define CANONICAL_H

#include "../json.h"
#include "../text.h"

/* `sorted`: the keys of every object in the order of their bytes. */
void write_value(struct text *text, const struct json *value, bool sorted);

/*
 * An answer to a step for comparing: its events and what changed. An event whose bit is set in `open` has a value that
 * is compared with nothing.
 */
void write_answer(struct text *text, const struct json *answer, uint64_t open);

/* The events of an expected answer that have such a value. */
uint64_t open_events(const struct json *answer);

#endif
