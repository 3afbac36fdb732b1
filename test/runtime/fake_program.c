//===- fake_program.c - A compiled model, written by hand -----------------===//
//
// What the compiler could have made of a small model, and with `mode`, of some
// that go wrong:
//
//   y     f32 [batch, seq]  = x + weights[0]
//   sums  f32 [batch]       = the sums of the rows of `all`
//   count i64 []            = batch * seq
//
// Built into the tests, an executable, and shared libraries. With
// FAKE_WEIGHTS_FILE, its weights are in a file.
//
//===----------------------------------------------------------------------===//

#include "fake_program.h"

#include <string.h>

static const toroid_dim_spec x_dims[] = {{-1, 0, 0, "batch"},
                                         {-1, 1, 0, "seq"}};
static const toroid_dim_spec past_dims[] = {{-1, 0, 0, "batch"},
                                            {-1, 2, 0, "past"}};
static const toroid_dim_spec all_dims[] = {{-1, 0, 0, "batch"},
                                           {-1, -1, 0, "past + seq"}};
static const toroid_dim_spec pair_dims[] = {{2, -1, 0, "2"}};
static const toroid_dim_spec sums_dims[] = {{-1, 0, 0, "batch"}};

static const toroid_tensor_spec inputs[] = {{"x", TOROID_F32, 2, x_dims},
                                            {"past", TOROID_F32, 2, past_dims},
                                            {"all", TOROID_F32, 2, all_dims},
                                            {"pair", TOROID_BOOL, 1, pair_dims},
                                            {"mode", TOROID_I64, 0, NULL}};
static const toroid_tensor_spec outputs[] = {{"y", TOROID_F32, 2, x_dims},
                                             {"sums", TOROID_F32, 1, sums_dims},
                                             {"count", TOROID_I64, 0, NULL}};
static const char *const symbols[] = {"batch", "seq", "past"};

static const toroid_step_spec steps[] = {
    {"elementwise", "/Add\n/\"quoted\"\x01\xff"}, {"reduction", ""}};

enum { weights_size = 2 * sizeof(float) };
#ifdef FAKE_WEIGHTS_FILE
#define WEIGHTS NULL
#define FILE_NAME FAKE_WEIGHTS_FILE
#else
_Alignas(64) static const float weights[] = {1.0f, 2.0f};
#define WEIGHTS (const uint8_t *)weights
#define FILE_NAME NULL
#endif

static int64_t arena_size(const toroid_call *call) {
  const toroid_tensor *x = &call->inputs[0];
  int64_t size;
  if (__builtin_mul_overflow(x->dims[0], x->dims[1], &size) ||
      __builtin_mul_overflow(size, (int64_t)sizeof(float), &size))
    return -1;
  return size;
}

typedef struct add_env {
  const float *x;
  float term;
  float *to;
} add_env;

static void add_body(void *env, int64_t begin, int64_t end) {
  const add_env *e = env;
  for (int64_t i = begin; i < end; ++i)
    e->to[i] = e->x[i] + e->term;
}

typedef struct sum_env {
  const float *rows;
  int64_t width;
  float *sums;
} sum_env;

static void sum_body(void *env, int64_t begin, int64_t end) {
  const sum_env *e = env;
  for (int64_t i = begin; i < end; ++i) {
    float sum = 0;
    for (int64_t j = 0; j < e->width; ++j)
      sum += e->rows[i * e->width + j];
    e->sums[i] = sum;
  }
}

static void run(toroid_call *call) {
  const toroid_tensor *x = &call->inputs[0], *all = &call->inputs[2];
  int64_t mode = *(const int64_t *)call->inputs[4].data;
  int64_t size = x->dims[0] * x->dims[1];
  float term;
  memcpy(&term, call->weights, sizeof(term));

  // One is given back, the other left to the runtime, whatever happens next.
  uint8_t *left = toroid_rt_alloc(call, 100);
  uint8_t *block = toroid_rt_alloc(call, 0);
  if ((uintptr_t)left % 64 != 0 || (uintptr_t)block % 64 != 0)
    toroid_rt_fail(call, "memory is not aligned");
  memset(left, 1, 100);
  toroid_rt_free(call, block);
  if (mode == FAKE_HUGE_BLOCK)
    toroid_rt_alloc(call, INT64_C(1) << 46);
  if (mode == FAKE_NEGATIVE_BLOCK)
    toroid_rt_alloc(call, -1);

  if (mode == FAKE_FAIL)
    toroid_rt_fail(call, "node 'Gather_7': index 9 is out of range");

  // Through the arena, as an intermediate result would go.
  if (call->profile)
    toroid_rt_step(call, 0, size, 2 * size * (int64_t)sizeof(float));
  float *buffer = (float *)call->arena;
  add_env add = {x->data, term, buffer};
  toroid_rt_parallel_for(call, size, add_body, &add);

  int64_t y_dims[2] = {x->dims[0], x->dims[1]};
  if (mode == FAKE_NEGATIVE_DIM)
    y_dims[1] = -1;
  if (mode == FAKE_HUGE_OUTPUT)
    y_dims[0] = y_dims[1] = INT64_C(1) << 22;
  if (mode == FAKE_OVERFLOW)
    y_dims[0] = y_dims[1] = INT64_C(1) << 40;
  float *y =
      toroid_rt_output(call, mode == FAKE_NO_SUCH_OUTPUT ? 7 : 0, 2, y_dims);
  if (size > 0)
    memcpy(y, buffer, (size_t)size * sizeof(float));
  // None, then one that the program does not have, which is none too.
  if (call->profile) {
    toroid_rt_step(call, -1, -1, -1);
    toroid_rt_step(call, 7, 1, 1);
  }
  if (mode == FAKE_MISSING_OUTPUT)
    return;

  sum_env sum = {all->data, all->dims[1],
                 toroid_rt_output(call, 1, 1, all->dims)};
  if (call->profile)
    toroid_rt_step(call, 1, -1, -1);
  toroid_rt_parallel_for(call, all->dims[0], sum_body, &sum);

  int64_t *count = toroid_rt_output(call, 2, 0, NULL);
  *count = size;
}

const toroid_program fake_program = {
    .abi_version = TOROID_ABI_VERSION,
    .num_inputs = 5,
    .num_outputs = 3,
    .num_symbols = 3,
    .name = "fake",
    .inputs = inputs,
    .outputs = outputs,
    .symbols = symbols,
    .weights = WEIGHTS,
    .weights_size = weights_size,
    .weights_file = FILE_NAME,
    .weights_hash = FAKE_WEIGHTS_HASH,
    .arena_size = arena_size,
    .run = run,
    .steps = steps,
    .num_steps = 2,
};

// By which executables and dlopen find it. C does not let a variable have the
// name of its type, so that only the linker sees the name.
extern const toroid_program found_program __asm__("toroid_program")
    __attribute__((weak, alias("fake_program")));
