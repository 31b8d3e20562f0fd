#include "harness/cli/options/selecting_words.h"

#include <optional>
#include <string_view>
#include <vector>

#include "harness/base/text.h"

namespace assay {

Result<AxisOverride> parse_axis(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
    return usage_error("expected AXIS=VALUE[,VALUE...]");
  AxisOverride axis{word.substr(0, equals), {}};
  for (const std::string_view value : split(std::string_view(word).substr(equals + 1), ',')) {
    axis.values.emplace_back(trim(value));
  }
  return axis;
}

Result<Shard> parse_shard(const std::string& word) {
  const std::vector<std::string_view> parts = split(word, '/');
  const std::optional<long long> index = parse_integer(parts[0]);
  const std::optional<long long> count = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
  if (!index || !count || *index < 1 || *index > *count || *count > 1'000'000) {
    return usage_error("expected I/N with 1 <= I <= N");
  }
  return Shard{static_cast<int>(*index), static_cast<int>(*count)};
}

}  // namespace assay
