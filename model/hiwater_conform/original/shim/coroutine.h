/* A kernel thread as a coroutine: a stack of its own, left and entered by name only. */
#ifndef SHIM_COROUTINE_H
#define SHIM_COROUTINE_H

#include <setjmp.h>
#include <stdbool.h>

struct coroutine {
	char *stack;
	bool started;
	jmp_buf place;
};

/* Forgets where it was: entering it begins body() on an empty stack. body() must never return. */
void coroutine_reset(struct coroutine *);
void coroutine_enter(struct coroutine *, void (*body)(void));
void coroutine_leave(struct coroutine *);

#endif
