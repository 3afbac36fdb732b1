//===- FusionVerifier.cpp - Fused ops run beside what they replace --------===//

#include "compiler/Driver/FusionVerifier.h"

#include "compiler/Driver/InMemory.h"
#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/SiteRecorder.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/Format.h"

#include <limits>

using namespace mlir;
using namespace toroid;

/// How far results may be apart: both ways round, narrow types to fewer bits.
static double getTolerance(int32_t elementType) {
  switch (elementType) {
  case TOROID_F16:
    return 16 * 0x1p-11;
  case TOROID_BF16:
    return 16 * 0x1p-8;
  default:
    return 1e-4;
  }
}

FusionVerifier::Finding FusionVerifier::run(StringRef text) {
  CompileOptions site;
  site.tool = options.tool;
  site.input = options.input + " (a fused site)";
  site.text = text.str();
  site.from = Phase::Fusion;
  site.name = "site";
  site.target = options.target;
  site.progress = false;
  site.threads = 1;
  CompileStatus status;
  std::unique_ptr<ProgramInMemory> program =
      compileInMemory(site, options.runner->getFunctions(), status);
  Finding finding;
  if (!program) {
    finding.error = std::numeric_limits<double>::infinity();
    return finding;
  }
  finding.tolerance = getTolerance(program->get()->outputs[0].element_type);
  if (llvm::Expected<double> error =
          options.runner->compareResults(*program->get()))
    finding.error = *error;
  else
    finding.reason =
        "random inputs do not fit: " + llvm::toString(error.takeError());
  return finding;
}

const FusionVerifier::Finding &FusionVerifier::find(StringRef text) {
  auto [known, isNew] = findings.try_emplace(text);
  if (isNew)
    known->second = run(text);
  return known->second;
}

std::vector<std::string> FusionVerifier::verify(ModuleOp module) {
  std::vector<std::string> wrong;
  Builder b(module.getContext());
  module.walk([&](Operation *op) {
    auto records = op->getAttrOfType<ArrayAttr>(siteAttr);
    if (!records)
      return;
    op->removeAttr(siteAttr);
    NamedAttrList verified;
    for (auto record : records.getAsRange<DictionaryAttr>()) {
      auto step = record.getAs<StringAttr>("step");
      auto text = record.getAs<StringAttr>("module");
      auto reason = record.getAs<StringAttr>("reason");
      if (!step || (!text && !reason))
        continue;
      Finding finding;
      if (text)
        finding = find(text.getValue());
      else
        finding.reason = reason.getValue();
      StringRef kind = step.getValue().split('@').first;
      if (!finding.reason.empty()) {
        verified.set(kind, b.getStringAttr(finding.reason));
        continue;
      }
      // The worst of what was done in the same way. Where only one of two
      // results is no number, the error is none either.
      auto other = dyn_cast_if_present<FloatAttr>(verified.get(kind));
      if (!verified.get(kind) ||
          (other && !(finding.error <= other.getValueAsDouble())))
        verified.set(kind, b.getF64FloatAttr(finding.error));
      if (finding.error <= finding.tolerance ||
          !wrongSteps.insert(step.getValue()).second)
        continue;
      std::string site;
      llvm::raw_string_ostream(site)
          << step.getValue() << "=" << llvm::format("%g", finding.error);
      wrong.push_back(std::move(site));
    }
    op->setAttr(verifiedAttr, verified.getDictionary(module.getContext()));
  });
  return wrong;
}
