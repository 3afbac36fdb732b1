//===- toroid-run.cpp - Runs models ---------------------------------------===//
//
// The same command line as executables have, for models in shared libraries and
// for ONNX models, which are compiled in memory; and references to compare
// with.
//
//===----------------------------------------------------------------------===//

#include "Expectations.h"
#include "Models.h"
#include "TestData.h"
#include "TestSuite.h"

#include "compiler/Driver/ErrorHandlers.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/InitLLVM.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

using namespace toroid;

namespace {
struct Options {
  const char *model = nullptr;
  const char *testData = nullptr;
  const char *expect = nullptr;
  bool hasTolerance = false;
  toroid_tolerance tolerance = {1e-4, false, 0, 0};
  /// For ONNX models; `compiles` names the option that is for them alone.
  CompileOptions compile;
  const char *compiles = nullptr;
  TestSuiteOptions suite;
  TestSequences sequences;
};
} // namespace

static Options &of(void *target) { return *static_cast<Options *>(target); }

static const char *takeModel(void *target, const char *value) {
  if (of(target).model)
    return "is one argument too many; give one model";
  of(target).model = value;
  return nullptr;
}

static const char *takeTestData(void *target, const char *value) {
  of(target).testData = value;
  return nullptr;
}

static const char *takeExpect(void *target, const char *value) {
  of(target).expect = value;
  return nullptr;
}

static const char *takeFraction(const char *text, double &number) {
  char *end = nullptr;
  number = strtod(text, &end);
  bool good =
      end != text && *end == '\0' && std::isfinite(number) && number >= 0;
  return good ? nullptr : "is not a number from 0 up";
}

static const char *takeTolerance(void *target, const char *value) {
  of(target).hasTolerance = true;
  return takeFraction(value, of(target).tolerance.of_largest);
}

static const char *takeRtol(void *target, const char *value) {
  of(target).hasTolerance = of(target).tolerance.each = true;
  return takeFraction(value, of(target).tolerance.rtol);
}

static const char *takeAtol(void *target, const char *value) {
  of(target).hasTolerance = of(target).tolerance.each = true;
  return takeFraction(value, of(target).tolerance.atol);
}

static const char *takeShape(void *target, const char *value) {
  of(target).compiles = "--shape";
  return parseShape(value, of(target).compile)
             ? nullptr
             : "is not of the form INPUT=SIZE,SIZE";
}

static const char *takeSequence(void *target, const char *value) {
  of(target).compiles = "--sequence";
  return parseSequence(value, of(target).compile)
             ? nullptr
             : "is not of the form INPUT=[SIZE,SIZE],[SIZE]";
}

static const char *takeSymbolic(void *target, const char *) {
  of(target).compiles = "--symbolic";
  of(target).compile.symbolicInputs = true;
  return nullptr;
}

static const char *takeMarch(void *target, const char *value) {
  of(target).compiles = "--march";
  of(target).compile.target.march = value;
  return nullptr;
}

static const char *takeTiming(void *target, const char *) {
  of(target).compiles = "--timing";
  of(target).compile.timing = true;
  return nullptr;
}

static const char *takeTests(void *target, const char *value) {
  of(target).suite.list = value;
  return nullptr;
}

static const char *takeCount(const char *value, unsigned &count) {
  uint64_t number;
  if (!toroid_cli_parse_number(value, 100000, &number) || number == 0)
    return "is not a number from 1 to 100000";
  count = static_cast<unsigned>(number);
  return nullptr;
}

static const char *takeJobs(void *target, const char *value) {
  return takeCount(value, of(target).suite.jobs);
}

static const char *takeTimeLimit(void *target, const char *value) {
  return takeCount(value, of(target).suite.timeLimit);
}

static const toroid_cli_option extraOptions[] = {
    {"--test-data", "DIR", "take input_<i>.pb, compare with output_<i>.pb",
     takeTestData},
    {"--expect", "FILE.npz", "compare the outputs with an archive", takeExpect},
    {"--tolerance", "X",
     "allowed error, of the reference's largest magnitude (1e-4)",
     takeTolerance},
    {"--rtol", "X", "instead, for each element: of its reference", takeRtol},
    {"--atol", "X", "and on top of that", takeAtol},
    {"--shape", "INPUT=SIZE,SIZE",
     "compile an ONNX model for this shape (repeat)", takeShape},
    {"--sequence", "INPUT=[SIZE],[SIZE]",
     "compile an ONNX model for a sequence of these shapes (repeat)",
     takeSequence},
    {"--symbolic", nullptr,
     "compile an ONNX model for inputs of any size, whatever it declares",
     takeSymbolic},
    {"--march", "CPU", "compile an ONNX model for this processor (native)",
     takeMarch},
    {"--timing", nullptr, "tell where the time of compiling went", takeTiming},
    {"--tests", "FILE",
     "run ONNX's tests in the folders that FILE lists; print JSON", takeTests},
    {"--jobs", "N", "so many of --tests at once (1)", takeJobs},
    {"--time-limit", "SECONDS", "for each of --tests (60)", takeTimeLimit},
};

/// Opens the library, or compiles the model; null with an exit code in `code`.
static toroid_model *openModel(toroid_cli &cli, Options &options, int &code) {
  if (isOnnxModel(options.model)) {
    options.compile.input = options.model;
    // The code is for these sizes, which then are no symbols any more.
    for (int32_t i = 0; i < cli.dims.count; ++i)
      options.compile.dims[cli.dims.items[i].name] =
          strtoll(cli.dims.items[i].value, nullptr, 10);
    toroid_cli_forget_dims(&cli);
    options.compile.threads = static_cast<unsigned>(cli.threads);
    if (options.testData &&
        !findSequences(cli, options.testData, options.compile,
                       options.sequences)) {
      code = 1;
      return nullptr;
    }
    return compileModel(options.compile, code);
  }
  code = 0;
  if (options.compiles)
    code = toroid_cli_fail(&cli, 2,
                           "%s is for ONNX models, and '%s' is "
                           "compiled already",
                           options.compiles, options.model);
  toroid_model *model = nullptr;
  toroid_error error;
  if (code == 0 &&
      toroid_model_load(options.model, &model, &error) != TOROID_OK)
    code = toroid_cli_fail(&cli, 1, "%s", error.message);
  return model;
}

static int run(toroid_cli &cli, Options &options) {
  options.compile.tool = cli.self;
  if (options.suite.list) {
    if (options.model || options.testData || options.expect)
      return toroid_cli_fail(&cli, 2,
                             "--tests names models and data; give no others");
    // What ONNX's own runner allows.
    if (!options.hasTolerance)
      options.tolerance = {0, true, 1e-3, 1e-7};
    return runTestSuite(cli, options.compile, options.suite, options.tolerance);
  }
  if (!options.model)
    return toroid_cli_fail(&cli, 2, "no model is given");
  if (options.testData && options.expect)
    return toroid_cli_fail(&cli, 2,
                           "--test-data and --expect both say what to expect; "
                           "give one");
  if (cli.describe && (options.testData || options.expect))
    return toroid_cli_fail(
        &cli, 2,
        "--describe runs nothing; of the other options, only "
        "--dim goes with it");
  int code = 0;
  toroid_model *model = openModel(cli, options, code);
  if (!model)
    return code;
  if (int code = toroid_cli_open(&cli, model))
    return code;
  if (cli.describe)
    return toroid_cli_describe(&cli);

  Expectations expectations;
  if (options.testData &&
      !readTestData(cli, options.testData, options.sequences, expectations))
    return 1;
  if (options.expect && !readExpectations(cli, options.expect, expectations))
    return 1;
  if (int code = toroid_cli_gather(&cli))
    return code;
  if (int code = toroid_cli_run(&cli))
    return code;
  bool compares = !expectations.origin.empty();
  if (!compares || cli.output_files.count > 0 || cli.outputs_archive)
    if (int code = toroid_cli_report(&cli))
      return code;
  return compares ? checkExpectations(cli, expectations, options.tolerance) : 0;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  installErrorHandlers("toroid-run");
  Options options;
  toroid_cli_extras extras = {
      "toroid-run MODEL",
      "Runs the model in a shared library that toroid-compile made with "
      "--emit=shared, or an ONNX model, which is compiled in memory.",
      extraOptions,
      static_cast<int32_t>(std::size(extraOptions)),
      &options,
      takeModel};
  toroid_cli cli;
  int code = toroid_cli_parse(&cli, argc, argv, &extras);
  if (code == 0 && !cli.help)
    code = run(cli, options);
  toroid_cli_close(&cli);
  if (fflush(stdout) != 0 && code == 0)
    code = toroid_cli_fail(&cli, 1, "cannot write to the standard output");
  return code;
}
