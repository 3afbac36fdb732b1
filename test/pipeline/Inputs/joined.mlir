// One weight as it is, as rows and as columns of two that are joined, and once
// more as rows that stay as they are because they are a result, too. The last
// result is joined with what is the same everywhere.
#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
module attributes {toroid.model = "joined"} {
  func.func @main(
      %x: tensor<?x3xf32> {toroid.name = "x", toroid.dims = ["rows", 3]})
      -> (tensor<?x35xf32> {toroid.name = "whole", toroid.dims = ["rows", 35]},
          tensor<?x35xf32> {toroid.name = "rows", toroid.dims = ["rows", 35]},
          tensor<?x35xf32> {toroid.name = "columns", toroid.dims = ["rows", 35]},
          tensor<?x35xf32> {toroid.name = "plain", toroid.dims = ["rows", 35]},
          tensor<3x35xi8> {toroid.name = "w"}, tensor<9xi8> {toroid.name = "b"}) {
    %w = arith.constant dense_resource<w> : tensor<3x35xi8>
    %w1 = arith.constant dense_resource<w1> : tensor<3x25xi8>
    %w2 = arith.constant dense_resource<w2> : tensor<3x10xi8>
    %t1 = arith.constant dense_resource<t1> : tensor<25x3xi8>
    %t2 = arith.constant dense_resource<t2> : tensor<10x3xi8>
    %p1 = arith.constant dense_resource<p1> : tensor<3x25xi8>
    %rows = tensor.concat dim(1) %w1, %w2 : (tensor<3x25xi8>, tensor<3x10xi8>) -> tensor<3x35xi8>
    %columns = tensor.concat dim(0) %t1, %t2 : (tensor<25x3xi8>, tensor<10x3xi8>) -> tensor<35x3xi8>
    %plain = tensor.concat dim(1) %p1, %w2 : (tensor<3x25xi8>, tensor<3x10xi8>) -> tensor<3x35xi8>
    %b1 = arith.constant dense_resource<b> : tensor<3xi8>
    %b2 = arith.constant dense<7> : tensor<6xi8>
    %b = tensor.concat dim(0) %b1, %b2 : (tensor<3xi8>, tensor<6xi8>) -> tensor<9xi8>
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %d = tensor.dim %x, %c0 : tensor<?x3xf32>
    %e = tensor.empty(%d) : tensor<?x35xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x35xf32>) -> tensor<?x35xf32>
    %0 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<?x3xf32>, tensor<3x35xi8>) outs(%f : tensor<?x35xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<?x35xf32>
    %1 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %rows : tensor<?x3xf32>, tensor<3x35xi8>) outs(%f : tensor<?x35xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<?x35xf32>
    %2 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %columns : tensor<?x3xf32>, tensor<35x3xi8>) outs(%f : tensor<?x35xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<?x35xf32>
    %3 = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %plain : tensor<?x3xf32>, tensor<3x35xi8>) outs(%f : tensor<?x35xf32>) {
    ^bb0(%l: f32, %r: i8, %acc: f32):
      %c = arith.sitofp %r : i8 to f32
      %m = arith.mulf %l, %c : f32
      %s = arith.addf %acc, %m : f32
      linalg.yield %s : f32
    } -> tensor<?x35xf32>
    return %0, %1, %2, %3, %plain, %b : tensor<?x35xf32>, tensor<?x35xf32>, tensor<?x35xf32>, tensor<?x35xf32>, tensor<3x35xi8>, tensor<9xi8>
  }
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x01000000CECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F30313233343536",
      w1: "0x01000000CECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708091415161718191A1B1C1D1E1F202122232425262728292A2B2C",
      w2: "0x01000000E7E8E9EAEBECEDEEEFF00A0B0C0D0E0F101112132D2E2F30313233343536",
      t1: "0x01000000CEF114CFF215D0F316D1F417D2F518D3F619D4F71AD5F81BD6F91CD7FA1DD8FB1ED9FC1FDAFD20DBFE21DCFF22DD0023DE0124DF0225E00326E10427E20528E30629E4072AE5082BE6092C",
      t2: "0x01000000E70A2DE80B2EE90C2FEA0D30EB0E31EC0F32ED1033EE1134EF1235F01336",
      p1: "0x01000000CECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF000102030405060708091415161718191A1B1C1D1E1F202122232425262728292A2B2C",
      b: "0x01000000010203"
    }
  }
#-}
