//===- LoopVectorizer.cpp - One linalg.generic as vector loops ------------===//
//
// One loop of the op, `along`, runs in steps of a vector; the others are plain
// loops around it, or inside it when they reduce and `along` does not. Values
// of the body that do not change along it stay scalar, outside of the vector
// loop where possible.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/LoopVectorizer.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace toroid;

namespace {

/// How an access changes along the vector loop.
enum class Access { Uniform, Contiguous, Strided };

/// A result that `along` reduces: how lanes are combined.
struct Combiner {
  unsigned result;
  Operation *op = nullptr;
  vector::CombiningKind kind;
};

class Vectorizer {
public:
  Vectorizer(linalg::GenericOp op, const CPUTarget &target)
      : op(op), target(target), body(op.getBody()), b(op), loc(op.getLoc()),
        maps(op.getIndexingMapsArray()) {}

  bool run();

private:
  // Analysis.
  bool check();
  bool chooseLoop();
  bool suits(unsigned dim, int64_t &cost);
  Access access(OpOperand &operand, unsigned dim, int64_t *stride = nullptr);
  bool classifyBody();
  bool isReduction(unsigned dim) const {
    return kinds[dim] == utils::IteratorType::reduction;
  }
  /// Whether `init` is written element by element, next to reductions: all
  /// loops, also those that reduce other results, lead to one element each.
  bool isPerElement(OpOperand &init) const {
    return hasReductions &&
           maps[init.getOperandNumber()].getNumResults() == kinds.size();
  }

  // Emission. `lanes` is 0 for scalars.
  struct Mode {
    int64_t lanes = 0;
    Value mask;
  };
  Value size(unsigned dim);
  SmallVector<Value> indices(OpBuilder &b, OpOperand &operand);
  Value load(OpBuilder &b, OpOperand &operand, const Mode &mode);
  /// Loads, ahead of the vector loop, what stays the same in it and in the
  /// loops `inside`.
  void hoistUniform(OpBuilder &b, ArrayRef<unsigned> inside);
  void store(OpBuilder &b, OpOperand &operand, Value value, const Mode &mode);
  Value widen(OpBuilder &b, Value value, const Mode &mode);
  Value bodyLoad(OpBuilder &b, memref::LoadOp load, IRMapping &values,
                 const Mode &mode);
  /// Emits the body at the loops' positions; returns what it yields.
  SmallVector<Value> emitBody(OpBuilder &b, ValueRange accumulators,
                              const Mode &mode);
  void emitParallel(OpBuilder &b);
  void emitReduction(OpBuilder &b);
  /// Loops over `dims`, carrying values; `body` gives the next ones.
  SmallVector<Value>
  nest(OpBuilder &b, ArrayRef<unsigned> dims, ValueRange carried,
       function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body);
  /// Runs `chunk` along the vector loop: whole vectors, then the rest.
  SmallVector<Value> alongLoop(
      OpBuilder &b, ValueRange carried,
      function_ref<SmallVector<Value>(OpBuilder &, ValueRange, const Mode &)>
          chunk);

  linalg::GenericOp op;
  const CPUTarget &target;
  Block *body;
  OpBuilder b;
  Location loc;
  SmallVector<AffineMap> maps;
  SmallVector<utils::IteratorType> kinds;

  bool hasReductions = false;
  unsigned along = 0;
  int64_t lanes = 1;
  /// Values of the body that change along the vector loop.
  llvm::DenseSet<Value> varying;
  SmallVector<Combiner> combiners;
  /// The current position of each loop.
  SmallVector<Value> position;
  /// Operands that are loaded already.
  llvm::DenseMap<OpOperand *, Value> hoisted;
};

} // namespace

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

/// The coefficient of dimension `dim` in `expr` where it is linear in it.
static std::optional<int64_t> coefficient(AffineExpr expr, unsigned dim) {
  if (!expr.isFunctionOfDim(dim))
    return 0;
  if (isa<AffineDimExpr>(expr))
    return 1;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  if (binary.getKind() == AffineExprKind::Add) {
    auto lhs = coefficient(binary.getLHS(), dim),
         rhs = coefficient(binary.getRHS(), dim);
    if (lhs && rhs)
      return *lhs + *rhs;
  } else if (binary.getKind() == AffineExprKind::Mul) {
    auto lhs = coefficient(binary.getLHS(), dim);
    auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
    if (lhs && factor)
      return *lhs * factor.getValue();
  }
  return std::nullopt;
}

Access Vectorizer::access(OpOperand &operand, unsigned dim, int64_t *stride) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  if (!type)
    return Access::Uniform;
  AffineMap map = maps[operand.getOperandNumber()];
  if (!map.isFunctionOfDim(dim))
    return Access::Uniform;
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)))
    return Access::Strided;
  // The distance between neighbours along `dim`.
  int64_t total = 0;
  for (auto [expr, step] : llvm::zip_equal(map.getResults(), strides)) {
    std::optional<int64_t> factor = coefficient(expr, dim);
    if (!factor || (*factor != 0 && ShapedType::isDynamic(step)))
      return Access::Strided;
    if (*factor != 0)
      total += *factor * step;
  }
  bool onlyLast =
      llvm::none_of(map.getResults().drop_back(),
                    [&](AffineExpr expr) { return expr.isFunctionOfDim(dim); });
  if (total == 1 && onlyLast && strides.back() == 1)
    return Access::Contiguous;
  return Access::Strided;
}

/// The kind of reduction that `op` is, if lanes can be combined by it.
static std::optional<vector::CombiningKind> combiningKind(Operation *op) {
  using Kind = vector::CombiningKind;
  return llvm::TypeSwitch<Operation *, std::optional<Kind>>(op)
      .Case<arith::AddFOp, arith::AddIOp>([](auto) { return Kind::ADD; })
      .Case<arith::MulFOp, arith::MulIOp>([](auto) { return Kind::MUL; })
      .Case<arith::MaximumFOp>([](auto) { return Kind::MAXIMUMF; })
      .Case<arith::MinimumFOp>([](auto) { return Kind::MINIMUMF; })
      .Case<arith::MaxNumFOp>([](auto) { return Kind::MAXNUMF; })
      .Case<arith::MinNumFOp>([](auto) { return Kind::MINNUMF; })
      .Case<arith::MaxSIOp>([](auto) { return Kind::MAXSI; })
      .Case<arith::MinSIOp>([](auto) { return Kind::MINSI; })
      .Case<arith::MaxUIOp>([](auto) { return Kind::MAXUI; })
      .Case<arith::MinUIOp>([](auto) { return Kind::MINUI; })
      .Case<arith::AndIOp>([](auto) { return Kind::AND; })
      .Case<arith::OrIOp>([](auto) { return Kind::OR; })
      .Case<arith::XOrIOp>([](auto) { return Kind::XOR; })
      .Default(std::nullopt);
}

bool Vectorizer::check() {
  if (!op.hasPureBufferSemantics())
    return false;
  kinds = op.getIteratorTypesArray();
  if (kinds.empty())
    return false;
  for (Operation &inner : body->without_terminator()) {
    if (inner.getNumRegions() != 0 || inner.getNumResults() != 1)
      return false;
    Type type = inner.getResult(0).getType();
    if (!type.isIntOrIndexOrFloat())
      return false;
    if (!isa<linalg::IndexOp, memref::LoadOp, arith::ConstantOp>(inner) &&
        !(OpTrait::hasElementwiseMappableTraits(&inner) && isPure(&inner)))
      return false;
  }
  // Results are indexed by parallel loops, by each of them; or by all loops.
  hasReductions = op.getNumReductionLoops() != 0;
  bool hasElements = false;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    AffineMap map = maps[init.getOperandNumber()];
    if (isPerElement(init)) {
      hasElements = true;
      if (!map.isPermutation())
        return false;
      continue;
    }
    for (auto [dim, kind] : llvm::enumerate(kinds))
      if (map.isFunctionOfDim(dim) != (kind == utils::IteratorType::parallel))
        return false;
  }
  // Elements are written along the loop that reduces the others.
  return !hasElements || op.getNumReductionLoops() == 1;
}

/// Whether vectors can run along `dim`, and a measure of what that costs.
bool Vectorizer::suits(unsigned dim, int64_t &cost) {
  cost = 0;
  if (!isReduction(dim))
    for (OpOperand &init : op.getDpsInitsMutable())
      if (isPerElement(init))
        return false;
  for (OpOperand &operand : op->getOpOperands()) {
    bool isInit = op.isDpsInit(&operand);
    Access how = access(operand, dim);
    if (how == Access::Strided) {
      // Lanes are gathered, but not scattered; and gathered only at distances
      // that the type tells.
      if (isInit)
        return false;
      auto type = cast<MemRefType>(operand.get().getType());
      SmallVector<int64_t> strides;
      int64_t offset;
      if (failed(type.getStridesAndOffset(strides, offset)))
        return false;
      for (auto [expr, step] : llvm::zip_equal(
               maps[operand.getOperandNumber()].getResults(), strides)) {
        std::optional<int64_t> factor = coefficient(expr, dim);
        if (!factor || (*factor != 0 && ShapedType::isDynamic(step)))
          return false;
      }
      if (strides.empty() || strides.back() != 1)
        return false;
      cost += 16;
    } else if (how == Access::Contiguous) {
      cost += 1;
    }
  }
  if (isReduction(dim)) {
    // Each result is combined from the lanes.
    for (OpOperand &init : op.getDpsInitsMutable()) {
      if (isPerElement(init))
        continue;
      BlockArgument accumulator = op.getMatchingBlockArgument(&init);
      unsigned number = init.getOperandNumber() - op.getNumDpsInputs();
      Operation *last =
          body->getTerminator()->getOperand(number).getDefiningOp();
      if (!last || !combiningKind(last) || !accumulator.hasOneUse() ||
          *accumulator.user_begin() != last || !last->hasOneUse())
        return false;
    }
    // The final combination of lanes.
    cost += 4;
  }
  return true;
}

bool Vectorizer::chooseLoop() {
  std::optional<int64_t> best;
  SmallVector<int64_t, 4> ranges = op.getStaticLoopRanges();
  for (int64_t dim = static_cast<int64_t>(kinds.size()) - 1; dim >= 0; --dim) {
    int64_t cost;
    if (ranges[dim] == 1 || !suits(dim, cost))
      continue;
    // A vector that is mostly empty brings little.
    if (!ShapedType::isDynamic(ranges[dim]) && ranges[dim] < 8)
      cost += 8;
    if (!best || cost < *best) {
      best = cost;
      along = dim;
    }
  }
  return best.has_value();
}

bool Vectorizer::classifyBody() {
  for (OpOperand &operand : op->getOpOperands()) {
    bool isAccumulator =
        op.isDpsInit(&operand) && isReduction(along) && !isPerElement(operand);
    if (isAccumulator || access(operand, along) != Access::Uniform)
      varying.insert(op.getMatchingBlockArgument(&operand));
  }
  unsigned widest = 8;
  auto account = [&](Value value) {
    Type type = getElementTypeOrSelf(value.getType());
    if (varying.contains(value) && type.isIntOrFloat())
      widest = std::max(widest, type.getIntOrFloatBitWidth());
  };
  for (BlockArgument argument : body->getArguments())
    account(argument);
  for (Operation &inner : body->without_terminator()) {
    auto varies = [&](Value value) { return varying.contains(value); };
    bool result = llvm::any_of(inner.getOperands(), varies);
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      result = index.getDim() == along;
    if (auto load = dyn_cast<memref::LoadOp>(inner)) {
      // Contiguous along the loop, or the same all along it.
      auto last =
          load.getIndices().empty()
              ? linalg::IndexOp()
              : load.getIndices().back().getDefiningOp<linalg::IndexOp>();
      SmallVector<int64_t> strides;
      int64_t offset;
      if (result &&
          (!last || last.getDim() != along ||
           llvm::any_of(load.getIndices().drop_back(), varies) ||
           failed(load.getMemRefType().getStridesAndOffset(strides, offset)) ||
           strides.back() != 1))
        return false;
    }
    if (result) {
      varying.insert(inner.getResult(0));
      account(inner.getResult(0));
    }
  }
  lanes = target.lanes(widest);
  if (lanes < 2)
    return false;
  if (isReduction(along))
    for (unsigned i = 0; i < op.getNumDpsInits(); ++i) {
      if (isPerElement(*op.getDpsInitOperand(i)))
        continue;
      Operation *last = body->getTerminator()->getOperand(i).getDefiningOp();
      combiners.push_back({i, last, *combiningKind(last)});
    }
  return true;
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

Value Vectorizer::size(unsigned dim) {
  SmallVector<int64_t, 4> ranges = op.getStaticLoopRanges();
  if (!ShapedType::isDynamic(ranges[dim]))
    return arith::ConstantIndexOp::create(b, loc, ranges[dim]);
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      for (auto [i, expr] :
           llvm::enumerate(maps[operand.getOperandNumber()].getResults()))
        if (expr == getAffineDimExpr(dim, op.getContext()))
          return memref::DimOp::create(b, loc, operand.get(), i);
  return {};
}

SmallVector<Value> Vectorizer::indices(OpBuilder &b, OpOperand &operand) {
  SmallVector<Value> result;
  AffineMap map = maps[operand.getOperandNumber()];
  for (AffineExpr expr : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      result.push_back(position[dim.getPosition()]);
      continue;
    }
    AffineMap one = AffineMap::get(map.getNumDims(), 0, expr);
    result.push_back(
        affine::AffineApplyOp::create(b, loc, one, position).getResult());
  }
  return result;
}

Value Vectorizer::load(OpBuilder &b, OpOperand &operand, const Mode &mode) {
  Value buffer = operand.get();
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type)
    return buffer;
  if (Value value = hoisted.lookup(&operand))
    return value;
  Access how = access(operand, along);
  SmallVector<Value> at = indices(b, operand);
  if (!mode.lanes || how == Access::Uniform)
    return memref::LoadOp::create(b, loc, buffer, at);
  auto vectorType = VectorType::get({mode.lanes}, type.getElementType());
  if (how == Access::Contiguous) {
    if (!mode.mask)
      return vector::LoadOp::create(b, loc, vectorType, buffer, at);
    Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(vectorType));
    return vector::MaskedLoadOp::create(b, loc, vectorType, buffer, at,
                                        mode.mask, none);
  }
  // Neighbours are so many elements apart.
  SmallVector<int64_t> strides;
  int64_t offset, distance = 0;
  (void)type.getStridesAndOffset(strides, offset);
  for (auto [expr, step] :
       llvm::zip_equal(maps[operand.getOperandNumber()].getResults(), strides))
    if (int64_t factor = *coefficient(expr, along))
      distance += factor * step;
  SmallVector<int64_t> places;
  for (int64_t lane = 0; lane < mode.lanes; ++lane)
    places.push_back(lane * distance);
  auto placeType = VectorType::get({mode.lanes}, b.getI64Type());
  Value offsets = arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(placeType, ArrayRef<int64_t>(places)));
  Value mask = mode.mask;
  if (!mask) {
    auto maskType = VectorType::get({mode.lanes}, b.getI1Type());
    mask = arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(maskType, true));
  }
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(vectorType));
  return vector::GatherOp::create(b, loc, vectorType, buffer, at, offsets, mask,
                                  none);
}

void Vectorizer::hoistUniform(OpBuilder &b, ArrayRef<unsigned> inside) {
  hoisted.clear();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  position[along] = zero;
  for (unsigned dim : inside)
    position[dim] = zero;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = maps[operand->getOperandNumber()];
    if (!isa<MemRefType>(operand->get().getType()) ||
        access(*operand, along) != Access::Uniform ||
        op.getMatchingBlockArgument(operand).use_empty() ||
        llvm::any_of(inside,
                     [&](unsigned dim) { return map.isFunctionOfDim(dim); }))
      continue;
    Value value = load(b, *operand, Mode());
    hoisted[operand] = value;
  }
}

void Vectorizer::store(OpBuilder &b, OpOperand &operand, Value value,
                       const Mode &mode) {
  Value buffer = operand.get();
  SmallVector<Value> at = indices(b, operand);
  bool isVector = mode.lanes && access(operand, along) != Access::Uniform;
  if (!isVector)
    memref::StoreOp::create(b, loc, value, buffer, at);
  else if (mode.mask)
    vector::MaskedStoreOp::create(b, loc, buffer, at, mode.mask,
                                  widen(b, value, mode));
  else
    vector::StoreOp::create(b, loc, widen(b, value, mode), buffer, at);
}

Value Vectorizer::widen(OpBuilder &b, Value value, const Mode &mode) {
  if (!mode.lanes || isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(
      b, loc, VectorType::get({mode.lanes}, value.getType()), value);
}

/// A load that the body makes: contiguous along the vector loop.
Value Vectorizer::bodyLoad(OpBuilder &b, memref::LoadOp load, IRMapping &values,
                           const Mode &mode) {
  SmallVector<Value> at;
  for (Value index : load.getIndices())
    at.push_back(values.lookupOrDefault(index));
  at.back() = position[along];
  auto type =
      VectorType::get({mode.lanes}, load.getMemRefType().getElementType());
  if (!mode.mask)
    return vector::LoadOp::create(b, loc, type, load.getMemRef(), at);
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  return vector::MaskedLoadOp::create(b, loc, type, load.getMemRef(), at,
                                      mode.mask, none);
}

SmallVector<Value> Vectorizer::emitBody(OpBuilder &b, ValueRange accumulators,
                                        const Mode &mode) {
  IRMapping values;
  auto accumulator = accumulators.begin();
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (op.isDpsInit(&operand) && !accumulators.empty() &&
        !isPerElement(operand)) {
      values.map(argument, *accumulator++);
      continue;
    }
    if (!argument.use_empty())
      values.map(argument, load(b, operand, mode));
  }
  for (Operation &inner : body->without_terminator()) {
    Value result = inner.getResult(0);
    bool isVector = mode.lanes && varying.contains(result);
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      Value at = position[index.getDim()];
      if (isVector) {
        auto type = VectorType::get({mode.lanes}, b.getIndexType());
        Value step = vector::StepOp::create(b, loc, type);
        at = arith::AddIOp::create(b, loc, widen(b, at, mode), step);
      }
      values.map(result, at);
      continue;
    }
    if (auto load = dyn_cast<memref::LoadOp>(inner); load && isVector) {
      values.map(result, bodyLoad(b, load, values, mode));
      continue;
    }
    if (!isVector) {
      b.clone(inner, values);
      continue;
    }
    SmallVector<Value> operands;
    for (Value operand : inner.getOperands())
      operands.push_back(widen(b, values.lookupOrDefault(operand), mode));
    OperationState state(loc, inner.getName(), operands,
                         VectorType::get({mode.lanes}, result.getType()),
                         inner.getAttrs());
    values.map(result, b.create(state)->getResult(0));
  }
  SmallVector<Value> results;
  for (Value value : body->getTerminator()->getOperands())
    results.push_back(values.lookupOrDefault(value));
  return results;
}

SmallVector<Value> Vectorizer::nest(
    OpBuilder &b, ArrayRef<unsigned> dims, ValueRange carried,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (dims.empty())
    return body(b, carried);
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  OpBuilder::InsertionGuard guard(this->b);
  this->b.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
  Value end = size(dims.front());
  auto loop = scf::ForOp::create(
      b, loc, zero, end, one, carried,
      [&](OpBuilder &b, Location, Value iv, ValueRange carried) {
        position[dims.front()] = iv;
        SmallVector<Value> next = nest(b, dims.drop_front(), carried, body);
        scf::YieldOp::create(b, loc, next);
      });
  return llvm::to_vector_of<Value>(loop.getResults());
}

SmallVector<Value> Vectorizer::alongLoop(
    OpBuilder &b, ValueRange carried,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange, const Mode &)>
        chunk) {
  int64_t known = op.getStaticLoopRanges()[along];
  auto loop = [&](Value begin, Value end, Value step, ValueRange carried,
                  const Mode &mode) {
    auto loop = scf::ForOp::create(
        b, loc, begin, end, step, carried,
        [&](OpBuilder &b, Location, Value iv, ValueRange carried) {
          position[along] = iv;
          scf::YieldOp::create(b, loc, chunk(b, carried, mode));
        });
    return llvm::to_vector_of<Value>(loop.getResults());
  };
  OpBuilder::InsertionGuard guard(this->b);
  this->b.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value step = arith::ConstantIndexOp::create(b, loc, lanes);
  Value end = size(along);
  Value whole;
  if (!ShapedType::isDynamic(known)) {
    whole = arith::ConstantIndexOp::create(b, loc, known / lanes * lanes);
  } else {
    Value rest = arith::RemUIOp::create(b, loc, end, step);
    whole = arith::SubIOp::create(b, loc, end, rest);
  }
  SmallVector<Value> values(carried);
  if (ShapedType::isDynamic(known) || known >= lanes)
    values = loop(zero, whole, step, values, Mode{lanes, Value()});
  if (!ShapedType::isDynamic(known) && known % lanes == 0)
    return values;
  // What remains is less than a vector.
  auto masked = [&](OpBuilder &b, ValueRange carried) {
    Value rest = arith::SubIOp::create(b, loc, end, whole);
    auto type = VectorType::get({lanes}, b.getI1Type());
    Value mask = vector::CreateMaskOp::create(b, loc, type, rest);
    position[along] = whole;
    return chunk(b, carried, Mode{lanes, mask});
  };
  if (!ShapedType::isDynamic(known))
    return masked(b, values);
  Value isLeft =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, whole, end);
  auto branch = scf::IfOp::create(
      b, loc, isLeft,
      [&](OpBuilder &b, Location) {
        scf::YieldOp::create(b, loc, masked(b, values));
      },
      [&](OpBuilder &b, Location) { scf::YieldOp::create(b, loc, values); });
  return llvm::to_vector_of<Value>(branch.getResults());
}

/// Vectors along a parallel loop; reductions run inside.
void Vectorizer::emitParallel(OpBuilder &b) {
  SmallVector<unsigned> reductions;
  for (unsigned dim = 0; dim < kinds.size(); ++dim)
    if (isReduction(dim))
      reductions.push_back(dim);
  hoistUniform(b, reductions);
  alongLoop(b, {}, [&](OpBuilder &b, ValueRange, const Mode &mode) {
    SmallVector<Value> results;
    if (reductions.empty()) {
      results = emitBody(b, {}, mode);
    } else {
      SmallVector<Value> start;
      for (OpOperand &init : op.getDpsInitsMutable())
        start.push_back(widen(b, load(b, init, mode), mode));
      results =
          nest(b, reductions, start, [&](OpBuilder &b, ValueRange carried) {
            SmallVector<Value> next = emitBody(b, carried, mode);
            for (Value &value : next)
              value = widen(b, value, mode);
            return next;
          });
    }
    for (auto [init, value] : llvm::zip_equal(op.getDpsInitsMutable(), results))
      store(b, init, value, mode);
    return SmallVector<Value>();
  });
}

/// Combines the lanes of `vector`, in halves where LLVM would take one lane
/// after the other.
static Value combineLanes(OpBuilder &b, Location loc, const Combiner &combiner,
                          Value vector) {
  if (isa<arith::MaxNumFOp, arith::MinNumFOp>(combiner.op)) {
    auto type = cast<VectorType>(vector.getType());
    int64_t lanes = type.getNumElements();
    for (; lanes > 1 && lanes % 2 == 0; lanes /= 2) {
      auto half = [&](int64_t offset) -> Value {
        return vector::ShuffleOp::create(
            b, loc, vector, vector,
            llvm::to_vector(llvm::seq(offset, offset + lanes / 2)));
      };
      Value low = half(0), high = half(lanes / 2);
      OperationState state(loc, combiner.op->getName(), ValueRange{low, high},
                           low.getType(), combiner.op->getAttrs());
      vector = b.create(state)->getResult(0);
    }
  }
  // The order in which lanes are added is ours to choose, once.
  auto fast = arith::FastMathFlags::none;
  if (isa<arith::AddFOp, arith::MulFOp>(combiner.op))
    fast = arith::FastMathFlags::reassoc;
  return vector::ReductionOp::create(b, loc, combiner.kind, vector, fast);
}

/// Vectors along a reduction: partial results in every lane, combined last.
void Vectorizer::emitReduction(OpBuilder &b) {
  SmallVector<unsigned> others;
  for (unsigned dim = 0; dim < kinds.size(); ++dim)
    if (isReduction(dim) && dim != along)
      others.push_back(dim);
  SmallVector<Value> start, neutral;
  for (Combiner &combiner : combiners) {
    Type element = combiner.op->getResult(0).getType();
    TypedAttr value = arith::getNeutralElement(combiner.op).value();
    auto type = VectorType::get({lanes}, element);
    Attribute attribute = value;
    neutral.push_back(arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(type, attribute)));
    start.push_back(neutral.back());
  }
  SmallVector<Value> partial =
      nest(b, others, start, [&](OpBuilder &b, ValueRange carried) {
        hoistUniform(b, {});
        return alongLoop(
            b, carried,
            [&](OpBuilder &b, ValueRange carried, const Mode &mode) {
              SmallVector<Value> results = emitBody(b, carried, mode), next;
              for (Combiner &combiner : combiners)
                next.push_back(results[combiner.result]);
              for (auto [init, value] :
                   llvm::zip_equal(op.getDpsInitsMutable(), results))
                if (isPerElement(init))
                  store(b, init, value, mode);
              // Lanes past the end contribute nothing.
              if (mode.mask)
                for (auto [value, before] : llvm::zip_equal(next, carried))
                  value =
                      arith::SelectOp::create(b, loc, mode.mask, value, before);
              return next;
            });
      });
  hoisted.clear();
  for (auto [i, combiner] : llvm::enumerate(combiners)) {
    OpOperand &init = *op.getDpsInitOperand(combiner.result);
    Value combined = combineLanes(b, loc, combiner, partial[i]);
    Value before = load(b, init, Mode());
    Operation *combine = combiner.op;
    OperationState state(loc, combine->getName(), ValueRange{before, combined},
                         combine->getResult(0).getType(), combine->getAttrs());
    store(b, init, b.create(state)->getResult(0), Mode());
  }
}

bool Vectorizer::run() {
  if (!check() || !chooseLoop() || !classifyBody())
    return false;
  if (isReduction(along))
    for (Combiner &combiner : combiners)
      if (!arith::getNeutralElement(combiner.op))
        return false;
  // Every loop has an operand that tells its size.
  SmallVector<int64_t, 4> ranges = op.getStaticLoopRanges();
  for (unsigned dim = 0; dim < kinds.size(); ++dim) {
    bool found = !ShapedType::isDynamic(ranges[dim]);
    for (OpOperand &operand : op->getOpOperands())
      if (isa<MemRefType>(operand.get().getType()))
        found |=
            llvm::is_contained(maps[operand.getOperandNumber()].getResults(),
                               getAffineDimExpr(dim, op.getContext()));
    if (!found)
      return false;
  }
  position.resize(kinds.size());
  SmallVector<unsigned> outer;
  for (unsigned dim = 0; dim < kinds.size(); ++dim)
    if (!isReduction(dim) && dim != along)
      outer.push_back(dim);
  nest(b, outer, {}, [&](OpBuilder &b, ValueRange) {
    if (isReduction(along))
      emitReduction(b);
    else
      emitParallel(b);
    return SmallVector<Value>();
  });
  return true;
}

bool toroid::vectorizeGeneric(linalg::GenericOp op, const CPUTarget &target) {
  return Vectorizer(op, target).run();
}
