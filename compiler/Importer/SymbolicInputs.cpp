//===- SymbolicInputs.cpp - Models without declared sizes -----------------===//

#include "compiler/Importer/SymbolicInputs.h"

#include "compiler/Importer/Onnx.pb.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using Dimension = ::onnx::TensorShapeProto::Dimension;

static void forEachDim(::onnx::TypeProto &type,
                       function_ref<void(Dimension &)> visit) {
  switch (type.value_case()) {
  case ::onnx::TypeProto::kTensorType:
    if (type.tensor_type().has_shape())
      for (Dimension &dim :
           *type.mutable_tensor_type()->mutable_shape()->mutable_dim())
        visit(dim);
    return;
  case ::onnx::TypeProto::kSequenceType:
    return forEachDim(*type.mutable_sequence_type()->mutable_elem_type(),
                      visit);
  case ::onnx::TypeProto::kOptionalType:
    return forEachDim(*type.mutable_optional_type()->mutable_elem_type(),
                      visit);
  default:
    return;
  }
}

static void forget(::onnx::TypeProto &type) {
  forEachDim(type, [](Dimension &dim) {
    dim.clear_dim_value();
    dim.clear_dim_param();
  });
}

static void forgetInSubgraphs(::onnx::NodeProto &node);

/// Nesting is bounded: protobuf refuses messages that are nested deeply.
static void forgetIn(::onnx::GraphProto &graph) {
  for (::onnx::ValueInfoProto &info : *graph.mutable_value_info())
    forget(*info.mutable_type());
  for (::onnx::ValueInfoProto &info : *graph.mutable_output())
    forget(*info.mutable_type());
  for (::onnx::NodeProto &node : *graph.mutable_node())
    forgetInSubgraphs(node);
}

static void forgetInSubgraphs(::onnx::NodeProto &node) {
  auto forgetAll = [](::onnx::GraphProto &graph) {
    for (::onnx::ValueInfoProto &info : *graph.mutable_input())
      forget(*info.mutable_type());
    forgetIn(graph);
  };
  for (::onnx::AttributeProto &attribute : *node.mutable_attribute()) {
    if (attribute.has_g())
      forgetAll(*attribute.mutable_g());
    for (::onnx::GraphProto &graph : *attribute.mutable_graphs())
      forgetAll(graph);
  }
}

void toroid::importer::makeInputsSymbolic(::onnx::ModelProto &model) {
  ::onnx::GraphProto &graph = *model.mutable_graph();
  StringSet<> constants;
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    constants.insert(tensor.name());
  for (const ::onnx::SparseTensorProto &tensor : graph.sparse_initializer())
    constants.insert(tensor.values().name());

  unsigned numSymbols = 0;
  for (::onnx::ValueInfoProto &input : *graph.mutable_input()) {
    if (constants.contains(input.name()))
      continue;
    ::onnx::TypeProto &type = *input.mutable_type();
    // The tensors of a sequence need not have one shape.
    if (type.value_case() != ::onnx::TypeProto::kTensorType) {
      forget(type);
      continue;
    }
    forEachDim(type, [&](Dimension &dim) {
      dim.set_dim_param("d" + std::to_string(numSymbols++));
    });
  }
  forgetIn(graph);
  for (::onnx::FunctionProto &function : *model.mutable_functions()) {
    for (::onnx::ValueInfoProto &info : *function.mutable_value_info())
      forget(*info.mutable_type());
    for (::onnx::NodeProto &node : *function.mutable_node())
      forgetInSubgraphs(node);
  }
}
