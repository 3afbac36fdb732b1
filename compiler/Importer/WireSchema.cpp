//===- WireSchema.cpp - Onnx.proto as a table -----------------------------===//

#include "compiler/Importer/WireSchema.h"

using namespace toroid::importer;
using enum WireKind;
using M = WireMessage;

static constexpr WireField modelFields[] = {{1, Varint},
                                            {7, Message, M::Graph},
                                            {8, Message, M::OperatorSetId},
                                            {25, Message, M::Function}};

static constexpr WireField operatorSetIdFields[] = {{1, Bytes}, {2, Varint}};

static constexpr WireField graphFields[] = {
    {1, Message, M::Node},         {2, Bytes},
    {5, Message, M::Tensor},       {11, Message, M::ValueInfo},
    {12, Message, M::ValueInfo},   {13, Message, M::ValueInfo},
    {15, Message, M::SparseTensor}};

static constexpr WireField nodeFields[] = {
    {1, Bytes}, {2, Bytes}, {3, Bytes}, {4, Bytes}, {5, Message, M::Attribute},
    {7, Bytes}, {8, Bytes}};

static constexpr WireField attributeFields[] = {{1, Bytes},
                                                {2, Fixed32},
                                                {3, Varint},
                                                {4, Bytes},
                                                {5, Message, M::Tensor},
                                                {6, Message, M::Graph},
                                                {7, Fixed32s},
                                                {8, Varints},
                                                {9, Bytes},
                                                {10, Message, M::Tensor},
                                                {11, Message, M::Graph},
                                                {14, Message, M::Type},
                                                {15, Message, M::Type},
                                                {20, Varint},
                                                {21, Bytes},
                                                {22, Message, M::SparseTensor},
                                                {23, Message, M::SparseTensor}};

// The private fields of Onnx.proto are left out: a file may not bring them.
static constexpr WireField tensorFields[] = {
    {1, Varints},   {2, Varint},   {3, Message, M::TensorSegment},
    {4, Fixed32s},  {5, Varints},  {6, Bytes},
    {7, Varints},   {8, Bytes},    {9, Bytes},
    {10, Fixed64s}, {11, Varints}, {13, Message, M::StringEntry},
    {14, Varint}};

static constexpr WireField tensorSegmentFields[] = {{1, Varint}, {2, Varint}};

static constexpr WireField sparseTensorFields[] = {
    {1, Message, M::Tensor}, {2, Message, M::Tensor}, {3, Varints}};

static constexpr WireField sequenceFields[] = {
    {1, Bytes}, {2, Varint}, {3, Message, M::Tensor}};

static constexpr WireField valueInfoFields[] = {{1, Bytes},
                                                {2, Message, M::Type}};

static constexpr WireField typeFields[] = {{1, Message, M::TensorType},
                                           {4, Message, M::WrapperType},
                                           {9, Message, M::WrapperType}};

static constexpr WireField tensorTypeFields[] = {{1, Varint},
                                                 {2, Message, M::Shape}};

static constexpr WireField wrapperTypeFields[] = {{1, Message, M::Type}};

static constexpr WireField shapeFields[] = {{1, Message, M::Dimension}};

static constexpr WireField dimensionFields[] = {{1, Varint}, {2, Bytes}};

static constexpr WireField functionFields[] = {{1, Bytes},
                                               {4, Bytes},
                                               {5, Bytes},
                                               {6, Bytes},
                                               {7, Message, M::Node},
                                               {9, Message, M::OperatorSetId},
                                               {10, Bytes},
                                               {11, Message, M::Attribute},
                                               {12, Message, M::ValueInfo},
                                               {13, Bytes}};

static constexpr WireField stringEntryFields[] = {{1, Bytes}, {2, Bytes}};

llvm::ArrayRef<WireField> toroid::importer::getWireFields(WireMessage message) {
  switch (message) {
  case M::Model:
    return modelFields;
  case M::OperatorSetId:
    return operatorSetIdFields;
  case M::Graph:
    return graphFields;
  case M::Node:
    return nodeFields;
  case M::Attribute:
    return attributeFields;
  case M::Tensor:
    return tensorFields;
  case M::TensorSegment:
    return tensorSegmentFields;
  case M::SparseTensor:
    return sparseTensorFields;
  case M::Sequence:
    return sequenceFields;
  case M::ValueInfo:
    return valueInfoFields;
  case M::Type:
    return typeFields;
  case M::TensorType:
    return tensorTypeFields;
  case M::WrapperType:
    return wrapperTypeFields;
  case M::Shape:
    return shapeFields;
  case M::Dimension:
    return dimensionFields;
  case M::Function:
    return functionFields;
  case M::StringEntry:
    return stringEntryFields;
  }
  return {};
}
