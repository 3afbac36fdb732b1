//===- FusionVerifier.cpp - Fused ops run beside what they replace --------===//

#include "compiler/Driver/FusionVerifier.h"

#include "compiler/Driver/InMemory.h"
#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/SiteRecorder.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/Format.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace toroid;

/// How far a fused op may be from what it replaces: both round in their own
/// way, narrow types to fewer bits.
static double getTolerance(Operation *op) {
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  unsigned bits = cast<FloatType>(element).getFPMantissaWidth();
  return std::max(1e-4, 16 * std::ldexp(1.0, -static_cast<int>(bits)));
}

static std::string nameOf(const LedgerEntry &entry) {
  return (getKindName(entry.kind) + "@" +
          (entry.nodes.empty() ? "" : entry.nodes.front()))
      .str();
}

double FusionVerifier::run(StringRef text) {
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
  if (!program)
    return std::numeric_limits<double>::infinity();
  llvm::Expected<double> error =
      options.runner->compareResults(*program->get());
  if (error)
    return *error;
  llvm::consumeError(error.takeError());
  return std::numeric_limits<double>::infinity();
}

std::vector<std::string> FusionVerifier::verify(ModuleOp module) {
  std::vector<std::string> wrong;
  FusionLedger ledger(module);
  for (const LedgerEntry &entry : ledger.getEntries()) {
    auto text = entry.op->getAttrOfType<StringAttr>(siteAttr);
    if (!text)
      continue;
    // Without sizes that fit there is nothing to run.
    entry.op->removeAttr(siteAttr);
    if (text.empty())
      continue;
    auto [known, isNew] = errorOfText.try_emplace(text.getValue(), 0);
    if (isNew)
      known->second = run(text.getValue());
    double error = known->second;
    errorOfSite[nameOf(entry)] = error;
    if (error <= getTolerance(entry.op))
      continue;
    std::string site;
    llvm::raw_string_ostream(site)
        << nameOf(entry) << "=" << llvm::format("%g", error);
    wrong.push_back(std::move(site));
  }
  attachErrors(module);
  return wrong;
}

void FusionVerifier::attachErrors(ModuleOp module) const {
  FusionLedger ledger(module);
  Builder b(module.getContext());
  for (const LedgerEntry &entry : ledger.getEntries())
    if (auto known = errorOfSite.find(nameOf(entry));
        known != errorOfSite.end() && entry.isFused())
      entry.op->setAttr(errorAttr, b.getF64FloatAttr(known->second));
}
