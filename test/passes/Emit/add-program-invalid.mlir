// RUN: toroid-opt --toroid-add-program --split-input-file --verify-diagnostics %s

// expected-error @+1 {{the module has no 'toroid.inputs' attribute, which the cpu phase adds; compile from an earlier phase}}
module {
}

// -----

// expected-error @+1 {{the module does not define 'llvm.func @toroid_run(!llvm.ptr)'}}
module attributes {toroid.inputs = [], toroid.outputs = []} {
  llvm.func @toroid_run(!llvm.ptr)
}

// -----

// expected-error @+1 {{input or output 'x' has elements of type 'complex<f32>', which programs cannot take or give}}
module attributes {
  toroid.inputs = [{name = "x", type = tensor<complex<f32>>}],
  toroid.outputs = []} {
}

// -----

// expected-error @+1 {{input or output 'x' has 17 dimensions; at most 16 are supported}}
module attributes {
  toroid.inputs = [{name = "x", type = tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32>}],
  toroid.outputs = []} {
}

// -----

// expected-error @+1 {{input or output 'x' names 1 dimensions but has 2}}
module attributes {
  toroid.inputs = [],
  toroid.outputs = [{name = "x", type = tensor<?x?xf32>, dims = ["a"]}]} {
}

// -----

// expected-error @+1 {{'toroid.steps' is no array}}
module attributes {toroid.inputs = [], toroid.outputs = [], toroid.steps = 1 : i64} {
}

// -----

// expected-error @+1 {{'toroid.steps' holds what is no step: a step has a kind and the names of its nodes}}
module attributes {toroid.inputs = [], toroid.outputs = [], toroid.steps = [{kind = "copy"}]} {
}

// -----

// expected-error @+1 {{an input or output is not described by a name and a ranked tensor type}}
module attributes {toroid.inputs = [{name = "x", type = tensor<*xf32>}], toroid.outputs = []} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' is not aligned to 64 bytes}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{offset = 4 : i64, value = dense<1.0> : tensor<2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 1 of 'toroid.weights' overlaps the one before it}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{offset = 0 : i64, value = dense<1.0> : tensor<17xf32>},
                      {offset = 64 : i64, value = dense<1.0> : tensor<2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' leaves a gap before it}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{offset = 4611686018427387904 : i64, value = dense<1.0> : tensor<2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has a type that fills no bytes}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{offset = 0 : i64, value = dense<true> : tensor<2xi1>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has no data: weights were left out when this IR was written; compile from the model}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{offset = 0 : i64, value = dense_resource<gone> : tensor<2xf32>}]} {
}

// -----

// expected-error @+1 {{the symbol 'model_program' is taken; choose another --name}}
module attributes {toroid.inputs = [], toroid.outputs = []} {
  llvm.mlir.global external @model_program(0 : i8) : i8
  llvm.func @toroid_run(%call: !llvm.ptr) {
    llvm.return
  }
  llvm.func @toroid_arena_size(%call: !llvm.ptr) -> i64 {
    %0 = llvm.mlir.constant(64 : i64) : i64
    llvm.return %0 : i64
  }
}

// -----

module attributes {toroid.inputs = [], toroid.outputs = []} {
  llvm.func @toroid_run(%call: !llvm.ptr) {
    llvm.return
  }
  llvm.func @toroid_arena_size(%call: !llvm.ptr) -> i64 {
    %0 = llvm.mlir.constant(64 : i64) : i64
    llvm.return %0 : i64
  }
  // expected-error @+1 {{'func.func' is left over from an earlier level; the llvm phase takes the LLVM dialect only}}
  func.func private @left()
}

// -----

// A dim that is not there, the same dim twice, panels of nothing.

// expected-error @+1 {{entry 0 of 'toroid.weights' has a layout that does not fit its value}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{layout = {k = 0 : i64, n = 2 : i64, panel = 4 : i64}, offset = 0 : i64, value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has a layout that does not fit its value}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{layout = {k = 1 : i64, n = 1 : i64, panel = 4 : i64}, offset = 0 : i64, value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has a layout that does not fit its value}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{layout = {k = 0 : i64, n = 1 : i64, panel = 0 : i64}, offset = 0 : i64, value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has a layout, but one value only}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{layout = {k = 0 : i64, n = 1 : i64, panel = 4 : i64}, offset = 0 : i64, value = dense<1.0> : tensor<1x2xf32>}]} {
}

// -----

// Zeros that fill the panel count.

// expected-error @+1 {{entry 1 of 'toroid.weights' overlaps the one before it}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{layout = {k = 0 : i64, n = 1 : i64, panel = 32 : i64}, offset = 0 : i64, value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>},
                      {offset = 64 : i64, value = dense<1.0> : tensor<2xf32>}]} {
}

// -----

// Joined along no dim; of other sizes; along a dim that is not cut in panels.

// expected-error @+1 {{entry 0 of 'toroid.weights' has no axis to join its values along}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{axis = 1 : i64, offset = 0 : i64, values = [dense<1.0> : tensor<2xf32>, dense<2.0> : tensor<2xf32>]}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' joins values that do not fit together}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{axis = 0 : i64, offset = 0 : i64, values = [dense<1.0> : tensor<2x3xf32>, dense<2.0> : tensor<2x2xf32>]}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has no offset or no value}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{axis = 0 : i64, offset = 0 : i64, values = [7 : i32]}]} {
}

// -----

// expected-error @+1 {{entry 0 of 'toroid.weights' has a layout that does not fit its value}}
module attributes {toroid.inputs = [], toroid.outputs = [],
    toroid.weights = [{axis = 0 : i64, layout = {k = 0 : i64, n = 1 : i64, panel = 4 : i64}, offset = 0 : i64, values = [dense<[[1.0, 2.0]]> : tensor<1x2xf32>, dense<[[1.0, 2.0]]> : tensor<1x2xf32>]}]} {
}
