#include "harness/score/number_locale.h"

#include <string>

namespace assay {
namespace {

// CLDR's usual marks (https://cldr.unicode.org). A blank, plain, no-break or thin,
// groups everywhere, and is what fr, pl, ru and the northern languages use.
constexpr NumberLocale kLocales[] = {
    {"en", '.', ","}, {"in", '.', ","}, {"zh", '.', ","}, {"ja", '.', ","}, {"ko", '.', ","},
    {"ch", '.', "'"}, {"de", ',', "."}, {"es", ',', "."}, {"fr", ',', ""},  {"it", ',', "."},
    {"pt", ',', "."}, {"nl", ',', "."}, {"da", ',', "."}, {"sv", ',', ""},  {"nb", ',', ""},
    {"fi", ',', ""},  {"pl", ',', ""},  {"cs", ',', ""},  {"ru", ',', ""},  {"uk", ',', ""},
    {"tr", ',', "."}, {"id", ',', "."}, {"el", ',', "."},
};

}  // namespace

const NumberLocale& default_locale() {
  return kLocales[0];
}

const NumberLocale* find_locale(std::string_view name) {
  for (const NumberLocale& locale : kLocales) {
    if (locale.name == name) return &locale;
  }
  return nullptr;
}

std::string_view locale_names() {
  static const std::string names = [] {
    std::string joined;
    for (const NumberLocale& locale : kLocales) {
      if (!joined.empty()) joined += ", ";
      joined += locale.name;
    }
    return joined;
  }();
  return names;
}

}  // namespace assay
