#include "tests/simulation/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include "harness/cli/judging/dialogues.h"
#include "harness/judge/pair.h"
#include "harness/store/store.h"
#include "harness/suite/tool_server.h"
#include "harness/suite/turns.h"
#include "tests/simulation/network.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/session.h"
#include "tests/support/results.h"

namespace assay::testing {
namespace {

constexpr std::uint64_t kShapes = 32;
constexpr const char* kUserPrompt = "user.md";  // beside the suites

std::string question_of(const std::string& word, std::uint64_t turn) {
  return turn == 0 ? word : fmt::format("{}, again {}", word, turn);
}

// Where no judge may be spared a look, the first answer has to say yes, too.
std::string turns_of(const std::string& word, std::uint64_t turns, bool is_judged) {
  std::string yaml = "[";
  for (std::uint64_t i = 0; i < turns; ++i)
    yaml += fmt::format("{{user: \"{}\"{}}}, ", question_of(word, i),
                        i == 0 && !is_judged ? ", expect: [{contains: \"yes\"}]" : "");
  return yaml + "]";
}

// Who plays users, and what that costs.
std::string player_of(Random& random, std::uint64_t lanes) {
  const std::uint64_t lane = random.below(lanes);
  const std::uint64_t price = draw_between(random, 1, 9);
  return fmt::format(
      "model: \"lane{}:{}\", prompt: {}, price: {{input: {}, output: 1}}, params: {{max_tokens: "
      "20, stream: {}, response_format: text}}",
      lane, kUser, kUserPrompt, price, random.below(2) == 0);
}

// A case of a dialogue, as its members. Where tools answer, it is in the words that are asked.
std::string dialogue_of(std::uint64_t number, Random& random, bool is_judged, bool has_tools,
                        const std::string& player) {
  const bool is_served = has_tools && random.below(2) == 0;
  const std::string word = fmt::format("case {}{}", number, is_served ? kWithTools : "");
  std::string yaml = fmt::format("id: c{}, vars: {{word: \"{}\"}}", number, word);
  const std::uint64_t turns = random.below(4);
  if (!player.empty() && random.below(2) == 0) {
    yaml += fmt::format(", simulate: {{{}, goal: \"{}\", max_turns: {}{}}}", player, word,
                        std::max<std::uint64_t>(turns, 1),
                        random.below(2) == 0 ? fmt::format(", first: \"{}\"", word) : "");
  } else if (turns > 0) {
    yaml += ", turns: " + turns_of(word, turns, is_judged);
  }
  if (!is_served) return yaml;
  return yaml + fmt::format(", tool_results: [{{tool: {}, result: \"{}\"}}], max_tool_rounds: {}",
                            kTool, kToolSays, 1 + random.below(2));
}

// Draws one after another: the arguments of a call have no order that all compilers share.
std::string suite_of(Random& random) {
  const auto between = [&](std::uint64_t low, std::uint64_t high) {
    return draw_between(random, low, high);
  };
  const std::uint64_t lanes = between(1, 2);
  std::string yaml = "suite: simulated\nproviders:\n";
  for (std::uint64_t i = 0; i < lanes; ++i) {
    const std::uint64_t concurrency = between(1, 4);
    yaml += fmt::format(
        "  lane{}: {{dialect: openai_chat, base_url: \"http://lane{}.invalid/v1\", "
        "key_placement: none, concurrency: {}",
        i, i, concurrency);
    if (between(0, 2) == 0) yaml += fmt::format(", rpm: {}", between(40, 400));
    yaml += "}\n";
  }
  yaml += "models:\n";
  const std::uint64_t models = between(lanes, 3);
  for (std::uint64_t i = 0; i < models; ++i) {
    const std::uint64_t input = between(1, 9);
    const std::uint64_t output = between(1, 9);
    yaml += fmt::format(
        "  - {{id: m{}, provider: lane{}, price: {{input: {}, output: {}}}, "
        "params: {{max_tokens: 20, stream: {}}}}}\n",
        i, i % lanes, input, output, random.below(2) == 0);
  }
  const bool is_judged = between(0, 1) == 1;
  const bool has_dialogues = between(0, 1) == 1;
  const bool has_tools = has_dialogues && between(0, 1) == 1;
  const std::string player = has_dialogues && between(0, 1) == 1 ? player_of(random, lanes) : "";
  yaml += "prompts: [{id: ask, user: \"{{word}}\"";
  if (has_tools)
    yaml += fmt::format(", tools: [{{type: function, function: {{name: {}}}}}]", kTool);
  yaml += fmt::format("}}]\nrepeats: {}\ncases:\n", between(1, 2));
  const std::uint64_t cases = between(1, 5);
  for (std::uint64_t i = 0; i < cases; ++i)
    yaml += fmt::format("  - {{{}}}\n",
                        has_dialogues ? dialogue_of(i, random, is_judged, has_tools, player)
                                      : fmt::format("id: c{}, vars: {{word: \"case {}\"}}", i, i));
  if (!is_judged) return yaml + "expect: [{contains: \"yes\"}]\n";
  const std::uint64_t lane = between(0, lanes - 1);
  const std::uint64_t price = between(1, 9);
  yaml += "expect:\n";
  // Answers are compared of single questions alone.
  if (!has_dialogues && between(0, 1) == 0 && models > 1)
    yaml += "  - prefer: {over: \"model=m0\", rubric: \"Which says yes?\"}\n";
  return yaml + fmt::format(
                    "  - judge: \"It says yes.\"\njudges: {{strict: {{model: "
                    "\"lane{}:{}\", price: {{input: {}, output: 1}}, params: {{max_tokens: 20, "
                    "stream: {}, response_format: text}}}}}}\n",
                    lane, kJudge, price, random.below(2) == 0);
}

// Whether answers are compared with those of the first model.
bool compares(const Selection& selection) {
  const std::vector<JudgeCall>& calls = selection.judges.all();
  return std::any_of(calls.begin(), calls.end(),
                     [](const JudgeCall& call) { return call.shape == pair_shape(); });
}

std::map<Promises::Place, Promises::Asked> plan_of(const Selection& selection) {
  const Plan& plan = selection.plan;
  std::map<Promises::Place, Promises::Asked> places;
  for (std::uint64_t i = 0; i < plan.cell_count(); ++i) {
    const CellId cell = plan.cell(i);
    Promises::Asked& asked = places[{cell.variant, cell.case_index, cell.repeat}];
    const Case& of = plan.case_of(cell);
    asked.model = plan.model_of(cell).id;
    asked.is_dialogue = is_dialogue(of);
    asked.rounds = of.tools != nullptr ? of.tools->max_rounds : 0;
    const std::string word =
        fmt::format("case {}{}", cell.case_index, of.tools != nullptr ? kWithTools : "");
    if (of.simulate != nullptr) {
      asked.user = Promises::User{static_cast<std::uint32_t>(of.simulate->player), word,
                                  of.simulate->first.has_value()};
      asked.questions.resize(static_cast<std::size_t>(of.simulate->max_turns));
      continue;
    }
    for (std::size_t turn = 0; turn < script_length(of); ++turn)
      asked.questions.push_back(question_of(word, turn));
  }
  return places;
}

// The judge's place among the suite's; nothing: answers are judged by what is in them.
std::optional<std::uint32_t> judge_of(const Suite& suite) {
  for (std::uint32_t i = 0; i < suite.judges.size(); ++i)
    if (!suite.judges[i].plays_user) return i;
  return std::nullopt;
}

std::map<std::string, ProviderLimits> limits_of(const Suite& suite) {
  std::map<std::string, ProviderLimits> limits;
  for (const Provider& provider : suite.providers)
    limits[provider.base_url + "/chat/completions"] = provider.limits;
  return limits;
}

std::map<std::string, Price> prices_of(const Suite& suite) {
  std::map<std::string, Price> prices;
  for (const Model& model : suite.models) prices[model.id] = *model.price;
  for (const JudgeModel& judge : suite.judges) prices[judge.model.id] = *judge.model.price;
  return prices;
}

Misfortune draw_misfortune(World& world) {
  Misfortune bad;
  if (world.is_calm) return bad;
  if (world.chance(30)) bad.killed_at_step = world.between(1, 200);
  if (world.chance(30)) bad.killed_at_change = world.between(1, 150);
  if (world.chance(20)) {
    constexpr Fate kFailures[] = {Fate::full, Fate::failed, Fate::torn};
    bad.disk_fails_at = world.between(1, 150);
    bad.disk_failure = kFailures[world.random.below(3)];
    bad.disk_stays_broken = world.chance(50);
  }
  if (world.chance(25)) bad.signal_at = world.between(1, 100);
  if (world.chance(10)) bad.second_signal_at = bad.signal_at + world.between(0, 20) + 1;
  if (world.chance(5)) bad.decided_at = world.between(1, 60);
  if (world.chance(10)) bad.max_duration = milliseconds{world.between(100, 20'000)};
  return bad;
}

// A run and its sessions.
class Life {
 public:
  Life(std::uint64_t seed, Disk& disk, const Selection& selection,
       const std::filesystem::path& store, History& history)
      : history_(history),
        world_(seed, disk),
        network_(world_, prices_of(*selection.suite)),
        selection_(selection),
        store_(store),
        cap_(draw_cap()),
        promises_(world_, network_, plan_of(selection), call_rows(selection),
                  limits_of(*selection.suite), cap_, kSimulatedAttempts, judge_of(*selection.suite),
                  compares(selection)) {
    disk.on_forced = [this](std::string_view path) {
      if (path.ends_with("-wal")) promises_.log_is_forced();
    };
  }
  ~Life() { world_.disk.on_forced = nullptr; }

  void live() {
    for (std::uint64_t left = world_.between(0, 4); left > 0; --left) go_on();
    world_.is_calm = true;
    go_on();
    if (cap_) {
      cap_.reset();
      promises_.lift_cap();
      go_on();
    }
    Store store = value_of(Store::open(store_, Store::Access::update));
    promises_.all_is_answered(store, kSimulatedRun);
  }

  const std::string& story() const { return world_.story; }
  std::size_t requests() const { return network_.served.size(); }

 private:
  // Of about half of the runs, and it is met by about half of these.
  std::optional<Money> draw_cap() {
    if (!world_.chance(50)) return std::nullopt;
    // Where few requests fit, several in flight are the last.
    const std::uint64_t most = world_.chance(50) ? 4'000 : 12'000;
    return Money{static_cast<std::int64_t>(world_.between(200, most)) * 1'000'000};
  }

  void go_on() {
    world_.tell("--- session {}{}", ++history_.sessions, cap_ ? " of $" + to_usd(*cap_) : "");
    Session session(world_, network_, promises_, selection_, store_, cap_, draw_misfortune(world_));
    const Session::Ending ending = session.run();
    history_.changes += static_cast<int>(session.changes);
    if (ending == Session::Ending::killed) ++history_.kills;
    if (world_.chance(ending == Session::Ending::killed ? 40 : 15)) lose_power();
    if (ending == Session::Ending::killed) world_.disk.revive();
    if (ending == Session::Ending::disk_failed) ++history_.disk_errors;
    if (world_.is_calm && (session.end != RunnerResult::End::complete) &&
        (session.end != RunnerResult::End::cost_cap || !cap_))
      throw BrokenPromise("nothing was wrong, and the run did not end");
    audit();
  }

  void lose_power() {
    ++history_.power_cuts;
    world_.tell("and the power is cut");
    promises_.loses_power();
    world_.disk.cut_power(world_.random);
  }

  void audit() {
    Store store = value_of(Store::open(store_, Store::Access::update));
    if (!store.find_run(kSimulatedRun)) return promises_.nothing_was_asked();
    promises_.open(store.real_file());
    promises_.audit(store, kSimulatedRun);
    promises_.close();
  }

  History& history_;
  World world_;
  Network network_;
  const Selection& selection_;
  const std::filesystem::path store_;
  std::optional<Money> cap_;
  Promises promises_;
};

}  // namespace

Simulation::Simulation() {
  value_of(Store::open(folder_ / "assay.db", Store::Access::read_write));
  write_text(folder_ / kUserPrompt, "Blocks carry {{code}}.\n{{goal}}\nReply with {{form}}.\n");
  empty_store_ = disk_.contents();
}

const Selection& Simulation::selection(std::uint64_t shape) {
  const auto found = selections_.find(shape);
  if (found != selections_.end()) return found->second;
  Random random(shape);
  const std::filesystem::path file = folder_ / fmt::format("suite{}.yaml", shape);
  write_text(file, suite_of(random));
  return selections_.emplace(shape, value_of(select_cells(file.string(), Options{}))).first->second;
}

History Simulation::run(std::uint64_t seed) {
  History history;
  const Selection& asked = selection(seed % kShapes);
  // One in five begins with no file at all.
  disk_.format(seed % 5 == 0 ? Disk::Contents{} : empty_store_, seed);
  Life life(seed, disk_, asked, folder_ / "assay.db", history);
  try {
    life.live();
  } catch (const std::exception& broken) {
    history.broken = broken.what();
  }
  history.story = life.story();
  history.requests = static_cast<int>(life.requests());
  return history;
}

}  // namespace assay::testing
