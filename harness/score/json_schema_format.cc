#include "harness/score/json_schema_format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include "harness/base/text.h"
#include "harness/score/pattern.h"

namespace assay {
namespace {

bool fits(const Pattern& pattern, std::string_view text) {
  return pattern.matches(text);
}

// --- dates and times: RFC 3339, section 5.6 ---

// Exactly two or four digits at `at`.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  const std::string_view digits = text.substr(at, count);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<std::chrono::sys_days> read_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = digits_at(text, 0, 4);
  const std::optional<int> month = digits_at(text, 5, 2);
  const std::optional<int> day = digits_at(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

struct ClockTime {
  int minutes_utc = 0;  // of the local day: below 0 or from 1440 on in another day of UTC
  bool is_leap_second = false;
};

// "hh:mm" at `at`, as minutes.
std::optional<int> minutes_at(std::string_view text, std::size_t at) {
  const std::optional<int> hour = digits_at(text, at, 2);
  const std::optional<int> minute = digits_at(text, at + 3, 2);
  if (!hour || !minute || text[at + 2] != ':' || *hour > 23 || *minute > 59) return std::nullopt;
  return *hour * 60 + *minute;
}

std::optional<ClockTime> read_time(std::string_view text) {
  const std::optional<int> minutes = minutes_at(text, 0);
  const std::optional<int> second = digits_at(text, 6, 2);
  if (!minutes || !second || text[5] != ':' || *second > 60) return std::nullopt;
  text.remove_prefix(8);
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1) return std::nullopt;
    text.remove_prefix(end);
  }
  ClockTime time{*minutes, *second == 60};
  if (text == "Z" || text == "z") return time;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const std::optional<int> offset = minutes_at(text, 1);
  if (!offset) return std::nullopt;
  time.minutes_utc -= text[0] == '-' ? -*offset : *offset;
  return time;
}

constexpr int kMinutesOfDay = 24 * 60;

// A second 60 is the last one of a day of UTC (RFC 3339, section 5.7).
bool ends_a_day(const ClockTime& time) {
  return (time.minutes_utc + kMinutesOfDay) % kMinutesOfDay == kMinutesOfDay - 1;
}

bool is_date(std::string_view text) {
  return read_date(text).has_value();
}

bool is_time(std::string_view text) {
  const std::optional<ClockTime> time = read_time(text);
  return time && (!time->is_leap_second || ends_a_day(*time));
}

// And that day is the last one of a month: leap seconds are put nowhere else.
bool is_date_time(std::string_view text) {
  if (text.size() < 11 || (text[10] != 'T' && text[10] != 't')) return false;
  const std::optional<std::chrono::sys_days> date = read_date(text.substr(0, 10));
  const std::optional<ClockTime> time = read_time(text.substr(11));
  if (!date || !time) return false;
  if (!time->is_leap_second) return true;
  const std::chrono::sys_time<std::chrono::minutes> moment =
      *date + std::chrono::minutes(time->minutes_utc + 1);
  const auto next_day = std::chrono::floor<std::chrono::days>(moment);
  return ends_a_day(*time) && std::chrono::year_month_day(next_day).day() == std::chrono::day(1);
}

// --- names and addresses ---

bool is_uuid(std::string_view text) {  // RFC 4122, section 3
  static const Pattern pattern =
      Pattern::compile("^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$").value();
  return fits(pattern, text);
}

bool is_ipv4(std::string_view text) {  // RFC 2673, section 3.2: no leading zeros
  static const Pattern pattern = Pattern::compile(
                                     "^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}"
                                     "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$")
                                     .value();
  return fits(pattern, text);
}

bool is_ipv6(std::string_view text) {  // RFC 4291, section 2.2
  constexpr std::size_t kLongest = 45;
  if (text.size() > kLongest || text.find('\0') != std::string_view::npos) return false;
  const std::size_t dotted = text.find('.');
  // inet_pton() takes 01 for 1 in the IPv4 at the end.
  if (dotted != std::string_view::npos && !is_ipv4(text.substr(text.rfind(':') + 1))) return false;
  in6_addr address;
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool is_hostname(std::string_view text) {  // RFC 1123, section 2.1
  static const Pattern pattern = Pattern::compile(
                                     "^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
                                     "(?:\\.[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*$")
                                     .value();
  return text.size() <= 253 && fits(pattern, text);
}

// RFC 5321, section 4.1.2: a dotted word or a quoted one at a host or an
// address in brackets.
bool is_email(std::string_view text) {
  static const Pattern local =
      Pattern::compile(
          "^(?:[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+(?:\\.[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+)*"
          "|\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\")$")
          .value();
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at > 64 || !fits(local, text.substr(0, at))) return false;
  std::string_view domain = text.substr(at + 1);
  if (!domain.starts_with('[') || !domain.ends_with(']')) return is_hostname(domain);
  domain = domain.substr(1, domain.size() - 2);
  if (equals_ignoring_ascii_case(domain.substr(0, 5), "IPv6:")) return is_ipv6(domain.substr(5));
  return is_ipv4(domain);
}

// --- RFC 3986, appendix A ---

bool is_uri_like(std::string_view text, bool needs_scheme) {
  static const std::string character = "(?:[0-9A-Za-z._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
  static const std::string first_without_colon = "(?:[0-9A-Za-z._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})+";
  static const std::string segments = "(?:/" + character + "*)*";
  static const std::string authority =
      "//(?:(?:[0-9A-Za-z._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
      "(?:\\[([0-9A-Fa-f:.]+)\\]|\\[[Vv][0-9A-Fa-f]+\\.[0-9A-Za-z._~!$&'()*+,;=:-]+\\]"
      "|(?:[0-9A-Za-z._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?" +
      segments;
  static const std::string rooted = "/(?:" + character + "+" + segments + ")?";
  static const std::string tail =
      "(?:\\?(?:" + character + "|[/?])*)?(?:#(?:" + character + "|[/?])*)?$";
  static const Pattern absolute =
      Pattern::compile("^[A-Za-z][0-9A-Za-z+.-]*:(?:" + authority + "|" + rooted + "|" + character +
                       "+" + segments + "|)" + tail)
          .value();
  static const Pattern relative = Pattern::compile("^(?:" + authority + "|" + rooted + "|" +
                                                   first_without_colon + segments + "|)" + tail)
                                      .value();
  const bool is_absolute = absolute.matches(text);
  if (!is_absolute && (needs_scheme || !relative.matches(text))) return false;
  // Group 1, or the whole where there are no brackets.
  const std::string_view address = (is_absolute ? absolute : relative).find(text).value_or("");
  return address.data() == text.data() || is_ipv6(address);
}

bool is_uri(std::string_view text) {
  return is_uri_like(text, true);
}
bool is_uri_reference(std::string_view text) {
  return is_uri_like(text, false);
}

bool is_json_pointer(std::string_view text) {  // RFC 6901
  static const Pattern pattern = Pattern::compile("^(?:/(?:[^~/]|~[01])*)*$").value();
  return fits(pattern, text);
}

bool is_relative_json_pointer(std::string_view text) {
  static const Pattern pattern =
      Pattern::compile("^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)$").value();
  return fits(pattern, text);
}

struct Row {
  std::string_view name;
  FormatCheck check;
};

// Not `hostname`: its "xn--" labels would need IDNA's tables.
constexpr Row kFormats[] = {
    {"date-time", is_date_time},
    {"date", is_date},
    {"time", is_time},
    {"email", is_email},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"uuid", is_uuid},
    {"json-pointer", is_json_pointer},
    {"relative-json-pointer", is_relative_json_pointer},
};

}  // namespace

FormatCheck find_format(std::string_view name) {
  for (const Row& row : kFormats) {
    if (row.name == name) return row.check;
  }
  return nullptr;
}

std::string format_names() {
  std::vector<std::string> names;
  for (const Row& row : kFormats) names.emplace_back(row.name);
  return join(names, ", ");
}

}  // namespace assay
