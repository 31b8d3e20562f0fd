#include "harness/provider/provider.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "harness/base/redact.h"
#include "harness/provider/dialect.h"

namespace assay {
namespace {

TEST(Presets, AreTheOnesPromised) {
  const std::set<std::string_view> expected = {
      "modelslab", "modelslab-anthropic", "modelslab-native", "openai",   "anthropic",
      "deepseek",  "openrouter",          "mistral",          "groq",     "together",
      "gemini",    "azure-openai",        "ollama",           "llamacpp", "vllm",
      "google",    "simulated",           "elsewhere"};
  std::set<std::string_view> names;
  for (const ProviderPreset& preset : provider_presets()) names.insert(preset.name);
  EXPECT_EQ(names, expected);
}

TEST(Presets, AreWholeRows) {
  for (const ProviderPreset& preset : provider_presets()) {
    SCOPED_TRACE(preset.name);
    const Provider provider = provider_from(preset);
    EXPECT_EQ(find_preset(preset.name), &preset);
    ASSERT_NE(provider.dialect, nullptr);
    EXPECT_EQ(provider.dialect->name, preset.dialect);
    EXPECT_FALSE(provider.base_url.ends_with('/'));
    EXPECT_EQ(provider.key_env.empty(), preset.key_placement == KeyPlacement::none);
    EXPECT_GE(provider.limits.concurrency, 1);
    EXPECT_FALSE(preset.help.empty());
  }
  EXPECT_EQ(find_preset("openal"), nullptr);
}

TEST(Presets, ModelsLabStaysBelowItsQueueLimitAndIsAskedNothingUndocumented) {
  for (const char* const name : {"modelslab", "modelslab-anthropic", "modelslab-native"}) {
    const Provider provider = provider_from(*find_preset(name));
    EXPECT_EQ(provider.limits.concurrency, 5);
    EXPECT_FALSE(provider.include_usage);
  }
}

Provider with_key_env(const char* value) {
  Provider provider;
  provider.name = "lab";
  provider.key_env = "ASSAY_TEST_KEY";
  if (value == nullptr) {
    unsetenv("ASSAY_TEST_KEY");
  } else {
    setenv("ASSAY_TEST_KEY", value, 1);
  }
  return provider;
}

TEST(ResolveKey, ReadsTheVariableAndHidesItsValue) {
  Provider provider = with_key_env(" sk-abcdef12 \n");
  ASSERT_TRUE(resolve_key(provider));
  EXPECT_EQ(provider.key, "sk-abcdef12");
  EXPECT_EQ(redact("key sk-abcdef12!"), "key [REDACTED:ASSAY_TEST_KEY]!");
  forget_secrets();
}

TEST(ResolveKey, NamesTheVariableThatIsMissing) {
  for (const char* const value : {static_cast<const char*>(nullptr), "", "  "}) {
    Provider provider = with_key_env(value);
    const Result<void> result = resolve_key(provider);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_EQ(result.error().message,
              "provider 'lab' needs a key: set the environment variable ASSAY_TEST_KEY");
  }
}

TEST(ResolveKey, RefusesAKeyThatWouldMakeAnotherHeader) {
  Provider provider = with_key_env("sk-abcdef\r\nx-evil: 1");
  EXPECT_FALSE(resolve_key(provider));
  EXPECT_TRUE(provider.key.empty());
}

TEST(ResolveKey, DoesNothingWithoutAVariable) {
  Provider provider;
  EXPECT_TRUE(resolve_key(provider));
}

TEST(FindHeader, IgnoresCaseAndTakesTheFirst) {
  const Headers headers = {{"A", "1"}, {"a", "2"}};
  ASSERT_NE(find_header(headers, "a"), nullptr);
  EXPECT_EQ(find_header(headers, "a")->value, "1");
  EXPECT_EQ(find_header(headers, "b"), nullptr);
}

}  // namespace
}  // namespace assay
