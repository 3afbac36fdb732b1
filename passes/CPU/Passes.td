//===- Passes.td - From linalg on tensors to code for CPUs -*- tablegen -*-===//

#ifndef TOROID_PASSES_CPU_PASSES_TD
#define TOROID_PASSES_CPU_PASSES_TD

include "mlir/Pass/PassBase.td"

class ForTarget<string default = "generic"> {
  list<Option> targetOption = [
    Option<"target", "target", "std::string", "\"" # default # "\"",
           "the processor family: avx512, avx2, neon or generic">,
  ];
}

def TileAttention : Pass<"toroid-tile-attention", "mlir::ModuleOp"> {
  let summary = "compute attention tile by tile, without its matrix of scores";
  let description = [{
    In parallel over batches, heads and tiles of queries, a loop over blocks of
    keys carries for each row its greatest score so far, the sum of its
    exponentials and the weighted sum of values. Where queries fill the lanes of
    vectors, scores are [keys, queries], and keys and values are read where they
    lie; else they are [queries, keys], and the query heads of one key head share
    a tile. Blocks that order, window or lengths hide from all of a tile's
    rows are outside of the loop's bounds. Transpositions in front of the
    operands and after the result go into the slices. Sizes of tiles and blocks
    depend on the target and the types alone (`AttentionTiles.cpp`), never on
    the number of threads; all attributes of the op are covered.

    ```mlir
    %r = toroid.attention %q, %k, %v scale = 0.5 : (tensor<1x2x256x8xf32>, tensor<1x2x256x8xf32>, tensor<1x2x256x8xf32>) -> tensor<1x2x256x8xf32>
    ==>
    %r = scf.forall (%b, %h, %i) = (0, 0, 0) to (1, 2, 256) step (1, 1, 32) shared_outs(%out = %e) -> (tensor<1x2x256x8xf32>) {
      %tile = linalg.generic (scale, transpose) ins(%q at %b, %h, %i)
      %s:3 = scf.for %j = %c0 to %c256 step %c128 iter_args(%m = %low, %sum = %zero, %acc = %zeros) -> (tensor<32xf32>, tensor<32xf32>, tensor<8x32xf32>) {
        %scores = linalg.generic (product) ins(%k at %b, %h, %j, %tile)
        ...
        scf.yield %m1, %sum1, %acc1 : tensor<32xf32>, tensor<32xf32>, tensor<8x32xf32>
      }
      %o = linalg.generic (quotient, transpose) ins(%s#2, %s#1)
      scf.forall.in_parallel { tensor.parallel_insert_slice %o into %out ... }
    }
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::linalg::LinalgDialect",
                           "mlir::scf::SCFDialect",
                           "mlir::tensor::TensorDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::affine::AffineDialect",
                           "mlir::math::MathDialect"];
}

def NormalizeLinalg : Pass<"toroid-normalize-linalg", "mlir::ModuleOp"> {
  let summary = "bring linalg into the few forms that the passes below expect";
  let description = [{
    Named ops become `linalg.generic`, elementwise ops are fused where the
    producer has one user, transposes move into the indexing maps of products
    and of loops that read rows of theirs or parts of these, and ops that make a
    tensor from parts (`tensor.pad`, `tensor.concat`) write the parts into one
    destination. Large splat constants become `linalg.fill`, so that they need
    neither weights nor data in the program.

    ```mlir
    %t = linalg.transpose ins(%b : tensor<8x4xf32>) outs(%e : tensor<4x8xf32>) permutation = [1, 0]
    %r = linalg.matmul ins(%a, %t : tensor<3x4xf32>, tensor<4x8xf32>) outs(%c : tensor<3x8xf32>) -> tensor<3x8xf32>
    ==>
    %r = linalg.generic {indexing_maps = [(m, n, k) -> (m, k), (m, n, k) -> (n, k), (m, n, k) -> (m, n)], ...}
           ins(%a, %b : tensor<3x4xf32>, tensor<8x4xf32>) outs(%c : tensor<3x8xf32>) { ... }
    ```
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect",
                           "mlir::tensor::TensorDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::affine::AffineDialect",
                           "mlir::math::MathDialect"];
}

def AssignWeights : Pass<"toroid-assign-weights", "mlir::ModuleOp"> {
  let summary = "give every large constant its place in the weights";
  let description = [{
    Each `arith.constant` that holds a resource gets a 64-aligned offset, in the
    order of first use; constants with the same resource share one. Its value
    becomes a read-only view of @main's new last argument, and the module tells
    what lies where in `toroid.weights`. The bytes themselves are not looked at.

    Constants that `tensor.concat` joins are one weight, an entry with `values`
    and the `axis` along which they lie beside each other: whoever writes the
    weights out takes the bytes of each in turn, and nothing is copied before.

    ```mlir
    func.func @main(%arg0: tensor<2x4xf32>) -> tensor<4x8xf32> {
      %w = arith.constant dense_resource<weight> : tensor<4x8xf32>
    ==>
    module attributes {toroid.weights = [{offset = 0 : i64, value = dense_resource<weight> : tensor<4x8xf32>} ]}
    func.func @main(%arg0: tensor<2x4xf32>, %weights: memref<?xi8> {toroid.weights}) -> tensor<4x8xf32> {
      %view = memref.view %weights[%c0][] : memref<?xi8> to memref<4x8xf32>
      %w = bufferization.to_tensor %view restrict : memref<4x8xf32> to tensor<4x8xf32>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::bufferization::BufferizationDialect"];
}

def TileAndFuse : Pass<"toroid-tile-and-fuse", "mlir::ModuleOp"> {
  let summary = "cut the work into parallel tiles that stay in the cache";
  let description = [{
    Ops are taken in groups: a product with the elementwise ops that follow it,
    or row-wise reductions with the elementwise ops between and after them
    (softmax, a normalization). The last op of a group is tiled into
    `scf.forall`, and the others are computed tile by tile inside it, so that
    what one writes the next one reads from the cache. The tiles are the units
    of work for threads: they never split a reduction, hence the numbers do not
    depend on how many threads there are. Work that is too small to share stays
    as it is.

    Rows of a product are cut into as few parts of at most 256 as there can be,
    of equal height, at run time where their number is known only then.

    ```mlir
    %0 = linalg.generic (product) ins(%a, %b) outs(%zero)
    %1 = linalg.generic (bias and activation) ins(%0, %bias) outs(%e)
    ==>
    %1 = scf.forall (%j) = (0) to (768) step (64) shared_outs(%out = %e) {
      %2 = linalg.generic (product) on the columns from %j
      %3 = linalg.generic (bias and activation) ins(%2, ...)
      scf.forall.in_parallel { tensor.parallel_insert_slice %3 into %out ... }
    }
    ```
  }];
  let options = ForTarget<>.targetOption # [
    Option<"minWork", "min-work", "int64_t", "65536",
           "operations below which work is not shared among threads">,
  ];
  let dependentDialects = ["mlir::linalg::LinalgDialect",
                           "mlir::scf::SCFDialect",
                           "mlir::tensor::TensorDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::affine::AffineDialect"];
}

def BufferizeTensors : Pass<"toroid-bufferize-tensors", "mlir::ModuleOp"> {
  let summary = "turn tensors into buffers";
  let description = [{
    One-shot bufferization across function boundaries. Arguments and results are
    dense, row-major buffers; arguments are never written.

    ```mlir
    func.func @main(%arg0: tensor<4xf32>) -> tensor<4xf32> {
      %0 = tensor.empty() : tensor<4xf32>
      %1 = linalg.generic ins(%arg0 : tensor<4xf32>) outs(%0 : tensor<4xf32>) { ... }
      return %1 : tensor<4xf32>
    ==>
    func.func @main(%arg0: memref<4xf32>) -> memref<4xf32> {
      %0 = memref.alloc() {alignment = 64 : i64} : memref<4xf32>
      linalg.generic ins(%arg0 : memref<4xf32>) outs(%0 : memref<4xf32>) { ... }
      return %0 : memref<4xf32>
    ```
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::linalg::LinalgDialect"];
}

def CarryBuffers : Pass<"toroid-carry-buffers", "mlir::ModuleOp"> {
  let summary = "settle who owns the buffers that branches and loops hand on";
  let description = [{
    A buffer that goes through a loop unchanged is used where it is. Any other
    that a branch or loop hands on, because its size is its own, belongs to
    whoever holds it: it is allocated (or copied into an allocation) where it is
    handed on, and released by the turn that got it, or after the last use of
    the result.

    ```mlir
    %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (memref<?xf32>) {
      %b = memref.alloc(%size) : memref<?xf32>
      ... reads %a, writes %b
      scf.yield %b : memref<?xf32>
    }
    ==>
    %copy = memref.alloc(%dim) : memref<?xf32>
    memref.copy %x, %copy
    %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %copy) -> (memref<?xf32>) {
      %b = memref.alloc(%size) : memref<?xf32>
      ...
      memref.dealloc %a
      scf.yield %b : memref<?xf32>
    }
    ... last use of %r
    memref.dealloc %r
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def BoundScratch : Pass<"toroid-bound-scratch", "mlir::ModuleOp"> {
  let summary = "give temporaries of parallel tiles a size that is known";
  let description = [{
    Where the size of a temporary inside a parallel loop is bounded, as that of
    a tile at a ragged edge is, it is allocated at that bound; where only some
    of its dims are, the rest has to be the same for all iterations. So its
    place can be planned ahead.

    ```mlir
    %size = affine.min affine_map<(d0)[s0] -> (-d0 + s0, 8)>(%i)[%dim]
    %0 = memref.alloc(%size) : memref<?x64xf32>
    ==>
    %bytes = memref.alloc() : memref<2048xi8>
    %0 = memref.view %bytes[%c0][%size] : memref<2048xi8> to memref<?x64xf32>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def PlaceOutputs : Pass<"toroid-place-outputs", "mlir::ModuleOp"> {
  let summary = "let results be computed in the caller's buffers";
  let description = [{
    @main's results go away. The buffer of a result that is allocated inside
    @main, maybe under another shape, comes from `toroid_rt_output` instead; any
    other result (an argument, a weight, a part, one that is returned twice) is
    copied into such a buffer at the end. The call's frame becomes @main's
    argument `toroid.call`.

    ```mlir
    func.func @main(%arg0: memref<4xf32>) -> memref<4xf32> {
      %0 = memref.alloc() : memref<4xf32>
      ...
      return %0 : memref<4xf32>
    ==>
    func.func @main(%arg0: memref<4xf32>, %call: !llvm.ptr {toroid.call}) {
      %p = llvm.call @toroid_rt_output(%call, %index, %rank, %dims) : ...
      %0 = builtin.unrealized_conversion_cast ... to memref<4xf32>
      ...
      return
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def PadRows : Pass<"toroid-pad-rows", "mlir::ModuleOp"> {
  let summary = "move the rows of temporaries apart that would meet in the cache";
  let description = [{
    A kernel walks along several rows of a product's side at once, and writes as
    many of the result. Where rows are a multiple of half a way of the
    first-level cache apart, they all want the same few of its lines, and drive
    each other out: a sum over 1024 or 3072 floats ran at nine tenths of the
    speed. Such temporaries get rows that are one line longer. Several dims may
    make up a row, as the heads and features of a position do.

    ```mlir
    %0 = memref.alloc() : memref<128x3072xf32>
    ==>
    %padded = memref.alloc() : memref<128x3088xf32>
    %0 = memref.subview %padded[0, 0] [128, 3072] [1, 1] : memref<128x3088xf32> to memref<128x3072xf32, strided<[3088, 1]>>
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def PackWeights : Pass<"toroid-pack-weights", "mlir::ModuleOp"> {
  let summary = "lay constant right sides of products out as panels";
  let description = [{
    A kernel reads as many columns of the right side as its tile is wide, step
    by step along the sum. A weight that is nothing but the right side of such
    products, whose parts begin at multiples of that width (a panel), gets a
    `layout` in `toroid.weights`: dimension `n` is cut into panels, each holds
    all of dimension `k`, and the other dimensions come first. So packed, the
    bytes that a kernel reads follow each other. The type of the view and the
    product's indexing map say the same; whoever writes the weights out packs
    them on the way. The last panel is filled up with zeros, and all offsets
    are assigned anew. Values that are joined along `n` may share a panel.

    A product with the weight on its left changes sides first. Weights stay as
    they are where something else reads them as well (an embedding that is
    also the last product: a second copy of what is often the largest weight
    would cost more than packing at run time does), and where filling up would
    make them half as large again.

    ```mlir
    module attributes {toroid.weights = [{offset = 0 : i64, value = dense_resource<w> : tensor<768x3072xf32>} ]}
      %w = memref.view %weights[%c0][] : memref<?xi8> to memref<768x3072xf32>
      scf.forall (%j) = (0) to (3072) step (64) {
        %part = memref.subview %w[0, %j] [768, 64] [1, 1]
        linalg.generic {indexing_maps = [(m, n, k) -> (m, k), (m, n, k) -> (k, n), (m, n, k) -> (m, n)]} ins(%a, %part) ...
    ==>
    module attributes {toroid.weights = [{layout = {k = 0, n = 1, panel = 32}, offset = 0 : i64, value = dense_resource<w> : tensor<768x3072xf32>} ]}
      %w = memref.view %weights[%c0][] : memref<?xi8> to memref<96x768x32xf32>
      scf.forall (%j) = (0) to (3072) step (64) {
        %part = memref.subview %w[%j floordiv 32, 0, 0] [2, 768, 32] [1, 1, 1]
        linalg.generic {indexing_maps = [(m, n, k) -> (m, k), (m, n, k) -> (n floordiv 32, k, n mod 32), (m, n, k) -> (m, n)]} ins(%a, %part) ...
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::affine::AffineDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect",
                           "mlir::memref::MemRefDialect"];
}

def MarkSteps : Pass<"toroid-mark-steps", "mlir::ModuleOp"> {
  let summary = "let a profile know which part of a run takes how long";
  let description = [{
    In front of each step of @main (a parallel loop, a linalg op, a copy, a loop
    without such) stands a call that tells its number, its floating-point
    operations and the bytes that it reads and writes: numbers, or functions of
    the inputs' dims, or -1 when nobody knows. Number -1 ends a step where what
    follows is none. `toroid.steps` tells the kind of each step and the ONNX
    nodes in it, the one that costs most first.

    The call is inlined later; unless a profile is taken, it tests a pointer.

    ```mlir
    linalg.generic (product) ins(%a, %b : memref<16x64xf32>, memref<64x32xf32>) outs(%c : memref<16x32xf32>)
    ==>
    module attributes {toroid.steps = [{kind = "product", nodes = ["/query/MatMul"]} ]}
    llvm.call @toroid_mark_step(%call, %c0, %c65536, %c16384)
    linalg.generic (product) ins(%a, %b : memref<16x64xf32>, memref<64x32xf32>) outs(%c : memref<16x32xf32>)
    llvm.call @toroid_mark_step(%call, %c-1, %c-1, %c-1)
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def ReadSources : Pass<"toroid-read-sources", "mlir::ModuleOp"> {
  let summary = "read what was copied where it came from";
  let description = [{
    A decode step copies its past to the front of the present, appends what is
    new and reads the present at once. The past was just read and is in a cache;
    the present need not be. Where all that reads the copy are slices in
    parallel loops, a slice that lies in what was copied is taken from the
    source: an argument, which nobody writes. The copy is marked as
    `toroid.unread`. Nothing may write that part of the buffer but the copy.

    ```mlir
    memref.copy %past, %front : memref<12x512x64xf32> to memref<12x512x64xf32, strided<[32832, 64, 1]>>
    scf.forall (%h) in (12) {
      scf.for %j = %c0 to %c513 step %c128 {
        %size = affine.min affine_map<(d0) -> (-d0 + 513, 128)>(%j)
        %keys = memref.subview %present[%h, %j, 0] [1, %size, 64] [1, 1, 1]
        ... reads %keys
    ==>
    memref.copy %past, %front {toroid.unread}
    scf.forall (%h) in (12) {
      scf.for %j = %c0 to %c513 step %c128 {
        %keys = memref.subview %present[%h, %j, 0] [1, %size, 64] [1, 1, 1]
        %end = arith.addi %j, %size : index
        %copied = arith.cmpi ule, %end, %c512 : index
        %source = memref.subview %past[%h, %j, 0] [1, %size, 64] [1, 1, 1]
        %there = arith.select %copied, %source, %keys
        ... reads %there
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def ShareCopies : Pass<"toroid-share-copies", "mlir::ModuleOp"> {
  let summary = "let threads share large copies";
  let description = [{
    A copy that takes long enough becomes an `scf.forall` over pieces of 64 KiB,
    cut from the innermost dim outward: the past of a decode step, say, on its
    way into the present. Where only the run knows the sizes it chooses the
    pieces, and a small copy is a single one. Copies inside of parallel loops
    stay as they are.

    What a `toroid.unread` copy writes goes past the caches, if its rows begin
    at lines, and if there are more weights than caches hold: else the next run
    might find it there. A store into a cache would read the line first.

    ```mlir
    memref.copy %past, %present : memref<1x12x512x64xf32> to memref<1x12x512x64xf32, strided<[393984, 32832, 64, 1]>>
    ==>
    scf.forall (%b, %h, %i, %j) = (0, 0, 0, 0) to (1, 12, 512, 64) step (1, 1, 256, 64) {
      %from = memref.subview %past[0, %h, %i, 0] [1, 1, 256, 64] [1, 1, 1, 1] : ...
      %to = memref.subview %present[0, %h, %i, 0] [1, 1, 256, 64] [1, 1, 1, 1] : ...
      memref.copy %from, %to : ...
    }
    ```
  }];
  let options = [
    Option<"minWork", "min-work", "int64_t", "65536",
           "operations below which work is not shared among threads; a copy "
           "counts one for each four bytes">,
    Option<"minWeights", "min-weights", "int64_t", "67108864",
           "bytes of weights that drive all else out of the caches">,
  ];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::scf::SCFDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::LLVM::LLVMDialect"];
}

def LowerContractions : Pass<"toroid-lower-contractions", "mlir::ModuleOp"> {
  let summary = "turn products into loops around register-tile kernels";
  let description = [{
    A product on buffers becomes loops over panels of the right side and rows of
    the left, around calls of kernels that keep a tile of the result in
    registers. Kernels are functions shared by all products of the same element
    types and strides. Panels of weights are read where they are; any other
    right side whose rows are not contiguous, or that is read often, is packed,
    panel by panel, into a small buffer. Sums are cut into blocks, such that the
    part of a panel that all rows meet stays in a cache; the first block starts
    with zeros where the result was filled with them. Few rows have
    several sets of accumulators, which take turns along the sum. What is left
    of the rows runs in one kernel of just as many, or in two where their number
    is known at run time only; what is left of the columns, with masks.

    ```mlir
    linalg.generic (product) ins(%a, %b : memref<14x64xf32>, memref<64x32xf32>) outs(%c : memref<14x32xf32>)
    ==>
    call @toroid_kernel_14x32(%a, %b, %c) : (memref<14x64xf32>, memref<64x32xf32>, memref<14x32xf32>) -> ()
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::func::FuncDialect", "mlir::scf::SCFDialect",
                           "mlir::arith::ArithDialect", "mlir::math::MathDialect",
                           "mlir::affine::AffineDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::vector::VectorDialect"];
}

def VectorizeLoops : Pass<"toroid-vectorize-loops", "mlir::ModuleOp"> {
  let summary = "turn linalg on buffers into loops over vectors";
  let description = [{
    The loop along which most operands are contiguous runs in steps of a vector,
    its remainder under a mask; reductions keep their partial results in
    registers and combine the lanes once. A copy is a loop over what is
    contiguous on both sides; one that exchanges the contiguous dim of 32-bit
    elements goes through registers square by square. What does not fit (odd
    bodies, types without vector form) becomes scalar loops.

    ```mlir
    linalg.generic {maps = [(i) -> (i), (i) -> (i)]} ins(%a : memref<32xf32>) outs(%b : memref<32xf32>) { math.exp }
    ==>
    scf.for %i = %c0 to %c32 step %c16 {
      %0 = vector.load %a[%i] : memref<32xf32>, vector<16xf32>
      %1 = math.exp %0 : vector<16xf32>
      vector.store %1, %b[%i] : memref<32xf32>, vector<16xf32>
    }
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::scf::SCFDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::affine::AffineDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::vector::VectorDialect"];
}

def PlanMemory : Pass<"toroid-plan-memory", "mlir::ModuleOp"> {
  let summary = "give every temporary its place in one arena";
  let description = [{
    Every `memref.alloc` of @main becomes a view of the arena, @main's new
    argument `toroid.arena`. Buffers whose lifetimes do not overlap share bytes:
    those of static size by best-fit packing, those of dynamic size slot by
    slot. Temporaries of bounded size inside parallel bodies live on the stack of
    the thread. What only the run itself can size, and what loops carry while its
    size changes, is taken from `toroid_rt_alloc` where the size is known and
    given back after the last use. The bytes that a run needs are a function of the inputs' dims,
    and become `@toroid_main_arena_size`, which takes @main's inputs and returns
    a negative number when the size overflows.

    ```mlir
    %0 = memref.alloc() : memref<16xf32>
    ==>
    %0 = memref.view %arena[%c0][] : memref<?xi8> to memref<16xf32>
    ```
  }];
  let options = [
    Option<"maxStack", "max-stack", "int64_t", "262144",
           "bytes of temporaries that a parallel body may keep on the stack">,
    Option<"record", "record", "bool", "false",
           "write the plan into the module's attribute 'toroid.memory_plan'">,
  ];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::func::FuncDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def OutlineParallel : Pass<"toroid-outline-parallel", "mlir::ModuleOp"> {
  let summary = "run parallel loops through the runtime";
  let description = [{
    The body of each outermost `scf.forall` becomes a function over a range of
    iterations, and the loop a call of `toroid_rt_parallel_for`. What the body
    uses from outside travels in a structure on the stack. Inner `scf.forall`
    become plain loops.

    ```mlir
    scf.forall (%i) in (64) { ... uses %buffer ... }
    ==>
    llvm.call @toroid_rt_parallel_for(%call, %c64, @main_parallel_0, %env)
    llvm.func internal @main_parallel_0(%env: !llvm.ptr, %begin: i64, %end: i64) { ... }
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::scf::SCFDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def OutlineLoops : Pass<"toroid-outline-loops", "mlir::ModuleOp"> {
  let summary = "make a function of each loop nest of @main";
  let description = [{
    What remains of @main is short, however deep the model, and its parts can be
    shared. What a loop uses from outside are arguments; constants are copied.

    ```mlir
    func.func @main(...) {
      scf.for %i = %c0 to %n step %c1 { ... uses %buffer ... }
    ==>
    func.func @main(...) {
      call @main_loop_0(%buffer, %n)
    func.func private @main_loop_0(...) attributes {no_inline} { ... }
    ```
  }];
  let dependentDialects = ["mlir::func::FuncDialect"];
}

def ShareFunctions : Pass<"toroid-share-functions", "mlir::ModuleOp"> {
  let summary = "keep one of several functions that do the same";
  let description = [{
    Private functions that differ in nothing but their name become one. The
    layers of a model then share their code: what follows takes as long for
    twelve layers as for one.

    ```mlir
    call @main_loop_0(%a) ; call @main_loop_1(%b)
    ==>
    call @main_loop_0(%a) ; call @main_loop_0(%b)
    ```
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def ExpandMath : Pass<"toroid-expand-math", "mlir::ModuleOp"> {
  let summary = "expand functions on f32 vectors into polynomials";
  let description = [{
    `exp`, `tanh`, `erf`, `log`, `sin` and `cos` on f32 vectors become
    arithmetic, within 1.5 units in the last place over the whole range, with
    the usual results for infinities and NaN. `1 + erf` and `1 + tanh`, which GELU
    consists of, become one formula each, within 1.5 units of 2^-23. f16 and bf16 go through f32. Other
    functions and types call libm, and so do sines and cosines of a vector with
    an angle beyond 2^27.

    ```mlir
    %0 = math.tanh %x : vector<16xf32>
    ==>
    %a = math.absf %x : vector<16xf32>
    %t = arith.mulf %a, %a fastmath<contract> : vector<16xf32>
    ...
    %0 = math.copysign %r, %x : vector<16xf32>
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::math::MathDialect",
                           "mlir::scf::SCFDialect", "mlir::vector::VectorDialect",
                           "mlir::LLVM::LLVMDialect"];
}

def ExpandReshapes : Pass<"toroid-expand-reshapes", "mlir::ModuleOp"> {
  let summary = "split dims into several dynamic ones";
  let description = [{
    A `memref.expand_shape` that makes two or more dynamic dims of one becomes a
    view with computed strides; upstream's expansion of strided metadata handles
    one dynamic dim only.

    ```mlir
    %0 = memref.expand_shape %arg0 [[0, 1], [2]] output_shape [%b, %s, 8] : memref<?x8xf32> into memref<?x?x8xf32>
    ==>
    %stride = arith.muli %s, %c8 : index
    %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %arg0 : ...
    %0 = memref.reinterpret_cast %base to offset: [0], sizes: [%b, %s, 8], strides: [%stride, 8, 1] : ...
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect"];
}

def ConvertToProgram : Pass<"toroid-convert-to-program", "mlir::ModuleOp"> {
  let summary = "convert to the LLVM dialect, with the entry points of abi.h";
  let description = [{
    Everything becomes the LLVM dialect. `toroid_run` and `toroid_arena_size`
    take a `toroid_call` apart for @main; all other functions are internal, so
    that two models fit in one program. A failed `cf.assert` leaves through
    `toroid_rt_fail`.

    ```mlir
    cf.assert %ok, "index out of range"
    ==>
    llvm.cond_br %ok, ^continue, ^fail
    ^fail:
      llvm.call @toroid_rt_fail(%call, %message) : (!llvm.ptr, !llvm.ptr) -> ()
      llvm.unreachable
    ```
  }];
  let options = ForTarget<>.targetOption;
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

#endif // TOROID_PASSES_CPU_PASSES_TD
