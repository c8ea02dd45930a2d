/* One JSON line in, one JSON line out, until the input ends. */
#define	_XOPEN_SOURCE	700

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "system.h"

#define	LINE_BYTES_MOST	(1 << 20)	/* a longer line is answered with a refusal */
#define	ANSWER_BYTES	(1 << 16)	/* answers are held back until there are so many, or nothing is left to read */

static const char declaration[] =
    "\"language\":\"c\",\"version\":\"1\",\"capabilities\":[\"sequential\",\"scheduled:blocking\",\"scheduled:fine\",\"profile:given\"],"
    "\"skips\":[{\"clause\":\"AUDIT-\",\"reason\":\"Records that a process makes itself, audit(2), are not taken here.\"},"
    "{\"clause\":\"DAEMON-\",\"reason\":\"The judge is the daemon.\"}]";

static struct text answers;

static void
flush(void)
{
	size_t written = 0;

	while (written < answers.length) {
		ssize_t n = write(STDOUT_FILENO, answers.bytes + written, answers.length - written);
		if (n < 0 && errno != EINTR)
			exit(0);	/* nobody listens any more */
		written += n < 0 ? 0 : (size_t)n;
	}
	answers.length = 0;
}

static void
put_why(const char *key, const char *why)
{
	text_quoted(&answers, key);
	text_put(&answers, ":");
	text_quoted(&answers, why);
}

static void
answer_configure(const struct json *request)
{
	const char *why = configure(json_member(request, "configuration"));

	if (why != NULL)
		put_why("refused", why);
	else
		text_put(&answers, "\"ok\":true");
}

static void
answer_step(const struct json *request)
{
	the_system.events.length = 0;
	const char *why = the_system.fault == NULL ? take_step(json_member(request, "step")) : NULL;

	if (the_system.fault != NULL) {
		put_why("fault", the_system.fault);
	} else if (why != NULL) {
		put_why("refused", why);
	} else {
		text_put(&answers, "\"events\":[");
		text_add(&answers, the_system.events.bytes, the_system.events.length);
		text_put(&answers, "],\"changed\":");
		observe_changes(&answers);
	}
}

static void
answer_perform(const struct json *request)
{
	size_t begin = answers.length;
	const char *why = the_system.fault == NULL ? perform(json_member(request, "step"), &answers) : NULL;

	if (the_system.fault != NULL) {
		answers.length = begin;
		put_why("fault", the_system.fault);
	} else if (why != NULL) {
		put_why("refused", why);
	}
}

static void
answer_observe(void)
{
	if (!the_system.configured) {
		put_why("refused", "there is no configuration yet");
		return;
	}
	text_put(&answers, "\"observation\":");
	observe(&answers);
}

static void
answer(char *line, size_t length)
{
	const char *wrong;
	const struct json *request = json_read(line, length, &wrong);
	const struct json *sequence = json_member(request, "seq"), *kind = json_member(request, "do");
	bool numbered = sequence != NULL && sequence->kind == JSON_NUMBER;

	text_put(&answers, "{\"seq\":");
	text_number(&answers, numbered ? sequence->number : 0);
	text_put(&answers, ",");
	if (request == NULL)
		put_why("refused", wrong);
	else if (!numbered)
		put_why("refused", "a request has a number: seq");
	else if (json_is(kind, "step"))
		answer_step(request);
	else if (json_is(kind, "perform"))
		answer_perform(request);
	else if (json_is(kind, "observe"))
		answer_observe();
	else if (json_is(kind, "configure"))
		answer_configure(request);
	else if (json_is(kind, "start"))
		text_put(&answers, declaration);
	else
		put_why("refused", "there is no such request");
	text_put(&answers, "}\n");
	if (answers.length >= ANSWER_BYTES)
		flush();
}

static void
answer_too_long(void)
{
	text_put(&answers, "{\"seq\":0,");
	put_why("refused", "the line is too long");
	text_put(&answers, "}\n");
}

/* Answers all lines that are whole; gives how many bytes they were. */
static size_t
answer_lines(char *bytes, size_t length, bool *skipping)
{
	size_t begin = 0;
	char *end;

	while ((end = memchr(bytes + begin, '\n', length - begin)) != NULL) {
		size_t line = (size_t)(end - (bytes + begin));
		if (*skipping || line >= LINE_BYTES_MOST)
			answer_too_long();
		else
			answer(bytes + begin, line);
		*skipping = false;
		begin += line + 1;
	}
	return begin;
}

int
main(void)
{
	static char bytes[2 * LINE_BYTES_MOST];
	size_t length = 0;
	bool skipping = false;

	for (;;) {
		ssize_t n = read(STDIN_FILENO, bytes + length, sizeof (bytes) - length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		length += (size_t)n;
		size_t done = answer_lines(bytes, length, &skipping);
		length -= done;
		memmove(bytes, bytes + done, length);
		if (length >= LINE_BYTES_MOST) {
			skipping = true;
			length = 0;
		}
		flush();
	}
	if (length != 0 || skipping) {
		/* The last line was cut off. */
		if (skipping)
			answer_too_long();
		else
			answer(bytes, length);
		flush();
	}
	return 0;
}
