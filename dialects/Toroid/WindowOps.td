//===- WindowOps.td - Ops on windows of spatial dims -------*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_WINDOWOPS_TD
#define TOROID_DIALECTS_TOROID_WINDOWOPS_TD

include "dialects/Toroid/ReductionOps.td"

def Toroid_PoolOp : Toroid_Op<"pool", [Toroid_SameElementType]> {
  let summary = "combines the elements of each window";
  let description = [{
    Windows lie on the last dims, as many as `kernel` has entries:
    `result[n..., o...] = ⊕_k input[n..., (o · stride + k · dilation)...]` with
    `k < kernel`, and for each such dim
    `o < (size - dilation (kernel - 1) - 1) / stride + 1`. There is no padding:
    `toroid.pad` comes before, with what changes nothing (0 for a sum, the
    lowest value for a maximum).

    - (C1) `kernel`, `strides` and `dilations` have one entry for each of the
      last dims, at least one and at most all of them; all are positive.
    - (C2) `kind` is not mean.
    - (C3) A window is not larger than the input.

    f16 and bf16 accumulate in f32; the order of accumulation is row-major.
    Source: ONNX `MaxPool`, `AveragePool`, `LpPool`.

    ```mlir
    %1 = toroid.pool max, %0 kernel = [2] strides = [2] dilations = [1]
        : (tensor<?x3x8xf32>) -> tensor<?x3x4xf32>
    ```
  }];
  let arguments = (ins Toroid_ReductionKind:$kind, Toroid_NumberTensor:$input,
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$dilations);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $kind `,` $input `kernel` `=` $kernel `strides` `=` $strides `dilations`
    `=` $dilations attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_FoldOp : Toroid_Op<"fold", [Toroid_SameElementType]> {
  let summary = "sums windows where they overlap";
  let description = [{
    The input `[n..., kernel..., window...]` holds windows of `s` spatial dims,
    where `s` is the number of strides. The result `[n..., spatial...]` has in
    each place the sum of what all windows have there:

    ```
    result[n..., x...] = Σ_{k, o: o · stride + k · dilation = x} input[n..., k..., o...]
    spatial = (window - 1) stride + (kernel - 1) dilation + 1
    ```

    - (C1) `strides` and `dilations` have the same number of entries, at least
      one, all positive; the input has at least twice as many dims.
    - (C2) Kernels and windows are not empty.

    f16 and bf16 accumulate in f32, in row-major order of `k`.
    Source: ONNX `ConvTranspose`, `Col2Im`.

    ```mlir
    %1 = toroid.fold %0 strides = [2] dilations = [1]
        : (tensor<?x3x4x8xf32>) -> tensor<?x3x18xf32>
    ```
  }];
  let arguments = (ins Toroid_NumberTensor:$input, DenseI64ArrayAttr:$strides,
                       DenseI64ArrayAttr:$dilations);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $input `strides` `=` $strides `dilations` `=` $dilations attr-dict
    `:` functional-type(operands, results)
  }];
}

#endif // TOROID_DIALECTS_TOROID_WINDOWOPS_TD
