// Whether servers held the replies of judges to the JSON schema that they were asked by.
// docs/judges.md, "What the server is asked for".
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/judge/shape.h"
#include "harness/provider/reply.h"
#include "harness/report/report.h"

namespace assay {

// What whoever asks a server that ignores schemas should know.
inline constexpr std::string_view kSchemaAdvice =
    "Verdicts are read from its words all the same, and what is none is an error: ask a server "
    "that holds replies to a schema, or say params: {response_format: text} and let the prompt "
    "alone ask for the form";

// Whether a reply was asked for by a schema where its judge's replies are: its model may have
// refused the parameter, and been asked without.
bool was_sent_schema(const Reply& reply);

// Adds what the reply tells, if it tells anything.
void add_form(const Reply& reply, std::span<const VerdictShape> shapes,
              JudgeSummary::Schema& schema);

// "3 of 40 replies were not in the form of the JSON schema that ..."; "" where all were.
std::string schema_text(const JudgeSummary& judge);

}  // namespace assay
