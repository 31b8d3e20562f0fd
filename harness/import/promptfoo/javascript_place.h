// A place in a document, `answer.items[0].name`, and what JavaScript says of the value there.
//
// A value may be there, be undefined, or the way to it may throw: a member of null and of
// undefined. Each question is answered by JSON Schemas of the whole document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/json.h"
#include "harness/import/promptfoo/verdict_formula.h"

namespace assay {

class JavascriptPlace {
 public:
  explicit JavascriptPlace(int root = 0) : root_(root) {}

  // Which document: 0 the answer, others elements of lists.
  int root() const { return root_; }
  void enter(std::string name, bool is_optional);
  void enter(std::size_t index, bool is_optional);
  // Whether a `?.` is on the way.
  bool is_optional() const;

  // Documents whose value here fits `schema`.
  Json defined(Json schema) const;
  // Those where it is undefined, and where it is that or null.
  Json undefined() const;
  Json nullish() const;
  // Those where a `?.` of nothing ends the way, so that what follows is undefined, too.
  Json cut_short() const;

  // What the value is, and what it is not without throwing.
  Condition fits(Json schema) const;
  Condition is_truthy() const;

 private:
  struct Step {
    std::variant<std::string, std::size_t> key;
    bool is_optional = false;
  };
  struct Absence {
    Json undefined;
    Json cut_short;
  };
  static Json wrap(const Step& step, Json schema);
  Absence absence() const;
  Json defined_before(std::size_t steps, Json schema) const;

  int root_;
  std::vector<Step> steps_;
};

// Members that objects have without being JSON's: `a.toString`, `a.link` of a text.
bool is_built_in_member(std::string_view name);

}  // namespace assay
