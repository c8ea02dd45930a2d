/* The answers: gathered as text, sent together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "answers.h"

struct text answers;
static volatile size_t start_of_answer;
static volatile unsigned long given;
static volatile int64_t sequence_number_open;
static volatile bool is_open;

void
answer_open(int64_t sequence_number)
{
	start_of_answer = answers.length;
	sequence_number_open = sequence_number;
	is_open = true;
	put_literal(&answers, "{\"seq\":");
	put_number(&answers, sequence_number);
}

void
answer_close(void)
{
	put_literal(&answers, "}\n");
	is_open = false;
	given++;
}

void
answer_refused(const char *why, const char *name)
{
	answers.length = start_of_answer;
	put_literal(&answers, "{\"seq\":");
	put_number(&answers, sequence_number_open);
	put_literal(&answers, ",\"refused\":");
	struct text sentence = { 0 };
	for (const char *at = why; *at != '\0'; at++) {
		if (*at == '%')
			put_literal(&sentence, name);
		else
			put_bytes(&sentence, at, 1);
	}
	put_bytes(&sentence, "", 1);
	put_quoted(&answers, sentence.bytes);
	free(sentence.bytes);
}

static void
send_bytes(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = write(STDOUT_FILENO, bytes, length);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			_exit(1);
		bytes += sent;
		length -= (size_t)sent;
	}
}

void
answers_send(void)
{
	send_bytes(answers.bytes, answers.length);
	answers.length = 0;
	start_of_answer = 0;
}

bool
answer_is_open(void)
{
	return (is_open);
}

unsigned long
answers_given(void)
{
	return (given);
}

void
answer_fault(const char *message, size_t length)
{
	char line[64];
	int head;

	send_bytes(answers.bytes, is_open ? start_of_answer : answers.length);
	head = snprintf(line, sizeof (line), "{\"seq\":%lld,\"fault\":\"", (long long)sequence_number_open);
	send_bytes(line, (size_t)head);
	send_bytes(message, length);
	send_bytes("\"}\n", 3);
}
