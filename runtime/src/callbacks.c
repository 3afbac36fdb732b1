//===- callbacks.c - What generated code calls ----------------------------===//
//
// Alone in this file, and in need of nothing else: a shared library that holds
// a model links these and runs in any program's contexts.
//
//===----------------------------------------------------------------------===//

#include "callbacks.h"
#include "toroid/abi.h"

#include <stdlib.h>

static const toroid_callbacks *callbacks_of(const toroid_call *call) {
  return call->context;
}

void toroid_rt_parallel_for(toroid_call *call, int64_t count,
                            void (*body)(void *env, int64_t begin, int64_t end),
                            void *env) {
  callbacks_of(call)->parallel_for(call, count, body, env);
}

void *toroid_rt_output(toroid_call *call, int64_t index, int64_t rank,
                       const int64_t *dims) {
  return callbacks_of(call)->output(call, index, rank, dims);
}

void *toroid_rt_alloc(toroid_call *call, int64_t bytes) {
  return callbacks_of(call)->alloc(call, bytes);
}

void toroid_rt_free(toroid_call *call, void *memory) {
  callbacks_of(call)->free(call, memory);
}

void toroid_rt_step(toroid_call *call, int64_t step, int64_t flops,
                    int64_t bytes) {
  callbacks_of(call)->step(call, step, flops, bytes);
}

void toroid_rt_fail(toroid_call *call, const char *message) {
  callbacks_of(call)->fail(call, message);
  abort(); // Not reached: `fail` does not return.
}

#define FUNCTION(name) {#name, (void (*)(void))name}

const toroid_rt_function toroid_rt_functions[] = {
    FUNCTION(toroid_rt_parallel_for), FUNCTION(toroid_rt_output),
    FUNCTION(toroid_rt_fail),         FUNCTION(toroid_rt_alloc),
    FUNCTION(toroid_rt_free),         FUNCTION(toroid_rt_step),
};

const int32_t toroid_rt_num_functions =
    sizeof(toroid_rt_functions) / sizeof(toroid_rt_functions[0]);
