//===- ContractionOps.td - Products, convolution, attention -*- tablegen -*-===//

#ifndef TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD
#define TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD

include "dialects/Toroid/ToroidDialect.td"

def Toroid_MatMulOp : Toroid_Op<"matmul", [Toroid_SameElementType]> {
  let summary = "product of matrices, batched";
  let description = [{
    `result[b..., m, n] = Σ_k lhs[b..., m, k] · rhs[b..., k, n]`. With
    `transpose_lhs` the operand is stored `[b..., k, m]`, with `transpose_rhs`
    `[b..., n, k]`. Leading dims broadcast.

    - (C1) Both operands have at least two dims.
    - (C2) The `k` dims are equal.

    f16 and bf16 accumulate in f32; the order of accumulation is unspecified but
    the same in every run. Source: ONNX `MatMul`, `Gemm`.

    ```mlir
    %2 = toroid.matmul %0, %1 : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
    ```
  }];
  let arguments = (ins Toroid_NumberTensor:$lhs, Toroid_NumberTensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat =
      "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasCanonicalizer = 1;
}

def Toroid_Activation : I32EnumAttr<"Activation", "what follows a product", [
    I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"Relu", 1, "relu">,
    I32EnumAttrCase<"GeluErf", 2, "gelu_erf">,
    I32EnumAttrCase<"GeluTanh", 3, "gelu_tanh">,
    I32EnumAttrCase<"GeluSigmoid", 4, "gelu_sigmoid">,
    I32EnumAttrCase<"Silu", 5, "silu">]> {
  let cppNamespace = "::toroid";
}
def Toroid_LinearOp : Toroid_Op<"linear", [AttrSizedOperandSegments, Toroid_SameElementType, Toroid_Decomposes]> {
  let summary = "product with a weight, bias, activation and residual";
  let description = [{
    Input `[..., m, K]`, weight `[K, N]`, result `[..., m, N]`. In this order:

    ```
    result = activation(input · weight + bias) + residual
    ```

    Without a bias, activation or residual that step is left out. With
    `transpose_input` the input is stored `[..., K, m]`, with `transpose_weight`
    the weight `[N, K]`. Activations: `relu`, `silu`, and `gelu_erf`, `gelu_tanh`
    and `gelu_sigmoid`, which are `toroid.gelu` in its three forms.

    - (C1) The input has at least two dims, the weight has two.
    - (C2) Both `K` dims are equal.
    - (C3) The bias is a scalar, or a vector of 1 or `N` elements.
    - (C4) The residual has the result's shape.

    Numeric contract: that of `toroid.matmul`, `toroid.add`, `toroid.relu`,
    `toroid.gelu` and `toroid.silu`, which it is decomposed to: products
    accumulate in f32 or wider, and each step rounds once, at its result.

    Source: ONNX `Gemm`, `MatMul`; ONNX Runtime's `FusedMatMul`, `FusedGemm` and
    `BiasGelu`.

    ```mlir
    %4 = toroid.linear %x, %w bias(%b) residual(%r) activation = gelu_erf
        : (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<?x?x4xf32>)
        -> tensor<?x?x4xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$weight,
    Optional<Toroid_FloatTensor>:$bias, Optional<Toroid_FloatTensor>:$residual,
    DefaultValuedAttr<Toroid_Activation, "Activation::None">:$activation,
    UnitAttr:$transpose_input, UnitAttr:$transpose_weight);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` `(` $bias^ `)`)? (`residual` `(` $residual^ `)`)?
    (`activation` `=` $activation^)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasCanonicalizer = 1;
}

def Toroid_ConvOp : Toroid_Op<"conv", [Toroid_SameElementType]> {
  let summary = "convolution over any number of spatial dims";
  let description = [{
    Input `[N, C, spatial...]`, filter `[M, C / groups, kernel...]`, bias `[M]`,
    result `[N, M, spatial'...]` with
    `spatial' = (spatial + pad_low + pad_high - dilation (kernel - 1) - 1) / stride + 1`.
    Padding is with zeros. f16 and bf16 accumulate in f32; integers wrap.

    - (C1) `groups` divides `C` and `M`.
    - (C2) `strides`, `dilations`, `pad_low` and `pad_high` have one entry per
      spatial dim; strides and dilations are positive, pads not negative.

    Source: ONNX `Conv`.
  }];
  let arguments = (ins Toroid_NumberTensor:$input, Toroid_NumberTensor:$filter,
    Optional<Toroid_NumberTensor>:$bias, I64Attr:$groups,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high);
  let results = (outs Toroid_NumberTensor:$result);
  let assemblyFormat = [{
    $input `,` $filter (`,` $bias^)? `groups` `=` $groups `strides` `=` $strides
    `dilations` `=` $dilations `pad` `=` $pad_low `,` $pad_high attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_MaskedRows : I32EnumAttr<"MaskedRows", "what a query gives that sees no key", [
    I32EnumAttrCase<"NaN", 0, "nan">, I32EnumAttrCase<"Zero", 1, "zero">,
    I32EnumAttrCase<"Uniform", 2, "uniform">]> {
  let cppNamespace = "::toroid";
}

def Toroid_HeadOrder : I32EnumAttr<"HeadOrder", "where the heads of a tensor are", [
    I32EnumAttrCase<"BHSD", 0, "bhsd">, I32EnumAttrCase<"BSHD", 1, "bshd">]> {
  let cppNamespace = "::toroid";
}

def Toroid_AttentionOp : Toroid_Op<"attention", [AttrSizedOperandSegments, Toroid_Decomposes]> {
  let summary = "scaled dot-product attention";
  let description = [{
    Query `[B, H, S, D]`, key `[B, K, T, D]`, value `[B, K, T, E]`, result
    `[B, H, S, E]`; head `h` of the query reads head `h / (H / K)` of key and
    value. For each batch `b` and head `h`, with query index `i`, key index `j`
    and `p = i + offset[b]`, the query's position among the keys:

    ```
    s[i, j] = scale · Σ_d query[i, d] · key[j, d]
    s[i, j] = softcap · tanh(s[i, j] / softcap)      where softcap is not 0
    s[i, j] = s[i, j] + bias[i, j]
    s[i, j] = mask_value                             where not mask[i, j]
    s[i, j] = s[i, j] + masked_bias[i, j]
    s[i, j] = -inf                                   where causal and j > p,
                                                     j < p - left_window,
                                                     j > p + right_window or
                                                     j ≥ key_lengths[b]
    z[i] = Σ_j exp(s[i, j]) + exp(sink[h])
    result[i] = Σ_j exp(s[i, j]) / z[i] · value[j]
    log_sum_exp[i] = log(z[i])
    ```

    `bias` and `masked_bias` are additive terms before and after masking; both
    are usually alternatives. All three broadcast to `[B, H, S, T]`.
    `key_lengths` and `offset` broadcast to `[B]`, `sink` to `[H]`. Without
    `offset` it is `T - S`: the queries are the last. Without `sink` nothing is
    added to the sum. A window of -1 has no end on that side.

    A query whose scores are all -inf gives what `masked_rows` says: `nan`, which
    is what the formula gives; `zero`; or `uniform`, the mean of the values of
    all `T` keys, hidden ones too, as a large negative number instead of -inf
    would give. With a sink it gives 0 in any case. Its log_sum_exp is -inf.

    `past_key` `[B, K, P, D]` and `past_value` `[B, K, P, E]` stand in front of
    key and value: where they are given, `T` above is `P` more than the keys that
    `key` has. Both whole are the results `present_key` and `present_value`.

    Each of query, key, value and result has an order of its dims: `bhsd`, as
    above, or `bshd`, with `[B, S, H, D]` for `[B, H, S, D]`. Past and present,
    scores and what is added to them have the first. In the packed form there is
    no key and no value: `query` `[B, S, H + 2 K, D]`, in the order `bshd`, has
    the heads of the query, then those of the key, then those of the value; `K`
    is `key_heads`.

    The results after the first are optional: log_sum_exp `[B, H, S]`, or
    present_key and present_value, or all three in this order.

    - (C1) query, key and value have rank 4 and one element type, that of the
      result too.
    - (C2) `K` divides `H`.
    - (C3) `mask`, `bias` and `masked_bias` broadcast to `[B, H, S, T]` and do
      not enlarge it.
    - (C4) `key_lengths` and `offset` are scalars or vectors of 1 or `B`
      elements, `sink` one of 1 or `H`.
    - (C5) `softcap` is not negative; the windows are -1 or more.
    - (C6) There are both of key and value, or neither and `key_heads`, which is
      positive, and the query's order is `bshd`.
    - (C7) There are both of `past_key` and `past_value` or neither; they have
      rank 4 and the query's element type.
    - (C8) log_sum_exp is f64 for operands of f64, otherwise f32; present key and
      value have the element type of the query.

    Numeric contract: scores, softmax and accumulation are f32 for f16, bf16 and
    f32 operands; exponentials are taken relative to the row's maximum, which
    may be found block by block.

    Source: Vaswani et al., "Attention Is All You Need"; ONNX `Attention`.

    ```mlir
    %4 = toroid.attention %q, %k, %v mask(%m) scale = 1.250000e-01
        : (tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>,
           tensor<?x1x1x?xi1>) -> tensor<?x12x?x64xf32>
    %5 = toroid.attention %qkv scale = 1.250000e-01 query_order = bshd
        result_order = bshd key_heads = 12 {causal}
        : (tensor<?x?x36x64xf32>) -> tensor<?x?x12x64xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$query,
    Optional<Toroid_FloatTensor>:$key, Optional<Toroid_FloatTensor>:$value,
    Optional<Toroid_FloatTensor>:$past_key,
    Optional<Toroid_FloatTensor>:$past_value,
    Optional<Toroid_FloatTensor>:$bias, Optional<Toroid_MaskTensor>:$mask,
    Optional<Toroid_FloatTensor>:$masked_bias,
    Optional<Toroid_IndexTensor>:$key_lengths,
    Optional<Toroid_IndexTensor>:$offset, Optional<Toroid_FloatTensor>:$sink,
    F64Attr:$scale,
    DefaultValuedAttr<F64Attr, "-std::numeric_limits<double>::infinity()">:$mask_value,
    DefaultValuedAttr<F64Attr, "0.0">:$softcap,
    DefaultValuedAttr<I64Attr, "-1">:$left_window,
    DefaultValuedAttr<I64Attr, "-1">:$right_window,
    UnitAttr:$causal,
    DefaultValuedAttr<Toroid_MaskedRows, "::toroid::MaskedRows::NaN">:$masked_rows,
    DefaultValuedAttr<Toroid_HeadOrder, "::toroid::HeadOrder::BHSD">:$query_order,
    DefaultValuedAttr<Toroid_HeadOrder, "::toroid::HeadOrder::BHSD">:$key_order,
    DefaultValuedAttr<Toroid_HeadOrder, "::toroid::HeadOrder::BHSD">:$value_order,
    DefaultValuedAttr<Toroid_HeadOrder, "::toroid::HeadOrder::BHSD">:$result_order,
    OptionalAttr<I64Attr>:$key_heads);
  let results = (outs Toroid_FloatTensor:$result,
                      Variadic<Toroid_FloatTensor>:$others);
  let assemblyFormat = [{
    $query (`,` $key^)? (`,` $value^)?
    (`past` `(` $past_key^ `,` $past_value `)`)?
    (`bias` `(` $bias^ `)`)? (`mask` `(` $mask^ `)`)?
    (`masked_bias` `(` $masked_bias^ `)`)?
    (`key_lengths` `(` $key_lengths^ `)`)? (`offset` `(` $offset^ `)`)?
    (`sink` `(` $sink^ `)`)? `scale` `=` $scale
    (`masked_rows` `=` $masked_rows^)? (`query_order` `=` $query_order^)?
    (`key_order` `=` $key_order^)? (`value_order` `=` $value_order^)?
    (`result_order` `=` $result_order^)? (`key_heads` `=` $key_heads^)?
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Query heads, key heads and so on in one tensor.
    bool isPacked() { return !getKey(); }
    /// Null where it is no result.
    ::mlir::Value getLogSumExp() {
      return getOthers().size() % 2 == 1 ? getOthers().front() : ::mlir::Value();
    }
    bool hasPresent() { return getOthers().size() >= 2; }
    ::mlir::Value getPresentKey() { return getOthers()[getOthers().size() - 2]; }
    ::mlir::Value getPresentValue() { return getOthers().back(); }
    /// Whether all is as in the formula: no past, nothing packed, one order.
    bool isPlain();
    ::toroid::AttentionShape getAttentionShape(::toroid::SymbolicShapes &shapes);
  }];
}

def Toroid_LinearAttentionOp : Toroid_Op<"linear_attention", [AttrSizedOperandSegments]> {
  let summary = "attention through a state that time carries along";
  let description = [{
    Query `[B, H, T, D]`, key `[B, K, T, D]`, value `[B, K, T, E]`, state `[B, K,
    D, E]`; results `[B, H, T, E]` and the last state. Head `h` of the query
    reads the state of head `h / (H / K)`. For each batch and head, with `S` the
    state, one `t` after the other:

    ```
    S[d, e] = exp(decay[t, d]) · S[d, e]             with a decay
    u[e] = value[t, e]                               without beta
    u[e] = beta[t] · (value[t, e] - Σ_d key[t, d] · S[d, e])
    S[d, e] = S[d, e] + key[t, d] · u[e]
    output[t, e] = scale · Σ_d query[t, d] · S[d, e]
    ```

    - (C1) All have rank 4 and one element type, f32 or f64.
    - (C2) `K` divides `H`.
    - (C3) `decay` broadcasts to the key's shape, `beta` to `[B, K, T, 1]`.

    Source: ONNX `LinearAttention`; Yang et al., "Gated Delta Networks".

    ```mlir
    %output, %last = toroid.linear_attention %q, %k, %v, %state decay(%g) beta(%b) scale = 5.000000e-01
        : (tensor<?x4x?x8xf32>, tensor<?x2x?x8xf32>, tensor<?x2x?x6xf32>,
           tensor<?x2x8x6xf32>, tensor<?x2x?x1xf32>, tensor<?x2x?x1xf32>)
        -> (tensor<?x4x?x6xf32>, tensor<?x2x8x6xf32>)
    ```
  }];
  let arguments = (ins RankedTensorOf<[F32, F64]>:$query,
    RankedTensorOf<[F32, F64]>:$key, RankedTensorOf<[F32, F64]>:$value,
    RankedTensorOf<[F32, F64]>:$state,
    Optional<RankedTensorOf<[F32, F64]>>:$decay,
    Optional<RankedTensorOf<[F32, F64]>>:$beta, F64Attr:$scale);
  let results = (outs RankedTensorOf<[F32, F64]>:$output,
                      RankedTensorOf<[F32, F64]>:$last_state);
  let assemblyFormat = [{
    $query `,` $key `,` $value `,` $state (`decay` `(` $decay^ `)`)?
    (`beta` `(` $beta^ `)`)? `scale` `=` $scale attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Toroid_RotaryOp : Toroid_Op<"rotary", [Toroid_SameElementType, Toroid_Decomposes]> {
  let summary = "rotation of pairs of features by angles";
  let description = [{
    Of the last dim of `input`, the first `r` elements turn, in pairs; the others
    are copied. Elements `i` and `j` are a pair where `j = i + r/2`, or, with
    `interleaved`, where `j = i + 1` and `i` is even:

    ```
    result[..., i] = x[..., i] · cos[..., i] - x[..., j] · sin[..., i]
    result[..., j] = x[..., j] · cos[..., j] + x[..., i] · sin[..., j]
    ```

    `r` is the last dim of `cos` and `sin`. With `per_pair` they have one number
    for each pair, the k-th for elements `k` and `k + r/2`, or `2 k` and
    `2 k + 1`, and `r` is twice their last dim. The result has the input's shape.

    - (C1) `cos` and `sin` have the same last dim; the others broadcast to those
      of the input, and do not enlarge it.
    - (C2) `r` is even.
    - (C3) `r` is not more than the last dim of the input.

    f16 and bf16 compute in f32 and round once.

    Source: ONNX `RotaryEmbedding`; Su et al., "RoFormer".

    ```mlir
    %3 = toroid.rotary %x, %cos, %sin
        : (tensor<?x12x?x64xf32>, tensor<?x1x?x64xf32>, tensor<?x1x?x64xf32>)
        -> tensor<?x12x?x64xf32>
    ```
  }];
  let arguments = (ins Toroid_FloatTensor:$input, Toroid_FloatTensor:$cos,
                       Toroid_FloatTensor:$sin, UnitAttr:$interleaved,
                       UnitAttr:$per_pair);
  let results = (outs Toroid_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $cos `,` $sin (`interleaved` $interleaved^)?
    (`per_pair` $per_pair^)? attr-dict `:` functional-type(operands, results)
  }];
}

#endif // TOROID_DIALECTS_TOROID_CONTRACTIONOPS_TD
