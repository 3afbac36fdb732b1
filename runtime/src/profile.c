//===- profile.c - Where the time of runs goes ----------------------------===//

#include "profile.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t this_thread(void) { return (uint64_t)pthread_self(); }

toroid_status toroid_profile_create(const toroid_program *program,
                                    bool keeps_events, toroid_profile **result,
                                    toroid_error *error) {
  *result = NULL;
  toroid_profile *profile = calloc(1, sizeof(*profile));
  if (profile) {
    profile->program = program;
    profile->totals =
        calloc((size_t)program->num_steps + 1, sizeof(toroid_step_total));
    if (keeps_events)
      profile->events = calloc(toroid_max_events, sizeof(toroid_event));
  }
  if (!profile || !profile->totals || (keeps_events && !profile->events)) {
    toroid_profile_destroy(profile);
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory for a profile of model '%s'",
                            program->name);
  }
  *result = profile;
  return TOROID_OK;
}

void toroid_profile_destroy(toroid_profile *profile) {
  if (!profile)
    return;
  free(profile->totals);
  free(profile->events);
  free(profile);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

static void keep_event(toroid_profile *profile, uint64_t thread, int64_t begin,
                       int64_t end) {
  if (!profile->events)
    return;
  int64_t i = __atomic_fetch_add(&profile->num_events, 1, __ATOMIC_RELAXED);
  if (i < toroid_max_events)
    profile->events[i] =
        (toroid_event){begin, end, thread, profile->step, profile->number};
}

/// Ends what was going on.
static void close_step(toroid_profile *profile, int64_t time) {
  int32_t place =
      profile->step >= 0 ? profile->step : profile->program->num_steps;
  profile->totals[place].nanoseconds += time - profile->step_begin;
  if (profile->step >= 0)
    keep_event(profile, 0, profile->step_begin, time);
}

void toroid_profile_begin_run(toroid_profile *profile) {
  profile->is_running = true;
  profile->caller = this_thread();
  profile->step = -1;
  profile->number = 0;
  profile->num_events = 0;
  profile->run_begin = profile->step_begin = now();
}

void toroid_profile_end_run(toroid_profile *profile) {
  if (!profile->is_running)
    return;
  int64_t time = now();
  close_step(profile, time);
  profile->step = -1;
  profile->is_running = false;
  profile->nanoseconds += time - profile->run_begin;
  ++profile->runs;
}

/// Adds to what may be unknown.
static void add_known(double *total, int64_t number) {
  *total = number < 0 || *total < 0 ? -1 : *total + (double)number;
}

void toroid_profile_step(toroid_profile *profile, int64_t step, int64_t flops,
                         int64_t bytes) {
  int64_t time = now();
  close_step(profile, time);
  profile->step_begin = time;
  profile->step =
      step >= 0 && step < profile->program->num_steps ? (int32_t)step : -1;
  ++profile->number;
  if (profile->step < 0)
    return;
  toroid_step_total *total = &profile->totals[step];
  ++total->calls;
  add_known(&total->flops, flops);
  add_known(&total->bytes, bytes);
}

//===----------------------------------------------------------------------===//
// Parallel loops
//===----------------------------------------------------------------------===//

typedef struct loop {
  toroid_profile *profile;
  void (*body)(void *env, int64_t begin, int64_t end);
  void *env;
} loop;

static void timed_body(void *env, int64_t begin, int64_t end) {
  const loop *l = env;
  uint64_t thread = this_thread();
  // The caller's part is the step itself.
  if (thread == l->profile->caller) {
    l->body(l->env, begin, end);
    return;
  }
  int64_t time = now();
  l->body(l->env, begin, end);
  keep_event(l->profile, thread, time, now());
}

void toroid_profile_parallel_for(
    toroid_profile *profile, toroid_pool *pool, int64_t count,
    void (*body)(void *env, int64_t begin, int64_t end), void *env) {
  if (!profile->events) {
    toroid_pool_parallel_for(pool, count, body, env);
    return;
  }
  loop l = {profile, body, env};
  toroid_pool_parallel_for(pool, count, timed_body, &l);
}
