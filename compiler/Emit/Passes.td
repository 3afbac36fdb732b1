//===- Passes.td - The last passes before LLVM IR ----------*- tablegen -*-===//

#ifndef TOROID_COMPILER_EMIT_PASSES_TD
#define TOROID_COMPILER_EMIT_PASSES_TD

include "mlir/Pass/PassBase.td"

def AddProgram : Pass<"toroid-add-program", "::mlir::ModuleOp"> {
  let summary = "Add the constant that describes the program to the runtime";
  let description = [{
    Defines `<name>_program`, a `toroid_program` (see
    runtime/include/toroid/abi.h), from the module's `toroid.inputs`,
    `toroid.outputs` and `toroid.weights`, and its weak alias `toroid_program`.
    All else that the module defines becomes internal, and `toroid_run` and
    `toroid_arena_size` are named after the model. Names and the weights' size
    and hash stay on the module as `toroid.program`.

    ```mlir
    module attributes {toroid.inputs = […], toroid.outputs = […]} {
      llvm.func @toroid_run(%call: !llvm.ptr) {…}
      llvm.func @toroid_arena_size(%call: !llvm.ptr) -> i64 {…}
    }
    ```
    ==>
    ```mlir
    module attributes {toroid.program = {identifier = "bert", …}, …} {
      llvm.func internal @bert_run(%call: !llvm.ptr) {…}
      llvm.func internal @bert_arena_size(%call: !llvm.ptr) -> i64 {…}
      llvm.mlir.global constant @bert_program() : !llvm.struct<…> {…}
      llvm.mlir.alias weak @toroid_program : !llvm.struct<…> {…}
    }
    ```
  }];
  let options = [
    Option<"name", "name", "std::string", "\"\"",
           "What the model is called; `toroid.model` when empty">,
    Option<"weightsFile", "weights-file", "std::string", "\"\"",
           "Name of the file that will hold the weights; empty to have them "
           "inside, where they fit">,
    Option<"maxInside", "max-inside", "uint64_t", "2097152000",
           "Bytes of weights past which they go to the file <name>.weights">,
    Option<"appendFrom", "append-from", "uint64_t", "~0ull",
           "Bytes of weights past which they go to the end of the program's "
           "file">,
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // TOROID_COMPILER_EMIT_PASSES_TD
