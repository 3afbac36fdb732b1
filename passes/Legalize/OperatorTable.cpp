//===- OperatorTable.cpp - Which ONNX operators are known -----------------===//

#include "passes/Legalize/OperatorTable.h"

using namespace mlir;
using namespace toroid;

const OperatorTable &OperatorTable::get() {
  static const OperatorTable table = [] {
    OperatorTable table;
    addAttentionOperators(table);
    addCastOperators(table);
    addColumnOperators(table);
    addContribAttentionOperators(table);
    addContribMathOperators(table);
    addControlOperators(table);
    addConvolutionOperators(table);
    addDataOperators(table);
    addDeterminantOperators(table);
    addEinsumOperators(table);
    addGatherOperators(table);
    addGridOperators(table);
    addGroupQueryAttentionOperators(table);
    addIfOperators(table);
    addIndexOperators(table);
    addLayerNormalizationOperators(table);
    addLogicOperators(table);
    addLoopOperators(table);
    addLossOperators(table);
    addMathOperators(table);
    addMicrosoftQuantizeOperators(table);
    addNNOperators(table);
    addNgramOperators(table);
    addNormalizationOperators(table);
    addPadOperators(table);
    addPoolOperators(table);
    addQuantizeOperators(table);
    addRandomOperators(table);
    addRecurrenceOperators(table);
    addRecurrentOperators(table);
    addReduceOperators(table);
    addRegionOperators(table);
    addRelativeBiasOperators(table);
    addResizeOperators(table);
    addRotaryOperators(table);
    addScanOperators(table);
    addSequenceOperators(table);
    addShapeOperators(table);
    addSignalOperators(table);
    addSuppressionOperators(table);
    return table;
  }();
  return table;
}

void OperatorTable::add(StringRef op, int64_t firstOpset, Arity inputs,
                        NodeHandler handler, StringRef domain) {
  operators[{domain.str(), op.str()}][firstOpset] = {inputs, handler};
}

const std::map<int64_t, OperatorEntry> *
OperatorTable::versions(StringRef domain, StringRef op) const {
  // The default domain has two spellings.
  if (domain == "ai.onnx")
    domain = "";
  auto it = operators.find({domain.str(), op.str()});
  return it == operators.end() ? nullptr : &it->second;
}

const OperatorEntry *OperatorTable::lookup(StringRef domain, StringRef op,
                                           int64_t opset) const {
  const auto *known = versions(domain, op);
  if (!known)
    return nullptr;
  auto above = known->upper_bound(opset);
  return above == known->begin() ? nullptr : &std::prev(above)->second;
}
