//===- TestSuite.cpp - Many of ONNX's tests in one go ---------------------===//

#include "TestSuite.h"

#include "Models.h"
#include "TestData.h"
#include "compiler/Importer/Survey.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace toroid;

namespace json = llvm::json;
using Clock = std::chrono::steady_clock;

/// Exit codes of a test's process.
enum { Passed = 0, Failed = 1, Refused = 3 };

/// What a test may say; the rest is cut off.
static constexpr size_t maxMessage = 4000;

//===----------------------------------------------------------------------===//
// One test, in a process of its own
//===----------------------------------------------------------------------===//

/// Operators whose results nobody can foretell: the outputs' types and shapes
/// are compared, as ONNX's own runner does.
static bool isRandom(StringRef op) {
  return is_contained({"Bernoulli", "Multinomial", "RandomNormal",
                       "RandomNormalLike", "RandomUniform",
                       "RandomUniformLike"},
                      op);
}

static SmallVector<std::string> dataSets(StringRef folder) {
  SmallVector<std::string> sets;
  for (unsigned i = 0;; ++i) {
    SmallString<256> path(folder);
    sys::path::append(path, "test_data_set_" + Twine(i));
    if (!sys::fs::is_directory(path))
      return sets;
    sets.push_back(path.str().str());
  }
}

/// Types and shapes must be those of the references.
static int checkKinds(const toroid_cli &cli, const Expectations &expectations) {
  const toroid_program *program = toroid_model_program(cli.model);
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    const toroid_tensor &result = cli.outputs[i].tensor;
    const toroid_tensor &reference =
        expectations.outputs[static_cast<size_t>(i)].tensor;
    const char *name = program->outputs[i].name;
    if (result.element_type != reference.element_type)
      return toroid_cli_fail(&cli, Failed,
                             "output '%s' has elements of type %s, expected %s",
                             name, toroid_element_name(result.element_type),
                             toroid_element_name(reference.element_type));
    char got[TOROID_MAX_RANK * 22], expected[TOROID_MAX_RANK * 22];
    toroid_format_dims(got, sizeof(got), result.rank, result.dims);
    toroid_format_dims(expected, sizeof(expected), reference.rank,
                       reference.dims);
    if (StringRef(got) != expected)
      return toroid_cli_fail(&cli, Failed,
                             "output '%s' has the dims %s, expected %s", name,
                             got, expected);
  }
  return Passed;
}

/// Two units in the last place of bfloat16, as ONNX's own runner allows.
static toroid_tolerance widened(toroid_tolerance tolerance,
                                const Expectations &expectations) {
  if (tolerance.each &&
      any_of(expectations.outputs, [](const OwnedTensor &output) {
        return output.tensor.element_type == TOROID_BF16;
      }))
    tolerance.rtol = std::max(tolerance.rtol, 0x1p-6);
  return tolerance;
}

static int runDataSet(toroid_cli &cli, const std::string &folder,
                      const TestSequences &sequences,
                      const toroid_tolerance &tolerance, bool random) {
  Expectations expectations;
  if (!readTestData(cli, folder.c_str(), sequences, expectations))
    return Failed;
  if (toroid_cli_gather(&cli) != 0 || toroid_cli_run(&cli) != 0)
    return Failed;
  if (expectations.outputs.empty())
    return toroid_cli_fail(&cli, Failed, "'%s' holds no output_0.pb",
                           folder.c_str());
  if (int code = checkKinds(cli, expectations))
    return code;
  return random ? Passed
                : checkExpectations(cli, expectations,
                                    widened(tolerance, expectations));
}

static int runTest(const toroid_cli &settings, CompileOptions compile,
                   StringRef folder, const toroid_tolerance &tolerance,
                   bool random) {
  SmallString<256> path(folder);
  sys::path::append(path, "model.onnx");
  compile.input = path.str().str();
  SmallVector<std::string> sets = dataSets(folder);
  if (sets.empty())
    return toroid_cli_fail(&settings, Failed, "there is no test_data_set_0");
  TestSequences sequences;
  if (!findSequences(settings, sets.front().c_str(), compile, sequences))
    return Failed;
  int code = 0;
  toroid_model *compiled = compileModel(compile, code);
  if (!compiled)
    return Refused;
  code = Passed;
  for (const std::string &set : sets) {
    toroid_cli cli = {};
    cli.self = settings.self;
    cli.threads = settings.threads ? settings.threads : 2;
    // A session closes its model; the program serves all.
    toroid_model *model = nullptr;
    toroid_error error;
    if (toroid_model_open(toroid_model_program(compiled), &model, &error) !=
        TOROID_OK)
      return toroid_cli_fail(&cli, Failed, "%s", error.message);
    if (toroid_cli_open(&cli, model) != 0 ||
        runDataSet(cli, set, sequences, tolerance, random) != Passed)
      code = Failed;
    toroid_cli_close(&cli);
    if (code != Passed)
      break;
  }
  toroid_model_close(compiled);
  return code;
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

namespace {

struct Test {
  std::string folder;
  json::Object record;
  bool random = false;
};

/// A test under way.
struct Job {
  Test *test;
  pid_t process;
  int output; ///< Read end of the pipe that the process writes to.
  std::string text;
  Clock::time_point start;
  bool timedOut = false;
};

class TestSuite {
public:
  TestSuite(const toroid_cli &cli, const CompileOptions &compile,
            const TestSuiteOptions &options, const toroid_tolerance &tolerance)
      : cli(cli), compile(compile), options(options), tolerance(tolerance) {}

  int run();

private:
  bool readList();
  /// Notes what the test is made of; false when there is nothing to run.
  bool survey(Test &test);
  bool start(Test &test);
  void wait();
  void finish(Job &job);
  void print(Test &test);

  const toroid_cli &cli;
  CompileOptions compile;
  const TestSuiteOptions &options;
  const toroid_tolerance &tolerance;
  std::vector<Test> tests;
  std::vector<Job> running;
  DenseMap<uint64_t, std::string> seen;
};

} // namespace

bool TestSuite::readList() {
  ErrorOr<std::unique_ptr<MemoryBuffer>> text =
      MemoryBuffer::getFileOrSTDIN(options.list);
  if (!text) {
    toroid_cli_fail(&cli, 1, "cannot read '%s': %s", options.list,
                    text.getError().message().c_str());
    return false;
  }
  SmallVector<StringRef> lines;
  (*text)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines)
    tests.push_back({line.str(), {}, false});
  return true;
}

/// Hashes the files of the data sets, in order.
static uint64_t hashData(StringRef folder, uint64_t seed) {
  std::string hashes = utohexstr(seed);
  for (const std::string &set : dataSets(folder))
    for (const char *kind : {"input", "output"})
      for (unsigned i = 0;; ++i) {
        ErrorOr<std::unique_ptr<MemoryBuffer>> file =
            MemoryBuffer::getFile(set + "/" + kind + "_" + utostr(i) + ".pb",
                                  /*IsText=*/false,
                                  /*RequiresNullTerminator=*/false);
        if (!file)
          break;
        hashes += kind;
        hashes += utohexstr(xxh3_64bits((*file)->getBuffer()));
      }
  return xxh3_64bits(hashes);
}

bool TestSuite::survey(Test &test) {
  test.record["test"] = test.folder;
  Expected<ModelSurvey> survey = surveyModel(test.folder + "/model.onnx");
  if (!survey) {
    test.record["outcome"] = "unreadable";
    test.record["message"] = toString(survey.takeError());
    return false;
  }
  test.random = any_of(survey->operators, isRandom);
  test.record["operators"] = json::Array(survey->operators);
  test.record["types"] = json::Array(survey->types);
  test.record["nodes"] = survey->numNodes;
  json::Object opsets;
  for (const auto &[domain, version] : survey->opsets)
    opsets[domain] = version;
  test.record["opsets"] = std::move(opsets);
  auto [first, isNew] =
      seen.try_emplace(hashData(test.folder, survey->fingerprint), test.folder);
  if (isNew)
    return true;
  test.record["outcome"] = "repeated";
  test.record["same"] = first->second;
  return false;
}

bool TestSuite::start(Test &test) {
  int ends[2];
  if (pipe(ends) != 0)
    return false;
  // What is not written yet would be written twice.
  fflush(stdout);
  outs().flush();
  pid_t process = fork();
  if (process < 0) {
    close(ends[0]);
    close(ends[1]);
    return false;
  }
  if (process == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    int code = runTest(cli, compile, test.folder, tolerance, test.random);
    fflush(stdout);
    errs().flush();
    _exit(code);
  }
  close(ends[1]);
  running.push_back({&test, process, ends[0], {}, Clock::now()});
  return true;
}

/// Waits until something happens to a test, and takes note of it.
void TestSuite::wait() {
  SmallVector<pollfd> polls;
  for (const Job &job : running)
    polls.push_back({job.output, POLLIN, 0});
  poll(polls.data(), polls.size(), 200);
  for (size_t i = running.size(); i-- > 0;) {
    Job &job = running[i];
    if (!job.timedOut &&
        Clock::now() - job.start > std::chrono::seconds(options.timeLimit)) {
      job.timedOut = true;
      kill(job.process, SIGKILL);
    }
    if (!(polls[i].revents & (POLLIN | POLLHUP | POLLERR)))
      continue;
    char bytes[4096];
    ssize_t count = read(job.output, bytes, sizeof(bytes));
    if (count > 0) {
      if (job.text.size() < maxMessage)
        job.text.append(bytes, static_cast<size_t>(count));
      continue;
    }
    if (count < 0 && errno == EINTR)
      continue;
    finish(job);
    running.erase(running.begin() + static_cast<ptrdiff_t>(i));
  }
}

void TestSuite::finish(Job &job) {
  close(job.output);
  int status = 0;
  while (waitpid(job.process, &status, 0) < 0 && errno == EINTR)
    ;
  std::chrono::duration<double> seconds = Clock::now() - job.start;
  json::Object &record = job.test->record;
  // Three digits say enough.
  record["seconds"] = std::round(seconds.count() * 1e3) / 1e3;
  std::string message = job.text.substr(0, maxMessage);
  if (job.timedOut) {
    record["outcome"] = "timeout";
    message = "took longer than " + utostr(options.timeLimit) + " s";
  } else if (WIFSIGNALED(status)) {
    record["outcome"] = "crashed";
    message = std::string(strsignal(WTERMSIG(status))) + "\n" + message;
  } else {
    int code = WEXITSTATUS(status);
    record["outcome"] = code == Passed    ? "passed"
                        : code == Failed  ? "failed"
                        : code == Refused ? "refused"
                                          : "crashed";
  }
  if (record["outcome"] != json::Value("passed"))
    record["message"] = json::fixUTF8(message);
  print(*job.test);
}

void TestSuite::print(Test &test) {
  outs() << json::Value(std::move(test.record)) << "\n";
}

int TestSuite::run() {
  if (!readList())
    return 1;
  for (Test &test : tests) {
    if (!survey(test)) {
      print(test);
      continue;
    }
    while (running.size() >= options.jobs)
      wait();
    while (!start(test)) {
      // No process, or no file descriptor, until another test is done.
      if (running.empty())
        return toroid_cli_fail(&cli, 1, "cannot start a process: %s",
                               strerror(errno));
      wait();
    }
  }
  while (!running.empty())
    wait();
  return 0;
}

int toroid::runTestSuite(const toroid_cli &cli, const CompileOptions &compile,
                         const TestSuiteOptions &options,
                         const toroid_tolerance &tolerance) {
  CompileOptions one = compile;
  // Other cores have other tests.
  one.threads = 1;
  one.progress = false;
  return TestSuite(cli, one, options, tolerance).run();
}
