//===- blocks.h - Memory that lasts as long as a run -------------*- C -*-===//

#ifndef TOROID_SRC_BLOCKS_H
#define TOROID_SRC_BLOCKS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toroid_block toroid_block;

/// Blocks of memory that are released one by one or all at once. Zero it before
/// the first use. Not for more than one thread at a time.
typedef struct toroid_blocks {
  toroid_block *first;
} toroid_blocks;

/// Takes `size` bytes, aligned to 64; NULL when they cannot be had.
void *toroid_blocks_take(toroid_blocks *blocks, size_t size);

/// Releases one block, which `blocks` gave.
void toroid_blocks_give_back(toroid_blocks *blocks, void *memory);

/// Releases all that is left.
void toroid_blocks_release(toroid_blocks *blocks);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_BLOCKS_H
