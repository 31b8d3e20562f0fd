// Tests that share a session of an HTTP application by a variable `sessionId` of their own.
//
// There the application is told the same name twice, and has a conversation of both questions. Here
// each case has a session of its own, and questions of one conversation are `turns` of a case. So
// such tests are refused by name; a session that no other test has is the case's anyway.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

// The session that a test names; "" where it names none.
std::string session_of(const TestDraft& draft) {
  for (const VarDraft& var : draft.vars)
    if (var.name == "sessionId" && (var.value.is_string() || var.value.is_number()))
      return variable_text(var.value);
  return "";
}

}  // namespace

void settle_shared_sessions(Importer& importer) {
  if (!importer.sends_session) return;
  std::map<std::string, std::size_t> tests;
  for (const TestDraft& draft : importer.drafts) ++tests[session_of(draft)];
  for (TestDraft& draft : importer.drafts) {
    const std::string session = session_of(draft);
    if (session.empty() || tests[session] < 2 || !draft.refused.empty()) continue;
    draft.refused = fmt::format(
        "its session '{}' is that of other tests, too, so that the application has one "
        "conversation "
        "of them: write them as `turns` of one case (docs/http.md, \"Conversations\")",
        excerpt(session, 40));
  }
}

}  // namespace assay
