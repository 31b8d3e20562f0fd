// Which variants assay compare sets against which.
#include "harness/report/compare/pairing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

// "run model prompt temperature", or without the temperature.
Arm arm(const std::string& run, const std::string& model, const std::string& prompt,
        const Json& temperature = {}) {
  Arm made;
  made.run = run;
  made.variant.model = made.variant.model_id = model;
  made.variant.prompt = prompt;
  made.variant.id = model + "/" + prompt;
  if (!temperature.is_null()) {
    made.variant.axes["temperature"] = temperature;
    made.variant.params["temperature"] = temperature;
    made.variant.id += " temperature=" + parameter_text(temperature);
  }
  made.name = run + ":" + made.variant.id;
  return made;
}

Selector model(const std::string& name) {
  return {name, {}, {}};
}

std::vector<std::string> pairs(const std::vector<Arm>& baseline, const std::vector<Arm>& candidate,
                               const Selector& x = {}, const Selector& y = {}) {
  const Pairing made = pair_arms(baseline, x, candidate, y);
  std::vector<std::string> texts;
  for (const Pairing::Pair& pair : made.pairs)
    texts.push_back(pair.baseline->name + " | " + pair.candidate->name);
  for (const Arm* alone : made.alone) texts.push_back("alone " + alone->name);
  return texts;
}

using Texts = std::vector<std::string>;

TEST(Pairing, SetsOneAgainstOneWhateverDiffers) {
  EXPECT_EQ(pairs({arm("a", "old", "plain", 0)}, {arm("b", "new", "terse", 1)}),
            (Texts{"a:old/plain temperature=0 | b:new/terse temperature=1"}));
}

TEST(Pairing, FindsWhosePlaceAVariantTook) {
  const std::vector<Arm> before = {arm("a", "old", "plain"), arm("a", "old", "terse")};
  EXPECT_EQ(pairs(before, {arm("b", "old", "plain"), arm("b", "old", "terse")}),
            (Texts{"a:old/plain | b:old/plain", "a:old/terse | b:old/terse"}));
  EXPECT_EQ(pairs(before, {arm("b", "new", "plain"), arm("b", "new", "terse")}),
            (Texts{"a:old/plain | b:new/plain", "a:old/terse | b:new/terse"}))
      << "another model";
  EXPECT_EQ(pairs({arm("a", "old", "plain"), arm("a", "mini", "plain")},
                  {arm("b", "old", "terse"), arm("b", "mini", "terse")}),
            (Texts{"a:old/plain | b:old/terse", "a:mini/plain | b:mini/terse"}))
      << "another prompt";
  EXPECT_EQ(pairs({arm("a", "old", "plain", 0), arm("a", "mini", "plain", 0)},
                  {arm("b", "old", "plain", 1), arm("b", "mini", "plain", 1)}),
            (Texts{"a:old/plain temperature=0 | b:old/plain temperature=1",
                   "a:mini/plain temperature=0 | b:mini/plain temperature=1"}))
      << "another setting";
}

TEST(Pairing, LeavesAloneWhatHasNoLike) {
  EXPECT_EQ(pairs({arm("a", "old", "plain"), arm("a", "mini", "plain")},
                  {arm("b", "old", "plain"), arm("b", "new", "plain")}),
            (Texts{"a:old/plain | b:old/plain", "alone a:mini/plain", "alone b:new/plain"}))
      << "two could be new's predecessor";
}

TEST(Pairing, DiffersOnlyInWhatSelectorsName) {
  const std::vector<Arm> old = {arm("a", "old", "plain", 0), arm("a", "old", "plain", 1)};
  const std::vector<Arm> now = {arm("a", "new", "plain", 0), arm("a", "new", "plain", 1)};
  EXPECT_EQ(pairs(old, now, model("old"), model("new")),
            (Texts{"a:old/plain temperature=0 | a:new/plain temperature=0",
                   "a:old/plain temperature=1 | a:new/plain temperature=1"}));
  EXPECT_EQ(pairs({old[0]}, {old[0], now[0]}, model("old")),
            (Texts{"a:old/plain temperature=0 | a:new/plain temperature=0",
                   "alone a:old/plain temperature=0"}))
      << "no variant is set against itself";
}

}  // namespace
}  // namespace assay
