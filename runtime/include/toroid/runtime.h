//===- runtime.h - Running compiled models from a program ---------*- C -*-===//
//
// The C interface to models that toroid-compile made. In short:
//
//   toroid_error error;
//   toroid_model *model;
//   toroid_context *context;
//   if (toroid_model_open(&bert_program, &model, &error) != TOROID_OK ||
//       toroid_context_create(model, NULL, &context, &error) != TOROID_OK)
//     die(error.message);
//
//   int64_t dims[2] = {1, 128};
//   toroid_tensor ids;
//   toroid_tensor_init(&ids, TOROID_I64, 2, dims, my_ids);
//   toroid_output hidden = {0}; // the context is to own the result
//   if (toroid_run(context, &ids, 1, &hidden, 1, &error) != TOROID_OK)
//     die(error.message);
//   use(hidden.tensor.data, hidden.tensor.dims);
//
//   toroid_context_destroy(context);
//   toroid_model_close(model);
//
// Rules that hold everywhere:
//  - Whoever creates, destroys: each `open`, `load` and `create` names the one
//    function that releases what it made. On failure nothing was made and the
//    result pointer is set to NULL.
//  - A pointer that a function takes is borrowed for the length of the call,
//    unless it is said to be kept.
//  - `error` may be NULL. It is written on failure only.
//  - There is no state outside models and contexts. A model is immutable and
//  may
//    be used by any number of threads; a context serves one run at a time.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_RUNTIME_H
#define TOROID_RUNTIME_H

#include "toroid/abi.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

typedef enum toroid_status {
  TOROID_OK = 0,
  TOROID_BAD_ARGUMENT, ///< A tensor, dim or option that does not fit the model.
  TOROID_BAD_FILE,  ///< A file is missing, damaged, or not what it should be.
  TOROID_NO_MEMORY, ///< Memory or threads cannot be had.
  TOROID_RUN_FAILED ///< The model itself ended the run; the text says why.
} toroid_status;

#define TOROID_ERROR_CAPACITY 1024

/// What went wrong, in one sentence for people: which file or tensor, what
/// about it, and what to do. Holds its text itself; nothing to release.
typedef struct toroid_error {
  toroid_status status;
  char message[TOROID_ERROR_CAPACITY];
} toroid_error;

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// Fills in `*tensor`. `data` is kept, not copied, and stays the caller's.
/// `dims`
/// (`rank` of them) are copied; a rank outside [0, TOROID_MAX_RANK] is stored
/// and refused by toroid_run.
void toroid_tensor_init(toroid_tensor *tensor, toroid_element_type element_type,
                        int32_t rank, const int64_t *dims, void *data);

/// Bytes of one element; 0 for what is no element type.
size_t toroid_element_size(int32_t element_type);

/// "f32", "i64", "bool" …; "unknown" for what is no element type. Static text.
const char *toroid_element_name(int32_t element_type);

/// The number of elements and of bytes. -1 when the rank or a dim is out of
/// range, the element type is none, or the number of bytes exceeds INT64_MAX.
int64_t toroid_tensor_count(const toroid_tensor *tensor);
int64_t toroid_tensor_bytes(const toroid_tensor *tensor);

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

/// A compiled model with its weights at hand.
typedef struct toroid_model toroid_model;

/// Opens a model that is linked into this program. Weights that the compiler
/// put into a file of their own are looked up beside the executable or shared
/// library that holds `program`, and mapped, not read. Keeps `program`, which
/// must outlive the model. Release with toroid_model_close.
toroid_status toroid_model_open(const toroid_program *program,
                                toroid_model **model, toroid_error *error);

/// Loads the shared library at `path` (made with --emit=shared) and opens the
/// model in it. Loading runs the library's code: load only what you trust.
/// Release with toroid_model_close, which unloads the library too.
toroid_status toroid_model_load(const char *path, toroid_model **model,
                                toroid_error *error);

/// Releases the model, its mapped weights and its library. All contexts of it
/// must be destroyed before. NULL is allowed.
void toroid_model_close(toroid_model *model);

/// What the model is: its name, inputs, outputs, symbols and weights. Valid
/// until the model is closed.
const toroid_program *toroid_model_program(const toroid_model *model);

/// The index of the input or output called `name`; -1 when there is none.
int32_t toroid_model_find_input(const toroid_model *model, const char *name);
int32_t toroid_model_find_output(const toroid_model *model, const char *name);

/// Bytes of working memory that a run on inputs of these dims takes, into
/// `*size`. Checks the inputs as toroid_run does; their data is not read and
/// may be NULL.
toroid_status toroid_model_arena_size(const toroid_model *model,
                                      const toroid_tensor *inputs,
                                      int32_t num_inputs, int64_t *size,
                                      toroid_error *error);

//===----------------------------------------------------------------------===//
// Contexts and runs
//===----------------------------------------------------------------------===//

/// All that a run needs besides the model: working memory, threads, and the
/// outputs that no caller brought a buffer for. Contexts share nothing with
/// each other but the model: for runs at the same time, create one for each.
typedef struct toroid_context toroid_context;

typedef struct toroid_context_options {
  /// Threads that a run uses, the calling one included. 0: as many as there are
  /// CPUs that this process may run on. 1: none are created.
  int32_t threads;
  int32_t reserved; ///< 0.
} toroid_context_options;

/// Creates a context. `options` may be NULL, which means all zero. Keeps
/// `model`, which must outlive the context. Release with
/// toroid_context_destroy.
toroid_status toroid_context_create(const toroid_model *model,
                                    const toroid_context_options *options,
                                    toroid_context **context,
                                    toroid_error *error);

/// Ends the context's threads and releases its memory, outputs that it owns
/// included. No run may be under way. NULL is allowed.
void toroid_context_destroy(toroid_context *context);

/// How many threads the context's runs use.
int32_t toroid_context_threads(const toroid_context *context);

/// Where a run puts a result. Zero it before the first use.
typedef struct toroid_output {
  /// Before the run: `data` is the caller's buffer, or NULL for one that the
  /// context owns; the rest is ignored. After it: the result.
  toroid_tensor tensor;
  /// Bytes at `data`, when it is the caller's; 0 when the context owns it. A
  /// tensor left by an earlier run with capacity 0 is taken as NULL, so that
  /// the same toroid_output serves many runs.
  size_t capacity;
} toroid_output;

/// Runs the model. `inputs` and `outputs` are in the model's order; num_inputs
/// and num_outputs must be its numbers.
///
/// Inputs stay the caller's and are only read. They are checked against the
/// model's: element type, rank, static dims, that no dim is negative and no
/// size overflows, that each symbolic dim has one size throughout, and derived
/// dims
/// ("past + seq") as far as their symbols are known.
///
/// An output with a buffer of the caller's is written there; the run fails when
/// it is too small. It must be aligned to the element type (64 is best) and
/// overlap neither an input nor another output. Without a buffer, the result is
/// in memory that the context owns: valid until the next run of this context or
/// its destruction.
///
/// Memory is allocated when a run needs more than all before it, and for
/// tensors whose sizes depend on the inputs' values; otherwise never. After a
/// failure the contents of outputs are undefined, and the
/// context can be used again. A second run on the same context while one is
/// under way is refused.
toroid_status toroid_run(toroid_context *context, const toroid_tensor *inputs,
                         int32_t num_inputs, toroid_output *outputs,
                         int32_t num_outputs, toroid_error *error);

#ifdef __cplusplus
}
#endif

#endif // TOROID_RUNTIME_H
