// When a piece of code says yes: expectations of the answer's text and of its document, joined.
//
// Both ways are kept apart (Condition), because code that throws says neither, and `not` around
// an expectation of a document does not turn around that there is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"

namespace assay {

struct Formula {
  enum class Kind : std::uint8_t { never, always, all, any, text, document };
  Kind kind = Kind::never;
  Json leaf;             // of text: an expectation; of a document: a JSON Schema
  bool negated = false;  // of text
  std::vector<Formula> parts;
};

Formula constantly(bool holds);
Formula of_text(Json expectation);
// `schema` true: there is a document.
Formula of_document(Json schema);

Formula both(Formula a, Formula b);
Formula either(Formula a, Formula b);
// Of constants and texts alone: their opposite.
Formula opposite(Formula formula);

// As one JSON Schema; nothing where it looks at a text.
std::optional<Json> schema_of(const Formula& formula);
// As an expectation; not for constants.
Json expectation_of(const Formula& formula);

struct Condition {
  Formula yes;
  Formula no;             // what is neither is thrown
  bool is_total = false;  // nothing is thrown
};
Condition certain(Formula yes);  // of constants and texts

// `a && b`, `a || b` and `asked ? yes : no`: the right one is looked at where the left one is
// not thrown, and does not decide.
Condition conjoined(Condition a, Condition b);
Condition disjoined(Condition a, Condition b);
Condition chosen(const Condition& asked, Condition yes, Condition no);

// Expressions in each other double it; beyond this an engine is asked.
inline constexpr std::size_t kMostFormulaNodes = 3000;
bool is_too_large(const Condition& condition);

// JSON Schemas, joined; `true` and `false` are dropped where they can be.
Json all_of_schemas(std::vector<Json> schemas);
Json any_of_schemas(std::vector<Json> schemas);
Json not_of_schema(Json schema);

}  // namespace assay
