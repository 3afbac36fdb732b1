//===- context.c - Contexts and runs --------------------------------------===//

#include "arena.h"
#include "blocks.h"
#include "model.h"
#include "profile.h"
#include "symbols.h"
#include "threads.h"

#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct toroid_context {
  toroid_callbacks callbacks; ///< First: generated code finds them here.
  const toroid_model *model;
  toroid_pool *pool;
  toroid_arena arena;
  toroid_bindings bindings;
  toroid_tensor *results; ///< One for each output: what the program sees.
  toroid_arena *owned;    ///< One for each output.
  toroid_blocks blocks;   ///< What the run under way has taken.
  atomic_flag busy;

  toroid_profile *profile; ///< Of the runs, or NULL.

  // The run under way.
  const toroid_output *wanted; ///< The caller's outputs.
  toroid_error *error;
  toroid_status failure;
  jmp_buf exit;
};

//===----------------------------------------------------------------------===//
// Callbacks
//===----------------------------------------------------------------------===//

static void context_parallel_for(toroid_call *call, int64_t count,
                                 void (*body)(void *env, int64_t begin,
                                              int64_t end),
                                 void *env) {
  toroid_context *context = call->context;
  if (context->profile)
    toroid_profile_parallel_for(context->profile, context->pool, count, body,
                                env);
  else
    toroid_pool_parallel_for(context->pool, count, body, env);
}

static void context_step(toroid_call *call, int64_t step, int64_t flops,
                         int64_t bytes) {
  toroid_context *context = call->context;
  if (context->profile)
    toroid_profile_step(context->profile, step, flops, bytes);
}

/// Ends the run. `status` and the error's text are already set.
static _Noreturn void leave(toroid_context *context, toroid_status status) {
  context->failure = status;
  longjmp(context->exit, 1);
}

static void context_fail(toroid_call *call, const char *message) {
  toroid_context *context = call->context;
  leave(context,
        toroid_error_set(context->error, TOROID_RUN_FAILED, "model '%s': %s",
                         context->model->program->name, message));
}

/// Whether the caller brought a buffer. One with capacity 0 is a context's own,
/// left from an earlier run.
static bool is_callers(const toroid_output *output) {
  return output->tensor.data && output->capacity > 0;
}

static void *context_output(toroid_call *call, int64_t index, int64_t rank,
                            const int64_t *dims) {
  toroid_context *context = call->context;
  const toroid_program *program = context->model->program;
  if (index < 0 || index >= program->num_outputs || rank < 0 ||
      rank > TOROID_MAX_RANK)
    leave(context, toroid_error_set(
                       context->error, TOROID_RUN_FAILED,
                       "model '%s' gives an output %lld of rank %lld, which "
                       "it does not have; this is an error in the compiler",
                       program->name, (long long)index, (long long)rank));

  const toroid_tensor_spec *spec = &program->outputs[index];
  toroid_tensor *result = &context->results[index];
  toroid_tensor_init(result, (toroid_element_type)spec->element_type,
                     (int32_t)rank, dims, NULL);
  char text[TOROID_MAX_RANK * 22];
  int64_t bytes = toroid_tensor_bytes(result);
  if (bytes < 0) {
    toroid_format_dims(text, sizeof(text), result->rank, result->dims);
    leave(context,
          toroid_error_set(context->error, TOROID_RUN_FAILED,
                           "output '%s' of model '%s' would have the dims %s, "
                           "which cannot be; check the inputs' values",
                           spec->name, program->name, text));
  }
  const toroid_output *wanted = &context->wanted[index];
  if (is_callers(wanted)) {
    if ((uint64_t)bytes > wanted->capacity) {
      toroid_format_dims(text, sizeof(text), result->rank, result->dims);
      leave(context, toroid_error_set(
                         context->error, TOROID_BAD_ARGUMENT,
                         "output '%s' has the dims %s and takes %lld bytes, "
                         "but the buffer given for it has %zu; give a "
                         "larger one, or none",
                         spec->name, text, (long long)bytes, wanted->capacity));
    }
    return result->data = wanted->tensor.data;
  }
  if (!toroid_arena_reserve(&context->owned[index], (size_t)bytes))
    leave(context, toroid_error_set(context->error, TOROID_NO_MEMORY,
                                    "no memory for output '%s' (%lld bytes)",
                                    spec->name, (long long)bytes));
  return result->data = context->owned[index].data;
}

static void *context_alloc(toroid_call *call, int64_t bytes) {
  toroid_context *context = call->context;
  void *memory =
      bytes < 0 ? NULL : toroid_blocks_take(&context->blocks, (size_t)bytes);
  if (!memory)
    leave(context,
          toroid_error_set(context->error, TOROID_NO_MEMORY,
                           "no memory for a tensor of model '%s' whose size "
                           "depends on its inputs' values (%lld bytes)",
                           context->model->program->name, (long long)bytes));
  return memory;
}

static void context_free(toroid_call *call, void *memory) {
  toroid_context *context = call->context;
  toroid_blocks_give_back(&context->blocks, memory);
}

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

toroid_status toroid_context_create(const toroid_model *model,
                                    const toroid_context_options *options,
                                    toroid_context **result,
                                    toroid_error *error) {
  *result = NULL;
  const toroid_program *program = model->program;
  toroid_context *context = calloc(1, sizeof(*context));
  if (!context)
    return toroid_error_set(error, TOROID_NO_MEMORY, "no memory for a context");
  context->callbacks.parallel_for = context_parallel_for;
  context->callbacks.output = context_output;
  context->callbacks.fail = context_fail;
  context->callbacks.alloc = context_alloc;
  context->callbacks.free = context_free;
  context->callbacks.step = context_step;
  context->model = model;
  atomic_flag_clear(&context->busy);
  size_t outputs = (size_t)program->num_outputs + 1;
  context->results = calloc(outputs, sizeof(toroid_tensor));
  context->owned = calloc(outputs, sizeof(toroid_arena));
  toroid_status status;
  if (!context->results || !context->owned ||
      !toroid_bindings_init(&context->bindings, program))
    status = toroid_error_set(error, TOROID_NO_MEMORY,
                              "no memory for a context of model '%s'",
                              program->name);
  else
    status = toroid_pool_create(options ? options->threads : 0, &context->pool,
                                error);
  if (status != TOROID_OK) {
    toroid_context_destroy(context);
    return status;
  }
  *result = context;
  return TOROID_OK;
}

void toroid_context_destroy(toroid_context *context) {
  if (!context)
    return;
  toroid_pool_destroy(context->pool);
  if (context->owned)
    for (int32_t i = 0; i < context->model->program->num_outputs; ++i)
      toroid_arena_release(&context->owned[i]);
  toroid_arena_release(&context->arena);
  toroid_bindings_release(&context->bindings);
  free(context->owned);
  free(context->results);
  free(context);
}

int32_t toroid_context_threads(const toroid_context *context) {
  return toroid_pool_threads(context->pool);
}

void toroid_context_set_profile(toroid_context *context,
                                toroid_profile *profile) {
  context->profile = profile;
}

void toroid_context_measure_peaks(toroid_context *context,
                                  toroid_peaks *peaks) {
  toroid_measure_peaks(context->pool, peaks);
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

static toroid_status check_outputs(const toroid_program *program,
                                   const toroid_output *outputs,
                                   toroid_error *error) {
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    const toroid_tensor_spec *spec = &program->outputs[i];
    if (is_callers(&outputs[i]) &&
        (uintptr_t)outputs[i].tensor.data %
                toroid_element_size(spec->element_type) !=
            0)
      return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                              "output '%s': the buffer given for it is not "
                              "aligned to its element type; align it to 64 "
                              "bytes",
                              spec->name);
  }
  return TOROID_OK;
}

static toroid_status prepare(toroid_context *context,
                             const toroid_tensor *inputs, int32_t num_inputs,
                             const toroid_output *outputs, int32_t num_outputs,
                             toroid_error *error) {
  const toroid_program *program = context->model->program;
  if (num_inputs != program->num_inputs || num_outputs != program->num_outputs)
    return toroid_error_set(
        error, TOROID_BAD_ARGUMENT,
        "model '%s' has %d inputs and %d outputs, but %d and "
        "%d were given",
        program->name, program->num_inputs, program->num_outputs, num_inputs,
        num_outputs);
  toroid_bindings_clear(&context->bindings, program);
  toroid_status status = toroid_check_inputs(program, inputs, TOROID_CHECK_DATA,
                                             &context->bindings, error);
  if (status == TOROID_OK)
    status = check_outputs(program, outputs, error);
  if (status != TOROID_OK)
    return status;
  int64_t size = toroid_program_arena_size(program, inputs);
  if (size < 0 || !toroid_arena_reserve(&context->arena, (size_t)size))
    return toroid_error_set(
        error, TOROID_NO_MEMORY,
        "the working memory that model '%s' needs for inputs "
        "of these dims cannot be had (%lld bytes); give "
        "smaller ones",
        program->name, (long long)size);
  return TOROID_OK;
}

/// Runs the program on inputs that are checked. All of `context->exit`'s scope.
static toroid_status run_program(toroid_context *context,
                                 const toroid_tensor *inputs) {
  const toroid_program *program = context->model->program;
  memset(context->results, 0,
         (size_t)program->num_outputs * sizeof(toroid_tensor));
  toroid_call call = {
      inputs,  context->results, context->arena.data, context->model->weights,
      context, context->profile};
  if (setjmp(context->exit) != 0)
    return context->failure;
  program->run(&call);
  return TOROID_OK;
}

static toroid_status deliver(toroid_context *context, toroid_output *outputs,
                             toroid_error *error) {
  const toroid_program *program = context->model->program;
  for (int32_t i = 0; i < program->num_outputs; ++i)
    if (!context->results[i].data)
      return toroid_error_set(
          error, TOROID_RUN_FAILED,
          "model '%s' did not give its output '%s'; this is "
          "an error in the compiler",
          program->name, program->outputs[i].name);
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    if (!is_callers(&outputs[i]))
      outputs[i].capacity = 0;
    outputs[i].tensor = context->results[i];
  }
  return TOROID_OK;
}

toroid_status toroid_run(toroid_context *context, const toroid_tensor *inputs,
                         int32_t num_inputs, toroid_output *outputs,
                         int32_t num_outputs, toroid_error *error) {
  if (atomic_flag_test_and_set(&context->busy))
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "a run of this context is under way; create a "
                            "context for each thread");
  context->wanted = outputs;
  context->error = error;
  if (context->profile)
    toroid_profile_begin_run(context->profile);
  toroid_status status =
      prepare(context, inputs, num_inputs, outputs, num_outputs, error);
  if (status == TOROID_OK)
    status = run_program(context, inputs);
  toroid_blocks_release(&context->blocks);
  if (status == TOROID_OK)
    status = deliver(context, outputs, error);
  if (context->profile)
    toroid_profile_end_run(context->profile);
  context->wanted = NULL;
  context->error = NULL;
  atomic_flag_clear(&context->busy);
  return status;
}
