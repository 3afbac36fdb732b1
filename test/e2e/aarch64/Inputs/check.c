// Runs a model on the inputs in one folder and compares what it gives with the
// outputs in another: an .npy file for each, named as they are.

#include "compare.h"
#include "npy.h"

#include "toroid/runtime.h"

#include <stdio.h>
#include <stdlib.h>

extern const toroid_program checked_program;

static toroid_error error;

static void require(toroid_status status) {
  if (status == TOROID_OK)
    return;
  fprintf(stderr, "%s\n", error.message);
  exit(1);
}

static void read_tensor(const char *folder, const char *name,
                        toroid_tensor *tensor) {
  char path[1024];
  snprintf(path, sizeof(path), "%s/%s.npy", folder, name);
  require(toroid_npy_read(path, tensor, &error));
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  const toroid_program *program = &checked_program;
  toroid_model *model;
  toroid_context *context;
  require(toroid_model_open(program, &model, &error));
  require(toroid_context_create(model, NULL, &context, &error));
  toroid_tensor *inputs = calloc((size_t)program->num_inputs, sizeof(*inputs));
  toroid_output *outputs =
      calloc((size_t)program->num_outputs, sizeof(*outputs));
  for (int32_t i = 0; i < program->num_inputs; ++i)
    read_tensor(argv[1], program->inputs[i].name, &inputs[i]);
  require(toroid_run(context, inputs, program->num_inputs, outputs,
                     program->num_outputs, &error));
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    toroid_tolerance tolerance = {.of_largest = 1e-4};
    toroid_tensor reference;
    read_tensor(argv[2], program->outputs[i].name, &reference);
    toroid_comparison result =
        toroid_compare(&outputs[i].tensor, &reference, &tolerance);
    printf("%s: %s, largest error %g of %g\n", program->outputs[i].name,
           result.verdict == TOROID_WITHIN ? "agrees" : "differs",
           result.largest_error, result.largest_magnitude);
    free(reference.data);
  }
  for (int32_t i = 0; i < program->num_inputs; ++i)
    free(inputs[i].data);
  toroid_context_destroy(context);
  toroid_model_close(model);
  free(inputs);
  free(outputs);
  return 0;
}
