#include "harness/score/json_document.h"

#include <fmt/format.h>

#include <optional>

#include "harness/base/text.h"
#include "harness/score/arguments.h"

namespace assay {
namespace {

struct Fence {
  std::string_view label;
  std::string_view body;
};

// The line that begins at `start`, without its line end.
std::string_view line_at(std::string_view text, std::size_t start) {
  const std::size_t end = text.find('\n', start);
  return text.substr(start, end == std::string_view::npos ? end : end - start);
}

// The next ``` block from `position` on, which moves behind it. A block that is
// never closed (a cut-off reply) reaches to the end.
std::optional<Fence> next_fence(std::string_view text, std::size_t& position) {
  constexpr std::string_view kFence = "```";
  const std::size_t open = text.find(kFence, position);
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view head = line_at(text, open + kFence.size());
  const std::size_t body = std::min(open + kFence.size() + head.size() + 1, text.size());
  const std::size_t close = std::min(text.find(kFence, body), text.size());
  position = std::min(close + kFence.size(), text.size());
  return Fence{trim(head), text.substr(body, close - body)};
}

// Begins and ends like a map, a list or a text; "[Note] see below" does not.
bool looks_like_json(std::string_view text) {
  if (text.size() < 2) return false;
  const char first = text.front();
  const char last = text.back();
  return (first == '{' && last == '}') || (first == '[' && last == ']') ||
         (first == '"' && last == '"');
}

std::optional<long long> pointer_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token[0] == '0')) return std::nullopt;
  if (token[0] < '0' || token[0] > '9') return std::nullopt;
  return parse_integer(token);
}

const Json* element(const Json& array, long long index) {
  const auto size = static_cast<long long>(array.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return nullptr;
  return &array[static_cast<std::size_t>(index)];
}

const Json* member(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::string_view json_part(std::string_view answer) {
  if (looks_like_json(trim(answer))) return trim(answer);
  std::optional<std::string_view> unlabelled;
  std::size_t position = 0;
  while (const std::optional<Fence> fence = next_fence(answer, position)) {
    if (equals_ignoring_ascii_case(fence->label, "json")) return trim(fence->body);
    if (fence->label.empty() && !unlabelled) unlabelled = trim(fence->body);
  }
  return unlabelled.value_or(trim(answer));
}

tl::expected<Json, std::string> json_document(std::string_view answer) {
  const std::string_view part = json_part(answer);
  if (part.empty()) return tl::unexpected<std::string>("the answer is empty, not JSON");
  Result<Json> document = parse_json(part);
  if (document) return std::move(*document);
  return tl::unexpected(
      fmt::format("{} is not JSON: {}", quote(part), excerpt(document.error().message, 120)));
}

Result<JsonPath> JsonPath::parse(std::string_view text) {
  if (text.starts_with('/')) return parse_pointer(text);
  return parse_dotted(text);
}

Result<JsonPath> JsonPath::parse_pointer(std::string_view text) {
  JsonPath path;
  for (std::string_view token : split(text.substr(1), '/')) {
    std::string name;
    for (std::size_t i = 0; i < token.size(); ++i) {
      if (token[i] != '~') {
        name += token[i];
      } else if (i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
        name += token[++i] == '0' ? '~' : '/';
      } else {
        return usage_error(
            fmt::format("in the JSON Pointer {}, '~' must be '~0' or '~1'", quote(text)));
      }
    }
    const std::optional<long long> index = pointer_index(token);
    path.steps_.push_back(
        {index ? Step::Kind::either : Step::Kind::name, std::move(name), index.value_or(0)});
  }
  return path;
}

Result<JsonPath> JsonPath::parse_dotted(std::string_view text) {
  JsonPath path;
  const auto wrong = [text](std::string_view why) {
    return usage_error(fmt::format("the path {} {}", quote(text), why));
  };
  const bool has_root = text == "$" || text.starts_with("$.") || text.starts_with("$[");
  std::size_t i = has_root ? 1 : 0;
  bool expects_name = i == 0;  // the first name has no dot before it
  while (i < text.size()) {
    if (text[i] == '[') {
      const bool is_quoted = i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\'');
      const std::string closing = is_quoted ? std::string{text[i + 1], ']'} : "]";
      const std::size_t start = i + (is_quoted ? 2 : 1);
      const std::size_t close = text.find(closing, start);
      if (close == std::string_view::npos) return wrong("has a '[' that is not closed");
      const std::string_view inside = text.substr(start, close - start);
      const std::optional<long long> index = parse_integer(inside);
      if (!is_quoted && !index) return wrong("needs a whole number or a quoted name in [ ]");
      if (is_quoted) path.steps_.push_back({Step::Kind::name, std::string(inside), 0});
      if (!is_quoted) path.steps_.push_back({Step::Kind::index, {}, *index});
      i = close + closing.size();
    } else {
      if (text[i] == '.' && !expects_name) ++i;
      const std::size_t end = std::min(text.find_first_of(".[", i), text.size());
      if (end == i) return wrong("has an empty name");
      path.steps_.push_back({Step::Kind::name, std::string(text.substr(i, end - i)), 0});
      i = end;
      if (i + 1 == text.size() && text[i] == '.') return wrong("ends with a dot");
    }
    expects_name = false;
  }
  return path;
}

const Json* JsonPath::find(const Json& document) const {
  const Json* at = &document;
  for (const Step& step : steps_) {
    if (at->is_array() && step.kind != Step::Kind::name) {
      at = element(*at, step.index);
    } else if (at->is_object() && step.kind != Step::Kind::index) {
      at = member(*at, step.name);
    } else {
      at = nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string quote_json(const Json& value) {
  return quote(dump_json(value));
}

}  // namespace assay
