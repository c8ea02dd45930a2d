/* The command that is tested: a process that reads requests and writes answers, a line each. */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <stddef.h>

/* Ends with a message and code 2 if the command cannot be run. However this program ends, the command ends with it. */
void adapter_begin(char *const command[]);

/* One line there and one back, without its end; NULL if none comes within ten seconds. It lives until the next one. */
char *adapter_ask(const char *request, size_t length, size_t *answered);

#endif
