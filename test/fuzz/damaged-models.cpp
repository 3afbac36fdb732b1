//===- damaged-models.cpp - Reads damaged copies of models ----------------===//
//
// damaged-models TIMES MODEL.onnx...
//
// Damages each model so many times, always in the same way, and reads each copy
// in a process of its own. What a process died of is in findings/<number>.onnx,
// what it said in findings/<number>.txt. With 0 for TIMES the models are read
// as they are.
//
//===----------------------------------------------------------------------===//

#include "test/fuzz/Damage.h"
#include "test/fuzz/ReadModel.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace toroid::fuzz;

#if __has_feature(address_sanitizer)
// Its shadow takes terabytes of addresses; ASAN_OPTIONS limits allocations.
constexpr bool limitsAddresses = false;
#else
constexpr bool limitsAddresses = true;
#endif

static void limit(__rlimit_resource resource, rlim_t value) {
  rlimit limits;
  if (getrlimit(resource, &limits) != 0)
    return;
  limits.rlim_cur = std::min(limits.rlim_max, value);
  setrlimit(resource, &limits);
}

/// Reads `bytes` in a process that may crash; no outcome when it did.
static std::optional<Outcome> readApart(const std::string &bytes, int output) {
  if (ftruncate(output, 0) != 0 || lseek(output, 0, SEEK_SET) != 0)
    return std::nullopt;
  fflush(nullptr);
  pid_t child = fork();
  if (child == 0) {
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, secondsPerModel);
    if (limitsAddresses)
      limit(RLIMIT_AS, bytesPerModel);
    _exit(readModel(bytes) == Outcome::Accepted ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    perror("damaged-models");
    exit(1);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
    return WEXITSTATUS(status) == 0 ? Outcome::Accepted : Outcome::Refused;
  if (WIFSIGNALED(status))
    dprintf(output, "%s\n", strsignal(WTERMSIG(status)));
  return std::nullopt;
}

static void keep(const std::string &name, const std::string &bytes,
                 int output) {
  mkdir("findings", 0777);
  std::ofstream("findings/" + name + ".onnx", std::ios::binary) << bytes;
  std::string text(size_t(lseek(output, 0, SEEK_END)), 0);
  if (pread(output, text.data(), text.size(), 0) != ssize_t(text.size()))
    text = "what it said is lost";
  std::ofstream("findings/" + name + ".txt") << text;
  constexpr size_t much = 2000;
  printf("findings/%s.onnx: %s\n", name.c_str(), text.substr(0, much).c_str());
}

int main(int argc, char **argv) {
  char *end = nullptr;
  unsigned long times = argc > 2 ? strtoul(argv[1], &end, 10) : 0;
  if (argc < 3 || *end) {
    fprintf(stderr, "usage: damaged-models TIMES MODEL.onnx...\n");
    return 2;
  }
  std::vector<std::string> models;
  for (int i = 2; i < argc; ++i) {
    auto buffer = llvm::MemoryBuffer::getFile(argv[i]);
    if (!buffer) {
      fprintf(stderr, "damaged-models: '%s' cannot be read\n", argv[i]);
      return 1;
    }
    models.push_back((*buffer)->getBuffer().str());
    if (times)
      if (auto light = withoutWeights(models.back()))
        models.back() = std::move(*light);
  }

  int output = memfd_create("output", MFD_CLOEXEC);
  size_t accepted = 0, refused = 0, died = 0;
  auto read = [&](const std::string &model) {
    std::optional<Outcome> outcome = readApart(model, output);
    if (!outcome)
      keep(std::to_string(++died), model, output);
    else
      ++(*outcome == Outcome::Accepted ? accepted : refused);
  };
  for (size_t i = 0; i < models.size(); ++i) {
    if (times == 0)
      read(models[i]);
    // Other models beside it do not change what happens to this one, but for
    // its next neighbours.
    Dice dice(llvm::xxh3_64bits(models[i]));
    for (unsigned long turn = 1; turn <= times; ++turn)
      read(damage(models[i], models[(i + turn) % models.size()], dice));
  }
  printf("%zu models: %zu refused, %zu accepted, %zu at which the compiler "
         "died\n",
         refused + accepted + died, refused, accepted, died);
  if (times == 0)
    return died != 0;
  // Damage that nobody sees, or nothing but damage, tests little.
  size_t few = models.size() * times / 20;
  return died || refused < few || accepted < few;
}
