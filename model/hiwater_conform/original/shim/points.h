/* Points: the stops of a thread, and what is done when it goes on. */
#ifndef SHIM_POINTS_H
#define SHIM_POINTS_H

#include "machine.h"

/* Stops before the next thing, at the place where the running thread stands. */
void park(enum wait_kind, enum what, int zone);

/* Whether a `run` step may let a parked thread go on. */
bool may_go_on(const struct thread *);

/* The names on the wire. */
const char *kind_name(enum wait_kind);
const char *what_name(enum what);

/* For the neighbours: a stop at a label, `program:point`. */
void stand_at(const char *label);
void enter_at(const char *label, kmutex_t *);
void exit_at(const char *label, kmutex_t *);
void read_at(const char *label, enum what, const au_kcontext_t *);
void write_at(const char *label, enum what, const au_kcontext_t *);
void count_at(const char *label, enum what, uint32_t amount, au_kcontext_t *);

/* Stops to wait for a zone's output thread to end. */
void join_at(const char *label, int zone);

/* Time has come: sleepers with a term want their lock again. */
void wake_timed(void);

void mutex_reset(kmutex_t *, enum what name, int zone);
void condition_reset(kcondvar_t *, enum what name, int zone);

#endif
