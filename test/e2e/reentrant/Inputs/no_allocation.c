// Once a context's memory has grown to what a model's inputs need, its runs
// allocate nothing, on no thread: the functions that do are replaced by ones
// that count.

#include "toroid/runtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// glibc's own, which stay reachable under these names.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static atomic_long allocations;

void *malloc(size_t size) {
  ++allocations;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  ++allocations;
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  ++allocations;
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : 12;
}

void free(void *memory) { __libc_free(memory); }

// The type and the symbol have one name.
extern const toroid_program program __asm__("toroid_program");

enum { max_tensors = 8, threads = 3, runs = 20 };

static toroid_tensor inputs[max_tensors];
static toroid_output outputs[max_tensors];
static toroid_model *model;
static toroid_context *context;

static void stop(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

// Zeros, with `open` for dims that the model leaves open.
static void make_inputs(int64_t open) {
  for (int32_t i = 0; i < program.num_inputs; ++i) {
    const toroid_tensor_spec *spec = &program.inputs[i];
    int64_t dims[TOROID_MAX_RANK];
    for (int32_t d = 0; d < spec->rank; ++d)
      dims[d] = spec->dims[d].size < 0 ? open : spec->dims[d].size;
    free(inputs[i].data);
    toroid_tensor_init(&inputs[i], (toroid_element_type)spec->element_type,
                       spec->rank, dims, NULL);
    inputs[i].data = calloc(1, (size_t)toroid_tensor_bytes(&inputs[i]) + 1);
  }
}

static void run(void) {
  toroid_error error;
  if (toroid_run(context, inputs, program.num_inputs, outputs,
                 program.num_outputs, &error) != TOROID_OK)
    stop(error.message);
}

static void run_and_count(const char *what) {
  long before = allocations;
  for (int i = 0; i < runs; ++i)
    run();
  printf("%s: %ld allocations\n", what, allocations - before);
}

int main(void) {
  toroid_error error;
  toroid_context_options options = {threads, 0};
  if (program.num_inputs > max_tensors || program.num_outputs > max_tensors)
    stop("too many tensors");
  if (toroid_model_open(&program, &model, &error) != TOROID_OK ||
      toroid_context_create(model, &options, &context, &error) != TOROID_OK)
    stop(error.message);
  if (allocations == 0)
    stop("allocations are not counted");

  make_inputs(37);
  run();
  run_and_count("own outputs");
  make_inputs(5);
  run_and_count("smaller inputs");

  // Buffers of the caller's.
  for (int32_t i = 0; i < program.num_outputs; ++i) {
    outputs[i].capacity = (size_t)toroid_tensor_bytes(&outputs[i].tensor) + 64;
    outputs[i].tensor.data =
        aligned_alloc(64, (outputs[i].capacity + 63) / 64 * 64);
  }
  run_and_count("the caller's outputs");
  for (int32_t i = 0; i < program.num_outputs; ++i)
    free(outputs[i].tensor.data);
  toroid_context_destroy(context);
  toroid_model_close(model);
  return 0;
}
