#include "harness/plan/cell_key.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>

#include "harness/provider/dialect.h"
#include "harness/provider/request.h"

namespace assay {
namespace {

// Everything that selects a reply, in one place.
struct Asked {
  Suite suite;
  Variant variant;
  Messages messages;
  std::uint32_t repeat = 0;
  std::string about;
};

Asked sample() {
  Asked asked;
  Provider provider;
  provider.name = "p";
  provider.base_url = "https://models.example/v1";
  provider.dialect = find_dialect("openai_chat");
  asked.suite.providers.push_back(provider);
  asked.suite.serve_hashes.push_back(std::nullopt);
  Model model;
  model.id = "m";
  model.name = "label";
  asked.suite.models.push_back(model);
  asked.variant.params = {{"temperature", 0.7}};
  asked.messages = {{Role::system, "s", {}, {}}, {Role::user, "u", {}, {}}};
  return asked;
}

Key key_of(const Asked& asked) {
  return cell_key(variant_key(asked.suite, asked.variant), messages_to_json(asked.messages),
                  asked.repeat, asked.about);
}

struct Change {
  const char* what;
  std::function<void(Asked&)> apply;
};

const Change kSelects[] = {
    {"endpoint", [](Asked& a) { a.suite.providers[0].base_url = "https://other.example/v1"; }},
    {"dialect",
     [](Asked& a) { a.suite.providers[0].dialect = find_dialect("anthropic_messages"); }},
    {"models file", [](Asked& a) { a.suite.serve_hashes[0] = sha256("x"); }},
    {"model", [](Asked& a) { a.suite.models[0].id = "n"; }},
    {"parameter", [](Asked& a) { a.variant.params["temperature"] = 0.8; }},
    {"one more parameter", [](Asked& a) { a.variant.params["seed"] = 1; }},
    {"tools",
     [](Asked& a) {
       a.variant.params["tools"] = Json::array({{{"name", "f"}}});
     }},
    {"text", [](Asked& a) { a.messages[1].content = "v"; }},
    {"role", [](Asked& a) { a.messages[0].role = Role::user; }},
    {"where a message ends",
     [](Asked& a) {
       a.messages = {{Role::system, "su", {}, {}}};
     }},
    {"application",
     [](Asked& a) {
       Application made;
       made.written = "{}";
       a.suite.providers[0].application = std::make_shared<const Application>(made);
     }},
    {"program",
     [](Asked& a) {
       Program made;
       made.written = "{}";
       a.suite.providers[0].program = std::make_shared<const Program>(made);
     }},
    {"what a program is told of the case",
     [](Asked& a) {
       Case told;
       told.id = "a";
       a.about = about_case(told);
     }},
    {"what is refused is left out", [](Asked& a) { a.suite.models[0].drop_unsupported = true; }},
    {"repeat", [](Asked& a) { a.repeat = 1; }},
};

const Change kDoesNotSelect[] = {
    {"nothing", [](Asked&) {}},
    {"label", [](Asked& a) { a.suite.models[0].name = "other"; }},
    {"provider's name", [](Asked& a) { a.suite.providers[0].name = "q"; }},
    {"key", [](Asked& a) { a.suite.providers[0].key = "secret"; }},
    {"suite", [](Asked& a) { a.suite.name = "renamed"; }},
    {"variant's name", [](Asked& a) { a.variant.id = "x"; }},
    {"price", [](Asked& a) { a.suite.models[0].price = Price{}; }},
    {"price of a table",
     [](Asked& a) {
       a.suite.models[0].priced_by = PriceOrigin{"t", "d"};
     }},
    {"concurrency", [](Asked& a) { a.suite.providers[0].limits.concurrency = 1; }},
};

TEST(CellKey, DiffersWhereTheRequestDoes) {
  const Key before = key_of(sample());
  for (const Change& change : kSelects) {
    Asked changed = sample();
    change.apply(changed);
    EXPECT_NE(key_of(changed), before) << change.what;
  }
}

TEST(CellKey, IsTheSameWhereTheRequestIs) {
  const Key before = key_of(sample());
  for (const Change& change : kDoesNotSelect) {
    Asked changed = sample();
    change.apply(changed);
    EXPECT_EQ(key_of(changed), before) << change.what;
  }
}

TEST(CellKey, OfASimulatedModelIgnoresThePort) {
  Asked one = sample();
  one.suite.serve_hashes[0] = sha256("models");
  Asked two = one;
  two.suite.providers[0].base_url = "http://127.0.0.1:4242/v1";
  EXPECT_EQ(key_of(one), key_of(two));
}

TEST(CellKeyProperty, EqualRequestsAndOnlyTheyHaveEqualKeys) {
  EXPECT_TRUE(rc::check("keys are equal exactly when requests are",
                        [](const std::string& a, const std::string& b) {
                          // Valid text only: invalid bytes are one and the same U+FFFD in JSON.
                          std::string x = a;
                          std::string y = b;
                          for (char& c : x) c = static_cast<char>(c & 0x7f);
                          for (char& c : y) c = static_cast<char>(c & 0x7f);
                          Asked one = sample();
                          one.messages = {{Role::system, x, {}, {}}, {Role::user, y, {}, {}}};
                          Asked two = sample();
                          two.messages = {{Role::system, y, {}, {}}, {Role::user, x, {}, {}}};
                          RC_ASSERT((key_of(one) == key_of(two)) == (x == y));
                        }));
}

}  // namespace
}  // namespace assay
