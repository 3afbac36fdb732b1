//===- ToroidInterfaces.td - Interfaces of Toroid's ops ----*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_TOROIDINTERFACES_TD
#define TOROID_DIALECTS_TOROID_TOROIDINTERFACES_TD

include "mlir/IR/OpBase.td"

def Toroid_ShapeInference : OpInterface<"ShapeInference"> {
  let cppNamespace = "::toroid";
  let description = [{
    An op whose result shapes are functions of its operands' shapes and of its
    index operands. One implementation serves the verifier (where operands'
    dynamic dims are unknown), the builders and symbolic shape inference.
  }];
  let methods = [
    InterfaceMethod<[{
        Gives the shape of every result. Emits an error and fails when the
        operands contradict each other.
      }], "::llvm::LogicalResult", "inferShapes",
      (ins "::toroid::SymbolicShapes &":$shapes,
           "::llvm::SmallVectorImpl<::toroid::Shape> &":$results)>,
    InterfaceMethod<[{
        Gives the elements of the only result, a small integer tensor of static
        shape, when they are functions of dims; otherwise false.
      }], "bool", "inferElements",
      (ins "::toroid::SymbolicShapes &":$shapes,
           "::llvm::SmallVectorImpl<::toroid::DimExpr> &":$elements),
      "", "return false;">
  ];
  let verify = "return ::toroid::detail::verifyInferredShapes($_op);";
}

def Toroid_Decomposable : OpInterface<"Decomposable"> {
  let cppNamespace = "::toroid";
  let description = [{
    A fused op that other ops of the dialect can spell out. What they compute is
    the op's reference: the same function, to the last rounding that the op's
    numeric contract names.
  }];
  let methods = [
    InterfaceMethod<[{
        Builds the ops where `builder` stands and gives what they compute in the
        place of the op's results. Their types may tell more static dims than
        the results' do.
      }], "::llvm::SmallVector<::mlir::Value>", "decompose",
      (ins "::mlir::OpBuilder &":$builder,
           "::toroid::SymbolicShapes &":$shapes)>,
    InterfaceMethod<[{
        Whether it does more than one of those other ops.
      }], "bool", "isFused", (ins), "", "return true;">
  ];
}

#endif // TOROID_DIALECTS_TOROID_TOROIDINTERFACES_TD
