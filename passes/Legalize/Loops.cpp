//===- Loops.cpp - Loops and branches of toroid ops -----------------------===//

#include "passes/Legalize/Loops.h"

#include "passes/Legalize/Legalizer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Support/DebugStringHelper.h"

using namespace mlir;
using namespace toroid;

static Value castTo(NodeContext &node, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(node.getBuilder(), node.getLoc(), type, value);
}

/// `value` as what a loop starts with. A copy, which the loop is to own, where
/// its turns may change the size: upstream would fold a cast into the loop, as
/// though the size stayed what it is at first.
static Value startWith(NodeContext &node, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return bufferization::AllocTensorOp::create(
      node.getBuilder(), node.getLoc(), cast<RankedTensorType>(type),
      ValueRange(), castTo(node, value, type));
}

void toroid::discard(NodeContext &node, Operation *op) {
  op->walk([&](Operation *inner) {
    for (Value result : inner->getResults())
      node.getShapes().forgetErased(result);
    for (Region &region : inner->getRegions())
      for (Block &block : region)
        for (Value argument : block.getArguments())
          node.getShapes().forgetErased(argument);
  });
  op->erase();
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// Builds a loop under the assumption that what it carries keeps its sizes, and
/// again without what was wrong in that.
class LoopBuilder {
public:
  LoopBuilder(NodeContext &node, ValueRange inits, TurnBuilder body)
      : node(node), shapes(node.getShapes()), builder(node.getBuilder()),
        loc(node.getLoc()), inits(inits), body(body) {
    for (Value init : inits) {
      Assumption assumption;
      for (const DimExpr &dim : node.getShape(init))
        assumption.push_back(dim);
      assumed.push_back(assumption);
    }
  }
  virtual ~LoopBuilder() = default;

  std::optional<Values> run();

protected:
  /// Makes the loop up to its body, with `builder` in it. Gives the number of
  /// the turn and what is carried into it.
  virtual DimExpr open(ValueRange inits, TypeRange types, Values &carried) = 0;
  /// Ends the body.
  virtual void close(ValueRange next) = 0;
  /// How many values there are ahead of the carried ones in what a turn leaves.
  virtual unsigned leading() const { return 0; }

  void assume(ValueRange arguments);

  NodeContext &node;
  SymbolicShapes &shapes;
  OpBuilder &builder;
  Location loc;
  Operation *op = nullptr;
  Values results;

private:
  /// Dims that the loop keeps; nothing where they change.
  using Assumption = SmallVector<std::optional<DimExpr>>;

  bool relax();
  std::optional<bool> compare(ValueRange next);
  SmallVector<Type> getTypes();

  ValueRange inits;
  TurnBuilder body;
  SmallVector<Assumption> assumed;
};
} // namespace

SmallVector<Type> LoopBuilder::getTypes() {
  SmallVector<Type> types;
  for (auto [init, assumption] : llvm::zip(inits, assumed)) {
    SmallVector<int64_t> sizes;
    for (const auto &dim : assumption)
      sizes.push_back(dim ? dim->getConstant().value_or(ShapedType::kDynamic)
                          : ShapedType::kDynamic);
    types.push_back(
        RankedTensorType::get(sizes, NodeContext::getElementType(init)));
  }
  return types;
}

/// Makes the assumptions known of the loop's arguments.
void LoopBuilder::assume(ValueRange arguments) {
  for (auto [argument, assumption] : llvm::zip(arguments, assumed)) {
    Shape shape;
    for (auto [i, dim] : llvm::enumerate(assumption))
      shape.push_back(dim ? *dim : shapes.unknownDim(argument, i));
    shapes.assume(argument, shape);
  }
}

/// Gives up all assumptions; false when there were none.
bool LoopBuilder::relax() {
  bool changed = false;
  for (Assumption &assumption : assumed)
    for (auto &dim : assumption) {
      changed |= dim.has_value();
      dim.reset();
    }
  return changed;
}

/// Whether all assumptions hold; gives up those that do not. Nothing when no
/// loop can carry such values.
std::optional<bool> LoopBuilder::compare(ValueRange next) {
  bool holds = true;
  for (auto [i, value] : llvm::enumerate(next)) {
    auto type = NodeContext::getType(value);
    if (type.getElementType() != NodeContext::getElementType(inits[i]) ||
        type.getRank() != int64_t(assumed[i].size())) {
      (void)node.fail("the value #" + Twine(i) +
                      " that it carries changes its rank or its elements' "
                      "type from one turn to the next");
      return std::nullopt;
    }
    Shape shape = shapes.getShape(value);
    for (auto [dim, size] : llvm::zip(assumed[i], shape))
      if (dim && *dim != size) {
        dim.reset();
        holds = false;
      }
  }
  return holds;
}

std::optional<Values> LoopBuilder::run() {
  Legalizer &legalizer = node.getLegalizer();
  Legalizer::Problems before = legalizer.getProblems();
  std::optional<Legalizer::Problems> first;
  while (true) {
    OpBuilder::InsertionGuard guard(builder);
    SmallVector<Type> types = getTypes();
    Values starts;
    for (auto [init, type] : llvm::zip(inits, types))
      starts.push_back(startWith(node, init, type));
    Values carried, next;
    DimExpr turn = open(starts, types, carried);
    if (failed(body(turn, carried, next)) || node.hasFailed()) {
      discard(node, op);
      // A wrong assumption may be the reason, unless nothing was assumed.
      bool hasReason =
          node.hasFailed() || legalizer.getProblems().size() > before.size();
      if (hasReason && !first)
        first = legalizer.getProblems();
      if (!hasReason || !relax()) {
        if (first)
          legalizer.setProblems(*first);
        return std::nullopt;
      }
      legalizer.setProblems(before);
      node.clearFailure();
      continue;
    }
    ValueRange state = ValueRange(next).drop_front(leading());
    std::optional<bool> holds = compare(state);
    if (!holds || !*holds) {
      discard(node, op);
      if (!holds)
        return std::nullopt;
      continue;
    }
    Values ends(ArrayRef(next).take_front(leading()));
    for (auto [value, type] : llvm::zip(state, types))
      ends.push_back(castTo(node, value, type));
    close(ends);
    return results;
  }
}

namespace {
class ForBuilder : public LoopBuilder {
public:
  ForBuilder(NodeContext &node, const DimExpr &count, ValueRange inits,
             TurnBuilder body)
      : LoopBuilder(node, inits, body), count(count) {}

private:
  DimExpr open(ValueRange inits, TypeRange, Values &carried) override {
    auto index = [&](const DimExpr &expr) {
      return shapes.materializeValue(builder, loc, expr);
    };
    Value zero = index(0), end = index(count), one = index(1);
    // Without a body: otherwise one is ended where nothing is carried.
    auto loop =
        scf::ForOp::create(builder, loc, zero, end, one, inits,
                           [](OpBuilder &, Location, Value, ValueRange) {});
    op = loop;
    results.assign(loop.result_begin(), loop.result_end());
    builder.setInsertionPointToEnd(loop.getBody());
    carried.assign(loop.getRegionIterArgs().begin(),
                   loop.getRegionIterArgs().end());
    assume(carried);
    return shapes.getIndex(loop.getInductionVar());
  }
  void close(ValueRange next) override {
    scf::YieldOp::create(builder, loc, next);
  }

  DimExpr count;
};

class WhileBuilder : public LoopBuilder {
public:
  WhileBuilder(NodeContext &node, std::optional<DimExpr> limit, Value go,
               ValueRange inits, TurnBuilder body)
      : LoopBuilder(node, inits, body), limit(limit), go(go) {}

private:
  DimExpr open(ValueRange inits, TypeRange types, Values &carried) override {
    auto index = [&](const DimExpr &expr) {
      return shapes.materializeValue(builder, loc, expr);
    };
    Value last = limit ? index(*limit) : Value();
    Values starts = {index(0), readScalar(node, go)};
    llvm::append_range(starts, inits);
    SmallVector<Type> all = {builder.getIndexType(), builder.getI1Type()};
    llvm::append_range(all, types);
    auto loop = scf::WhileOp::create(
        builder, loc, all, starts,
        [&](OpBuilder &b, Location loc, ValueRange arguments) {
          Value goes = arguments[1];
          if (last) {
            Value isOpen = arith::CmpIOp::create(
                b, loc, arith::CmpIPredicate::slt, arguments[0], last);
            goes = arith::AndIOp::create(b, loc, goes, isOpen);
          }
          scf::ConditionOp::create(b, loc, goes, arguments);
        },
        [](OpBuilder &, Location, ValueRange) {});
    op = loop;
    results.assign(loop.result_begin() + 2, loop.result_end());
    builder.setInsertionPointToEnd(loop.getAfterBody());
    assume(ValueRange(loop.getBeforeArguments()).drop_front(2));
    ValueRange inside = ValueRange(loop.getAfterArguments()).drop_front(2);
    carried.assign(inside.begin(), inside.end());
    assume(carried);
    turn = loop.getAfterArguments()[0];
    return shapes.getIndex(turn);
  }
  unsigned leading() const override { return 1; }
  void close(ValueRange next) override {
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Values ends = {arith::AddIOp::create(builder, loc, turn, one),
                   readScalar(node, next.front())};
    llvm::append_range(ends, next.drop_front());
    scf::YieldOp::create(builder, loc, ends);
  }

  std::optional<DimExpr> limit;
  Value go, turn;
};
} // namespace

std::optional<Values> toroid::buildLoop(NodeContext &node, const DimExpr &count,
                                        ValueRange inits, TurnBuilder body) {
  if (node.hasFailed())
    return std::nullopt;
  return ForBuilder(node, count, inits, body).run();
}

std::optional<Values> toroid::buildWhile(NodeContext &node,
                                         std::optional<DimExpr> limit, Value go,
                                         ValueRange inits, TurnBuilder body) {
  if (node.hasFailed())
    return std::nullopt;
  return WhileBuilder(node, limit, go, inits, body).run();
}

Shape Piece::getKnownShape() const {
  Shape known = shape;
  for (auto [size, isKnown] : llvm::zip_equal(known, isKnown))
    if (!isKnown)
      size = 0;
  return known;
}

std::optional<std::vector<Piece>> toroid::probeTurn(NodeContext &node,
                                                    const DimExpr &count,
                                                    ValueRange inits,
                                                    TurnBuilder body) {
  std::vector<Piece> pieces;
  Operation *loop = nullptr;
  auto results = buildLoop(
      node, count, inits,
      [&](const DimExpr &turn, ValueRange carried, Values &next) {
        pieces.clear();
        if (failed(body(turn, carried, next)))
          return failure();
        loop = node.getBuilder().getInsertionBlock()->getParentOp();
        for (Value value : ArrayRef(next).drop_front(carried.size())) {
          Piece piece = {
              node.getShape(value), NodeContext::getElementType(value), {}};
          for (const DimExpr &dim : piece.shape)
            piece.isKnown.push_back(
                node.getShapes().isAvailableOutside(dim, loop));
          pieces.push_back(std::move(piece));
        }
        next.truncate(carried.size());
        return success();
      });
  if (!results)
    return std::nullopt;
  discard(node, loop);
  return pieces;
}

Value toroid::startInFirstTurn(NodeContext &node, const DimExpr &turn,
                               Value whole, function_ref<Value()> first) {
  if (node.hasFailed())
    return {};
  OpBuilder &builder = node.getBuilder();
  Location loc = node.getLoc();
  Value number = node.getShapes().materializeValue(builder, loc, turn);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        number, zero);
  auto one = [](Value value) {
    return value ? std::optional<Values>(Values{value}) : std::nullopt;
  };
  auto result = buildBranch(
      node,
      tensor::FromElementsOp::create(
          builder, loc, RankedTensorType::get({}, isFirst.getType()), isFirst),
      [&] { return one(first()); }, [&] { return one(whole); });
  return result ? result->front() : Value();
}

/// `piece`, once it is checked that it has the sizes of the pieces that make
/// `whole` along `axis`.
static Value checkPiece(NodeContext &node, Value piece, Value whole,
                        int64_t axis) {
  if (node.hasFailed())
    return {};
  // What is joined must be of one size, even to nothing.
  Shape shape = node.getShape(piece);
  Shape wide = shape;
  wide.insert(wide.begin() + axis, DimExpr(1));
  Values parts = {node.sliceDim(whole, axis, 0, 0), node.reshape(piece, wide)};
  return node.reshape(node.create<ConcatOp>(NodeContext::getElementType(piece),
                                            uint64_t(axis), ValueRange(parts)),
                      shape);
}

std::optional<Values>
toroid::buildCollectingLoop(NodeContext &node, const DimExpr &count,
                            std::optional<DimExpr> extent, ValueRange inits,
                            ArrayRef<Collected> outputs, TurnBuilder body) {
  if (outputs.empty())
    return buildLoop(node, count, inits, body);
  auto pieces = probeTurn(node, count, inits, body);
  if (!pieces)
    return std::nullopt;
  auto buildWhole = [&](Shape shape, int64_t axis, Type type) {
    shape.insert(shape.begin() + axis, extent.value_or(count));
    // What no turn writes is zero.
    return extent && *extent != count
               ? node.broadcastTo(node.scalar(type, 0), shape)
               : buildEmpty(node, shape, type);
  };
  Values all(inits);
  SmallVector<bool> isOpen;
  for (auto [piece, output] : llvm::zip_equal(*pieces, outputs)) {
    if (output.axis > int64_t(piece.shape.size())) {
      (void)node.fail("it joins its pieces along axis " + Twine(output.axis) +
                      ", which a tensor of rank " +
                      Twine(piece.shape.size() + 1) + " does not have");
      return std::nullopt;
    }
    isOpen.push_back(llvm::is_contained(piece.isKnown, false));
    all.push_back(
        buildWhole(piece.getKnownShape(), output.axis, piece.elementType));
  }
  if (node.hasFailed())
    return std::nullopt;
  DimExpr last = extent.value_or(count) - 1;
  return buildLoop(
      node, count, all,
      [&](const DimExpr &turn, ValueRange carried, Values &next) {
        if (failed(body(turn, carried.take_front(inits.size()), next)))
          return failure();
        for (auto [i, output] : llvm::enumerate(outputs)) {
          Value &piece = next[inits.size() + i];
          Value whole = carried[inits.size() + i];
          DimExpr at = output.reverse ? last - turn : turn;
          if (isOpen[i]) {
            Shape shape = node.getShape(piece);
            Type type = NodeContext::getElementType(piece);
            whole = startInFirstTurn(node, turn, whole, [&] {
              return buildWhole(shape, output.axis, type);
            });
            piece = checkPiece(node, piece, whole, output.axis);
          }
          piece = putPiece(node, piece, whole, output.axis, at);
          if (!piece)
            return failure();
        }
        return success();
      });
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

std::optional<Values>
toroid::buildBranch(NodeContext &node, Value condition,
                    function_ref<std::optional<Values>()> then,
                    function_ref<std::optional<Values>()> otherwise,
                    std::optional<bool> *narrower) {
  if (node.hasFailed())
    return std::nullopt;
  SymbolicShapes &shapes = node.getShapes();
  OpBuilder &builder = node.getBuilder();
  Location loc = node.getLoc();
  Value holds = readScalar(node, condition);
  auto draft = scf::IfOp::create(builder, loc, TypeRange(), holds,
                                 /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder::InsertionGuard guard(builder);
  auto fill = [&](Block *block, function_ref<std::optional<Values>()> build) {
    block->clear();
    builder.setInsertionPointToEnd(block);
    return build();
  };
  std::optional<Values> ifTrue = fill(draft.thenBlock(), then);
  std::optional<Values> ifFalse = fill(draft.elseBlock(), otherwise);
  auto refuse = [&]() -> std::optional<Values> {
    discard(node, draft);
    return std::nullopt;
  };
  if (!ifTrue || !ifFalse)
    return refuse();

  SmallVector<Type> types;
  for (auto [i, x, y] : llvm::enumerate(*ifTrue, *ifFalse)) {
    Type type = NodeContext::getElementType(x);
    int64_t ranks[] = {NodeContext::getRank(x), NodeContext::getRank(y)};
    if (narrower && ranks[0] != ranks[1]) {
      *narrower = ranks[0] < ranks[1];
      return refuse();
    }
    if (ranks[0] != ranks[1] || type != NodeContext::getElementType(y)) {
      (void)node.fail("its branches give values #" + Twine(i) + " of types " +
                          debugString(x.getType()) + " and " +
                          debugString(y.getType()) +
                          ", and its condition is only known when the model "
                          "runs",
                      "re-export the model with static shapes");
      return refuse();
    }
    SmallVector<int64_t> sizes;
    for (auto [a, c] : llvm::zip(shapes.getShape(x), shapes.getShape(y)))
      sizes.push_back(a == c ? a.getConstant().value_or(ShapedType::kDynamic)
                             : ShapedType::kDynamic);
    types.push_back(RankedTensorType::get(sizes, type));
  }
  auto end = [&](Block *block, ValueRange values) {
    builder.setInsertionPointToEnd(block);
    Values ends;
    for (auto [value, type] : llvm::zip(values, types))
      ends.push_back(castTo(node, value, type));
    scf::YieldOp::create(builder, loc, ends);
  };
  end(draft.thenBlock(), *ifTrue);
  end(draft.elseBlock(), *ifFalse);
  builder.setInsertionPoint(draft);
  auto branch = scf::IfOp::create(builder, loc, types, holds,
                                  /*addThenBlock=*/false,
                                  /*addElseBlock=*/false);
  branch.getThenRegion().takeBody(draft.getThenRegion());
  branch.getElseRegion().takeBody(draft.getElseRegion());
  draft.erase();
  return Values(branch.getResults());
}

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

Value toroid::takePiece(NodeContext &node, Value tensor, int64_t axis,
                        const DimExpr &at) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(tensor);
  shape.erase(shape.begin() + axis);
  return node.reshape(node.sliceDim(tensor, axis, at, 1), shape);
}

Value toroid::putPiece(NodeContext &node, Value piece, Value dest, int64_t axis,
                       const DimExpr &at) {
  if (node.hasFailed())
    return {};
  Shape shape = node.getShape(piece);
  SmallVector<DimExpr> offsets(shape.size() + 1, DimExpr(0));
  offsets[axis] = at;
  shape.insert(shape.begin() + axis, DimExpr(1));
  piece = node.reshape(piece, shape);
  return node.create<InsertSliceOp>(
      NodeContext::getElementType(dest), piece, dest,
      node.getShapes().materialize(node.getBuilder(), node.getLoc(), offsets));
}

Value toroid::buildEmpty(NodeContext &node, ArrayRef<DimExpr> shape,
                         Type elementType) {
  if (node.hasFailed())
    return {};
  return tensor::EmptyOp::create(
      node.getBuilder(), node.getLoc(),
      node.getShapes().materialize(node.getBuilder(), node.getLoc(), shape),
      elementType);
}

Value toroid::readScalar(NodeContext &node, Value tensor) {
  SmallVector<Value> position;
  for (int64_t i = 0; i < NodeContext::getRank(tensor); ++i)
    position.push_back(
        arith::ConstantIndexOp::create(node.getBuilder(), node.getLoc(), 0));
  return tensor::ExtractOp::create(node.getBuilder(), node.getLoc(), tensor,
                                   position);
}
