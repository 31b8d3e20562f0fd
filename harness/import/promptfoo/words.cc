#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "harness/base/json_number.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/nunjucks_name.h"
#include "harness/suite/template.h"
#include "harness/yaml/scalar.h"

namespace assay {
namespace {

constexpr std::size_t kMaxLabel = 100;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_name_char);
}

void append_ordered(const YamlNode& node, std::string& out) {
  if (node.is_list() || node.is_map()) {
    const std::size_t step = node.is_map() ? 2 : 1;
    out += node.is_map() ? '{' : '[';
    for (std::size_t i = 0; i < node.children.size(); i += step) {
      if (i > 0) out += ',';
      if (node.is_map()) {
        append_json_string(out, node.children[i]->text);
        out += ':';
      }
      append_ordered(*node.children[i + step - 1], out);
    }
    out += node.is_map() ? '}' : ']';
    return;
  }
  const Json value = value_of(node);
  out += value.is_string() ? dump_json(value) : value.is_null() ? "null" : variable_text(value);
}

void collect_variables(const Json& value, std::set<std::string>& into) {
  if (value.is_string()) into.merge(variables_of(value.get_ref<const std::string&>()));
  if (value.is_structured())
    for (const Json& member : value) collect_variables(member, into);
}

constexpr std::size_t kMaxOpened = 2'000;

}  // namespace

OpenedFile::OpenedFile(Importer& importer, std::string name)
    : importer_(importer), name_(std::move(name)) {
  ++importer_.times_opened;
  is_first_ = importer_.opened.insert(name_).second;
}

OpenedFile::~OpenedFile() {
  if (is_first_) importer_.opened.erase(name_);
}

Result<void> OpenedFile::may_be_read() const {
  if (!is_first_)
    return usage_error(fmt::format("'{}' names itself, directly or through others", name_));
  if (importer_.times_opened > kMaxOpened)
    return usage_error(fmt::format("more than {} files are named by files", kMaxOpened));
  return {};
}

Result<const YamlNode*> tree_of_file(Importer& importer, const OpenedFile& opened,
                                     std::string_view name) {
  ASSAY_CHECK(opened.may_be_read());
  return importer.files.read_tree(name);
}

namespace {

// Digits of base 2, 8 or 16 behind 0b, 0o or 0x; nothing where it is more than a double counts.
std::optional<double> based_number(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 3 || text.size() > 15 || text[0] != '0') return std::nullopt;
  const int base = text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : text[1] == 'b' ? 2 : 0;
  if (base == 0) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data() + 2, text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return (is_negative ? -1.0 : 1.0) * static_cast<double>(value);
}

// What promptfoo's YAML takes for a number and this program's does not: 0x10, 010, .5, 5., +1.
std::optional<double> number_there(std::string_view text) {
  if (const std::optional<double> based = based_number(text)) return based;
  const bool is_negative = text.starts_with('-');
  std::string_view rest = text;
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty() || !(is_ascii_digit(rest.front()) || rest.front() == '.')) return std::nullopt;
  if (rest.find_first_not_of("0123456789.eE+-") != rest.npos) return std::nullopt;
  std::string digits(rest);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.front() == '.' || digits.front() == 'e' || digits.front() == 'E')
    digits.insert(0, "0");
  if (const std::size_t dot = digits.find('.');
      dot != digits.npos && (dot + 1 == digits.size() || !is_ascii_digit(digits[dot + 1])))
    digits.erase(dot, 1);
  const std::optional<double> value = parse_number(digits);
  if (!value) return std::nullopt;
  return is_negative ? -*value : *value;
}

// ECMA-262, Number::toString: no exponent from 1e-6 to 1e21, and none with a zero before it.
std::string javascript_number(double value) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 1e-6 && size < 1e21) {
    char buffer[64];
    const std::to_chars_result end =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    return {buffer, end.ptr};
  }
  std::string text = format_number(value);
  if (const std::size_t zero = text.find("e-0"); zero != text.npos) text.erase(zero + 2, 1);
  return text;
}

}  // namespace

std::string javascript_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return javascript_number(value.get<double>());
  if (value.is_object()) return "[object Object]";
  if (!value.is_array()) return value.is_null() ? "null" : dump_json(value);
  std::string text;
  for (const Json& item : value) {
    if (&item != &value.front()) text += ',';
    if (!item.is_null()) text += javascript_text(item);
  }
  return text;
}

Json value_of(const YamlNode& node) {
  if (node.is_scalar() && node.plain) {
    if (is_one_of(node.text, {".inf", ".Inf", ".INF"})) return "Infinity";
    if (is_one_of(node.text, {"-.inf", "-.Inf", "-.INF"})) return "-Infinity";
    if (is_one_of(node.text, {".nan", ".NaN", ".NAN"})) return "NaN";
    if (is_one_of(node.text, {"True", "TRUE"})) return true;
    if (is_one_of(node.text, {"False", "FALSE"})) return false;
    if (is_one_of(node.text, {"Null", "NULL", "~"})) return nullptr;
  }
  if (node.is_list()) {
    Json list = Json::array();
    for (const YamlNode* const item : node.children) list.push_back(value_of(*item));
    return list;
  }
  if (node.is_map()) {
    Json map = Json::object();
    for (std::size_t i = 0; i < node.entries(); ++i)
      map[std::string(node.key(i).text)] = value_of(node.value(i));
    return map;
  }
  Json value = to_json(node);
  if (value.is_string() && node.is_scalar() && node.plain)
    if (const std::optional<double> number = number_there(node.text))
      value = canonical_number(*number);
  return value;
}

std::string text_of(const YamlNode& node) {
  if (!node.is_scalar()) return {};
  const Json value = value_of(node);
  return value.is_null() ? "" : javascript_text(value);
}

std::string ordered_json(const YamlNode& node) {
  std::string out;
  append_ordered(node, out);
  return out;
}

std::set<std::string> variables_of(std::string_view text) {
  const Result<Template> parsed = Template::parse(text);
  if (!parsed) return {};
  return {parsed->variables().begin(), parsed->variables().end()};
}

std::set<std::string> variables_in(const Json& value) {
  std::set<std::string> names;
  collect_variables(value, names);
  return names;
}

std::string label_of(std::string_view text) {
  std::string out = one_line(text, kMaxLabel);
  while (out.size() > kMaxLabel) {  // bytes, not characters
    do out.pop_back();
    while (!out.empty() && continues_utf8(out.back()));
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
  }
  return std::string(trim(out));
}

ImportedTransform transform_of(const std::string& code) {
  return import_transform(code.empty() ? Json::object() : Json{{"transform", code}}, {});
}

std::string TakenNames::take(const std::string& wanted, std::string_view form) {
  std::string name = wanted;
  for (std::size_t& number = numbers_.try_emplace(wanted, 2).first->second;
       !taken_.insert(name).second; ++number)
    name = fmt::format(fmt::runtime(form), wanted, number);
  return name;
}

std::string environment_name(std::string_view text) {
  text = trim(text);
  std::string_view name;
  if (text.starts_with("{{") && text.ends_with("}}")) {
    name = trim(text.substr(2, text.size() - 4));
    if (!name.starts_with("env.")) return {};
    name.remove_prefix(4);
  } else if (text.starts_with("${") && text.ends_with("}")) {
    name = text.substr(2, text.size() - 3);
  } else if (text.starts_with("env:")) {
    name = text.substr(4);
  } else if (text.starts_with("$")) {
    name = text.substr(1);
  }
  return is_name(name) ? std::string(name) : std::string();
}

std::string with_environment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) break;
    const std::string_view tag = text.substr(open, close + 2 - open);
    const std::string name = environment_name(tag);
    out += text.substr(0, open);
    out += name.empty() ? std::string(tag) : "${" + name + "}";
    text.remove_prefix(close + 2);
  }
  return out + std::string(text);
}

bool looks_secret(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  for (const std::string_view word :
       {"auth", "key", "token", "cookie", "secret", "password", "session"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

std::string header_variable(std::string_view name) {
  std::string out = "HEADER_";
  for (const char c : name) {
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_plain = is_small || (c >= 'A' && c <= 'Z') || is_ascii_digit(c);
    out += is_small ? static_cast<char>(c - 32) : is_plain ? c : '_';
  }
  return out;
}

void tell_unknown_key(Importer& importer, const YamlNode& key, std::string_view of,
                      const std::vector<std::string>& known) {
  static const std::set<std::string_view> kGates = {
      "passRateThreshold", "threshold", "passRate", "minPassRate", "assert", "asserts",
      "assertions",        "expect",    "expected", "gates",       "only",   "thresholds"};
  const std::string guess = did_you_mean(key.text.substr(0, 60), known);
  std::string note = fmt::format("promptfoo does not know this key{}", guess);
  if (kGates.contains(key.text) || guess.find("assert") != std::string::npos)
    note += ": what it asks for has never been checked";
  else
    note += ": it has never done anything";
  // Such keys may hold anchors, which is what they do.
  if (line_of(importer, key.position()).find('&') != std::string_view::npos) return;
  importer.account.add(key.position(), fmt::format("{} in {}", key.text, of),
                       ImportOutcome::ignored, note);
}

}  // namespace assay
