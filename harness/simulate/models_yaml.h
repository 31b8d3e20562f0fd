// The models file as a tree of positions and scalars: what yaml-cpp accepts,
// minus what it accepts by accident (duplicate keys, cycles, alias bombs). Merge
// keys are resolved, and keys that begin with `x-` are the author's own.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

struct ModelsYamlEntry;

struct ModelsYaml {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  bool quoted = false;  // a quoted scalar is text, whatever it looks like
  int line = 1;
  int column = 1;
  std::string scalar;
  std::vector<ModelsYaml> items;
  std::vector<ModelsYamlEntry> entries;  // in the order written

  // The value under `key` of a map, or nullptr.
  const ModelsYaml* find(std::string_view key) const;
  // Typed by the YAML 1.2 core schema: for answers that are JSON.
  Json to_json() const;
};

struct ModelsYamlEntry {
  std::string key;
  int line = 1;
  int column = 1;
  ModelsYaml value;
};

// The text and what to call it: reads typed values, and words every error as
// `file:line:col: message` with the source line and a caret below. Borrows
// `text`.
class ModelsSource {
 public:
  ModelsSource(std::string name, std::string_view text) : name_(std::move(name)), text_(text) {}

  // At most 1,000,000 nodes (aliases counted as often as they are used), 64 deep.
  Result<ModelsYaml> parse() const;

  tl::unexpected<Error> error_at(int line, int column, std::string_view message) const;
  tl::unexpected<Error> error_at(const ModelsYaml& node, std::string_view message) const {
    return error_at(node.line, node.column, message);
  }

  // `what` names the value in errors: "latency_ms of model 'small'".
  Result<void> expect_map(const ModelsYaml& node, std::string_view what,
                          const std::vector<std::string>& allowed_keys) const;
  Result<void> expect_list(const ModelsYaml& node, std::string_view what) const;
  Result<std::string> text(const ModelsYaml& node, std::string_view what) const;
  Result<double> number(const ModelsYaml& node, std::string_view what, double low,
                        double high) const;
  Result<std::int64_t> integer(const ModelsYaml& node, std::string_view what, std::int64_t low,
                               std::int64_t high) const;
  Result<bool> boolean(const ModelsYaml& node, std::string_view what) const;
  // One of `choices`, as its index.
  Result<std::size_t> choice(const ModelsYaml& node, std::string_view what,
                             const std::vector<std::string>& choices) const;

 private:
  std::string name_;
  std::string_view text_;
};

}  // namespace assay
