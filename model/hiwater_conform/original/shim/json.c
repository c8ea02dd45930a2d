/* A small reader of JSON: integers only, which is all that the protocol has. */
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define NODES_IN_A_BLOCK 512
#define DEEPEST_LEVEL 32

struct block {
	struct block *next;
	struct json nodes[NODES_IN_A_BLOCK];
};

static struct block *first_block;
static struct block *block_in_use;
static size_t nodes_in_use;
static char *at;

static struct json *value(int level);

static struct json *
new_node(enum json_kind kind)
{
	if (block_in_use == NULL || nodes_in_use == NODES_IN_A_BLOCK) {
		struct block **link = block_in_use == NULL ? &first_block : &block_in_use->next;
		if (*link == NULL)
			*link = calloc(1, sizeof (struct block));
		if (*link == NULL)
			return (NULL);
		block_in_use = *link;
		nodes_in_use = 0;
	}
	struct json *node = &block_in_use->nodes[nodes_in_use++];
	memset(node, 0, sizeof (*node));
	node->kind = kind;
	return (node);
}

static void
skip_blanks(void)
{
	while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
		at++;
}

static bool
four_digits(unsigned *code)
{
	*code = 0;
	for (int i = 0; i < 4; i++) {
		char digit = *at++;
		unsigned half;
		if (digit >= '0' && digit <= '9')
			half = (unsigned)(digit - '0');
		else if ((digit | 32) >= 'a' && (digit | 32) <= 'f')
			half = (unsigned)((digit | 32) - 'a' + 10);
		else
			return (false);
		*code = *code << 4 | half;
	}
	return (true);
}

/* Never longer than the escape that it stands for, so it may be written in place. */
static char *
write_utf8(char *to, unsigned code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else if (code < 0x800) {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 63));
	} else if (code < 0x10000) {
		*to++ = (char)(0xe0 | code >> 12);
		*to++ = (char)(0x80 | (code >> 6 & 63));
		*to++ = (char)(0x80 | (code & 63));
	} else {
		*to++ = (char)(0xf0 | code >> 18);
		*to++ = (char)(0x80 | (code >> 12 & 63));
		*to++ = (char)(0x80 | (code >> 6 & 63));
		*to++ = (char)(0x80 | (code & 63));
	}
	return (to);
}

static char *
unescape(char *to)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	unsigned code, low;
	char letter = *at;

	if (letter == '\0')
		return (NULL);
	at++;
	if (letter == 'u') {
		if (!four_digits(&code))
			return (NULL);
		if (code >= 0xd800 && code < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
			at += 2;
			if (!four_digits(&low))
				return (NULL);
			code = 0x10000 + ((code - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
		}
		return (code == 0 ? NULL : write_utf8(to, code));
	}
	const char *found = strchr(letters, letter);
	if (found == NULL)
		return (NULL);
	*to = meanings[found - letters];
	return (to + 1);
}

static bool
string(const char **start, size_t *length)
{
	char *to = ++at;

	*start = to;
	while (*at != '"') {
		if (*at == '\0')
			return (false);
		if (*at != '\\') {
			*to++ = *at++;
			continue;
		}
		at++;
		to = unescape(to);
		if (to == NULL)
			return (false);
	}
	at++;
	*length = (size_t)(to - *start);
	*to = '\0';
	return (true);
}

static struct json *
number(void)
{
	bool negative = *at == '-';
	int64_t sum = 0;
	struct json *node = new_node(JSON_NUMBER);

	if (negative)
		at++;
	if (node == NULL || *at < '0' || *at > '9')
		return (NULL);
	while (*at >= '0' && *at <= '9') {
		if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_sub_overflow(sum, *at - '0', &sum))
			return (NULL);
		at++;
	}
	if (*at == '.' || *at == 'e' || *at == 'E' || (!negative && sum == INT64_MIN))
		return (NULL);
	node->number = negative ? sum : -sum;
	return (node);
}

static struct json *
members(enum json_kind kind, char end, int level)
{
	struct json *node = new_node(kind);

	if (node == NULL || level > DEEPEST_LEVEL)
		return (NULL);
	struct json **link = &node->first;
	at++;
	skip_blanks();
	if (*at == end) {
		at++;
		return (node);
	}
	for (;;) {
		const char *key = NULL;
		size_t key_length;
		skip_blanks();
		if (kind == JSON_OBJECT) {
			if (*at != '"' || !string(&key, &key_length))
				return (NULL);
			skip_blanks();
			if (*at++ != ':')
				return (NULL);
		}
		struct json *member = value(level + 1);
		if (member == NULL)
			return (NULL);
		member->key = key;
		*link = member;
		link = &member->next;
		node->length++;
		skip_blanks();
		if (*at == end) {
			at++;
			return (node);
		}
		if (*at++ != ',')
			return (NULL);
	}
}

static struct json *
word(const char *spelling, enum json_kind kind, int64_t number_of_it)
{
	size_t length = strlen(spelling);
	struct json *node;

	if (strncmp(at, spelling, length) != 0)
		return (NULL);
	at += length;
	node = new_node(kind);
	if (node != NULL)
		node->number = number_of_it;
	return (node);
}

static struct json *
value(int level)
{
	struct json *node;

	skip_blanks();
	switch (*at) {
	case '{':
		return (members(JSON_OBJECT, '}', level));
	case '[':
		return (members(JSON_LIST, ']', level));
	case '"':
		node = new_node(JSON_STRING);
		return (node != NULL && string(&node->string, &node->length) ? node : NULL);
	case 'n':
		return (word("null", JSON_NULL, 0));
	case 't':
		return (word("true", JSON_BOOLEAN, 1));
	case 'f':
		return (word("false", JSON_BOOLEAN, 0));
	default:
		return (number());
	}
}

struct json *
json_parse(char *line)
{
	struct json *node;

	at = line;
	block_in_use = NULL;
	nodes_in_use = 0;
	node = value(0);
	skip_blanks();
	return (*at == '\0' ? node : NULL);
}

struct json *
json_member(const struct json *object, const char *key)
{
	if (!json_is(object, JSON_OBJECT))
		return (NULL);
	for (struct json *member = object->first; member != NULL; member = member->next)
		if (strcmp(member->key, key) == 0)
			return (member);
	return (NULL);
}

bool
json_is(const struct json *node, enum json_kind kind)
{
	return (node != NULL && node->kind == kind);
}

bool
json_says(const struct json *node, const char *spelling)
{
	return (json_is(node, JSON_STRING) && strcmp(node->string, spelling) == 0);
}
