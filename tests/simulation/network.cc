#include "tests/simulation/network.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/json.h"

namespace assay::testing {
namespace {

enum class Luck {
  fine,
  no_usage,   // a reply that does not say what it counts
  cut_after,  // the connection breaks when all has come
  cut_within,
  cut_before,    // read and billed, and nothing comes back
  lost,          // never arrives
  refused,       // never leaves
  slow,          // too slow for the client's patience, and billed
  garbage,       // 200, and nothing that can be read
  broken_off,    // the model breaks off; what it wrote is billed
  told_to_wait,  // 429
  told_to_wait_for_hours,
  overloaded,  // 500, 503, 529
  gateway,     // 502, 504: nobody knows what happened behind it
  bad_key,
  bad_request,
};

struct Row {
  Luck luck;
  int weight;
  const char* name;
};

constexpr std::array kRows = {
    Row{Luck::fine, 520, "a reply"},
    Row{Luck::no_usage, 40, "a reply without usage"},
    Row{Luck::cut_after, 30, "a reply, then the connection is lost"},
    Row{Luck::cut_within, 50, "lost amid the reply"},
    Row{Luck::cut_before, 50, "read, and the connection lost"},
    Row{Luck::lost, 30, "lost on its way"},
    Row{Luck::refused, 40, "refused before it left"},
    Row{Luck::slow, 30, "too slow"},
    Row{Luck::garbage, 25, "garbage"},
    Row{Luck::broken_off, 25, "broken off"},
    Row{Luck::told_to_wait, 70, "429"},
    Row{Luck::told_to_wait_for_hours, 4, "429 for hours"},
    Row{Luck::overloaded, 40, "5xx"},
    Row{Luck::gateway, 40, "502"},
    Row{Luck::bad_key, 8, "401"},
    Row{Luck::bad_request, 8, "400"},
};

constexpr const Row& kRefusal = kRows[14];
static_assert(kRefusal.luck == Luck::bad_key);

const Row& draw(World& world) {
  int sum = 0;
  for (const Row& row : kRows) sum += row.weight;
  auto left = static_cast<int>(world.random.below(static_cast<std::uint64_t>(sum)));
  if (world.is_calm) left = 0;
  for (const Row& row : kRows)
    if ((left -= row.weight) < 0) return row;
  return kRows[0];
}

Failure failure_of(FailureKind kind, int status, std::string message) {
  Failure failure;
  failure.kind = kind;
  failure.retryable = true;
  failure.http_status = status;
  failure.message = std::move(message);
  return failure;
}

// "tool as ID: TEXT" of a result, "assistant: calls as ID" of a call.
std::string said_by(const Json& message) {
  std::string role = message.at("role");
  if (message.contains("tool_calls")) {
    const Json& calls = message.at("tool_calls");
    promise(calls.size() == 1 && calls[0].at("function").at("name") == kTool,
            "a request has calls that nobody made");
    return role + ": calls as " + calls[0].at("id").get<std::string>();
  }
  if (message.contains("tool_call_id"))
    role += " as " + message.at("tool_call_id").get<std::string>();
  return role + ": " + message.at("content").get<std::string>();
}

constexpr std::int64_t kMostOutput = 20;  // max_tokens of all requests
constexpr const char* kGarbage = R"({"something":"else"})";

}  // namespace

void Network::begin_session() {
  ++session;
  exchanges_.clear();
  events_.clear();
  told_to_wait.clear();
  came_home.clear();
  is_woken_ = false;
  refused_.clear();
  if (!world_.is_calm && world_.chance(25))
    refused_ =
        std::next(prices_.begin(), static_cast<std::ptrdiff_t>(world_.random.below(prices_.size())))
            ->first;
}

int Network::in_flight(const std::string& url) const {
  return static_cast<int>(
      std::count_if(exchanges_.begin(), exchanges_.end(),
                    [&](const auto& each) { return served[each.second.served].url == url; }));
}

Money Network::billed() const {
  Money sum;
  for (const Served& each : served)
    if (!each.is_lost) sum += each.bill;
  return sum;
}

void Network::start(std::uint64_t id, const HttpRequest& request, const Timeouts&,
                    ExchangeSink& sink) {
  if (world_.disk.is_dead()) throw Killed{};
  const Json body = *parse_json(request.body);
  Served served_now;
  served_now.attempt = static_cast<std::int64_t>(id);
  served_now.session = session;
  served_now.url = request.url;
  served_now.model = body.at("model").get<std::string>();
  for (const Json& message : body.at("messages")) {
    served_now.said.push_back(said_by(message));
    if (message.at("role") == "user") served_now.question = message.at("content");
  }
  served_now.left_at = world_.clock.now();
  on_leaving(served_now);
  served.push_back(std::move(served_now));
  exchanges_[id] = {&sink, served.size() - 1};
  answer(id, served.back(), request);
}

void Network::cancel(std::uint64_t id) {
  world_.tell("attempt {} is cancelled", id);
  if (const auto found = exchanges_.find(id); found != exchanges_.end()) {
    served[found->second.served].is_cut_off = true;
    exchanges_.erase(found);
  }
  std::erase_if(events_, [id](const auto& each) { return each.second.id == id; });
}

// At most what it was allowed: sometimes all of it.
void Network::bill(Served& asked, const HttpRequest& request) {
  Usage usage;
  const auto most_input = static_cast<std::int64_t>(request.body.size());
  const bool greedy = world_.chance(20);
  usage.input = greedy ? most_input : static_cast<std::int64_t>(world_.between(1, 40));
  usage.output = greedy ? kMostOutput : static_cast<std::int64_t>(world_.between(1, 20));
  if (!asked.reply) asked.reply.emplace();
  asked.reply->usage = usage;
  asked.bill = *cost_of(*asked.reply, prices_.at(asked.model));
}

// One in ten is none.
std::string Network::verdict_on(const std::string& material) {
  if (world_.chance(10)) return "It depends.";
  const std::size_t second = material.find("\n<<second ");
  if (second == std::string::npos)
    return kVerdicts[says_yes(material.substr(material.rfind("<<answer "))) ? 0 : 1];
  return preference_of(says_yes(material.substr(0, second)), says_yes(material.substr(second)));
}

// What a user says next: of its goal, with a number that no other line has. One in ten is no line.
std::string Network::line_to(const std::vector<std::string>& said) {
  const bool is_answered = said.size() > 2;
  if (!world_.is_calm && world_.chance(10)) return "Well.";
  if (is_answered && world_.chance(25)) return kUserEnds[world_.random.below(2)];
  const std::string& rules = said.front();
  const std::size_t goal = rules.find('\n', rules.find("<<goal ")) + 1;
  return fmt::format(R"({{"message":"{}, #{}","status":"continue"}})",
                     rules.substr(goal, rules.find('\n', goal) - goal), served.size());
}

bool Network::calls_tool_in(const Served& asked, const HttpRequest& request) {
  return request.body.find(R"("tools":)") != std::string::npos &&
         asked.question.find(kWithTools) != std::string::npos && world_.chance(40);
}

void Network::reply(Served& asked, const HttpRequest& request) {
  bill(asked, request);
  Reply& reply = *asked.reply;
  reply.id = fmt::format("r{}", served.size());
  if (asked.model == kJudge) {
    reply.answer = verdict_on(asked.question);
  } else if (asked.model == kUser) {
    reply.answer = line_to(asked.said);
  } else if (calls_tool_in(asked, request)) {
    reply.tool_calls = {{fmt::format("t{}", served.size()), kTool, "{}", ""}};
  } else {
    reply.answer = fmt::format("{} to {} from {}, #{}", world_.chance(60) ? "yes" : "no",
                               asked.question, asked.model, served.size());
  }
}

std::string Network::body_of(const Served& asked, bool streams) const {
  const Reply& reply = *asked.reply;
  const std::string usage =
      asked.has_usage ? fmt::format(R"(,"usage":{{"prompt_tokens":{},"completion_tokens":{}}})",
                                    *reply.usage.input, *reply.usage.output)
                      : "";
  const bool is_call = !reply.tool_calls.empty();
  const std::string call =
      is_call ? fmt::format(R"("tool_calls":[{{"index":0,"id":"{}","type":"function",)"
                            R"("function":{{"name":"{}","arguments":"{{}}"}}}}])",
                            reply.tool_calls[0].id, reply.tool_calls[0].name)
              : "";
  std::string reason = reply.native_finish_reason;
  if (reason.empty()) reason = is_call ? "tool_calls" : "stop";
  if (!streams) {
    return fmt::format(
        R"({{"id":"{}","object":"chat.completion","model":"{}","choices":[{{)"
        R"("index":0,"finish_reason":"{}","message":{{"role":"assistant",{}}}}}]{}}})",
        reply.id, asked.model, reason,
        is_call ? R"("content":null,)" + call : R"("content":)" + dump_json(Json(reply.answer)),
        usage);
  }
  const auto chunk = [&](const std::string& delta, std::string_view finish, std::string_view more) {
    return fmt::format(R"(data: {{"id":"{}","object":"chat.completion.chunk","model":"{}",)"
                       R"("choices":[{{"index":0,"delta":{{{}}},"finish_reason":{}}}]{}}})"
                       "\n\n",
                       reply.id, asked.model, delta, finish, more);
  };
  const auto text = [](std::string part) { return R"("content":)" + dump_json(Json(part)); };
  const std::string end = '"' + reason + '"';
  const std::string begin = chunk(is_call ? call : text(reply.answer.substr(0, 3)), "null", "");
  return begin + chunk(is_call ? "" : text(reply.answer.substr(3)), end, usage) +
         "data: [DONE]\n\n";
}

void Network::answer(std::uint64_t id, Served& asked, const HttpRequest& request) {
  const Row& row = asked.model == refused_ && world_.chance(80) ? kRefusal : draw(world_);
  Instant at = world_.clock.now() + milliseconds{world_.between(1, world_.chance(80) ? 80 : 3000)};
  const bool streams = request.body.find(R"("stream":true)") != std::string::npos;
  Headers headers = {{"content-type", streams ? "text/event-stream" : "application/json"}};
  const Headers json = {{"content-type", "application/json"}};
  const auto error = [&](int status, Headers more = {}) {
    asked.status = status;
    more.push_back(json[0]);
    send_back(id, at, status, std::move(more), R"({"error":{"message":"no","type":"t"}})", {});
  };
  switch (row.luck) {
    case Luck::fine:
    case Luck::no_usage:
    case Luck::cut_after:
    case Luck::cut_within: {
      reply(asked, request);
      asked.status = 200;
      asked.has_usage = row.luck != Luck::no_usage;
      std::string body = body_of(asked, streams);
      std::optional<Failure> failure;
      if (row.luck == Luck::cut_after || row.luck == Luck::cut_within)
        failure = failure_of(FailureKind::truncated, 200, "the connection was lost");
      if (row.luck == Luck::cut_within) {
        asked.reply.reset();
        body.resize(world_.random.below(body.size() / 2));
      }
      send_back(id, at, 200, std::move(headers), body, std::move(failure));
      break;
    }
    case Luck::broken_off:
      reply(asked, request);
      asked.status = 200;
      asked.reply->native_finish_reason = "error";
      send_back(id, at, 200, std::move(headers), body_of(asked, streams), {});
      asked.reply.reset();
      break;
    case Luck::garbage:
      bill(asked, request);
      asked.reply.reset();
      asked.status = 200;
      asked.unreadable = kGarbage;
      send_back(id, at, 200, json, kGarbage, {});
      break;
    case Luck::cut_before:
    case Luck::slow:
      bill(asked, request);
      asked.reply.reset();
      if (row.luck == Luck::slow) at += std::chrono::seconds{world_.between(5, 60)};
      send_back(id, at, 0, {}, "",
                failure_of(row.luck == Luck::slow ? FailureKind::timeout : FailureKind::connect, 0,
                           "nothing came back"));
      break;
    case Luck::lost:
      send_back(id, at, 0, {}, "", failure_of(FailureKind::connect, 0, "lost"));
      break;
    case Luck::refused: {
      asked.has_left = false;
      Failure failure = failure_of(FailureKind::connect, 0, "refused");
      failure.code = kNotSent;
      send_back(id, at, 0, {}, "", std::move(failure));
      break;
    }
    case Luck::told_to_wait:
      if (world_.chance(50)) asked.wait = std::chrono::seconds{world_.between(1, 20)};
      error(429,
            asked.wait ? Headers{{"retry-after", std::to_string(asked.wait->count())}} : Headers{});
      break;
    case Luck::told_to_wait_for_hours:
      asked.is_final = true;
      error(429, {{"retry-after", "7200"}});
      break;
    case Luck::overloaded:
      error(world_.chance(50) ? 500 : 529);
      break;
    case Luck::gateway:
      if (world_.chance(60)) bill(asked, request);
      asked.reply.reset();
      error(world_.chance(50) ? 502 : 504);
      break;
    case Luck::bad_key:
      asked.is_final = true;
      error(401);
      break;
    case Luck::bad_request:
      error(400);
      break;
  }
  world_.tell("attempt {} leaves ({}, {}): {}, billed ${}", id, asked.model, asked.question,
              row.name, to_usd(asked.bill));
}

// A head, the body in some pieces, and the end.
void Network::send_back(std::uint64_t id, Instant at, int status, Headers headers,
                        const std::string& body, std::optional<Failure> failure) {
  if (status != 0) events_.emplace(at, Event{id, status, std::move(headers), "", false, {}});
  const std::size_t pieces = world_.between(1, 3);
  for (std::size_t i = 0; i < pieces && !body.empty(); ++i) {
    const std::size_t from = body.size() * i / pieces;
    const std::size_t to = body.size() * (i + 1) / pieces;
    at += milliseconds{world_.between(0, 30)};
    events_.emplace(at, Event{id, 0, {}, body.substr(from, to - from), false, {}});
  }
  events_.emplace(at, Event{id, 0, {}, "", true, std::move(failure)});
}

void Network::deliver(const Event& event) {
  const auto found = exchanges_.find(event.id);
  if (found == exchanges_.end()) return;  // hung up
  ExchangeSink& sink = *found->second.sink;
  Served& asked = served[found->second.served];
  bool hangs_up = false;
  if (event.status != 0) sink.on_head(event.status, event.headers);
  if (!event.bytes.empty()) hangs_up = !sink.on_bytes(event.bytes, world_.clock.now());
  if (!event.ends && !hangs_up) return;
  came_home.push_back(found->second.served);
  exchanges_.erase(found);
  asked.is_home = true;
  asked.home_at = world_.clock.now();
  if (asked.wait)
    told_to_wait[asked.url] = std::max(told_to_wait[asked.url], world_.clock.now() + *asked.wait);
  world_.tell("attempt {} has ended", event.id);
  sink.on_end(hangs_up ? std::nullopt : event.failure);
}

void Network::drive(Instant until) {
  late_.clear();
  on_step();
  if (!std::exchange(is_woken_, false)) {
    const bool comes = !events_.empty() && events_.begin()->first <= until;
    Instant next = comes ? events_.begin()->first : until;
    if (world_.chance(2)) {  // the machine had something else to do
      late_.push_back(milliseconds{world_.between(1, 300)});
      next += late_.back();
    }
    if (next > world_.clock.now()) world_.clock.advance(next - world_.clock.now());
  }
  while (!events_.empty() && events_.begin()->first <= world_.clock.now()) {
    const Event event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    deliver(event);
  }
}

}  // namespace assay::testing
