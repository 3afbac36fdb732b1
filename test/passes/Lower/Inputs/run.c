// Runs a compiled model on tensors given as text, and prints its results: what
// the tests of numbers in this folder are linked with.
//
// Each line of the standard input is one input, `f32 2x3 : 1 2 3 4 5 6`, or
// `run` (also implied at the end), after which the inputs start anew. Arguments
// are the element types of the results.

#include "../../CPU/Inputs/harness.h"

static double get(const char *type, const void *data, size_t i) {
  if (!strcmp(type, "f32"))
    return ((const float *)data)[i];
  if (!strcmp(type, "f64"))
    return ((const double *)data)[i];
  if (!strcmp(type, "f16"))
    return (double)((const _Float16 *)data)[i];
  if (!strcmp(type, "bf16")) {
    uint32_t bits = (uint32_t)((const uint16_t *)data)[i] << 16;
    float value;
    memcpy(&value, &bits, 4);
    return value;
  }
  if (!strcmp(type, "i64"))
    return (double)((const int64_t *)data)[i];
  if (!strcmp(type, "i32"))
    return ((const int32_t *)data)[i];
  if (!strcmp(type, "i8"))
    return ((const int8_t *)data)[i];
  if (!strcmp(type, "u8"))
    return ((const uint8_t *)data)[i];
  printf("unknown type %s\n", type);
  exit(1);
}

static void set(const char *type, void *data, size_t i, double value) {
  if (!strcmp(type, "f32"))
    ((float *)data)[i] = (float)value;
  else if (!strcmp(type, "f64"))
    ((double *)data)[i] = value;
  else if (!strcmp(type, "f16"))
    ((_Float16 *)data)[i] = (_Float16)value;
  else if (!strcmp(type, "bf16")) {
    float single = (float)value;
    uint32_t bits;
    memcpy(&bits, &single, 4);
    ((uint16_t *)data)[i] = (uint16_t)(bits >> 16);
  } else if (!strcmp(type, "i64"))
    ((int64_t *)data)[i] = (int64_t)value;
  else if (!strcmp(type, "i32"))
    ((int32_t *)data)[i] = (int32_t)value;
  else if (!strcmp(type, "i8"))
    ((int8_t *)data)[i] = (int8_t)value;
  else if (!strcmp(type, "u8"))
    ((uint8_t *)data)[i] = (uint8_t)value;
  else {
    printf("unknown type %s\n", type);
    exit(1);
  }
}

static void runAndPrint(int count, char **types) {
  const char *failure = run();
  if (failure) {
    printf("failed: %s\n", failure);
    return;
  }
  for (int o = 0; o < count; ++o) {
    toroid_tensor *out = &harness_outputs[o];
    size_t size = 1;
    printf("%d: %s", o, types[o]);
    for (int32_t i = 0; i < out->rank; ++i) {
      printf("%c%lld", i ? 'x' : ' ', (long long)out->dims[i]);
      size *= (size_t)out->dims[i];
    }
    printf(" :");
    for (size_t i = 0; i < size; ++i) {
      double value = get(types[o], out->data, i);
      if (isnan(value))
        printf(" nan");
      else
        printf(" %.6g", value);
    }
    printf("\n");
  }
}

int main(int argc, char **argv) {
  static char line[1 << 16];
  int pending = 0;
  while (fgets(line, sizeof(line), stdin)) {
    if (!strncmp(line, "run", 3)) {
      runAndPrint(argc - 1, argv + 1);
      harness_num_inputs = 0;
      pending = 0;
      continue;
    }
    char type[8], shape[64] = "";
    if (sscanf(line, " %7s", type) != 1 || type[0] == '/')
      continue;
    toroid_tensor *in = &harness_inputs[harness_num_inputs++];
    size_t size = 1;
    in->rank = 0;
    char *rest = strstr(line, type) + strlen(type);
    char *colon = strchr(rest, ':');
    *colon = 0;
    if (sscanf(rest, " %63s", shape) == 1)
      for (char *dim = strtok(shape, "x"); dim; dim = strtok(NULL, "x")) {
        in->dims[in->rank++] = atoll(dim);
        size *= (size_t)in->dims[in->rank - 1];
      }
    // Of its own allocation, so that reads out of bounds can be found.
    in->data = malloc(size * 8 + 1);
    char *next = colon + 1;
    double value = 0;
    for (size_t i = 0; i < size; ++i) {
      char *end;
      double read = strtod(next, &end);
      if (end != next) // Too few numbers: the last one repeats.
        value = read;
      next = end;
      set(type, in->data, i, value);
    }
    pending = 1;
  }
  if (pending)
    runAndPrint(argc - 1, argv + 1);
  return 0;
}
