//===- abi.h - What compiled models and the runtime agree on -----*- C -*-===//
//
// The contract between code that Toroid generates and the runtime that it is
// linked with. Programs that use a model include toroid/runtime.h instead.
//
// A compiled model is one constant `toroid_program`. It holds no state: all
// state of a run is in the `toroid_call` that the runtime passes in, so one
// program can run in any number of contexts at once.
//
// Every structure here is laid out for the target's C ABI and is mirrored,
// field by field, in compiler/Emit/ProgramLayout.h. Change both together and
// raise TOROID_ABI_VERSION.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_ABI_H
#define TOROID_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TOROID_ABI_VERSION 3

/// The largest number of dimensions of a tensor.
#define TOROID_MAX_RANK 16

/// Element types; the numbers are those of ONNX's TensorProto.DataType.
///
/// Elements below a byte take one byte each, not packed as in ONNX's raw data:
/// the element in the low bits, zeros above them. (That is how NumPy arrays of
/// ml_dtypes lie in memory too. Bits above an input's element are ignored where
/// it is computed with.) Floating-point formats of 4 to 8 bits are named by the
/// bits of their exponent and mantissa, as in ONNX.
typedef enum toroid_element_type {
  TOROID_UNDEFINED = 0,
  TOROID_F32 = 1,
  TOROID_U8 = 2,
  TOROID_I8 = 3,
  TOROID_U16 = 4,
  TOROID_I16 = 5,
  TOROID_I32 = 6,
  TOROID_I64 = 7,
  TOROID_BOOL = 9, ///< One byte each: 0 or 1.
  TOROID_F16 = 10,
  TOROID_F64 = 11,
  TOROID_U32 = 12,
  TOROID_U64 = 13,
  TOROID_BF16 = 16,
  TOROID_F8E4M3FN = 17,
  TOROID_F8E4M3FNUZ = 18,
  TOROID_F8E5M2 = 19,
  TOROID_F8E5M2FNUZ = 20,
  TOROID_U4 = 21,
  TOROID_I4 = 22,
  TOROID_F4E2M1 = 23,
  TOROID_F8E8M0 = 24,
  TOROID_U2 = 25,
  TOROID_I2 = 26,
  TOROID_F6E2M3 = 27,
  TOROID_F6E3M2 = 28
} toroid_element_type;

/// A dense tensor in row-major order. `data` points to the first element; who
/// owns it is said where a tensor is passed.
typedef struct toroid_tensor {
  void *data;
  int32_t element_type; ///< A toroid_element_type.
  int32_t rank;         ///< 0 for a scalar, at most TOROID_MAX_RANK.
  int64_t dims[TOROID_MAX_RANK];
} toroid_tensor;

/// One dimension of an input or output as the model declares it.
typedef struct toroid_dim_spec {
  int64_t size;     ///< The size, or -1 when it is known only at run time.
  int32_t symbol;   ///< Index into toroid_program.symbols when the dimension is
                    ///< one symbol; -1 when static, derived or unknown.
  int32_t reserved; ///< 0.
  const char *text; ///< "768", "batch", "past + seq", or "?" when unknown.
} toroid_dim_spec;

/// An input or output as the model declares it.
typedef struct toroid_tensor_spec {
  const char *name;
  int32_t element_type; ///< A toroid_element_type.
  int32_t rank;
  const toroid_dim_spec *dims; ///< `rank` of them.
} toroid_tensor_spec;

/// One run of a program. Set up by the runtime, read by generated code. Inputs
/// and outputs are aligned to their element type; an input without elements may
/// have no data.
typedef struct toroid_call {
  const toroid_tensor *inputs; ///< num_inputs, checked against their specs.
  toroid_tensor *outputs;      ///< num_outputs, filled by toroid_rt_output.
  uint8_t *arena;              ///< arena_size() bytes, aligned to 64.
  const uint8_t *weights;      ///< weights_size bytes, aligned to 64.
  void *context;               ///< The runtime's own; opaque to the program.
                               ///< A toroid_callbacks is the first thing there.
  void *profile; ///< Not NULL while a profile is taken: then the program calls
                 ///< toroid_rt_step.
} toroid_call;

/// A part of a program's work, as a profile names it.
typedef struct toroid_step_spec {
  const char *kind;  ///< "product", "attention", "softmax", "normalization",
                     ///< "reduction", "gather", "elementwise", "copy", "other".
  const char *nodes; ///< Names of the ONNX nodes in it, each on a line of its
                     ///< own, the one that costs most first; "" for none.
} toroid_step_spec;

/// A compiled model. Compiled code defines it as `<name>_program`, and as the
/// weak symbol `toroid_program` by which executables and dlopen find it.
typedef struct toroid_program {
  uint32_t abi_version; ///< TOROID_ABI_VERSION of the compiler.
  int32_t num_inputs;
  int32_t num_outputs;
  int32_t num_symbols;
  const char *name;
  const toroid_tensor_spec *inputs;
  const toroid_tensor_spec *outputs;
  const char *const *symbols; ///< Names of the symbolic dimensions.
  const uint8_t *weights;     ///< NULL when they are in weights_file.
  uint64_t weights_size;
  const char *weights_file; ///< A file name, looked up beside the program; ""
                            ///< for the end of the program's own file, from a
                            ///< page on; NULL when the weights are inside.
  uint64_t weights_hash;    ///< Of the content; the file's trailer repeats it.
  /// Bytes of arena that a run on these inputs needs; negative when the number
  /// overflows. Reads inputs' dims only.
  int64_t (*arena_size)(const toroid_call *call);
  /// Runs the model. Errors leave through toroid_rt_fail.
  void (*run)(toroid_call *call);
  const toroid_step_spec *steps; ///< `num_steps` of them.
  int32_t num_steps;             ///< 0: a profile knows of the whole run only.
  int32_t reserved;              ///< 0.
} toroid_program;

#define TOROID_WEIGHTS_MAGIC "TOROIDWT"

/// The end of a weights file, or of a program's own file, right after
/// weights_size bytes of weights.
/// Numbers are in the target's byte order.
typedef struct toroid_weights_trailer {
  char magic[8]; ///< TOROID_WEIGHTS_MAGIC, without a terminating zero.
  uint64_t weights_size;
  uint64_t weights_hash;
  uint64_t reserved; ///< 0.
} toroid_weights_trailer;

//===----------------------------------------------------------------------===//
// What generated code calls
//===----------------------------------------------------------------------===//

/// Calls `body(env, begin, end)` for ranges that cover [0, count) once, on the
/// context's threads, and returns when all are done. How the range is cut may
/// not influence results. Not reentrant: a body must not call it.
void toroid_rt_parallel_for(toroid_call *call, int64_t count,
                            void (*body)(void *env, int64_t begin, int64_t end),
                            void *env);

/// Gives the buffer of output `index`, whose dims are now known: the caller's
/// where it brought one, otherwise one that the context owns. Never returns
/// NULL; a buffer that cannot be had, or a caller's that is too small, ends the
/// run as a failure. Called once for each output, on the thread that called
/// `run`, outside parallel bodies.
void *toroid_rt_output(toroid_call *call, int64_t index, int64_t rank,
                       const int64_t *dims);

/// Ends the run with `message` and does not return (it leaves `run` by
/// longjmp, so generated code holds nothing that needs releasing). Called on
/// the thread that called `run`, outside parallel bodies.
void toroid_rt_fail(toroid_call *call, const char *message);

/// Memory whose size only the run itself could tell: `bytes` of it, aligned to
/// 64, until toroid_rt_free or the end of the run, however it ends. Never
/// returns NULL; a negative size, and memory that cannot be had, end the run as
/// a failure. Called on the thread that called `run`, outside parallel bodies.
void *toroid_rt_alloc(toroid_call *call, int64_t bytes);

/// Gives back what toroid_rt_alloc gave in this run. Called where that is.
void toroid_rt_free(toroid_call *call, void *memory);

/// From now on the run works on step `step` of toroid_program.steps; -1: on
/// none of them. Called while call->profile is not NULL, on the thread that
/// called `run`, outside parallel bodies. `flops` and `bytes` are the
/// floating-point operations of this step and the bytes of the buffers that it
/// reads and writes, each counted once; -1 when unknown.
void toroid_rt_step(toroid_call *call, int64_t step, int64_t flops,
                    int64_t bytes);

/// Where the functions above lead. They do nothing but call through this
/// table, which every context starts with; so a shared library may hold its own
/// copy of them and still run in the context of the program that loaded it.
typedef struct toroid_callbacks {
  void (*parallel_for)(toroid_call *call, int64_t count,
                       void (*body)(void *env, int64_t begin, int64_t end),
                       void *env);
  void *(*output)(toroid_call *call, int64_t index, int64_t rank,
                  const int64_t *dims);
  void (*fail)(toroid_call *call, const char *message);
  void *(*alloc)(toroid_call *call, int64_t bytes);
  void (*free)(toroid_call *call, void *memory);
  void (*step)(toroid_call *call, int64_t step, int64_t flops, int64_t bytes);
} toroid_callbacks;

#ifdef __cplusplus
}
#endif

#endif // TOROID_ABI_H
