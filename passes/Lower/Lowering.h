//===- Lowering.h - From toroid to linalg, shared by all families -*- C++
//-*-===//

#ifndef TOROID_PASSES_LOWER_LOWERING_H
#define TOROID_PASSES_LOWER_LOWERING_H

#include "dialects/Toroid/SymbolicShapes.h"
#include "dialects/Toroid/ToroidDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/TypeSwitch.h"

#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace toroid {

/// How elements are stored below `toroid`: bool as i8 (0 or 1), unsigned
/// integers without their sign, narrow ones as i8 that holds their bits, zeros
/// above them.
mlir::Type getStorageType(mlir::Type elementType);
mlir::RankedTensorType getStorageType(mlir::RankedTensorType type);

/// The type in which floating-point numbers of `elementType` are computed.
mlir::Type getComputeType(mlir::Type elementType);

/// What an op has become: the new value of each of its results.
struct Lowered : llvm::SmallVector<mlir::Value, 1> {
  Lowered() = default;
  Lowered(mlir::Value value) {
    if (value)
      push_back(value);
  }
  Lowered(llvm::ArrayRef<mlir::Value> values) {
    append(values.begin(), values.end());
  }
};

/// Rewrites the ops of one function, in order. New ops are built in front of
/// the old ones, which stay until the end: symbolic shapes are facts about old
/// values. Every new value has the type of its old one's symbolic shape.
class Lowering {
public:
  using Body =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::ValueRange)>;
  using ScalarBody = llvm::function_ref<mlir::Value(mlir::ValueRange)>;

  explicit Lowering(mlir::func::FuncOp func);
  mlir::LogicalResult run();

  mlir::ImplicitLocOpBuilder b;
  SymbolicShapes shapes;

  //===--------------------------------------------------------------------===//
  // Old and new values
  //===--------------------------------------------------------------------===//

  /// What `old` has become.
  mlir::Value getNew(mlir::Value old);
  /// `value` with the type of `old`'s symbolic shape.
  mlir::Value fit(mlir::Value value, mlir::Value old);
  Shape getShape(mlir::Value old) { return shapes.getShape(old); }
  /// The splat value of a constant, as an attribute of its storage type.
  mlir::TypedAttr getSplat(mlir::Value old);

  //===--------------------------------------------------------------------===//
  // Building
  //===--------------------------------------------------------------------===//

  mlir::Value index(int64_t value);
  mlir::Value index(const DimExpr &expr);
  mlir::OpFoldResult size(const DimExpr &expr);
  llvm::SmallVector<mlir::OpFoldResult> sizes(llvm::ArrayRef<DimExpr> shape);
  mlir::Value constant(mlir::Type type, double value);
  mlir::Value zero(mlir::Type type);

  mlir::Value empty(llvm::ArrayRef<DimExpr> shape, mlir::Type elementType);
  mlir::Value filled(llvm::ArrayRef<DimExpr> shape, mlir::Value scalar);
  /// `outputs` are destinations; the iterators that `reductions` lists reduce.
  llvm::SmallVector<mlir::Value>
  generic(mlir::ValueRange inputs, llvm::ArrayRef<mlir::AffineMap> inputMaps,
          mlir::ValueRange outputs, llvm::ArrayRef<mlir::AffineMap> outputMaps,
          unsigned rank, llvm::ArrayRef<int64_t> reductions, Body body);
  /// One result of `shape`, written once per element.
  mlir::Value parallel(mlir::ValueRange inputs,
                       llvm::ArrayRef<mlir::AffineMap> maps,
                       llvm::ArrayRef<DimExpr> shape, mlir::Type elementType,
                       ScalarBody body);
  mlir::Value transpose(mlir::Value tensor, llvm::ArrayRef<DimExpr> shape,
                        llvm::ArrayRef<int64_t> permutation);
  /// The same elements under another shape; whoever calls has made sure that
  /// their numbers agree.
  mlir::Value reshape(mlir::Value tensor, llvm::ArrayRef<DimExpr> from,
                      llvm::ArrayRef<DimExpr> to);
  mlir::Value castTo(mlir::Value tensor, mlir::RankedTensorType type);

  /// An operand of an elementwise op: a tensor and how it is read, or a scalar.
  struct Operand {
    mlir::Value tensor;
    mlir::AffineMap map;
    mlir::Value scalar;
  };
  /// Reads `old` under NumPy's broadcasting to `shape`. A dim of which only a
  /// run knows whether it stretches is stretched here, into a new tensor.
  Operand broadcast(mlir::Value old, llvm::ArrayRef<DimExpr> shape);
  /// Same, always a tensor of rank `shape.size()` in which a dim is 1 or the
  /// one of `shape`.
  mlir::Value alignTo(mlir::Value old, llvm::ArrayRef<DimExpr> shape);
  /// The elementwise result over broadcast operands. `body` takes and gives
  /// scalars as `fromStorage` and `toStorage` convert them.
  mlir::Value elementwise(mlir::Operation *op, ScalarBody body);

  /// A loaded element of an old type as the scalar to compute with: bool is i1,
  /// floating-point numbers narrower than f32 are f32. What lies above a narrow
  /// number's bits is ignored.
  mlir::Value fromStorage(mlir::Value scalar, mlir::Type oldElementType);
  mlir::Value toStorage(mlir::Value scalar, mlir::Type oldElementType);

  /// Lowers the ops that spell `op` out, which take its place.
  Lowered lowerParts(Decomposable op);

  //===--------------------------------------------------------------------===//
  // Checks at run time
  //===--------------------------------------------------------------------===//

  /// Ends the run with "node '...': `what`" when `condition` does not hold.
  void check(mlir::Value condition, llvm::StringRef what);
  /// Nothing where it is provable; one check per pair of sizes.
  void checkEqual(const DimExpr &a, const DimExpr &b, llvm::StringRef what);
  /// `unless`, when given, makes the check pass where it is zero.
  void checkAtLeast(const DimExpr &a, const DimExpr &b, llvm::StringRef what,
                    std::optional<DimExpr> unless = std::nullopt);
  void checkSizes(llvm::ArrayRef<DimExpr> shape);

private:
  mlir::LogicalResult lower(mlir::Operation *op);
  mlir::LogicalResult lowerOther(mlir::Operation *op);
  mlir::LogicalResult lowerBlock(mlir::Block &block);
  // In LowerControlFlow.cpp.
  mlir::LogicalResult lowerHandingOn(mlir::Operation *op);
  mlir::LogicalResult lowerSelect(mlir::arith::SelectOp op);
  void copyFromOutside(mlir::OpOperand &operand, mlir::Operation *branch);
  void changeType(mlir::Value value);
  mlir::LogicalResult lowerRegion(mlir::Region &region);
  void handOn(mlir::OpOperand &operand, mlir::Value target,
              mlir::Value place = {});
  void finishTypes();
  mlir::AffineMap broadcastMap(llvm::ArrayRef<DimExpr> from,
                               llvm::ArrayRef<DimExpr> to,
                               llvm::SmallVectorImpl<bool> &unknown);
  mlir::Value stretch(mlir::Value tensor, llvm::ArrayRef<DimExpr> from,
                      llvm::ArrayRef<DimExpr> to, llvm::ArrayRef<bool> unknown);
  void convertSignature();

  mlir::func::FuncOp func;
  mlir::Operation *current = nullptr;
  llvm::DenseMap<mlir::Value, mlir::Value> map;
  llvm::SmallVector<mlir::Operation *> dead;
  /// Stand-ins keep the old types of arguments and results in place until all
  /// is lowered.
  llvm::SmallVector<mlir::UnrealizedConversionCastOp> standIns;
  std::set<std::pair<DimExpr, DimExpr>> checkedEqual;
  std::set<std::tuple<DimExpr, DimExpr, DimExpr>> checkedAtLeast;
};

/// How a node is called in messages of a run: its ONNX name, or its op.
std::string describeNode(mlir::Operation *op);

/// Each takes the ops of one family; nothing when `op` is not one of them or
/// after an error.
Lowered lowerElementwise(Lowering &l, mlir::Operation *op);
Lowered lowerMovement(Lowering &l, mlir::Operation *op);
Lowered lowerIndexing(Lowering &l, mlir::Operation *op);
Lowered lowerReduction(Lowering &l, mlir::Operation *op);
Lowered lowerContraction(Lowering &l, mlir::Operation *op);
Lowered lowerWindows(Lowering &l, mlir::Operation *op);
Lowered lowerLinearAttention(Lowering &l, LinearAttentionOp op);
Lowered lowerRotary(Lowering &l, mlir::Operation *op);
Lowered lowerData(Lowering &l, mlir::Operation *op);

/// The values and indices that toroid.top_k gives.
Lowered lowerTopK(Lowering &l, TopKOp op);

/// What changes nothing when combined with, in the compute type.
mlir::Value getIdentity(Lowering &l, ReductionKind kind,
                        mlir::Type oldElementType);

/// The number of a narrow floating-point type whose bits an i8 holds, as f32.
mlir::Value decodeNarrow(mlir::ImplicitLocOpBuilder &b, mlir::Value bits,
                         mlir::FloatType type);
/// The bits, as i8, of an f32 as `toroid.cast` converts it.
mlir::Value encodeNarrow(mlir::ImplicitLocOpBuilder &b, mlir::Value x,
                         mlir::FloatType type, bool saturate = false,
                         Rounding rounding = Rounding::up);
/// From f64 to f32, such that rounding the result once more gives what rounding
/// `x` once would.
mlir::Value roundToOdd(mlir::ImplicitLocOpBuilder &b, mlir::Value x);

/// One of a kind's two-operand combination of scalars.
mlir::Value combine(mlir::ImplicitLocOpBuilder &b, ReductionKind kind,
                    mlir::Type oldElementType, mlir::Value x, mlir::Value y);

} // namespace toroid

#endif // TOROID_PASSES_LOWER_LOWERING_H
