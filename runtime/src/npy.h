//===- npy.h - NumPy's .npy files --------------------------------*- C -*-===//
//
// Versions 1, 2 and 3 of the format, all element types that Toroid knows. bf16,
// which NumPy does not know, is kept as two raw bytes ("|V2"), as other tools
// do; types of one byte and less that it does not know, as one ("|V1").
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_SRC_NPY_H
#define TOROID_SRC_NPY_H

#include "support.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The longest header that toroid_npy_header writes.
#define TOROID_NPY_HEADER_CAPACITY 512

/// Reads a tensor from the bytes of an .npy file. `what` names them in errors:
/// "'ids.npy'". Takes `bytes`, which came from toroid_allocate: on success
/// tensor->data points to its beginning and the caller frees that; on failure
/// it is freed.
toroid_status toroid_npy_parse(uint8_t *bytes, size_t size, const char *what,
                               toroid_tensor *tensor, toroid_error *error);

/// Reads the file at `path`. The caller frees tensor->data.
toroid_status toroid_npy_read(const char *path, toroid_tensor *tensor,
                              toroid_error *error);

/// Makes a tensor of bytes, as read, one of `element_type` where that is a type
/// that files cannot name; leaves all others alone. Fails when a byte holds no
/// such element.
toroid_status toroid_npy_retype(toroid_tensor *tensor, int32_t element_type,
                                const char *what, toroid_error *error);

/// Writes the bytes that go before the tensor's data into `header` and returns
/// how many they are, a multiple of 64.
size_t toroid_npy_header(const toroid_tensor *tensor,
                         char header[TOROID_NPY_HEADER_CAPACITY]);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_NPY_H
