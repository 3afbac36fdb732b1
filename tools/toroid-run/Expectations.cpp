//===- Expectations.cpp - What outputs should be --------------------------===//

#include "Expectations.h"

#include "runtime/src/npy.h"
#include "runtime/src/npz.h"
#include "runtime/src/values.h"

#include <array>
#include <cstdio>

using namespace toroid;

bool toroid::readExpectations(const toroid_cli &cli, const char *path,
                              Expectations &expectations) {
  const toroid_program *program = toroid_model_program(cli.model);
  toroid_npz *npz = nullptr;
  toroid_error error;
  bool ok = toroid_npz_open(path, &npz, &error) == TOROID_OK;
  if (!ok)
    toroid_cli_fail(&cli, 1, "%s", error.message);
  for (int32_t i = 0; i < program->num_outputs && ok; ++i) {
    const char *name = program->outputs[i].name;
    int32_t member = toroid_npz_find(npz, name);
    OwnedTensor &output = expectations.outputs.emplace_back();
    ok = false;
    if (member < 0)
      toroid_cli_fail(&cli, 1,
                      "'%s' has no member '%s', which is an output of model "
                      "'%s'; add it",
                      path, name, program->name);
    else if (toroid_npz_read(npz, member, &output.tensor, &error) !=
                 TOROID_OK ||
             toroid_npy_retype(&output.tensor, program->outputs[i].element_type,
                               name, &error) != TOROID_OK)
      toroid_cli_fail(&cli, 1, "%s", error.message);
    else
      ok = true;
    output.data.reset(output.tensor.data);
  }
  toroid_npz_close(npz);
  expectations.origin = path;
  return ok;
}

static void printDifference(const char *name, const toroid_tensor &result,
                            const toroid_tensor &reference,
                            const toroid_comparison &comparison) {
  using Text = std::array<char, 512>;
  Text got, expected, where;
  switch (comparison.verdict) {
  case TOROID_WITHIN:
    break;
  case TOROID_DIFFERENT_TYPE:
    printf("%s: differs: elements of type %s, expected %s\n", name,
           toroid_element_name(result.element_type),
           toroid_element_name(reference.element_type));
    break;
  case TOROID_DIFFERENT_DIMS:
    toroid_format_dims(got.data(), got.size(), result.rank, result.dims);
    toroid_format_dims(expected.data(), expected.size(), reference.rank,
                       reference.dims);
    printf("%s: differs: dims %s, expected %s\n", name, got.data(),
           expected.data());
    break;
  case TOROID_DIFFERENT_VALUES:
    toroid_format_index(&result, comparison.first_mismatch, where.data(),
                        where.size());
    toroid_value_format(&result, comparison.first_mismatch, got.data(),
                        got.size());
    toroid_value_format(&reference, comparison.first_mismatch, expected.data(),
                        expected.size());
    printf("%s: differs: %lld of %lld elements, the first at %s: %s, expected "
           "%s\n",
           name, static_cast<long long>(comparison.mismatches),
           static_cast<long long>(toroid_tensor_count(&result)), where.data(),
           got.data(), expected.data());
    break;
  }
}

int toroid::checkExpectations(const toroid_cli &cli,
                              const Expectations &expectations,
                              const toroid_tolerance &tolerance) {
  const toroid_program *program = toroid_model_program(cli.model);
  int different = 0;
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    const char *name = program->outputs[i].name;
    const toroid_tensor &result = cli.outputs[i].tensor;
    const toroid_tensor &reference =
        expectations.outputs[static_cast<size_t>(i)].tensor;
    toroid_comparison comparison =
        toroid_compare(&result, &reference, &tolerance);
    different += comparison.verdict != TOROID_WITHIN;
    printDifference(name, result, reference, comparison);
    if (comparison.verdict == TOROID_WITHIN ||
        comparison.verdict == TOROID_DIFFERENT_VALUES)
      printf("%s: largest error %.3g, largest magnitude %.3g\n", name,
             comparison.largest_error, comparison.largest_magnitude);
  }
  if (different == 0)
    return 0;
  // In order with what is printed above.
  fflush(stdout);
  return toroid_cli_fail(
      &cli, 1, "%d of %d outputs of model '%s' differ from '%s'", different,
      program->num_outputs, program->name, expectations.origin.c_str());
}
