// RUN: toroid-opt --toroid-add-program="name=two-towers" %s | FileCheck %s
// RUN: toroid-opt --toroid-add-program="weights-file=w.bin" %s | FileCheck %s --check-prefix=FILE
// RUN: toroid-opt --toroid-llvm-pipeline %s | FileCheck %s --check-prefix=FILE

module attributes {
  toroid.model = "towers",
  toroid.inputs = [
    {name = "ids", type = tensor<?x?xi64>, dims = ["batch", "past + seq"]},
    {name = "mask", type = tensor<?x128xi1>, dims = ["batch", 128]},
    {name = "x", type = tensor<?xui8>, dims = [""]}],
  toroid.outputs = [{name = "y", type = tensor<f32>, dims = []}],
  toroid.steps = [{kind = "product", nodes = ["/MatMul", "/a\0Ab"]}, {kind = "copy", nodes = []}],
  toroid.weights = [
    {offset = 0 : i64, value = dense<[1.0, 2.0]> : tensor<2xf32>},
    {offset = 64 : i64, value = dense<7> : tensor<5xi16>}]
} {
  llvm.mlir.global external constant @table(dense<0> : tensor<4xi8>) : !llvm.array<4 x i8>
  llvm.func @expf(f32) -> f32
  llvm.func @helper(%arg0: !llvm.ptr {toroid.call, llvm.noalias}) attributes {toroid.mark} {
    llvm.return
  }
  llvm.func @toroid_run(%call: !llvm.ptr) {
    llvm.call @helper(%call) : (!llvm.ptr) -> ()
    llvm.return
  }
  llvm.func @toroid_arena_size(%call: !llvm.ptr) -> i64 {
    %0 = llvm.mlir.constant(64 : i64) : i64
    llvm.return %0 : i64
  }
}

// CHECK: toroid.program = {identifier = "two_towers", name = "two-towers", weights_hash = {{-?[0-9]+}} : i64, weights_size = 74 : i64}
// CHECK: llvm.mlir.global internal constant @table
// CHECK: llvm.func @expf
// CHECK: llvm.func internal @helper(%arg0: !llvm.ptr {llvm.noalias}) attributes {dso_local} {
// CHECK: llvm.func internal @two_towers_run
// CHECK: llvm.func internal @two_towers_arena_size
// CHECK: llvm.mlir.global external hidden constant @two_towers_weights() {{.*}}dso_local{{.*}} : i8
// CHECK-DAG: llvm.mlir.global private unnamed_addr constant @[[BATCH:text[_0-9]*]]("batch\00")
// CHECK-DAG: ("past + seq\00")
// CHECK-DAG: ("?\00")
// CHECK-DAG: ("128\00")
// CHECK-DAG: llvm.mlir.global private constant @dims{{.*}} : !llvm.array<2 x struct<(i64, i32, i32, ptr)>> {
// CHECK-DAG: llvm.mlir.global private constant @inputs() {{.*}}: !llvm.array<3 x struct<(ptr, i32, i32, ptr)>> {
// CHECK-DAG: llvm.mlir.global private constant @outputs() {{.*}}: !llvm.array<1 x struct<(ptr, i32, i32, ptr)>> {
// CHECK-DAG: ("/MatMul\0A/a b\00")
// CHECK-DAG: llvm.mlir.global private constant @steps() {{.*}}: !llvm.array<2 x struct<(ptr, ptr)>> {
// CHECK-DAG: llvm.mlir.global private constant @symbols() {{.*}}: !llvm.array<1 x ptr> {
// CHECK: llvm.mlir.global external constant @two_towers_program() {{.*}}: !llvm.struct<(i32, i32, i32, i32, ptr, ptr, ptr, ptr, ptr, i64, ptr, i64, ptr, ptr, ptr, i32, i32)> {
// CHECK: llvm.insertvalue %{{.*}}, %{{.*}}[0]
// CHECK: %[[INPUTS:.*]] = llvm.mlir.constant(3 : i32)
// CHECK: llvm.insertvalue %[[INPUTS]], %{{.*}}[1]
// CHECK: llvm.mlir.addressof @two_towers_weights
// CHECK: llvm.mlir.addressof @two_towers_arena_size
// CHECK: llvm.mlir.addressof @two_towers_run
// CHECK: llvm.mlir.addressof @steps
// CHECK: %[[STEPS:.*]] = llvm.mlir.constant(2 : i32)
// CHECK: llvm.insertvalue %[[STEPS]], %{{.*}}[15]
// CHECK: llvm.mlir.alias weak @toroid_program
// CHECK: llvm.mlir.addressof @two_towers_program

// FILE: toroid.program = {identifier = "towers", name = "towers"
// FILE: llvm.mlir.global external constant @towers_program
