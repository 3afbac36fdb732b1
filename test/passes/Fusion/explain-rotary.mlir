// RUN: toroid-opt %s --split-input-file --toroid-fuse-rotary --toroid-explain-fusion --verify-diagnostics

// The first condition of a rotation that does not hold, and what was there
// instead.

func.func @sign_on_the_wrong_half(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %l : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %r, %m : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  // expected-remark @+1 {{rotary: (a node without a name): not fused; needs: of a pair, the first element has the other one subtracted, the second added [signs]; found 'add'}}
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

func.func @halves_in_place(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %l : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %m, %r : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  // expected-remark @+1 {{[own-pairs]; found 'add'}}
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

func.func @another_value(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %sin: tensor<?x1x8xf32> {toroid.dims = ["b", 1, 8]}, %z: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %z, %cos : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x8xf32>) -> tensor<?x4x8xf32>
  // expected-remark @+1 {{[own-pairs]; found 'mul'}}
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

func.func @one_angle(%x: tensor<?x4x8xf32> {toroid.dims = ["b", 4, 8]}, %cos: tensor<?x1x1xf32> {toroid.dims = ["b", 1, 1]}, %sin: tensor<?x1x1xf32> {toroid.dims = ["b", 1, 1]}) -> tensor<?x4x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x8xf32>
  %l = toroid.slice %x [0, 0, 0] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %r = toroid.slice %x [0, 0, 4] [%n, 4, 4] [1, 1, 1] : (tensor<?x4x8xf32>) -> tensor<?x4x4xf32>
  %m = toroid.neg %r : (tensor<?x4x4xf32>) -> tensor<?x4x4xf32>
  %t = toroid.concat axis = 2 %m, %l : (tensor<?x4x4xf32>, tensor<?x4x4xf32>) -> tensor<?x4x8xf32>
  %p = toroid.mul %x, %cos : (tensor<?x4x8xf32>, tensor<?x1x1xf32>) -> tensor<?x4x8xf32>
  %q = toroid.mul %t, %sin : (tensor<?x4x8xf32>, tensor<?x1x1xf32>) -> tensor<?x4x8xf32>
  // expected-remark @+1 {{[angle-shape]; found an input and an input}}
  %y = toroid.add %p, %q : (tensor<?x4x8xf32>, tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}

// -----

func.func @unknown_size(%x: tensor<?x?xf32> {toroid.dims = ["b", "d"]}, %cos: tensor<?x?xf32> {toroid.dims = ["b", "d"]}, %l: tensor<?x?xf32> {toroid.dims = ["b", "h"]}, %r: tensor<?x?xf32> {toroid.dims = ["b", "h"]}) -> tensor<?x?xf32> {
  %m = toroid.neg %r : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %t = toroid.concat axis = 1 %m, %l : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  %p = toroid.mul %x, %cos : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  %q = toroid.mul %t, %cos : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  // expected-remark @+1 {{[known-features]; found 'concat'}}
  %y = toroid.add %p, %q : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}
