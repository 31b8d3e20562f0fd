#include "harness/report/summary/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/count_text.h"
#include "harness/judge/verdict.h"
#include "harness/provider/refused_parameter.h"

namespace assay {

bool was_sent_schema(const Reply& reply) {
  return std::none_of(reply.quirks.begin(), reply.quirks.end(), [](const std::string& quirk) {
    return dropped_parameter(quirk) == "response_format";
  });
}

void add_form(const Reply& reply, std::span<const VerdictShape> shapes,
              JudgeSummary::Schema& schema) {
  const ReplyForm form = form_of(reply, shapes);
  if (form == ReplyForm::unknown || !was_sent_schema(reply)) return;
  ++schema.replies;
  if (form != ReplyForm::exact) ++schema.otherwise;
}

std::string schema_text(const JudgeSummary& judge) {
  if (!judge.schema || judge.schema->otherwise == 0) return "";
  return fmt::format(
      "judge {}: {} of {} not as the JSON schema has it that was sent along: its server ignores "
      "schemas. {}",
      judge.name, judge.schema->otherwise,
      judge.schema->replies == 1 ? "1 reply" : fmt::format("{} replies", judge.schema->replies),
      kSchemaAdvice);
}

}  // namespace assay
