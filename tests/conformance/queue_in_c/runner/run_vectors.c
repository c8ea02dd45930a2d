/*
 * Sends the vectors of files to a command that speaks the protocol, and compares its answers; see
 * specs/hiwater_specs/vectors/README.md. One line for each vector that fails, and a count at the end.
 *
 *	run_vectors FILE... -- COMMAND [ARGUMENT...]
 *
 * 0: all that could be sent passed. 1: some failed. 2: something cannot be read or run.
 */
#define	_POSIX_C_SOURCE	200809L
#include "adapter.h"
#include "canonical.h"

#include <stdio.h>
#include <stdlib.h>

#define	MOST_NAMES	256
#define	LONGEST_SHOWN	300

/* A vector after its line was read: texts that live until the next one. */
struct exchange {
	struct text request;
	struct text expected;
	uint64_t open;			/* see canonical.h */
};
static struct exchange *exchanges;
static size_t exchange_room, exchange_count;

static char *capabilities[MOST_NAMES], *skips[MOST_NAMES];
static size_t capability_count, skip_count;
static unsigned long passed, skipped, failed;
static struct text actual;		/* what the command answered last */

static void
misuse(const char *what, const char *which)
{
	fprintf(stderr, "run_vectors: %s%s\nusage: run_vectors FILE... -- COMMAND [ARGUMENT...]\n", what, which);
	exit(2);
}

static char *
name_of(const struct json *value)
{
	char *name = calloc(1, value->length + 1);
	if (name == NULL)
		misuse("no memory", "");
	memcpy(name, value->string, value->length);
	return name;
}

static bool
said(char *const names[], size_t count, const char *name)
{
	for (size_t place = 0; place < count; place++)
		if (strcmp(names[place], name) == 0)
			return true;
	return false;
}

/* Who answers, and what it can: the capabilities, and the beginnings of clauses that it does not have. */
static void
ask_who(void)
{
	size_t length;
	const char *wrong, *request = "{\"seq\":1,\"do\":\"start\"}";
	char *line = adapter_ask(request, strlen(request), &length);
	const struct json *answer = line == NULL ? NULL : json_read(line, length, &wrong);
	const struct json *can = answer == NULL ? NULL : json_member(answer, "capabilities");
	if (can == NULL || can->kind != JSON_LIST)
		misuse("the command does not answer `start` with its capabilities", "");
	for (const struct json *one = can->first; one != NULL && capability_count < MOST_NAMES; one = one->next)
		if (one->kind == JSON_STRING)
			capabilities[capability_count++] = name_of(one);
	const struct json *without = json_member(answer, "skips");
	for (const struct json *one = without == NULL ? NULL : without->first; one != NULL; one = one->next) {
		const struct json *clause = json_member(one, "clause");
		if (clause != NULL && clause->kind == JSON_STRING && skip_count < MOST_NAMES)
			skips[skip_count++] = name_of(clause);
	}
}

static bool
can(const char *kind, const struct json *name)
{
	char word[64];
	if (name == NULL || name->kind != JSON_STRING)
		return false;
	snprintf(word, sizeof (word), "%s:%.*s", kind, (int)name->length, name->string);
	return said(capabilities, capability_count, word);
}

/* Who names no profile is the file as it was given. */
static bool
is_claimed(const struct json *vector)
{
	const struct json *configuration = json_member(vector, "configuration");
	const struct json *profile = json_member(configuration, "profile");
	bool names_profiles = false;
	for (size_t place = 0; place < capability_count; place++)
		names_profiles |= strncmp(capabilities[place], "profile:", 8) == 0;
	if (names_profiles ? !can("profile", profile) : profile == NULL || !json_is(profile, "given"))
		return false;
	if (!can("scheduled", json_member(configuration, "granularity")))
		return false;
	const struct json *clauses = json_member(vector, "clauses");
	for (const struct json *one = clauses->first; one != NULL; one = one->next)
		for (size_t place = 0; place < skip_count; place++)
			if (one->length >= strlen(skips[place]) &&
			    memcmp(one->string, skips[place], strlen(skips[place])) == 0)
				return false;
	return true;
}

static struct exchange *
next_exchange(void)
{
	if (exchange_count == exchange_room) {
		size_t more = exchange_room == 0 ? 64 : exchange_room * 2;
		exchanges = realloc(exchanges, more * sizeof (*exchanges));
		if (exchanges == NULL)
			misuse("no memory", "");
		memset(exchanges + exchange_room, 0, (more - exchange_room) * sizeof (*exchanges));
		exchange_room = more;
	}
	struct exchange *one = &exchanges[exchange_count++];
	one->request.length = one->expected.length = 0;
	one->open = 0;
	return one;
}

static void
ask_for(struct exchange *one, const char *what, const char *key, const struct json *value)
{
	text_put(&one->request, "{\"seq\":");
	text_number(&one->request, (int64_t)exchange_count);
	text_put(&one->request, ",\"do\":\"");
	text_put(&one->request, what);
	text_put(&one->request, "\"");
	if (value != NULL) {
		text_put(&one->request, ",\"");
		text_put(&one->request, key);
		text_put(&one->request, "\":");
		write_value(&one->request, value, false);
	}
	text_put(&one->request, "}");
}

/* The vector as requests and expected answers: configure, each step, and observe if it says what is seen at the end. */
static bool
prepare(const struct json *vector)
{
	const struct json *steps = json_member(vector, "steps"), *answers = json_member(vector, "answers");
	const struct json *observation = json_member(vector, "observation");
	if (steps == NULL || answers == NULL || steps->kind != JSON_LIST || answers->length != steps->length)
		return false;
	exchange_count = 0;
	struct exchange *one = next_exchange();
	ask_for(one, "configure", "configuration", json_member(vector, "configuration"));
	text_put(&one->expected, "true");
	const struct json *answer = answers->first;
	for (const struct json *step = steps->first; step != NULL; step = step->next, answer = answer->next) {
		one = next_exchange();
		ask_for(one, "step", "step", step);
		one->open = open_events(answer);
		write_answer(&one->expected, answer, one->open);
	}
	if (observation != NULL) {
		one = next_exchange();
		ask_for(one, "observe", "", NULL);
		write_value(&one->expected, observation, true);
	}
	return true;
}

/* What the command answers, in the form of what is expected. False if it does not answer, or not in JSON. */
static bool
ask(const struct exchange *one)
{
	size_t length;
	const char *wrong;
	char *line = adapter_ask(one->request.bytes, one->request.length, &length);
	const struct json *answer = line == NULL ? NULL : json_read(line, length, &wrong);
	actual.length = 0;
	if (answer == NULL)
		return false;
	const struct json *ok = json_member(answer, "ok"), *seen = json_member(answer, "observation");
	if (ok != NULL)
		write_value(&actual, ok, true);
	else if (seen != NULL)
		write_value(&actual, seen, true);
	else
		write_answer(&actual, answer, one->open);
	return true;
}

static bool
same(const struct text *one, const struct text *other)
{
	return one->length == other->length && memcmp(one->bytes, other->bytes, one->length) == 0;
}

static void
tell_failure(const char *id, size_t place, const char *expected, const struct text *wanted)
{
	int shown = wanted->length < LONGEST_SHOWN ? (int)wanted->length : LONGEST_SHOWN;
	int got = actual.length < LONGEST_SHOWN ? (int)actual.length : LONGEST_SHOWN;
	printf("FAIL %s, request %zu: %s %.*s, and it was %.*s\n", id, place + 1, expected, shown, wanted->bytes, got,
	    got > 0 ? actual.bytes : "");
	failed++;
}

/* False if the command no longer answers: nothing more can be asked of it. */
static bool
run(const char *id, bool negative)
{
	for (size_t place = 0; place < exchange_count; place++) {
		const struct exchange *one = &exchanges[place];
		bool forbidden = negative && place + 1 == exchange_count;
		if (!ask(one)) {
			printf("FAIL %s, request %zu: no answer\n", id, place + 1);
			failed++;
			return false;
		}
		if (same(&one->expected, &actual) == forbidden) {
			tell_failure(id, place, forbidden ? "must not be" : "must be", &one->expected);
			return true;
		}
	}
	passed++;
	return true;
}

/* A line of a file; false if the command no longer answers. */
static bool
run_line(const char *file, char *line, size_t length)
{
	const char *wrong = "it has no steps with answers";
	const struct json *vector = json_read(line, length, &wrong);
	const struct json *name = vector == NULL ? NULL : json_member(vector, "id");
	if (name == NULL || name->kind != JSON_STRING || json_member(vector, "clauses") == NULL) {
		fprintf(stderr, "run_vectors: %s: a line is no vector (%s)\n", file, wrong);
		exit(2);
	}
	if (!is_claimed(vector)) {
		skipped++;
		return true;
	}
	char *id = name_of(name);
	bool negative = json_member(vector, "divergence") != NULL, goes_on;
	if (!prepare(vector)) {
		fprintf(stderr, "run_vectors: %s: %s is no vector of a queue\n", file, id);
		exit(2);
	}
	goes_on = run(id, negative);
	free(id);
	return goes_on;
}

static bool
run_file(const char *file)
{
	FILE *stream = fopen(file, "r");
	char *line = NULL;
	size_t room = 0;
	bool goes_on = true;
	if (stream == NULL)
		misuse("cannot read ", file);
	for (ssize_t length; goes_on && (length = getline(&line, &room, stream)) > 0;) {
		if (line[length - 1] == '\n')
			length--;
		goes_on = run_line(file, line, (size_t)length);
	}
	free(line);
	fclose(stream);
	return goes_on;
}

static void
forget(void)
{
	for (size_t place = 0; place < exchange_room; place++) {
		free(exchanges[place].request.bytes);
		free(exchanges[place].expected.bytes);
	}
	free(exchanges);
	free(actual.bytes);
	for (size_t place = 0; place < capability_count; place++)
		free(capabilities[place]);
	for (size_t place = 0; place < skip_count; place++)
		free(skips[place]);
}

int
main(int count, char **words)
{
	int dashes = 1;
	while (dashes < count && strcmp(words[dashes], "--") != 0)
		dashes++;
	if (dashes == 1 || dashes >= count - 1)
		misuse("files of vectors, two dashes and a command are needed", "");
	adapter_begin(&words[dashes + 1]);
	ask_who();
	for (int place = 1; place < dashes && run_file(words[place]); place++)
		;
	forget();
	printf("%lu passed, %lu failed, %lu not claimed\n", passed, failed, skipped);
	return failed > 0 ? 1 : 0;
}
