// Where `$ref` of a JSON Schema points: by `$id` and JSON Pointer, inside the
// one document (draft 7, section 8).
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

// "in the schema at '#/properties/a': ..."
tl::unexpected<Error> wrong_schema(const std::string& pointer, std::string_view what);
// A name as a JSON Pointer writes it.
std::string escape_token(std::string_view token);

// Filled while a schema is walked, then asked. Places are JSON Pointers.
class SchemaReferences {
 public:
  // A part of the document with an address of its own; 0 is the document.
  using Resource = std::size_t;

  // A schema was seen at `pointer`.
  void add_schema(const std::string& pointer) { schemas_.insert(pointer); }
  // Its `$id`: a name in `around` ("#node"), or the address of a new resource,
  // which is returned.
  Resource add_id(Resource around, const std::string& pointer, std::string_view id);
  void add_reference(Resource around, const std::string& pointer, std::string_view target);
  // The schema at `to` judges the same value as the one at `from`.
  void add_in_place(const std::string& from, const std::string& to) {
    in_place_[from].push_back(to);
  }

  // The place that each `$ref` names, by the place of the schema that has it. A
  // usage error where there is no schema, and for schemas that come back to
  // themselves on the same value, which would never end.
  Result<std::map<std::string, std::string>> resolve();

 private:
  struct Reference {
    Resource around;
    std::string pointer;
    std::string target;
  };
  struct Address {
    std::string uri;
    std::string pointer;
  };
  Result<std::string> place_of(const Reference& reference) const;
  Result<void> refuse_endless() const;

  std::vector<Address> resources_{{}};
  std::map<std::string, std::string> names_;  // "uri#name" -> place
  std::vector<Reference> references_;
  std::set<std::string> schemas_;
  std::map<std::string, std::vector<std::string>> in_place_;
};

}  // namespace assay
