//===- NodeNames.cpp - Which ONNX nodes an op came from -------------------===//

#include "passes/CPU/NodeNames.h"

using namespace mlir;
using namespace toroid;

void toroid::addNodeNames(Location loc, NodeNames &names) {
  // Names nest where a node stood inside of another's body: the inner one says
  // where.
  loc->walk([&](Location part) {
    auto name = dyn_cast<NameLoc>(part);
    if (!name)
      return WalkResult::advance();
    names.insert(name.getName());
    return WalkResult::skip();
  });
}

StringAttr toroid::firstNodeName(Location loc) {
  NodeNames names;
  addNodeNames(loc, names);
  return names.empty() ? StringAttr() : names.front();
}
