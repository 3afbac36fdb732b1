//===- profile.h - Where the time of runs goes --------------------*- C -*-===//
//
// Compiled programs say which step they come to (toroid_rt_step); a profile
// adds up the time until the next. It may also keep the last run's events.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_SRC_PROFILE_H
#define TOROID_SRC_PROFILE_H

#include "support.h"
#include "threads.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What is known of one step, over all runs.
typedef struct toroid_step_total {
  int64_t calls;
  int64_t nanoseconds;
  double flops; ///< Negative when unknown.
  double bytes; ///< Negative when unknown.
} toroid_step_total;

/// Something that happened in the last run.
typedef struct toroid_event {
  int64_t begin, end; ///< In nanoseconds.
  uint64_t thread;    ///< 0: the one that called toroid_run.
  int32_t step;       ///< -1: no step.
  int32_t number;     ///< Of the step among all of this run.
} toroid_event;

typedef struct toroid_profile {
  const toroid_program *program;
  toroid_step_total *totals; ///< For each step, then for what is none.
  int64_t runs;
  int64_t nanoseconds; ///< Of all runs.

  // The run under way.
  bool is_running;
  uint64_t caller;
  int64_t run_begin;
  int64_t step_begin;
  int32_t step;
  int32_t number;

  toroid_event *events; ///< NULL when none are kept.
  int64_t num_events;   ///< Counted by all threads; more than there is room for
                        ///< when some are lost.
} toroid_profile;

enum { toroid_max_events = 1 << 17 };

/// Creates a profile of runs of `program`. Release with toroid_profile_destroy.
toroid_status toroid_profile_create(const toroid_program *program,
                                    bool keeps_events, toroid_profile **profile,
                                    toroid_error *error);

/// NULL is allowed.
void toroid_profile_destroy(toroid_profile *profile);

/// From now on the context's runs count in `profile`, which must outlive them;
/// NULL: in none. Not while a run is under way.
void toroid_context_set_profile(toroid_context *context,
                                toroid_profile *profile);

// What contexts tell, on the thread that calls toroid_run.
void toroid_profile_begin_run(toroid_profile *profile);
void toroid_profile_end_run(toroid_profile *profile);
void toroid_profile_step(toroid_profile *profile, int64_t step, int64_t flops,
                         int64_t bytes);
/// Runs a parallel loop; events say which thread worked on it when.
void toroid_profile_parallel_for(
    toroid_profile *profile, toroid_pool *pool, int64_t count,
    void (*body)(void *env, int64_t begin, int64_t end), void *env);

/// What a machine can do, as measured.
typedef struct toroid_peaks {
  double flops; ///< Multiplications and additions of f32 in a second.
  double bytes; ///< Read from memory in a second; 0 when that is unknown.
} toroid_peaks;

/// Measures what the threads of `pool` can do together. Takes some tenths of a
/// second and up to 256 MiB.
void toroid_measure_peaks(toroid_pool *pool, toroid_peaks *peaks);

/// The same for the threads of a context.
void toroid_context_measure_peaks(toroid_context *context, toroid_peaks *peaks);

/// Prints the steps, the slowest first, and what kinds of steps take.
toroid_status toroid_profile_print(const toroid_profile *profile,
                                   int32_t threads, const toroid_peaks *peaks,
                                   FILE *file, toroid_error *error);

/// Writes the last run in the format of Chrome's tracing. Without memory to do
/// so, the file has no events.
void toroid_profile_write_trace(const toroid_profile *profile, FILE *file);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_PROFILE_H
