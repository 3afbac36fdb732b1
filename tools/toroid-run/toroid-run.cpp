//===- toroid-run.cpp - Runs models in shared libraries -------------------===//
//
// The same command line as executables have, and references to compare with.
//
//===----------------------------------------------------------------------===//

#include "Expectations.h"
#include "TestData.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

using namespace toroid;

namespace {
struct Options {
  const char *library = nullptr;
  const char *testData = nullptr;
  const char *expect = nullptr;
  toroid_tolerance tolerance = {1e-4, false, 0, 0};
};
} // namespace

static const char *takeLibrary(void *target, const char *value) {
  auto *options = static_cast<Options *>(target);
  if (options->library)
    return "is one argument too many; give one library";
  options->library = value;
  return nullptr;
}

static const char *takeTestData(void *target, const char *value) {
  static_cast<Options *>(target)->testData = value;
  return nullptr;
}

static const char *takeExpect(void *target, const char *value) {
  static_cast<Options *>(target)->expect = value;
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
  return takeFraction(value,
                      static_cast<Options *>(target)->tolerance.of_largest);
}

static const char *takeRtol(void *target, const char *value) {
  auto &tolerance = static_cast<Options *>(target)->tolerance;
  tolerance.each = true;
  return takeFraction(value, tolerance.rtol);
}

static const char *takeAtol(void *target, const char *value) {
  auto &tolerance = static_cast<Options *>(target)->tolerance;
  tolerance.each = true;
  return takeFraction(value, tolerance.atol);
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
};

static int run(toroid_cli &cli, const Options &options) {
  if (!options.library)
    return toroid_cli_fail(&cli, 2, "no library is given");
  if (options.testData && options.expect)
    return toroid_cli_fail(&cli, 2,
                           "--test-data and --expect both say what to expect; "
                           "give one");
  if (cli.describe && (options.testData || options.expect))
    return toroid_cli_fail(
        &cli, 2,
        "--describe runs nothing; of the other options, only "
        "--dim goes with it");
  toroid_model *model = nullptr;
  toroid_error error;
  if (toroid_model_load(options.library, &model, &error) != TOROID_OK)
    return toroid_cli_fail(&cli, 1, "%s", error.message);
  if (int code = toroid_cli_open(&cli, model))
    return code;
  if (cli.describe)
    return toroid_cli_describe(&cli);

  Expectations expectations;
  if (options.testData && !readTestData(cli, options.testData, expectations))
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
  Options options;
  toroid_cli_extras extras = {
      "toroid-run LIBRARY",
      "Runs the model in a shared library that toroid-compile made with "
      "--emit=shared.",
      extraOptions,
      static_cast<int32_t>(std::size(extraOptions)),
      &options,
      takeLibrary};
  toroid_cli cli;
  int code = toroid_cli_parse(&cli, argc, argv, &extras);
  if (code == 0 && !cli.help)
    code = run(cli, options);
  toroid_cli_close(&cli);
  if (fflush(stdout) != 0 && code == 0)
    code = toroid_cli_fail(&cli, 1, "cannot write to the standard output");
  return code;
}
