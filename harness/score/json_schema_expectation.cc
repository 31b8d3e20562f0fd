// json_schema: the answer is JSON that fits a schema. contains_json: a part of it is.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/json_document.h"
#include "harness/score/json_schema.h"

namespace assay {
namespace {

Result<Judge> compile_json_schema(const Json& arguments) {
  const Json* written = find_argument(arguments, "schema");
  if (written == nullptr) return usage_error("needs 'schema'");
  ASSAY_TRY(const JsonSchema schema, JsonSchema::compile(*written));
  if (schema.accepts_everything()) {
    return usage_error("the schema accepts every document; 'json' expects any JSON");
  }
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  return Judge([schema, exact](const Subject& subject) {
    const tl::expected<Json, std::string> document =
        exact ? whole_document(subject.text) : json_document(subject.text);
    if (!document) return Judgement::absent(document.error());
    JsonSchema::Verdict verdict = schema.check(*document);
    switch (verdict.kind) {
      case JsonSchema::Verdict::Kind::valid:
        return Judgement::pass();
      case JsonSchema::Verdict::Kind::invalid:
        return Judgement::fail(std::move(verdict.reason));
      case JsonSchema::Verdict::Kind::unable:
        break;
    }
    return Judgement::unable(std::move(verdict.reason));
  });
}

// All places, and with them the one where 'json' looks.
std::vector<JsonPart> parts_and_document(std::string_view text) {
  std::vector<JsonPart> parts = json_parts(text, Which::first);
  const JsonPart document = json_part(text);
  const bool is_there = std::any_of(parts.begin(), parts.end(), [&](const JsonPart& part) {
    return part.text.data() == document.text.data() && part.text.size() == document.text.size();
  });
  if (!is_there) parts.push_back(document);
  return parts;
}

// Any JSON in the answer, or any that fits.
Judgement judge_parts(const std::optional<JsonSchema>& schema, std::string_view text) {
  constexpr int kMostDocuments = 100;  // each may take a schema's whole bound
  int documents = 0;
  std::string reason = fmt::format("there is no JSON in {}", quote(text));
  std::string obstacle;
  for (const JsonPart& part : parts_and_document(text)) {
    const Result<Json> document = parse_part(part);
    if (!document) continue;
    if (!schema) return Judgement::pass();
    if (++documents > kMostDocuments) {
      return Judgement::unable(
          fmt::format("none of the first {} JSON values fits, and there are more", kMostDocuments));
    }
    JsonSchema::Verdict verdict = schema->check(*document);
    if (verdict.kind == JsonSchema::Verdict::Kind::valid) return Judgement::pass();
    const bool is_unable = verdict.kind == JsonSchema::Verdict::Kind::unable;
    if (is_unable) obstacle = verdict.reason;
    if (documents == 1) reason = std::move(verdict.reason);
  }
  if (!obstacle.empty()) return Judgement::unable(std::move(obstacle));
  if (documents > 1) reason = fmt::format("none of {} JSON values fits; {}", documents, reason);
  return Judgement::fail(std::move(reason));
}

Result<Judge> compile_contains_json(const Json& arguments) {
  std::optional<JsonSchema> schema;
  if (const Json* written = find_argument(arguments, "schema")) {
    ASSAY_TRY(schema, JsonSchema::compile(*written));
    if (schema->accepts_everything()) {
      return usage_error("the schema accepts every document; leave it out to expect any JSON");
    }
  }
  return Judge([schema](const Subject& subject) { return judge_parts(schema, subject.text); });
}

constexpr ArgumentShape kContainsJson[] = {
    {"schema", ValueType::file_or_json, false, "JSON Schema draft 7 that one of them fits"},
};
constexpr ArgumentShape kJsonSchema[] = {
    {"schema", ValueType::file_or_json, true, "JSON Schema draft 7, inline or a file"},
    {"exact", ValueType::boolean, false, "all of the answer, without a fence (default false)"},
};

constexpr ExpectationRow kJsonSchemaRows[] = {
    make_row<compile_json_schema>("json_schema", "the answer is JSON that fits a JSON Schema",
                                  "schema", kJsonSchema),
    make_row<compile_contains_json>("contains_json", "there is JSON somewhere in the answer",
                                    "schema", kContainsJson),
};

}  // namespace

std::span<const ExpectationRow> schema_rows() {
  return kJsonSchemaRows;
}

}  // namespace assay
