//===- RunToolTest.cpp - toroid-run ---------------------------------------===//

#include "FakeInputs.h"
#include "fake_program.h"
#include "npz.h"

#include <gtest/gtest.h>

#include <cstdio>

using namespace toroid::test;

static CommandResult run(const std::string &arguments) {
  return runCommand(std::string(TOROID_RUN) + " " + arguments);
}

static CommandResult runFake(const std::string &arguments) {
  return run(std::string(TOROID_FAKE_LIBRARY) + " " + arguments);
}

/// The output of a run that must end with `code` and print one error message.
static std::string failure(int code, const std::string &arguments) {
  CommandResult result = run(arguments);
  EXPECT_EQ(result.exitCode, code) << arguments << "\n" << result.output;
  size_t at = result.output.find("toroid-run: error: ");
  EXPECT_NE(at, std::string::npos) << result.output;
  EXPECT_EQ(result.output.find('\n', at), result.output.size() - 1)
      << result.output;
  return result.output;
}

static std::string failureOfFake(int code, const std::string &arguments) {
  return failure(code, std::string(TOROID_FAKE_LIBRARY) + " " + arguments);
}

//===----------------------------------------------------------------------===//
// References
//===----------------------------------------------------------------------===//

namespace {

/// Inputs and expected outputs of the fake model, as ONNX's test data and as
/// archives.
class RunTool : public testing::Test {
protected:
  static constexpr const char *inputNames[] = {"x", "past", "all", "pair",
                                               "mode"};
  static constexpr const char *outputNames[] = {"y", "sums", "count"};

  void SetUp() override { write(); }

  void write() {
    for (size_t i = 0; i < 5; ++i)
      writePb("input_" + std::to_string(i) + ".pb", inputs.tensors[i]);
    const toroid_tensor outputs[] = {y.tensor, sums.tensor, count.tensor};
    for (size_t i = 0; i < 3; ++i)
      writePb("output_" + std::to_string(i) + ".pb", outputs[i]);
    std::vector<toroid_named_tensor> named;
    for (size_t i = 0; i < 5; ++i)
      named.push_back({const_cast<char *>(inputNames[i]), inputs.tensors[i]});
    for (size_t i = 0; i < 3; ++i)
      named.push_back({const_cast<char *>(outputNames[i]), outputs[i]});
    toroid_file_writer writer;
    ASSERT_EQ(toroid_file_begin(&writer, archive.c_str(), nullptr), TOROID_OK);
    ASSERT_EQ(toroid_npz_write(&writer, named.data(), 8, nullptr), TOROID_OK);
    ASSERT_EQ(toroid_file_commit(&writer, nullptr), TOROID_OK);
  }

  /// Writes a serialized TensorProto.
  void writePb(const std::string &file, const toroid_tensor &tensor,
               const std::string &name = {}) {
    Bytes bytes;
    for (int32_t i = 0; i < tensor.rank; ++i)
      bytes.insert(bytes.end(), {1 << 3, static_cast<uint8_t>(tensor.dims[i])});
    bytes.insert(bytes.end(),
                 {2 << 3, static_cast<uint8_t>(tensor.element_type)});
    bytes.insert(bytes.end(), {8 << 3 | 2, static_cast<uint8_t>(name.size())});
    bytes.insert(bytes.end(), name.begin(), name.end());
    const auto *data = static_cast<const uint8_t *>(tensor.data);
    int64_t size = toroid_tensor_bytes(&tensor);
    bytes.insert(bytes.end(), {9 << 3 | 2, static_cast<uint8_t>(size)});
    bytes.insert(bytes.end(), data, data + size);
    writeFile(folder.file(file), bytes);
  }

  std::string fromArchive() const {
    return "--inputs " + archive + " --expect " + archive;
  }
  std::string fromTestData() const { return "--test-data " + folder.path; }

  TemporaryFolder folder;
  const std::string archive = folder.file("both.npz");
  FakeInputs inputs{2, 3, 4};
  Tensor<float> y{TOROID_F32, {2, 3}, {1, 2, 3, 4, 5, 6}};
  Tensor<float> sums{TOROID_F32, {2}, {7, 7}};
  Tensor<int64_t> count{TOROID_I64, {}, {6}};
};

} // namespace

TEST_F(RunTool, HasTheOptionsOfExecutables) {
  CommandResult help = run("--help");
  EXPECT_EQ(help.exitCode, 0);
  for (const char *option : {"usage: toroid-run MODEL", "--describe", "--bench",
                             "--test-data", "--expect", "--rtol"})
    EXPECT_PRED2(contains, help.output, option);
  EXPECT_PRED2(contains, runFake("--describe").output, "model: fake\n");
  EXPECT_PRED2(contains, runFake("--inputs " + archive).output,
               "y f32 [2, 3]: 1 2 3 4 5 6\n");
  EXPECT_PRED2(contains, runFake("--bench 3 --threads 1").output,
               "3 runs on 1 threads: min ");
}

TEST_F(RunTool, WrongCommandLines) {
  EXPECT_PRED2(contains, failure(2, "--describe"), "no model is given");
  EXPECT_PRED2(contains, failureOfFake(2, "another.so"), "give one model");
  EXPECT_PRED2(contains, failureOfFake(2, "--frobnicate"), "unknown option");
  EXPECT_PRED2(contains,
               failureOfFake(2, fromTestData() + " --expect " + archive),
               "give one");
  EXPECT_PRED2(contains, failureOfFake(2, "--describe --expect x.npz"),
               "--describe runs nothing");
  for (const char *number : {"-1", "x", "1x", "''", "nan", "inf"})
    for (const char *option : {"--tolerance ", "--rtol ", "--atol "})
      failureOfFake(2, std::string(option) + number);
}

TEST_F(RunTool, LibrariesThatCannotBeLoaded) {
  EXPECT_PRED2(contains, failure(1, "/nowhere.so"),
               "cannot open '/nowhere.so'");
  EXPECT_PRED2(contains, failure(1, archive), "--emit=shared");
  EXPECT_PRED2(contains, failure(1, TOROID_OTHER_LIBRARY),
               "no symbol 'toroid_program'");
}

TEST_F(RunTool, WhatIsExpectedPasses) {
  for (const std::string &from : {fromArchive(), fromTestData()}) {
    CommandResult result = runFake(from);
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(result.output, "y: largest error 0, largest magnitude 6\n"
                             "sums: largest error 0, largest magnitude 7\n"
                             "count: largest error 0, largest magnitude 6\n");
  }
}

TEST_F(RunTool, DifferentValuesFail) {
  y.elements[4] = 5.5f;
  write();
  for (const std::string &from : {fromArchive(), fromTestData()}) {
    std::string output = failureOfFake(1, from);
    EXPECT_PRED2(
        contains, output,
        "y: differs: 1 of 6 elements, the first at [1, 1]: 5, expected "
        "5.5\n");
    EXPECT_PRED2(contains, output,
                 "y: largest error 0.5, largest magnitude 6\n");
    EXPECT_PRED2(contains, output,
                 "1 of 3 outputs of model 'fake' differ from");
    EXPECT_EQ(runFake(from + " --tolerance 0.1").exitCode, 0);
    EXPECT_EQ(runFake(from + " --tolerance 0.08").exitCode, 1);
    EXPECT_EQ(runFake(from + " --atol 0.5").exitCode, 0);
    EXPECT_EQ(runFake(from + " --atol 0.4").exitCode, 1);
    EXPECT_EQ(runFake(from + " --rtol 0.1").exitCode, 0);
    EXPECT_EQ(runFake(from + " --rtol 0.05").exitCode, 1);
    EXPECT_EQ(runFake(from + " --rtol 0.05 --atol 0.3").exitCode, 0);
  }
}

TEST_F(RunTool, IntegersAreExact) {
  count.elements[0] = 7;
  write();
  EXPECT_PRED2(
      contains, failureOfFake(1, fromArchive() + " --tolerance 100"),
      "count: differs: 1 of 1 elements, the first at []: 6, expected 7");
}

TEST_F(RunTool, DifferentTypesAndDimsFail) {
  sums.tensor.rank = 2;
  sums.tensor.dims[1] = 1;
  count.tensor.element_type = TOROID_U64;
  write();
  std::string output = failureOfFake(1, fromArchive());
  EXPECT_PRED2(contains, output, "sums: differs: dims [2], expected [2, 1]\n");
  EXPECT_PRED2(contains, output,
               "count: differs: elements of type i64, expected u64\n");
  EXPECT_PRED2(contains, output, "2 of 3 outputs");
}

TEST_F(RunTool, TestDataGoesByName) {
  // The first two inputs change files, but have names.
  writePb("input_0.pb", inputs.tensors[1], "past");
  writePb("input_1.pb", inputs.tensors[0], "x");
  EXPECT_EQ(runFake(fromTestData()).exitCode, 0);
  writePb("input_1.pb", inputs.tensors[1], "past");
  EXPECT_PRED2(contains, failureOfFake(1, fromTestData()),
               "is for input 1, and so is another file");
}

TEST_F(RunTool, IncompleteTestData) {
  TemporaryFolder empty;
  EXPECT_PRED2(contains, failureOfFake(1, "--test-data " + empty.path),
               "holds neither input_0.pb nor output_0.pb");
  writePb("input_5.pb", inputs.tensors[4]);
  EXPECT_PRED2(contains, failureOfFake(1, fromTestData()),
               "but model 'fake' has 5 inputs");
  std::remove(folder.file("input_5.pb").c_str());
  std::remove(folder.file("output_2.pb").c_str());
  EXPECT_PRED2(contains, failureOfFake(1, fromTestData()),
               "holds 2 outputs, but model 'fake' has 3");
  std::remove(folder.file("input_4.pb").c_str());
  std::remove(folder.file("output_0.pb").c_str());
  EXPECT_PRED2(contains, failureOfFake(2, fromTestData()),
               "input 'mode' is missing");
}

TEST_F(RunTool, DamagedTestData) {
  Bytes whole = readFile(folder.file("input_0.pb"));
  for (size_t size : {size_t{1}, size_t{5}, whole.size() - 1}) {
    writeFile(folder.file("input_0.pb"),
              Bytes(whole.begin(),
                    whole.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_PRED2(contains, failureOfFake(1, fromTestData()), "input_0.pb");
  }
}

TEST_F(RunTool, ArchivesWithoutAnOutput) {
  std::string outputs = folder.file("some.npz");
  toroid_file_writer writer;
  toroid_named_tensor named = {const_cast<char *>("y"), y.tensor};
  ASSERT_EQ(toroid_file_begin(&writer, outputs.c_str(), nullptr), TOROID_OK);
  ASSERT_EQ(toroid_npz_write(&writer, &named, 1, nullptr), TOROID_OK);
  ASSERT_EQ(toroid_file_commit(&writer, nullptr), TOROID_OK);
  EXPECT_PRED2(contains,
               failureOfFake(1, "--inputs " + archive + " --expect " + outputs),
               "has no member 'sums', which is an output of model 'fake'");
}
