/* The calls that a user thread can make: their names, arguments and bodies. */
#ifndef SHIM_CALLS_H
#define SHIM_CALLS_H

#include "json.h"
#include "machine.h"

/*
 * Fills thread->call from the arguments of a step; gives NULL, or why not (a "%" stands for *name).
 * What was gathered is given back when it is not NULL.
 */
const char *call_read(struct thread *, const struct json *step, const char **name);

/* Runs thread->call to its first stop. */
void call_start(struct thread *);

#endif
