#include "harness/cli/judging/embedding_batch.h"

#include <utility>

#include "harness/provider/price.h"

namespace assay {
namespace {

// Calls to other models may stand between them. What is further behind goes later.
constexpr std::size_t kMostLookedAt = 8 * kMostTextsAtOnce;

}  // namespace

Result<void> add_alike(const OpenCall& call, std::deque<OpenCall>& queue, const AskedIn& asked_in,
                       Job& job) {
  if (call.is_alone) return {};
  std::int64_t tokens = estimate_tokens(job.messages);
  auto each = queue.begin();
  for (std::size_t i = 0; i < kMostLookedAt && each != queue.end(); ++i) {
    if (job.messages.size() == kMostTextsAtOnce) return {};
    if (each->call != call.call || each->is_alone) {
      ++each;
      continue;
    }
    ASSAY_TRY(Messages text, asked_in(*each));
    tokens += estimate_tokens(text);
    if (tokens > kMostTokensAtOnce) return {};
    job.messages.push_back(std::move(text.front()));
    job.more.push_back({each->cell, each->key});
    each = queue.erase(each);
  }
  return {};
}

bool may_be_of_one(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::invalid_request:
    case FailureKind::bad_reply:
    case FailureKind::too_large:
      return true;
    default:
      return false;
  }
}

}  // namespace assay
