#include "harness/simulate/wire/header_times.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <re2/re2.h>

#include <vector>

#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

std::string to_epoch_seconds(WallTime time) {
  return std::to_string(time.time_since_epoch().count());
}

std::string to_epoch_milliseconds(WallTime time) {
  return std::to_string(time.time_since_epoch().count() * 1000);
}

struct FormRow {
  std::string_view name;
  std::string (*write)(WallTime);
};

constexpr FormRow kForms[] = {
    {"http_date", to_http_date},
    {"epoch_s", to_epoch_seconds},
    {"epoch_ms", to_epoch_milliseconds},
    {"rfc3339", to_rfc3339},
};

Result<std::string> write_time(std::string_view name, WallTime time) {
  std::vector<std::string> names;
  for (const FormRow& row : kForms) {
    if (row.name == name) return row.write(time);
    names.emplace_back(row.name);
  }
  return usage_error(fmt::format("'{}' is not a time; one of {}{}", excerpt(name, 40),
                                 join(names, ", "), did_you_mean(name, names)));
}

}  // namespace

std::string to_http_date(WallTime time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(time.time_since_epoch().count()));
}

Result<std::string> fill_times(std::string_view value, WallTime now) {
  static const RE2 kTime(R"(^([^+\-}]*)([+-]\d{1,10})?}})");
  std::string filled;
  while (true) {
    const std::size_t open = value.find("{{");
    filled += value.substr(0, open);
    if (open == std::string_view::npos) return filled;
    re2::StringPiece rest(value.data() + open + 2, value.size() - open - 2);
    re2::StringPiece name;
    std::string seconds;
    if (!RE2::Consume(&rest, kTime, &name, &seconds)) {
      return usage_error("'{{' begins a time such as {{epoch_ms+30}}");
    }
    if (seconds.starts_with('+')) seconds.erase(0, 1);
    const std::int64_t offset = parse_integer(seconds).value_or(0);
    ASSAY_TRY(const std::string time,
              write_time({name.data(), name.size()}, now + std::chrono::seconds(offset)));
    filled += time;
    value = {rest.data(), rest.size()};
  }
}

}  // namespace assay
