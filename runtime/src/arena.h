//===- arena.h - Memory that grows to what runs need -------------*- C -*-===//

#ifndef TOROID_SRC_ARENA_H
#define TOROID_SRC_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One block, aligned to 64. Zero it to begin with.
typedef struct toroid_arena {
  uint8_t *data;
  size_t capacity;
} toroid_arena;

/// Makes the block at least `size` bytes; its content is lost when it grows.
/// After success `data` is not NULL, even for 0 bytes. After failure the block
/// is empty.
bool toroid_arena_reserve(toroid_arena *arena, size_t size);

void toroid_arena_release(toroid_arena *arena);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_ARENA_H
