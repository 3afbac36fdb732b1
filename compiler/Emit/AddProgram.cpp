//===- AddProgram.cpp - The constant that describes a program -------------===//

#include "compiler/Emit/Passes.h"
#include "compiler/Emit/ProgramLayout.h"
#include "compiler/Emit/ProgramSpec.h"
#include "compiler/Emit/Weights.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringMap.h"

#include <limits>

namespace toroid {
#define GEN_PASS_DEF_ADDPROGRAM
#include "compiler/Emit/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

/// Weights of fewer bytes are linked like other data.
static constexpr uint64_t appendedWeights = uint64_t(64) << 20;

namespace {

/// Builds constants at the end of the module.
class ConstantBuilder {
public:
  explicit ConstantBuilder(ModuleOp module)
      : builder(module.getLoc(), module.getContext()), symbols(module) {
    builder.setInsertionPointToEnd(module.getBody());
    pointer = LLVM::LLVMPointerType::get(builder.getContext());
  }

  /// What a field of a structure holds: an integer, the address of a symbol, or
  /// (empty symbol) a null pointer.
  struct Field {
    Field(int64_t number) : number(number) {}
    Field(std::string symbol) : symbol(std::move(symbol)), isPointer(true) {}

    int64_t number = 0;
    std::string symbol;
    bool isPointer = false;
  };
  using Fields = SmallVector<Field>;

  /// A text with its terminating zero; one global for equal texts.
  std::string text(StringRef value) {
    auto [it, isNew] = texts.try_emplace(value);
    if (isNew) {
      std::string bytes = value.str();
      bytes.push_back('\0');
      auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size());
      auto global = LLVM::GlobalOp::create(
          builder, type, /*isConstant=*/true, LLVM::Linkage::Private, "text",
          builder.getStringAttr(bytes), /*alignment=*/1);
      global.setUnnamedAddr(LLVM::UnnamedAddr::Global);
      it->second = symbols.insert(global).str();
    }
    return it->second;
  }

  /// An array of structures; none for no elements.
  std::string array(StringRef name, Type type, ArrayRef<Fields> elements) {
    if (elements.empty())
      return "";
    auto arrayType = LLVM::LLVMArrayType::get(type, elements.size());
    LLVM::GlobalOp global =
        constant(name, arrayType, LLVM::Linkage::Private, [&] {
          Value array = LLVM::ZeroOp::create(builder, arrayType);
          for (auto [index, fields] : llvm::enumerate(elements))
            array = insertFields(array, fields, static_cast<int64_t>(index));
          return array;
        });
    return symbols.insert(global).str();
  }

  LLVM::GlobalOp structure(StringRef name, Type type, LLVM::Linkage linkage,
                           ArrayRef<Field> fields) {
    return constant(name, type, linkage, [&] {
      Value value = LLVM::ZeroOp::create(builder, type);
      return insertFields(value, fields, std::nullopt);
    });
  }

  ImplicitLocOpBuilder &getBuilder() { return builder; }
  LLVM::LLVMPointerType pointer;

private:
  LLVM::GlobalOp constant(StringRef name, Type type, LLVM::Linkage linkage,
                          llvm::function_ref<Value()> initializer) {
    auto global = LLVM::GlobalOp::create(builder, type, /*isConstant=*/true,
                                         linkage, name, Attribute());
    OpBuilder::InsertionGuard guard(builder);
    builder.createBlock(&global.getInitializerRegion());
    LLVM::ReturnOp::create(builder, initializer());
    return global;
  }

  Value insertFields(Value aggregate, ArrayRef<Field> fields,
                     std::optional<int64_t> element) {
    for (auto [index, field] : llvm::enumerate(fields)) {
      if (field.isPointer && field.symbol.empty())
        continue; // The aggregate started as zeros.
      SmallVector<int64_t> position;
      Type type = aggregate.getType();
      if (element) {
        position.push_back(*element);
        type = cast<LLVM::LLVMArrayType>(type).getElementType();
      }
      if (auto structType = dyn_cast<LLVM::LLVMStructType>(type)) {
        position.push_back(static_cast<int64_t>(index));
        type = structType.getBody()[index];
      }
      Value value;
      if (field.isPointer)
        value = LLVM::AddressOfOp::create(builder, pointer, field.symbol);
      else
        value = LLVM::ConstantOp::create(
            builder, type, builder.getIntegerAttr(type, field.number));
      aggregate =
          LLVM::InsertValueOp::create(builder, aggregate, value, position);
    }
    return aggregate;
  }

  ImplicitLocOpBuilder builder;
  SymbolTable symbols;
  llvm::StringMap<std::string> texts;
};

struct AddProgram : toroid::impl::AddProgramBase<AddProgram> {
  using AddProgramBase::AddProgramBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<ProgramSpec> spec = readProgramSpec(module);
    FailureOr<Weights> weights = Weights::read(module);
    if (failed(spec) || failed(weights))
      return signalPassFailure();

    ProgramNames names;
    names.name = name;
    if (auto model = module->getAttrOfType<StringAttr>("toroid.model");
        model && names.name.empty())
      names.name = model.str();
    if (names.name.empty())
      names.name = "model";
    // A zero byte would end the text early.
    llvm::erase(names.name, '\0');
    names.identifier = toIdentifier(names.name);
    names.weightsSize = weights->size();
    names.weightsHash = weights->hash();
    names.weightsFile = weightsFile;
    if (names.weightsFile.empty())
      names.weightsAppended = weights->size() > appendFrom;
    if (names.weightsFile.empty() && !names.weightsAppended &&
        weights->size() > maxInside)
      names.weightsFile = names.identifier + ".weights";
    if (weights->size() == 0)
      names.weightsFile = "";

    if (failed(checkFunction("toroid_run", /*returnsSize=*/false)) ||
        failed(checkFunction("toroid_arena_size", /*returnsSize=*/true)) ||
        failed(makeInternal()))
      return signalPassFailure();
    std::string run = names.identifier + "_run";
    std::string arenaSize = names.identifier + "_arena_size";
    std::string weightsSymbol = names.identifier + "_weights";
    std::string programSymbol = names.identifier + "_program";
    if (failed(rename("toroid_run", run)) ||
        failed(rename("toroid_arena_size", arenaSize)) ||
        failed(checkFree(weightsSymbol)) || failed(checkFree(programSymbol)) ||
        failed(checkFree("toroid_program")))
      return signalPassFailure();

    bool isInside = weights->size() != 0 && names.weightsFile.empty() &&
                    !names.weightsAppended;
    ConstantBuilder constants(module);
    ImplicitLocOpBuilder &builder = constants.getBuilder();
    if (isInside) {
      auto data = LLVM::GlobalOp::create(
          builder, builder.getI8Type(), /*isConstant=*/true,
          LLVM::Linkage::External, weightsSymbol, Attribute());
      data.setVisibility_(LLVM::Visibility::Hidden);
      data.setDsoLocal(true);
    }
    using Fields = ConstantBuilder::Fields;
    auto text = [&](const std::string &value) { return constants.text(value); };
    MLIRContext *context = &getContext();
    auto tensors = [&](StringRef arrayName, ArrayRef<TensorSpec> specs) {
      SmallVector<Fields> elements;
      for (const TensorSpec &tensor : specs) {
        SmallVector<Fields> dims;
        for (const DimSpec &dim : tensor.dims)
          dims.push_back({dim.size, dim.symbol, 0, text(dim.text)});
        std::string array =
            constants.array("dims", dim_spec::getType(context), dims);
        elements.push_back({text(tensor.name), tensor.elementType,
                            static_cast<int64_t>(tensor.dims.size()), array});
      }
      return constants.array(arrayName, tensor_spec::getType(context),
                             elements);
    };
    SmallVector<Fields> symbols;
    for (const std::string &symbol : spec->symbols)
      symbols.push_back({text(symbol)});

    SmallVector<Fields> steps;
    for (const StepSpec &step : spec->steps)
      steps.push_back({text(step.kind), text(step.nodes)});

    Fields fields = {
        TOROID_ABI_VERSION,
        static_cast<int64_t>(spec->inputs.size()),
        static_cast<int64_t>(spec->outputs.size()),
        static_cast<int64_t>(spec->symbols.size()),
        text(names.name),
        tensors("inputs", spec->inputs),
        tensors("outputs", spec->outputs),
        constants.array("symbols", constants.pointer, symbols),
        isInside ? weightsSymbol : std::string(),
        static_cast<int64_t>(names.weightsSize),
        names.weightsFile.empty() && !names.weightsAppended
            ? std::string()
            : text(names.weightsFile),
        static_cast<int64_t>(names.weightsHash),
        arenaSize,
        run,
        constants.array("steps", step_spec::getType(context), steps),
        static_cast<int64_t>(steps.size()),
        0};
    Type programType = program::getType(context);
    // The fields are in the order of the enumeration in ProgramLayout.h.
    assert(fields.size() == program::reserved + 1);
    constants.structure(programSymbol, programType, LLVM::Linkage::External,
                        fields);
    // A model called "toroid" has no need of a second name.
    if (programSymbol != "toroid_program") {
      auto alias = LLVM::AliasOp::create(builder, programType,
                                         LLVM::Linkage::Weak, "toroid_program");
      OpBuilder::InsertionGuard guard(builder);
      builder.createBlock(&alias.getInitializerRegion());
      Value address =
          LLVM::AddressOfOp::create(builder, constants.pointer, programSymbol);
      LLVM::ReturnOp::create(builder, address);
    }
    setProgramNames(module, names);
  }

private:
  LogicalResult checkFunction(StringRef symbol, bool returnsSize) {
    auto function = getOperation().lookupSymbol<LLVM::LLVMFuncOp>(symbol);
    MLIRContext *context = &getContext();
    Type pointer = LLVM::LLVMPointerType::get(context);
    Type result = returnsSize ? Type(IntegerType::get(context, 64))
                              : LLVM::LLVMVoidType::get(context);
    if (!function || function.isExternal() ||
        function.getFunctionType() !=
            LLVM::LLVMFunctionType::get(result, {pointer}))
      return getOperation().emitError("the module does not define 'llvm.func @")
             << symbol << (returnsSize ? "(!llvm.ptr) -> i64" : "(!llvm.ptr)")
             << "', which the cpu phase makes; compile from an earlier phase";
    return success();
  }

  /// A program's symbols must not meet those of another program, or of its
  /// user.
  LogicalResult makeInternal() {
    for (Operation &op : *getOperation().getBody()) {
      dropForeignAttributes(op);
      if (auto function = dyn_cast<LLVM::LLVMFuncOp>(op)) {
        if (function.isExternal())
          continue;
        function.setLinkage(LLVM::Linkage::Internal);
        function.setVisibility_(LLVM::Visibility::Default);
        function.setDsoLocal(true);
      } else if (auto global = dyn_cast<LLVM::GlobalOp>(op)) {
        if (!global.getValueOrNull() && global.getInitializerRegion().empty())
          continue;
        if (global.getLinkage() != LLVM::Linkage::Private)
          global.setLinkage(LLVM::Linkage::Internal);
        global.setVisibility_(LLVM::Visibility::Default);
      } else if (!isa<LLVM::LLVMDialect>(op.getDialect())) {
        return op.emitError("'")
               << op.getName()
               << "' is left over from an earlier level; the llvm phase takes "
                  "the LLVM dialect only";
      }
    }
    return success();
  }

  /// Marks that earlier passes left for each other mean nothing in LLVM IR.
  static void dropForeignAttributes(Operation &op) {
    auto isForeign = [](NamedAttribute attribute) {
      StringRef dialect = attribute.getName().getValue().split('.').first;
      return attribute.getName().getValue().contains('.') && dialect != "llvm";
    };
    for (NamedAttribute attribute : llvm::to_vector(op.getDiscardableAttrs()))
      if (isForeign(attribute))
        op.removeDiscardableAttr(attribute.getName());
    auto function = dyn_cast<FunctionOpInterface>(op);
    if (!function)
      return;
    for (unsigned i = 0, e = function.getNumArguments(); i != e; ++i)
      for (NamedAttribute attribute : function.getArgAttrs(i))
        if (isForeign(attribute))
          function.removeArgAttr(i, attribute.getName());
  }

  LogicalResult checkFree(StringRef symbol) {
    if (SymbolTable::lookupSymbolIn(getOperation(), symbol))
      return getOperation().emitError("the symbol '")
             << symbol << "' is taken; choose another --name";
    return success();
  }

  LogicalResult rename(StringRef from, StringRef to) {
    if (from == to)
      return success();
    if (failed(checkFree(to)))
      return failure();
    ModuleOp module = getOperation();
    StringAttr newName = StringAttr::get(&getContext(), to);
    Operation *function = module.lookupSymbol(from);
    if (failed(SymbolTable::replaceAllSymbolUses(function, newName, module)))
      return failure();
    SymbolTable::setSymbolName(function, newName);
    return success();
  }
};

} // namespace

void toroid::buildLLVMPipeline(OpPassManager &pm, const LLVMOptions &options) {
  AddProgramOptions addProgram;
  addProgram.name = options.name;
  addProgram.weightsFile = options.weightsFile;
  switch (options.largeWeights) {
  case LargeWeights::Inside:
    addProgram.maxInside = std::numeric_limits<uint64_t>::max();
    break;
  case LargeWeights::Appended:
    addProgram.appendFrom = appendedWeights;
    break;
  case LargeWeights::InFile:
    break;
  }
  pm.addPass(createAddProgram(addProgram));
}

void toroid::registerLLVMPipeline() {
  PassPipelineRegistration<>(
      "toroid-llvm-pipeline", "Complete a module of the LLVM dialect",
      [](OpPassManager &pm) { buildLLVMPipeline(pm, LLVMOptions()); });
}
