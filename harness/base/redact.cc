#include "harness/base/redact.h"

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "harness/base/mark.h"
#include "harness/base/secret_finder.h"
#include "harness/base/text.h"

namespace assay {
namespace {

struct Registry {
  std::mutex mutex;
  std::vector<Secret> secrets;
  std::set<std::string, std::less<>> values;   // theirs
  std::shared_ptr<const SecretFinder> finder;  // of these, made when first asked for
  std::atomic<bool> any{false};
};

Registry& registry() {
  static Registry instance;
  return instance;
}

// Nothing when there is no secret. Searches go on without the lock.
std::shared_ptr<const SecretFinder> current_finder() {
  Registry& all = registry();
  if (!all.any) return nullptr;
  const std::lock_guard lock(all.mutex);
  if (!all.finder) all.finder = std::make_shared<const SecretFinder>(all.secrets);
  return all.finder;
}

}  // namespace

bool sounds_secret(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  const auto is_in = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  return is_in("key") || is_in("token") || is_in("secret") || is_in("password");
}

Result<void> register_secret(std::string_view name, std::string_view value) {
  if (value.size() < kShortestSecret) {
    ASSAY_MARK("secret.too_short");
    return usage_error(fmt::format(
        "the value of {} is too short to be kept out of reports: it has {} {}, and what has fewer "
        "than {} stands in ordinary text too",
        name, value.size(), value.size() == 1 ? "byte" : "bytes", kShortestSecret));
  }
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  if (!all.values.emplace(value).second) return {};
  all.secrets.push_back({std::string(name), std::string(value)});
  all.finder = nullptr;
  all.any = true;
  return {};
}

std::string redact(std::string_view text) {
  const std::shared_ptr<const SecretFinder> finder = current_finder();
  if (!finder) return std::string(text);
  std::string shown;
  std::size_t copied = 0;
  for (const SecretFinder::Place& place : finder->find(text).places) {
    shown += text.substr(copied, place.begin - copied);
    shown += "[REDACTED:" + finder->secret(place).name + "]";
    copied = place.end;
  }
  return shown += text.substr(copied);
}

bool contains_secret(std::string_view text) {
  const std::shared_ptr<const SecretFinder> finder = current_finder();
  return finder && finder->occur_in(text);
}

void forget_secrets() {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.secrets.clear();
  all.values.clear();
  all.finder = nullptr;
  all.any = false;
}

}  // namespace assay
