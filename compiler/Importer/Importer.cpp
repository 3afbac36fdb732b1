//===- Importer.cpp - From an ONNX file to the onnx dialect ---------------===//

#include "compiler/Importer/Importer.h"

#include "compiler/Importer/GraphImporter.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Onnx.pb.h"
#include "compiler/Importer/SymbolicInputs.h"
#include "compiler/Importer/WireScan.h"
#include "dialects/Onnx/OnnxDialect.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

#include "llvm/Support/Path.h"
#include <google/protobuf/arena.h>

using namespace mlir;
using namespace toroid;
using namespace toroid::importer;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;

/// Fails for what is certainly something else than a model.
static Error checkKind(StringRef bytes) {
  if (bytes.empty())
    return makeError("is empty, not an ONNX model; export or download it "
                     "again");
  if (bytes.starts_with("version https://git-lfs"))
    return makeError("is a Git LFS pointer, not an ONNX model; fetch the file "
                     "with 'git lfs pull'");
  if (bytes.substr(4, 4) == "ORTM")
    return makeError("is a model in ONNX Runtime's own format; give the .onnx "
                     "file that it was made from");
  return Error::success();
}

static Error checkModel(const ::onnx::ModelProto &model) {
  if (!model.has_graph())
    return makeError("is not an ONNX model: it has no graph; give a file that "
                     "holds a ModelProto");
  if (model.ir_version() < 3)
    return makeError("has IR version " + Twine(model.ir_version()) +
                     ", and 3 is the oldest that Toroid reads; convert the "
                     "model with a recent exporter");
  return Error::success();
}

static Expected<OwningOpRef<ModuleOp>>
import(StringRef path, MLIRContext &context, const ImportOptions &options) {
  Expected<std::shared_ptr<const MappedFile>> file = MappedFile::open(path);
  if (!file)
    return file.takeError();
  if (Error error = checkKind((*file)->getBytes()))
    return std::move(error);

  google::protobuf::Arena arena;
  auto &model =
      *google::protobuf::Arena::CreateMessage<::onnx::ModelProto>(&arena);
  {
    Expected<std::string> stripped =
        stripPayloads((*file)->getBytes(), WireMessage::Model);
    if (!stripped)
      return stripped.takeError();
    if (!model.ParseFromString(*stripped))
      return makeError("cannot be decoded as an ONNX model; export or download "
                       "it again");
  }
  if (Error error = checkModel(model))
    return std::move(error);
  if (options.symbolicInputs)
    makeInputsSymbolic(model);

  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  module.get()->setAttr("toroid.model",
                        StringAttr::get(&context, llvm::sys::path::stem(path)));
  TensorReader reader(*file, path, options.zeroMissingWeights);
  GraphImporter importer(model, &context, std::move(reader));
  if (Error error = importer.importModel(*module, options))
    return std::move(error);
  for (const std::string &warning : importer.getWarnings())
    emitWarning(UnknownLoc::get(&context)) << path << ": " << warning;
  return module;
}

FailureOr<OwningOpRef<ModuleOp>>
toroid::importOnnx(StringRef path, MLIRContext &context,
                   const ImportOptions &options) {
  context.loadDialect<func::FuncDialect, onnx::OnnxDialect>();
  Expected<OwningOpRef<ModuleOp>> module = import(path, context, options);
  if (!module) {
    emitError(UnknownLoc::get(&context))
        << path << ": " << llvm::toString(module.takeError());
    return failure();
  }
  if (failed(verify(**module)))
    return failure();
  return std::move(*module);
}
