// JSON Schema draft 7, checked strictly before anything is asked and bounded
// when it meets what a model wrote.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

class JsonSchema {
 public:
  // A usage error for what is no schema, for keywords that would be ignored
  // silently (newer drafts, slips of the pen), for $ref to anywhere but this
  // document, and for schemas that refer to themselves without end.
  static Result<JsonSchema> compile(const Json& schema);

  // No keyword of it can reject a document.
  bool accepts_everything() const;

  struct Verdict {
    enum class Kind { valid, invalid, unable } kind;
    std::string reason;  // "/items/0/price: ..."; empty when valid
  };
  // `value` comes from parse_json(), so its depth is bounded. Unable when more
  // than `most_steps` would be needed: values that a subschema looks at.
  Verdict check(const Json& value, std::size_t most_steps = 500'000) const;

 private:
  struct Compiled;
  explicit JsonSchema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace assay
