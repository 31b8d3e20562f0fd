#include "harness/base/key.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Key, IsSha256) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(sha256("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Key, FieldBoundariesCount) {
  EXPECT_NE(KeyBuilder().add("ab").add("c").finish(), KeyBuilder().add("a").add("bc").finish());
  EXPECT_NE(KeyBuilder().add("").finish(), KeyBuilder().finish());
}

TEST(Key, ACopiedBuilderGoesOnFromWhereItWasCopied) {
  KeyBuilder shared;
  shared.add("variant");
  const Key first = KeyBuilder(shared).add("case 1").finish();
  EXPECT_EQ(KeyBuilder(shared).add("case 1").finish(), first);
  EXPECT_NE(KeyBuilder(shared).add("case 2").finish(), first);
  EXPECT_EQ(KeyBuilder().add("variant").add("case 1").finish(), first);
}

TEST(Key, FinishLeavesTheBuilderUsable) {
  KeyBuilder builder;
  builder.add("x");
  EXPECT_EQ(builder.finish(), builder.finish());
}

TEST(KeyFields, AreWhatABuilderHashes) {
  KeyFields shared;
  shared.add("ab").add("");
  const Key key = KeyFields().add(std::int64_t{7}).add(shared).add("c").finish();
  EXPECT_EQ(key, KeyBuilder().add(std::int64_t{7}).add("ab").add("").add("c").finish());
}

}  // namespace
}  // namespace assay
