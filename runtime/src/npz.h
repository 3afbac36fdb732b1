//===- npz.h - NumPy's .npz archives ------------------------------*- C -*-===//
//
// A zip archive with one .npy file per tensor. Members may be stored or
// deflated, and use the 64-bit fields; they are written stored.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_SRC_NPZ_H
#define TOROID_SRC_NPZ_H

#include "file.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A tensor and its name in a file.
typedef struct toroid_named_tensor {
  char *name; ///< Without ".npy".
  toroid_tensor tensor;
} toroid_named_tensor;

/// An archive open for reading.
typedef struct toroid_npz toroid_npz;

/// Opens the archive at `path` and reads its list of members, not their data.
/// Release with toroid_npz_close.
toroid_status toroid_npz_open(const char *path, toroid_npz **npz,
                              toroid_error *error);
void toroid_npz_close(toroid_npz *npz);

int32_t toroid_npz_count(const toroid_npz *npz);

/// The name of a member, without ".npy". Valid until the archive is closed.
const char *toroid_npz_name(const toroid_npz *npz, int32_t index);

/// The index of the member called `name`; -1 when there is none.
int32_t toroid_npz_find(const toroid_npz *npz, const char *name);

/// Reads a member. The caller frees tensor->data.
toroid_status toroid_npz_read(toroid_npz *npz, int32_t index,
                              toroid_tensor *tensor, toroid_error *error);

/// Writes an archive of `count` tensors to writer->file.
toroid_status toroid_npz_write(toroid_file_writer *writer,
                               const toroid_named_tensor *tensors,
                               int32_t count, toroid_error *error);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_NPZ_H
