//===- DimExpr.h - Symbolic sizes of dimensions -----------------*- C++ -*-===//

#ifndef TOROID_DIALECTS_TOROID_DIMEXPR_H
#define TOROID_DIALECTS_TOROID_DIMEXPR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>

namespace toroid {

/// The size of a dimension as a polynomial with integer coefficients over
/// atoms: `2*batch*seq + 1`. Atoms are numbered by SymbolicShapes, which also
/// turns whatever is no polynomial (a rounding division, a minimum) into an
/// atom of its own. The form is canonical: equal polynomials compare equal.
/// Arithmetic wraps at 64 bits; SymbolicShapes rejects sizes near that.
class DimExpr {
public:
  using Monomial = llvm::SmallVector<unsigned, 2>; ///< Sorted atoms.
  struct Term {
    Monomial atoms;
    int64_t coefficient;
    bool operator==(const Term &other) const = default;
  };

  DimExpr(int64_t constant = 0);
  static DimExpr atom(unsigned id);

  std::optional<int64_t> getConstant() const;
  bool isConstant(int64_t value) const { return getConstant() == value; }
  /// The atom when the expression is exactly one atom.
  std::optional<unsigned> getAtom() const;
  llvm::ArrayRef<Term> getTerms() const { return terms; }

  DimExpr operator+(const DimExpr &other) const;
  DimExpr operator-(const DimExpr &other) const;
  DimExpr operator*(const DimExpr &other) const;
  /// The quotient when `divisor` has one term that divides every term of this.
  std::optional<DimExpr> divideExactly(const DimExpr &divisor) const;

  bool operator==(const DimExpr &other) const = default;
  bool operator<(const DimExpr &other) const;

private:
  void add(const Monomial &atoms, int64_t coefficient);

  /// Sorted by atoms; no coefficient is zero. Empty means zero.
  llvm::SmallVector<Term, 1> terms;
};

using Shape = llvm::SmallVector<DimExpr, 4>;

/// The number of elements; 1 of no dims.
DimExpr getProduct(llvm::ArrayRef<DimExpr> dims);

} // namespace toroid

#endif // TOROID_DIALECTS_TOROID_DIMEXPR_H
