// json_schema: the answer is JSON that fits a schema.
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
  return Judge([schema](const Subject& subject) {
    const tl::expected<Json, std::string> document = json_document(subject.text);
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

constexpr ArgumentShape kJsonSchema[] = {
    {"schema", ValueType::file_or_json, true, "JSON Schema draft 7, inline or a file"},
};

constexpr ExpectationRow kJsonSchemaRows[] = {
    make_row<compile_json_schema>("json_schema", "the answer is JSON that fits a JSON Schema",
                                  "schema", kJsonSchema),
};

}  // namespace

std::span<const ExpectationRow> schema_rows() {
  return kJsonSchemaRows;
}

}  // namespace assay
