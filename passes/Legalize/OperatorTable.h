//===- OperatorTable.h - Which ONNX operators are known ---------*- C++ -*-===//

#ifndef TOROID_PASSES_LEGALIZE_OPERATORTABLE_H
#define TOROID_PASSES_LEGALIZE_OPERATORTABLE_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <map>
#include <string>
#include <utility>

namespace toroid {

class NodeContext;

/// Builds what the node means and calls NodeContext::replace; on failure it has
/// called NodeContext::fail.
using NodeHandler = mlir::LogicalResult (*)(NodeContext &node);

/// How many inputs an operator takes.
struct Arity {
  unsigned min, max;
  static constexpr unsigned unlimited = ~0u;
};

struct OperatorEntry {
  Arity inputs;
  NodeHandler handler;
};

/// The operators that legalize to toroid ops, by domain, name and the first
/// version of the domain's operator set with that meaning.
class OperatorTable {
public:
  /// Lets an operator's inputs be sequences.
  void takeSequences(llvm::StringRef op) { sequenceTakers.insert(op); }
  bool takesSequences(llvm::StringRef op) const {
    return sequenceTakers.contains(op);
  }

  /// All known operators. The default domain is `""`.
  static const OperatorTable &get();

  void add(llvm::StringRef op, int64_t firstOpset, Arity inputs,
           NodeHandler handler, llvm::StringRef domain = "");

  /// The entry with the greatest first opset that is not above `opset`.
  const OperatorEntry *lookup(llvm::StringRef domain, llvm::StringRef op,
                              int64_t opset) const;
  /// The versions of an operator, by first opset; null when it is unknown.
  const std::map<int64_t, OperatorEntry> *versions(llvm::StringRef domain,
                                                   llvm::StringRef op) const;

  /// Everything, ordered by domain and name.
  const auto &entries() const { return operators; }

  /// The newest version of the default domain's operator set whose changes the
  /// table takes into account.
  static constexpr int64_t newestOpset = 28;

private:
  std::map<std::pair<std::string, std::string>,
           std::map<int64_t, OperatorEntry>>
      operators;
  llvm::StringSet<> sequenceTakers;
};

// One for each family, each in the file of that name.
void addAttentionOperators(OperatorTable &table);
void addCastOperators(OperatorTable &table);
void addColumnOperators(OperatorTable &table);
void addContribAttentionOperators(OperatorTable &table);
void addContribMathOperators(OperatorTable &table);
void addControlOperators(OperatorTable &table);
void addConvolutionOperators(OperatorTable &table);
void addDataOperators(OperatorTable &table);
void addDeterminantOperators(OperatorTable &table);
void addEinsumOperators(OperatorTable &table);
void addGatherOperators(OperatorTable &table);
void addGridOperators(OperatorTable &table);
void addGroupQueryAttentionOperators(OperatorTable &table);
void addIfOperators(OperatorTable &table);
void addIndexOperators(OperatorTable &table);
void addLayerNormalizationOperators(OperatorTable &table);
void addLogicOperators(OperatorTable &table);
void addLoopOperators(OperatorTable &table);
void addLossOperators(OperatorTable &table);
void addMathOperators(OperatorTable &table);
void addMicrosoftQuantizeOperators(OperatorTable &table);
void addNNOperators(OperatorTable &table);
void addNgramOperators(OperatorTable &table);
void addNormalizationOperators(OperatorTable &table);
void addPadOperators(OperatorTable &table);
void addPoolOperators(OperatorTable &table);
void addQuantizeOperators(OperatorTable &table);
void addRandomOperators(OperatorTable &table);
void addRecurrenceOperators(OperatorTable &table);
void addRecurrentOperators(OperatorTable &table);
void addReduceOperators(OperatorTable &table);
void addRegionOperators(OperatorTable &table);
void addRelativeBiasOperators(OperatorTable &table);
void addResizeOperators(OperatorTable &table);
void addRotaryOperators(OperatorTable &table);
void addScanOperators(OperatorTable &table);
void addSequenceOperators(OperatorTable &table);
void addShapeOperators(OperatorTable &table);
void addSignalOperators(OperatorTable &table);
void addSuppressionOperators(OperatorTable &table);

} // namespace toroid

#endif // TOROID_PASSES_LEGALIZE_OPERATORTABLE_H
