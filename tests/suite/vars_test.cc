#include "harness/suite/vars.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay {
namespace {

TEST(VarNames, LooksAtNoMoreNamesThanHalvingTakes) {
  for (const std::size_t count : {0U, 1U, 2U, 1000U, 100'000U}) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("v" + std::to_string(i * 7919 % count));
    const VarNames all(names);
    const int most = static_cast<int>(std::bit_width(count)) + 1;
    for (std::size_t i = 0; i < count; i += 1 + count / 1000) {
      const VarNames::Search search = all.find(names[i]);
      ASSERT_EQ(search.place, i);
      ASSERT_LE(search.looks, most);
    }
    for (const char* const absent : {"", "u", "v0x", "w"}) {
      EXPECT_EQ(all.find(absent).place, std::nullopt);
      EXPECT_LE(all.find(absent).looks, most);
    }
  }
}

TEST(VarNames, OfSeveralTheFirstIsFound) {
  const VarNames names({"b", "a", "b", "a"});
  EXPECT_EQ(names.find("a").place, 1U);
  EXPECT_EQ(names.find("b").place, 0U);
}

TEST(Vars, WithoutNamesHaveNone) {
  EXPECT_EQ(Vars().find("a"), nullptr);
  EXPECT_EQ(Vars(std::make_shared<const VarNames>(std::vector<std::string>{}), {}).find(""),
            nullptr);
}

}  // namespace
}  // namespace assay
