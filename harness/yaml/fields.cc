#include "harness/yaml/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/mark.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {

std::string to_string(const Owner& owner) {
  if (owner.name.empty()) return std::string(owner.kind);
  return fmt::format("{} '{}'", owner.kind, excerpt(owner.name, 60));
}

bool is_authors_own(std::string_view key) {
  return key.starts_with("x-");
}

void report_unknown_key(const YamlNode& key, const Owner& owner,
                        const std::vector<std::string>& known, Diagnostics& diagnostics) {
  ASSAY_MARK("yaml.unknown_key");
  const bool is_nearly_own = key.text.starts_with("x_") || key.text.starts_with("X-");
  diagnostics.error(key.position(),
                    fmt::format("unknown key '{}' in {}{}", excerpt(key.text, 60), to_string(owner),
                                is_nearly_own ? "; keys of your own begin with 'x-'"
                                              : did_you_mean(key.text.substr(0, 60), known)));
}

Fields::Fields(const YamlNode& node, Owner owner, const std::vector<std::string_view>& known,
               Diagnostics& diagnostics, KeyAdviser adviser)
    : node_(node), owner_(owner), diagnostics_(diagnostics) {
  if (!node.is_map()) {
    diagnostics.error(node.position(), fmt::format("{} must be a map", to_string(owner)));
    return;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    if (is_authors_own(key.text)) continue;
    if (std::find(known.begin(), known.end(), key.text) != known.end()) continue;
    KeyAdvice advice = adviser != nullptr ? adviser(key.text, owner) : KeyAdvice{};
    if (!advice.refusal.empty()) {
      diagnostics.error(key.position(), advice.refusal);
      continue;
    }
    advice.meant.insert(advice.meant.begin(), known.begin(), known.end());
    report_unknown_key(key, owner, advice.meant, diagnostics);
  }
}

const YamlNode* Fields::require(std::string_view key) const {
  const YamlNode* value = find(key);
  if (value == nullptr && node_.is_map()) {
    diagnostics_.error(node_.position(), fmt::format("{} has no '{}'", to_string(owner_), key));
  }
  return value;
}

template <class Reader, class... More>
auto Fields::value(std::string_view key, Reader reader, const More&... more) const {
  const ScalarReader read(diagnostics_);
  using Value = decltype((read.*reader)(node_, key, more...));
  const YamlNode* node = find(key);
  return node != nullptr ? (read.*reader)(*node, fmt::format("'{}'", key), more...) : Value();
}

std::optional<std::string> Fields::text(std::string_view key) const {
  return value(key, &ScalarReader::text);
}
std::optional<std::int64_t> Fields::integer(std::string_view key,
                                            const NumberBounds& bounds) const {
  return value(key, &ScalarReader::integer, bounds);
}
std::optional<double> Fields::number(std::string_view key, const NumberBounds& bounds) const {
  return value(key, &ScalarReader::number, bounds);
}
std::optional<double> Fields::share(std::string_view key, const NumberBounds& bounds) const {
  return value(key, &ScalarReader::share, bounds);
}
std::optional<bool> Fields::boolean(std::string_view key) const {
  return value(key, &ScalarReader::boolean);
}
std::optional<std::size_t> Fields::choice(std::string_view key,
                                          const std::vector<std::string>& choices) const {
  return value(key, &ScalarReader::choice, choices);
}
std::optional<milliseconds> Fields::duration(std::string_view key) const {
  return value(key, &ScalarReader::duration);
}
std::optional<Money> Fields::usd(std::string_view key) const {
  return value(key, &ScalarReader::usd);
}
std::optional<Money> Fields::usd_per_million(std::string_view key) const {
  return value(key, &ScalarReader::usd_per_million);
}

std::span<const YamlNode* const> Fields::items(std::string_view key) const {
  const YamlNode* node = find(key);
  if (node == nullptr || node->is_list()) {
    return node != nullptr ? node->children : std::span<const YamlNode* const>();
  }
  diagnostics_.error(node->position(),
                     fmt::format("'{}' must be a list, not {}", key, describe(*node)));
  return {};
}

}  // namespace assay
