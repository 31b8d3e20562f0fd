// Where in a JSON document the elements of its lists are.
#include <string_view>

#include "harness/import/openai_evals/eval_sources.h"

namespace assay {
namespace {

struct JsonLevel {
  bool is_list = false;
  std::size_t index = 0;  // of a list
  std::string key;        // of a map
  bool wants_key = false;
};

std::string pointer_of(const std::vector<JsonLevel>& levels) {
  std::string pointer;
  for (const JsonLevel& level : levels)
    pointer += "/" + (level.is_list ? std::to_string(level.index) : level.key);
  return pointer;
}

// Behind the quote that ends the text that begins at `at`.
std::size_t end_of_json_text(std::string_view json, std::size_t at) {
  for (std::size_t i = at + 1; i < json.size(); ++i) {
    if (json[i] == '"') return i + 1;
    if (json[i] == '\\') ++i;
  }
  return json.size();
}

}  // namespace

std::unordered_map<std::string, int> lines_of_elements(std::string_view json, std::size_t depth) {
  std::unordered_map<std::string, int> lines;
  std::vector<JsonLevel> levels;
  int line = 1;
  bool begins = false;  // the next value is an element
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '\n') ++line;
    if (std::string_view(" \t\r\n").find(c) != std::string_view::npos) {
      ++i;
      continue;
    }
    const bool is_end = c == ']' || c == '}';
    if (begins && !is_end && levels.size() <= depth) lines.emplace(pointer_of(levels), line);
    begins = false;
    if (c == '"') {
      const std::size_t end = end_of_json_text(json, i);
      if (!levels.empty() && levels.back().wants_key && levels.size() <= depth)
        levels.back().key = json.substr(i + 1, end - i - 2);
      i = end;
      continue;
    }
    if (c == '[' || c == '{') {
      levels.push_back({c == '[', 0, "", c == '{'});
      begins = c == '[';
    } else if (is_end && !levels.empty()) {
      levels.pop_back();
    } else if (c == ':' && !levels.empty()) {
      levels.back().wants_key = false;
    } else if (c == ',' && !levels.empty()) {
      JsonLevel& level = levels.back();
      level.wants_key = !level.is_list;
      ++level.index;
      begins = level.is_list;
    }
    ++i;
  }
  return lines;
}

}  // namespace assay
