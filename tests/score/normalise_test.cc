#include "harness/score/normalise.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/base/text.h"
#include "harness/score/words.h"

namespace assay::testing {
namespace {

struct NormaliseRow {
  const char* name;
  std::string_view text;
  std::string_view made;
};

TEST(Normalise, EachRow) {
  const NormaliseRow rows[] = {
      {"nfc", "e\xCC\x81", "é"},
      {"nfkc", "Ａ１ ﬁ m²", "A1 fi m2"},
      {"case", "STRASSE Ünder", "strasse ünder"},
      {"quotes", "‘a’ “b” «c» ‹d› it’s", "'a' \"b\" \"c\" 'd' it's"},
      {"white_space",
       "a \n\t b\xC2\xA0\xE2\x80\x83"
       "c",
       "a b c"},
      {"punctuation", "Yes, sir! (Well-known: \"it's\")…", "Yes sir Wellknown its"},
      {"punctuation", "3.14 1,000 3/4 12:30 -5 −5 .5 -.5 5% $5",
       "3.14 1,000 3/4 12:30 -5 −5 .5 -.5 5% $5"},
      {"punctuation", "It is 42. A-5, no.", "It is 42 A5 no"},
      {"punctuation", "你好，世界。", "你好世界"},
      {"articles", "The cat and an owl on a tree", "cat and owl on tree"},
      {"articles", "theatre, Ana, a-b, bathe", "theatre, Ana, a-b, bathe"},
      {"markdown", "**Paris**", "Paris"},
      {"markdown", "The **answer**: *B*, __or__ _C_.", "The answer: B, or C."},
      {"markdown", "***Paris*** ~~Lyon~~ `code`", "Paris Lyon code"},
      {"markdown", "**a *b* c**", "a b c"},
      {"markdown", "(**Paris**)", "(Paris)"},
      {"markdown", "2 * 3 * 4, 2*3*4, snake_case_name, ** x **",
       "2 * 3 * 4, 2*3*4, snake_case_name, ** x **"},
      {"markdown", "*args and **kwargs", "*args and **kwargs"},
      {"markdown", "* item\n* item", "* item\n* item"},
      {"markdown", "*a\n\nb*", "*a\n\nb*"},  // not across paragraphs
      {"markdown", "**é**", "é"},
      {"markdown", "```x```", "```x```"},
  };
  for (const NormaliseRow& row : rows) {
    EXPECT_EQ(Normaliser::of({row.name}).value().apply(row.text), row.made)
        << row.name << " of " << row.text;
  }
}

TEST(Normalise, OrderIsTheTables) {
  const auto made = Normaliser::of({"white_space", "articles", "punctuation", "markdown", "quotes",
                                    "case", "nfc"})
                        .value();
  EXPECT_EQ(made.apply("**The** answer,  is “PARIS”!"), "answer is paris");
  EXPECT_FALSE(Normaliser::of({"kase"}));
}

TEST(Normalise, AsciiIsNotCopiedForUnicode) {
  std::string storage;
  const std::string_view text = "plain ASCII";
  const auto made = Normaliser::of({"nfc", "nfkc", "quotes"}).value();
  EXPECT_EQ(made.apply(text, storage).data(), text.data());
}

TEST(Normalise, TrimsUnicodeWhiteSpace) {
  EXPECT_EQ(trim_white_space("\xC2\xA0\xE2\x80\x8B \tParis\xE3\x80\x80\xEF\xBB\xBF\n"), "Paris");
  EXPECT_EQ(trim_white_space("\xE2\x80\x83"), "");
  EXPECT_EQ(trim_white_space("é\xFF"), "é\xFF");
  EXPECT_EQ(trim_white_space("\xA0x\xA0"), "\xA0x\xA0");  // no UTF-8, so no blank
  EXPECT_EQ(trim_white_space(""), "");
}

RC_GTEST_PROP(Normalise, IsDoneOnceItIsDone, ()) {
  std::vector<std::string> names;
  for (const std::string_view name : normaliser_names()) {
    // Without *a marks* what they parted is a pair: "**_*" and the like.
    if (name != "markdown" && name != "punctuation" && *rc::gen::arbitrary<bool>()) {
      names.emplace_back(name);
    }
  }
  std::string text;
  for (int i = *rc::gen::inRange(0, 20); i > 0; --i) {
    text += *rc::gen::element<std::string>("a", "the", " ", "\n", "É", "e\xCC\x81", "\xC2\xA0", "“",
                                           "-", ".", "ﬁ", "1", "\xFF", "'");
  }
  const Normaliser made = Normaliser::of(names).value();
  const std::string once = made.apply(text);
  RC_ASSERT(made.apply(once) == once);
}

RC_GTEST_PROP(Normalise, HostileTextStaysBounded, ()) {
  const auto text = *rc::gen::arbitrary<std::string>();
  for (const std::string_view name : normaliser_names()) {
    const std::string made = Normaliser::of({std::string(name)}).value().apply(text);
    RC_ASSERT(made.size() <= 18 * text.size() + 3);  // NFKC's worst: one ligature of 18
    trim_white_space(text);
  }
}

}  // namespace
}  // namespace assay::testing
