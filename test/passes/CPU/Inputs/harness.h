// What a program needs to call a compiled model in the tests of passes/CPU: the
// runtime's functions in their simplest form, numbers and comparisons.

#ifndef TOROID_TEST_HARNESS_H
#define TOROID_TEST_HARNESS_H

#include "toroid/abi.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t toroid_arena_size(const toroid_call *call);
void toroid_run(toroid_call *call);

// How parallel loops are cut: 0 runs each in one piece; otherwise in pieces of
// so many iterations, the last piece first.
static int64_t harness_grain = 0;
static int harness_regions = 0;
static jmp_buf harness_exit;
static const char *harness_failure = NULL;

void toroid_rt_parallel_for(toroid_call *call, int64_t count,
                            void (*body)(void *, int64_t, int64_t), void *env) {
  (void)call;
  ++harness_regions;
  if (count <= 0)
    return;
  int64_t grain = harness_grain ? harness_grain : count;
  for (int64_t begin = (count - 1) / grain * grain; begin >= 0; begin -= grain)
    body(env, begin, begin + grain < count ? begin + grain : count);
}

void *toroid_rt_output(toroid_call *call, int64_t index, int64_t rank,
                       const int64_t *dims) {
  toroid_tensor *out = &call->outputs[index];
  size_t count = 1;
  out->rank = (int32_t)rank;
  for (int64_t i = 0; i < rank; ++i) {
    out->dims[i] = dims[i];
    count *= (size_t)dims[i];
  }
  free(out->data);
  // No element takes more than 8 bytes; aligned to 8 only, as a caller's may
  // be.
  char *data = malloc(count * 8 + 128);
  memset(data, 0xEE, count * 8 + 128);
  out->data = data;
  return data;
}

void toroid_rt_fail(toroid_call *call, const char *message) {
  (void)call;
  harness_failure = message;
  longjmp(harness_exit, 1);
}

// Never released: what a run leaves is the runtime's to release.
void *toroid_rt_alloc(toroid_call *call, int64_t bytes) {
  (void)call;
  char *data = aligned_alloc(64, ((size_t)bytes + 127) / 64 * 64);
  memset(data, 0xEE, (size_t)bytes);
  return data;
}

void toroid_rt_free(toroid_call *call, void *memory) {
  (void)call;
  free(memory);
}

void toroid_rt_step(toroid_call *call, int64_t step, int64_t flops,
                    int64_t bytes) {
  (void)call, (void)step, (void)flops, (void)bytes;
}

static toroid_tensor harness_inputs[16], harness_outputs[16];
static int harness_num_inputs = 0;
static const void *harness_weights = NULL;

// Adds an input; `data` is used in place.
static inline void input(void *data, int32_t rank, ...) {
  toroid_tensor *in = &harness_inputs[harness_num_inputs++];
  __builtin_va_list dims;
  __builtin_va_start(dims, rank);
  in->data = data;
  in->rank = rank;
  for (int32_t i = 0; i < rank; ++i)
    in->dims[i] = __builtin_va_arg(dims, int);
  __builtin_va_end(dims);
}

// Runs the model once; tells what it failed with, or NULL.
static inline const char *run(void) {
  static uint8_t *arena = NULL;
  toroid_call call = {harness_inputs, harness_outputs, NULL, harness_weights,
                      NULL};
  int64_t size = toroid_arena_size(&call);
  if (size < 0) {
    printf("arena size overflows\n");
    exit(1);
  }
  // Guard bytes on both sides tell of writes out of bounds.
  free(arena);
  size_t total = ((size_t)size + 63) / 64 * 64 + 192;
  arena = aligned_alloc(64, total);
  memset(arena, 0xCD, total);
  call.arena = arena + 64;
  harness_failure = NULL;
  if (setjmp(harness_exit) == 0)
    toroid_run(&call);
  for (int i = 0; i < 64; ++i)
    if (arena[i] != 0xCD || arena[64 + (size_t)size + i] != 0xCD) {
      printf("wrote outside of the arena\n");
      exit(1);
    }
  return harness_failure;
}

// Numbers in [-1, 1), the same in every run.
static inline float number(void) {
  static uint32_t state = 12345;
  state = state * 1664525u + 1013904223u;
  return (float)(int32_t)state / 2147483648.0f;
}

static inline float *numbers(size_t count) {
  float *data = malloc((count + 1) * sizeof(float));
  for (size_t i = 0; i < count; ++i)
    data[i] = number();
  return data;
}

// The largest difference, relative to the largest magnitude expected.
static inline double difference(const float *actual, const double *expected,
                                size_t count) {
  double largest = 0, error = 0;
  for (size_t i = 0; i < count; ++i)
    largest = fmax(largest, fabs(expected[i]));
  for (size_t i = 0; i < count; ++i) {
    double e = fabs((double)actual[i] - expected[i]);
    if (!(e <= error)) // Takes NaN for an error.
      error = isnan(e) ? INFINITY : e;
  }
  return largest > 0 ? error / largest : error;
}

static inline void expect(const char *what, double value, double bound) {
  if (value <= bound)
    printf("%s: ok\n", what);
  else
    printf("%s: %g exceeds %g\n", what, value, bound);
}

static inline double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif // TOROID_TEST_HARNESS_H
