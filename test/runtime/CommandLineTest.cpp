//===- CommandLineTest.cpp - The executables' command line ----------------===//
//
// Runs an executable that is linked as the compiler links them, from the
// archives that users get.
//
//===----------------------------------------------------------------------===//

#include "FakeInputs.h"
#include "fake_program.h"
#include "npy.h"
#include "npz.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

using namespace toroid::test;

static CommandResult run(const std::string &arguments) {
  return runCommand(std::string(TOROID_FAKE_EXECUTABLE) + " " + arguments);
}

/// The output of a run that must end with `code`: one message, no more.
static std::string failure(int code, const std::string &arguments) {
  CommandResult result = run(arguments);
  EXPECT_EQ(result.exitCode, code) << arguments << "\n" << result.output;
  EXPECT_EQ(result.output.rfind("fake-model: error: ", 0), 0u) << result.output;
  EXPECT_EQ(std::count(result.output.begin(), result.output.end(), '\n'), 1)
      << result.output;
  return result.output;
}

namespace {

/// Writes inputs to files and gives the options that name them.
struct InputFiles {
  explicit InputFiles(const FakeInputs &inputs) {
    const char *names[] = {"x", "past", "all", "pair", "mode"};
    for (size_t i = 0; i < 5; ++i) {
      std::string path = folder.file(std::string(names[i]) + ".npy");
      writeNpy(path, inputs.tensors[i]);
      options += " --input " + std::string(names[i]) + "=" + path;
    }
  }
  TemporaryFolder folder;
  std::string options;
};

} // namespace

TEST(CommandLine, NeedsOnlyTheSystemsLibraries) {
  CommandResult result =
      runCommand(std::string("ldd ") + TOROID_FAKE_EXECUTABLE +
                 " | grep -v -E 'linux-vdso|ld-linux|libc\\.so|libm\\.so|"
                 "libpthread\\.so'");
  EXPECT_EQ(result.output, "");
}

TEST(CommandLine, Help) {
  CommandResult result = run("--help");
  EXPECT_EQ(result.exitCode, 0);
  for (const char *option :
       {"usage: fake-model", "--describe", "--input", "--inputs", "--output",
        "--outputs", "--random", "--dim", "--bench", "--threads",
        "--profile[=FILE.json]     tell where the time goes"})
    EXPECT_PRED2(contains, result.output, option);
}

TEST(CommandLine, Describe) {
  CommandResult result = run("--describe");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.output,
            "model: fake\n"
            "inputs:\n"
            "  x     f32   [batch, seq]\n"
            "  past  f32   [batch, past]\n"
            "  all   f32   [batch, past + seq]\n"
            "  pair  bool  [2]\n"
            "  mode  i64   []\n"
            "outputs:\n"
            "  y      f32   [batch, seq]\n"
            "  sums   f32   [batch]\n"
            "  count  i64   []\n"
            "symbolic dims: batch, seq, past\n"
            "weights: 8 bytes, inside the program\n"
            "working memory: 4 bytes at batch = 1, seq = 1, past = 1 (choose "
            "with --dim)\n");
  result = run("--describe --dim batch=2 --dim=seq=1000000 --dim past=0");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_PRED2(
      contains, result.output,
      "working memory: 8.0 MB at batch = 2, seq = 1000000, past = 0\n");
}

TEST(CommandLine, DescribeAtAbsurdDims) {
  EXPECT_PRED2(contains,
               failure(1, "--describe --dim batch=4611686018427387904 --dim "
                          "seq=4611686018427387904"),
               "overflow");
  EXPECT_PRED2(contains,
               failure(1, "--describe --dim past=9223372036854775807"),
               "overflow");
}

TEST(CommandLine, PrintsOutputs) {
  InputFiles files(FakeInputs(2, 5, 1));
  CommandResult result = run(files.options);
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.output, "y f32 [2, 5]: 1 2 3 4 5 6 7 8 ...\n"
                           "sums f32 [2]: 6 6\n"
                           "count i64 []: 10\n");
}

TEST(CommandLine, WritesOutputs) {
  InputFiles files(FakeInputs(2, 3, 1));
  std::string y = files.folder.file("y.npy"), all = files.folder.file("o.npz");
  size_t before = files.folder.list().size();
  CommandResult result =
      run(files.options + " --output y=" + y + " --outputs " + all);
  EXPECT_EQ(result.exitCode, 0) << result.output;
  EXPECT_EQ(result.output, "");
  EXPECT_EQ(files.folder.list().size(), before + 2);
  toroid_tensor tensor;
  toroid_error error;
  ASSERT_EQ(toroid_npy_read(y.c_str(), &tensor, &error), TOROID_OK);
  EXPECT_EQ(static_cast<float *>(tensor.data)[5], 6);
  free(tensor.data);

  // An archive of outputs holds all of them, and can be read back as inputs.
  toroid_npz *npz;
  ASSERT_EQ(toroid_npz_open(all.c_str(), &npz, &error), TOROID_OK);
  EXPECT_EQ(toroid_npz_count(npz), 3);
  EXPECT_GE(toroid_npz_find(npz, "count"), 0);
  toroid_npz_close(npz);
}

TEST(CommandLine, ReadsAnArchive) {
  TemporaryFolder folder;
  std::string archive = folder.file("in.npz");
  FakeInputs inputs(1, 2, 1);
  char names[][8] = {"x", "past", "all", "pair", "mode", "more"};
  std::vector<toroid_named_tensor> named;
  for (size_t i = 0; i < 5; ++i)
    named.push_back({names[i], inputs.tensors[i]});
  named.push_back({names[5], inputs.tensors[0]});
  auto write = [&] {
    toroid_file_writer writer;
    ASSERT_EQ(toroid_file_begin(&writer, archive.c_str(), nullptr), TOROID_OK);
    ASSERT_EQ(toroid_npz_write(&writer, named.data(),
                               static_cast<int32_t>(named.size()), nullptr),
              TOROID_OK);
    ASSERT_EQ(toroid_file_commit(&writer, nullptr), TOROID_OK);
  };
  write();
  CommandResult result = run("--inputs " + archive);
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_PRED2(contains, result.output, "y f32 [1, 2]: 1 2\n");

  named.erase(named.begin() + 1);
  write();
  EXPECT_PRED2(contains, failure(1, "--inputs " + archive),
               "has no member 'past'");
  // What the archive lacks can come from elsewhere.
  EXPECT_EQ(run("--random 1 --inputs " + archive).exitCode, 0);
  EXPECT_PRED2(contains, failure(1, "--inputs /nowhere.npz"),
               "cannot open '/nowhere.npz'");
}

TEST(CommandLine, Random) {
  CommandResult first =
      run("--random 7 --dim batch=2 --dim seq=3 --dim past=1");
  EXPECT_EQ(first.exitCode, 0);
  EXPECT_PRED2(contains, first.output, "y f32 [2, 3]:");
  EXPECT_EQ(first.output,
            run("--random 7 --dim batch=2 --dim seq=3 --dim past=1").output);
  EXPECT_NE(first.output,
            run("--random 8 --dim batch=2 --dim seq=3 --dim past=1").output);
  EXPECT_PRED2(contains, run("--random 7 --dim seq=3").output,
               "note: batch = 1, past = 1; choose with --dim");
}

TEST(CommandLine, RandomBesideFilesTakesTheirDims) {
  InputFiles files(FakeInputs(2, 3, 4));
  std::string x = " --input x=" + files.folder.file("x.npy");
  CommandResult result = run("--random 7 --dim past=1" + x);
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_PRED2(contains, result.output, "y f32 [2, 3]: 1 2 3 4 5 6\n");
  EXPECT_PRED2(
      contains, failure(1, "--random 7 --dim seq=4" + x),
      "input 'x': dim 1 ('seq') is 3, but the option for 'seq' says 4");
}

TEST(CommandLine, Bench) {
  CommandResult result =
      run("--bench 5 --threads 2 --dim batch=1 --dim seq=9 --dim past=1");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_PRED2(contains, result.output, "5 runs on 2 threads: min ");
  EXPECT_PRED2(contains, result.output, " ms, median ");
}

TEST(CommandLine, Profile) {
  std::string dims = " --dim batch=40 --dim seq=9 --dim past=1 --threads 2";
  CommandResult result = run("--profile --bench 3" + dims);
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_PRED2(contains, result.output, "3 runs on 2 threads: min ");
  EXPECT_PRED2(contains, result.output, "profile of 3 runs on 2 threads: ");
  EXPECT_PRED2(contains, result.output, "measured peaks: ");
  EXPECT_PRED2(contains, result.output, "elementwise    /Add and 1 more\n");
  EXPECT_PRED2(contains, result.output, "reduction      (unnamed)\n");
  EXPECT_PRED2(contains, result.output, "  all 2 steps\n");
  EXPECT_PRED2(contains, result.output, "  no step\n");

  TemporaryFolder folder;
  std::string file = folder.file("trace.json");
  result = run("--profile=" + file + dims);
  EXPECT_EQ(result.exitCode, 0) << result.output;
  EXPECT_PRED2(contains, result.output, "profile of ");
  // Nothing is printed of the outputs.
  EXPECT_FALSE(contains(result.output, "y f32")) << result.output;
  Bytes bytes = readFile(file);
  std::string trace(bytes.begin(), bytes.end());
  EXPECT_PRED2(contains, trace, "{\"name\":\"/Add\",\"cat\":\"elementwise\"");
  EXPECT_PRED2(contains, trace, "[\"/Add\",\"/\\\"quoted\\\"\\u0001\\ufffd\"]");
  EXPECT_PRED2(contains, trace, "\"flops\":360,\"bytes\":2880}");
  EXPECT_PRED2(contains, trace, "{\"name\":\"reduction\"");

  EXPECT_PRED2(contains,
               failure(1, "--profile=" + folder.path + "/no/trace.json" + dims),
               "/no/trace.json");
  EXPECT_EQ(folder.list(), std::vector<std::string>{"trace.json"});
}

TEST(CommandLine, WrongCommandLines) {
  EXPECT_PRED2(contains, failure(2, "--profile="),
               "option --profile: '' does not name a file");
  EXPECT_PRED2(contains, failure(2, "--profile trace.json"),
               "'trace.json' is no option");
  EXPECT_PRED2(contains, failure(2, "--describe --profile"),
               "--describe runs nothing");
  EXPECT_PRED2(contains, failure(2, "--frobnicate"),
               "unknown option '--frobnicate'");
  EXPECT_PRED2(contains, failure(2, "--bench"), "wants a value: --bench N");
  EXPECT_PRED2(contains, failure(2, "file.npy"), "'file.npy' is no option");
  EXPECT_PRED2(contains, failure(2, "--describe=yes"), "takes no value");
  EXPECT_PRED2(contains, failure(2, "--input x"), "not of the form NAME=VALUE");
  EXPECT_PRED2(contains, failure(2, "--input =x"), "not of the form");
  EXPECT_PRED2(contains, failure(2, "--input x="), "not of the form");
  EXPECT_PRED2(contains, failure(2, "--input x=a --input x=b"), "before");
  EXPECT_PRED2(contains, failure(2, "--describe --bench 2"),
               "--describe runs nothing");
  for (const char *number :
       {"0", "-1", "x", "1x", "''", "99999999999999999999"})
    failure(2, std::string("--bench ") + number);
  for (const char *number : {"0", "-1", "1025", "two"})
    failure(2, std::string("--threads ") + number);
  failure(2, "--random seven");
  failure(2, "--dim seq=-1");
  failure(2, "--dim seq=9223372036854775808");
}

TEST(CommandLine, NamesThatTheModelDoesNotHave) {
  EXPECT_PRED2(contains, failure(2, "--input z=z.npy"),
               "model 'fake' has no input 'z'; it has 'x', 'past', 'all', "
               "'pair', 'mode'");
  EXPECT_PRED2(contains, failure(2, "--random 1 --output z=z.npy"),
               "has no output 'z'; it has 'y', 'sums', 'count'");
  EXPECT_PRED2(contains, failure(2, "--random 1 --dim z=1"),
               "has no symbolic dim 'z'; it has 'batch', 'seq', 'past'");
  EXPECT_PRED2(contains, failure(2, ""),
               "input 'x' is missing; give --input x=FILE.npy, --inputs "
               "FILE.npz or --random SEED");
}

TEST(CommandLine, WrongInputs) {
  InputFiles files(FakeInputs(2, 3, 4));
  std::string x = files.folder.file("x.npy");
  Tensor<int32_t> wrongType(TOROID_I32, {2, 3}, std::vector<int32_t>(6));
  writeNpy(x, wrongType.tensor);
  EXPECT_PRED2(contains, failure(1, files.options),
               "input 'x' has elements of type i32, but the model takes f32");
  Tensor<float> wrongRank(TOROID_F32, {6}, std::vector<float>(6));
  writeNpy(x, wrongRank.tensor);
  EXPECT_PRED2(contains, failure(1, files.options),
               "input 'x' has rank 1, but the model takes rank 2");
  Tensor<float> wrongDim(TOROID_F32, {2, 4}, std::vector<float>(8));
  writeNpy(x, wrongDim.tensor);
  EXPECT_PRED2(contains, failure(1, files.options),
               "input 'all': dim 1 is 7, but 'past + seq' comes to 8");
  Tensor<float> wrongSymbol(TOROID_F32, {3, 3}, std::vector<float>(9));
  writeNpy(x, wrongSymbol.tensor);
  EXPECT_PRED2(contains, failure(1, files.options),
               "input 'past': dim 0 ('batch') is 2, but dim 0 of input 'x', "
               "which is 'batch' too, is 3");
  writeFile(x, {'n', 'o'});
  EXPECT_PRED2(contains, failure(1, files.options),
               "input 'x': '" + x + "' is");
  EXPECT_PRED2(contains, failure(1, "--random 1 --input x=/nowhere.npy"),
               "cannot open '/nowhere.npy'");
}

TEST(CommandLine, NoOutputIsLeftBehind) {
  FakeInputs inputs(2, 3, 4);
  inputs.mode.elements[0] = FAKE_FAIL;
  InputFiles files(inputs);
  size_t before = files.folder.list().size();
  std::string y = files.folder.file("y.npy");
  EXPECT_PRED2(contains, failure(1, files.options + " --output y=" + y),
               "model 'fake': node 'Gather_7': index 9 is out of range");
  // One output can be written, the other not: neither is.
  InputFiles good(FakeInputs(2, 3, 4));
  EXPECT_PRED2(contains,
               failure(1, good.options + " --output y=" + y +
                              " --outputs /nowhere/o.npz"),
               "cannot write '/nowhere/o.npz'");
  EXPECT_PRED2(contains,
               failure(1, good.options + " --output y=" + y +
                              " --output sums=/dev/full"),
               "cannot write '/dev/full'");
  EXPECT_EQ(files.folder.list().size(), before);
}

TEST(CommandLine, AFullStandardOutputIsAnError) {
  CommandResult result = run("--describe > /dev/full");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_PRED2(contains, result.output, "cannot write to the standard output");
}

TEST(CommandLine, MemoryThatCannotBeHad) {
  EXPECT_PRED2(contains,
               failure(1, "--random 1 --dim past=1 --dim batch=1000000000 "
                          "--dim seq=1000000000"),
               "choose smaller ones with --dim");
}
