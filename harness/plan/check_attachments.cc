#include "harness/plan/check_attachments.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// The longest requests of the case: all that is said in it, as its last one has that; of one that
// forgets each turn by itself, behind what the system says.
Result<std::vector<Messages>> requests_of(const Plan& plan, std::size_t prompt, const Case& asked) {
  std::vector<Messages> requests(1);
  ASSAY_TRY(requests.front(), render_messages(*plan.suite, prompt, asked));
  Messages system = requests.front();
  if (!system.empty()) system.pop_back();  // the first turn
  const Vars vars = vars_of_turns(asked);
  for (std::size_t turn = 1; turn < asked.turns.size(); ++turn) {
    ASSAY_TRY(Message said, render_turn(asked, turn, vars));
    if (asked.forgets && said.role == Role::user) requests.push_back(system);
    requests.back().push_back(std::move(said));
  }
  return requests;
}

// Why `dialect` cannot carry them, or "".
std::string refusal_of(const Dialect& dialect, const Messages& messages) {
  std::uint64_t together = 0;
  for (const Message& message : messages) {
    for (const Attachment& attachment : message.attachments) {
      const std::string why = refusal_of(dialect.attachments, attachment);
      if (!why.empty())
        return fmt::format("'{}' cannot be sent as {}: {}", excerpt(attachment.name, 100),
                           dialect.name, why);
      together += attachment.media.bytes;
    }
  }
  if (together == 0 || together <= dialect.attachments->most_bytes) return {};
  return fmt::format("its attachments have {} bytes together, and {} takes {}", together,
                     dialect.name, dialect.attachments->most_bytes);
}

}  // namespace

Result<void> check_attachments(const Plan& plan) {
  std::set<std::pair<const Dialect*, std::size_t>> pairs;  // with a prompt
  for (const Variant& variant : plan.variants) {
    const std::size_t provider = plan.suite->models[variant.model].provider;
    pairs.emplace(plan.suite->providers[provider].dialect, variant.prompt);
  }
  for (const std::size_t i : plan.cases) {
    const Case& asked = plan.suite->cases[i];
    if (asked.media == nullptr) continue;
    for (const auto& [dialect, prompt] : pairs) {
      ASSAY_TRY(const std::vector<Messages> requests, requests_of(plan, prompt, asked));
      for (const Messages& messages : requests) {
        const std::string why = refusal_of(*dialect, messages);
        if (!why.empty())
          return usage_error(fmt::format("{}: case '{}': {}", plan.suite->path.string(),
                                         excerpt(asked.id, 60), why));
      }
    }
  }
  return {};
}

}  // namespace assay
