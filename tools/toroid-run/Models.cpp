//===- Models.cpp - What toroid-run runs ----------------------------------===//

#include "Models.h"

#include "runtime/src/model.h"
#include "tools/common/Runtime.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace toroid;

bool toroid::isOnnxModel(llvm::StringRef path) {
  return llvm::sys::path::extension(path) == ".onnx";
}

toroid_model *toroid::compileModel(const CompileOptions &options, int &code) {
  CompileStatus status;
  std::unique_ptr<ProgramInMemory> program =
      compileInMemory(options, getRuntimeFunctions(), status);
  code = static_cast<int>(status);
  if (!program)
    return nullptr;

  toroid_model *model = nullptr;
  toroid_error error;
  if (toroid_model_open(program->get(), &model, &error) != TOROID_OK) {
    llvm::errs() << options.tool << ": error: " << error.message << "\n";
    code = static_cast<int>(CompileStatus::BadInput);
    return nullptr;
  }
  model->library = program.release();
  model->unload = [](void *program) {
    delete static_cast<ProgramInMemory *>(program);
  };
  return model;
}
