//===- ElementwiseOps.td - Ops on each element -------------*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_ELEMENTWISEOPS_TD
#define TOROID_DIALECTS_TOROID_ELEMENTWISEOPS_TD

include "dialects/Toroid/ToroidDialect.td"

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

class Toroid_UnaryBase<string mnemonic, Type operand, Type res,
                       list<Trait> traits = []>
    : Toroid_Op<mnemonic, traits> {
  let arguments = (ins operand:$input);
  let results = (outs res:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
}

class Toroid_Unary<string mnemonic, string formula, Type tensor,
                   string contract = "">
    : Toroid_UnaryBase<mnemonic, tensor, tensor, [Toroid_SameElementType]> {
  let summary = formula;
  let description = "Elementwise; the result has the operand's shape. " #
                    contract;
}

/// Of integers, it may compute shapes.
class Toroid_ShapeUnary<string mnemonic, string formula, Type tensor>
    : Toroid_ShapeOp<mnemonic, [Toroid_SameElementType]> {
  let summary = formula;
  let description = "Elementwise; the result has the operand's shape.";
  let arguments = (ins tensor:$input);
  let results = (outs tensor:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
}

def Toroid_AbsOp : Toroid_ShapeUnary<"abs", "|x|", Toroid_NumberTensor>;
def Toroid_NegOp : Toroid_ShapeUnary<"neg", "-x", Toroid_NumberTensor>;
def Toroid_SignOp : Toroid_Unary<"sign", "-1, 0 or 1 as x is negative, zero or positive", Toroid_NumberTensor, "NaN gives NaN.">;
def Toroid_FloorOp : Toroid_Unary<"floor", "the largest integer not above x", Toroid_FloatTensor>;
def Toroid_CeilOp : Toroid_Unary<"ceil", "the smallest integer not below x", Toroid_FloatTensor>;
def Toroid_RoundOp : Toroid_Unary<"round", "the integer nearest to x, ties to even", Toroid_FloatTensor>;
def Toroid_SqrtOp : Toroid_Unary<"sqrt", "the square root of x", Toroid_FloatTensor, "Correctly rounded; negative operands give NaN.">;
def Toroid_RsqrtOp : Toroid_Unary<"rsqrt", "1 / sqrt(x)", Toroid_FloatTensor, "Computed as the quotient, both steps correctly rounded.">;
def Toroid_ReciprocalOp : Toroid_Unary<"reciprocal", "1 / x", Toroid_FloatTensor>;
def Toroid_ExpOp : Toroid_Unary<"exp", "e to the power x", Toroid_FloatTensor>;
def Toroid_LogOp : Toroid_Unary<"log", "the natural logarithm of x", Toroid_FloatTensor>;
def Toroid_ErfOp : Toroid_Unary<"erf", "the error function of x", Toroid_FloatTensor>;
def Toroid_SinOp : Toroid_Unary<"sin", "the sine of x radians", Toroid_FloatTensor>;
def Toroid_CosOp : Toroid_Unary<"cos", "the cosine of x radians", Toroid_FloatTensor>;
def Toroid_TanOp : Toroid_Unary<"tan", "the tangent of x radians", Toroid_FloatTensor>;
def Toroid_AsinOp : Toroid_Unary<"asin", "the arcsine of x in radians", Toroid_FloatTensor, "NaN outside of [-1, 1].">;
def Toroid_AcosOp : Toroid_Unary<"acos", "the arccosine of x in radians", Toroid_FloatTensor, "NaN outside of [-1, 1].">;
def Toroid_AtanOp : Toroid_Unary<"atan", "the arctangent of x in radians", Toroid_FloatTensor>;
def Toroid_SinhOp : Toroid_Unary<"sinh", "the hyperbolic sine of x", Toroid_FloatTensor>;
def Toroid_CoshOp : Toroid_Unary<"cosh", "the hyperbolic cosine of x", Toroid_FloatTensor>;
def Toroid_TanhOp : Toroid_Unary<"tanh", "the hyperbolic tangent of x", Toroid_FloatTensor>;
def Toroid_AsinhOp : Toroid_Unary<"asinh", "the inverse of sinh", Toroid_FloatTensor>;
def Toroid_AcoshOp : Toroid_Unary<"acosh", "the inverse of cosh on numbers that are not negative", Toroid_FloatTensor, "NaN below 1.">;
def Toroid_AtanhOp : Toroid_Unary<"atanh", "the inverse of tanh", Toroid_FloatTensor, "NaN outside of [-1, 1].">;
def Toroid_SigmoidOp : Toroid_Unary<"sigmoid", "1 / (1 + exp(-x))", Toroid_FloatTensor>;
def Toroid_SoftplusOp : Toroid_Unary<"softplus", "log(1 + exp(x))", Toroid_FloatTensor>;
def Toroid_ReluOp : Toroid_Unary<"relu", "max(x, 0)", Toroid_NumberTensor, "NaN stays NaN.">;
def Toroid_NotOp : Toroid_ShapeUnary<"not", "the negation of every bit", Toroid_BitsTensor>;

def Toroid_IsNaNOp : Toroid_UnaryBase<"is_nan", Toroid_FloatTensor, Toroid_BoolTensor> {
  let summary = "true where x is NaN";
}

def Toroid_GeluForm : I32EnumAttr<"GeluForm", "how a GELU computes", [
    I32EnumAttrCase<"Erf", 0, "erf">, I32EnumAttrCase<"Tanh", 1, "tanh">,
    I32EnumAttrCase<"Sigmoid", 2, "sigmoid">]> {
  let cppNamespace = "::toroid";
}
def Toroid_GeluOp : Toroid_Op<"gelu", [Toroid_SameElementType, Toroid_Decomposes]> {
  let summary = "Gaussian error linear unit";
  let description = [{
    Elementwise, in one of three forms that are different functions:

    - `erf`: `x/2 · (1 + erf(x/√2))`
    - `tanh`: `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`
    - `sigmoid`: `x · sigmoid(1.702 x)`

    Source: ONNX `Gelu`; Hendrycks and Gimpel, "Gaussian Error Linear Units".

    ```mlir
    %1 = toroid.gelu erf %0 : (tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_GeluForm:$form, Toroid_FloatTensor:$input);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat =
      "$form $input attr-dict `:` functional-type(operands, results)";
}

def Toroid_SiluOp : Toroid_UnaryBase<"silu", Toroid_FloatTensor, Toroid_FloatTensor, [Toroid_SameElementType, Toroid_Decomposes]> {
  let summary = "x · sigmoid(x)";
  let description = [{
    Elementwise; the result has the operand's shape. Also called Swish. The
    product is rounded once, the sigmoid is not.

    Source: ONNX `Swish` with its default `alpha`; Elfwing et al.,
    "Sigmoid-Weighted Linear Units".

    ```mlir
    %1 = toroid.silu %0 : (tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
}

def Toroid_Rounding : I32EnumAttr<"Rounding", "where a number between two goes", [
    I32EnumAttrCase<"up", 0>, I32EnumAttrCase<"down", 1>,
    I32EnumAttrCase<"nearest", 2>]> {
  let cppNamespace = "::toroid";
}
def Toroid_CastOp : Toroid_ShapeOp<"cast"> {
  let summary = "converts elements to the result's element type";
  let description = [{
    Floating-point to integer truncates towards zero; a value outside the
    target's range, or NaN, gives an unspecified value of the target, except
    that integers of 2 and 4 bits keep the low bits of the 32-bit result.
    Integer to a narrower integer keeps the low bits. Any number to i1 gives
    `x != 0`. Floating-point narrowing rounds once, to nearest, ties to even.

    What is above a narrow floating-point type's largest number after rounding
    gives infinity, or NaN where the type has none, or the largest number where
    it has neither; with `saturate` always the largest number. NaN gives NaN, or
    -0 where the type has none.

    f8E8M0FNU has powers of two only. The sign is dropped and `rounding` is
    `up`, `down` or `nearest` (ties up), `up` by default. Below the least number
    the result is NaN, or the least number with `saturate`.

    - (C1) `saturate` goes with a result of narrow floating-point elements.
    - (C2) `rounding` goes with f8E8M0FNU.

    Source: ONNX `Cast`.

    ```mlir
    %1 = toroid.cast %0 saturate : (tensor<?xf32>) -> tensor<?xf8E4M3FN>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input,
                       OptionalAttr<Toroid_Rounding>:$rounding,
                       UnitAttr:$saturate);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input (`rounding` `=` $rounding^)? (`saturate` $saturate^)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Toroid_UnpackOp : Toroid_Op<"unpack"> {
  let summary = "the sub-byte elements that bytes hold";
  let description = [{
    Along the last dim each byte holds 8 / width elements, the first one in the
    lowest bits: `[d..., n]` becomes `[d..., n · 8 / width]`. Of a constant that
    is a weight this is another view of the same bytes. Source: ONNX's packing
    of raw data; com.microsoft `MatMulNBits`.

    ```mlir
    %1 = toroid.unpack %0 : (tensor<8x16xui8>) -> tensor<8x32xui4>
    ```
  }];
  let arguments = (ins Toroid_PackedTensor:$input);
  let results = (outs Toroid_SubByteTensor:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Toroid_BitcastOp : Toroid_Op<"bitcast"> {
  let summary = "the same bits as elements of another type";
  let description = [{
    Elementwise. Both element types have the same width; bool counts as 8 bits,
    and any of them that is set makes true. Source: ONNX `BitCast`.

    ```mlir
    %1 = toroid.bitcast %0 : (tensor<?xf32>) -> tensor<?xi32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Two and three operands
//===----------------------------------------------------------------------===//

class Toroid_BinaryBase<string mnemonic, Type operand, Type res,
                        list<Trait> traits>
    : Toroid_ShapeOp<mnemonic, traits> {
  let arguments = (ins operand:$lhs, operand:$rhs);
  let results = (outs res:$result);
  let assemblyFormat =
      "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

class Toroid_Binary<string mnemonic, string formula, Type tensor,
                    string contract = "", list<Trait> traits = []>
    : Toroid_BinaryBase<mnemonic, tensor, tensor,
                        !listconcat([Toroid_SameElementType], traits)> {
  let summary = formula;
  let description = "Elementwise; operands broadcast. " # contract;
}

def Toroid_AddOp : Toroid_Binary<"add", "x + y", Toroid_NumberTensor, "", [Commutative]> { let hasFolder = 1; }
def Toroid_SubOp : Toroid_Binary<"sub", "x - y", Toroid_NumberTensor> { let hasFolder = 1; }
def Toroid_MulOp : Toroid_Binary<"mul", "x · y", Toroid_NumberTensor, "", [Commutative]> { let hasFolder = 1; }
def Toroid_DivOp : Toroid_Binary<"div", "x / y", Toroid_NumberTensor, "Integers truncate towards zero; an integer divided by zero gives zero."> { let hasFolder = 1; }
def Toroid_ModOp : Toroid_Binary<"mod", "the remainder of x / y with the sign of y", Toroid_NumberTensor, "An integer modulo zero gives zero.">;
def Toroid_FmodOp : Toroid_Binary<"fmod", "the remainder of x / y with the sign of x", Toroid_NumberTensor, "An integer modulo zero gives zero.">;
def Toroid_PowOp : Toroid_Binary<"pow", "x to the power y", Toroid_NumberTensor> { let hasFolder = 1; }
def Toroid_MaxOp : Toroid_Binary<"max", "the larger of x and y", Toroid_NumberTensor, "NaN if either is NaN.", [Commutative]>;
def Toroid_MinOp : Toroid_Binary<"min", "the smaller of x and y", Toroid_NumberTensor, "NaN if either is NaN.", [Commutative]>;
def Toroid_AndOp : Toroid_Binary<"and", "x and y, bit by bit", Toroid_BitsTensor, "", [Commutative]>;
def Toroid_OrOp : Toroid_Binary<"or", "x or y, bit by bit", Toroid_BitsTensor, "", [Commutative]>;
def Toroid_XorOp : Toroid_Binary<"xor", "x exclusive-or y, bit by bit", Toroid_BitsTensor, "", [Commutative]>;
def Toroid_ShiftLeftOp : Toroid_Binary<"shift_left", "the bits of x moved up by y places", Toroid_IntTensor, "y is taken as unsigned; zeros come in, and from the width on nothing else is left.">;
def Toroid_ShiftRightOp : Toroid_Binary<"shift_right", "the bits of x moved down by y places", Toroid_IntTensor, "y is taken as unsigned; zeros come in, copies of the sign for signed numbers, and from the width on nothing else is left.">;

def Toroid_Predicate : I32EnumAttr<"Predicate", "a comparison", [
    I32EnumAttrCase<"eq", 0>, I32EnumAttrCase<"lt", 1>,
    I32EnumAttrCase<"le", 2>, I32EnumAttrCase<"gt", 3>,
    I32EnumAttrCase<"ge", 4>]> {
  let cppNamespace = "::toroid";
}
def Toroid_CompareOp : Toroid_ShapeOp<"compare"> {
  let summary = "whether x = y, x < y, x <= y, x > y or x >= y";
  let description = [{
    Elementwise; operands broadcast and have one element type. Comparisons with
    NaN are false.

    ```mlir
    %2 = toroid.compare lt, %0, %1 : (tensor<?xi64>, tensor<i64>) -> tensor<?xi1>
    ```
  }];
  let arguments = (ins Toroid_Predicate:$predicate, Toroid_Tensor:$lhs,
                       Toroid_Tensor:$rhs);
  let results = (outs Toroid_BoolTensor:$result);
  let assemblyFormat = [{
    $predicate `,` $lhs `,` $rhs attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_SelectOp : Toroid_ShapeOp<"select"> {
  let summary = "x where the condition holds, y elsewhere";
  let description = [{
    Elementwise; all three operands broadcast. Source: ONNX `Where`.

    ```mlir
    %3 = toroid.select %0, %1, %2
        : (tensor<?x1xi1>, tensor<?x8xf32>, tensor<f32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_BoolTensor:$condition, Toroid_Tensor:$true_value,
                       Toroid_Tensor:$false_value);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $condition `,` $true_value `,` $false_value attr-dict
    `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_ELEMENTWISEOPS_TD
