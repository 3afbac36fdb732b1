//===- Passes.td - Passes that form fused ops --------------*- tablegen -*-===//

#ifndef TOROID_PASSES_FUSION_PASSES_TD
#define TOROID_PASSES_FUSION_PASSES_TD

include "mlir/Pass/PassBase.td"

/// See FusionControl.
class Verified {
  list<Option> options = [
    ListOption<"wrong", "wrong", "std::string",
               "steps that were found to be wrong: KIND@NODE=ERROR">,
    Option<"record", "record", "bool", "false",
           "fused ops keep what they replace, as `toroid.site`">,
  ];
}
class Controlled {
  list<Option> options = !listconcat(Verified<>.options, [
    ListOption<"except", "except", "std::string",
               "fusions that are off: KIND, or KIND@NODE for the sites whose "
               "root is a node with a name that starts so">,
  ]);
}

def FuseLayerNorm : Pass<"toroid-fuse-layer-norm", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.layer_norm";
  let description = [{
    Starts at each root of a mean of squares of what is a distance from a mean,
    plus epsilon, and reads on to where a value minus its mean is divided by it,
    or multiplied with its inverse; takes in a scale and a bias that vary along
    the normalized dims only. Also as `x · f + (bias - mean · f)` with the
    inverse times the scale as f.

    ```mlir
    %mean = toroid.reduce mean, %x axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
    %c = toroid.sub %x, %mean : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
    %sq = toroid.mul %c, %c : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    %var = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
    %sum = toroid.add %var, %eps : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
    %dev = toroid.sqrt %sum : (tensor<?x1xf32>) -> tensor<?x1xf32>
    %n = toroid.div %c, %dev : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
    %s = toroid.mul %n, %gamma : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    %y = toroid.add %s, %beta : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    // ==>
    %y = toroid.layer_norm %x, %gamma, %beta axis = 1 epsilon = 1.0e-5
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseRMSNorm : Pass<"toroid-fuse-rms-norm", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.rms_norm";
  let description = [{
    Starts at each root of a mean of squares, plus epsilon, and reads on to
    where what was squared is divided by it, or multiplied with its inverse;
    takes in a scale, before or after. Conversions in between become the types
    of the op's operands and result.

    ```mlir
    %sq = toroid.pow %x, %two : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x8xf32>
    %ms = toroid.reduce mean, %sq axes = [1] keep_dims = true : (tensor<?x8xf32>) -> tensor<?x1xf32>
    %sum = toroid.add %ms, %eps : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
    %root = toroid.sqrt %sum : (tensor<?x1xf32>) -> tensor<?x1xf32>
    %inv = toroid.div %one, %root : (tensor<f32>, tensor<?x1xf32>) -> tensor<?x1xf32>
    %n = toroid.mul %x, %inv : (tensor<?x8xf32>, tensor<?x1xf32>) -> tensor<?x8xf32>
    %y = toroid.mul %gamma, %n : (tensor<8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    // ==>
    %y = toroid.rms_norm %x, %gamma axis = 1 epsilon = 1.0e-6
        : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseGroupNorm : Pass<"toroid-fuse-group-norm", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.group_norm";
  let description = [{
    Starts at each normalization of all dims from the third on, whose input is
    a reshape that cuts channels into groups, and reads on to where channels are
    whole again; takes in a scale and a bias for each channel.

    Without such a reshape, a scale and a bias that follow an instance norm with
    none of its own are taken in too; where they vary along the dims behind the
    channels, that is a layer norm.

    ```mlir
    %c = toroid.reshape %x to [%n, 2, 20] : (tensor<?x4x10xf32>) -> tensor<?x2x20xf32>
    %g = toroid.group_norm %c, %ones, %zeros groups = 2 epsilon = 1.0e-5
        : (tensor<?x2x20xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x20xf32>
    %r = toroid.reshape %g to [%n, 4, 10] : (tensor<?x2x20xf32>) -> tensor<?x4x10xf32>
    %s = toroid.mul %r, %gamma : (tensor<?x4x10xf32>, tensor<4x1xf32>) -> tensor<?x4x10xf32>
    %y = toroid.add %s, %beta : (tensor<?x4x10xf32>, tensor<4x1xf32>) -> tensor<?x4x10xf32>
    // ==>
    %0 = toroid.reshape %gamma to [4] : (tensor<4x1xf32>) -> tensor<4xf32>
    %1 = toroid.reshape %beta to [4] : (tensor<4x1xf32>) -> tensor<4xf32>
    %y = toroid.group_norm %x, %0, %1 groups = 2 epsilon = 1.0e-5
        : (tensor<?x4x10xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x10xf32>
    ```
  }];
  let options = Controlled<>.options;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FuseSoftmax : Pass<"toroid-fuse-softmax", "::mlir::func::FuncOp"> {
  let summary = "lets softmax take in scale, bias and mask";
  let description = [{
    Of what a softmax reads, a selection by mask of one number, a term that
    broadcasts, and a factor become the softmax's own, in the order in which its
    formula has them. What is softmax of attention has become attention before.

    ```mlir
    %s = toroid.mul %x, %eighth : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x8xf32>
    %b = toroid.add %s, %bias : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    %y = toroid.softmax %b axis = 1 : (tensor<?x8xf32>) -> tensor<?x8xf32>
    // ==>
    %y = toroid.softmax %x bias(%bias) axis = 1 {scale = 1.250000e-01 : f64}
        : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseEmbedding : Pass<"toroid-fuse-embedding", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.embedding";
  let description = [{
    A sum of rows that are gathered from tables, of tokens, positions and
    segments, with rows that are known among the addends.

    ```mlir
    %t = toroid.gather axis = 0 %tokens, %ids : (tensor<100x8xf32>, tensor<?x?xi64>) -> tensor<?x?x8xf32>
    %p = toroid.gather axis = 0 %places, %at : (tensor<64x8xf32>, tensor<1x?xi64>) -> tensor<1x?x8xf32>
    %y = toroid.add %t, %p : (tensor<?x?x8xf32>, tensor<1x?x8xf32>) -> tensor<?x?x8xf32>
    // ==>
    %y = toroid.embedding tables(%tokens, %places) indices(%ids, %at)
        : (tensor<100x8xf32>, tensor<64x8xf32>, tensor<?x?xi64>, tensor<1x?xi64>)
        -> tensor<?x?x8xf32>
    ```
  }];
  let options = Controlled<>.options;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FuseResidual : Pass<"toroid-fuse-residual", "::mlir::func::FuncOp"> {
  let summary = "lets normalizations take in the sums that they read";
  let description = [{
    A sum that a layer norm or an RMS norm reads becomes its input and its
    residuals, with all sums inside it that nothing else reads, in the order in
    which they are added up. Where others read the sum, it becomes the second
    result. The bias of a product stays the product's.

    ```mlir
    %s = toroid.add %x, %r : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    %y = toroid.layer_norm %s, %gamma, %beta axis = 1 epsilon = 1.0e-5
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
    %z = toroid.add %s, %y : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    // ==>
    %y, %s = toroid.layer_norm %x, %gamma, %beta residuals(%r) axis = 1 epsilon = 1.0e-5
        : (tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<?x8xf32>)
        -> (tensor<?x8xf32>, tensor<?x8xf32>)
    %z = toroid.add %s, %y : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseGelu : Pass<"toroid-fuse-gelu", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.gelu";
  let description = [{
    Starts at each erf and tanh, and each sigmoid of about 1.702 x, and reads on
    to the product with x: wherever the factor one half stands and however the
    polynomial is written.

    ```mlir
    %t = toroid.div %x, %sqrt2 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
    %e = toroid.erf %t : (tensor<?xf32>) -> tensor<?xf32>
    %a = toroid.add %e, %one : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
    %m = toroid.mul %x, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    %y = toroid.mul %m, %half : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
    // ==>
    %y = toroid.gelu erf %x : (tensor<?xf32>) -> tensor<?xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseSilu : Pass<"toroid-fuse-silu", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.silu";
  let description = [{
    A sigmoid that is multiplied with its own argument.

    ```mlir
    %s = toroid.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
    %y = toroid.mul %x, %s : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    // ==>
    %y = toroid.silu %x : (tensor<?xf32>) -> tensor<?xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseRotary : Pass<"toroid-fuse-rotary", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.rotary";
  let description = [{
    Of two products that are added, or of sums and differences of products that
    are joined, it follows each feature back to where it comes from, through
    whatever slices, joins, negations and reshapes. Where features meet the
    other ones of their pairs with the signs of a rotation, that is what it is;
    features that are only copied are taken in.

    ```mlir
    %c = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
    %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
    %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
    %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
    %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
    %s = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
    %y = toroid.add %c, %s : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
    // ==>
    %y = toroid.rotary %x, %cos, %sin
        : (tensor<?x4x8xf32>, tensor<?x1x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def FuseLinear : Pass<"toroid-fuse-linear", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.linear";
  let description = [{
    Starts at each product with a matrix that is the same in every run and takes
    in what follows it, as far as nothing else reads the values in between: a
    bias that varies along the last dim only, an activation, a residual of the
    result's shape. Reshapes in between that leave the columns together are
    taken in too: they go to the input.

    Runs behind all other fusions. A sum that a normalization has taken in as
    its own is not there any more; and neither is what belongs to an activation.

    ```mlir
    %0 = toroid.matmul %x, %w : (tensor<?x?x8xf32>, tensor<8x4xf32>) -> tensor<?x?x4xf32>
    %1 = toroid.add %b, %0 : (tensor<4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
    %2 = toroid.gelu erf %1 : (tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
    // ==>
    %2 = toroid.linear %x, %w bias(%b) activation = gelu_erf
        : (tensor<?x?x8xf32>, tensor<8x4xf32>, tensor<4xf32>) -> tensor<?x?x4xf32>
    ```
  }];
  let options = Controlled<>.options;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FoldScales : Pass<"toroid-fold-scales", "::mlir::func::FuncOp"> {
  let summary = "scales of attention become part of weights";
  let description = [{
    Where the queries of an attention come of a linear and nothing else reads
    them, the attention's scale becomes part of the linear's weight and bias: if
    that is exact, which is to say for powers of two (head sizes 16, 64, 256),
    f32 and f64, and if no weight becomes too small for its type. Transposes,
    reshapes and rotary lie between as they like.

    ```mlir
    %q = toroid.linear %x, %w : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
    %h = toroid.reshape %q to [1, 1, 3, 8] : (tensor<3x8xf32>) -> tensor<1x1x3x8xf32>
    %0 = toroid.attention %h, %k, %v scale = 2.500000e-01 : (tensor<1x1x3x8xf32>, tensor<1x1x3x8xf32>, tensor<1x1x3x8xf32>) -> tensor<1x1x3x8xf32>
    // ==>
    %q = toroid.linear %x, %w_scaled : (tensor<3x8xf32>, tensor<8x8xf32>) -> tensor<3x8xf32>
    %h = toroid.reshape %q to [1, 1, 3, 8] : (tensor<3x8xf32>) -> tensor<1x1x3x8xf32>
    %0 = toroid.attention %h, %k, %v scale = 1.000000e+00 : (tensor<1x1x3x8xf32>, tensor<1x1x3x8xf32>, tensor<1x1x3x8xf32>) -> tensor<1x1x3x8xf32>
    ```
  }];
}

def MergeLinears : Pass<"toroid-merge-linears", "::mlir::func::FuncOp"> {
  let summary = "linears of one input become one";
  let description = [{
    `toroid.linear` ops of the same input and activation, with weights in the
    model, become one with all their columns, and slices of its result: the
    projections of query, key and value, which are one parallel step instead of
    three and read the input once.

    A slice of columns is a view, whose rows are as far apart as those of the
    whole. That costs nothing where rows are read: by attention, also through
    rotary, normalizations, transposes and reshapes that cut rows into heads. It
    would cost a copy or a pass over memory elsewhere, so that linears which
    anything else reads stay on their own: outputs, keys and values that are
    joined with a cache, the factors of a gated feed-forward. The latter's
    product is computed tile by tile behind the second linear, of which nothing
    is ever written then; merged, both would be.

    One or two rows, as in a step of a decoder, are nothing beside the weights:
    there linears become one whatever reads them but an output, gate and up of
    SwiGLU among them, and an activation is computed of its part alone.

    No weight is copied: what is joined is `toroid.concat` of constants, which
    are written to the program one behind the other. A weight that something
    else reads as well stays as it is.

    ```mlir
    %q = toroid.linear %x, %wq bias(%bq) : (tensor<1x?x8xf32>, tensor<8x8xf32>, tensor<8xf32>) -> tensor<1x?x8xf32>
    %k = toroid.linear %x, %wk bias(%bk) : (tensor<1x?x8xf32>, tensor<8x8xf32>, tensor<8xf32>) -> tensor<1x?x8xf32>
    // ==>
    %w = toroid.concat axis = 1 %wq, %wk : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x16xf32>
    %b = toroid.concat axis = 0 %bq, %bk : (tensor<8xf32>, tensor<8xf32>) -> tensor<16xf32>
    %y = toroid.linear %x, %w bias(%b) : (tensor<1x?x8xf32>, tensor<8x16xf32>, tensor<16xf32>) -> tensor<1x?x16xf32>
    %q = toroid.slice %y [0, 0, 0] [1, %s, 8] [1, 1, 1] : (tensor<1x?x16xf32>) -> tensor<1x?x8xf32>
    %k = toroid.slice %y [0, 0, 8] [1, %s, 8] [1, 1, 1] : (tensor<1x?x16xf32>) -> tensor<1x?x8xf32>
    ```
  }];
  let options = Verified<>.options;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FuseAttention : Pass<"toroid-fuse-attention", "::mlir::func::FuncOp"> {
  let summary = "forms toroid.attention";
  let description = [{
    Starts at each product of a softmax over keys with a value and reads the
    scores from there: additive terms, a selection by mask, scales (on the
    scores, on the query, on the key, or split between both), the product of
    query and key in whatever transposition. Softmax rows that are all masked
    and replaced by zeros set `masked_rows`.

    ```mlir
    %kt = toroid.transpose %k [0, 1, 3, 2] : (tensor<?x12x?x64xf32>) -> tensor<?x12x64x?xf32>
    %qk = toroid.matmul %q, %kt : (tensor<?x12x?x64xf32>, tensor<?x12x64x?xf32>) -> tensor<?x12x?x?xf32>
    %s = toroid.div %qk, %eight : (tensor<?x12x?x?xf32>, tensor<f32>) -> tensor<?x12x?x?xf32>
    %b = toroid.add %s, %bias : (tensor<?x12x?x?xf32>, tensor<?x1x1x?xf32>) -> tensor<?x12x?x?xf32>
    %p = toroid.softmax %b axis = 3 : (tensor<?x12x?x?xf32>) -> tensor<?x12x?x?xf32>
    %y = toroid.matmul %p, %v : (tensor<?x12x?x?xf32>, tensor<?x12x?x64xf32>) -> tensor<?x12x?x64xf32>
    // ==>
    %y = toroid.attention %q, %k, %v bias(%bias) scale = 1.250000e-01
        : (tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>,
           tensor<?x1x1x?xf32>) -> tensor<?x12x?x64xf32>
    ```
  }];
  let options = Controlled<>.options;
}

def ExplainFusion : Pass<"toroid-explain-fusion", "::mlir::ModuleOp"> {
  let summary = "tells what fused, and what did not and why";
  let description = [{
    One remark for each site: what a fused op computes; or the first condition
    that failed where none was formed, what was there instead, and what would
    make it hold. Changes nothing.

    ```mlir
    %p = toroid.softmax %s axis = 2 {toroid.unfused = {found = "axis 2 of rank 4", kind = "attention", predicate = "key-axis"}}
        : (tensor<2x3x5x7xf32>) -> tensor<2x3x5x7xf32>
    // ==>
    // remark: attention: /layer/Softmax: not fused; needs: the softmax runs along the keys, its last axis [key-axis];
    //         found axis 2 of rank 4; remedy: compute the softmax over the keys of each query
    ```
  }];
}

def RequireFusion : Pass<"toroid-require-fusion", "::mlir::ModuleOp"> {
  let summary = "fails where less fused than it should";
  let description = [{
    Compares the numbers of fused ops with those in `counts`, as in
    `attention:12,layer_norm:25`, and with `missed:0` the number of roots that
    did not fuse. An error tells the numbers, and why each site that was missed
    was missed. Changes nothing.

    ```mlir
    %y = toroid.gelu erf %x : (tensor<8xf32>) -> tensor<8xf32>
    // ==>  with counts=gelu:2
    // error: fused gelu: 1, but 2 are required
    ```
  }];
  let options = [
    Option<"counts", "counts", "std::string", "\"\"",
           "how many fused ops of each kind there must be">,
  ];
}

def SimplifyAttention : Pass<"toroid-simplify-attention", "::mlir::func::FuncOp"> {
  let summary = "brings what attention's operands mean into its attributes";
  let description = [{
    Reads the mask and the additive terms of `toroid.attention` as expressions
    over the indices of query and key: what is causal, a sliding window or a
    number of keys becomes an attribute or a small operand, terms that hide with
    -inf become masks, and what is left varies along no dim that it need not.
    Terms that hide with a finite number become attributes where every row
    provably keeps a key, or where all scores of one that keeps none are that
    number: then `masked_rows` is `uniform`.

    Keys and values that are repeated for groups of heads become those that are
    repeated.

    ```mlir
    %i = toroid.reshape %range to [%s, 1] : (tensor<?xi64>) -> tensor<?x1xi64>
    %m = toroid.compare le, %range, %i : (tensor<?xi64>, tensor<?x1xi64>) -> tensor<?x?xi1>
    %y = toroid.attention %q, %k, %v mask(%m) scale = 1.250000e-01
        : (tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>,
           tensor<?x?xi1>) -> tensor<?x12x?x64xf32>
    // ==>
    %y = toroid.attention %q, %k, %v scale = 1.250000e-01 {causal}
        : (tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>, tensor<?x12x?x64xf32>)
        -> tensor<?x12x?x64xf32>
    ```
  }];
  let options = Verified<>.options;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def AbsorbLayouts : Pass<"toroid-absorb-layouts", "::mlir::func::FuncOp"> {
  let summary = "lets attention read and write heads where they are";
  let description = [{
    Follows query, key and value of `toroid.attention` through transposes,
    reshapes, slices and gathers to the rows that a projection made. Heads that
    are columns there are read in place: the operand's order becomes `bshd`. All
    three, one after the other in one tensor, become the packed form. A result
    that is transposed back is written in that order.

    A past that comes from an argument, in front of the keys and values, becomes
    `past_key` and `past_value`, and what else reads the joined ones reads
    `present_key` and `present_value`.

    ```mlir
    %r = toroid.reshape %x to [2, %s, 3, 4, 8] : (tensor<2x?x96xf32>) -> tensor<2x?x3x4x8xf32>
    %t = toroid.transpose %r [2, 0, 3, 1, 4] : (tensor<2x?x3x4x8xf32>) -> tensor<3x2x4x?x8xf32>
    // %q, %k and %v are elements 0, 1 and 2 of %t
    %a = toroid.attention %q, %k, %v scale = 1.0
        : (tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>, tensor<2x4x?x8xf32>) -> tensor<2x4x?x8xf32>
    %y = toroid.transpose %a [0, 2, 1, 3] : (tensor<2x4x?x8xf32>) -> tensor<2x?x4x8xf32>
    // ==>
    %r = toroid.reshape %x to [2, %s, 12, 8] : (tensor<2x?x96xf32>) -> tensor<2x?x12x8xf32>
    %y = toroid.attention %r scale = 1.0 query_order = bshd result_order = bshd key_heads = 4
        : (tensor<2x?x12x8xf32>) -> tensor<2x?x4x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def VerifyFused : Pass<"toroid-verify-fused", "::mlir::ModuleOp"> {
  let summary = "verifies what the fusion phase leaves";
  let description = [{
    Ends the phase: an error for each op of a dialect that the lower phase does
    not know, each tensor of unknown rank, each fused op that nothing can spell
    out, and each root whose `toroid.unfused` the ledger cannot believe: one
    that is fused, that names no condition, or that nothing reads. Changes
    nothing.

    ```mlir
    %y = toroid.erf %x {toroid.unfused = {kind = "gelu", predicate = "none"}} : (tensor<8xf32>) -> tensor<8xf32>
    // ==>
    // error: 'toroid.erf' op carries 'toroid.unfused' with no condition of passes/Fusion/Predicates.def
    ```
  }];
}

#endif // TOROID_PASSES_FUSION_PASSES_TD
