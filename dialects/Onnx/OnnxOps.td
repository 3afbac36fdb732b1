//===- OnnxOps.td - The carrier dialect for ONNX graphs ----*- tablegen -*-===//
//
// A syntactic image of an ONNX graph. What operators mean is decided in
// passes/Legalize, where tests can see it.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_DIALECTS_ONNX_ONNXOPS_TD
#define TOROID_DIALECTS_ONNX_ONNXOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Onnx_Dialect : Dialect {
  let name = "onnx";
  let cppNamespace = "::toroid::onnx";
  let summary = "ONNX graphs as they are written, without their meaning";
  let description = [{
    The importer produces one function per graph. Its arguments and results
    carry `toroid.name` and `toroid.dims` (an array with an integer for a static
    dimension and a string, the ONNX `dim_param`, for a symbolic one; an empty
    string when ONNX does not name it). Each ONNX node is one `onnx.node` whose
    location is the ONNX node's name.
  }];
  let useDefaultTypePrinterParser = 1;
}

class Onnx_Type<string name, string typeMnemonic>
    : TypeDef<Onnx_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Onnx_UnknownType : Onnx_Type<"Unknown", "unknown"> {
  let summary = "type of a value for which the ONNX file declares none";
}

def Onnx_StringType : Onnx_Type<"String", "string"> {
  let summary = "element type of ONNX string tensors";
}

class Onnx_WrapperType<string name, string typeMnemonic>
    : Onnx_Type<name, typeMnemonic> {
  let parameters = (ins "::mlir::Type":$elementType);
  let assemblyFormat = "`<` $elementType `>`";
}

def Onnx_SequenceType : Onnx_WrapperType<"Sequence", "sequence"> {
  let summary = "any number of values of one type";
}

def Onnx_OptionalType : Onnx_WrapperType<"Optional", "optional"> {
  let summary = "a value or none";
}

class Onnx_Op<string mnemonic, list<Trait> traits = []>
    : Op<Onnx_Dialect, mnemonic, traits>;

def Onnx_NodeOp : Onnx_Op<"node"> {
  let summary = "one ONNX node";
  let description = [{
    Carries the operator's name, domain (`""` for ai.onnx), the version of the
    domain's operator set that the model imports, and the attributes as written:

    | ONNX            | here                                                   |
    |-----------------|--------------------------------------------------------|
    | INT, FLOAT      | `i64` and `f32` attributes                             |
    | STRING          | string attribute                                       |
    | INTS, FLOATS    | `array<i64: ...>` and `array<f32: ...>`                |
    | STRINGS         | array of strings                                       |
    | TENSOR          | elements attribute; a sparse tensor is expanded        |
    | TYPE_PROTO      | type attribute                                         |
    | GRAPH           | region, named by `region_names`                        |
    | GRAPHS          | regions, named `<attribute>.<index>`                   |
    | other lists     | array of the above                                     |

    Subgraphs (`If`, `Loop`, `Scan`) are regions with the subgraph's inputs as
    arguments; they end in `onnx.yield` and may use values of the enclosing
    graph. An omitted optional input is the result of `onnx.none`; an omitted
    output is a result of type `none`.

    ```mlir
    %2 = onnx.node "Gemm"(%0, %1) {opset = 17 : i64, attrs = {transB = 1 : i64}}
        : (tensor<?x8xf32>, tensor<4x8xf32>) -> tensor<?x4xf32>
    %4 = onnx.node "If"(%3) {opset = 17 : i64,
                             region_names = ["then_branch", "else_branch"]}
        : (tensor<i1>) -> !onnx.unknown {
      onnx.yield %2 : tensor<?x4xf32>
    }, {
      onnx.yield %1 : tensor<?x4xf32>
    }
    ```
  }];
  let arguments = (ins
    StrAttr:$op_type,
    DefaultValuedStrAttr<StrAttr, "">:$domain,
    I64Attr:$opset,
    DefaultValuedAttr<DictionaryAttr, "{}">:$attrs,
    DefaultValuedAttr<StrArrayAttr, "{}">:$region_names,
    Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyType>:$outputs);
  let regions = (region VariadicRegion<AnyRegion>:$subgraphs);
  let assemblyFormat = [{
    $op_type `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)
    $subgraphs
  }];
  let hasVerifier = 1;
}

def Onnx_ConstantOp : Onnx_Op<"constant", [Pure]> {
  let summary = "an initializer of the graph";
  let description = [{
    Large values are `dense_resource` attributes whose data stays in the mapped
    model file.
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyTensor:$output);
  let assemblyFormat = "$value attr-dict `:` type($output)";
  let hasVerifier = 1;
}

def Onnx_NoneOp : Onnx_Op<"none", [Pure]> {
  let summary = "an omitted optional input";
  let results = (outs NoneType:$output);
  let assemblyFormat = "attr-dict `:` type($output)";
}

def Onnx_YieldOp : Onnx_Op<"yield", [Pure, Terminator]> {
  let summary = "the outputs of a subgraph";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

#endif // TOROID_DIALECTS_ONNX_ONNXOPS_TD
