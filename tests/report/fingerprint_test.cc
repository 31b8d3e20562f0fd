#include "harness/report/manifest/fingerprint.h"

#include <gtest/gtest.h>

#include <memory>

namespace assay {
namespace {

std::string fingerprint_of(Reading reading) {
  Expectation expectation;
  expectation.name = "equals";
  expectation.arguments = {{"text", "B"}};
  expectation.reading = std::move(reading);
  Case asked;
  asked.expect = std::make_shared<const Expectations>(Expectations{expectation});
  const Suite suite;
  return CaseFingerprints(suite).whole(asked);
}

TEST(Fingerprint, TellsHowAnAnswerIsRead) {
  const std::vector<ExtractStep> steps{{"after", {{"after", "####"}}}};
  const std::string plain = fingerprint_of({});
  const std::string extracting = fingerprint_of({steps, {}});
  const std::string normalising = fingerprint_of({{}, std::vector<std::string>{"case"}});
  EXPECT_NE(plain, extracting);
  EXPECT_NE(plain, normalising);
  EXPECT_NE(extracting, normalising);
  EXPECT_NE(extracting, fingerprint_of({std::vector<ExtractStep>{{"last_line", {}}}, {}}));
}

TEST(Fingerprint, OfAnAnswerReadAsItIsStays) {
  EXPECT_EQ(fingerprint_of({}),
            fingerprint_of({std::vector<ExtractStep>(), std::vector<std::string>()}));
}

}  // namespace
}  // namespace assay
