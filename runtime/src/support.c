//===- support.c - Errors, memory and checked sizes -----------------------===//

#include "support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

toroid_status toroid_error_set(toroid_error *error, toroid_status status,
                               const char *format, ...) {
  if (!error)
    return status;
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof(error->message), format, arguments);
  va_end(arguments);
  return status;
}

void *toroid_allocate(size_t size) {
  if (size > SIZE_MAX - 63)
    return NULL;
  // aligned_alloc wants a multiple of the alignment.
  return aligned_alloc(64, size == 0 ? 64 : (size + 63) / 64 * 64);
}

void toroid_format_dims(char *text, size_t capacity, int32_t rank,
                        const int64_t *dims) {
  size_t used = 0;
  for (int32_t i = 0; i < rank && used < capacity; ++i)
    used += (size_t)snprintf(text + used, capacity - used, "%s%lld",
                             i == 0 ? "[" : ", ", (long long)dims[i]);
  if (used < capacity)
    snprintf(text + used, capacity - used, "%s", rank > 0 ? "]" : "[]");
}
