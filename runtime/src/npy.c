//===- npy.c - NumPy's .npy files -----------------------------------------===//

#include "npy.h"
#include "file.h"
#include "values.h"

#include <stdlib.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "reading .npy files supposes a little-endian machine"
#endif

typedef struct type_code {
  char code[3];
  uint8_t element_type;
} type_code;

static const type_code type_codes[] = {
    {"f4", TOROID_F32},
    {"f8", TOROID_F64},
    {"f2", TOROID_F16},
    {"i1", TOROID_I8},
    {"i2", TOROID_I16},
    {"i4", TOROID_I32},
    {"i8", TOROID_I64},
    {"u1", TOROID_U8},
    {"u2", TOROID_U16},
    {"u4", TOROID_U32},
    {"u8", TOROID_U64},
    {"b1", TOROID_BOOL},
    {"V2", TOROID_BF16},
    // What types of ml_dtypes that take one byte are saved as.
    {"V1", TOROID_U8}};
enum { num_type_codes = sizeof(type_codes) / sizeof(type_codes[0]) };

//===----------------------------------------------------------------------===//
// The header: a Python dict literal
//===----------------------------------------------------------------------===//

typedef struct header {
  char descr[16];
  bool fortran_order;
  int32_t rank;
  int64_t dims[TOROID_MAX_RANK];
} header;

typedef struct cursor {
  const char *at;
  const char *end;
} cursor;

static void skip_space(cursor *c) {
  while (c->at < c->end &&
         (*c->at == ' ' || *c->at == '\t' || *c->at == '\n' || *c->at == '\r'))
    ++c->at;
}

/// Skips space, then takes `character` if it is next.
static bool take(cursor *c, char character) {
  skip_space(c);
  if (c->at == c->end || *c->at != character)
    return false;
  ++c->at;
  return true;
}

static bool take_word(cursor *c, const char *word) {
  skip_space(c);
  size_t length = strlen(word);
  if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
    return false;
  c->at += length;
  return true;
}

/// Takes a quoted string without escapes that fits into `text`.
static bool take_string(cursor *c, char *text, size_t capacity) {
  char quote = '\'';
  if (!take(c, quote)) {
    quote = '"';
    if (!take(c, quote))
      return false;
  }
  size_t used = 0;
  while (c->at < c->end && *c->at != quote) {
    if (used + 1 >= capacity || *c->at == '\\')
      return false;
    text[used++] = *c->at++;
  }
  text[used] = '\0';
  return take(c, quote);
}

static bool take_dim(cursor *c, int64_t *dim) {
  skip_space(c);
  if (c->at == c->end || *c->at < '0' || *c->at > '9')
    return false;
  *dim = 0;
  while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
    if (__builtin_mul_overflow(*dim, 10, dim) ||
        __builtin_add_overflow(*dim, *c->at++ - '0', dim))
      return false;
  take(c, 'L'); // Python 2 wrote long integers so.
  return true;
}

static const char *parse_shape(cursor *c, header *h) {
  if (!take(c, '('))
    return "its shape is not a tuple";
  while (!take(c, ')')) {
    if (h->rank == TOROID_MAX_RANK)
      return "it has more than 16 dims";
    if (!take_dim(c, &h->dims[h->rank]))
      return "its shape is not a tuple of sizes";
    ++h->rank;
    if (!take(c, ',')) {
      if (!take(c, ')'))
        return "its shape is not a tuple of sizes";
      break;
    }
  }
  return NULL;
}

/// Returns NULL, or what is wrong.
static const char *parse_header(cursor *c, header *h) {
  bool seen_descr = false, seen_order = false, seen_shape = false;
  memset(h, 0, sizeof(*h));
  if (!take(c, '{'))
    return "its header is not a dict";
  while (!take(c, '}')) {
    char key[16];
    if (!take_string(c, key, sizeof(key)) || !take(c, ':'))
      return "its header is not a dict of known keys";
    if (strcmp(key, "descr") == 0 && !seen_descr) {
      seen_descr = true;
      if (!take_string(c, h->descr, sizeof(h->descr)))
        return "its elements are structures; save one field of them";
    } else if (strcmp(key, "fortran_order") == 0 && !seen_order) {
      seen_order = true;
      h->fortran_order = take_word(c, "True");
      if (!h->fortran_order && !take_word(c, "False"))
        return "its fortran_order is neither True nor False";
    } else if (strcmp(key, "shape") == 0 && !seen_shape) {
      seen_shape = true;
      const char *problem = parse_shape(c, h);
      if (problem)
        return problem;
    } else {
      return "its header is not a dict of known keys";
    }
    if (!take(c, ',')) {
      if (!take(c, '}'))
        return "its header is not a dict";
      break;
    }
  }
  skip_space(c);
  if (c->at != c->end || !seen_descr || !seen_order || !seen_shape)
    return "its header is incomplete or has text after it";
  return NULL;
}

static int32_t find_element_type(const char *descr) {
  // ml_dtypes' name, which NumPy itself cannot read.
  if (strcmp(descr, "<f1") == 0 || strcmp(descr, "|f1") == 0)
    return TOROID_F8E5M2;
  if (strlen(descr) != 3 || !strchr("<|=", descr[0]))
    return TOROID_UNDEFINED;
  for (int i = 0; i < num_type_codes; ++i)
    if (memcmp(descr + 1, type_codes[i].code, 2) == 0)
      return type_codes[i].element_type;
  return TOROID_UNDEFINED;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Copies column-major `from` to row-major `to`.
static void transpose(const toroid_tensor *shape, const uint8_t *from,
                      uint8_t *to) {
  size_t element = toroid_element_size(shape->element_type);
  int64_t count = toroid_tensor_count(shape);
  int64_t index[TOROID_MAX_RANK] = {0};
  int64_t strides[TOROID_MAX_RANK];
  int64_t stride = 1;
  for (int32_t i = 0; i < shape->rank; ++i) {
    strides[i] = stride;
    stride *= shape->dims[i];
  }
  int64_t source = 0;
  for (int64_t i = 0; i < count; ++i) {
    memcpy(to + (size_t)i * element, from + (size_t)source * element, element);
    for (int32_t d = shape->rank - 1; d >= 0; --d) {
      source += strides[d];
      if (++index[d] < shape->dims[d])
        break;
      source -= strides[d] * shape->dims[d];
      index[d] = 0;
    }
  }
}

static toroid_status damaged(const char *what, const char *problem,
                             toroid_error *error) {
  return toroid_error_set(error, TOROID_BAD_FILE,
                          "%s is no .npy file or is damaged: %s", what,
                          problem);
}

/// Reads everything but the data, whose place it gives.
static toroid_status parse(const uint8_t *bytes, size_t size, const char *what,
                           toroid_tensor *tensor, bool *fortran_order,
                           size_t *data_offset, toroid_error *error) {
  if (size < 10 || memcmp(bytes, "\x93NUMPY", 6) != 0)
    return damaged(what, "it does not begin as one; save it with numpy.save",
                   error);
  size_t start = bytes[6] == 1 ? 10 : 12;
  if (bytes[6] < 1 || bytes[6] > 3 || bytes[7] != 0)
    return toroid_error_set(error, TOROID_BAD_FILE,
                            "%s has version %d.%d of the .npy format; save it "
                            "in version 1.0, 2.0 or 3.0",
                            what, bytes[6], bytes[7]);
  if (size < start)
    return damaged(what, "it ends within its header", error);
  size_t length = bytes[8] | (size_t)bytes[9] << 8;
  if (start == 12)
    length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
  if (length > size - start)
    return damaged(what, "it ends within its header", error);

  cursor c = {(const char *)bytes + start,
              (const char *)bytes + start + length};
  header h;
  const char *problem = parse_header(&c, &h);
  if (problem)
    return damaged(what, problem, error);

  int32_t element_type = find_element_type(h.descr);
  if (h.descr[0] == '>')
    return toroid_error_set(error, TOROID_BAD_FILE,
                            "%s holds big-endian numbers ('%s'); save "
                            "x.astype('<%s')",
                            what, h.descr, h.descr + 1);
  if (element_type == TOROID_UNDEFINED)
    return toroid_error_set(error, TOROID_BAD_FILE,
                            "%s has elements of type '%s'; save numbers or "
                            "bool, such as x.astype('float32')",
                            what, h.descr);
  toroid_tensor_init(tensor, (toroid_element_type)element_type, h.rank, h.dims,
                     NULL);
  int64_t data_bytes = toroid_tensor_bytes(tensor);
  size_t have = size - start - length;
  if (data_bytes < 0 || (uint64_t)data_bytes != have) {
    char dims[TOROID_MAX_RANK * 22];
    toroid_format_dims(dims, sizeof(dims), h.rank, h.dims);
    return toroid_error_set(
        error, TOROID_BAD_FILE,
        "%s is damaged: it holds %zu bytes of data, which is not what %s of "
        "%s takes; save it again",
        what, have, dims, toroid_element_name(element_type));
  }
  *fortran_order = h.fortran_order && h.rank > 1;
  *data_offset = start + length;
  return TOROID_OK;
}

toroid_status toroid_npy_parse(uint8_t *bytes, size_t size, const char *what,
                               toroid_tensor *tensor, toroid_error *error) {
  bool fortran_order = false;
  size_t offset = 0;
  toroid_status status =
      parse(bytes, size, what, tensor, &fortran_order, &offset, error);
  if (status != TOROID_OK) {
    free(bytes);
    return status;
  }
  size_t data_bytes = size - offset;
  if (fortran_order) {
    uint8_t *rows = toroid_allocate(data_bytes);
    if (!rows) {
      free(bytes);
      return toroid_error_set(error, TOROID_NO_MEMORY,
                              "no memory to transpose %s (%zu bytes)", what,
                              data_bytes);
    }
    transpose(tensor, bytes + offset, rows);
    free(bytes);
    bytes = rows;
  } else {
    memmove(bytes, bytes + offset, data_bytes);
  }
  if (tensor->element_type == TOROID_BOOL)
    for (size_t i = 0; i < data_bytes; ++i)
      bytes[i] = bytes[i] != 0;
  tensor->data = bytes;
  return TOROID_OK;
}

toroid_status toroid_npy_read(const char *path, toroid_tensor *tensor,
                              toroid_error *error) {
  uint8_t *bytes;
  size_t size;
  toroid_status status = toroid_file_read(path, &bytes, &size, error);
  if (status != TOROID_OK)
    return status;
  char what[512];
  snprintf(what, sizeof(what), "'%s'", path);
  return toroid_npy_parse(bytes, size, what, tensor, error);
}

toroid_status toroid_npy_retype(toroid_tensor *tensor, int32_t element_type,
                                const char *what, toroid_error *error) {
  bool is_byte =
      tensor->element_type == TOROID_U8 || tensor->element_type == TOROID_I8;
  bool has_code = false;
  for (int i = 0; i < num_type_codes; ++i)
    has_code |= type_codes[i].element_type == element_type;
  if (!is_byte || has_code || toroid_element_size(element_type) != 1)
    return TOROID_OK;
  int bits = toroid_element_bits(element_type);
  bool is_signed = element_type == TOROID_I4 || element_type == TOROID_I2;
  uint8_t *bytes = tensor->data;
  for (int64_t i = 0, count = toroid_tensor_count(tensor); i < count; ++i) {
    uint8_t low = bytes[i] & (uint8_t)((1 << bits) - 1);
    int sign = 1 << (bits - 1);
    // A negative number may have been widened to eight bits.
    bool is_widened = is_signed && (uint8_t)((low ^ sign) - sign) == bytes[i];
    if (bytes[i] != low && !is_widened)
      return toroid_error_set(
          error, TOROID_BAD_ARGUMENT,
          "%s holds the byte %d, which is no element of type %s; save numbers "
          "that fit",
          what, bytes[i], toroid_element_name(element_type));
    bytes[i] = low;
  }
  tensor->element_type = element_type;
  return TOROID_OK;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

size_t toroid_npy_header(const toroid_tensor *tensor,
                         char text[TOROID_NPY_HEADER_CAPACITY]) {
  const char *code = "V1";
  for (int i = num_type_codes - 1; i >= 0; --i)
    if (type_codes[i].element_type == tensor->element_type)
      code = type_codes[i].code;
  bool wide = code[1] != '1' && code[0] != 'V';
  // 16 dims of 19 digits keep this far below the capacity.
  const size_t capacity = TOROID_NPY_HEADER_CAPACITY;
  size_t used = 10;
  used += (size_t)snprintf(text + used, capacity - used,
                           "{'descr': '%c%s', 'fortran_order': False, "
                           "'shape': (",
                           wide ? '<' : '|', code);
  for (int32_t i = 0; i < tensor->rank; ++i)
    used += (size_t)snprintf(text + used, capacity - used, "%lld,%s",
                             (long long)tensor->dims[i],
                             i + 1 < tensor->rank ? " " : "");
  used += (size_t)snprintf(text + used, capacity - used, "), }");
  size_t total = (used + 1 + 63) / 64 * 64;
  memset(text + used, ' ', total - used - 1);
  text[total - 1] = '\n';
  memcpy(text, "\x93NUMPY", 6);
  text[6] = 1; // Version 1.0.
  text[7] = 0;
  text[8] = (char)((total - 10) & 0xff);
  text[9] = (char)((total - 10) >> 8);
  return total;
}
