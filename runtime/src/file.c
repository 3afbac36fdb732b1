//===- file.c - Whole files in, complete files out ------------------------===//

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

toroid_status toroid_file_read(const char *path, uint8_t **bytes, size_t *size,
                               toroid_error *error) {
  *bytes = NULL;
  *size = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return toroid_error_set(error, TOROID_BAD_FILE, "cannot open '%s': %s",
                            path, strerror(errno));

  // The file's size is only a first guess: a pipe has none, a file may grow.
  struct stat info;
  size_t capacity = 1 << 16;
  if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
    capacity = (size_t)info.st_size + 1;
  size_t used = 0;
  uint8_t *buffer = toroid_allocate(capacity);
  while (buffer) {
    ssize_t got = read(fd, buffer + used, capacity - used);
    if (got == 0)
      break;
    if (got < 0) {
      if (errno == EINTR)
        continue;
      toroid_error_set(error, TOROID_BAD_FILE, "cannot read '%s': %s", path,
                       strerror(errno));
      free(buffer);
      close(fd);
      return TOROID_BAD_FILE;
    }
    used += (size_t)got;
    if (used < capacity)
      continue;
    uint8_t *larger = toroid_allocate(2 * capacity);
    if (larger)
      memcpy(larger, buffer, used);
    free(buffer);
    buffer = larger;
    capacity *= 2;
  }
  close(fd);
  if (!buffer)
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory to read '%s' (%zu bytes)", path,
                            capacity);
  *bytes = buffer;
  *size = used;
  return TOROID_OK;
}

static void release(toroid_file_writer *writer) {
  free(writer->path);
  free(writer->temporary);
  memset(writer, 0, sizeof(*writer));
}

static toroid_status write_error(const toroid_file_writer *writer, int reason,
                                 toroid_error *error) {
  return toroid_error_set(error, TOROID_BAD_FILE, "cannot write '%s': %s",
                          writer->path, strerror(reason));
}

toroid_status toroid_file_begin(toroid_file_writer *writer, const char *path,
                                toroid_error *error) {
  memset(writer, 0, sizeof(*writer));
  struct stat info;
  bool exists = stat(path, &info) == 0;
  // Through a symbolic link, its target is replaced and not the link.
  writer->path = exists ? realpath(path, NULL) : strdup(path);
  int fd = -1;
  if (!writer->path) {
    return toroid_error_set(error, TOROID_BAD_FILE, "cannot write '%s': %s",
                            path, strerror(errno));
  }
  if (exists && !S_ISREG(info.st_mode)) {
    fd = open(path, O_WRONLY | O_CLOEXEC);
  } else {
    size_t length = strlen(writer->path);
    writer->temporary = malloc(length + sizeof(".partial-XXXXXX"));
    if (writer->temporary) {
      memcpy(writer->temporary, writer->path, length);
      strcpy(writer->temporary + length, ".partial-XXXXXX");
      fd = mkstemp(writer->temporary);
    }
  }
  if (fd >= 0)
    writer->file = fdopen(fd, "wb");
  if (!writer->file) {
    int reason = errno;
    if (fd >= 0) {
      close(fd);
      if (writer->temporary)
        unlink(writer->temporary);
    }
    write_error(writer, reason, error);
    release(writer);
    return TOROID_BAD_FILE;
  }
  if (writer->temporary) {
    // mkstemp makes files that only their owner may read.
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, exists ? info.st_mode & 07777 : 0666 & ~mask);
  }
  return TOROID_OK;
}

toroid_status toroid_file_finish(toroid_file_writer *writer,
                                 toroid_error *error) {
  if (!writer->file)
    return TOROID_OK;
  errno = 0;
  bool failed = ferror(writer->file) != 0;
  failed |= fclose(writer->file) != 0;
  writer->file = NULL;
  if (!failed)
    return TOROID_OK;
  toroid_status status = write_error(writer, errno ? errno : EIO, error);
  toroid_file_discard(writer);
  return status;
}

toroid_status toroid_file_commit(toroid_file_writer *writer,
                                 toroid_error *error) {
  toroid_status status = toroid_file_finish(writer, error);
  if (status != TOROID_OK)
    return status;
  if (writer->temporary && rename(writer->temporary, writer->path) != 0) {
    status = write_error(writer, errno, error);
    toroid_file_discard(writer);
    return status;
  }
  release(writer);
  return TOROID_OK;
}

void toroid_file_discard(toroid_file_writer *writer) {
  if (writer->file)
    fclose(writer->file);
  if (writer->temporary)
    unlink(writer->temporary);
  release(writer);
}
