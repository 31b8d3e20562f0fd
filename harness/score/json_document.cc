#include "harness/score/json_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/fence.h"
#include "harness/score/json_values.h"
#include "harness/score/jsonc.h"

namespace assay {
namespace {

bool is_json_label(std::string_view label) {
  return equals_ignoring_ascii_case(label, "json") || equals_ignoring_ascii_case(label, "jsonc") ||
         equals_ignoring_ascii_case(label, "json5");
}

JsonPart part_of(const Fence& fence) {
  return {trim(fence.body), is_json_label(fence.label) && fence.label.size() > 4};
}

using Suits = bool (*)(const Fence&);
constexpr Suits kLabelled = [](const Fence& f) { return f.begins_line && is_json_label(f.label); };
constexpr Suits kUnlabelled = [](const Fence& f) { return f.begins_line && f.label.empty(); };
constexpr Suits kLabelledWithin = [](const Fence& f) {
  return !f.begins_line && is_json_label(f.label);
};
constexpr Suits kUnlabelledWithin = [](const Fence& f) {
  return !f.begins_line && f.label.empty();
};

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

JsonPart json_part(std::string_view answer) {
  const std::string_view whole = trim(answer);
  const std::vector<Fence> fences = find_fences(answer);
  const auto first = [&fences](Suits suits) -> const Fence* {
    const auto found = std::find_if(fences.begin(), fences.end(), suits);
    return found == fences.end() ? nullptr : &*found;
  };
  if (const Fence* fence = first(kLabelled)) return part_of(*fence);
  if (const Fence* fence = first(kUnlabelled)) return part_of(*fence);
  if (looks_like_json(whole)) return {whole};
  if (const Fence* fence = first(kLabelledWithin)) return part_of(*fence);
  if (const Fence* fence = first(kUnlabelledWithin)) return part_of(*fence);
  return {whole};
}

Result<Json> parse_part(const JsonPart& part) {
  if (!part.has_comments) return parse_json(part.text);
  return parse_json(without_comments(part.text));
}

tl::expected<Json, std::string> json_document(std::string_view answer) {
  const JsonPart part = json_part(answer);
  if (part.text.empty()) return tl::unexpected<std::string>("the answer is empty, not JSON");
  Result<Json> document = parse_part(part);
  if (document) return std::move(*document);
  return tl::unexpected(fmt::format(
      "{} is not JSON: {}{}", quote(part.text), excerpt(document.error().message, 120),
      part.has_comments ? " (comments and trailing commas are read, nothing else of JSON5)" : ""));
}

tl::expected<Json, std::string> whole_document(std::string_view answer) {
  constexpr std::string_view kJsonSpace = " \t\r\n";
  const std::size_t begin = answer.find_first_not_of(kJsonSpace);
  if (begin == answer.npos) return tl::unexpected<std::string>("the answer is empty, not JSON");
  const std::string_view text =
      answer.substr(begin, answer.find_last_not_of(kJsonSpace) + 1 - begin);
  if (text.starts_with("\xEF\xBB\xBF")) {
    return tl::unexpected<std::string>("the answer begins with a byte order mark, not with JSON");
  }
  Result<Json> document = parse_json(text);
  if (document) return std::move(*document);
  return tl::unexpected(fmt::format("the answer {} is not JSON: {}", quote(text),
                                    excerpt(document.error().message, 120)));
}

std::vector<JsonPart> json_parts(std::string_view text, Which which) {
  std::vector<JsonPart> parts;
  const auto add = [&parts, which](std::vector<JsonPart> more) {
    if (which == Which::last) std::reverse(more.begin(), more.end());
    parts.insert(parts.end(), more.begin(), more.end());
  };
  const std::vector<Fence> fences = find_fences(text);
  const auto add_fences = [&](Suits suits) {
    std::vector<JsonPart> chosen;
    for (const Fence& fence : fences) {
      if (suits(fence)) chosen.push_back(part_of(fence));
    }
    add(std::move(chosen));
  };
  add_fences(kLabelled);
  add(std::vector<JsonPart>{JsonPart{trim(text)}});
  for (const Suits suits : {kUnlabelled, kLabelledWithin}) add_fences(suits);
  std::vector<JsonPart> values;
  for (const std::string_view value : json_values(text)) values.push_back({value});
  add(std::move(values));
  std::erase_if(parts, [](const JsonPart& part) { return part.text.empty(); });
  return parts;
}

tl::expected<FoundJson, std::string> find_json(std::string_view text, Which which) {
  for (const JsonPart& part : json_parts(text, which)) {
    Result<Json> document = parse_part(part);
    if (!document) continue;
    std::string written = part.has_comments ? dump_json(*document) : std::string(part.text);
    return FoundJson{std::move(written), std::move(*document)};
  }
  return tl::unexpected(fmt::format("there is no JSON in {}", quote(text)));
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
