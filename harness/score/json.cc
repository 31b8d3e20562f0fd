// Expectations about JSON in the answer, but for schemas.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/bounds.h"
#include "harness/score/families.h"
#include "harness/score/json_document.h"
#include "harness/score/pattern.h"

namespace assay {
namespace {

bool is_scalar(const Json& value) {
  return !value.is_object() && !value.is_array();
}

// A string as it is, another scalar as JSON writes it.
std::string plain_text(const Json& scalar) {
  return scalar.is_string() ? scalar.get<std::string>() : dump_json(scalar);
}

// Equal, or the expectation is the text of a found number or boolean: columns
// of a CSV file have no types.
bool same_value(const Json& found, const Json& expected) {
  if (found == expected) return true;
  if (!expected.is_string() || found.is_string() || !is_scalar(found)) return false;
  const std::string& text = expected.get_ref<const std::string&>();
  if (found.is_number()) {
    const std::optional<double> number = parse_number(trim(text));
    return number && *number == found.get<double>();
  }
  return text == dump_json(found);
}

bool contains(const Json& found, const std::string& text) {
  if (found.is_array()) {
    for (const Json& item : found) {
      if (same_value(item, text)) return true;
    }
    return false;
  }
  if (found.is_object()) return found.contains(text);
  return plain_text(found).find(text) != std::string::npos;
}

// What the value at the path must be; every part that was given holds.
struct Wanted {
  std::optional<Json> equals;
  std::optional<std::string> contained;
  std::optional<Pattern> pattern;
  Bounds bounds;

  bool is_presence() const { return !equals && !contained && !pattern && bounds.empty(); }
};

Result<Wanted> read_wanted(const Json& arguments) {
  Wanted wanted;
  // Not find_argument(): `equals: null` is a value.
  if (arguments.is_object() && arguments.contains("equals")) wanted.equals = arguments["equals"];
  wanted.contained = text_argument(arguments, "contains");
  if (const std::optional<std::string> source = text_argument(arguments, "matches")) {
    ASSAY_TRY(wanted.pattern, Pattern::compile(*source));
  }
  ASSAY_TRY(wanted.bounds, read_bounds(arguments));
  return wanted;
}

Judgement judge_value(const Wanted& wanted, const Json& found) {
  if (wanted.equals && !same_value(found, *wanted.equals)) {
    return Judgement::fail(
        fmt::format("the value is {}, not {}", quote_json(found), quote_json(*wanted.equals)));
  }
  if (wanted.contained && !contains(found, *wanted.contained)) {
    return Judgement::fail(
        fmt::format("{} does not contain {}", quote_json(found), quote(*wanted.contained)));
  }
  if (wanted.pattern && !(is_scalar(found) && wanted.pattern->matches(plain_text(found)))) {
    return Judgement::fail(
        fmt::format("{} does not match {}", quote_json(found), quote(wanted.pattern->source())));
  }
  if (wanted.bounds.empty()) return Judgement::pass();
  if (!found.is_number()) return Judgement::fail(fmt::format("{} is no number", quote_json(found)));
  return judge_bounds(wanted.bounds, found.get<double>(), "");
}

Result<Judge> compile_json(const Json& arguments) {
  const std::string written = text_argument(arguments, "path").value_or("");
  ASSAY_TRY(const JsonPath path, JsonPath::parse(written));
  ASSAY_TRY(const Wanted wanted, read_wanted(arguments));
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  // That nothing is there is an answer to "is there", and none to "is it more than 3".
  const auto nothing = wanted.is_presence() ? &Judgement::fail : &Judgement::absent;
  return Judge([path, wanted, written, nothing, exact](const Subject& subject) {
    const tl::expected<Json, std::string> document =
        exact ? whole_document(subject.text) : json_document(subject.text);
    if (!document) return nothing(document.error());
    const Json* found = path.find(*document);
    if (found != nullptr) return judge_value(wanted, *found);
    return nothing(
        fmt::format("there is nothing at {} in {}", quote(written), quote_json(*document)));
  });
}

// A text is the JSON in it, if it is some: a column of a CSV file can hold the
// expected document.
Json expected_document(const Json& to) {
  if (!to.is_string()) return to;
  Result<Json> parsed = parse_json(to.get_ref<const std::string&>());
  return parsed ? std::move(*parsed) : to;
}

Result<Judge> compile_json_equals(const Json& arguments) {
  if (!arguments.is_object() || !arguments.contains("to")) return usage_error("needs 'to'");
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  return Judge([expected = expected_document(arguments["to"]), exact](const Subject& subject) {
    const tl::expected<Json, std::string> document =
        exact ? whole_document(subject.text) : json_document(subject.text);
    if (!document) return Judgement::absent(document.error());
    if (*document == expected) return Judgement::pass();
    return Judgement::fail(
        fmt::format("the document is {}, not {}", quote_json(*document), quote_json(expected)));
  });
}

constexpr std::string_view kWholeHelp = "all of the answer, without a fence (default false)";

constexpr ArgumentShape kJson[] = {
    {"path", ValueType::text, false, "items[0].name or /items/0/name; default the whole"},
    {"equals", ValueType::json, false, "the value; text also equals the number it spells"},
    {"contains", ValueType::text, false, "part of a text, an element of a list, a key of a map"},
    {"matches", ValueType::pattern, false, "RE2, on a text or another scalar"},
    {"at_least", ValueType::number, false, "inclusive; the value must be a number"},
    {"at_most", ValueType::number, false, "inclusive; the value must be a number"},
    {"exact", ValueType::boolean, false, kWholeHelp},
};
constexpr ArgumentShape kJsonEquals[] = {
    {"to", ValueType::json, true, "the whole document; order of keys is free"},
    {"exact", ValueType::boolean, false, kWholeHelp},
};

constexpr ExpectationRow kJsonRows[] = {
    make_row<compile_json>("json", "the answer is JSON and has this value at a path", "path",
                           kJson),
    make_row<compile_json_equals>("json_equals", "the answer is JSON equal to this", "to",
                                  kJsonEquals),
};

}  // namespace

std::span<const ExpectationRow> json_rows() {
  return kJsonRows;
}

}  // namespace assay
