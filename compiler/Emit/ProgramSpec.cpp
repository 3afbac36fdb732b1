//===- ProgramSpec.cpp - What a program tells about itself ----------------===//

#include "compiler/Emit/ProgramSpec.h"

#include "compiler/Emit/ProgramLayout.h"
#include "dialects/Toroid/DimText.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "toroid/abi.h"

using namespace mlir;
using namespace toroid;

static int32_t elementType(Type type) {
  if (type.isF32())
    return TOROID_F32;
  if (type.isF64())
    return TOROID_F64;
  if (type.isF16())
    return TOROID_F16;
  if (type.isBF16())
    return TOROID_BF16;
  if (isa<Float4E2M1FNType>(type))
    return TOROID_F4E2M1;
  if (isa<Float6E2M3FNType>(type))
    return TOROID_F6E2M3;
  if (isa<Float6E3M2FNType>(type))
    return TOROID_F6E3M2;
  if (isa<Float8E4M3FNType>(type))
    return TOROID_F8E4M3FN;
  if (isa<Float8E4M3FNUZType>(type))
    return TOROID_F8E4M3FNUZ;
  if (isa<Float8E5M2Type>(type))
    return TOROID_F8E5M2;
  if (isa<Float8E5M2FNUZType>(type))
    return TOROID_F8E5M2FNUZ;
  if (isa<Float8E8M0FNUType>(type))
    return TOROID_F8E8M0;
  if (auto integer = dyn_cast<IntegerType>(type)) {
    bool isUnsigned = integer.isUnsigned();
    switch (integer.getWidth()) {
    case 1:
      return TOROID_BOOL;
    case 2:
      return isUnsigned ? TOROID_U2 : TOROID_I2;
    case 4:
      return isUnsigned ? TOROID_U4 : TOROID_I4;
    case 8:
      return isUnsigned ? TOROID_U8 : TOROID_I8;
    case 16:
      return isUnsigned ? TOROID_U16 : TOROID_I16;
    case 32:
      return isUnsigned ? TOROID_U32 : TOROID_I32;
    case 64:
      return isUnsigned ? TOROID_U64 : TOROID_I64;
    default:
      break;
    }
  }
  return TOROID_UNDEFINED;
}

static FailureOr<TensorSpec> readTensor(ModuleOp module, Attribute attribute,
                                        ProgramSpec &program) {
  auto fields = dyn_cast<DictionaryAttr>(attribute);
  auto name = fields ? fields.getAs<StringAttr>("name") : StringAttr();
  auto typeAttr = fields ? fields.getAs<TypeAttr>("type") : TypeAttr();
  auto type =
      typeAttr ? dyn_cast<RankedTensorType>(typeAttr.getValue()) : nullptr;
  if (!name || !type)
    return module.emitError("an input or output is not described by a name and "
                            "a ranked tensor type");
  auto refuse = [&](const Twine &why) -> FailureOr<TensorSpec> {
    return module.emitError("input or output '")
           << name.getValue() << "' " << why;
  };
  if (name.getValue().contains('\0'))
    return refuse("has a zero byte in its name");
  TensorSpec tensor;
  tensor.name = name.str();
  tensor.elementType = elementType(type.getElementType());
  if (tensor.elementType == TOROID_UNDEFINED)
    return module.emitError("input or output '")
           << name.getValue() << "' has elements of type "
           << type.getElementType() << ", which programs cannot take or give";
  if (type.getRank() > TOROID_MAX_RANK)
    return refuse("has " + Twine(type.getRank()) + " dimensions; at most " +
                  Twine(TOROID_MAX_RANK) + " are supported");
  auto dims = fields.getAs<ArrayAttr>("dims");
  if (dims && static_cast<int64_t>(dims.size()) != type.getRank())
    return refuse("names " + Twine(dims.size()) + " dimensions but has " +
                  Twine(type.getRank()));

  for (auto [axis, size] : llvm::enumerate(type.getShape())) {
    DimSpec dim;
    if (!ShapedType::isDynamic(size)) {
      dim.size = size;
      dim.text = std::to_string(size);
    } else {
      auto text = dims ? dyn_cast<StringAttr>(dims[axis]) : StringAttr();
      dim.text = text && !text.empty() ? text.str() : "?";
      if (StringRef(dim.text).contains('\0'))
        return refuse("has a zero byte in the name of a dimension");
      if (isDimSymbol(dim.text)) {
        auto *it = llvm::find(program.symbols, dim.text);
        dim.symbol = it - program.symbols.begin();
        if (it == program.symbols.end())
          program.symbols.push_back(dim.text);
      }
    }
    tensor.dims.push_back(std::move(dim));
  }
  return tensor;
}

/// Lines, without what would end one early.
static std::string joinLines(ArrayAttr names) {
  std::string text;
  for (auto name : names.getAsRange<StringAttr>()) {
    if (!text.empty())
      text += '\n';
    for (char c : name.getValue())
      text += c == '\n' || c == '\0' ? ' ' : c;
  }
  return text;
}

static LogicalResult readSteps(ModuleOp module, ProgramSpec &program) {
  Attribute steps = module->getAttr("toroid.steps");
  if (!steps)
    return success();
  auto array = dyn_cast<ArrayAttr>(steps);
  if (!array)
    return module.emitError("'toroid.steps' is no array");
  for (Attribute step : array) {
    auto fields = dyn_cast<DictionaryAttr>(step);
    auto kind = fields ? fields.getAs<StringAttr>("kind") : StringAttr();
    auto nodes = fields ? fields.getAs<ArrayAttr>("nodes") : ArrayAttr();
    if (!kind || kind.getValue().contains('\0') || !nodes ||
        !llvm::all_of(nodes, llvm::IsaPred<StringAttr>))
      return module.emitError(
          "'toroid.steps' holds what is no step: a step has "
          "a kind and the names of its nodes");
    program.steps.push_back({kind.str(), joinLines(nodes)});
  }
  return success();
}

FailureOr<ProgramSpec> toroid::readProgramSpec(ModuleOp module) {
  ProgramSpec program;
  for (auto [attrName, tensors] :
       {std::make_pair("toroid.inputs", &program.inputs),
        std::make_pair("toroid.outputs", &program.outputs)}) {
    auto array = module->getAttrOfType<ArrayAttr>(attrName);
    if (!array)
      return module.emitError("the module has no '")
             << attrName << "' attribute, which the cpu phase adds; compile "
             << "from an earlier phase";
    for (Attribute attribute : array) {
      FailureOr<TensorSpec> tensor = readTensor(module, attribute, program);
      if (failed(tensor))
        return failure();
      tensors->push_back(std::move(*tensor));
    }
  }
  if (failed(readSteps(module, program)))
    return failure();
  return program;
}

void toroid::setProgramNames(ModuleOp module, const ProgramNames &names) {
  Builder b(module.getContext());
  SmallVector<NamedAttribute> fields{
      b.getNamedAttr("identifier", b.getStringAttr(names.identifier)),
      b.getNamedAttr("name", b.getStringAttr(names.name)),
      b.getNamedAttr("weights_hash", b.getI64IntegerAttr(names.weightsHash)),
      b.getNamedAttr("weights_size", b.getI64IntegerAttr(names.weightsSize))};
  if (!names.weightsFile.empty())
    fields.push_back(
        b.getNamedAttr("weights_file", b.getStringAttr(names.weightsFile)));
  if (names.weightsAppended)
    fields.push_back(b.getNamedAttr("weights_appended", b.getUnitAttr()));
  module->setAttr(programAttrName, b.getDictionaryAttr(fields));
}

FailureOr<ProgramNames> toroid::getProgramNames(ModuleOp module) {
  auto fields = module->getAttrOfType<DictionaryAttr>(programAttrName);
  auto name = fields ? fields.getAs<StringAttr>("name") : StringAttr();
  auto identifier =
      fields ? fields.getAs<StringAttr>("identifier") : StringAttr();
  auto size = fields ? fields.getAs<IntegerAttr>("weights_size") : nullptr;
  auto hash = fields ? fields.getAs<IntegerAttr>("weights_hash") : nullptr;
  if (!name || !identifier || !size || !hash ||
      toIdentifier(identifier) != identifier.getValue())
    return module.emitError("the module has no valid '")
           << programAttrName << "' attribute, which the llvm phase adds; "
           << "compile from an earlier phase";
  auto global = module.lookupSymbol<LLVM::GlobalOp>(
      (identifier.getValue() + "_program").str());
  if (!global ||
      global.getGlobalType() != program::getType(module.getContext()))
    return module.emitError("the module does not define the program '")
           << identifier.getValue() << "_program', which the llvm phase adds; "
           << "compile from an earlier phase";
  ProgramNames names;
  names.name = name.str();
  names.identifier = identifier.str();
  names.weightsSize = size.getValue().getZExtValue();
  names.weightsHash = hash.getValue().getZExtValue();
  if (auto file = fields.getAs<StringAttr>("weights_file"))
    names.weightsFile = file.str();
  names.weightsAppended = fields.contains("weights_appended");
  return names;
}

std::string toroid::toIdentifier(StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier[0]))
    identifier = "model_" + identifier;
  return identifier;
}
