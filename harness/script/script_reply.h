// What a script says of an answer: a line of JSON, {"id", "pass"?, "score"?, "reason"?,
// "metrics"?} or {"id", "error"} (docs/scripts.md). Scripts are strangers: a line is bounded
// by who reads it, and nothing in it is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace assay {

inline constexpr std::size_t kMostScriptMetrics = 32;

struct ScriptMark {
  std::optional<bool> pass;                             // one of the two is there
  std::optional<double> score;                          // in [0, 1]
  std::string reason;                                   // one line
  std::vector<std::pair<std::string, double>> metrics;  // by name, each once; finite

  friend bool operator==(const ScriptMark&, const ScriptMark&) = default;
};

// A mark, or why there is none.
using ScriptReply = tl::expected<ScriptMark, std::string>;

struct ScriptLine {
  enum class Kind {
    noise,    // no object: something that the script printed
    broken,   // an object that cannot be read, or says not what it is about
    answered  // it has an id
  };
  Kind kind = Kind::noise;
  std::uint64_t id = 0;
  ScriptReply reply = {};  // of `answered`; of the others why
};

ScriptLine read_script_line(std::string_view line);

// A mark as it is stored, and back: nothing for what is none.
std::string mark_to_json(const ScriptMark& mark);
std::optional<ScriptMark> mark_from_json(std::string_view json);

// Whether a metric may be called so: 1 to 64 of A-Z a-z 0-9 _ . -
bool is_metric_name(std::string_view name);

}  // namespace assay
