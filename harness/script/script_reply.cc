#include "harness/script/script_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kMostReason = 1000;  // characters
constexpr std::size_t kMostDepth = 16;     // a reply is flat, its metrics are one deeper

tl::unexpected<std::string> refuse(std::string why) {
  return tl::unexpected(std::move(why));
}

std::string shown(std::string_view text) {
  return fmt::format("'{}'", one_line(text, 60));
}

// What stands in a reply, member by member; false leaves why in `mark`.
using ReadMember = bool (*)(const Json& value, ScriptReply& reply);

bool read_pass(const Json& value, ScriptReply& reply) {
  if (!value.is_boolean()) {
    reply = refuse("\"pass\" is neither true nor false");
    return false;
  }
  reply->pass = value.get<bool>();
  return true;
}

bool read_score(const Json& value, ScriptReply& reply) {
  const double score = value.is_number() ? value.get<double>() : -1;
  if (!value.is_number() || !(score >= 0 && score <= 1)) {
    reply = refuse(fmt::format("\"score\" is {}, and must be a number from 0 to 1",
                               excerpt(dump_json(value), 40)));
    return false;
  }
  reply->score = score;
  return true;
}

bool read_reason(const Json& value, ScriptReply& reply) {
  if (!value.is_string()) {
    reply = refuse("\"reason\" is no text");
    return false;
  }
  reply->reason = one_line(value.get_ref<const std::string&>(), kMostReason);
  return true;
}

bool read_metrics(const Json& value, ScriptReply& reply) {
  if (!value.is_object() || value.size() > kMostScriptMetrics) {
    reply =
        refuse(fmt::format("\"metrics\" must be a map of at most {} numbers", kMostScriptMetrics));
    return false;
  }
  for (const auto& [name, number] : value.items()) {
    if (!is_metric_name(name)) {
      reply = refuse(
          fmt::format("a metric is called {}; a name is 1 to 64 letters, digits, '_', '.' or '-'",
                      shown(name)));
      return false;
    }
    if (!number.is_number() || !std::isfinite(number.get<double>())) {
      reply = refuse(fmt::format("metric '{}' is no finite number", name));
      return false;
    }
    reply->metrics.emplace_back(name, number.get<double>());
  }
  return true;
}

bool read_error(const Json& value, ScriptReply& reply) {
  const std::string text = value.is_string() ? value.get<std::string>() : dump_json(value);
  reply = refuse(one_line(text, kMostReason));
  return false;
}

struct Member {
  std::string_view name;
  ReadMember read;
};
constexpr Member kMembers[] = {
    {"error", read_error},  // first: it explains what is missing
    {"pass", read_pass},     {"score", read_score},
    {"reason", read_reason}, {"metrics", read_metrics},
};

bool is_known(std::string_view name) {
  return name == "id" || std::any_of(std::begin(kMembers), std::end(kMembers),
                                     [&](const Member& member) { return member.name == name; });
}

ScriptReply read_members(const Json& object) {
  ScriptReply reply = ScriptMark();
  for (const Member& member : kMembers) {
    const auto found = object.find(member.name);
    // What is null is not there: many serializers write it.
    if (found == object.end() || found->is_null()) continue;
    if (!member.read(*found, reply)) return reply;
  }
  for (const auto& [name, value] : object.items()) {
    if (!is_known(name))
      return refuse(fmt::format(
          "its reply has {}, which means nothing here; known are id, pass, score, reason, metrics "
          "and error",
          shown(name)));
  }
  if (!reply->pass && !reply->score) return refuse("its reply has neither \"pass\" nor \"score\"");
  return reply;
}

std::size_t names_in(const Json& value) {
  if (!value.is_structured()) return 0;
  std::size_t names = value.is_object() ? value.size() : 0;
  for (const Json& each : value) names += names_in(each);
  return names;
}

// The parser keeps the last of two members of one name: which of two marks was meant?
bool names_twice(std::string_view line, const Json& object) {
  std::size_t names = 0;
  const auto count = [&names](int, Json::parse_event_t event, const Json&) {
    if (event == Json::parse_event_t::key) ++names;
    return true;
  };
  return Json::parse(line, count).size() != object.size() || names != names_in(object);
}

ScriptLine broken(std::string why) {
  return {ScriptLine::Kind::broken, 0, refuse(std::move(why))};
}

}  // namespace

bool is_metric_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
           c == '.' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

ScriptLine read_script_line(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('{'))
    return {ScriptLine::Kind::noise, 0,
            refuse(fmt::format("it wrote {} to its standard output, where only replies belong",
                               shown(line)))};
  const Result<Json> object = parse_json(line, kMostDepth);
  if (!object) return broken(fmt::format("it wrote {}, which is no JSON", shown(line)));
  if (names_twice(line, *object))
    return broken(fmt::format("it wrote {}, in which a name comes twice", shown(line)));
  const auto id = object->find("id");
  if (id == object->end() || !id->is_number_unsigned())
    return broken(fmt::format("it wrote {} without the id of what it was asked", shown(line)));
  return {ScriptLine::Kind::answered, id->get<std::uint64_t>(), read_members(*object)};
}

std::string mark_to_json(const ScriptMark& mark) {
  Json json = Json::object();
  if (mark.pass) json["pass"] = *mark.pass;
  if (mark.score) json["score"] = *mark.score;
  if (!mark.reason.empty()) json["reason"] = mark.reason;
  for (const auto& [name, number] : mark.metrics) json["metrics"][name] = number;
  return dump_json(json);
}

std::optional<ScriptMark> mark_from_json(std::string_view json) {
  const Result<Json> object = parse_json(json, kMostDepth);
  if (!object || !object->is_object()) return std::nullopt;
  const ScriptReply reply = read_members(*object);
  return reply ? std::optional(*reply) : std::nullopt;
}

}  // namespace assay
