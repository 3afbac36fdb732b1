//===- peak.c - What this machine can do at most --------------------------===//
//
//   cc -O3 -march=native -pthread benchmark/peak.c -o peak
//   ./peak [THREADS [TRIALS]]
//
// Prints the rate of fused multiply-adds on f32 vectors that are all in
// registers, and the rate at which memory that no cache holds is read, for one
// thread and for THREADS (default: one on each CPU); where TRIALS are given,
// for THREADS alone. On a shared machine the best of many short trials counts.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if defined(__AVX512F__)
#define LANES 16
#define ACCUMULATORS 24
#elif defined(__AVX__)
#define LANES 8
#define ACCUMULATORS 12
#else
#define LANES 4
#define ACCUMULATORS 12
#endif

typedef float vector __attribute__((vector_size(LANES * 4)));

static int trials = 160;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

typedef struct task {
  double (*work)(struct task *); ///< Returns how much was done.
  const char *memory;
  size_t bytes;
  pthread_barrier_t *barrier;
  double done, begin, end;
  float result; ///< Keeps the work alive.
} task;

/// Chains of multiply-adds that do not wait for each other.
static double multiply(task *t) {
  enum { steps = 20000 };
  vector sum[ACCUMULATORS], a, b;
  for (int i = 0; i < LANES; ++i) {
    a[i] = 1.0f - 1e-6f * (float)i;
    b[i] = 1e-6f;
  }
  for (int i = 0; i < ACCUMULATORS; ++i)
    sum[i] = a * (float)i;
  for (int step = 0; step < steps; ++step) {
#pragma GCC unroll 32
    for (int i = 0; i < ACCUMULATORS; ++i)
      sum[i] = sum[i] * a + b;
    // The loop is not to be simplified.
    __asm__ volatile("" : "+v"(a));
  }
  vector total = sum[0];
  for (int i = 1; i < ACCUMULATORS; ++i)
    total += sum[i];
  t->result += total[0];
  return 2.0 * LANES * ACCUMULATORS * steps;
}

static double readMemory(task *t) {
  enum { streams = 8 };
  typedef int32_t words __attribute__((vector_size(LANES * 4)));
  words sum[streams];
  memset(sum, 0, sizeof(sum));
  const words *at = (const words *)t->memory;
  size_t count = t->bytes / sizeof(words);
  for (size_t i = 0; i + streams <= count; i += streams)
#pragma GCC unroll 8
    for (int s = 0; s < streams; ++s)
      sum[s] += at[i + (size_t)s];
  for (int s = 1; s < streams; ++s)
    sum[0] += sum[s];
  t->result += (float)sum[0][0];
  return (double)t->bytes;
}

static void *run(void *argument) {
  task *t = argument;
  pthread_barrier_wait(t->barrier);
  t->begin = now();
  t->done = t->work(t);
  t->end = now();
  return NULL;
}

/// The best rate of all threads together, in units of 1e9 each second.
static double best(double (*work)(task *), int threads, const char *memory,
                   size_t bytes) {
  double result = 0;
  task *tasks = calloc((size_t)threads, sizeof(task));
  pthread_t *handles = calloc((size_t)threads, sizeof(pthread_t));
  // Each trial reads another part, long enough that none is left in a cache
  // when its turn comes again, and short enough to be left alone at times.
  size_t window = bytes / 8 / (size_t)threads / 4096 * 4096;
  for (int trial = 0; trial < trials; ++trial) {
    const char *part = memory + (size_t)(trial % 8) * (bytes / 8);
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    for (int i = 0; i < threads; ++i) {
      tasks[i] = (task){.work = work,
                        .memory = part + (size_t)i * window,
                        .bytes = window,
                        .barrier = &barrier};
      pthread_create(&handles[i], NULL, run, &tasks[i]);
    }
    double done = 0, begin = 0, end = 0;
    for (int i = 0; i < threads; ++i) {
      pthread_join(handles[i], NULL);
      done += tasks[i].done;
      begin = i == 0 || tasks[i].begin < begin ? tasks[i].begin : begin;
      end = tasks[i].end > end ? tasks[i].end : end;
    }
    pthread_barrier_destroy(&barrier);
    double rate = done / (end - begin) * 1e-9;
    result = rate > result ? rate : result;
  }
  free(tasks);
  free(handles);
  return result;
}

int main(int argc, char **argv) {
  int most = argc > 1 ? atoi(argv[1]) : (int)sysconf(_SC_NPROCESSORS_ONLN);
  if (argc > 2)
    trials = atoi(argv[2]);
  if (most < 1 || trials < 1) {
    fprintf(stderr, "usage: peak [THREADS [TRIALS]]\n");
    return 2;
  }
  size_t bytes = (size_t)512 << 20;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    perror("peak");
    return 1;
  }
  memset(memory, 1, bytes);
  for (int threads = argc > 2 ? most : 1; threads <= most;
       threads = threads == most ? most + 1 : most)
    printf("%d thread%s: %.1f GFLOP/s, %.1f GB/s\n", threads,
           threads == 1 ? "" : "s", best(multiply, threads, NULL, 0),
           best(readMemory, threads, memory, bytes));
  return 0;
}
