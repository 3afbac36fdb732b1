//===- DimText.cpp - What the names of dimensions say ---------------------===//

#include "dialects/Toroid/DimText.h"

#include "llvm/ADT/StringExtras.h"

using namespace toroid;
using llvm::StringRef;

bool toroid::isDimSymbol(StringRef text) {
  return !text.empty() && text != "?" && !llvm::isDigit(text[0]) &&
         text.find_first_of("+*/%(), \t\n") == StringRef::npos &&
         text[0] != '-';
}

static bool isNameCharacter(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

namespace {
/// By recursive descent; whoever finds no expression sets `failed`.
class Parser {
public:
  Parser(StringRef text, const DimTextReader &reader)
      : rest(text), reader(reader) {}

  std::optional<DimExpr> parse() {
    DimExpr value = parseSum();
    rest = rest.ltrim(" \t");
    return failed || !rest.empty() ? std::nullopt : std::optional(value);
  }

private:
  StringRef rest;
  const DimTextReader &reader;
  bool failed = false;
  int depth = 0;
  /// What nests deeper is no dim; the runtime has the same limit.
  static constexpr int maxDepth = 64;

  DimExpr fail() {
    failed = true;
    return 1;
  }

  bool take(char c) {
    rest = rest.ltrim(" \t");
    return rest.consume_front(StringRef(&c, 1));
  }

  bool takeWord(StringRef word) {
    rest = rest.ltrim(" \t");
    if (!rest.starts_with(word) ||
        (rest.size() > word.size() && isNameCharacter(rest[word.size()])))
      return false;
    rest = rest.drop_front(word.size());
    return true;
  }

  DimExpr parseFactor() {
    if (++depth > maxDepth)
      return fail();
    DimExpr value = parseOperand();
    --depth;
    return value;
  }

  DimExpr parseOperand() {
    if (take('-'))
      return DimExpr(0) - parseFactor();
    if (take('(')) {
      DimExpr value = parseSum();
      return take(')') ? value : fail();
    }
    StringRef word = rest.take_while(isNameCharacter);
    rest = rest.drop_front(word.size());
    if (word.empty())
      return fail();
    if (llvm::isDigit(word[0])) {
      int64_t number;
      return word.getAsInteger(10, number) ? fail() : DimExpr(number);
    }
    std::optional<DimExpr> value = reader.symbol(word);
    return value ? *value : fail();
  }

  DimExpr parseProduct() {
    DimExpr value = parseFactor();
    while (!failed) {
      if (take('*')) {
        value = value * parseFactor();
      } else if (takeWord("floordiv")) {
        value = reader.floorDiv(value, parseFactor());
      } else if (takeWord("ceildiv")) {
        DimExpr divisor = parseFactor();
        value = reader.floorDiv(value + divisor - 1, divisor);
      } else if (takeWord("mod")) {
        DimExpr divisor = parseFactor();
        value = value - reader.floorDiv(value, divisor) * divisor;
      } else {
        break;
      }
    }
    return value;
  }

  DimExpr parseSum() {
    DimExpr value = parseProduct();
    while (!failed) {
      if (take('+'))
        value = value + parseProduct();
      else if (take('-'))
        value = value - parseProduct();
      else
        break;
    }
    return value;
  }
};
} // namespace

std::optional<DimExpr> toroid::parseDimText(StringRef text,
                                            const DimTextReader &reader) {
  return Parser(text, reader).parse();
}
