/*
 * Coroutines: makecontext gives the first entry, _setjmp and _longjmp every later switch.
 *
 * The latter make no system call, which swapcontext does twice a switch. A page below each
 * stack is forbidden, so that a stack that runs over is a fault and not a wrong answer.
 */
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "coroutine.h"
#include "fault.h"

#define STACK_BYTES ((size_t)128 * 1024)

static jmp_buf scheduler;

static char *
new_stack(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, page + STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || mprotect(memory, page, PROT_NONE) != 0)
		fault("no memory for a thread's stack");
	return (memory + page);
}

void
coroutine_reset(struct coroutine *coroutine)
{
	coroutine->started = false;
}

void
coroutine_enter(struct coroutine *coroutine, void (*body)(void))
{
	static ucontext_t context;

	if (_setjmp(scheduler) != 0)
		return;
	if (coroutine->started)
		_longjmp(coroutine->place, 1);
	coroutine->started = true;
	if (coroutine->stack == NULL)
		coroutine->stack = new_stack();
	(void)getcontext(&context);
	context.uc_stack.ss_sp = coroutine->stack;
	context.uc_stack.ss_size = STACK_BYTES;
	context.uc_link = NULL;
	makecontext(&context, body, 0);
	(void)setcontext(&context);
	fault("a thread's stack could not be entered");
}

void
coroutine_leave(struct coroutine *coroutine)
{
	if (_setjmp(coroutine->place) == 0)
		_longjmp(scheduler, 1);
}
