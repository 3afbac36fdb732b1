//===- arena.c - Memory that grows to what runs need ----------------------===//

#include "arena.h"

#include <stdlib.h>
#include <sys/mman.h>

bool toroid_arena_reserve(toroid_arena *arena, size_t size) {
  if (arena->data && size <= arena->capacity)
    return true;
  toroid_arena_release(arena);
  // Large blocks begin on a huge page and ask for more of them: far fewer
  // misses of the TLB.
  const size_t huge = 2 << 20;
  size_t alignment = size >= 2 * huge ? huge : 64;
  if (size > SIZE_MAX - alignment)
    return false;
  size_t rounded = (size + alignment - 1) / alignment * alignment;
  if (rounded == 0)
    rounded = alignment;
  uint8_t *data = aligned_alloc(alignment, rounded);
  if (!data)
    return false;
#ifdef MADV_HUGEPAGE
  if (alignment == huge)
    madvise(data, rounded, MADV_HUGEPAGE);
#endif
  arena->data = data;
  arena->capacity = rounded;
  return true;
}

void toroid_arena_release(toroid_arena *arena) {
  free(arena->data);
  arena->data = NULL;
  arena->capacity = 0;
}
