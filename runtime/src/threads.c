//===- threads.c - A pool of threads for parallel loops -------------------===//
//
// A loop's range is cut into one share for each thread. A thread takes pieces
// of its own share, so that it meets the same data from loop to loop, and then
// helps with the others'. The caller works too, and when it finds nothing left
// it closes the loop: threads that have not woken up by then are not waited
// for.
//
//===----------------------------------------------------------------------===//

#include "threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// A share of the current loop's range.
typedef struct share {
  _Alignas(64) atomic_uint_fast64_t next; ///< First index not yet taken.
  uint64_t end;
  uint64_t step; ///< How many indices are taken at once.
} share;

typedef struct worker {
  toroid_pool *pool;
  int32_t index; ///< Of the share that it begins with; the caller's is 0.
  pthread_t thread;
} worker;

struct toroid_pool {
  int32_t threads;
  int32_t started; ///< Workers that have a thread.
  int64_t spin_nanoseconds;
  worker *workers;
  share *shares;

  // The current loop. Written by the caller while no worker is inside.
  void (*body)(void *env, int64_t begin, int64_t end);
  void *env;
  bool running;

  /// The loop's number in the upper half, then whether it is open to workers,
  /// then how many workers are inside.
  _Alignas(64) atomic_uint_fast64_t state;
  _Alignas(64) atomic_int sleepers; ///< Workers that must be woken.
  atomic_bool caller_sleeps;
  atomic_bool stop;
  pthread_mutex_t mutex;
  pthread_cond_t opened; ///< A loop was opened, or the pool ends.
  pthread_cond_t left;   ///< The last worker left a closed loop.
};

static const uint64_t open_bit = 1ull << 31;

static uint32_t number_of(uint64_t state) { return (uint32_t)(state >> 32); }
static bool is_open(uint64_t state) { return (state & open_bit) != 0; }
static uint64_t inside(uint64_t state) { return state & (open_bit - 1); }

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

//===----------------------------------------------------------------------===//
// Working on a loop
//===----------------------------------------------------------------------===//

static void work(toroid_pool *pool, int32_t first) {
  for (int32_t i = 0; i < pool->threads; ++i) {
    share *s = &pool->shares[(first + i) % pool->threads];
    while (atomic_load_explicit(&s->next, memory_order_relaxed) < s->end) {
      uint64_t begin =
          atomic_fetch_add_explicit(&s->next, s->step, memory_order_relaxed);
      if (begin >= s->end)
        break;
      uint64_t end = s->end - begin < s->step ? s->end : begin + s->step;
      pool->body(pool->env, (int64_t)begin, (int64_t)end);
    }
  }
}

/// Whether a worker that last worked on loop `seen` has something to do.
static bool has_news(toroid_pool *pool, uint32_t seen) {
  uint64_t state = atomic_load(&pool->state);
  return (is_open(state) && number_of(state) != seen) ||
         atomic_load(&pool->stop);
}

static void await_news(toroid_pool *pool, uint32_t seen) {
  if (pool->spin_nanoseconds > 0) {
    int64_t deadline = now() + pool->spin_nanoseconds;
    do {
      for (int i = 0; i < 32; ++i) {
        if (has_news(pool, seen))
          return;
        relax();
      }
    } while (now() < deadline);
  }
  // Who opens a loop looks at `sleepers` after it wrote `state`; here it is the
  // other way round. So one of the two sees what the other did.
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleepers, 1);
  while (!has_news(pool, seen))
    pthread_cond_wait(&pool->opened, &pool->mutex);
  atomic_fetch_sub(&pool->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *worker_main(void *argument) {
  worker *self = argument;
  toroid_pool *pool = self->pool;
  uint32_t seen = 0;
  while (true) {
    await_news(pool, seen);
    if (atomic_load(&pool->stop))
      return NULL;
    uint64_t state = atomic_load(&pool->state);
    while (is_open(state) && number_of(state) != seen) {
      if (!atomic_compare_exchange_weak(&pool->state, &state, state + 1))
        continue;
      seen = number_of(state);
      work(pool, self->index);
      uint64_t after = atomic_fetch_sub(&pool->state, 1) - 1;
      if (!is_open(after) && inside(after) == 0 &&
          atomic_load(&pool->caller_sleeps)) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_signal(&pool->left);
        pthread_mutex_unlock(&pool->mutex);
      }
      break;
    }
  }
}

static void await_workers(toroid_pool *pool) {
  if (pool->spin_nanoseconds > 0) {
    int64_t deadline = now() + pool->spin_nanoseconds;
    do {
      for (int i = 0; i < 32; ++i) {
        if (inside(atomic_load(&pool->state)) == 0)
          return;
        relax();
      }
    } while (now() < deadline);
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->caller_sleeps, true);
  while (inside(atomic_load(&pool->state)) != 0)
    pthread_cond_wait(&pool->left, &pool->mutex);
  atomic_store(&pool->caller_sleeps, false);
  pthread_mutex_unlock(&pool->mutex);
}

void toroid_pool_parallel_for(toroid_pool *pool, int64_t count,
                              void (*body)(void *env, int64_t begin,
                                           int64_t end),
                              void *env) {
  if (count <= 0)
    return;
  if (pool->threads == 1 || count == 1 || pool->running) {
    body(env, 0, count);
    return;
  }

  pool->body = body;
  pool->env = env;
  pool->running = true;
  uint64_t threads = (uint64_t)pool->threads;
  uint64_t size = (uint64_t)count / threads;
  uint64_t larger = (uint64_t)count % threads; // Shares with one index more.
  uint64_t begin = 0;
  for (uint64_t i = 0; i < threads; ++i) {
    share *s = &pool->shares[i];
    uint64_t length = size + (i < larger);
    atomic_store_explicit(&s->next, begin, memory_order_relaxed);
    begin += length;
    s->end = begin;
    s->step = length / 4 > 1 ? length / 4 : 1;
  }

  uint32_t number = number_of(atomic_load(&pool->state)) + 1;
  atomic_store(&pool->state, (uint64_t)number << 32 | open_bit);
  if (atomic_load(&pool->sleepers) > 0) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->opened);
    pthread_mutex_unlock(&pool->mutex);
  }
  work(pool, 0);
  if (inside(atomic_fetch_and(&pool->state, ~open_bit)) != 0)
    await_workers(pool);
  pool->running = false;
}

//===----------------------------------------------------------------------===//
// Creating and ending
//===----------------------------------------------------------------------===//

static int32_t count_cpus(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
    return CPU_COUNT(&set);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int32_t)online : 1;
}

toroid_status toroid_pool_create(int32_t threads, toroid_pool **result,
                                 toroid_error *error) {
  *result = NULL;
  int32_t cpus = count_cpus();
  if (threads == 0)
    threads = cpus < TOROID_MAX_THREADS ? cpus : TOROID_MAX_THREADS;
  if (threads < 0 || threads > TOROID_MAX_THREADS)
    return toroid_error_set(
        error, TOROID_BAD_ARGUMENT,
        "cannot run on %d threads; choose 1 to %d, or 0 for "
        "one on each CPU",
        threads, TOROID_MAX_THREADS);

  toroid_pool *pool = toroid_allocate(sizeof(*pool));
  share *shares = toroid_allocate((size_t)threads * sizeof(share));
  worker *workers = calloc((size_t)threads, sizeof(worker));
  if (!pool || !shares || !workers) {
    free(pool);
    free(shares);
    free(workers);
    return toroid_error_set(error, TOROID_NO_MEMORY, "no memory for %d threads",
                            threads);
  }
  memset(pool, 0, sizeof(*pool));
  memset(shares, 0, (size_t)threads * sizeof(share));
  pool->threads = threads;
  pool->shares = shares;
  pool->workers = workers;
  // With fewer CPUs than threads, who spins keeps another from working.
  pool->spin_nanoseconds = threads <= cpus ? 100000 : 0;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->opened, NULL);
  pthread_cond_init(&pool->left, NULL);

  // Signals are for the threads that the program made itself.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool ok = true;
  for (int32_t i = 1; i < threads && ok; ++i) {
    workers[i].pool = pool;
    workers[i].index = i;
    ok =
        pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]) == 0;
    pool->started += ok;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!ok) {
    toroid_pool_destroy(pool);
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "the system does not give %d threads; use fewer",
                            threads);
  }
  *result = pool;
  return TOROID_OK;
}

void toroid_pool_destroy(toroid_pool *pool) {
  if (!pool)
    return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->stop, true);
  pthread_cond_broadcast(&pool->opened);
  pthread_mutex_unlock(&pool->mutex);
  for (int32_t i = 1; i <= pool->started; ++i)
    pthread_join(pool->workers[i].thread, NULL);
  pthread_cond_destroy(&pool->left);
  pthread_cond_destroy(&pool->opened);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->workers);
  free(pool->shares);
  free(pool);
}

int32_t toroid_pool_threads(const toroid_pool *pool) { return pool->threads; }
