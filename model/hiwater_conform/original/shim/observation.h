/* What can be seen of the machine: all of it, or what a step changed. */
#ifndef SHIM_OBSERVATION_H
#define SHIM_OBSERVATION_H

#include "machine.h"

/* The members of the observation's object, without its braces. */
void put_observation(struct text *);

/* The members that differ from what was last seen. Only the stepping thread's own lists can have changed. */
void put_changes(struct text *, const struct thread *stepped);

/* What is there now counts as seen. */
void observation_begin(void);

#endif
