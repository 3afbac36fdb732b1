//===- LoopVectorizer.cpp - One linalg.generic as vector loops ------------===//
//
// One loop of the op, `along`, runs in steps of a vector; the others are plain
// loops around it, or inside it when they reduce and `along` does not. Values
// of the body that do not change along it stay scalar, outside of the vector
// loop where possible.
//
//===----------------------------------------------------------------------===//

#include "passes/CPU/LoopVectorizer.h"

#include "passes/CPU/Buffers.h"
#include "passes/CPU/VectorLoopPlan.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace toroid;

using Access = VectorLoopPlan::Access;
using Combiner = VectorLoopPlan::Combiner;

namespace {

class LoopEmitter {
public:
  explicit LoopEmitter(const VectorLoopPlan &plan)
      : plan(plan), op(plan.op), body(op.getBody()), b(op), loc(op.getLoc()),
        position(plan.kinds.size()) {}

  void run();

private:
  /// `lanes` is 0 for scalars.
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
  void hoistVectors(OpBuilder &b, ArrayRef<unsigned> inside, const Mode &mode);
  void store(OpBuilder &b, OpOperand &operand, Value value, const Mode &mode);
  /// Past the caches where the op wants it.
  void storeVector(OpBuilder &b, Value value, Value buffer, ValueRange at);
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

  const VectorLoopPlan &plan;
  linalg::GenericOp op;
  Block *body;
  OpBuilder b;
  Location loc;
  /// The current position of each loop.
  SmallVector<Value> position;
  /// Operands that are loaded already.
  llvm::DenseMap<OpOperand *, Value> hoisted;
};

} // namespace

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

Value LoopEmitter::size(unsigned dim) {
  if (!ShapedType::isDynamic(plan.ranges[dim]))
    return arith::ConstantIndexOp::create(b, loc, plan.ranges[dim]);
  auto source = *plan.findSize(dim);
  return memref::DimOp::create(b, loc, source.buffer, source.dim);
}

SmallVector<Value> LoopEmitter::indices(OpBuilder &b, OpOperand &operand) {
  SmallVector<Value> result;
  AffineMap map = plan.getMap(operand);
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

Value LoopEmitter::load(OpBuilder &b, OpOperand &operand, const Mode &mode) {
  Value buffer = operand.get();
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type)
    return buffer;
  if (Value value = hoisted.lookup(&operand))
    return value;
  Access how = plan.getAccess(operand);
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
  int64_t distance = plan.getDistance(operand);
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

void LoopEmitter::hoistUniform(OpBuilder &b, ArrayRef<unsigned> inside) {
  hoisted.clear();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  position[plan.along] = zero;
  for (unsigned dim : inside)
    position[dim] = zero;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = plan.getMap(*operand);
    if (!isa<MemRefType>(operand->get().getType()) ||
        plan.getAccess(*operand) != Access::Uniform ||
        op.getMatchingBlockArgument(operand).use_empty() ||
        llvm::any_of(inside,
                     [&](unsigned dim) { return map.isFunctionOfDim(dim); }))
      continue;
    Value value = load(b, *operand, Mode());
    hoisted[operand] = value;
  }
}

void LoopEmitter::storeVector(OpBuilder &b, Value value, Value buffer,
                              ValueRange at) {
  auto store = vector::StoreOp::create(b, loc, value, buffer, at);
  if (!op->hasAttr("toroid.stream"))
    return;
  // Who asks for it knows that all rows begin at a line.
  auto type = cast<VectorType>(value.getType());
  store.setNontemporal(true);
  store.setAlignment(type.getNumElements() *
                     elementBytes(type.getElementType()));
}

void LoopEmitter::store(OpBuilder &b, OpOperand &operand, Value value,
                        const Mode &mode) {
  Value buffer = operand.get();
  SmallVector<Value> at = indices(b, operand);
  bool isVector = mode.lanes && plan.getAccess(operand) != Access::Uniform;
  if (!isVector)
    memref::StoreOp::create(b, loc, value, buffer, at);
  else if (mode.mask)
    vector::MaskedStoreOp::create(b, loc, buffer, at, mode.mask,
                                  widen(b, value, mode));
  else
    storeVector(b, widen(b, value, mode), buffer, at);
}

Value LoopEmitter::widen(OpBuilder &b, Value value, const Mode &mode) {
  if (!mode.lanes || isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(
      b, loc, VectorType::get({mode.lanes}, value.getType()), value);
}

/// A load that the body makes: contiguous along the vector loop.
Value LoopEmitter::bodyLoad(OpBuilder &b, memref::LoadOp load,
                            IRMapping &values, const Mode &mode) {
  SmallVector<Value> at;
  for (Value index : load.getIndices())
    at.push_back(values.lookupOrDefault(index));
  at.back() = position[plan.along];
  auto type =
      VectorType::get({mode.lanes}, load.getMemRefType().getElementType());
  if (!mode.mask)
    return vector::LoadOp::create(b, loc, type, load.getMemRef(), at);
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  return vector::MaskedLoadOp::create(b, loc, type, load.getMemRef(), at,
                                      mode.mask, none);
}

SmallVector<Value> LoopEmitter::emitBody(OpBuilder &b, ValueRange accumulators,
                                         const Mode &mode) {
  IRMapping values;
  auto accumulator = accumulators.begin();
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (op.isDpsInit(&operand) && !accumulators.empty() &&
        !plan.isPerElement(operand)) {
      values.map(argument, *accumulator++);
      continue;
    }
    if (!argument.use_empty())
      values.map(argument, load(b, operand, mode));
  }
  for (Operation &inner : body->without_terminator()) {
    Value result = inner.getResult(0);
    bool isVector = mode.lanes && plan.varying.contains(result);
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

SmallVector<Value> LoopEmitter::nest(
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

SmallVector<Value> LoopEmitter::alongLoop(
    OpBuilder &b, ValueRange carried,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange, const Mode &)>
        chunk) {
  int64_t known = plan.ranges[plan.along];
  auto loop = [&](Value begin, Value end, Value step, ValueRange carried,
                  const Mode &mode) {
    auto loop = scf::ForOp::create(
        b, loc, begin, end, step, carried,
        [&](OpBuilder &b, Location, Value iv, ValueRange carried) {
          position[plan.along] = iv;
          scf::YieldOp::create(b, loc, chunk(b, carried, mode));
        });
    return llvm::to_vector_of<Value>(loop.getResults());
  };
  OpBuilder::InsertionGuard guard(this->b);
  this->b.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value step = arith::ConstantIndexOp::create(b, loc, plan.lanes);
  Value end = size(plan.along);
  Value whole;
  if (!ShapedType::isDynamic(known)) {
    whole =
        arith::ConstantIndexOp::create(b, loc, known / plan.lanes * plan.lanes);
  } else {
    Value rest = arith::RemUIOp::create(b, loc, end, step);
    whole = arith::SubIOp::create(b, loc, end, rest);
  }
  SmallVector<Value> values(carried);
  if (ShapedType::isDynamic(known) || known >= plan.lanes)
    values = loop(zero, whole, step, values, Mode{plan.lanes, Value()});
  if (!ShapedType::isDynamic(known) && known % plan.lanes == 0)
    return values;
  // What remains is less than a vector.
  auto masked = [&](OpBuilder &b, ValueRange carried) {
    Value rest = arith::SubIOp::create(b, loc, end, whole);
    auto type = VectorType::get({plan.lanes}, b.getI1Type());
    Value mask = vector::CreateMaskOp::create(b, loc, type, rest);
    position[plan.along] = whole;
    return chunk(b, carried, Mode{plan.lanes, mask});
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

/// Loads what the loops `inside` of the vector loop leave as it is.
void LoopEmitter::hoistVectors(OpBuilder &b, ArrayRef<unsigned> inside,
                               const Mode &mode) {
  // The loops of the vectors before are no position of these.
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  for (unsigned dim : inside)
    position[dim] = zero;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = plan.getMap(*operand);
    if (!isa<MemRefType>(operand->get().getType()) ||
        plan.getAccess(*operand) == Access::Uniform ||
        op.getMatchingBlockArgument(operand).use_empty() ||
        llvm::any_of(inside,
                     [&](unsigned dim) { return map.isFunctionOfDim(dim); }))
      continue;
    hoisted.erase(operand);
    hoisted[operand] = load(b, *operand, mode);
  }
}

/// Vectors along a parallel loop; reductions run inside.
void LoopEmitter::emitParallel(OpBuilder &b) {
  SmallVector<unsigned> reductions;
  for (unsigned dim = 0; dim < plan.kinds.size(); ++dim)
    if (plan.isReduction(dim))
      reductions.push_back(dim);
  hoistUniform(b, reductions);
  alongLoop(b, {}, [&](OpBuilder &b, ValueRange, const Mode &mode) {
    if (!reductions.empty())
      hoistVectors(b, reductions, mode);
    SmallVector<OpOperand *> carriedInits;
    SmallVector<Value> start;
    for (OpOperand &init : op.getDpsInitsMutable())
      if (!reductions.empty() && !plan.isPerElement(init)) {
        carriedInits.push_back(&init);
        start.push_back(widen(b, load(b, init, mode), mode));
      }
    SmallVector<Value> last =
        nest(b, reductions, start, [&](OpBuilder &b, ValueRange carried) {
          SmallVector<Value> next;
          for (auto [init, value] : llvm::zip_equal(op.getDpsInitsMutable(),
                                                    emitBody(b, carried, mode)))
            if (llvm::is_contained(carriedInits, &init))
              next.push_back(widen(b, value, mode));
            else
              store(b, init, value, mode);
          return next;
        });
    for (auto [init, value] : llvm::zip_equal(carriedInits, last))
      store(b, *init, value, mode);
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
void LoopEmitter::emitReduction(OpBuilder &b) {
  SmallVector<unsigned> others;
  for (unsigned dim = 0; dim < plan.kinds.size(); ++dim)
    if (plan.isReduction(dim) && dim != plan.along)
      others.push_back(dim);
  SmallVector<Value> start, neutral;
  for (const Combiner &combiner : plan.combiners) {
    Type element = combiner.op->getResult(0).getType();
    TypedAttr value = arith::getNeutralElement(combiner.op).value();
    auto type = VectorType::get({plan.lanes}, element);
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
              for (const Combiner &combiner : plan.combiners)
                next.push_back(results[combiner.result]);
              for (auto [init, value] :
                   llvm::zip_equal(op.getDpsInitsMutable(), results))
                if (plan.isPerElement(init))
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
  for (auto [i, combiner] : llvm::enumerate(plan.combiners)) {
    OpOperand &init = *op.getDpsInitOperand(combiner.result);
    Value combined = combineLanes(b, loc, combiner, partial[i]);
    Value before = load(b, init, Mode());
    Operation *combine = combiner.op;
    OperationState state(loc, combine->getName(), ValueRange{before, combined},
                         combine->getResult(0).getType(), combine->getAttrs());
    store(b, init, b.create(state)->getResult(0), Mode());
  }
}

void LoopEmitter::run() {
  SmallVector<unsigned> outer;
  for (unsigned dim = 0; dim < plan.kinds.size(); ++dim)
    if (!plan.isReduction(dim) && dim != plan.along)
      outer.push_back(dim);
  nest(b, outer, {}, [&](OpBuilder &b, ValueRange) {
    if (plan.isReduction(plan.along))
      emitReduction(b);
    else
      emitParallel(b);
    return SmallVector<Value>();
  });
}

bool toroid::vectorizeGeneric(linalg::GenericOp op, const CPUTarget &target) {
  std::optional<VectorLoopPlan> plan = VectorLoopPlan::make(op, target);
  if (plan)
    LoopEmitter(*plan).run();
  return plan.has_value();
}
