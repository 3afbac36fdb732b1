//===- peaks.c - What a machine can do ------------------------------------===//
//
// Loops that do nothing but multiply and add in registers, or read memory, with
// as many threads as runs have.
//
//===----------------------------------------------------------------------===//

#include "profile.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

// A multiplication and an addition are one operation where the machine has one.
#ifdef __clang__
#define CONTRACT_BODY _Pragma("clang fp contract(fast)")
#define CONTRACT
#else
#define CONTRACT_BODY
#define CONTRACT __attribute__((optimize("fp-contract=fast")))
#endif

/// Independent chains of `count` vectors of `width` bytes, enough of them to
/// hide how long one operation takes.
#define DEFINE_LOOP(name, attributes, width, count)                            \
  CONTRACT attributes static float name(int64_t turns, float factor,           \
                                        float term) {                          \
    CONTRACT_BODY                                                              \
    typedef float vector __attribute__((vector_size(width)));                  \
    vector x = factor - (vector){0}, y = term - (vector){0}, sums[count];      \
    for (int i = 0; i < (count); ++i)                                          \
      sums[i] = x + (float)i;                                                  \
    for (int64_t t = 0; t < turns; ++t)                                        \
      for (int i = 0; i < (count); ++i)                                        \
        sums[i] = sums[i] * x + y;                                             \
    for (int i = 1; i < (count); ++i)                                          \
      sums[0] += sums[i];                                                      \
    return sums[0][0];                                                         \
  }

#if defined(__x86_64__)
DEFINE_LOOP(run_avx512, __attribute__((target("avx512f"))), 64, 12)
DEFINE_LOOP(run_avx2, __attribute__((target("avx2,fma"))), 32, 12)
DEFINE_LOOP(run_plain, , 16, 12)
#else
DEFINE_LOOP(run_plain, , 16, 20)
#endif

typedef struct arithmetic {
  float (*run)(int64_t turns, float factor, float term);
  int64_t operations; ///< In one turn.
  volatile float sink;
} arithmetic;

static arithmetic choose_arithmetic(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f"))
    return (arithmetic){run_avx512, 2 * 16 * 12, 0};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return (arithmetic){run_avx2, 2 * 8 * 12, 0};
  return (arithmetic){run_plain, 2 * 4 * 12, 0};
#else
  return (arithmetic){run_plain, 2 * 4 * 20, 0};
#endif
}

enum { arithmetic_turns = 500000 };

static void run_arithmetic(void *env, int64_t begin, int64_t end) {
  arithmetic *a = env;
  float sum = 0;
  // The sums come to rest at 1: no overflow, nothing denormal.
  for (int64_t i = begin; i < end; ++i)
    sum += a->run(arithmetic_turns, 0.5f, 0.5f);
  if (sum < 0) // Never, but the compiler does not know.
    a->sink = sum;
}

static double measure_arithmetic(toroid_pool *pool) {
  arithmetic a = choose_arithmetic();
  int64_t threads = toroid_pool_threads(pool);
  double best = 0;
  for (int i = 0; i < 8; ++i) {
    double begin = seconds();
    toroid_pool_parallel_for(pool, threads, run_arithmetic, &a);
    double rate = (double)threads * arithmetic_turns * (double)a.operations /
                  (seconds() - begin);
    best = rate > best ? rate : best;
  }
  return best;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

typedef struct memory {
  uint8_t *bytes;
  atomic_uint_fast64_t sink;
} memory;

enum { piece_size = 1 << 20 };

static void fill_memory(void *env, int64_t begin, int64_t end) {
  const memory *m = env;
  memset(m->bytes + begin * piece_size, 1, (size_t)(end - begin) * piece_size);
}

static void read_memory(void *env, int64_t begin, int64_t end) {
  typedef uint64_t vector __attribute__((vector_size(32)));
  memory *m = env;
  vector sums[8] = {{0}};
  for (int64_t at = begin * piece_size; at < end * piece_size;
       at += (int64_t)sizeof(sums))
    for (int i = 0; i < 8; ++i)
      sums[i] ^= ((const vector *)(m->bytes + at))[i];
  for (int i = 1; i < 8; ++i)
    sums[0] ^= sums[i];
  atomic_fetch_xor(&m->sink, sums[0][0]);
}

static double measure_memory(toroid_pool *pool) {
  // Far more than caches hold.
  int64_t cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  int64_t pieces = cache > 0 ? 4 * cache / piece_size : 0;
  pieces = pieces < 64 ? 64 : pieces > 256 ? 256 : pieces;
  memory m = {toroid_allocate((size_t)pieces * piece_size), 0};
  if (!m.bytes)
    return 0;
  toroid_pool_parallel_for(pool, pieces, fill_memory, &m);
  double best = 0;
  for (int i = 0; i < 4; ++i) {
    double begin = seconds();
    toroid_pool_parallel_for(pool, pieces, read_memory, &m);
    double rate = (double)(pieces * piece_size) / (seconds() - begin);
    best = rate > best ? rate : best;
  }
  free(m.bytes);
  return best;
}

void toroid_measure_peaks(toroid_pool *pool, toroid_peaks *peaks) {
  peaks->flops = measure_arithmetic(pool);
  peaks->bytes = measure_memory(pool);
}
