//===- Runtime.cpp - Running what was compiled in memory ------------------===//

#include "tools/common/Runtime.h"

#include "runtime/src/callbacks.h"
#include "runtime/src/compare.h"
#include "runtime/src/random.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace toroid;

llvm::ArrayRef<RuntimeFunction> toroid::getRuntimeFunctions() {
  static const auto functions = [] {
    llvm::SmallVector<RuntimeFunction> result;
    for (int32_t i = 0; i < toroid_rt_num_functions; ++i)
      result.push_back(
          {toroid_rt_functions[i].name,
           reinterpret_cast<void *>(toroid_rt_functions[i].address)});
    return result;
  }();
  return functions;
}

namespace {
template <typename T, void (*close)(T *)>
struct Closer {
  void operator()(T *handle) const { close(handle); }
};
using Model =
    std::unique_ptr<toroid_model, Closer<toroid_model, toroid_model_close>>;
using Context = std::unique_ptr<toroid_context,
                                Closer<toroid_context, toroid_context_destroy>>;
} // namespace

/// Numbers below it have fewer bits.
static double getSmallestNormal(int32_t type) {
  switch (type) {
  case TOROID_F16:
    return 0x1p-14;
  case TOROID_F64:
    return 0x1p-1022;
  default:
    return 0x1p-126;
  }
}

llvm::Expected<double>
RuntimeRunner::compareResults(const toroid_program &program) const {
  toroid_error error;
  auto fail = [&] { return llvm::createStringError(error.message); };
  toroid_model *opened;
  if (toroid_model_open(&program, &opened, &error) != TOROID_OK)
    return fail();
  Model model(opened);
  toroid_context *created;
  toroid_context_options options = {/*threads=*/1, 0};
  if (toroid_context_create(model.get(), &options, &created, &error) !=
      TOROID_OK)
    return fail();
  Context context(created);

  std::vector<toroid_tensor> inputs(program.num_inputs);
  std::vector<std::vector<char>> data(program.num_inputs);
  for (int32_t i = 0; i < program.num_inputs; ++i) {
    const auto &spec = program.inputs[i];
    llvm::SmallVector<int64_t> dims;
    for (int32_t dim = 0; dim < spec.rank; ++dim)
      dims.push_back(spec.dims[dim].size);
    toroid_tensor_init(&inputs[i],
                       static_cast<toroid_element_type>(spec.element_type),
                       spec.rank, dims.data(), nullptr);
    data[i].resize(std::max<int64_t>(toroid_tensor_bytes(&inputs[i]), 1));
    inputs[i].data = data[i].data();
    toroid_random_fill(&inputs[i], /*seed=*/1, spec.name);
  }
  std::vector<toroid_output> outputs(program.num_outputs);
  if (toroid_run(context.get(), inputs.data(), program.num_inputs,
                 outputs.data(), program.num_outputs, &error) != TOROID_OK)
    return fail();
  toroid_tolerance tolerance = {1, false, 0, 0};
  toroid_comparison comparison =
      toroid_compare(&outputs[1].tensor, &outputs[0].tensor, &tolerance);
  return comparison.largest_error /
         std::max(comparison.largest_magnitude,
                  getSmallestNormal(outputs[0].tensor.element_type));
}
