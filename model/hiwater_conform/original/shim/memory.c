/*
 * Membufs and blocks of kernel memory, with the means to notice a second free or a use after it.
 *
 * A freed membuf is filled with a pattern and is the last to be used again; a freed block is kept
 * back for a while. So a stale pointer meets a pattern and not somebody else's record.
 */
#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "machine.h"
#include "memory.h"
#include "points.h"

#define LIVE 0x11feba11u
#define FREED 0xdeadba11u
#define PATTERN 0xdb
#define CELLS_IN_A_CHUNK 256
#define BLOCKS_KEPT_BACK 64

struct cell {
	token_t membuf;
	uint32_t mark;
	uint64_t birth;
	struct cell *next_free;
};

struct chunk {
	struct chunk *next;
	struct cell cells[CELLS_IN_A_CHUNK];
};

struct block {
	uint32_t mark;
	size_t size;
	struct block *previous;
	struct block *next;
};

static struct chunk *chunks;
static struct cell *first_free, *last_free;
static uint64_t births;
static struct block live_blocks = { 0, 0, &live_blocks, &live_blocks };
static struct block *kept_back[BLOCKS_KEPT_BACK];
static size_t next_kept_back;

static void
give_back(struct cell *cell)
{
	memset(&cell->membuf, PATTERN, sizeof (cell->membuf));
	cell->mark = FREED;
	cell->next_free = NULL;
	if (first_free == NULL)
		first_free = cell;
	else
		last_free->next_free = cell;
	last_free = cell;
}

static void
give_back_all(struct chunk *chunk)
{
	for (size_t i = 0; i < CELLS_IN_A_CHUNK; i++)
		give_back(&chunk->cells[i]);
}

token_t *
membuf_new(void)
{
	if (first_free == NULL) {
		struct chunk *chunk = malloc(sizeof (*chunk));
		if (chunk == NULL)
			fault("the adapter itself has no memory left");
		chunk->next = chunks;
		chunks = chunk;
		give_back_all(chunk);
	}
	struct cell *cell = first_free;
	first_free = cell->next_free;
	memset(&cell->membuf, 0, sizeof (cell->membuf));
	cell->mark = LIVE;
	cell->birth = ++births;
	return (&cell->membuf);
}

static const struct cell *
live_cell(const token_t *membuf)
{
	const struct cell *cell = (const struct cell *)membuf;

	if (cell->mark == FREED)
		fault("a membuf used after it was freed, or freed twice");
	if (cell->mark != LIVE)
		fault("a pointer used as a membuf that is none");
	return (cell);
}

uint64_t
membuf_birth(const token_t *membuf)
{
	return (live_cell(membuf)->birth);
}

void
membuf_release(token_t *membuf)
{
	(void)live_cell(membuf);
	give_back((struct cell *)membuf);
}

void *
block_new(size_t size)
{
	struct block *block = malloc(sizeof (*block) + size);

	if (block == NULL)
		fault("the adapter itself has no memory left");
	memset(block + 1, PATTERN, size);
	*block = (struct block) { LIVE, size, &live_blocks, live_blocks.next };
	live_blocks.next->previous = block;
	live_blocks.next = block;
	return (block + 1);
}

static void
keep_back(struct block *block)
{
	free(kept_back[next_kept_back]);
	kept_back[next_kept_back] = block;
	next_kept_back = (next_kept_back + 1) % BLOCKS_KEPT_BACK;
}

void
shim_kmem_free(void *memory, size_t size)
{
	struct block *block = (struct block *)memory - 1;

	if (memory == NULL)
		fault("kmem_free of a null pointer");
	if (block->mark == FREED)
		fault("kmem_free of memory that is already freed");
	if (block->mark != LIVE)
		fault("kmem_free of a pointer that kmem_alloc did not give");
	if (block->size != size)
		fault("kmem_free with another size than was asked for");
	block->previous->next = block->next;
	block->next->previous = block->previous;
	block->mark = FREED;
	memset(memory, PATTERN, size);
	keep_back(block);
}

void *
shim_kmem_alloc(size_t size, int how)
{
	if (how == KM_NOSLEEP)
		running->memory_kind = WHAT_DESCRIPTOR;
	park(KIND_MEMORY, running->memory_kind, NO_ZONE);
	return (machine.memory ? block_new(size) : NULL);
}

void
shim_bcopy(const void *from, void *to, size_t length)
{
	if (length > SIZE_MAX / 2)
		fault("bcopy of a negative length");
	memmove(to, from, length);
}

void
memory_reset(void)
{
	while (live_blocks.next != &live_blocks) {
		struct block *block = live_blocks.next;
		live_blocks.next = block->next;
		free(block);
	}
	live_blocks.previous = &live_blocks;
	first_free = NULL;
	if (chunks == NULL)
		return;
	while (chunks->next != NULL) {
		struct chunk *chunk = chunks->next;
		chunks->next = chunk->next;
		free(chunk);
	}
	give_back_all(chunks);
}
