//===- ReadModel.cpp - Any bytes through the front of the compiler --------===//

#include "test/fuzz/ReadModel.h"

#include "compiler/Importer/Importer.h"
#include "compiler/Pipeline/Pipelines.h"
#include "compiler/Pipeline/Registration.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace mlir;
using namespace toroid;
using namespace toroid::fuzz;

[[noreturn]] static void die(const char *why) {
  fprintf(stderr, "read-model: %s\n", why);
  abort();
}

namespace {
/// Bytes as a file with a name.
class NamedBytes {
public:
  explicit NamedBytes(StringRef bytes)
      : descriptor(memfd_create("model.onnx", MFD_CLOEXEC)) {
    if (descriptor < 0 ||
        write(descriptor, bytes.data(), bytes.size()) != ssize_t(bytes.size()))
      die("no memory for a model");
    path = "/proc/self/fd/" + std::to_string(descriptor);
  }
  ~NamedBytes() { close(descriptor); }

  std::string path;

private:
  int descriptor;
};
} // namespace

Outcome toroid::fuzz::readModel(StringRef bytes) {
  static const DialectRegistry registry = [] {
    DialectRegistry registry;
    registerDialects(registry);
    return registry;
  }();
  NamedBytes file(bytes);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  unsigned errors = 0;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      errors += !diagnostic.str().empty();
    return success();
  });

  FailureOr<OwningOpRef<ModuleOp>> module = importOnnx(file.path, context);
  bool accepted = succeeded(module);
  for (Phase phase :
       {Phase::Legalize, Phase::Graph, Phase::Fusion, Phase::Lower}) {
    if (!accepted)
      break;
    PassManager pm(&context);
    buildPhasePipeline(phase, pm, {});
    accepted = succeeded(pm.run(**module));
  }
  if (!accepted && errors == 0)
    die("it is refused without an error");
  if (accepted && errors != 0)
    die("it is accepted with an error");
  return accepted ? Outcome::Accepted : Outcome::Refused;
}
