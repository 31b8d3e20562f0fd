// Every number of the project's reference vectors, where they lie beside the checkout.
#include "tests/stats/stat_vectors.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "harness/base/file.h"
#include "harness/stats/agreement.h"
#include "harness/stats/proportion.h"
#include "harness/stats/square_and_add.h"
#include "tests/support/test_files.h"

namespace assay::testing {

std::optional<Json> vectors_beside_checkout(const std::string& name) {
  const std::filesystem::path path = source_path("../shared") / name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Result<std::string> text = read_file(path, 1 << 20);
  EXPECT_TRUE(text);
  const Result<Json> vectors = parse_json(text.value_or(""));
  EXPECT_TRUE(vectors);
  return vectors.value_or(Json::object());
}

namespace {

void check_judges(Fields& all) {
  Fields group = all.fields("judge");
  expect_value(agreement({2, {20, 5, 10, 15}}, 0.95)->kappa,
               group.number("kappa_[[20,5],[10,15]]"));
  // One judge, corrected by labels of other answers, and scales: nothing calls them.
  group.leave_out({"rogan_gladen", "krippendorff_4x12"});
}

void check_put_together(Fields& all) {
  Fields group = all.fields("newcombe_indep_diff_56_70_48_80");
  const auto minus = [](const std::array<double, 2>& rates) { return rates[0] - rates[1]; };
  expect_bounds(square_and_add(minus, std::array{Part{56.0 / 70, *wilson(56, 70, 0.95)},
                                                 Part{48.0 / 80, *wilson(48, 80, 0.95)}}),
                group["newcombe"]);
  group.leave_out({"wald"});
}

TEST(StatVectorsTest, EveryVectorHolds) {
  const std::optional<Json> vectors = vectors_beside_checkout("stat_vectors.json");
  if (!vectors) GTEST_SKIP() << "the reference vectors are not on this machine";
  Fields all(*vectors, "stat_vectors");
  check_rate_vectors(all);
  check_paired_vectors(all);
  check_planning_vectors(all);
  check_judges(all);
  check_put_together(all);
  // Other intervals and tests of what is decided by one.
  all.leave_out({"wilson_cc_81_263", "noninferiority_n_indep", "mcnemar", "wilcoxon",
                 "sign_flip_permutation"});
  // Other evidence that may be looked at all the time than bets on a grid.
  all.leave_out(
      {"evalue_paired_winloss", "cs_bernoulli_beta11", "cs_confseq_gtest", "betting_wsr"});
  all.leave_out({"pass"});  // k of n draws
}

}  // namespace
}  // namespace assay::testing
