// Two threads, each with a context of its own of one model, at the same time:
// every answer is, bit for bit, the one that a single thread gets.

#include "encoder.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { lengths = 24, rounds = 40, tokens = 40 };

static toroid_model *model;
static float *expected[lengths + 1];
static size_t expected_bytes[lengths + 1];

static void stop(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

// The encoder's memory of a text of `length` tokens.
static const toroid_tensor *encode(toroid_context *context, int64_t length,
                                   toroid_output *output) {
  int64_t text[lengths], dims[] = {1, length};
  for (int64_t i = 0; i < length; ++i)
    text[i] = 3 + (length * 7 + i * 5) % tokens;
  toroid_tensor input;
  toroid_tensor_init(&input, TOROID_I64, 2, dims, text);
  memset(output, 0, sizeof *output);
  toroid_error error;
  if (toroid_run(context, &input, 1, output, 1, &error) != TOROID_OK)
    stop(error.message);
  return &output->tensor;
}

static toroid_context *make_context(int32_t threads) {
  toroid_context_options options = {threads, 0};
  toroid_context *context;
  toroid_error error;
  if (toroid_context_create(model, &options, &context, &error) != TOROID_OK)
    stop(error.message);
  return context;
}

// `first` makes the threads differ in what they run at one time.
static void *run(void *first) {
  toroid_context *context = make_context(2);
  for (int round = 0; round < rounds; ++round)
    for (int i = 0; i < lengths; ++i) {
      int64_t length = 1 + (*(int *)first + i) % lengths;
      toroid_output output;
      const toroid_tensor *memory = encode(context, length, &output);
      if ((size_t)toroid_tensor_bytes(memory) != expected_bytes[length] ||
          memcmp(memory->data, expected[length], expected_bytes[length]) != 0)
        stop("an answer differs");
    }
  toroid_context_destroy(context);
  return NULL;
}

int main(void) {
  toroid_error error;
  if (toroid_model_open(&encoder_program, &model, &error) != TOROID_OK)
    stop(error.message);
  toroid_context *alone = make_context(1);
  for (int64_t length = 1; length <= lengths; ++length) {
    toroid_output output;
    const toroid_tensor *memory = encode(alone, length, &output);
    expected_bytes[length] = (size_t)toroid_tensor_bytes(memory);
    expected[length] = malloc(expected_bytes[length]);
    memcpy(expected[length], memory->data, expected_bytes[length]);
  }
  toroid_context_destroy(alone);

  pthread_t threads[2];
  int first[2] = {0, lengths / 2};
  for (int i = 0; i < 2; ++i)
    if (pthread_create(&threads[i], NULL, run, &first[i]) != 0)
      stop("no thread");
  for (int i = 0; i < 2; ++i)
    pthread_join(threads[i], NULL);
  for (int length = 1; length <= lengths; ++length)
    free(expected[length]);
  toroid_model_close(model);
  puts("all answers agree");
  return 0;
}
