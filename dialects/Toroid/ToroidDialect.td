//===- ToroidDialect.td - The transformer dialect ----------*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_TOROIDDIALECT_TD
#define TOROID_DIALECTS_TOROID_TOROIDDIALECT_TD

include "dialects/Toroid/ToroidInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Toroid_Dialect : Dialect {
  let name = "toroid";
  let cppNamespace = "::toroid";
  let summary = "tensor ops of transformer models";
  let description = [{
    Ops on ranked tensors with static or dynamic dims, one form for each
    meaning: axes are attributes and never negative, broadcasting is NumPy's and
    part of an op's rule, optional operands are absent and not empty. Nothing
    here knows ONNX's operator sets.

    Sizes that only a run knows are `index` operands (`toroid.reshape`,
    `toroid.slice`, ...). The function's arguments name their dynamic dims in
    `toroid.dims`; shape inference follows these names through every op.

    Element types: f16, bf16, f32, f64, i1 (bool), i8 to i64 and ui8 to ui64.
    Floating-point ops on f16 and bf16 compute in f32 and round once, at their
    result. Integer arithmetic wraps.

    Narrow element types, for quantized tensors: i2, i4, ui2, ui4, f4E2M1FN,
    f6E2M3FN, f6E3M2FN, f8E4M3FN, f8E4M3FNUZ, f8E5M2, f8E5M2FNUZ and f8E8M0FNU.
    They are moved, selected, compared and converted (`toroid.cast`); there is
    no arithmetic on them.
  }];
  let hasConstantMaterializer = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let extraClassDeclaration = [{
    /// Attribute of a function's argument or result: the array of its dims, an
    /// integer for a static one and a name, possibly empty, for a dynamic one.
    static ::llvm::StringRef getDimsAttrName() { return "toroid.dims"; }
    /// Attribute of a function's argument or result: its name in the model.
    static ::llvm::StringRef getNameAttrName() { return "toroid.name"; }
  }];
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Toroid_Float : AnyTypeOf<[F16, BF16, F32, F64], "floating-point number">;
def Toroid_Int : AnyTypeOf<[I8, I16, I32, I64, UI8, UI16, UI32, UI64], "integer">;
def Toroid_Number : AnyTypeOf<[Toroid_Float, Toroid_Int], "number">;
def Toroid_Narrow : AnyTypeOf<[I<2>, I<4>, UI<2>, UI<4>, F4E2M1FN, F6E2M3FN,
                              F6E3M2FN, F8E4M3FN, F8E4M3FNUZ, F8E5M2,
                              F8E5M2FNUZ, F8E8M0FNU], "narrow number">;
def Toroid_Element : AnyTypeOf<[Toroid_Number, I1, Toroid_Narrow], "element">;

def Toroid_FloatTensor : RankedTensorOf<[Toroid_Float]>;
def Toroid_NumberTensor : RankedTensorOf<[Toroid_Number]>;
def Toroid_IndexTensor : RankedTensorOf<[I32, I64]>;
def Toroid_IntTensor : RankedTensorOf<[Toroid_Int]>;
def Toroid_BoolTensor : RankedTensorOf<[I1]>;
// Also as bool is stored below this dialect: 0 or 1.
def Toroid_MaskTensor : RankedTensorOf<[I1, I8]>;
def Toroid_BitsTensor : RankedTensorOf<[Toroid_Int, I1]>;
def Toroid_PackedTensor : RankedTensorOf<[UI8]>;
def Toroid_SubByteTensor : RankedTensorOf<[I<2>, I<4>, UI<2>, UI<4>, F4E2M1FN]>;
def Toroid_Tensor : RankedTensorOf<[Toroid_Element]>;

//===----------------------------------------------------------------------===//
// Op bases
//===----------------------------------------------------------------------===//

/// For ops that compute shapes: also declares inferElements.
def Toroid_InfersElements : DeclareOpInterfaceMethods<Toroid_ShapeInference,
                                                      ["inferElements"]>;

class Toroid_Op<string mnemonic, list<Trait> traits = []>
    : Op<Toroid_Dialect, mnemonic,
         !listconcat([Pure, DeclareOpInterfaceMethods<Toroid_ShapeInference>],
                     traits)>;

/// An op whose small integer results may compute shapes.
class Toroid_ShapeOp<string mnemonic, list<Trait> traits = []>
    : Op<Toroid_Dialect, mnemonic,
         !listconcat([Pure, Toroid_InfersElements], traits)>;

/// For fused ops: also declares decompose.
def Toroid_Decomposes : DeclareOpInterfaceMethods<Toroid_Decomposable>;

/// `$_op` has operands and result of one element type.
def Toroid_SameElementType
    : NativeOpTrait<"SameOperandsAndResultElementType">;

/// `input` and `result` have one element type, whatever other operands are.
def Toroid_SameInputElementType : AllElementTypesMatch<["input", "result"]>;

#endif // TOROID_DIALECTS_TOROID_TOROIDDIALECT_TD
