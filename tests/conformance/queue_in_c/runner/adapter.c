/* Two pipes and a child. Nothing waits longer than LIMIT. */
#define	_POSIX_C_SOURCE	200809L
#include "adapter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef LIMIT_MILLISECONDS
#define	LIMIT_MILLISECONDS	10000
#endif
#define	LONGEST_LINE		(1 << 24)

static pid_t child = -1;
static int to_child = -1, from_child = -1;
static char *lines;			/* what has come: the last answer, and what stands behind it */
static size_t room, filled, taken;

static void
give_up(const char *what)
{
	fprintf(stderr, "run_vectors: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void
end(void)
{
	close(to_child);
	close(from_child);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	free(lines);
}

void
adapter_begin(char *const command[])
{
	int requests[2], answers[2];
	signal(SIGPIPE, SIG_IGN);
	if (pipe(requests) != 0 || pipe(answers) != 0)
		give_up("no pipes");
	child = fork();
	if (child < 0)
		give_up("no process");
	if (child == 0) {
		dup2(requests[0], STDIN_FILENO);
		dup2(answers[1], STDOUT_FILENO);
		close(requests[0]);
		close(requests[1]);
		close(answers[0]);
		close(answers[1]);
		execvp(command[0], command);
		fprintf(stderr, "run_vectors: %s cannot be run: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	atexit(end);
	close(requests[0]);
	close(answers[1]);
	to_child = requests[1];
	from_child = answers[0];
}

static int
send_all(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(to_child, bytes, length);
		if (written < 0)
			return -1;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

/* More of what the child says; 0 if it says nothing in time, has ended, or says too much. */
static int
read_more(void)
{
	struct pollfd ready = { .fd = from_child, .events = POLLIN };
	if (filled == room) {
		room = room == 0 ? 65536 : room * 2;
		if (room > LONGEST_LINE || (lines = realloc(lines, room)) == NULL)
			return 0;
	}
	if (poll(&ready, 1, LIMIT_MILLISECONDS) <= 0)
		return 0;
	ssize_t got = read(from_child, lines + filled, room - filled);
	if (got <= 0)
		return 0;
	filled += (size_t)got;
	return 1;
}

char *
adapter_ask(const char *request, size_t length, size_t *answered)
{
	if (taken > 0) {
		memmove(lines, lines + taken, filled - taken);
		filled -= taken;
		taken = 0;
	}
	if (send_all(request, length) != 0 || send_all("\n", 1) != 0)
		return NULL;
	size_t looked = 0;
	for (;;) {
		char *end = filled > looked ? memchr(lines + looked, '\n', filled - looked) : NULL;
		if (end != NULL) {
			*answered = (size_t)(end - lines);
			taken = *answered + 1;
			return lines;
		}
		looked = filled;
		if (!read_more())
			return NULL;
	}
}
