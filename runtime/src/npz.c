//===- npz.c - Reading NumPy's .npz archives ------------------------------===//

#include "npz.h"
#include "npy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
  end_record_size = 22,
  end64_locator_size = 20,
  end64_record_size = 56,
  central_header_size = 46,
  local_header_size = 30
};

typedef struct member {
  char *name;
  uint64_t offset; ///< Of the local header.
  uint64_t packed_size;
  uint64_t size;
  uint32_t crc;
  uint16_t method;
} member;

struct toroid_npz {
  int fd;
  char *path;
  uint64_t size;
  int32_t count;
  member *members;
};

static uint16_t read16(const uint8_t *bytes) {
  return (uint16_t)(bytes[0] | bytes[1] << 8);
}
static uint32_t read32(const uint8_t *bytes) {
  return read16(bytes) | (uint32_t)read16(bytes + 2) << 16;
}
static uint64_t read64(const uint8_t *bytes) {
  return read32(bytes) | (uint64_t)read32(bytes + 4) << 32;
}

static toroid_status damaged(const toroid_npz *npz, const char *problem,
                             toroid_error *error) {
  return toroid_error_set(error, TOROID_BAD_FILE,
                          "'%s' is no .npz archive or is damaged: %s; save it "
                          "with numpy.savez",
                          npz->path, problem);
}

static toroid_status member_damaged(const toroid_npz *npz, const member *m,
                                    const char *problem, toroid_error *error) {
  return toroid_error_set(error, TOROID_BAD_FILE,
                          "'%s' is damaged: member '%s' %s; save it again",
                          npz->path, m->name, problem);
}

/// Whether `size` bytes at `offset` lie within the file.
static bool within(const toroid_npz *npz, uint64_t offset, uint64_t size) {
  return offset <= npz->size && size <= npz->size - offset;
}

/// Reads exactly `size` bytes at `offset`.
static bool read_at(const toroid_npz *npz, uint64_t offset, void *buffer,
                    size_t size) {
  if (!within(npz, offset, size))
    return false;
  uint8_t *to = buffer;
  while (size > 0) {
    ssize_t got = pread(npz->fd, to, size, (off_t)offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    to += got;
    offset += (uint64_t)got;
    size -= (size_t)got;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// The list of members
//===----------------------------------------------------------------------===//

typedef struct directory {
  uint64_t offset;
  uint64_t size;
  uint64_t count;
} directory;

/// Takes the directory's place from the 64-bit end record, if there is one
/// before the end record at `end`. Returns whether what it found is sound.
static bool find_directory64(const toroid_npz *npz, uint64_t end,
                             directory *found) {
  uint8_t locator[end64_locator_size];
  uint8_t record[end64_record_size];
  if (end < sizeof(locator) ||
      !read_at(npz, end - sizeof(locator), locator, sizeof(locator)) ||
      memcmp(locator, "PK\6\7", 4) != 0)
    return true;
  if (!read_at(npz, read64(locator + 8), record, sizeof(record)) ||
      memcmp(record, "PK\6\6", 4) != 0)
    return false;
  found->count = read64(record + 32);
  found->size = read64(record + 40);
  found->offset = read64(record + 48);
  return true;
}

static bool find_directory(const toroid_npz *npz, directory *found) {
  // The end record closes the file, but for a comment of up to 64 KiB.
  uint64_t tail =
      npz->size < 65535 + end_record_size ? npz->size : 65535 + end_record_size;
  uint8_t *bytes = toroid_allocate((size_t)tail);
  bool ok = bytes && tail >= end_record_size &&
            read_at(npz, npz->size - tail, bytes, (size_t)tail);
  uint64_t at = tail - end_record_size;
  while (ok && (memcmp(bytes + at, "PK\5\6", 4) != 0 ||
                read16(bytes + at + 20) != tail - at - end_record_size))
    ok = at-- > 0;
  if (ok) {
    found->count = read16(bytes + at + 10);
    found->size = read32(bytes + at + 12);
    found->offset = read32(bytes + at + 16);
    ok = find_directory64(npz, npz->size - tail + at, found);
  }
  free(bytes);
  return ok && within(npz, found->offset, found->size) &&
         found->count <= found->size / central_header_size;
}

/// Takes the sizes that did not fit into 32 bits from the extra field.
static bool parse_extra64(member *m, const uint8_t *extra, size_t size) {
  uint64_t *missing[3];
  int count = 0;
  if (m->size == UINT32_MAX)
    missing[count++] = &m->size;
  if (m->packed_size == UINT32_MAX)
    missing[count++] = &m->packed_size;
  if (m->offset == UINT32_MAX)
    missing[count++] = &m->offset;
  while (count > 0 && size >= 4) {
    size_t length = read16(extra + 2);
    if (length > size - 4)
      return false;
    if (read16(extra) == 1) {
      if (length < (size_t)count * 8)
        return false;
      for (int i = 0; i < count; ++i)
        *missing[i] = read64(extra + 4 + (size_t)i * 8);
      return true;
    }
    extra += 4 + length;
    size -= 4 + length;
  }
  return true;
}

static toroid_status parse_directory(toroid_npz *npz, const directory *dir,
                                     const uint8_t *bytes,
                                     toroid_error *error) {
  const uint8_t *end = bytes + dir->size;
  for (uint64_t i = 0; i < dir->count; ++i) {
    if (end - bytes < central_header_size || memcmp(bytes, "PK\1\2", 4) != 0)
      return damaged(npz, "its list of members is cut short", error);
    size_t name_size = read16(bytes + 28), extra_size = read16(bytes + 30);
    size_t comment_size = read16(bytes + 32);
    const uint8_t *name = bytes + central_header_size;
    if ((size_t)(end - name) < name_size + extra_size + comment_size)
      return damaged(npz, "its list of members is cut short", error);

    member *m = &npz->members[npz->count];
    m->method = read16(bytes + 10);
    m->crc = read32(bytes + 16);
    m->packed_size = read32(bytes + 20);
    m->size = read32(bytes + 24);
    m->offset = read32(bytes + 42);
    bool encrypted = read16(bytes + 8) & 1;
    size_t kept = name_size;
    if (kept >= 4 && memcmp(name + kept - 4, ".npy", 4) == 0)
      kept -= 4;
    m->name = strndup((const char *)name, kept);
    if (!m->name)
      return toroid_error_set(error, TOROID_NO_MEMORY, "no memory to read '%s'",
                              npz->path);
    ++npz->count;
    if (!parse_extra64(m, name + name_size, extra_size))
      return member_damaged(npz, m, "has an extra field that is cut short",
                            error);
    if (encrypted)
      return member_damaged(npz, m, "is encrypted", error);
    bytes = name + name_size + extra_size + comment_size;
  }
  return TOROID_OK;
}

static toroid_status read_directory(toroid_npz *npz, toroid_error *error) {
  directory dir;
  if (!find_directory(npz, &dir))
    return damaged(npz, "its end, which lists the members, is not there",
                   error);
  if (dir.count > INT32_MAX)
    return damaged(npz, "it lists more members than anyone has", error);
  uint8_t *bytes = toroid_allocate((size_t)dir.size);
  npz->members = calloc((size_t)dir.count + 1, sizeof(member));
  toroid_status status = TOROID_OK;
  if (!bytes || !npz->members)
    status = toroid_error_set(error, TOROID_NO_MEMORY, "no memory to read '%s'",
                              npz->path);
  else if (!read_at(npz, dir.offset, bytes, (size_t)dir.size))
    status = damaged(npz, "its list of members cannot be read", error);
  else
    status = parse_directory(npz, &dir, bytes, error);
  free(bytes);
  return status;
}

toroid_status toroid_npz_open(const char *path, toroid_npz **result,
                              toroid_error *error) {
  *result = NULL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) != 0) {
    toroid_error_set(error, TOROID_BAD_FILE, "cannot open '%s': %s", path,
                     strerror(errno));
    if (fd >= 0)
      close(fd);
    return TOROID_BAD_FILE;
  }
  toroid_npz *npz = calloc(1, sizeof(*npz));
  char *copy = strdup(path);
  if (!npz || !copy) {
    free(npz);
    free(copy);
    close(fd);
    return toroid_error_set(error, TOROID_NO_MEMORY, "no memory to read '%s'",
                            path);
  }
  npz->fd = fd;
  npz->path = copy;
  npz->size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
  toroid_status status = read_directory(npz, error);
  if (status != TOROID_OK) {
    toroid_npz_close(npz);
    return status;
  }
  *result = npz;
  return TOROID_OK;
}

void toroid_npz_close(toroid_npz *npz) {
  if (!npz)
    return;
  for (int32_t i = 0; i < npz->count; ++i)
    free(npz->members[i].name);
  free(npz->members);
  free(npz->path);
  close(npz->fd);
  free(npz);
}

int32_t toroid_npz_count(const toroid_npz *npz) { return npz->count; }

const char *toroid_npz_name(const toroid_npz *npz, int32_t index) {
  return npz->members[index].name;
}

int32_t toroid_npz_find(const toroid_npz *npz, const char *name) {
  for (int32_t i = 0; i < npz->count; ++i)
    if (strcmp(npz->members[i].name, name) == 0)
      return i;
  return -1;
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

/// Inflates the member's data at `offset` into `bytes`, which has its size.
static bool inflate_member(const toroid_npz *npz, const member *m,
                           uint64_t offset, uint8_t *bytes) {
  z_stream stream;
  memset(&stream, 0, sizeof(stream));
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) // raw: no zlib header
    return false;
  uint8_t input[16384];
  uint64_t left = m->packed_size, written = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    if (stream.avail_in == 0 && left > 0) {
      size_t size = left < sizeof(input) ? (size_t)left : sizeof(input);
      if (!read_at(npz, offset, input, size))
        break;
      stream.next_in = input;
      stream.avail_in = (uInt)size;
      offset += size;
      left -= size;
    }
    // zlib counts in 32 bits.
    uint64_t room = m->size - written;
    uInt chunk = room > 1u << 30 ? 1u << 30 : (uInt)room;
    stream.next_out = bytes + written;
    stream.avail_out = chunk;
    result = inflate(&stream, Z_NO_FLUSH);
    written += chunk - stream.avail_out;
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END && written == m->size;
}

toroid_status toroid_npz_read(toroid_npz *npz, int32_t index,
                              toroid_tensor *tensor, toroid_error *error) {
  const member *m = &npz->members[index];
  uint8_t local[local_header_size];
  if (!read_at(npz, m->offset, local, sizeof(local)) ||
      memcmp(local, "PK\3\4", 4) != 0)
    return member_damaged(npz, m, "is not where the archive says", error);
  uint64_t offset = m->offset + local_header_size + read16(local + 26) +
                    (uint64_t)read16(local + 28);
  if (!within(npz, offset, m->packed_size))
    return member_damaged(npz, m, "is longer than the archive", error);
  if (m->method != 0 && m->method != Z_DEFLATED)
    return member_damaged(npz, m, "is compressed in another way than deflate",
                          error);
  // Deflate never gains more than 1032 to 1, so that a damaged size is found
  // before it is allocated.
  if (m->method == 0 ? m->size != m->packed_size
                     : m->size / 1032 > m->packed_size)
    return member_damaged(npz, m, "has a size that cannot be", error);

  uint8_t *bytes = toroid_allocate((size_t)m->size);
  if (!bytes)
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory to read '%s' from '%s' (%llu bytes)",
                            m->name, npz->path, (unsigned long long)m->size);
  bool ok = m->method == 0 ? read_at(npz, offset, bytes, (size_t)m->size)
                           : inflate_member(npz, m, offset, bytes);
  if (!ok || (uint32_t)crc32_z(0, bytes, (z_size_t)m->size) != m->crc) {
    free(bytes);
    return member_damaged(npz, m, "does not have the content it should", error);
  }
  char what[512];
  snprintf(what, sizeof(what), "'%s' in '%s'", m->name, npz->path);
  return toroid_npy_parse(bytes, (size_t)m->size, what, tensor, error);
}
