//===- Attributes.cpp - ONNX attributes as MLIR attributes ----------------===//

#include "compiler/Importer/Attributes.h"

#include "compiler/Importer/Constants.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Types.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace toroid::importer;
using llvm::Expected;
using Proto = ::onnx::AttributeProto;

Proto::AttributeType
toroid::importer::getAttributeType(const Proto &attribute) {
  if (attribute.type() != Proto::UNDEFINED)
    return attribute.type();
  if (attribute.has_f())
    return Proto::FLOAT;
  if (attribute.has_i())
    return Proto::INT;
  if (attribute.has_s())
    return Proto::STRING;
  if (attribute.has_t())
    return Proto::TENSOR;
  if (attribute.has_g())
    return Proto::GRAPH;
  if (attribute.has_tp())
    return Proto::TYPE_PROTO;
  if (attribute.has_sparse_tensor())
    return Proto::SPARSE_TENSOR;
  if (attribute.floats_size())
    return Proto::FLOATS;
  if (attribute.ints_size())
    return Proto::INTS;
  if (attribute.strings_size())
    return Proto::STRINGS;
  if (attribute.tensors_size())
    return Proto::TENSORS;
  if (attribute.graphs_size())
    return Proto::GRAPHS;
  if (attribute.type_protos_size())
    return Proto::TYPE_PROTOS;
  if (attribute.sparse_tensors_size())
    return Proto::SPARSE_TENSORS;
  return Proto::UNDEFINED;
}

/// An array of what `import` makes of each element.
template <typename List, typename Import>
static Expected<Attribute> importList(Builder &builder, const List &list,
                                      Import import) {
  SmallVector<Attribute> elements;
  for (const auto &element : list) {
    auto imported = import(element);
    if (!imported)
      return imported.takeError();
    elements.push_back(*imported);
  }
  return builder.getArrayAttr(elements);
}

Expected<Attribute>
toroid::importer::importAttribute(const Proto &attribute, MLIRContext *context,
                                  const TypeImporter &types,
                                  ConstantImporter &constants, StringRef name) {
  Builder builder(context);
  auto importTensor = [&](const auto &tensor) -> Expected<Attribute> {
    Expected<ElementsAttr> elements = constants.import(tensor, name);
    if (!elements)
      return prefixError("tensor " + quoted(name), elements.takeError());
    return *elements;
  };
  auto importType = [&](const ::onnx::TypeProto &type) -> Expected<Attribute> {
    Expected<Type> imported = types.import(type);
    if (!imported)
      return imported.takeError();
    return TypeAttr::get(*imported);
  };

  switch (getAttributeType(attribute)) {
  case Proto::FLOAT:
    return builder.getF32FloatAttr(attribute.f());
  case Proto::INT:
    return builder.getI64IntegerAttr(attribute.i());
  case Proto::STRING:
    return builder.getStringAttr(attribute.s());
  case Proto::TENSOR:
    return importTensor(attribute.t());
  case Proto::SPARSE_TENSOR:
    return importTensor(attribute.sparse_tensor());
  case Proto::TYPE_PROTO:
    return importType(attribute.tp());
  case Proto::FLOATS:
    return builder.getDenseF32ArrayAttr(
        ArrayRef(attribute.floats().data(), attribute.floats_size()));
  case Proto::INTS:
    return builder.getDenseI64ArrayAttr(
        SmallVector<int64_t>(attribute.ints().begin(), attribute.ints().end()));
  case Proto::STRINGS:
    return importList(builder, attribute.strings(),
                      [&](StringRef element) -> Expected<Attribute> {
                        return builder.getStringAttr(element);
                      });
  case Proto::TENSORS:
    return importList(builder, attribute.tensors(), importTensor);
  case Proto::SPARSE_TENSORS:
    return importList(builder, attribute.sparse_tensors(), importTensor);
  case Proto::TYPE_PROTOS:
    return importList(builder, attribute.type_protos(), importType);
  case Proto::UNDEFINED:
    return makeError("has neither a type nor a value; export the model again");
  default:
    return makeError("has the unknown attribute type " +
                     llvm::Twine(int(attribute.type())) +
                     "; use an operator set that Toroid knows");
  }
}
