/* The events of a step, written in the order in which they happen. */
#ifndef SHIM_EVENTS_H
#define SHIM_EVENTS_H

#include "machine.h"

void event_broadcast(const kcondvar_t *);
void event_freed(const token_t *chain);
void event_asked(const struct thread *, int door, const door_arg_t *);
void event_assertion(int line);
void event_printed(int line);
void event_jumped(const struct thread *);
void event_synced(void);
void event_halted(const char *reason, int line);
void event_returned(const struct thread *, const char *function);

#endif
