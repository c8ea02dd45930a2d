/* A fault ends the process: the request being answered gets {"seq":n,"fault":"..."}, then exit code 3. */
#ifndef SHIM_FAULT_H
#define SHIM_FAULT_H

#include <stddef.h>

#define FAULT_EXIT_CODE 3

/* Ends the process; each "%" of the message is replaced by the name. */
void fault(const char *message) __attribute__((noreturn));
void fault_of(const char *message, const char *name) __attribute__((noreturn));

/* Signals of a wild file: bad memory, abort, an endless loop. */
void catch_signals(void);

#endif
