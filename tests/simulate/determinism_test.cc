// What a simulated model answers is a function of the file and the request.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "harness/base/text.h"
#include "harness/provider/price.h"
#include "harness/simulate/reply/simulated_model.h"
#include "tests/simulate/ask.h"

namespace assay::testing {
namespace {

constexpr std::string_view kModels = R"yaml(
seed: 7
models:
  - {id: small, skill: {0: 0.9, 1: 0.6}, latency_ms: {median: 300, p95: 900}, tokens_per_second: 100}
  - {id: large, skill: 0.8}
answers:
  - {when: {regex: "double of (\\d+)"}, right: "right \\1", wrong: [wrong a, wrong b]}
  - {when: {equals: hard}, skill: 0, right: right, wrong: wrong}
)yaml";

ModelsFile file_with_seed(std::uint64_t seed) {
  ModelsFile file = *parse_models_file(kModels, "models");
  file.seed = seed;
  return file;
}

ServedRequest question(std::string text, double temperature = 0) {
  ServedRequest request;
  request.model = "small";
  request.question = text;
  request.conversation = std::move(text);
  request.temperature = temperature;
  return request;
}

bool is_right(const SimulatedReply& reply) {
  return reply.answer.starts_with("right");
}

// How many of `n` different questions are answered right.
int count_right(const ModelsFile& file, const char* model, double temperature, int n) {
  int right = 0;
  for (int i = 0; i < n; ++i) {
    const ServedRequest request = question("double of " + std::to_string(i), temperature);
    right += is_right(simulate_reply(file, *file.find_model(model), request, 0)) ? 1 : 0;
  }
  return right;
}

TEST(Determinism, SkillIsLinearBetweenTemperatures) {
  const SkillCurve curve{{{0.0, 0.9}, {1.0, 0.6}, {2.0, 0.2}}};
  EXPECT_DOUBLE_EQ(curve.at(-1), 0.9);
  EXPECT_DOUBLE_EQ(curve.at(0), 0.9);
  EXPECT_DOUBLE_EQ(curve.at(0.5), 0.75);
  EXPECT_DOUBLE_EQ(curve.at(1.5), 0.4);
  EXPECT_DOUBLE_EQ(curve.at(3), 0.2);
}

TEST(Determinism, SkillIsTheFrequencyOfRightAnswers) {
  const ModelsFile file = file_with_seed(7);
  constexpr int kQuestions = 4000;
  const struct {
    const char* model;
    double temperature;
    double skill;
  } rows[] = {{"small", 0, 0.9}, {"small", 0.5, 0.75}, {"small", 1, 0.6}, {"large", 0.3, 0.8}};
  for (const auto& row : rows) {
    const int right = count_right(file, row.model, row.temperature, kQuestions);
    // Four standard deviations of a binomial: one seed in 16,000 would miss.
    const double spread = 4 * std::sqrt(kQuestions * row.skill * (1 - row.skill));
    EXPECT_NEAR(right, kQuestions * row.skill, spread) << row.model << " " << row.temperature;
  }
}

TEST(Determinism, RepeatsOfOneQuestionAreIndependentDraws) {
  const ModelsFile file = file_with_seed(7);
  int right = 0;
  constexpr int kRepeats = 4000;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const auto count = static_cast<std::uint64_t>(repeat);
    right +=
        is_right(simulate_reply(file, file.models[0], question("double of 1", 1), count)) ? 1 : 0;
  }
  EXPECT_NEAR(right, kRepeats * 0.6, 4 * std::sqrt(kRepeats * 0.24));
}

TEST(Determinism, WrongAnswersAreDrawnFromTheList) {
  const ModelsFile file = file_with_seed(7);
  std::map<std::string, int> answers;
  for (int i = 0; i < 2000; ++i) {
    const ServedRequest request = question("double of " + std::to_string(i), 1);
    const SimulatedReply reply = simulate_reply(file, file.models[0], request, 0);
    if (!is_right(reply)) ++answers[reply.answer];
  }
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_NEAR(answers["wrong a"], answers["wrong b"], 4 * std::sqrt(800.0));
}

TEST(Determinism, ARuleCanHaveItsOwnSkill) {
  const ModelsFile file = file_with_seed(7);
  for (std::uint64_t repeat = 0; repeat < 100; ++repeat) {
    EXPECT_EQ(simulate_reply(file, file.models[1], question("hard"), repeat).answer, "wrong");
  }
}

TEST(Determinism, SeedModelTemperatureAndTextChangeTheDraws) {
  const ModelsFile file = file_with_seed(7);
  const ModelsFile other = file_with_seed(8);
  const auto draws = [&](const ModelsFile& from, const char* model, double temperature,
                         const char* system) {
    std::string pattern;
    for (int i = 0; i < 200; ++i) {
      ServedRequest request = question("double of " + std::to_string(i), temperature);
      request.conversation += system;
      pattern += is_right(simulate_reply(from, *from.find_model(model), request, 0)) ? '1' : '0';
    }
    return pattern;
  };
  const std::set<std::string> patterns = {
      draws(file, "small", 1, ""), draws(other, "small", 1, ""), draws(file, "large", 1, ""),
      draws(file, "small", 0.9, ""), draws(file, "small", 1, "Be brief.")};
  EXPECT_EQ(patterns.size(), 5U);
  EXPECT_EQ(draws(file, "small", 1, ""), draws(file_with_seed(7), "small", 1, ""));
}

TEST(Determinism, LatencyIsLogNormalByMedianAndP95) {
  const ModelsFile file = file_with_seed(7);
  std::vector<double> milliseconds_seen;
  for (int i = 0; i < 4000; ++i) {
    const ServedRequest request = question(std::to_string(i));
    milliseconds_seen.push_back(
        to_milliseconds(simulate_reply(file, file.models[0], request, 0).first_token));
  }
  std::sort(milliseconds_seen.begin(), milliseconds_seen.end());
  // Ranks 2000 and 3800 of 4000 wander by four deviations of their binomials.
  EXPECT_LT(milliseconds_seen[1873], 300);
  EXPECT_GT(milliseconds_seen[2127], 300);
  EXPECT_LT(milliseconds_seen[3744], 900);
  EXPECT_GT(milliseconds_seen[3856], 900);
  EXPECT_EQ(simulate_reply(file, file.models[0], question("x"), 0).per_token, milliseconds(10));
}

std::vector<std::string> ask_in_order(const ModelServer& server) {
  std::vector<std::string> bodies;
  for (int i = 0; i < 30; ++i) {
    const std::string body = chat_body("small", "double of " + std::to_string(i % 3));
    bodies.push_back(post(server.port(), "/v1/chat/completions", body).bytes);
  }
  return bodies;
}

TEST(Determinism, ANewServerGivesTheSameBytes) {
  EXPECT_EQ(ask_in_order(*serve(kModels)), ask_in_order(*serve(kModels)));
}

TEST(Determinism, ConcurrencyKeepsTheAnswersOfEachQuestion) {
  const auto answers = [](int clients) {
    ServerOptions options;
    options.threads = 2;
    const auto server = serve(kModels, options);
    std::multiset<std::string> all;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
      threads.emplace_back([&] {
        for (int i = 0; i < 120 / clients; ++i) {
          const std::string body = chat_body("small", "double of " + std::to_string(i % 3));
          std::string reply = post(server->port(), "/v1/chat/completions", body).body;
          const std::lock_guard lock(mutex);
          all.insert(std::move(reply));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return all;
  };
  EXPECT_EQ(answers(1), answers(4));
}

TEST(Determinism, ARequestThatFailedIsNoRepeat) {
  // Every second request dies; what is answered is what would be without that.
  const std::string faulty = std::string(kModels) + "faults: [{every: 2, status: 503}]\n";
  const auto plain = serve(kModels);
  const auto broken = serve(faulty);
  const std::string body = chat_body("small", "double of 1");
  for (int i = 0; i < 10; ++i) {
    const std::string expected = post(plain->port(), "/v1/chat/completions", body).body;
    EXPECT_EQ(post(broken->port(), "/v1/chat/completions", body).body, expected);
    EXPECT_EQ(post(broken->port(), "/v1/chat/completions", body).status, 503);
  }
}

TEST(Determinism, TruncationIsCountedAsUsageCounts) {
  const std::string_view text = "héllo wörld 日本語のテキスト plain ASCII again";
  for (std::int64_t tokens = 0; tokens <= estimate_tokens(text); ++tokens) {
    const std::string_view cut = first_tokens(text, tokens);
    EXPECT_LE(estimate_tokens(cut), tokens);
    EXPECT_TRUE(is_valid_utf8(cut)) << tokens;
  }
  EXPECT_EQ(first_tokens(text, estimate_tokens(text)), text);
}

}  // namespace
}  // namespace assay::testing
