//===- WireSchema.h - Onnx.proto as a table ---------------------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_WIRESCHEMA_H
#define TOROID_COMPILER_IMPORTER_WIRESCHEMA_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace toroid::importer {

/// The messages of Onnx.proto.
enum class WireMessage : uint8_t {
  Model,
  OperatorSetId,
  Graph,
  Node,
  Attribute,
  Tensor,
  TensorSegment,
  SparseTensor,
  Sequence,
  ValueInfo,
  Type,
  TensorType,
  WrapperType, ///< TypeProto.Sequence and TypeProto.Optional.
  Shape,
  Dimension,
  Function,
  StringEntry
};

/// What a field holds. Plural kinds may be packed.
enum class WireKind : uint8_t {
  Varint,
  Varints,
  Fixed32,
  Fixed32s,
  Fixed64s,
  Bytes,
  Message
};

struct WireField {
  uint32_t number;
  WireKind kind;
  WireMessage message = WireMessage::Model; ///< Where `kind` is Message.
};

/// The fields of a message in ascending order of their numbers.
llvm::ArrayRef<WireField> getWireFields(WireMessage message);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_WIRESCHEMA_H
