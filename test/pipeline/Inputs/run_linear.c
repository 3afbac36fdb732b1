// Runs linear.mlir's program through the C interface.
#include MODEL_HEADER

#include <stdio.h>
#include <string.h>

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define PROGRAM JOIN(MODEL, _program)

int main(void) {
  toroid_error error;
  toroid_model *model;
  toroid_context *context;
  if (toroid_model_open(&PROGRAM, &model, &error) != TOROID_OK ||
      toroid_context_create(model, NULL, &context, &error) != TOROID_OK) {
    printf("%s\n", error.message);
    return 1;
  }
  float data[8] = {1, 0, 0, 0, 1, 1, 1, 1};
  int64_t dims[2] = {2, 4};
  toroid_tensor x;
  toroid_tensor_init(&x, TOROID_F32, 2, dims, data);
  toroid_output y;
  memset(&y, 0, sizeof(y));
  if (toroid_run(context, &x, 1, &y, 1, &error) != TOROID_OK) {
    printf("%s\n", error.message);
    return 1;
  }
  const float *result = (const float *)y.tensor.data;
  for (int i = 0; i < 6; ++i)
    printf("%g ", result[i]);
  printf("\n");
  toroid_context_destroy(context);
  toroid_model_close(model);
  return 0;
}
