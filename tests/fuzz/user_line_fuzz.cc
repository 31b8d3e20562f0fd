// Replies of models that play users, and what they quote: a line is not blank and within its
// bound, a quote stays a quote, and no text around or inside a line ends the conversation.
#include <string>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/judge/user.h"
#include "harness/provider/quirks.h"
#include "harness/provider/reasoning.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::require;

constexpr std::size_t kMost = 200;

// As a dialect hands it on.
assay::Reply reply_of(std::string_view content) {
  const assay::SplitAnswer split = assay::split_reasoning(content);
  assay::Reply reply;
  reply.answer = split.answer;
  reply.reasoning = split.reasoning;
  assay::note_inline_reasoning(reply, split);
  return reply;
}

void check_line(std::string_view content) {
  const auto line = assay::read_user_line(reply_of(content), /*has_begun=*/true, kMost);
  if (!line) return require(!line.error().empty() && line.error().size() < 4096);
  if (line->end != assay::UserEnd::stays) return;
  require(!assay::trim(line->text).empty() && line->text.size() <= kMost);
}

void check_quotes(const std::string& quote) {
  const assay::Json object = {{"message", "It says: " + quote}, {"status", "continue"}};
  const auto quoted = assay::read_user_line(reply_of(assay::dump_json(object)), true, 1 << 20);
  require(quoted && quoted->end == assay::UserEnd::stays);

  const std::string own = R"({"message": "m", "status": "continue"})";
  for (const std::string& content : {own + quote, quote + own, "So: " + own + " It says: " + quote,
                                     "<think>" + quote + "</think>" + own}) {
    const auto read = assay::read_user_line(reply_of(content), true, kMost);
    require(!read || read->end == assay::UserEnd::stays);
  }
}

}  // namespace

FUZZ_TARGET(user_line) {
  check_line(input);
  check_quotes(std::string(input));
}
