#include "harness/provider/reply_bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/provider/cost_field.h"

namespace assay {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
// A provider tells a model with tools how to call them: Anthropic's words for it
// are up to 700 tokens.
constexpr std::int64_t kToolWords = 1024;

std::int64_t add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? kMost : sum;
}

std::int64_t times(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? kMost : product;
}

// Adds up what the fields of one request say.
class BoundReader {
 public:
  void read(const Json& fields) {
    for (const auto& [name, value] : fields.items()) read_field(name, value, name, true);
  }

  ReplyBound bound;

 private:
  void read_field(const std::string& name, const Json& value, const std::string& path,
                  bool is_top) {
    if (value.is_null()) return;
    const CostField* row = find_cost_field(name);
    if (row == nullptr && is_top) {
      ASSAY_MARK("bound.field_unknown");
      bound.unknown.push_back(path);
    }
    // Within others, what holds fields is no count: a schema may call one "n".
    if (row == nullptr || row->effect == CostEffect::inside || (!is_top && value.is_object())) {
      read_inside(value, path);
    } else {
      apply(*row, value, path, is_top);
    }
  }

  void read_inside(const Json& value, const std::string& path) {
    if (value.is_object()) {
      for (const auto& [name, each] : value.items()) {
        read_field(name, each, path + "." + name, false);
      }
    } else if (value.is_array()) {
      for (const Json& each : value) read_inside(each, path);
    }
  }

  void apply(const CostField& row, const Json& value, const std::string& path, bool is_top) {
    switch (row.effect) {
      case CostEffect::none:
      case CostEffect::inside:
        return;
      case CostEffect::model:
        if (value.is_string() && value.get<std::string>().ends_with(":online"))
          refuse(path, "ends in ':online': each search has a fee");
        return;
      case CostEffect::max_tokens:
        return is_top ? end_by(row, value, path) : add_more(value, path);
      case CostEffect::more_tokens:
        return add_more(value, path);
      case CostEffect::replies:
        if (const auto count = count_of(value, path, 1))
          bound.replies = times(bound.replies, *count);
        ASSAY_MARK("bound.several_replies");
        return;
      case CostEffect::cache_write:
        bound.writes_cache = true;
        return;
      case CostEffect::tier:
        return read_tier(row, value, path);
      case CostEffect::tools:
        return read_tools(value, path);
      case CostEffect::unbounded:
        if (!is_harmless(row, value)) refuse(path, row.why);
        return;
    }
  }

  // Two fields may end a reply, and a server obeys either: the larger counts. One
  // that a server may not know ends nothing by itself.
  void end_by(const CostField& row, const Json& value, const std::string& path) {
    const auto count = count_of(value, path, 1);
    if (!count) return;
    bound.at_least = std::max(bound.at_least, *count);
    const bool is_usual = row.name == "max_tokens" || row.name == "max_completion_tokens";
    if (is_usual) bound.max_tokens = std::max(bound.max_tokens.value_or(0), *count);
  }

  void add_more(const Json& value, const std::string& path) {
    if (const auto count = count_of(value, path, 0))
      bound.more_tokens = add(bound.more_tokens, *count);
  }

  std::optional<std::int64_t> count_of(const Json& value, const std::string& path,
                                       std::int64_t least) {
    const bool fits = value.is_number_integer() &&
                      (!value.is_number_unsigned() ||
                       value.get<std::uint64_t>() <= static_cast<std::uint64_t>(kMost));
    if (fits && value.get<std::int64_t>() >= least) return value.get<std::int64_t>();
    refuse(path, fmt::format("bounds nothing as {}", excerpt(dump_json(value), 40)));
    return std::nullopt;
  }

  void read_tier(const CostField& row, const Json& value, const std::string& path) {
    const std::string said = value.is_string() ? value.get<std::string>() : "";
    if (said.empty()) return refuse(path, row.why);
    if (said != "auto") bound.tier = plain_tier(said);
  }

  void read_tools(const Json& tools, const std::string& path) {
    bound.more_input = kToolWords;
    if (!tools.is_array()) return refuse(path, "is no list");
    for (const Json& tool : tools) {
      const Json type = tool.is_object() ? tool.value("type", Json("function")) : Json();
      if (type == "function" || type == "custom") continue;
      refuse(path, fmt::format("has {}, which the provider runs for a fee",
                               excerpt(dump_json(type), 60)));
    }
  }

  // Null, false and an empty list ask for nothing; {} may ask for the defaults.
  static bool is_harmless(const CostField& row, const Json& value) {
    if (value == false) return true;
    if (value.is_array())
      return std::all_of(value.begin(), value.end(),
                         [&](const Json& each) { return is_harmless(row, each); });
    if (!value.is_string()) return false;
    const std::string word = value.get<std::string>();
    const std::vector<std::string_view> words = split(row.harmless, ' ');
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
  }

  void refuse(const std::string& path, std::string_view why) {
    ASSAY_MARK("bound.field_refused");
    bound.unbounded.push_back(fmt::format("'{}' {}", excerpt(path, 80), why));
  }
};

}  // namespace

std::int64_t ReplyBound::output() const {
  const std::int64_t each = std::max(max_tokens.value_or(kAssumedOutputTokens), at_least);
  return times(add(each, more_tokens), replies);
}

ReplyBound reply_bound(const Json& fields) {
  BoundReader reader;
  reader.read(fields);
  return std::move(reader.bound);
}

ReplyBound reply_bound(const Params& params) {
  Json fields = Json::object();
  for (const auto& [name, value] : params)
    if (name != "extra") fields[name] = value;
  const auto extra = params.find("extra");
  if (extra != params.end() && extra->second.is_object()) fields.update(extra->second);
  return reply_bound(fields);
}

// A server that answers several times may read, and bill, the input each time.
// What was asked for in one tier may be served in the standard one, and what names none in any
// that the account is set to.
Money worst_cost(const Price& price, const ReplyBound& bound, std::int64_t input_tokens) {
  const std::int64_t input = times(add(input_tokens, bound.more_input), bound.replies);
  Money worst = worst_cost(price, input, bound.output());
  for (const PriceTier& each : price.tiers) {
    if (bound.tier && *bound.tier != each.tier) continue;
    worst = std::max(worst, worst_cost_in(price, each.tier, input, bound.output()).value_or(worst));
  }
  return worst;
}

std::string refusal_under_cap(const ReplyBound& bound, const Price& price) {
  if (!bound.unbounded.empty()) return bound.unbounded.front();
  // Flex is never dearer than the standard tier, which bounds it where nobody knows its price.
  if (bound.tier && !bound.tier->empty() && *bound.tier != "flex" &&
      !worst_cost_in(price, *bound.tier, kMost, 0))
    return fmt::format(
        "'service_tier' changes the price of a token: price has no tiers: {{{}: ...}}",
        excerpt(*bound.tier, 40));
  if (bound.writes_cache && !price.cache_write)
    return "'cache_control' writes to a cache, and price has no cache_write";
  return {};
}

}  // namespace assay
