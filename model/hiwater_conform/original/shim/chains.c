/* Chains of membufs, as the kernel appends, measures and frees them. */
#include "chains.h"
#include "events.h"
#include "fault.h"
#include "machine.h"
#include "memory.h"

static token_t *
last_of(token_t *chain)
{
	while (chain->next_buf != NULL)
		chain = chain->next_buf;
	return (chain);
}

void
chain_append_bytes(token_t *chain, const void *bytes, size_t length)
{
	const char *from = bytes;

	chain = last_of(chain);
	while (length > 0) {
		if (chain->len == AU_BUFSIZE) {
			chain->next_buf = membuf_new();
			chain = chain->next_buf;
		}
		size_t room = AU_BUFSIZE - (size_t)chain->len;
		size_t piece = length < room ? length : room;
		memcpy(chain->buf + chain->len, from, piece);
		chain->len = (uint8_t)(chain->len + piece);
		from += piece;
		length -= piece;
	}
}

token_t *
chain_of_bytes(const void *bytes, size_t length)
{
	token_t *chain = membuf_new();

	chain_append_bytes(chain, bytes, length);
	return (chain);
}

void
chain_release(token_t *chain)
{
	while (chain != NULL) {
		token_t *next = chain->next_buf;
		membuf_release(chain);
		chain = next;
	}
}

void
tokens_release(token_t *first)
{
	while (first != NULL) {
		token_t *next = first->next_rec_[0];
		chain_release(first);
		first = next;
	}
}

void
put_chain(struct text *text, const token_t *chain)
{
	if (chain == NULL) {
		put_literal(text, "null");
		return;
	}
	put_literal(text, "[");
	for (; chain != NULL; chain = chain->next_buf) {
		(void)membuf_birth(chain);
		put_separator(text);
		put_literal(text, "\"");
		put_hexadecimal(text, chain->buf, chain->len <= AU_BUFSIZE ? chain->len : AU_BUFSIZE);
		put_literal(text, "\"");
	}
	put_literal(text, "]");
}

int
au_token_size(token_t *chain)
{
	int size = 0;

	for (; chain != NULL; chain = chain->next_buf)
		size += chain->len;
	return (size);
}

/* Only the first membuf of what is appended can merge, and only as a whole. */
int
au_append_rec(au_buff_t *record, au_buff_t *appended, int how)
{
	if (record == NULL)
		return (-1);
	if (appended == NULL)
		fault("au_append_rec of a null chain");
	token_t *last = last_of(record);
	if (how == AU_PACK && last->len + appended->len <= AU_BUFSIZE) {
		memcpy(last->buf + last->len, appended->buf, appended->len);
		last->len = (uint8_t)(last->len + appended->len);
		last->next_buf = appended->next_buf;
		membuf_release(appended);
	} else {
		last->next_buf = appended;
	}
	return (0);
}

/* With ERRJMP set, the kernel hands the chain to a softcall and then frees it all the same. */
void
au_free_rec(au_buff_t *chain)
{
	if (chain == NULL)
		return;
	for (const token_t *membuf = chain; membuf != NULL; membuf = membuf->next_buf)
		(void)membuf_birth(membuf);
	if ((running->tad.tad_ctrl & PAD_ERRJMP) != 0)
		softcall_free();
	event_freed(chain);
	chain_release(chain);
}
