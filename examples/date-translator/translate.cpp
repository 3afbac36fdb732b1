//===- translate.cpp - Dates as people write them, into ISO 8601 ----------===//
//
// A whole program on Toroid's C interface: two compiled models, greedy
// decoding, a vocabulary. The encoder reads a text once; the decoder is then
// asked for one token after the other, each time with all those before it.
//
//===----------------------------------------------------------------------===//

#include "toroid/runtime.h"

#include "decoder.h"
#include "encoder.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

using Token = int64_t;
using Tokens = std::vector<Token>;

// What train.py and this program agree on.
constexpr Token kPad = 0, kStart = 1, kEnd = 2;
constexpr size_t kLongest = 64; // characters of a text, tokens of an answer

[[noreturn]] void fail(const std::string &message) {
  std::cerr << "translate: " << message << '\n';
  std::exit(1);
}

//===----------------------------------------------------------------------===//
// Text and tokens
//===----------------------------------------------------------------------===//

/// The length of the UTF-8 sequence that `text` starts with; 0 when it starts
/// with none.
size_t codePointLength(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  size_t length = byte(0) < 0x80   ? 1
                  : byte(0) < 0xc2 ? 0
                  : byte(0) < 0xe0 ? 2
                  : byte(0) < 0xf0 ? 3
                  : byte(0) < 0xf5 ? 4
                                   : 0;
  if (length > text.size())
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  return length;
}

/// The tokens by number, as vocabulary.txt lists them: one on each line, the
/// first line being token 0.
class Vocabulary {
public:
  explicit Vocabulary(const std::filesystem::path &path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      names.push_back(line);
      ids.emplace(line == "<space>" ? " " : line, ids.size());
    }
    if (names.size() <= kEnd || ids.size() != names.size())
      fail(path.string() + " is no vocabulary; train.py writes one");
  }

  size_t size() const { return names.size(); }

  /// One token for each character; nothing, and the reason in `problem`, where
  /// the model cannot read the text.
  std::optional<Tokens> encode(std::string_view text,
                               std::string &problem) const {
    std::string quoted = "\"" + std::string(text) + "\"";
    Tokens tokens;
    for (std::string_view rest = text; !rest.empty();) {
      size_t length = codePointLength(rest);
      if (length == 0) {
        problem = "byte " + std::to_string(text.size() - rest.size() + 1) +
                  " of " + quoted + " is not UTF-8";
        return std::nullopt;
      }
      std::string character(rest.substr(0, length));
      auto id = ids.find(character);
      if (id == ids.end()) {
        problem = "the model has never seen '" + character + "', which is in " +
                  quoted + "; vocabulary.txt lists the characters it knows";
        return std::nullopt;
      }
      tokens.push_back(id->second);
      rest.remove_prefix(length);
    }
    if (tokens.empty() || tokens.size() > kLongest) {
      problem = quoted + " has " + std::to_string(tokens.size()) +
                " characters; the model reads 1 to " + std::to_string(kLongest);
      return std::nullopt;
    }
    return tokens;
  }

  /// The tokens' names, put together.
  std::string decode(std::span<const Token> tokens) const {
    std::string text;
    for (Token token : tokens)
      text += names[token] == "<space>" ? " " : names[token];
    return text;
  }

private:
  std::vector<std::string> names;
  std::unordered_map<std::string, Token> ids;
};

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

/// A compiled model and a context to run it in.
class Model {
public:
  Model(const toroid_program &program, int32_t threads) {
    toroid_error error;
    toroid_context_options options = {threads, 0};
    if (toroid_model_open(&program, &model, &error) != TOROID_OK ||
        toroid_context_create(model, &options, &context, &error) != TOROID_OK)
      fail(error.message);
  }
  Model(const Model &) = delete;
  Model &operator=(const Model &) = delete;
  ~Model() {
    toroid_context_destroy(context);
    toroid_model_close(model);
  }

  /// The model's one result, which stays valid until the next run.
  const toroid_tensor &run(std::initializer_list<toroid_tensor> inputs) {
    toroid_error error;
    if (toroid_run(context, inputs.begin(), inputs.size(), &output, 1,
                   &error) != TOROID_OK)
      fail(error.message);
    return output.tensor;
  }

private:
  toroid_model *model = nullptr;
  toroid_context *context = nullptr;
  toroid_output output = {}; // in the context's memory
};

/// Rows of tokens as one tensor; short rows are filled up with padding.
class Batch {
public:
  explicit Batch(std::span<const Tokens> rows) {
    size_t columns = 0;
    for (const Tokens &row : rows)
      columns = std::max(columns, row.size());
    for (const Tokens &row : rows) {
      tokens.insert(tokens.end(), row.begin(), row.end());
      tokens.resize(tokens.size() + columns - row.size(), kPad);
    }
    dims[0] = rows.size();
    dims[1] = columns;
  }

  toroid_tensor tensor() {
    toroid_tensor tensor;
    toroid_tensor_init(&tensor, TOROID_I64, 2, dims, tokens.data());
    return tensor;
  }

private:
  Tokens tokens;
  int64_t dims[2];
};

/// The most probable token after the last position of one row of the decoder's
/// result [batch, target, tokens].
Token mostProbable(const toroid_tensor &probabilities, size_t row) {
  int64_t length = probabilities.dims[1], tokens = probabilities.dims[2];
  const float *first = static_cast<const float *>(probabilities.data) +
                       ((row + 1) * length - 1) * tokens;
  return std::max_element(first, first + tokens) - first;
}

class Translator {
public:
  Translator(const Vocabulary &vocabulary, int32_t threads)
      : vocabulary(vocabulary), encoder(encoder_program, threads),
        decoder(decoder_program, threads) {}

  /// The answer to each text, with the token at its end.
  std::vector<Tokens> translate(std::span<const Tokens> texts) {
    auto begin = std::chrono::steady_clock::now();
    Batch source(texts);
    toroid_tensor memory = encoder.run({source.tensor()});

    std::vector<Tokens> targets(texts.size(), Tokens{kStart});
    for (size_t open = texts.size(), length = 1; open && length < kLongest;
         ++length) {
      Batch target(targets);
      const toroid_tensor &probabilities =
          decoder.run({target.tensor(), memory, source.tensor()});
      if (probabilities.dims[2] != static_cast<int64_t>(vocabulary.size()))
        fail("vocabulary.txt and the models are not from the same training");
      for (size_t row = 0; row < targets.size(); ++row) {
        // A row that has ended waits, padded, for the others of its batch.
        if (targets[row].back() == kEnd)
          continue;
        targets[row].push_back(mostProbable(probabilities, row));
        open -= targets[row].back() == kEnd;
        ++tokens;
      }
    }
    for (Tokens &target : targets)
      target.erase(target.begin());
    time += std::chrono::steady_clock::now() - begin;
    return targets;
  }

  /// The date that one text means.
  std::string translate(const Tokens &text) {
    Tokens answer = translate(std::span(&text, 1)).front();
    if (answer.back() == kEnd)
      answer.pop_back();
    return vocabulary.decode(answer);
  }

  std::string speed() const {
    char text[80];
    double milliseconds =
        std::chrono::duration<double, std::milli>(time).count();
    std::snprintf(text, sizeof(text), "%zu tokens, %.3f ms per token", tokens,
                  tokens ? milliseconds / tokens : 0.0);
    return text;
  }

private:
  const Vocabulary &vocabulary;
  Model encoder, decoder;
  size_t tokens = 0;
  std::chrono::steady_clock::duration time{};
};

//===----------------------------------------------------------------------===//
// What can be asked for
//===----------------------------------------------------------------------===//

/// Translates the texts of the command line. Returns the exit code.
int translateAll(std::span<char *> texts, const Vocabulary &vocabulary,
                 Translator &translator) {
  int code = 0;
  for (std::string_view text : texts) {
    std::string problem;
    if (auto tokens = vocabulary.encode(text, problem)) {
      std::cout << translator.translate(*tokens) << "  " << text << std::endl;
    } else {
      std::cerr << "translate: " << problem << '\n';
      code = 1;
    }
  }
  std::cerr << translator.speed() << '\n';
  return code;
}

/// Translates line by line what is typed or piped in. Returns the exit code.
int translateLines(const Vocabulary &vocabulary, Translator &translator) {
  bool typed = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  int code = 0;
  if (typed)
    std::cout << "Type a date in any form; an empty line ends.\n";
  for (std::string line;;) {
    if (typed)
      std::cout << "> " << std::flush;
    if (!std::getline(std::cin, line)) {
      if (typed)
        std::cout << '\n';
      break;
    }
    if (typed && line.empty())
      break;
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    std::string problem;
    if (auto tokens = vocabulary.encode(line, problem)) {
      std::cout << translator.translate(*tokens) << std::endl;
    } else {
      std::cerr << "translate: " << problem << '\n';
      code = typed ? 0 : 1;
    }
  }
  std::cerr << translator.speed() << '\n';
  return code;
}

/// One line of the test: a text, the right answer, and what ONNX Runtime says,
/// up to its "<end>".
struct Row {
  Tokens text;
  std::string answer, reference;
};

std::vector<Row> readTest(const char *path, const Vocabulary &vocabulary) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    size_t first = line.find('\t'), second = line.rfind('\t');
    if (first == second)
      fail(std::string(path) + ", line " + std::to_string(rows.size() + 1) +
           ": needs a text, its answer and the reference's, between tabs");
    std::string problem;
    auto text = vocabulary.encode(line.substr(0, first), problem);
    if (!text)
      fail(std::string(path) + ": " + problem);
    rows.push_back({*text, line.substr(first + 1, second - first - 1),
                    line.substr(second + 1)});
  }
  if (rows.empty())
    fail(std::string(path) + " holds no rows, or cannot be read");
  return rows;
}

/// Demands ONNX Runtime's answers token for token, and 99 of 100 right ones.
/// Returns the exit code.
int test(const char *path, const Vocabulary &vocabulary,
         Translator &translator) {
  std::vector<Row> rows = readTest(path, vocabulary);
  size_t same = 0, right = 0;
  // Batches of 1 to 16 texts in turn, so that all sorts of padding occur.
  for (size_t begin = 0, size = 1; begin < rows.size();
       begin += size, size = size % 16 + 1) {
    size = std::min(size, rows.size() - begin);
    std::vector<Tokens> texts;
    for (const Row &row : std::span(rows).subspan(begin, size))
      texts.push_back(row.text);
    std::vector<Tokens> answers = translator.translate(texts);
    for (size_t i = 0; i < size; ++i) {
      const Row &row = rows[begin + i];
      std::string answer = vocabulary.decode(answers[i]);
      right += answer == row.answer + "<end>";
      if (answer == row.reference)
        ++same;
      else if (begin + i - same < 10) // the first ten differences
        std::cout << path << ", line " << begin + i + 1 << ": " << answer
                  << ", but ONNX Runtime says " << row.reference << '\n';
    }
  }
  bool allSame = same == rows.size(),
       enoughRight = right * 100 >= rows.size() * 99;
  std::cout << (allSame ? "ok    " : "FAIL  ") << same << " of " << rows.size()
            << " answers are ONNX Runtime's, token for token\n"
            << (enoughRight ? "ok    " : "FAIL  ") << right << " of "
            << rows.size() << " answers are right (99 of 100 are needed)\n"
            << translator.speed() << '\n'
            << allSame + enoughRight << " passed, " << 2 - allSame - enoughRight
            << " failed\n";
  return allSame && enoughRight ? 0 : 1;
}

constexpr const char *kUsage =
    R"(usage: translate [--threads N] [--vocabulary FILE] [TEXT...]
       translate [--threads N] [--vocabulary FILE] --test FILE

Translates each TEXT, or each line of the standard input, into an ISO 8601 date.

  --test FILE        check the rows of FILE (test_dates.tsv) instead
  --threads N        threads for each model (default 1; 0: one for each CPU)
  --vocabulary FILE  the tokens (default: vocabulary.txt beside this program)
  --help             this text
)";

[[noreturn]] void wrongCommandLine(const std::string &message) {
  std::cerr << "translate: " << message << "; see --help\n";
  std::exit(2);
}

int32_t parseThreads(std::string_view text) {
  int32_t threads = -1;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), threads);
  if (error != std::errc() || end != text.data() + text.size() || threads < 0)
    wrongCommandLine("--threads wants a number, not '" + std::string(text) +
                     "'");
  return threads;
}

/// The vocabulary that lies beside this program.
std::filesystem::path defaultVocabulary() {
  std::error_code error;
  auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return program.replace_filename("vocabulary.txt");
}

} // namespace

int main(int argc, char **argv) {
  int32_t threads = 1; // so small a model gains nothing from more
  std::filesystem::path vocabularyPath = defaultVocabulary();
  const char *testPath = nullptr;

  int next = 1;
  for (; next < argc && std::string_view(argv[next]).starts_with("--");
       ++next) {
    std::string_view option = argv[next];
    if (option == "--") {
      ++next;
      break;
    }
    if (option == "--help") {
      std::cout << kUsage;
      return 0;
    }
    if (option != "--threads" && option != "--vocabulary" && option != "--test")
      wrongCommandLine("unknown option " + std::string(option));
    if (++next == argc)
      wrongCommandLine(std::string(option) + " wants a value");
    if (option == "--threads")
      threads = parseThreads(argv[next]);
    else if (option == "--vocabulary")
      vocabularyPath = argv[next];
    else
      testPath = argv[next];
  }
  std::span<char *> texts(argv + next, argv + argc);
  if (testPath && !texts.empty())
    wrongCommandLine("--test takes no texts");

  Vocabulary vocabulary(vocabularyPath);
  Translator translator(vocabulary, threads);
  if (testPath)
    return test(testPath, vocabulary, translator);
  if (!texts.empty())
    return translateAll(texts, vocabulary, translator);
  return translateLines(vocabulary, translator);
}
