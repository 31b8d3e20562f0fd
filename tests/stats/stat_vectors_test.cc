// Every number of the project's reference vectors, where they lie beside the
// checkout. The published ones are in the tables of the other tests too: a
// checkout by itself still tests those.
#include "tests/stats/stat_vectors.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/file.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

TEST(StatVectorsTest, EveryVectorHolds) {
  const std::filesystem::path path = source_path("../shared/stat_vectors.json");
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the reference vectors are not on this machine";
  }
  const Result<std::string> text = read_file(path, 1 << 20);
  ASSERT_TRUE(text);
  const Result<Json> vectors = parse_json(*text);
  ASSERT_TRUE(vectors);
  Fields all(*vectors, "stat_vectors");
  check_rate_vectors(all);
  check_paired_vectors(all);
  check_planning_vectors(all);
  // Other intervals and tests of what is decided by one.
  all.leave_out({"wilson_cc_81_263", "newcombe_indep_diff_56_70_48_80", "noninferiority_n_indep",
                 "mcnemar", "wilcoxon", "sign_flip_permutation"});
  // Other evidence that may be looked at all the time than bets on a grid.
  all.leave_out(
      {"evalue_paired_winloss", "cs_bernoulli_beta11", "cs_confseq_gtest", "betting_wsr"});
  // k of n draws, and how far judges agree: there are no judges yet.
  all.leave_out({"pass", "judge"});
}

}  // namespace
}  // namespace assay::testing
