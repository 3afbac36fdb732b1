//===- ShareFunctions.cpp - One function for each computation -------------===//

#include "passes/CPU/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"

namespace toroid {
#define GEN_PASS_DEF_SHAREFUNCTIONS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Whether nothing outside of the module can name the function.
static bool isInternal(Operation *op) {
  if (auto function = dyn_cast<LLVM::LLVMFuncOp>(op))
    return function.getLinkage() == LLVM::Linkage::Internal;
  auto function = dyn_cast<func::FuncOp>(op);
  return function && function.isPrivate();
}

/// Everything about a function but its name and its source locations.
static std::string textOf(SymbolOpInterface function) {
  StringAttr name = function.getNameAttr();
  function.setName("shared");
  std::string text;
  llvm::raw_string_ostream os(text);
  function->print(os, OpPrintingFlags().useLocalScope().printGenericOpForm());
  function.setName(name);
  return text;
}

namespace {
struct ShareFunctions : toroid::impl::ShareFunctionsBase<ShareFunctions> {
  void runOnOperation() override {
    // Callers become alike when what they call is one function.
    while (shareOnce())
      ;
  }

  bool shareOnce() {
    llvm::StringMap<SymbolOpInterface> known;
    llvm::DenseMap<StringAttr, FlatSymbolRefAttr> replacements;
    SmallVector<Operation *> duplicates;
    for (Operation &op : getOperation().getOps()) {
      if (!isInternal(&op))
        continue;
      auto function = cast<SymbolOpInterface>(op);
      if (function.isDeclaration())
        continue;
      auto [it, isNew] = known.try_emplace(textOf(function), function);
      if (isNew)
        continue;
      replacements[function.getNameAttr()] =
          FlatSymbolRefAttr::get(it->second.getNameAttr());
      duplicates.push_back(&op);
    }
    if (duplicates.empty())
      return false;
    // One walk over all uses, however many functions there are.
    AttrTypeReplacer replacer;
    replacer.addReplacement(
        [&](FlatSymbolRefAttr use) -> std::optional<Attribute> {
          auto it = replacements.find(use.getAttr());
          return it == replacements.end() ? std::optional<Attribute>()
                                          : Attribute(it->second);
        });
    for (Operation *duplicate : duplicates)
      duplicate->erase();
    getOperation().walk([&](Operation *op) {
      if (isa<CallOpInterface, LLVM::AddressOfOp>(op))
        replacer.replaceElementsIn(op);
    });
    return true;
  }
};
} // namespace
