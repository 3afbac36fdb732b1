//===- DataOps.td - Sizes that data decide; parts written -*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_DATAOPS_TD
#define TOROID_DIALECTS_TOROID_DATAOPS_TD

include "dialects/Toroid/ToroidDialect.td"

def Toroid_NonZeroOp : Toroid_Op<"nonzero"> {
  let summary = "where the elements of a tensor are not zero";
  let description = [{
    `result[:, k]` is the position of the k-th element, in row-major order, that
    is not zero. The result has one row per dim of the input and as many columns
    as there are such elements, which only a run knows. Source: ONNX `NonZero`.

    ```mlir
    %1 = toroid.nonzero %0 : (tensor<?x8xf32>) -> tensor<2x?xi64>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input);
  let results = (outs RankedTensorOf<[I64]>:$result);
  let assemblyFormat =
      "$input attr-dict `:` functional-type(operands, results)";
}

def Toroid_UniqueOp : Toroid_Op<"unique"> {
  let summary = "which rows of a matrix differ from all before";
  let description = [{
    The rows that are different, ordered by their numbers (lexicographically;
    NaN is equal to itself and larger than all else) when `sorted`, by their
    first occurrence otherwise. `first[k]` is the first row equal to the k-th of
    them, `counts[k]` how many are, and `inverse[i]` the `k` that row `i` is
    equal to. How many there are only a run knows.

    Constraints: (C1) the input has rank 2.
    Source: ONNX `Unique`, whose first result is a gather by `first`.

    ```mlir
    %first, %inverse, %counts = toroid.unique %0 sorted = true
        : (tensor<?x1xf32>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>)
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input, BoolAttr:$sorted);
  let results = (outs RankedTensorOf<[I64]>:$first,
                      RankedTensorOf<[I64]>:$inverse,
                      RankedTensorOf<[I64]>:$counts);
  let assemblyFormat = [{
    $input `sorted` `=` $sorted attr-dict `:` functional-type(operands, results)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$input,
                                 "bool":$sorted), [{
    build($_builder, $_state, type, type, type, input, sorted);
  }]>];
}

def Toroid_InsertSliceOp : Toroid_Op<"insert_slice"> {
  let summary = "a tensor with a box of it replaced";
  let description = [{
    `result[offset + i, ...] = source[i, ...]`, and the elements of `dest`
    elsewhere. The box lies within `dest`. A loop that carries `dest` writes it
    where it is.

    Constraints: (C1) `source` and `dest` have the same rank, and one offset for
    each dim. (C2) Their elements are of one type.

    ```mlir
    %2 = toroid.insert_slice %0 into %1 [%i, 0]
        : (tensor<1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$source, Toroid_Tensor:$dest,
                       Variadic<Index>:$offsets,
                       DenseI64ArrayAttr:$static_offsets);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $source `into` $dest custom<DynamicIndexList>($offsets, $static_offsets)
    attr-dict `:` `(` type($source) `,` type($dest) `)` `->` type($result)
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$source,
      "::mlir::Value":$dest,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$offsets), [{
    ::llvm::SmallVector<::mlir::Value> dynamics;
    ::llvm::SmallVector<int64_t> statics;
    ::mlir::dispatchIndexOpFoldResults(offsets, dynamics, statics);
    build($_builder, $_state, type, source, dest, dynamics, statics);
  }]>];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_DATAOPS_TD
