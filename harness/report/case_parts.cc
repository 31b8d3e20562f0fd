#include "harness/report/case_parts.h"

#include <algorithm>

namespace assay {

// {{a.b}} is the variable of that name, or a field of variable a (template.h).
bool UsedVariables::uses(std::string_view variable) const {
  if (all || variable.empty()) return true;
  std::string fields(variable);
  if (names.contains(fields)) return true;
  fields += '.';
  const auto first = names.lower_bound(fields);
  return first != names.end() && first->starts_with(fields);
}

bool ask_the_same(const CaseParts& a, const UsedVariables& used_by_a, const CaseParts& b,
                  const UsedVariables& used_by_b) {
  if (a.variables.contains("") != b.variables.contains("")) return false;  // one is a dialogue
  bool has_any = false;
  bool shares_any = false;
  const auto is_asked = [&](const std::string& variable) {
    return used_by_a.uses(variable) || used_by_b.uses(variable);
  };
  for (const auto& [name, hash] : a.variables) {
    if (!is_asked(name)) continue;
    has_any = true;
    const auto other = b.variables.find(name);
    if (other == b.variables.end()) continue;
    if (other->second != hash) return false;
    shares_any = true;
  }
  for (const auto& [name, hash] : b.variables) has_any = has_any || is_asked(name);
  return shares_any || !has_any;
}

bool expect_the_same(const CaseParts& a, const UsedVariables& used_by_a, const CaseParts& b,
                     const UsedVariables& used_by_b) {
  if (a.expectations != b.expectations) return false;
  return std::all_of(a.variables.begin(), a.variables.end(), [&](const auto& variable) {
    const auto& [name, hash] = variable;
    if (!used_by_a.uses(name) && !used_by_b.uses(name)) return true;
    const auto other = b.variables.find(name);
    return other == b.variables.end() || other->second == hash;
  });
}

}  // namespace assay
