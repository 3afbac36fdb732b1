//===- threads.h - A pool of threads for parallel loops ----------*- C -*-===//

#ifndef TOROID_SRC_THREADS_H
#define TOROID_SRC_THREADS_H

#include "support.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOROID_MAX_THREADS 1024

/// Threads that wait for the loops of one caller. Waiting threads spin briefly,
/// then sleep.
typedef struct toroid_pool toroid_pool;

/// Creates a pool of `threads` threads, counting the one that will call
/// toroid_pool_parallel_for; 0 stands for as many as there are CPUs for this
/// process. Release with toroid_pool_destroy.
toroid_status toroid_pool_create(int32_t threads, toroid_pool **pool,
                                 toroid_error *error);

/// Ends the threads. No loop may be under way. NULL is allowed.
void toroid_pool_destroy(toroid_pool *pool);

int32_t toroid_pool_threads(const toroid_pool *pool);

/// Calls `body` for ranges that cover [0, count) once, and returns when all
/// calls have. Called by one thread at a time. A call from within a body runs
/// on the thread that makes it.
void toroid_pool_parallel_for(toroid_pool *pool, int64_t count,
                              void (*body)(void *env, int64_t begin,
                                           int64_t end),
                              void *env);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_THREADS_H
