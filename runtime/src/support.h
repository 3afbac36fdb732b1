//===- support.h - Errors, memory and checked sizes --------------*- C -*-===//

#ifndef TOROID_SRC_SUPPORT_H
#define TOROID_SRC_SUPPORT_H

#include "toroid/runtime.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes `*error` where there is one and returns `status`.
__attribute__((format(printf, 3, 4))) toroid_status toroid_error_set(
    toroid_error *error, toroid_status status, const char *format, ...);

/// Memory aligned to 64; at least one byte, so never NULL but for want of
/// memory. Release with free.
void *toroid_allocate(size_t size);

/// Writes dims as "[2, 3]" into `text`, cut where it does not fit.
void toroid_format_dims(char *text, size_t capacity, int32_t rank,
                        const int64_t *dims);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_SUPPORT_H
