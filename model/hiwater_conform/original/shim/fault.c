/*
 * What the shim does with the impossible: name it in the answer and end the process.
 *
 * The handlers run on a stack of their own, since a coroutine's may be what is broken. They
 * change the answers' text only to cut the unfinished one off.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "answers.h"
#include "fault.h"

#define WATCH_EVERY_MICROSECONDS 250000
#define WATCHES_WITHOUT_AN_ANSWER 8

void
fault_of(const char *message, const char *name)
{
	char line[512];
	size_t length = 0;

	for (const char *at = message; *at != '\0' && length < sizeof (line); at++) {
		if (*at != '%') {
			line[length++] = *at;
			continue;
		}
		for (const char *letter = name; *letter != '\0' && length < sizeof (line); letter++)
			line[length++] = *letter;
	}
	answer_fault(line, length);
	_exit(FAULT_EXIT_CODE);
}

void
fault(const char *message)
{
	fault_of(message, "");
}

static void
on_crash(int number)
{
	switch (number) {
	case SIGSEGV:
	case SIGBUS:
		fault("memory touched that is not there");
	case SIGFPE:
		fault("arithmetic without a result");
	case SIGILL:
		fault("an instruction that does not exist");
	default:
		fault("aborted");
	}
}

/* CPU time, not wall time: a process that waits for requests is not in a loop. */
static void
on_watch(int number)
{
	static unsigned long answers_seen;
	static int watches;

	(void)number;
	if (!answer_is_open() || answers_given() != answers_seen) {
		answers_seen = answers_given();
		watches = 0;
	} else if (++watches >= WATCHES_WITHOUT_AN_ANSWER) {
		fault("an endless loop: two seconds of processor time without an answer");
	}
}

void
catch_signals(void)
{
	static char stack_of_handlers[65536];
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	stack_t stack = { .ss_sp = stack_of_handlers, .ss_size = sizeof (stack_of_handlers) };
	struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };
	struct itimerval every = {
		{ 0, WATCH_EVERY_MICROSECONDS }, { 0, WATCH_EVERY_MICROSECONDS } };

	(void)sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof (crashes) / sizeof (crashes[0]); i++)
		(void)sigaction(crashes[i], &action, NULL);
	action.sa_handler = on_watch;
	action.sa_flags = SA_ONSTACK | SA_RESTART;
	(void)sigaction(SIGVTALRM, &action, NULL);
	(void)setitimer(ITIMER_VIRTUAL, &every, NULL);
}
