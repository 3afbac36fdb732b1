// y[b, n] = sum over k of x[b, k] * w[k, n], as the lower phase leaves it, with
// w = 1, 2, 3 / 4, 5, 6 / 7, 8, 9 / 10, 11, 12.
module attributes {toroid.model = "linear"} {
  func.func @main(
      %x: tensor<?x4xf32> {toroid.name = "x", toroid.dims = ["batch", 4]})
      -> (tensor<?x3xf32> {toroid.name = "y", toroid.dims = ["batch", 3]}) {
    %w = arith.constant dense_resource<w> : tensor<4x3xf32>
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %d = tensor.dim %x, %c0 : tensor<?x4xf32>
    %e = tensor.empty(%d) : tensor<?x3xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32>
    %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x3xf32>)
                       outs(%f : tensor<?x3xf32>) -> tensor<?x3xf32>
    return %y : tensor<?x3xf32>
  }
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x400000000000803F0000004000004040000080400000A0400000C0400000E0400000004100001041000020410000304100004041"
    }
  }
#-}
