//===- TestData.cpp - ONNX's test data ------------------------------------===//

#include "TestData.h"

#include "compiler/Importer/Survey.h"
#include "compiler/Importer/TensorFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstring>

using namespace toroid;

static bool takeTensor(const toroid_cli &cli, const std::string &path,
                       const TensorFile *file, OwnedTensor &result) {
  toroid_tensor &tensor = result.tensor;
  if (file->dims.size() > TOROID_MAX_RANK ||
      toroid_element_size(file->elementType) == 0) {
    toroid_cli_fail(
        &cli, 1,
        "'%s' has %zu dims and elements of ONNX's type %d; no input "
        "or output of a compiled model is such a tensor",
        path.c_str(), file->dims.size(), file->elementType);
    return false;
  }
  toroid_tensor_init(
      &tensor, static_cast<toroid_element_type>(file->elementType),
      static_cast<int32_t>(file->dims.size()), file->dims.data(), nullptr);
  int64_t bytes = toroid_tensor_bytes(&tensor);
  if (bytes < 0 || static_cast<uint64_t>(bytes) != file->bytes.size()) {
    toroid_cli_fail(&cli, 1,
                    "'%s' is damaged: its data is not as long as its dims say",
                    path.c_str());
    return false;
  }
  result.data.reset(toroid_allocate(file->bytes.size()));
  if (!result.data) {
    toroid_cli_fail(&cli, 1, "no memory to read '%s'", path.c_str());
    return false;
  }
  tensor.data = result.data.get();
  if (!file->bytes.empty())
    memcpy(tensor.data, file->bytes.data(), file->bytes.size());
  return true;
}

/// ONNX's data from before NumPy had names for narrow types holds their bits as
/// unsigned integers.
static void nameBits(toroid_tensor &tensor, const toroid_tensor_spec &spec) {
  bool isBf16 =
      spec.element_type == TOROID_BF16 && tensor.element_type == TOROID_U16;
  bool isFloat8 = spec.element_type >= TOROID_F8E4M3FN &&
                  spec.element_type <= TOROID_F8E5M2FNUZ &&
                  tensor.element_type == TOROID_U8;
  if (isBf16 || isFloat8)
    tensor.element_type = spec.element_type;
}

/// <folder>/<kind>_<number>.pb
static std::string getPath(const char *folder, const char *kind,
                           int32_t number) {
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, llvm::Twine(kind) + "_" + llvm::Twine(number) +
                                    ".pb");
  return path.str().str();
}

/// The tensors in a file: the elements of a sequence, or the only one.
static llvm::Expected<std::vector<TensorFile>> readFile(const std::string &path,
                                                        bool isSequence) {
  if (isSequence)
    return readSequenceFile(path);
  llvm::Expected<TensorFile> file = readTensorFile(path);
  if (!file)
    return file.takeError();
  return std::vector<TensorFile>{std::move(*file)};
}

static bool failWith(const toroid_cli &cli, llvm::Error error) {
  std::string message = llvm::toString(std::move(error));
  toroid_cli_fail(&cli, 1, "%s", message.c_str());
  return false;
}

bool toroid::findSequences(const toroid_cli &cli, const char *folder,
                           CompileOptions &compile, TestSequences &sequences) {
  llvm::Expected<ModelSurvey> survey = surveyModel(compile.input);
  if (!survey)
    return failWith(cli, survey.takeError());
  for (const auto &[number, name] : survey->sequenceOutputs)
    sequences.outputs.insert(static_cast<int32_t>(number));
  for (const auto &[number, name] : survey->sequenceInputs) {
    auto i = static_cast<int32_t>(number);
    sequences.inputs.insert(i);
    std::string path = getPath(folder, "input", i);
    if (compile.sequences.count(name) || !llvm::sys::fs::exists(path))
      continue;
    auto elements = readFile(path, /*isSequence=*/true);
    if (!elements)
      return failWith(cli, elements.takeError());
    auto &shapes = compile.sequences[name];
    for (const TensorFile &element : *elements)
      shapes.emplace_back(element.dims.begin(), element.dims.end());
  }
  return true;
}

/// Reads <kind>_0.pb, <kind>_1.pb and so on until there is none, and gives each
/// tensor to `take` with the index that it belongs to.
static bool readTensors(const toroid_cli &cli, const char *folder,
                        const char *kind, int32_t count,
                        const std::set<int32_t> &sequences,
                        llvm::function_ref<int32_t(const char *)> find,
                        llvm::function_ref<bool(int32_t, OwnedTensor &)> take) {
  int32_t next = 0;
  for (int32_t i = 0;; ++i) {
    std::string path = getPath(folder, kind, i);
    if (!llvm::sys::fs::exists(path))
      return true;
    bool isSequence = sequences.count(i) != 0;
    auto files = readFile(path, isSequence);
    if (!files)
      return failWith(cli, files.takeError());
    for (const TensorFile &file : *files) {
      if (next >= count) {
        toroid_cli_fail(
            &cli, 1,
            "there is '%s', but model '%s' has %d %ss; give the test "
            "data of this model",
            path.c_str(), toroid_model_program(cli.model)->name, count, kind);
        return false;
      }
      OwnedTensor tensor;
      if (!takeTensor(cli, path, &file, tensor))
        return false;
      int32_t named = isSequence ? -1 : find(file.name.c_str());
      int32_t index = named >= 0 ? named : next;
      ++next;
      if (!take(index, tensor)) {
        toroid_cli_fail(
            &cli, 1,
            "'%s' is for %s %d, and so is another file; give each its "
            "own name, or none",
            path.c_str(), kind, index);
        return false;
      }
    }
  }
}

/// NumPy had no bfloat16 when ONNX's older tests were made: they hold the bits
/// of such elements as uint16.
static void takeAsDeclared(toroid_tensor &tensor,
                           const toroid_tensor_spec &spec) {
  if (tensor.element_type == TOROID_U16 && spec.element_type == TOROID_BF16)
    tensor.element_type = TOROID_BF16;
}

bool toroid::readTestData(toroid_cli &cli, const char *folder,
                          const TestSequences &sequences,
                          Expectations &expectations) {
  const toroid_program *program = toroid_model_program(cli.model);
  bool any = false;
  bool ok = readTensors(
      cli, folder, "input", program->num_inputs, sequences.inputs,
      [&](const char *name) {
        return toroid_model_find_input(cli.model, name);
      },
      [&](int32_t index, OwnedTensor &tensor) {
        if (cli.inputs[index].element_type != TOROID_UNDEFINED)
          return false;
        any = true;
        nameBits(tensor.tensor, program->inputs[index]);
        cli.inputs[index] = tensor.tensor;
        takeAsDeclared(cli.inputs[index], program->inputs[index]);
        (void)tensor.data.release(); // The session owns its inputs' data.
        return true;
      });
  if (!ok)
    return false;

  std::vector<OwnedTensor> outputs(static_cast<size_t>(program->num_outputs));
  int32_t read = 0;
  ok = readTensors(
      cli, folder, "output", program->num_outputs, sequences.outputs,
      [&](const char *name) {
        return toroid_model_find_output(cli.model, name);
      },
      [&](int32_t index, OwnedTensor &tensor) {
        OwnedTensor &output = outputs[static_cast<size_t>(index)];
        if (output.data)
          return false;
        ++read;
        nameBits(tensor.tensor, program->outputs[index]);
        output = std::move(tensor);
        takeAsDeclared(output.tensor, program->outputs[index]);
        return true;
      });
  if (!ok)
    return false;
  if (!any && read == 0) {
    toroid_cli_fail(&cli, 1,
                    "'%s' holds neither input_0.pb nor output_0.pb; give a "
                    "folder such as test_data_set_0",
                    folder);
    return false;
  }
  if (read > 0 && read < program->num_outputs) {
    toroid_cli_fail(&cli, 1,
                    "'%s' holds %d outputs, but model '%s' has %d; give the "
                    "test data of this model",
                    folder, read, program->name, program->num_outputs);
    return false;
  }
  if (read > 0) {
    expectations.origin = folder;
    expectations.outputs = std::move(outputs);
  }
  return true;
}
