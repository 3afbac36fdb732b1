//===- blocks.c - Memory that lasts as long as a run ----------------------===//

#include "blocks.h"

#include <stdint.h>
#include <stdlib.h>

enum { alignment = 64 };

/// What stands in front of each block, in a list of all of them.
struct toroid_block {
  toroid_block *next;
  toroid_block *previous;
};

void *toroid_blocks_take(toroid_blocks *blocks, size_t size) {
  if (size > SIZE_MAX - 2 * alignment)
    return NULL;
  size_t rounded = (size + alignment - 1) / alignment * alignment + alignment;
  toroid_block *block = aligned_alloc(alignment, rounded);
  if (!block)
    return NULL;
  block->previous = NULL;
  block->next = blocks->first;
  if (block->next)
    block->next->previous = block;
  blocks->first = block;
  return (uint8_t *)block + alignment;
}

void toroid_blocks_give_back(toroid_blocks *blocks, void *memory) {
  toroid_block *block = (void *)((uint8_t *)memory - alignment);
  if (block->next)
    block->next->previous = block->previous;
  if (block->previous)
    block->previous->next = block->next;
  else
    blocks->first = block->next;
  free(block);
}

void toroid_blocks_release(toroid_blocks *blocks) {
  while (blocks->first) {
    toroid_block *block = blocks->first;
    blocks->first = block->next;
    free(block);
  }
}
