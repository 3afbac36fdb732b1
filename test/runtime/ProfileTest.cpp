//===- ProfileTest.cpp - Where the time of runs goes ----------------------===//

#include "profile.h"
#include "FakeInputs.h"
#include "fake_program.h"

#include <gtest/gtest.h>

using namespace toroid::test;

namespace {

struct Profiled {
  explicit Profiled(bool keepsEvents, int32_t threads = 2) {
    toroid_context_options options = {threads, 0};
    EXPECT_EQ(toroid_model_open(&fake_program, &model, &error), TOROID_OK);
    EXPECT_EQ(toroid_context_create(model, &options, &context, &error),
              TOROID_OK);
    EXPECT_EQ(
        toroid_profile_create(&fake_program, keepsEvents, &profile, &error),
        TOROID_OK);
    toroid_context_set_profile(context, profile);
  }
  ~Profiled() {
    toroid_context_destroy(context);
    toroid_model_close(model);
    toroid_profile_destroy(profile);
  }
  Profiled(const Profiled &) = delete;
  Profiled &operator=(const Profiled &) = delete;

  toroid_status run(FakeInputs &inputs) {
    return toroid_run(context, inputs.tensors.data(), 5, outputs.data(), 3,
                      &error);
  }

  std::string trace() const {
    char *text = nullptr;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    toroid_profile_write_trace(profile, file);
    fclose(file);
    std::string result(text, size);
    free(text);
    return result;
  }

  toroid_model *model = nullptr;
  toroid_context *context = nullptr;
  toroid_profile *profile = nullptr;
  std::array<toroid_output, 3> outputs = {};
  toroid_error error = {};
};

} // namespace

TEST(Profile, CountsStepsOfAllRuns) {
  Profiled p(/*keepsEvents=*/false);
  FakeInputs inputs(2, 3, 4);
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(p.run(inputs), TOROID_OK);
  EXPECT_EQ(p.profile->runs, 3);
  const toroid_step_total *totals = p.profile->totals;
  EXPECT_EQ(totals[0].calls, 3);
  EXPECT_EQ(totals[0].flops, 3 * 6);
  EXPECT_EQ(totals[0].bytes, 3 * 48);
  // What is unknown once is unknown.
  EXPECT_EQ(totals[1].calls, 3);
  EXPECT_LT(totals[1].flops, 0);
  EXPECT_LT(totals[1].bytes, 0);
  // Everything is in a step, or in none.
  EXPECT_EQ(totals[0].nanoseconds + totals[1].nanoseconds +
                totals[2].nanoseconds,
            p.profile->nanoseconds);
  EXPECT_GT(p.profile->nanoseconds, 0);
}

TEST(Profile, CountsNothingWhenOff) {
  Profiled p(/*keepsEvents=*/false);
  FakeInputs inputs(2, 3, 4);
  toroid_context_set_profile(p.context, nullptr);
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  EXPECT_EQ(p.profile->runs, 0);
  EXPECT_EQ(p.profile->totals[0].calls, 0);
}

TEST(Profile, OutlivesFailures) {
  Profiled p(/*keepsEvents=*/true);
  FakeInputs inputs(2, 3, 4);
  inputs.mode.elements[0] = FAKE_MISSING_OUTPUT;
  EXPECT_NE(p.run(inputs), TOROID_OK);
  inputs.mode.elements[0] = FAKE_FAIL;
  EXPECT_NE(p.run(inputs), TOROID_OK);
  inputs.mode.elements[0] = 0;
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  EXPECT_EQ(p.profile->runs, 3);
}

TEST(Profile, TracesTheLastRun) {
  Profiled p(/*keepsEvents=*/true, /*threads=*/4);
  FakeInputs inputs(300, 200, 1);
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  std::string text = p.trace();
  EXPECT_PRED2(contains, text, "\"lostEvents\":0");
  // One event of the calling thread for each step.
  auto count = [&](const std::string &part) {
    int found = 0;
    for (size_t at = text.find(part); at != std::string::npos;
         at = text.find(part, at + 1))
      ++found;
    return found;
  };
  EXPECT_EQ(count("\"cat\":\"elementwise\",\"ph\":\"X\",\"pid\":1,\"tid\":0,"),
            1);
  EXPECT_EQ(count("\"cat\":\"reduction\",\"ph\":\"X\",\"pid\":1,\"tid\":0,"),
            1);
  EXPECT_PRED2(contains, text, "\"step\":0,\"nodes\":[\"/Add\",");
  EXPECT_PRED2(contains, text, "\"step\":1,\"nodes\":[]}");
  // At most one of each other thread, and a name for each.
  for (int thread = 1; thread < 4; ++thread) {
    std::string tid = "\"tid\":" + std::to_string(thread) + ",";
    EXPECT_LE(count("\"cat\":\"elementwise\",\"ph\":\"X\",\"pid\":1," + tid),
              1);
  }
}

TEST(Profile, SaysHowManyEventsAreLost) {
  Profiled p(/*keepsEvents=*/true);
  FakeInputs inputs(2, 3, 4);
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  p.profile->num_events = toroid_max_events + 5;
  EXPECT_PRED2(contains, p.trace(), "\"lostEvents\":5");
}

TEST(Profile, ProgramsWithoutSteps) {
  toroid_program program = fake_program;
  program.steps = nullptr;
  program.num_steps = 0;
  Profiled p(/*keepsEvents=*/true);
  toroid_profile *profile = nullptr;
  ASSERT_EQ(toroid_profile_create(&program, true, &profile, &p.error),
            TOROID_OK);
  toroid_context_set_profile(p.context, profile);
  FakeInputs inputs(2, 3, 4);
  ASSERT_EQ(p.run(inputs), TOROID_OK);
  EXPECT_EQ(profile->totals[0].nanoseconds, profile->nanoseconds);
  char *text = nullptr;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  toroid_peaks peaks = {1e9, 0};
  EXPECT_EQ(toroid_profile_print(profile, 2, &peaks, file, &p.error),
            TOROID_OK);
  fclose(file);
  EXPECT_PRED2(contains, text, "  all 0 steps\n");
  EXPECT_PRED2(contains, text, " 100.0%");
  free(text);
  toroid_profile_destroy(profile);
}

TEST(Profile, MeasuresPeaks) {
  Profiled p(/*keepsEvents=*/false);
  toroid_peaks peaks;
  toroid_context_measure_peaks(p.context, &peaks);
  EXPECT_GT(peaks.flops, 1e6);
  EXPECT_GT(peaks.bytes, 1e6);
}
