//===- NodeOrder.cpp - Nodes in the order of their dependences ------------===//

#include "compiler/Importer/NodeOrder.h"

#include "compiler/Importer/ImportError.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace toroid::importer;

void NodeOrder::collectCaptures(const ::onnx::NodeProto &node, Names &names) {
  for (const ::onnx::AttributeProto &attribute : node.attribute()) {
    if (attribute.has_g())
      append_range(names, getFreeNames(attribute.g()));
    for (const ::onnx::GraphProto &graph : attribute.graphs())
      append_range(names, getFreeNames(graph));
  }
}

const NodeOrder::Names &
NodeOrder::getFreeNames(const ::onnx::GraphProto &graph) {
  if (auto known = freeNames.find(&graph); known != freeNames.end())
    return known->second;

  StringSet<> local;
  for (const auto &input : graph.input())
    local.insert(input.name());
  for (const auto &tensor : graph.initializer())
    local.insert(tensor.name());
  for (const auto &tensor : graph.sparse_initializer())
    local.insert(tensor.values().name());
  for (const auto &node : graph.node())
    for (const auto &output : node.output())
      local.insert(output);

  Names used;
  for (const auto &node : graph.node()) {
    append_range(used, node.input());
    collectCaptures(node, used);
  }
  for (const auto &output : graph.output())
    used.push_back(output.name());

  StringSet<> seen;
  Names free;
  for (StringRef name : used)
    if (!local.contains(name) && seen.insert(name).second)
      free.push_back(name);
  return freeNames[&graph] = std::move(free);
}

/// "'a' -> 'b' -> 'a'", shortened.
static std::string cycleText(ArrayRef<int> cycle,
                             function_ref<std::string(int)> nodeName) {
  constexpr size_t limit = 8;
  std::string text;
  for (int node : cycle.take_front(limit))
    text += quoted(nodeName(node)) + " -> ";
  if (cycle.size() > limit)
    text += "... -> ";
  return text + quoted(nodeName(cycle.front()));
}

Expected<SmallVector<int>>
NodeOrder::sort(const NodeList &nodes,
                function_ref<std::string(int)> nodeName) {
  enum State : char { New, Open, Done };
  std::vector<State> states(nodes.size(), New);
  auto isConstant = [&](int node) {
    return nodes[node].op_type() == "Constant" &&
           nodes[node].output_size() == 1;
  };
  StringMap<int> producers;
  int numReplaced = 0;
  StringRef replacedName;
  for (int node = 0; node != nodes.size(); ++node)
    for (const std::string &output : nodes[node].output()) {
      if (output.empty())
        continue;
      auto [entry, isNew] = producers.try_emplace(output, node);
      if (isNew)
        continue;
      int &producer = entry->second;
      if (!isConstant(producer) || !isConstant(node))
        return makeError("nodes " + quoted(nodeName(producer)) + " and " +
                         quoted(nodeName(node)) + " both produce the value " +
                         quoted(output) + "; export the model again");
      states[producer] = Done;
      producer = node;
      replacedName = output;
      ++numReplaced;
    }
  if (numReplaced)
    warnings.push_back(std::to_string(numReplaced) +
                       " Constant nodes are replaced by later ones for the "
                       "same values, such as " +
                       quoted(replacedName));

  std::vector<SmallVector<int, 4>> dependences(nodes.size());
  bool isSorted = numReplaced == 0;
  for (int node = 0; node != nodes.size(); ++node) {
    Names used;
    append_range(used, nodes[node].input());
    collectCaptures(nodes[node], used);
    for (StringRef name : used)
      if (auto producer = producers.find(name); producer != producers.end()) {
        dependences[node].push_back(producer->second);
        isSorted &= producer->second < node;
      }
  }
  SmallVector<int> order;
  order.reserve(nodes.size());
  if (isSorted) {
    append_range(order, seq<int>(nodes.size()));
    return order;
  }

  // Depth first over the dependences. The stack is explicit because chains are
  // as long as the graph.
  struct Frame {
    int node;
    size_t next;
  };
  SmallVector<Frame> stack;
  for (int root = 0; root != nodes.size(); ++root) {
    if (states[root] != New)
      continue;
    states[root] = Open;
    stack.push_back({root, 0});
    while (!stack.empty()) {
      Frame &frame = stack.back();
      if (frame.next == dependences[frame.node].size()) {
        states[frame.node] = Done;
        order.push_back(frame.node);
        stack.pop_back();
        continue;
      }
      int dependence = dependences[frame.node][frame.next++];
      if (states[dependence] == Open) {
        SmallVector<int> cycle;
        for (const Frame &open : reverse(stack)) {
          cycle.push_back(open.node);
          if (open.node == dependence)
            break;
        }
        std::reverse(cycle.begin(), cycle.end());
        return makeError(
            "the graph has a cycle: " + cycleText(cycle, nodeName) +
            "; export the model again");
      }
      if (states[dependence] == New) {
        states[dependence] = Open;
        stack.push_back({dependence, 0});
      }
    }
  }
  return order;
}
