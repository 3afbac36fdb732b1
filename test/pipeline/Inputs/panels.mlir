// The same weights three times: as rows and as columns, which are packed into
// panels, and as ones that stay as they are because they are a result, too.
#mk = affine_map<(e, m, n, k) -> (m, k)>
#kn = affine_map<(e, m, n, k) -> (e, k, n)>
#nk = affine_map<(e, m, n, k) -> (e, n, k)>
#mn = affine_map<(e, m, n, k) -> (e, m, n)>
module attributes {toroid.model = "panels"} {
  func.func @main(
      %x: tensor<?x3xf32> {toroid.name = "x", toroid.dims = ["rows", 3]})
      -> (tensor<2x?x25xf32> {toroid.name = "rows", toroid.dims = [2, "rows", 25]},
          tensor<2x?x25xf32> {toroid.name = "columns", toroid.dims = [2, "rows", 25]},
          tensor<2x?x25xf32> {toroid.name = "plain", toroid.dims = [2, "rows", 25]},
          tensor<2x3x25xi8> {toroid.name = "w"}) {
    %w = arith.constant dense_resource<w> : tensor<2x3x25xi8>
    %t = arith.constant dense_resource<t> : tensor<2x25x3xi8>
    %p = arith.constant dense_resource<p> : tensor<2x3x25xi8>
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %d = tensor.dim %x, %c0 : tensor<?x3xf32>
    %e = tensor.empty(%d) : tensor<2x?x25xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x?x25xf32>) -> tensor<2x?x25xf32>
    %0 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<?x3xf32>, tensor<2x3x25xi8>) outs(%f : tensor<2x?x25xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<2x?x25xf32>
    %1 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%x, %t : tensor<?x3xf32>, tensor<2x25x3xi8>) outs(%f : tensor<2x?x25xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<2x?x25xf32>
    %2 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
        ins(%x, %p : tensor<?x3xf32>, tensor<2x3x25xi8>) outs(%f : tensor<2x?x25xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<2x?x25xf32>
    return %0, %1, %2, %p : tensor<2x?x25xf32>, tensor<2x?x25xf32>, tensor<2x?x25xf32>, tensor<2x3x25xi8>
  }
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x01000000ECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F8081",
      t: "0x01000000EC051EED061FEE0720EF0821F00922F10A23F20B24F30C25F40D26F50E27F60F28F71029F8112AF9122BFA132CFB142DFC152EFD162FFE1730FF1831001932011A33021B34031C35041D3637506938516A39526B3A536C3B546D3C556E3D566F3E57703F5871405972415A73425B74435C75445D76455E77465F7847607948617A49627B4A637C4B647D4C657E4D667F4E67804F6881",
      p: "0x01000000ECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F8081"
    }
  }
#-}
