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
  check_sequential_vectors(all);
  check_planning_vectors(all);
}

}  // namespace
}  // namespace assay::testing
