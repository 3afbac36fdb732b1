//===- Kernels.cpp - Functions that keep a tile in registers --------------===//

#include "passes/CPU/Kernels.h"

#include "passes/CPU/Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace toroid;

static Value index(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

func::FuncOp Kernels::create(StringRef name, FunctionType type) {
  auto function = func::FuncOp::create(module.getLoc(), name, type);
  function.setPrivate();
  // Another pass may have made one of that name.
  SymbolTable(module).insert(function, module.getBody()->begin());
  function.addEntryBlock();
  return function;
}

/// Repeats conversions on `value`, a scalar or a vector.
static Value applyCasts(OpBuilder &b, Location loc, ArrayRef<Operation *> casts,
                        Value value) {
  for (Operation *cast : casts) {
    Type type = cast->getResult(0).getType();
    if (auto vector = dyn_cast<VectorType>(value.getType()))
      type = VectorType::get(vector.getShape(), type);
    OperationState state(loc, cast->getName(), value, type, cast->getAttrs());
    value = b.create(state)->getResult(0);
  }
  return value;
}

/// accumulator + lhs * rhs, in one rounding where the machine has it.
static Value multiplyAdd(OpBuilder &b, Location loc, Value lhs, Value rhs,
                         Value accumulator) {
  Type element = getElementTypeOrSelf(accumulator.getType());
  if (isa<FloatType>(element)) {
    auto contract = arith::FastMathFlags::contract;
    Value product = arith::MulFOp::create(b, loc, lhs, rhs, contract);
    return arith::AddFOp::create(b, loc, accumulator, product, contract);
  }
  return arith::AddIOp::create(b, loc, accumulator,
                               arith::MulIOp::create(b, loc, lhs, rhs));
}

func::FuncOp Kernels::buildKernel(StringRef name,
                                  const Contraction &contraction,
                                  const KernelShape &shape, FunctionType type) {
  func::FuncOp function = create(name, type);
  OpBuilder b = OpBuilder::atBlockBegin(&function.getBody().front());
  Location loc = function.getLoc();
  Value lhs = function.getArgument(0), rhs = function.getArgument(1),
        out = function.getArgument(2);
  Type outElement = cast<MemRefType>(out.getType()).getElementType();
  Type rhsElement = cast<MemRefType>(rhs.getType()).getElementType();
  int64_t lanes = target.lanes(outElement.getIntOrFloatBitWidth());
  auto outVector = VectorType::get({lanes}, outElement);
  auto rhsVector = VectorType::get({lanes}, rhsElement);

  Value zero = index(b, loc, 0), one = index(b, loc, 1);
  Value depth =
      memref::DimOp::create(b, loc, lhs, shape.isLhsTransposed ? 0 : 1);
  SmallVector<Value> rows, columns, masks;
  for (int64_t i = 0; i < shape.rows; ++i)
    rows.push_back(index(b, loc, i));
  for (int64_t v = 0; v < shape.vectors; ++v)
    columns.push_back(index(b, loc, v * lanes));
  if (shape.isMasked) {
    Value width = memref::DimOp::create(b, loc, out, 1);
    auto maskType = VectorType::get({lanes}, b.getI1Type());
    for (Value column : columns) {
      Value rest = arith::SubIOp::create(b, loc, width, column);
      masks.push_back(vector::CreateMaskOp::create(b, loc, maskType, rest));
    }
  }
  auto load = [&](OpBuilder &b, Value buffer, VectorType type, Value row,
                  int64_t v, bool isMasked) -> Value {
    if (!isMasked)
      return vector::LoadOp::create(b, loc, type, buffer,
                                    ValueRange{row, columns[v]});
    Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
    return vector::MaskedLoadOp::create(
        b, loc, type, buffer, ValueRange{row, columns[v]}, masks[v], none);
  };
  // A panel is whole, whatever the number of columns.
  bool isRhsMasked =
      shape.isMasked &&
      cast<MemRefType>(rhs.getType()).getDimSize(1) != shape.vectors * lanes;

  // One step of the sum.
  auto step = [&](OpBuilder &b, Value k, ValueRange carried) {
    SmallVector<Value> right, next;
    for (int64_t v = 0; v < shape.vectors; ++v)
      right.push_back(applyCasts(b, loc, contraction.rhsCasts,
                                 load(b, rhs, rhsVector, k, v, isRhsMasked)));
    for (int64_t i = 0; i < shape.rows; ++i) {
      Value element = memref::LoadOp::create(b, loc, lhs,
                                             shape.isLhsTransposed
                                                 ? ValueRange{k, rows[i]}
                                                 : ValueRange{rows[i], k});
      element = applyCasts(b, loc, contraction.lhsCasts, element);
      Value left = vector::BroadcastOp::create(b, loc, outVector, element);
      for (int64_t v = 0; v < shape.vectors; ++v)
        next.push_back(multiplyAdd(b, loc, left, right[v],
                                   carried[i * shape.vectors + v]));
    }
    return next;
  };

  // Few accumulators would wait for their own last addition: further sets take
  // every second, fourth … step.
  int64_t perSet = shape.rows * shape.vectors;
  int64_t sets = llvm::bit_ceil<uint64_t>(
      llvm::divideCeil(target.minAccumulators, perSet));
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(outVector));
  SmallVector<Value> accumulators;
  for (Value row : rows)
    for (int64_t v = 0; v < shape.vectors; ++v)
      accumulators.push_back(
          shape.startsAtZero ? none
                             : load(b, out, outVector, row, v, shape.isMasked));
  Value begin = zero;
  if (sets > 1) {
    SmallVector<Value> all = accumulators;
    all.resize(perSet * sets, none);
    Value by = index(b, loc, sets);
    Value rest = arith::RemUIOp::create(b, loc, depth, by);
    Value whole = arith::SubIOp::create(b, loc, depth, rest);
    auto loop = scf::ForOp::create(
        b, loc, zero, whole, by, all,
        [&](OpBuilder &b, Location loc, Value k, ValueRange carried) {
          SmallVector<Value> next;
          for (int64_t set = 0; set < sets; ++set) {
            Value at = arith::AddIOp::create(b, loc, k, index(b, loc, set));
            next.append(step(b, at, carried.slice(set * perSet, perSet)));
          }
          scf::YieldOp::create(b, loc, next);
        });
    // Added up in pairs.
    all.assign(loop.getResults().begin(), loop.getResults().end());
    for (int64_t half = sets / 2 * perSet; half >= perSet; half /= 2)
      for (int64_t i = 0; i < half; ++i)
        all[i] = isa<FloatType>(outElement)
                     ? arith::AddFOp::create(b, loc, all[i], all[half + i])
                           .getResult()
                     : arith::AddIOp::create(b, loc, all[i], all[half + i])
                           .getResult();
    accumulators.assign(all.begin(), all.begin() + perSet);
    begin = whole;
  }
  auto loop = scf::ForOp::create(
      b, loc, begin, depth, one, accumulators,
      [&](OpBuilder &b, Location loc, Value k, ValueRange carried) {
        scf::YieldOp::create(b, loc, step(b, k, carried));
      });
  for (int64_t i = 0; i < shape.rows; ++i)
    for (int64_t v = 0; v < shape.vectors; ++v) {
      Value value = loop.getResult(i * shape.vectors + v);
      if (shape.isMasked)
        vector::MaskedStoreOp::create(
            b, loc, out, ValueRange{rows[i], columns[v]}, masks[v], value);
      else
        vector::StoreOp::create(b, loc, value, out,
                                ValueRange{rows[i], columns[v]});
    }
  func::ReturnOp::create(b, loc);
  return function;
}

/// What makes two functions of the same type differ.
static std::string key(const Contraction &contraction, const KernelShape &shape,
                       FunctionType type) {
  std::string result;
  llvm::raw_string_ostream os(result);
  os << type << shape.rows << 'x' << shape.vectors << shape.isMasked
     << shape.isLhsTransposed << shape.startsAtZero;
  for (auto &casts : {contraction.lhsCasts, contraction.rhsCasts}) {
    os << '|';
    for (Operation *cast : casts)
      os << cast->getName() << cast->getResult(0).getType();
  }
  return result;
}

void Kernels::call(OpBuilder &b, Location loc, const Contraction &contraction,
                   const KernelShape &shape, Value lhs, Value rhs, Value out) {
  auto type = b.getFunctionType({lhs.getType(), rhs.getType(), out.getType()},
                                TypeRange{});
  func::FuncOp &function = functions[key(contraction, shape, type)];
  if (!function) {
    Type element = cast<MemRefType>(out.getType()).getElementType();
    int64_t columns =
        shape.vectors * target.lanes(element.getIntOrFloatBitWidth());
    std::string name = "toroid_kernel_" + std::to_string(shape.rows) + "x" +
                       std::to_string(columns) + "_" +
                       std::to_string(functions.size() - 1);
    function = buildKernel(name, contraction, shape, type);
  }
  func::CallOp::create(b, loc, function, ValueRange{lhs, rhs, out});
}

bool Kernels::canTranspose(Type element, const CPUTarget &target) {
  return element.isIntOrFloat() && element.getIntOrFloatBitWidth() == 32 &&
         (target.lanes(32) == 16 || target.lanes(32) == 8);
}

func::FuncOp Kernels::buildPack(StringRef name, FunctionType type,
                                bool sourceIsRows) {
  func::FuncOp function = create(name, type);
  OpBuilder b = OpBuilder::atBlockBegin(&function.getBody().front());
  Location loc = function.getLoc();
  Value source = function.getArgument(0), panel = function.getArgument(1);
  auto sourceType = cast<MemRefType>(source.getType());
  Type element = sourceType.getElementType();
  Value zero = index(b, loc, 0), one = index(b, loc, 1);
  Value columns = memref::DimOp::create(b, loc, source, sourceIsRows ? 1 : 0);
  Value depth = memref::DimOp::create(b, loc, source, sourceIsRows ? 0 : 1);
  int64_t lanes = target.lanes(element.getIntOrFloatBitWidth());
  auto rowType = VectorType::get({lanes}, element);

  auto copyScalars = [&](OpBuilder &b, Value n0, Value n1, Value k0, Value k1) {
    scf::ForOp::create(
        b, loc, k0, k1, one, {},
        [&](OpBuilder &b, Location, Value k, ValueRange) {
          scf::ForOp::create(
              b, loc, n0, n1, one, {},
              [&](OpBuilder &b, Location, Value n, ValueRange) {
                Value value =
                    memref::LoadOp::create(b, loc, source, ValueRange{n, k});
                memref::StoreOp::create(b, loc, value, panel, ValueRange{k, n});
                scf::YieldOp::create(b, loc);
              });
          scf::YieldOp::create(b, loc);
        });
  };

  // Rows of columns are copied as they are.
  if (sourceIsRows) {
    auto copyRow = [&](OpBuilder &b, Value k) {
      if (!sourceType.isDynamicDim(1) &&
          sourceType.getDimSize(1) % lanes == 0) {
        for (int64_t n = 0; n < sourceType.getDimSize(1); n += lanes) {
          SmallVector<Value> at{k, index(b, loc, n)};
          Value row = vector::LoadOp::create(b, loc, rowType, source, at);
          vector::StoreOp::create(b, loc, row, panel, at);
        }
        return;
      }
      scf::ForOp::create(
          b, loc, zero, columns, one, {},
          [&](OpBuilder &b, Location, Value n, ValueRange) {
            Value value =
                memref::LoadOp::create(b, loc, source, ValueRange{k, n});
            memref::StoreOp::create(b, loc, value, panel, ValueRange{k, n});
            scf::YieldOp::create(b, loc);
          });
    };
    scf::ForOp::create(b, loc, zero, depth, one, {},
                       [&](OpBuilder &b, Location, Value k, ValueRange) {
                         copyRow(b, k);
                         scf::YieldOp::create(b, loc);
                       });
    func::ReturnOp::create(b, loc);
    return function;
  }

  // Squares of vectors are transposed in registers, the edges one by one.
  bool inRegisters =
      canTranspose(element, target) && sourceType.isLastDimUnitStride();
  if (!inRegisters) {
    copyScalars(b, zero, columns, zero, depth);
    func::ReturnOp::create(b, loc);
    return function;
  }
  Value step = index(b, loc, lanes);
  auto wholeSquares = [&](Value size) -> Value {
    Value rest = arith::RemUIOp::create(b, loc, size, step);
    return arith::SubIOp::create(b, loc, size, rest);
  };
  Value mainColumns = wholeSquares(columns), mainDepth = wholeSquares(depth);
  auto squareType = VectorType::get({lanes, lanes}, element);
  scf::ForOp::create(
      b, loc, zero, mainColumns, step, {},
      [&](OpBuilder &b, Location, Value n, ValueRange) {
        scf::ForOp::create(
            b, loc, zero, mainDepth, step, {},
            [&](OpBuilder &b, Location, Value k, ValueRange) {
              Value square =
                  arith::ConstantOp::create(b, loc, b.getZeroAttr(squareType));
              for (int64_t i = 0; i < lanes; ++i) {
                Value row = arith::AddIOp::create(b, loc, n, index(b, loc, i));
                Value vector = vector::LoadOp::create(b, loc, rowType, source,
                                                      ValueRange{row, k});
                square = vector::InsertOp::create(b, loc, vector, square,
                                                  ArrayRef<int64_t>{i});
              }
              Value turned = vector::TransposeOp::create(
                  b, loc, square, ArrayRef<int64_t>{1, 0});
              for (int64_t i = 0; i < lanes; ++i) {
                Value row = arith::AddIOp::create(b, loc, k, index(b, loc, i));
                Value vector = vector::ExtractOp::create(b, loc, turned,
                                                         ArrayRef<int64_t>{i});
                vector::StoreOp::create(b, loc, vector, panel,
                                        ValueRange{row, n});
              }
              scf::YieldOp::create(b, loc);
            });
        scf::YieldOp::create(b, loc);
      });
  copyScalars(b, zero, mainColumns, mainDepth, depth);
  copyScalars(b, mainColumns, columns, zero, depth);
  func::ReturnOp::create(b, loc);
  return function;
}

void Kernels::callPack(OpBuilder &b, Location loc, Value source, Value panel,
                       bool sourceIsRows) {
  auto type =
      b.getFunctionType({source.getType(), panel.getType()}, TypeRange{});
  std::string key = sourceIsRows ? "pack rows" : "pack columns";
  llvm::raw_string_ostream(key) << type;
  func::FuncOp &function = functions[key];
  if (!function)
    function = buildPack("toroid_pack_" + std::to_string(functions.size() - 1),
                         type, sourceIsRows);
  func::CallOp::create(b, loc, function, ValueRange{source, panel});
}
