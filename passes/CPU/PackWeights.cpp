//===- PackWeights.cpp - Constant right sides become panels ---------------===//

#include "passes/CPU/Entry.h"
#include "passes/CPU/Passes.h"
#include "passes/CPU/ProductLoops.h"
#include "passes/CPU/Target.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/MathExtras.h"

#include <map>
#include <numeric>

namespace toroid {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "passes/CPU/Passes.h.inc"
} // namespace toroid

using namespace mlir;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Multiples
//===----------------------------------------------------------------------===//

static bool isMultiple(OpFoldResult value, int64_t of);

static bool isMultiple(AffineExpr expr, int64_t of, unsigned numDims,
                       ValueRange operands) {
  auto recurse = [&](AffineExpr part, int64_t factor) {
    return isMultiple(part, factor, numDims, operands);
  };
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() % of == 0;
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return isMultiple(operands[dim.getPosition()], of);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return isMultiple(operands[numDims + symbol.getPosition()], of);
  auto binary = cast<AffineBinaryOpExpr>(expr);
  if (expr.getKind() == AffineExprKind::Add)
    return recurse(binary.getLHS(), of) && recurse(binary.getRHS(), of);
  if (expr.getKind() != AffineExprKind::Mul)
    return false;
  if (auto constant = dyn_cast<AffineConstantExpr>(binary.getRHS()))
    return constant.getValue() == 0 ||
           recurse(binary.getLHS(), of / std::gcd(of, constant.getValue()));
  return recurse(binary.getLHS(), of) || recurse(binary.getRHS(), of);
}

/// Whether it is certain that `of` divides `value`.
static bool isMultiple(OpFoldResult value, int64_t of) {
  if (of == 1)
    return true;
  if (std::optional<int64_t> known = getConstantIntValue(value))
    return *known % of == 0;
  auto result = cast<Value>(value);
  if (auto argument = dyn_cast<BlockArgument>(result)) {
    auto loop =
        dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp());
    std::optional<SmallVector<Value>> variables =
        loop ? loop.getLoopInductionVars() : std::nullopt;
    auto *it = variables ? llvm::find(*variables, result) : nullptr;
    if (!variables || it == variables->end())
      return false;
    size_t number = it - variables->begin();
    auto starts = loop.getLoopLowerBounds(), steps = loop.getLoopSteps();
    return starts && steps && isMultiple((*starts)[number], of) &&
           isMultiple((*steps)[number], of);
  }
  Operation *op = result.getDefiningOp();
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op))
    return isMultiple(apply.getAffineMap().getResult(0), of,
                      apply.getAffineMap().getNumDims(), apply.getOperands());
  if (isa<arith::AddIOp, arith::SubIOp>(op))
    return isMultiple(op->getOperand(0), of) &&
           isMultiple(op->getOperand(1), of);
  if (auto product = dyn_cast<arith::MulIOp>(op)) {
    for (unsigned i : {0, 1})
      if (auto known = getConstantIntValue(op->getOperand(i)))
        return *known == 0 ||
               isMultiple(op->getOperand(1 - i), of / std::gcd(of, *known));
    return isMultiple(op->getOperand(0), of) ||
           isMultiple(op->getOperand(1), of);
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Who reads a weight
//===----------------------------------------------------------------------===//

namespace {

/// How a weight lies in memory, as Passes.td says.
struct WeightLayout {
  /// The weight's dimensions along a panel and across panels.
  unsigned k = 0, n = 0;
  int64_t panel = 0;

  bool operator==(const WeightLayout &) const = default;
  int64_t numPanels(ArrayRef<int64_t> shape) const {
    return llvm::divideCeil(shape[n], panel);
  }
  /// The shape of the packed weight: its other dimensions come first.
  SmallVector<int64_t> packedShape(ArrayRef<int64_t> shape) const;
  Attribute toAttribute(MLIRContext *context) const;
};

/// A part of a weight, as a subview of a subview … of it.
struct Part {
  Value buffer;
  /// The weight's dimension at each dimension of the part.
  SmallVector<unsigned> dims;
  /// The size of each dimension of the part.
  SmallVector<OpFoldResult> sizes;
  /// Offsets to be added up, for each dimension of the weight.
  SmallVector<SmallVector<OpFoldResult>> offsets;
};

/// A product whose right side is a part of a weight.
struct Reader {
  Contraction product;
  Part part;
};

/// One entry of `toroid.weights` and all that is done with it.
struct Weight {
  SmallVector<memref::ViewOp> views;
  /// Parts of views before parts of parts.
  SmallVector<memref::SubViewOp> parts;
  std::vector<Reader> readers;
  std::optional<WeightLayout> layout;
};

class Packing {
public:
  Packing(ModuleOp module, BlockArgument weights, const CPUTarget &target)
      : module(module), weights(weights), target(target) {}

  LogicalResult run();

private:
  void choose(Weight &weight, std::optional<unsigned> joinedAlong);
  bool collect(const Part &part, Weight &weight);
  bool collect(linalg::GenericOp op, const Part &part, Weight &weight);
  void rewrite(Weight &weight, int64_t offset);
  void rewrite(Reader &reader, const WeightLayout &layout, Value packed);

  ModuleOp module;
  BlockArgument weights;
  const CPUTarget &target;
};

} // namespace

SmallVector<int64_t> WeightLayout::packedShape(ArrayRef<int64_t> shape) const {
  SmallVector<int64_t> packed;
  for (auto [dim, size] : llvm::enumerate(shape))
    if (dim != k && dim != n)
      packed.push_back(size);
  packed.append({numPanels(shape), shape[k], panel});
  return packed;
}

Attribute WeightLayout::toAttribute(MLIRContext *context) const {
  Builder b(context);
  return b.getDictionaryAttr(
      {b.getNamedAttr("k", b.getI64IntegerAttr(k)),
       b.getNamedAttr("n", b.getI64IntegerAttr(n)),
       b.getNamedAttr("panel", b.getI64IntegerAttr(panel))});
}

/// The subview `op` of `from`; nothing where it skips elements.
static std::optional<Part> follow(memref::SubViewOp op, const Part &from) {
  if (llvm::any_of(op.getMixedStrides(), [](OpFoldResult stride) {
        return getConstantIntValue(stride) != 1;
      }))
    return std::nullopt;
  Part part{op.getResult(), {}, {}, from.offsets};
  llvm::SmallBitVector dropped = op.getDroppedDims();
  for (auto [i, offset] : llvm::enumerate(op.getMixedOffsets())) {
    if (getConstantIntValue(offset) != 0)
      part.offsets[from.dims[i]].push_back(offset);
    if (dropped[i])
      continue;
    part.dims.push_back(from.dims[i]);
    part.sizes.push_back(op.getMixedSizes()[i]);
  }
  return part;
}

/// Notes all products that read `part`; false where anything else does.
bool Packing::collect(const Part &part, Weight &weight) {
  for (Operation *user : part.buffer.getUsers()) {
    if (auto subview = dyn_cast<memref::SubViewOp>(user)) {
      weight.parts.push_back(subview);
      std::optional<Part> smaller = follow(subview, part);
      if (!smaller || !collect(*smaller, weight))
        return false;
      continue;
    }
    auto generic = dyn_cast<linalg::GenericOp>(user);
    if (!generic || !collect(generic, part, weight))
      return false;
  }
  return true;
}

bool Packing::collect(linalg::GenericOp op, const Part &part, Weight &weight) {
  std::optional<Contraction> product = matchContraction(op);
  if (!product || product->panels || op->getOperand(0) == part.buffer ||
      op->getOperand(1) != part.buffer || op->getOperand(2) == part.buffer)
    return false;
  std::optional<ProductLoops> loops = chooseProductLoops(*product);
  if (!loops)
    return false;
  unsigned bits =
      getElementTypeOrSelf(op->getOperand(2).getType()).getIntOrFloatBitWidth();
  WeightLayout layout;
  layout.n = part.dims[positionOf(*product, 1, loops->n)];
  layout.k = part.dims[positionOf(*product, 1, loops->k)];
  layout.panel = target.tileVectors * target.lanes(bits);
  // All readers have to agree, and to begin at the start of a panel.
  if (weight.layout && *weight.layout != layout)
    return false;
  weight.layout = layout;
  for (OpFoldResult offset : part.offsets[layout.n])
    if (!isMultiple(offset, layout.panel))
      return false;
  weight.readers.push_back({*product, part});
  return true;
}

/// Decides whether to pack a weight, and how. What is joined of several tensors
/// can be cut into panels along that dim only.
void Packing::choose(Weight &weight, std::optional<unsigned> joinedAlong) {
  MemRefType type = weight.views.front().getType();
  auto readAsPanels = [&] {
    for (memref::ViewOp view : weight.views) {
      if (view.getType() != type)
        return false;
      Builder b(view.getContext());
      Part whole{view.getResult(), {}, {}, {}};
      whole.dims = llvm::to_vector(llvm::seq<unsigned>(0, type.getRank()));
      for (int64_t size : type.getShape())
        whole.sizes.push_back(b.getIndexAttr(size));
      whole.offsets.resize(type.getRank());
      if (!collect(whole, weight))
        return false;
    }
    // The zeros that fill the last panel are read as well.
    return weight.layout && 2 * weight.layout->numPanels(type.getShape()) *
                                    weight.layout->panel <=
                                3 * type.getDimSize(weight.layout->n);
  };
  if (!type.hasStaticShape() || type.getNumElements() == 0 || !readAsPanels() ||
      (joinedAlong && *joinedAlong != weight.layout->n))
    weight.layout.reset();
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// Lets the readers of a weight read it as panels, at `offset`.
void Packing::rewrite(Weight &weight, int64_t offset) {
  const WeightLayout &layout = *weight.layout;
  memref::ViewOp first = weight.views.front();
  MemRefType plain = first.getType();
  auto type = MemRefType::get(layout.packedShape(plain.getShape()),
                              plain.getElementType());
  OpBuilder b = OpBuilder::atBlockBegin(weights.getOwner());
  Value at = arith::ConstantIndexOp::create(b, first.getLoc(), offset);
  Value packed = memref::ViewOp::create(b, first.getLoc(), type, weights, at,
                                        /*sizes=*/ValueRange());
  for (Reader &reader : weight.readers)
    rewrite(reader, layout, packed);
  for (memref::SubViewOp part : llvm::reverse(weight.parts))
    part.erase();
  for (memref::ViewOp view : weight.views)
    view.erase();
}

/// Lets one product read its part of `packed`.
void Packing::rewrite(Reader &reader, const WeightLayout &layout,
                      Value packed) {
  linalg::GenericOp op = reader.product.op;
  const Part &part = reader.part;
  AffineMap map = op.getIndexingMapsArray()[1];
  OpBuilder b(op);
  Location loc = op.getLoc();
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  auto apply = [&](AffineExpr expr, ArrayRef<OpFoldResult> operands) {
    return affine::makeComposedFoldedAffineApply(b, loc, expr, operands);
  };
  auto offsetAt = [&](unsigned dim) {
    OpFoldResult sum = b.getIndexAttr(0);
    for (OpFoldResult offset : part.offsets[dim])
      sum = apply(s0 + s1, {sum, offset});
    return sum;
  };
  auto positionAt = [&](unsigned dim) -> std::optional<unsigned> {
    const auto *it = llvm::find(part.dims, dim);
    if (it == part.dims.end())
      return std::nullopt;
    return it - part.dims.begin();
  };

  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> results;
  auto add = [&](OpFoldResult offset, OpFoldResult size, AffineExpr result) {
    offsets.push_back(offset);
    sizes.push_back(size);
    shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
    results.push_back(result);
  };
  for (unsigned dim = 0; dim < part.offsets.size(); ++dim) {
    if (dim == layout.k || dim == layout.n)
      continue;
    if (std::optional<unsigned> at = positionAt(dim)) {
      add(offsetAt(dim), part.sizes[*at], map.getResult(*at));
    } else {
      offsets.push_back(offsetAt(dim));
      sizes.push_back(b.getIndexAttr(1));
    }
  }
  unsigned nAt = *positionAt(layout.n), kAt = *positionAt(layout.k);
  AffineExpr n = map.getResult(nAt), k = map.getResult(kAt);
  add(apply(s0.floorDiv(layout.panel), offsetAt(layout.n)),
      apply(s0.ceilDiv(layout.panel), part.sizes[nAt]),
      n.floorDiv(layout.panel));
  add(offsetAt(layout.k), part.sizes[kAt], k);
  add(b.getIndexAttr(0), b.getIndexAttr(layout.panel), n % layout.panel);

  SmallVector<OpFoldResult> strides(offsets.size(), b.getIndexAttr(1));
  auto type = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
      shape, cast<MemRefType>(packed.getType()), offsets, sizes, strides));
  op->setOperand(1, memref::SubViewOp::create(b, loc, type, packed, offsets,
                                              sizes, strides));
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps[1] = AffineMap::get(map.getNumDims(), 0, results, b.getContext());
  op.setIndexingMapsAttr(b.getAffineMapArrayAttr(maps));
}

LogicalResult Packing::run() {
  auto entries = module->getAttrOfType<ArrayAttr>("toroid.weights");
  if (!entries)
    return success();
  // By offset. Anything but views of weights would be a way around all this.
  std::map<int64_t, Weight> byOffset;
  for (Operation *user : weights.getUsers()) {
    auto view = dyn_cast<memref::ViewOp>(user);
    std::optional<int64_t> offset =
        view ? getConstantIntValue(view.getByteShift()) : std::nullopt;
    if (!offset)
      return success();
    byOffset[*offset].views.push_back(view);
  }
  // The sides of a product change places where a weight is on the left.
  module.walk([](linalg::GenericOp op) {
    if (op.hasPureBufferSemantics())
      if (std::optional<Contraction> product = matchContraction(op))
        arrangeSides(*product);
  });

  // Everything moves: panels that are not full take more bytes.
  Builder attributes(module.getContext());
  SmallVector<Attribute> newEntries;
  int64_t end = 0;
  for (Attribute entry : entries) {
    auto fields = cast<DictionaryAttr>(entry);
    int64_t old = fields.getAs<IntegerAttr>("offset").getInt();
    auto value = fields.getAs<ElementsAttr>("value");
    auto joined = fields.getAs<ArrayAttr>("values");
    std::optional<unsigned> axis;
    if (joined)
      axis = fields.getAs<IntegerAttr>("axis").getInt();
    Weight &weight = byOffset[old];
    if (!weight.views.empty())
      choose(weight, axis);
    int64_t offset = llvm::alignTo(end, weightAlignment);
    NamedAttrList newFields(fields);
    newFields.set("offset", attributes.getI64IntegerAttr(offset));
    int64_t numElements = 0;
    Type element;
    auto add = [&](ElementsAttr part) {
      numElements += part.getNumElements();
      element = part.getElementType();
    };
    if (joined)
      for (Attribute part : joined)
        add(cast<ElementsAttr>(part));
    else
      add(value);
    if (weight.layout) {
      MemRefType type = weight.views.front().getType();
      // The layout is one of the shape that the readers see.
      if (auto resource = dyn_cast_if_present<DenseResourceElementsAttr>(value))
        newFields.set("value", DenseResourceElementsAttr::get(
                                   RankedTensorType::get(type.getShape(),
                                                         type.getElementType()),
                                   resource.getRawHandle()));
      newFields.set("layout", weight.layout->toAttribute(module.getContext()));
      numElements = ShapedType::getNumElements(
          weight.layout->packedShape(type.getShape()));
    }
    newEntries.push_back(newFields.getDictionary(module.getContext()));
    end = offset + numElements * (element.getIntOrFloatBitWidth() / 8);

    if (weight.layout)
      rewrite(weight, offset);
    else
      for (memref::ViewOp view : weight.views) {
        OpBuilder b(view);
        view.getByteShiftMutable().assign(
            arith::ConstantIndexOp::create(b, view.getLoc(), offset));
      }
  }
  module->setAttr("toroid.weights", attributes.getArrayAttr(newEntries));
  return success();
}

namespace {
struct PackWeights : toroid::impl::PackWeightsBase<PackWeights> {
  using PackWeightsBase::PackWeightsBase;

  void runOnOperation() override {
    const CPUTarget *cpu = getCPUTarget(getOperation(), target);
    if (!cpu)
      return signalPassFailure();
    FailureOr<func::FuncOp> main = findMain(getOperation());
    if (failed(main))
      return signalPassFailure();
    BlockArgument weights = findArgument(*main, weightsArgument);
    if (weights && failed(Packing(getOperation(), weights, *cpu).run()))
      signalPassFailure();
  }
};
} // namespace
