//===- DimExpr.cpp - Symbolic sizes of dimensions -------------------------===//

#include "dialects/Toroid/DimExpr.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <iterator>
#include <tuple>

using namespace toroid;

static int64_t wrappingAdd(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

static int64_t wrappingMul(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) *
                              static_cast<uint64_t>(b));
}

DimExpr::DimExpr(int64_t constant) {
  if (constant != 0)
    terms.push_back({{}, constant});
}

DimExpr DimExpr::atom(unsigned id) {
  DimExpr result;
  result.terms.push_back({{id}, 1});
  return result;
}

std::optional<int64_t> DimExpr::getConstant() const {
  if (terms.empty())
    return 0;
  if (terms.size() == 1 && terms.front().atoms.empty())
    return terms.front().coefficient;
  return std::nullopt;
}

std::optional<unsigned> DimExpr::getAtom() const {
  if (terms.size() == 1 && terms.front().atoms.size() == 1 &&
      terms.front().coefficient == 1)
    return terms.front().atoms.front();
  return std::nullopt;
}

void DimExpr::add(const Monomial &atoms, int64_t coefficient) {
  auto *it = std::lower_bound(
      terms.begin(), terms.end(), atoms,
      [](const Term &term, const Monomial &key) { return term.atoms < key; });
  if (it == terms.end() || it->atoms != atoms) {
    if (coefficient != 0)
      terms.insert(it, {atoms, coefficient});
    return;
  }
  it->coefficient = wrappingAdd(it->coefficient, coefficient);
  if (it->coefficient == 0)
    terms.erase(it);
}

DimExpr DimExpr::operator+(const DimExpr &other) const {
  DimExpr result = *this;
  for (const Term &term : other.terms)
    result.add(term.atoms, term.coefficient);
  return result;
}

DimExpr DimExpr::operator-(const DimExpr &other) const {
  return *this + other * DimExpr(-1);
}

DimExpr DimExpr::operator*(const DimExpr &other) const {
  DimExpr result;
  for (const Term &left : terms)
    for (const Term &right : other.terms) {
      Monomial atoms = left.atoms;
      atoms.append(right.atoms.begin(), right.atoms.end());
      llvm::sort(atoms);
      result.add(atoms, wrappingMul(left.coefficient, right.coefficient));
    }
  return result;
}

std::optional<DimExpr> DimExpr::divideExactly(const DimExpr &divisor) const {
  if (divisor.terms.size() != 1)
    return *this == divisor && !terms.empty() ? std::optional(DimExpr(1))
                                              : std::nullopt;
  const Term &by = divisor.terms.front();
  DimExpr result;
  for (const Term &term : terms) {
    // The remainder of INT64_MIN by -1 overflows.
    if (by.coefficient == -1 || term.coefficient % by.coefficient != 0 ||
        !std::includes(term.atoms.begin(), term.atoms.end(), by.atoms.begin(),
                       by.atoms.end()))
      return std::nullopt;
    Monomial atoms;
    std::set_difference(term.atoms.begin(), term.atoms.end(), by.atoms.begin(),
                        by.atoms.end(), std::back_inserter(atoms));
    result.add(atoms, term.coefficient / by.coefficient);
  }
  return result;
}

bool DimExpr::operator<(const DimExpr &other) const {
  return std::lexicographical_compare(
      terms.begin(), terms.end(), other.terms.begin(), other.terms.end(),
      [](const Term &a, const Term &b) {
        return std::tie(a.atoms, a.coefficient) <
               std::tie(b.atoms, b.coefficient);
      });
}

DimExpr toroid::getProduct(llvm::ArrayRef<DimExpr> dims) {
  DimExpr result = 1;
  for (const DimExpr &dim : dims)
    result = result * dim;
  return result;
}
