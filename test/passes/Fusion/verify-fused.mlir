// RUN: toroid-opt --split-input-file --verify-diagnostics --toroid-verify-fused %s

func.func @dialect(%x: f32) -> f32 {
  // expected-error @below {{'math.exp' op is left after fusion}}
  %0 = math.exp %x : f32
  return %0 : f32
}

// -----

func.func @rank(%x: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error @below {{'tensor.cast' op has a tensor of unknown rank left after fusion}}
  %0 = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  // expected-error @below {{'func.return' op has a tensor of unknown rank left after fusion}}
  return %0 : tensor<*xf32>
}

// -----

func.func @no_condition(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'toroid.erf' op carries 'toroid.unfused' with no condition of passes/Fusion/Predicates.def}}
  %0 = toroid.erf %x {toroid.unfused = {kind = "gelu", predicate = "none"}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// A condition of another kind.
func.func @other_condition(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'toroid.erf' op carries 'toroid.unfused' with no condition}}
  %0 = toroid.erf %x {toroid.unfused = {kind = "gelu", predicate = "key-axis"}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @fused_and_missed(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'toroid.gelu' op is fused, and carries 'toroid.unfused'}}
  %0 = toroid.gelu erf %x {toroid.unfused = {kind = "gelu", predicate = "half"}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @dead(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'toroid.erf' op is a root that was missed, but nothing reads what it computes}}
  %0 = toroid.erf %x {toroid.unfused = {kind = "gelu", predicate = "half"}} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = toroid.neg %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %x : tensor<4xf32>
}

// -----

func.func @good(%x: tensor<4xf32>, %b: i1) -> tensor<4xf32> {
  %0 = toroid.erf %x {toroid.unfused = {kind = "gelu", predicate = "half"}} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = scf.if %b -> tensor<4xf32> {
    %2 = toroid.gelu erf %0 : (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  } else {
    scf.yield %0 : tensor<4xf32>
  }
  return %1 : tensor<4xf32>
}

// -----

// What a loop carries has a buffer of its own from early on.
func.func @carried(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = bufferization.alloc_tensor() copy(%x) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
