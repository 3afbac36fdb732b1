//===- IndexOps.td - Ops that address elements by number ---*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_INDEXOPS_TD
#define TOROID_DIALECTS_TOROID_INDEXOPS_TD

include "dialects/Toroid/ReductionOps.td"

def Toroid_GatherOp : Toroid_ShapeOp<"gather", [Toroid_SameInputElementType]> {
  let summary = "selects slices along an axis by index";
  let description = [{
    With `r` the rank of the indices, `result[a..., i..., b...] =
    input[a..., indices[i...], b...]` where `a` has `axis` dims. A negative index
    counts from the end. An index outside `[-n, n)` ends the run with an error
    that names the node. Source: ONNX `Gather`.

    ```mlir
    %2 = toroid.gather axis = 0 %0, %1 : (tensor<100x8xf32>, tensor<?x?xi64>) -> tensor<?x?x8xf32>
    ```
  }];
  let arguments = (ins I64Attr:$axis, Toroid_Tensor:$input,
                       Toroid_IndexTensor:$indices);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    `axis` `=` $axis $input `,` $indices attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_EmbeddingOp : Toroid_Op<"embedding", [AttrSizedOperandSegments, Toroid_Decomposes]> {
  let summary = "sum of rows of tables, found by index";
  let description = [{
    Token, position and segment embeddings, added up. With `k` tables `[n, D]`,
    each with a tensor of indices:

    ```
    result[i..., d] = Σ_k tables[k][indices[k][i...], d] + Σ_j terms[j][i..., d]
    ```

    Indices broadcast to one shape, to which the result adds the dim `D`. Terms
    are embeddings that need no look-up, as of positions that are known.

    - (C1) There is a table, and indices for each table.
    - (C2) Tables have rank 2 and one number of columns.
    - (C3) Tables, terms and result have one element type.
    - (C4) Terms broadcast to the result's shape and do not enlarge it.

    A negative index counts from the end. An index outside `[-n, n)` ends the run
    with an error that names the node. f16 and bf16 are added up in f32 and
    rounded once; tables come before terms, both from left to right.

    Source: ONNX Runtime `EmbedLayerNormalization`; Devlin et al., "BERT".

    ```mlir
    %4 = toroid.embedding tables(%0, %1) indices(%2, %3)
        : (tensor<100x8xf32>, tensor<64x8xf32>, tensor<?x?xi64>, tensor<1x?xi64>)
        -> tensor<?x?x8xf32>
    ```
  }];
  let arguments = (ins Variadic<Toroid_FloatTensor>:$tables,
                       Variadic<Toroid_IndexTensor>:$indices,
                       Variadic<Toroid_FloatTensor>:$terms);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    `tables` `(` $tables `)` `indices` `(` $indices `)` (`terms` `(` $terms^ `)`)?
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_GatherNDOp : Toroid_Op<"gather_nd", [Toroid_SameInputElementType]> {
  let summary = "selects elements or slices by index vectors";
  let description = [{
    The last dim of the indices, static, holds an index vector of length `k`,
    which addresses the `k` input dims that `dims` lists; the others of its
    `m + 1` dims count the vectors. Input dims that are not addressed follow a
    result dim each, in order: `window`. So

    ```
    result[p...] = input[x...]  where  x[dims[j]] = indices[p[0], ..., p[m-1], j]
                                and    x[d] = p[window[i]]  for the i-th other d
    ```

    The result has the indices' `m` dims and then those input dims whose
    `window` is `m` or more.

    - (C1) `dims` are distinct input dims, `k` of them; `window` has one entry
      for each other input dim.
    - (C2) Those entries of `window` that are `m` or more are `m`, `m + 1`, ...
      in this order.
    - (C3) An input dim whose window is less than `m` is at least as large as
      that dim of the indices.

    Index range as in `toroid.gather`. Source: ONNX `GatherND`
    (`dims = [b, b+1, ...]`, `window = [0, ..., b-1, m, ...]` with `b` batch
    dims), `GatherElements` (`dims = [axis]`, `window` all other dims).

    ```mlir
    %1 = toroid.gather_nd %0, %i dims = [1] window = [0]
        : (tensor<?x8xf32>, tensor<?x3x1xi64>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input, Toroid_IndexTensor:$indices,
                       DenseI64ArrayAttr:$dims, DenseI64ArrayAttr:$window);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $indices `dims` `=` $dims `window` `=` $window attr-dict
    `:` functional-type(operands, results)
  }];
}

def Toroid_ScatterOp : Toroid_Op<"scatter", [
    AllElementTypesMatch<["input", "updates", "result"]>]> {
  let summary = "writes elements or slices to places given by index vectors";
  let description = [{
    The input, into which updates are written where `toroid.gather_nd` with the
    same indices, `dims` and `window` would read them; its constraints hold, and
    the updates have the shape of its result. With a `kind` (any but mean) an
    update combines with what is there. Updates are applied in row-major order,
    so that of several to one place the last one wins, and sums are the same in
    every run. f16 and bf16 combine in f32 and round after each update.
    Source: ONNX `ScatterND`, `ScatterElements`, `TensorScatter`.

    ```mlir
    %1 = toroid.scatter %0, %i, %u dims = [0] window = [1] kind = sum
        : (tensor<?x8xf32>, tensor<3x1xi64>, tensor<3x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins Toroid_Tensor:$input, Toroid_IndexTensor:$indices,
                       Toroid_Tensor:$updates, DenseI64ArrayAttr:$dims,
                       DenseI64ArrayAttr:$window,
                       OptionalAttr<Toroid_ReductionKind>:$kind);
  let results = (outs Toroid_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $indices `,` $updates `dims` `=` $dims `window` `=` $window
    (`kind` `=` $kind^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_TopKOp : Toroid_Op<"top_k", [AllElementTypesMatch<["input", "values"]>]> {
  let summary = "the k largest or smallest elements along an axis, sorted";
  let description = [{
    The best comes first, and of equal elements the one with the lower index.
    NaN counts as larger than any number. `k` is at most the size of the axis,
    which a run checks where it must; the whole of it sorts. Source: ONNX `TopK`.

    ```mlir
    %values, %indices = toroid.top_k %0, %k axis = 1 largest = true
        : tensor<?x8xf32> -> tensor<?x?xf32>, tensor<?x?xi64>
    ```
  }];
  let arguments = (ins Toroid_NumberTensor:$input, Index:$k, I64Attr:$axis,
                       BoolAttr:$largest);
  let results = (outs Toroid_NumberTensor:$values,
                      RankedTensorOf<[I64]>:$indices);
  let assemblyFormat = [{
    $input `,` $k `axis` `=` $axis `largest` `=` $largest attr-dict
    `:` type($input) `->` type($values) `,` type($indices)
  }];
  let hasVerifier = 1;
}

#endif // TOROID_DIALECTS_TOROID_INDEXOPS_TD
