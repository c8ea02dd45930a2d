/* The adapter: requests come in as lines, answers go out as lines, in order. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "answers.h"
#include "configuration.h"
#include "fault.h"
#include "json.h"
#include "observation.h"
#include "steps.h"

#define READ_BYTES ((size_t)1 << 16)

static struct text input;

static const char *
start(void)
{
	put_literal(&answers, ",\"language\":\"c\",\"version\":\"1\",\"capabilities\":[\"scheduled:blocking\","
	    "\"scheduled:fine\",\"profile:given\",\"profile:debug\",\"width:");
	put_number(&answers, SHIM_WIDTH);
	put_literal(&answers, "\"]");
	return (NULL);
}

static const char *
configure(const struct json *request)
{
	static struct configuration configuration;
	const char *problem = configuration_read(json_member(request, "configuration"), &configuration);

	if (problem != NULL)
		return (problem);
	machine_configure(&configuration);
	observation_begin();
	put_literal(&answers, ",\"ok\":true");
	return (NULL);
}

static const char *
observe(void)
{
	if (!machine.configured)
		return ("nothing is configured yet");
	put_literal(&answers, ",\"observation\":{");
	put_observation(&answers);
	put_literal(&answers, "}");
	return (NULL);
}

static const char *
request_do(const struct json *request, const char **name)
{
	const struct json *what = json_member(request, "do");

	if (json_says(what, "step"))
		return (step_do(json_member(request, "step"), name));
	if (json_says(what, "configure"))
		return (configure(request));
	if (json_says(what, "observe"))
		return (observe());
	if (json_says(what, "start"))
		return (start());
	return (request == NULL ? "the line is not JSON of integers" : "nothing of that name can be done");
}

static void
answer(char *line)
{
	const char *name = "";
	const struct json *request = json_parse(line);
	const struct json *number = json_member(request, "seq");

	answer_open(json_is(number, JSON_NUMBER) ? number->number : 0);
	const char *problem = request_do(request, &name);
	if (problem != NULL)
		answer_refused(problem, name);
	answer_close();
}

/* Answers every whole line; what is left is the beginning of one. */
static void
answer_lines(void)
{
	char *line = input.bytes, *end_of_input = input.bytes + input.length;
	char *end;

	while ((end = memchr(line, '\n', (size_t)(end_of_input - line))) != NULL) {
		*end = '\0';
		if (*line != '\0')
			answer(line);
		line = end + 1;
	}
	input.length = (size_t)(end_of_input - line);
	memmove(input.bytes, line, input.length);
}

int
main(void)
{
	static char bytes[READ_BYTES];

	catch_signals();
	for (;;) {
		ssize_t length = read(STDIN_FILENO, bytes, sizeof (bytes));
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			return (0);
		put_bytes(&input, bytes, (size_t)length);
		if (memchr(bytes, '\n', (size_t)length) == NULL)
			continue;
		answer_lines();
		answers_send();
	}
}
