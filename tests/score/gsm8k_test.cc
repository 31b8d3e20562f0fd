// Real answers of four models to 1,319 problems, with the labels that were
// published with them (Cobbe et al. 2021, arXiv 2110.14168).
#include <array>
#include <fstream>

#include "tests/score/judging.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

struct Solver {
  const char* field;
  int published_correct;
};
constexpr Solver kSolvers[] = {{"6b_finetuning", 286},
                               {"6b_verification", 515},
                               {"175b_finetuning", 458},
                               {"175b_verification", 742}};

TEST(Gsm8k, NumberAgreesWithEveryPublishedLabel) {
  std::ifstream in(source_path("../shared/data/gsm8k/example_model_solutions.jsonl"));
  if (!in) GTEST_SKIP() << "the data set lies beside the repository and is not part of it";
  std::array<int, std::size(kSolvers)> passed{};
  int problems = 0;
  for (std::string line; std::getline(in, line); ++problems) {
    const Json problem = Json::parse(line);
    const Json arguments{{"equals", problem["ground_truth"]}, {"equals_extract", "(?m)^A: (.+)"}};
    const Judge judge = find_expectation("number")->compile(arguments).value();
    for (std::size_t i = 0; i < std::size(kSolvers); ++i) {
      const Json& answer = problem[kSolvers[i].field];
      const std::string solution = answer["solution"];
      Subject subject;
      subject.text = solution;
      const Judgement judgement = judge(subject);
      EXPECT_EQ(judgement.kind, Judgement::Kind::scored) << judgement.reason;
      EXPECT_EQ(judgement.passed, answer["is_correct"].get<bool>())
          << "problem " << problems + 1 << ", " << kSolvers[i].field << ": " << judgement.reason;
      passed[i] += judgement.passed;
    }
  }
  EXPECT_EQ(problems, 1319);
  for (std::size_t i = 0; i < std::size(kSolvers); ++i) {
    EXPECT_EQ(passed[i], kSolvers[i].published_correct) << kSolvers[i].field;
  }
}

}  // namespace
}  // namespace assay::testing
