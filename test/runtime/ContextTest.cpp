//===- ContextTest.cpp - Models, contexts and runs ------------------------===//

#include "FakeInputs.h"
#include "fake_program.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>

using namespace toroid::test;

namespace {

struct Session {
  explicit Session(int32_t threads = 2) {
    toroid_context_options options = {threads, 0};
    EXPECT_EQ(toroid_model_open(&fake_program, &model, &error), TOROID_OK)
        << error.message;
    EXPECT_EQ(toroid_context_create(model, &options, &context, &error),
              TOROID_OK)
        << error.message;
  }
  ~Session() {
    toroid_context_destroy(context);
    toroid_model_close(model);
  }
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  toroid_status run(FakeInputs &inputs) {
    error.message[0] = '\0';
    return toroid_run(context, inputs.tensors.data(), 5, outputs.data(), 3,
                      &error);
  }

  /// The message of a run that must fail.
  std::string failure(FakeInputs &inputs,
                      toroid_status status = TOROID_BAD_ARGUMENT) {
    EXPECT_EQ(run(inputs), status);
    EXPECT_EQ(error.status, status);
    return error.message;
  }

  const float *y() const {
    return static_cast<const float *>(outputs[0].tensor.data);
  }

  toroid_model *model = nullptr;
  toroid_context *context = nullptr;
  std::array<toroid_output, 3> outputs = {};
  toroid_error error = {};
};

} // namespace

TEST(Model, Describes) {
  Session s;
  const toroid_program *program = toroid_model_program(s.model);
  EXPECT_EQ(program, &fake_program);
  EXPECT_EQ(toroid_model_find_input(s.model, "all"), 2);
  EXPECT_EQ(toroid_model_find_input(s.model, "y"), -1);
  EXPECT_EQ(toroid_model_find_output(s.model, "count"), 2);
  EXPECT_EQ(toroid_model_find_output(s.model, "x"), -1);
}

TEST(Model, RefusesAnotherInterface) {
  toroid_program program = fake_program;
  program.abi_version = TOROID_ABI_VERSION + 1;
  toroid_model *model;
  toroid_error error;
  EXPECT_EQ(toroid_model_open(&program, &model, &error), TOROID_BAD_FILE);
  EXPECT_EQ(model, nullptr);
  EXPECT_PRED2(contains, error.message, "compile it again");
  EXPECT_EQ(toroid_model_open(nullptr, &model, &error), TOROID_BAD_ARGUMENT);
  EXPECT_EQ(toroid_model_open(nullptr, &model, nullptr), TOROID_BAD_ARGUMENT);
  toroid_model_close(nullptr);
  toroid_context_destroy(nullptr);
}

TEST(Model, ArenaSize) {
  Session s;
  int64_t size;
  FakeInputs inputs(3, 5, 2);
  for (toroid_tensor &tensor : inputs.tensors)
    tensor.data = nullptr; // Not looked at.
  ASSERT_EQ(toroid_model_arena_size(s.model, inputs.tensors.data(), 5, &size,
                                    &s.error),
            TOROID_OK)
      << s.error.message;
  EXPECT_EQ(size, 60);
  inputs.tensors[0].dims[1] = 6;
  EXPECT_EQ(toroid_model_arena_size(s.model, inputs.tensors.data(), 5, &size,
                                    &s.error),
            TOROID_BAD_ARGUMENT);
  EXPECT_EQ(toroid_model_arena_size(s.model, inputs.tensors.data(), 4, &size,
                                    &s.error),
            TOROID_BAD_ARGUMENT);
}

TEST(Run, GivesNumbersThatTheContextOwns) {
  for (int32_t threads : {1, 3}) {
    Session s(threads);
    EXPECT_EQ(toroid_context_threads(s.context), threads);
    FakeInputs inputs(2, 3, 4, 10);
    ASSERT_EQ(s.run(inputs), TOROID_OK) << s.error.message;
    const toroid_tensor &y = s.outputs[0].tensor;
    EXPECT_EQ(y.element_type, TOROID_F32);
    ASSERT_EQ(y.rank, 2);
    EXPECT_EQ(y.dims[0], 2);
    EXPECT_EQ(y.dims[1], 3);
    for (int i = 0; i < 6; ++i)
      EXPECT_EQ(s.y()[i], static_cast<float>(11 + i));
    const auto *sums = static_cast<float *>(s.outputs[1].tensor.data);
    EXPECT_EQ(sums[0], 7);
    EXPECT_EQ(sums[1], 7);
    EXPECT_EQ(*static_cast<int64_t *>(s.outputs[2].tensor.data), 6);
    EXPECT_EQ(s.outputs[0].capacity, 0u);
  }
}

TEST(Run, SameMemoryUntilMoreIsNeeded) {
  Session s;
  FakeInputs large(2, 100, 1), small(1, 3, 1);
  ASSERT_EQ(s.run(large), TOROID_OK);
  const float *first = s.y();
  ASSERT_EQ(s.run(small), TOROID_OK);
  EXPECT_EQ(s.y(), first);
  ASSERT_EQ(s.run(large), TOROID_OK);
  EXPECT_EQ(s.y(), first);
  FakeInputs larger(64, 40000, 1); // With a huge page in it.
  ASSERT_EQ(s.run(larger), TOROID_OK);
  EXPECT_EQ(s.y()[64 * 40000 - 1], 64 * 40000.0f);
}

TEST(Run, EmptyTensors) {
  Session s;
  FakeInputs inputs(0, 3, 4);
  for (int i : {0, 1, 2})
    inputs.tensors[static_cast<size_t>(i)].data = nullptr;
  ASSERT_EQ(s.run(inputs), TOROID_OK) << s.error.message;
  EXPECT_EQ(toroid_tensor_count(&s.outputs[0].tensor), 0);
  EXPECT_NE(s.outputs[0].tensor.data, nullptr);
}

TEST(Run, WritesToTheCallersBuffer) {
  Session s;
  FakeInputs inputs(2, 3, 4);
  std::vector<float> buffer(10, -1);
  s.outputs[0].tensor.data = buffer.data();
  s.outputs[0].capacity = buffer.size() * sizeof(float);
  ASSERT_EQ(s.run(inputs), TOROID_OK) << s.error.message;
  EXPECT_EQ(s.y(), buffer.data());
  EXPECT_EQ(buffer[5], 6);
  EXPECT_EQ(buffer[6], -1);
  EXPECT_EQ(s.outputs[0].tensor.dims[1], 3);
  // The other one came from the context.
  EXPECT_EQ(s.outputs[1].capacity, 0u);

  FakeInputs tooMany(2, 6, 4);
  EXPECT_EQ(s.failure(tooMany),
            "output 'y' has the dims [2, 6] and takes 48 bytes, but the buffer "
            "given for it has 40; give a larger one, or none");
  EXPECT_EQ(buffer[5], 6);
  // It can be used again.
  ASSERT_EQ(s.run(inputs), TOROID_OK);

  s.outputs[0].tensor.data = reinterpret_cast<char *>(buffer.data()) + 1;
  s.outputs[0].capacity = 36;
  EXPECT_PRED2(contains, s.failure(inputs), "not aligned");
}

TEST(Run, ChecksInputs) {
  Session s;
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[0].element_type = TOROID_F64;
    EXPECT_EQ(s.failure(inputs), "input 'x' has elements of type f64, but the "
                                 "model takes f32; convert it");
    inputs.tensors[0].element_type = TOROID_UNDEFINED;
    EXPECT_PRED2(contains, s.failure(inputs), "of type unknown");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[2].rank = 3;
    EXPECT_EQ(s.failure(inputs), "input 'all' has rank 3, but the model takes "
                                 "rank 2: [batch, past + seq]; reshape it");
    inputs.tensors[2].rank = INT32_MAX;
    s.failure(inputs);
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[3].dims[0] = 3;
    EXPECT_EQ(s.failure(inputs),
              "input 'pair': dim 0 is 3, but the model takes "
              "2; give it that size");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[1].dims[0] = 5;
    EXPECT_EQ(
        s.failure(inputs),
        "input 'past': dim 0 ('batch') is 5, but dim 0 of input 'x', which "
        "is 'batch' too, is 2; they must agree");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[2].dims[1] = 8;
    EXPECT_EQ(s.failure(inputs),
              "input 'all': dim 1 is 8, but 'past + seq' comes to 7 with the "
              "other dims given; they must agree");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[0].dims[1] = -3;
    EXPECT_PRED2(contains, s.failure(inputs), "dim 1 is -3");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[0].dims[0] = int64_t{1} << 40;
    inputs.tensors[0].dims[1] = int64_t{1} << 40;
    EXPECT_PRED2(contains, s.failure(inputs), "overflows");
  }
  {
    FakeInputs inputs(2, 3, 4);
    inputs.tensors[0].data = nullptr;
    EXPECT_PRED2(contains, s.failure(inputs), "input 'x' has no data");
    inputs.tensors[0].data = reinterpret_cast<char *>(&inputs) + 1;
    EXPECT_PRED2(contains, s.failure(inputs), "not aligned");
  }
  {
    FakeInputs inputs(2, 3, 4);
    EXPECT_EQ(toroid_run(s.context, inputs.tensors.data(), 4, s.outputs.data(),
                         3, nullptr),
              TOROID_BAD_ARGUMENT);
    EXPECT_EQ(toroid_run(s.context, inputs.tensors.data(), 5, s.outputs.data(),
                         2, nullptr),
              TOROID_BAD_ARGUMENT);
    EXPECT_EQ(s.run(inputs), TOROID_OK) << s.error.message;
  }
}

TEST(Run, TheModelCanFail) {
  Session s;
  FakeInputs inputs(2, 3, 4);
  int64_t &mode = inputs.mode.elements[0];
  mode = FAKE_FAIL;
  EXPECT_EQ(s.failure(inputs, TOROID_RUN_FAILED),
            "model 'fake': node 'Gather_7': index 9 is out of range");
  EXPECT_EQ(toroid_run(s.context, inputs.tensors.data(), 5, s.outputs.data(), 3,
                       nullptr),
            TOROID_RUN_FAILED);
  mode = FAKE_NEGATIVE_DIM;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_RUN_FAILED), "[2, -1]");
  mode = FAKE_OVERFLOW;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_RUN_FAILED), "cannot be");
  mode = FAKE_NO_SUCH_OUTPUT;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_RUN_FAILED), "output 7");
  mode = FAKE_MISSING_OUTPUT;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_RUN_FAILED), "'sums'");
  // And run again after all that.
  mode = 0;
  EXPECT_EQ(s.run(inputs), TOROID_OK) << s.error.message;
  EXPECT_EQ(s.y()[0], 1);
}

TEST(Run, OutputsTooLargeForMemory) {
  Session s;
  FakeInputs inputs(2, 3, 4);
  inputs.mode.elements[0] = FAKE_HUGE_OUTPUT;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_NO_MEMORY),
               "no memory for output 'y'");
}

TEST(Run, BlocksTooLargeForMemory) {
  Session s;
  FakeInputs inputs(2, 3, 4);
  inputs.mode.elements[0] = FAKE_HUGE_BLOCK;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_NO_MEMORY),
               "whose size depends on its inputs' values");
  inputs.mode.elements[0] = FAKE_NEGATIVE_BLOCK;
  EXPECT_PRED2(contains, s.failure(inputs, TOROID_NO_MEMORY), "(-1 bytes)");
}

TEST(Run, TwoContextsOnTwoThreads) {
  Session shared;
  auto work = [&](int64_t batch) {
    toroid_context_options options = {2, 0};
    toroid_context *context;
    ASSERT_EQ(toroid_context_create(shared.model, &options, &context, nullptr),
              TOROID_OK);
    toroid_output outputs[3] = {};
    for (int i = 0; i < 200; ++i) {
      int64_t seq = 1 + (i * batch) % 17;
      FakeInputs inputs(batch, seq, 2, static_cast<float>(i));
      bool fail = i % 10 == 9;
      inputs.mode.elements[0] = fail ? FAKE_FAIL : 0;
      ASSERT_EQ(
          toroid_run(context, inputs.tensors.data(), 5, outputs, 3, nullptr),
          fail ? TOROID_RUN_FAILED : TOROID_OK);
      if (fail)
        continue;
      const auto *y = static_cast<float *>(outputs[0].tensor.data);
      for (int64_t e = 0; e < batch * seq; ++e)
        ASSERT_EQ(y[e], static_cast<float>(i + e + 1));
      const auto *sums = static_cast<float *>(outputs[1].tensor.data);
      for (int64_t b = 0; b < batch; ++b)
        ASSERT_EQ(sums[b], static_cast<float>(seq + 2));
    }
    toroid_context_destroy(context);
  };
  std::thread first(work, 3), second(work, 5);
  first.join();
  second.join();
}

namespace {
/// For a program that waits within its run.
std::atomic<bool> inside, go;
} // namespace

TEST(Run, OneRunOfAContextAtATime) {
  toroid_program program = fake_program;
  program.num_inputs = 0;
  program.num_outputs = 0;
  program.arena_size = [](const toroid_call *) { return int64_t{0}; };
  program.run = [](toroid_call *) {
    inside = true;
    while (!go)
      std::this_thread::yield();
  };
  toroid_model *model;
  toroid_context *context;
  ASSERT_EQ(toroid_model_open(&program, &model, nullptr), TOROID_OK);
  toroid_context_options options = {1, 0};
  ASSERT_EQ(toroid_context_create(model, &options, &context, nullptr),
            TOROID_OK);
  std::thread runner([&] {
    EXPECT_EQ(toroid_run(context, nullptr, 0, nullptr, 0, nullptr), TOROID_OK);
  });
  while (!inside)
    std::this_thread::yield();
  toroid_error error;
  EXPECT_EQ(toroid_run(context, nullptr, 0, nullptr, 0, &error),
            TOROID_BAD_ARGUMENT);
  EXPECT_PRED2(contains, error.message, "is under way");
  go = true;
  runner.join();
  EXPECT_EQ(toroid_run(context, nullptr, 0, nullptr, 0, nullptr), TOROID_OK);
  toroid_context_destroy(context);
  toroid_model_close(model);
}

TEST(Run, MemoryThatOverflows) {
  toroid_program program = fake_program;
  program.arena_size = [](const toroid_call *) { return int64_t{-1}; };
  Session s;
  toroid_model *model;
  toroid_context *context;
  ASSERT_EQ(toroid_model_open(&program, &model, nullptr), TOROID_OK);
  ASSERT_EQ(toroid_context_create(model, nullptr, &context, nullptr),
            TOROID_OK);
  FakeInputs inputs(1, 1, 1);
  EXPECT_EQ(toroid_run(context, inputs.tensors.data(), 5, s.outputs.data(), 3,
                       &s.error),
            TOROID_NO_MEMORY);
  int64_t size;
  EXPECT_EQ(
      toroid_model_arena_size(model, inputs.tensors.data(), 5, &size, &s.error),
      TOROID_BAD_ARGUMENT);
  toroid_context_destroy(context);
  toroid_model_close(model);
}
