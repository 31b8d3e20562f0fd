// What a case asks and what it expects, told apart by short hashes: two runs may
// differ in the one on purpose, and in the other not at all.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace assay {

// The case variables that templates use.
struct UsedVariables {
  bool all = true;                   // it is not known which
  std::set<std::string> names = {};  // as written: "country", "person.name"

  bool uses(std::string_view variable) const;
  friend bool operator==(const UsedVariables&, const UsedVariables&) = default;
};

// Of one case.
struct CaseParts {
  std::string expectations;                      // as written, with the rule to pass
  std::map<std::string, std::string> variables;  // by name; "": the turns' questions
};

// Whether two cases of one id put the same question to prompts that use these
// variables: what both cases have of them is equal, and is something. A variable
// that only one side has is a prompt's new ingredient, not another case.
bool ask_the_same(const CaseParts& a, const UsedVariables& used_by_a, const CaseParts& b,
                  const UsedVariables& used_by_b);

// Whether they are scored alike: the same expectations, and the same values of the
// variables that either side's name.
bool expect_the_same(const CaseParts& a, const UsedVariables& used_by_a, const CaseParts& b,
                     const UsedVariables& used_by_b);

}  // namespace assay
