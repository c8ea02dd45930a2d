/* The steps of the protocol: whether one is enabled, and doing it. */
#ifndef SHIM_STEPS_H
#define SHIM_STEPS_H

#include "json.h"

/*
 * Does the step, writing its events to the answer, and then what changed. Gives NULL, or why the
 * step is refused (a "%" stands for *name); a refused step has changed nothing.
 */
const char *step_do(const struct json *step, const char **name);

#endif
