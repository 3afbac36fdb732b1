//===- npz_write.c - Writing NumPy's .npz archives ------------------------===//

#include "npy.h"
#include "npz.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/// What the list of members at the end of the archive needs to know of each.
typedef struct entry {
  uint64_t offset;
  uint64_t size;
  uint32_t crc;
} entry;

/// A header under construction.
typedef struct record {
  uint8_t bytes[128];
  size_t used;
} record;

static void put(record *r, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    r->bytes[r->used++] = (uint8_t)(value >> 8 * i);
}

static uint64_t narrow(uint64_t value) {
  return value < UINT32_MAX ? value : UINT32_MAX;
}

/// What local and central headers have in common, from "version needed" on.
static void put_common(record *r, const entry *e, size_t name_size,
                       size_t extra_size) {
  put(r, extra_size > 0 ? 45 : 20, 2);
  put(r, 1 << 11, 2);    // The name is UTF-8.
  put(r, 0, 2);          // Stored.
  put(r, 0, 2);          // No time: the same tensors give the same file.
  put(r, 1 << 5 | 1, 2); // 1 January 1980, the first date there is.
  put(r, e->crc, 4);
  // Both sizes go to the extra field when one of the header's numbers does.
  put(r, extra_size > 0 ? UINT32_MAX : e->size, 4);
  put(r, extra_size > 0 ? UINT32_MAX : e->size, 4);
  put(r, name_size, 2);
  put(r, extra_size, 2);
}

static void write_name(FILE *file, const char *name) {
  fwrite(name, 1, strlen(name), file);
  fwrite(".npy", 1, 4, file);
}

static void write_member(FILE *file, const toroid_named_tensor *named,
                         uint64_t offset, entry *e, uint64_t *written) {
  char header[TOROID_NPY_HEADER_CAPACITY];
  size_t header_size = toroid_npy_header(&named->tensor, header);
  size_t data_size = (size_t)toroid_tensor_bytes(&named->tensor);
  uLong crc = crc32_z(0, (const Bytef *)header, header_size);
  if (data_size > 0)
    crc = crc32_z(crc, named->tensor.data, data_size);
  e->offset = offset;
  e->size = header_size + (uint64_t)data_size;
  e->crc = (uint32_t)crc;

  size_t name_size = strlen(named->name) + 4;
  bool wide = e->size >= UINT32_MAX;
  record r = {{0}, 0};
  put(&r, 0x04034b50, 4);
  put_common(&r, e, name_size, wide ? 20 : 0);
  fwrite(r.bytes, 1, r.used, file);
  write_name(file, named->name);
  *written = r.used + name_size;
  if (wide) {
    record extra = {{0}, 0};
    put(&extra, 1, 2);
    put(&extra, 16, 2);
    put(&extra, e->size, 8);
    put(&extra, e->size, 8);
    fwrite(extra.bytes, 1, extra.used, file);
    *written += extra.used;
  }
  fwrite(header, 1, header_size, file);
  if (data_size > 0)
    fwrite(named->tensor.data, 1, data_size, file);
  *written += e->size;
}

static uint64_t write_central(FILE *file, const char *name, const entry *e) {
  size_t name_size = strlen(name) + 4;
  bool wide = e->size >= UINT32_MAX || e->offset >= UINT32_MAX;
  record r = {{0}, 0};
  put(&r, 0x02014b50, 4);
  put(&r, 45, 2); // Made by: version 4.5 of the format.
  put_common(&r, e, name_size, wide ? 28 : 0);
  put(&r, 0, 2); // No comment.
  put(&r, 0, 2); // On the first disk.
  put(&r, 0, 2);
  put(&r, 0, 4);
  put(&r, wide ? UINT32_MAX : e->offset, 4);
  fwrite(r.bytes, 1, r.used, file);
  write_name(file, name);
  uint64_t written = r.used + name_size;
  if (wide) {
    record extra = {{0}, 0};
    put(&extra, 1, 2);
    put(&extra, 24, 2);
    put(&extra, e->size, 8);
    put(&extra, e->size, 8);
    put(&extra, e->offset, 8);
    fwrite(extra.bytes, 1, extra.used, file);
    written += extra.used;
  }
  return written;
}

static void write_end(FILE *file, uint64_t count, uint64_t offset,
                      uint64_t size) {
  record r = {{0}, 0};
  if (count >= UINT16_MAX || offset >= UINT32_MAX || size >= UINT32_MAX) {
    put(&r, 0x06064b50, 4);
    put(&r, 44, 8);
    put(&r, 45, 2);
    put(&r, 45, 2);
    put(&r, 0, 8); // Both disk numbers.
    put(&r, count, 8);
    put(&r, count, 8);
    put(&r, size, 8);
    put(&r, offset, 8);
    put(&r, 0x07064b50, 4);
    put(&r, 0, 4);
    put(&r, offset + size, 8);
    put(&r, 1, 4);
  }
  put(&r, 0x06054b50, 4);
  put(&r, 0, 4);
  put(&r, count < UINT16_MAX ? count : UINT16_MAX, 2);
  put(&r, count < UINT16_MAX ? count : UINT16_MAX, 2);
  put(&r, narrow(size), 4);
  put(&r, narrow(offset), 4);
  put(&r, 0, 2);
  fwrite(r.bytes, 1, r.used, file);
}

toroid_status toroid_npz_write(toroid_file_writer *writer,
                               const toroid_named_tensor *tensors,
                               int32_t count, toroid_error *error) {
  entry *entries = calloc((size_t)count + 1, sizeof(entry));
  if (!entries)
    return toroid_error_set(error, TOROID_NO_MEMORY, "no memory to write '%s'",
                            writer->path);
  uint64_t offset = 0;
  for (int32_t i = 0; i < count; ++i) {
    // The format counts a name's bytes in 16 bits.
    if (strlen(tensors[i].name) > UINT16_MAX - 4) {
      free(entries);
      return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                              "cannot write '%s': the name of tensor %d is too "
                              "long for an .npz archive",
                              writer->path, i);
    }
    uint64_t written;
    write_member(writer->file, &tensors[i], offset, &entries[i], &written);
    offset += written;
  }
  uint64_t size = 0;
  for (int32_t i = 0; i < count; ++i)
    size += write_central(writer->file, tensors[i].name, &entries[i]);
  write_end(writer->file, (uint64_t)count, offset, size);
  free(entries);
  return TOROID_OK;
}
