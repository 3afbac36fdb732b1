//===- Types.cpp - ONNX types as MLIR types -------------------------------===//

#include "compiler/Importer/Types.h"

#include "compiler/Importer/ElementTypes.h"
#include "compiler/Importer/ImportError.h"
#include "compiler/Importer/Importer.h"
#include "compiler/Importer/Onnx.pb.h"
#include "dialects/Onnx/OnnxDialect.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace toroid;
using namespace toroid::importer;
using llvm::Error;
using llvm::Expected;
using llvm::Twine;
using Tensor = ::onnx::TensorProto;
using Dimension = ::onnx::TensorShapeProto::Dimension;

Type toroid::importer::convertElementType(int32_t number,
                                          MLIRContext *context) {
  auto integer = [&](unsigned width) -> Type {
    return IntegerType::get(context, width);
  };
  auto unsignedInteger = [&](unsigned width) -> Type {
    return IntegerType::get(context, width, IntegerType::Unsigned);
  };
  switch (number) {
  case Tensor::FLOAT:
    return Float32Type::get(context);
  case Tensor::UINT8:
    return unsignedInteger(8);
  case Tensor::INT8:
    return integer(8);
  case Tensor::UINT16:
    return unsignedInteger(16);
  case Tensor::INT16:
    return integer(16);
  case Tensor::INT32:
    return integer(32);
  case Tensor::INT64:
    return integer(64);
  case Tensor::STRING:
    return onnx::StringType::get(context);
  case Tensor::BOOL:
    return integer(1);
  case Tensor::FLOAT16:
    return Float16Type::get(context);
  case Tensor::DOUBLE:
    return Float64Type::get(context);
  case Tensor::UINT32:
    return unsignedInteger(32);
  case Tensor::UINT64:
    return unsignedInteger(64);
  case Tensor::COMPLEX64:
    return ComplexType::get(Float32Type::get(context));
  case Tensor::COMPLEX128:
    return ComplexType::get(Float64Type::get(context));
  case Tensor::BFLOAT16:
    return BFloat16Type::get(context);
  case Tensor::FLOAT8E4M3FN:
    return Float8E4M3FNType::get(context);
  case Tensor::FLOAT8E4M3FNUZ:
    return Float8E4M3FNUZType::get(context);
  case Tensor::FLOAT8E5M2:
    return Float8E5M2Type::get(context);
  case Tensor::FLOAT8E5M2FNUZ:
    return Float8E5M2FNUZType::get(context);
  case Tensor::UINT4:
    return unsignedInteger(4);
  case Tensor::INT4:
    return integer(4);
  case Tensor::FLOAT4E2M1:
    return Float4E2M1FNType::get(context);
  case Tensor::FLOAT8E8M0:
    return Float8E8M0FNUType::get(context);
  case Tensor::UINT2:
    return unsignedInteger(2);
  case Tensor::INT2:
    return integer(2);
  case Tensor::FLOAT6E2M3:
    return Float6E2M3FNType::get(context);
  case Tensor::FLOAT6E3M2:
    return Float6E3M2FNType::get(context);
  default:
    return Type();
  }
}

/// The dimension's name; empty where it has none. A name that tools print for
/// "no name" would tie dimensions together that have nothing in common.
static StringRef getSymbol(const Dimension &dim) {
  if (dim.value_case() != Dimension::kDimParam || dim.dim_param() == "?" ||
      dim.dim_param() == "None")
    return {};
  return dim.dim_param();
}

/// What `text`, such as `past + seq`, is when some of its symbols have sizes.
static std::string substitute(StringRef text,
                              const llvm::StringMap<int64_t> &sizes) {
  auto isName = [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  std::string result;
  while (!text.empty()) {
    StringRef word = text.take_while(isName);
    if (auto size = sizes.find(word); size != sizes.end())
      result += std::to_string(size->second);
    else
      result += word.empty() ? text.take_front() : word;
    text = text.drop_front(std::max<size_t>(word.size(), 1));
  }
  return result;
}

Expected<Type> TypeImporter::import(const ::onnx::TypeProto &type) const {
  Type unknown = onnx::UnknownType::get(context);
  switch (type.value_case()) {
  case ::onnx::TypeProto::kTensorType:
    break;
  case ::onnx::TypeProto::kSequenceType: {
    Expected<Type> element = import(type.sequence_type().elem_type());
    if (!element)
      return element;
    return onnx::SequenceType::get(context, *element);
  }
  case ::onnx::TypeProto::kOptionalType: {
    Expected<Type> element = import(type.optional_type().elem_type());
    if (!element)
      return element;
    return onnx::OptionalType::get(context, *element);
  }
  default:
    return unknown;
  }

  const ::onnx::TypeProto::Tensor &tensor = type.tensor_type();
  if (tensor.elem_type() == Tensor::UNDEFINED)
    return unknown;
  Type elementType = convertElementType(tensor.elem_type(), context);
  if (!elementType)
    return makeError("has the unknown " + elementTypeName(tensor.elem_type()) +
                     "; convert it to a type of opset 28 or older");
  if (!tensor.has_shape())
    return UnrankedTensorType::get(elementType);

  SmallVector<int64_t> dims, staticDims;
  for (const Dimension &dim : tensor.shape().dim()) {
    dims.push_back(ShapedType::kDynamic);
    if (dim.value_case() == Dimension::kDimValue) {
      // Some tools write an open dimension so, and ONNX Runtime reads it so.
      if (dim.dim_value() == -1)
        continue;
      if (dim.dim_value() < 0)
        return makeError("has the negative dimension " +
                         Twine(dim.dim_value()) +
                         "; give a dynamic dimension a name (dim_param) "
                         "instead");
      dims.back() = dim.dim_value();
    } else if (StringRef symbol = getSymbol(dim); !symbol.empty()) {
      if (auto size = symbolSizes.find(symbol); size != symbolSizes.end())
        dims.back() = size->second;
    }
    if (!ShapedType::isDynamic(dims.back()))
      staticDims.push_back(dims.back());
  }
  Expected<int64_t> count =
      countElements(staticDims, findElementType(tensor.elem_type())->bits);
  if (!count)
    return makeError(
        "has an impossible shape: " + llvm::toString(count.takeError()) +
        "; export the model again");
  return RankedTensorType::get(dims, elementType);
}

Type TypeImporter::importHint(const ::onnx::TypeProto &type) const {
  Expected<Type> imported = import(type);
  if (imported)
    return *imported;
  llvm::consumeError(imported.takeError());
  return onnx::UnknownType::get(context);
}

Expected<Type> TypeImporter::importInput(StringRef name,
                                         const ::onnx::TypeProto &type) const {
  Expected<Type> imported = import(type);
  if (!imported)
    return imported;
  auto shape = inputShapes.find(name);
  if (shape == inputShapes.end())
    return imported;
  auto tensor = dyn_cast<TensorType>(*imported);
  if (!tensor)
    return makeError("is not a tensor, so it cannot be given a shape");
  return RankedTensorType::get(shape->second, tensor.getElementType());
}

Expected<SmallVector<Type>>
TypeImporter::importElements(const ::onnx::ValueInfoProto &input) const {
  if (!input.type().has_sequence_type())
    return makeError("is not a sequence, so it has no elements; give it a "
                     "shape instead");
  Expected<Type> declared = import(input.type().sequence_type().elem_type());
  if (!declared)
    return declared.takeError();
  auto tensor = dyn_cast<TensorType>(*declared);
  if (!tensor)
    return makeError("is a sequence of what are no tensors, which cannot be "
                     "given elements");
  SmallVector<Type> types;
  for (const std::vector<int64_t> &given :
       sequences.find(input.name())->second) {
    auto refuse = [&](const Twine &reason) {
      return makeError("cannot have an element of " + shapeText(given) + ": " +
                       reason);
    };
    SmallVector<int64_t> sizes, known;
    for (int64_t size : given) {
      sizes.push_back(size < 0 ? ShapedType::kDynamic : size);
      if (size >= 0)
        known.push_back(size);
    }
    if (tensor.hasRank()) {
      if (tensor.getRank() != int64_t(sizes.size()))
        return refuse("the rank of its elements is " + Twine(tensor.getRank()));
      for (auto [size, fixed] : llvm::zip(sizes, tensor.getShape())) {
        if (ShapedType::isDynamic(fixed))
          continue;
        if (!ShapedType::isDynamic(size) && size != fixed)
          return refuse("the model fixes a dimension at " + Twine(fixed));
        size = fixed;
      }
    }
    if (Expected<int64_t> count = countElements(known, 128); !count)
      return refuse(llvm::toString(count.takeError()));
    types.push_back(RankedTensorType::get(sizes, tensor.getElementType()));
  }
  return types;
}

ArrayAttr TypeImporter::importDims(Type type,
                                   const ::onnx::TypeProto &declared) const {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return {};
  const ::onnx::TensorShapeProto &shape = declared.tensor_type().shape();
  bool sameRank = shape.dim_size() == tensor.getRank();
  Builder builder(context);
  SmallVector<Attribute> dims;
  for (auto [index, size] : llvm::enumerate(tensor.getShape())) {
    if (!ShapedType::isDynamic(size))
      dims.push_back(builder.getI64IntegerAttr(size));
    else
      dims.push_back(builder.getStringAttr(
          sameRank ? substitute(getSymbol(shape.dim(index)), symbolSizes)
                   : std::string()));
  }
  return builder.getArrayAttr(dims);
}

//===----------------------------------------------------------------------===//
// Sizes from the options
//===----------------------------------------------------------------------===//

Error TypeImporter::takeSizes(const ::onnx::GraphProto &graph,
                              const ImportOptions &options) {
  llvm::MapVector<StringRef, const ::onnx::TensorShapeProto *> inputs;
  llvm::MapVector<StringRef, unsigned> symbols;
  for (const ::onnx::ValueInfoProto &input : graph.input()) {
    const ::onnx::TypeProto::Tensor &tensor = input.type().tensor_type();
    inputs.insert({input.name(), &tensor.shape()});
    for (const Dimension &dim : tensor.shape().dim())
      if (StringRef symbol = getSymbol(dim); !symbol.empty())
        ++symbols[symbol];
  }
  auto list = [](auto &&names) {
    std::string text;
    for (const auto &entry : names)
      text += (text.empty() ? "" : ", ") + quoted(entry.first);
    return text.empty() ? std::string("none") : text;
  };

  for (const auto &[symbol, size] : options.dims) {
    if (!symbols.contains(symbol))
      return makeError("has no input dimension named " + quoted(symbol) +
                       "; it has " + list(symbols));
    // Nothing is a size too: of a past, for one.
    if (size < 0)
      return makeError("dimension " + quoted(symbol) + " cannot be " +
                       Twine(size) + "; give a size from 0 up");
    symbolSizes[symbol] = size;
  }

  for (const auto &[name, elements] : options.sequences) {
    if (!inputs.contains(name))
      return makeError("has no input " + quoted(name) + "; it has " +
                       list(inputs));
    auto &known = sequences[name] = elements;
    if (options.symbolicInputs)
      for (std::vector<int64_t> &shape : known)
        llvm::fill(shape, -1);
  }
  for (const auto &[name, sizes] : options.shapes) {
    auto *input = inputs.find(name);
    if (input == inputs.end())
      return makeError("has no input " + quoted(name) + "; it has " +
                       list(inputs));
    auto refuse = [&](const Twine &reason) {
      return makeError("input " + quoted(name) + " cannot have " +
                       shapeText(sizes) + ": " + reason);
    };
    const ::onnx::TensorShapeProto &shape = *input->second;
    bool hasRank = &shape != &::onnx::TensorShapeProto::default_instance();
    if (hasRank && size_t(shape.dim_size()) != sizes.size())
      return refuse("its rank is " + Twine(shape.dim_size()) +
                    "; give as many sizes");
    if (llvm::any_of(sizes, [](int64_t size) { return size < 0; }))
      return refuse("sizes cannot be negative");
    for (auto [dim, size] : llvm::zip(shape.dim(), sizes)) {
      if (dim.value_case() == Dimension::kDimValue && dim.dim_value() >= 0 &&
          dim.dim_value() != size)
        return refuse("the model fixes a dimension of it at " +
                      Twine(dim.dim_value()) +
                      "; only dynamic dimensions can be given");
      StringRef symbol = getSymbol(dim);
      if (symbol.empty())
        continue;
      int64_t known = symbolSizes.try_emplace(symbol, size).first->second;
      if (known != size)
        return refuse("dimension " + quoted(symbol) + " is " + Twine(known) +
                      " elsewhere; give equal sizes");
    }
    if (Expected<int64_t> count = countElements(sizes, 128); !count)
      return refuse(llvm::toString(count.takeError()));
    inputShapes[name].assign(sizes.begin(), sizes.end());
  }
  return Error::success();
}
