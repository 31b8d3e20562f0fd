// Expectations that the answer is written in a language, or has a part that is.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/markup.h"
#include "harness/score/sql_statement.h"
#include "harness/score/written_part.h"

namespace assay {
namespace {

Judgement judge_syntax(SyntaxVerdict verdict) {
  switch (verdict.kind) {
    case SyntaxVerdict::Kind::yes:
      return Judgement::pass();
    case SyntaxVerdict::Kind::no:
      return Judgement::fail(std::move(verdict.reason));
    case SyntaxVerdict::Kind::unable:
      break;
  }
  return Judgement::unable(std::move(verdict.reason));
}

// Yes where any part is; else why one cannot be told, or why the first one is not.
SyntaxVerdict find_sql(std::string_view text) {
  std::optional<SyntaxVerdict> best;
  for (const std::string& part : written_parts(text, "sql")) {
    SyntaxVerdict verdict = check_sql(part);
    if (verdict.is(SyntaxVerdict::Kind::yes)) return verdict;
    if (!best || verdict.is(SyntaxVerdict::Kind::unable)) best = std::move(verdict);
  }
  return *best;
}

Result<std::vector<std::string>> read_elements(const Json& arguments) {
  if (find_argument(arguments, "elements") == nullptr) return std::vector<std::string>();
  return texts_argument(arguments, "elements");
}

// What the whole answer is: as it stands where that is asked for, else without a fence around it.
struct Whole {
  bool exact = false;
  std::string of(const Subject& subject) const {
    return exact ? std::string(subject.text) : std::string(whole_part(subject.text));
  }
};

Result<Whole> read_whole(const Json& arguments) {
  Whole whole;
  ASSAY_TRY(whole.exact, flag_argument(arguments, "exact", false));
  return whole;
}

Result<Judge> compile_xml(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> elements, read_elements(arguments));
  ASSAY_TRY(const Whole whole, read_whole(arguments));
  return Judge([elements, whole](const Subject& subject) {
    return judge_syntax(check_xml(whole.of(subject), elements));
  });
}

Result<Judge> compile_contains_xml(const Json& arguments) {
  ASSAY_TRY(const std::vector<std::string> elements, read_elements(arguments));
  return Judge([elements](const Subject& subject) {
    return judge_syntax(find_xml(whole_part(subject.text), elements));
  });
}

Result<Judge> compile_html(const Json& arguments) {
  ASSAY_TRY(const Whole whole, read_whole(arguments));
  return Judge(
      [whole](const Subject& subject) { return judge_syntax(check_html(whole.of(subject))); });
}

Result<Judge> compile_contains_html(const Json&) {
  return Judge(
      [](const Subject& subject) { return judge_syntax(find_html(whole_part(subject.text))); });
}

Result<void> check_dialect(const Json& arguments) {
  const std::string dialect = text_argument(arguments, "dialect").value_or("postgresql");
  if (dialect == "postgresql") return {};
  return usage_error(fmt::format(
      "'dialect' is postgresql: only its parser is at hand, and it would judge {} by another "
      "grammar; ask that database's own parser with a script ('exec')",
      quote(dialect)));
}

Result<Judge> compile_sql(const Json& arguments) {
  ASSAY_CHECK(check_dialect(arguments));
  ASSAY_TRY(const Whole whole, read_whole(arguments));
  return Judge(
      [whole](const Subject& subject) { return judge_syntax(check_sql(whole.of(subject))); });
}

Result<Judge> compile_contains_sql(const Json& arguments) {
  ASSAY_CHECK(check_dialect(arguments));
  return Judge([](const Subject& subject) { return judge_syntax(find_sql(subject.text)); });
}

constexpr ArgumentShape kAsItStands = {"exact", ValueType::boolean, false,
                                       "a fence around it counts (default false)"};
constexpr ArgumentShape kXml[] = {
    {"elements", ValueType::text_list, false, "elements it must have, from the root: order.item"},
    kAsItStands,
};
constexpr ArgumentShape kHtml[] = {kAsItStands};
constexpr ArgumentShape kContainsXml[] = {
    {"elements", ValueType::text_list, false, "elements it must have, from the root: order.item"},
};
constexpr ArgumentShape kSql[] = {
    {"dialect", ValueType::text, false, "postgresql, the default and the only one"},
    kAsItStands,
};
constexpr ArgumentShape kContainsSql[] = {
    {"dialect", ValueType::text, false, "postgresql, the default and the only one"},
};

constexpr ExpectationRow kSyntaxRows[] = {
    make_row<compile_xml>("xml", "the answer is well-formed XML", "elements", kXml),
    make_row<compile_contains_xml>("contains_xml", "there is an element of XML in the answer",
                                   "elements", kContainsXml),
    make_row<compile_html>("html", "the answer is HTML", "", kHtml),
    make_row<compile_contains_html>("contains_html", "there is an element of HTML in the answer",
                                    "", {}),
    make_row<compile_sql>("sql", "the answer is SQL", "dialect", kSql),
    make_row<compile_contains_sql>(
        "contains_sql", "there is SQL in the answer, in a block or alone", "dialect", kContainsSql),
};

}  // namespace

std::span<const ExpectationRow> syntax_rows() {
  return kSyntaxRows;
}

}  // namespace assay
