#include "harness/score/number_words.h"

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/text.h"

namespace assay {
namespace {

// The rows as a set, made once: words stand behind most numbers of a text.
using WordSet = std::unordered_set<std::string_view>;
WordSet make_set(std::string_view rows) {
  const std::vector<std::string_view> words = split(rows, ' ');
  return WordSet(words.begin(), words.end());
}

// ISO 4217, list one, without funds and metals; each at a multiple of four.
constexpr std::string_view kIsoCurrencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL BTC ETH CNH RMB";

constexpr std::string_view kCurrencyWords =
    "kr Kr zł Kč Ft lei лв Rs RM Rp руб Fr DM Dh TL US Re kn din";

constexpr std::string_view kDollarPrefixes =
    "US R A AU C CA HK NT NZ S SG MX Mex TT J Z BZ EC COL CU AR CL B BS N L G FJ Bds";

// Units that take SI's prefixes: "km", "mA", "kWh", "Mbit".
constexpr std::string_view kPrefixed =
    "m g s A K mol cd Hz N Pa J W C V F S Wb T H lm lx Bq Gy Sv L l bar eV Wh B b bit bps cal "
    "Ah t \u03A9 \u2126 M meters metres meter metre gram grams liter litre liters litres watt "
    "watts";
constexpr std::string_view kPrefixes[] = {
    "da", "Y", "Z", "E", "P", "T", "G", "M",    "k",    "K",    "h",     "d",     "c",     "m",
    "µ",  "μ", "u", "n", "p", "f", "a", "kilo", "mega", "giga", "milli", "centi", "micro",
};
// Of the above, what is never read alone: "5K", "5M", "5B", "5T" may be scales.
constexpr std::string_view kNeverAlone = "K M B T b";

constexpr std::string_view kUnits =
    "in ft yd mi nmi au AU ly pc Å ha ac acre acres sqft sqm cc oz lb lbs st ct gal qt pt "
    "pint cup cups tsp tbsp feet foot inch inches yard yards mile miles ton tons tonnes pound "
    "pounds ounces kilos sec secs second seconds min mins minute minutes h hr hrs hour hours "
    "d day days w wk wks week weeks mo month months y yr yrs year years am pm mph kph kmh rpm "
    "fps bpm ° °C °F °K ℃ ℉ º ºC ºF deg degrees rad sr pp ppm ppb bp percent Prozent dB dBm "
    "dBA atm psi mmHg VA kVA kat mpg hp PS kn amu Da kDa em px dpi ppi IU bits bytes c p ¢ "
    "cent cents dollar dollars euro euros yen rupees bucks pence pcs nd rd th s";

// Empty languages: everywhere. Where a word is another number, or no number, in
// other languages, it is read only in its own, and refused elsewhere.
struct ScaleRow {
  std::string_view word;
  int exponent;
  std::string_view languages = {};
};
constexpr ScaleRow kScales[] = {
    {"hundred", 2},
    {"hundreds", 2},
    {"thousand", 3},
    {"thousands", 3},
    {"grand", 3},
    {"million", 6},
    {"millions", 6},
    {"mln", 6},
    {"mn", 6},
    {"mio", 6},
    {"lakh", 5},
    {"lakhs", 5},
    {"lac", 5},
    {"lacs", 5},
    {"crore", 7},
    {"crores", 7},
    {"bn", 9},
    {"tn", 12},
    // 1e9 and 1e12 in English, 1e12 and 1e18 on the long scale
    {"billion", 9, "en in"},
    {"billions", 9, "en in"},
    {"trillion", 12, "en in"},
    {"trillions", 12, "en in"},
    {"quadrillion", 15, "en in"},
    {"tausend", 3},
    {"millionen", 6},
    {"milliarde", 9},
    {"milliarden", 9},
    {"mrd", 9},
    {"milliard", 9},
    {"milliards", 9},
    {"mille", 3, "fr it"},
    {"mila", 3, "it"},
    {"milioni", 6},
    {"milione", 6},
    {"miliardi", 9},
    {"miliardo", 9},
    {"mil", 3, "es pt"},
    {"millón", 6},
    {"millones", 6},
    {"milhão", 6},
    {"milhões", 6},
    {"duizend", 3},
    {"miljoen", 6},
    {"miljard", 9},
    {"tusen", 3},
    {"tusind", 3},
    {"miljoner", 6},
    {"tysięcy", 3},
    {"tys", 3},
    {"milionów", 6},
    {"milion", 6},
    {"miliard", 9},
    {"тыс", 3},
    {"тысяч", 3},
    {"тысячи", 3},
    {"млн", 6},
    {"миллион", 6},
    {"миллиона", 6},
    {"миллионов", 6},
    {"млрд", 9},
    {"миллиард", 9},
    {"миллиарда", 9},
    {"миллиардов", 9},
};

// Written without a blank behind the digits. A unit that begins like a scale is
// a row of its own: 5千克 is five kilograms.
struct PrefixRow {
  std::string_view text;
  int exponent;
  bool is_refused = false;
};
constexpr PrefixRow kScalePrefixes[] = {
    {"千克", 0},     {"千米", 0},     {"千瓦", 0},       {"千卡", 0},       {"千焦", 0},
    {"十", 1},       {"百", 2},       {"千", 3},         {"万", 4},         {"萬", 4},
    {"亿", 8},       {"億", 8},       {"兆", 0, true},  // 1e12, in China also 1e6
    {"백", 2},       {"천", 3},       {"만", 4},         {"억", 8},         {"조", 12},
    {"हजार", 3},     {"हज़ार", 3},     {"लाख", 5},        {"करोड़", 7},       {"ألف", 3},
    {"آلاف", 3},     {"مليون", 6},    {"ملايين", 6},     {"مليار", 9},      {"میلیون", 6},
    {"میلیارد", 9},  {"هزار", 3},     {"พัน", 3},         {"หมื่น", 4},        {"แสน", 5},
    {"ล้าน", 6},      {"割", 0, true}, {"分の", 0, true}, {"分之", 0, true}, {"点", 0, true},
    {"半", 0, true},
};

constexpr std::string_view kRefusedBehind =
    "dozen dozens squared cubed factorial halves thirds fourths fifths sixths sevenths "
    "eighths ninths tenths twelfths hundredths thousandths millionths billionths pi π k M B T";

struct MinusRow {
  std::string_view word;
  MinusWord::Kind kind = MinusWord::Kind::minus;
};
constexpr MinusRow kMinusWords[] = {
    {"minus"},
    {"negative"},
    {"mínus"},
    {"mínusz"},
    {"miinus"},
    {"минус"},
    {"Минус"},
    {"мінус"},
    {"Мінус"},
    {"eksi"},
    {"μείον"},
    {"Μείον"},
    {"负"},
    {"負"},
    {"零下"},
    {"マイナス"},
    {"氷点下"},
    {"마이너스"},
    {"영하"},
    {"سالب"},
    {"ऋण"},
    {"ลบ"},
    {"מינוס"},
    // less, and minus
    {"moins", MinusWord::Kind::or_less},
    {"menos", MinusWord::Kind::or_less},
    {"meno", MinusWord::Kind::or_less},
    {"menys", MinusWord::Kind::or_less},
    {"正负", MinusWord::Kind::plus_minus},
    {"正負", MinusWord::Kind::plus_minus},
    {"プラスマイナス", MinusWord::Kind::plus_minus},
    // victory or defeat, pride: words that end alike
    {"胜负", MinusWord::Kind::none},
    {"勝負", MinusWord::Kind::none},
    {"自负", MinusWord::Kind::none},
    {"自負", MinusWord::Kind::none},
};
constexpr std::string_view kMeansAtLeast = "au al ao du lo pelo";

// Units that one value is written in together, the larger first; "|" between sizes.
constexpr std::string_view kSizes[] = {
    "y yr yrs year years | mo month months | w wk wks week weeks | d day days | "
    "h hr hrs hour hours | m min mins minute minutes | s sec secs second seconds",
    "mi mile miles | yd yard yards | ft foot feet | in inch inches",
    "km | m metre metres meter meters | cm | mm",
    "st | lb lbs pound pounds | oz ounce ounces",
    "kg kilos | g gram grams",
    "dollar dollars euro euros pound pounds rupees | cent cents pence p",
};

constexpr std::string_view kAnnouncing =
    "is are was were be equals equal to gives becomes ist est es";

constexpr std::string_view kTextCommands =
    "text textrm textbf textit textup mathrm mbox hbox operatorname unit si mathit mathsf";

constexpr std::string_view kHarmless =
    "boxed fbox mathbf bf rm displaystyle textstyle left right big Big bigl bigr begin end "
    "num numprint SI qty ensuremath color textcolor underline emph hline item label tag limits "
    "middle "
    "quad qquad hspace vspace space enspace thinspace hfill newline par n t phantom times "
    "cdot div ast star eq ne neq le leq leqslant ge geq geqslant lt gt ll gg approx sim simeq "
    "cong equiv propto to mapsto rightarrow leftarrow Rightarrow Leftarrow Leftrightarrow "
    "implies iff longrightarrow Longrightarrow therefore because in notin cup cap setminus "
    "ldots dots cdots vdots and or land lor mid colon bullet checkmark doteq percent degree "
    "circ textdegree pounds euro yen textdollar dollar texteuro ohm Omega mu";

}  // namespace

bool is_currency_word(std::string_view word) {
  static const WordSet words = make_set(kCurrencyWords);
  if (word.size() == 3 && word[0] >= 'A' && word[0] <= 'Z') {
    const std::size_t found = kIsoCurrencies.find(word);
    if (found != std::string_view::npos && found % 4 == 0) return true;
  }
  return words.contains(word);
}

bool is_dollar_prefix(std::string_view letters) {
  static const WordSet prefixes = make_set(kDollarPrefixes);
  return prefixes.contains(letters);
}

bool is_unit(std::string_view word) {
  static const WordSet units = make_set(kUnits);
  static const WordSet prefixed = make_set(kPrefixed);
  static const WordSet never_alone = make_set(kNeverAlone);
  if (never_alone.contains(word)) return false;
  if (units.contains(word) || prefixed.contains(word)) return true;
  for (const std::string_view prefix : kPrefixes) {
    if (word.starts_with(prefix) && prefixed.contains(word.substr(prefix.size()))) return true;
  }
  return word.size() == 3 && word.ends_with("iB") &&
         std::string_view("KMGTPE").find(word[0]) != std::string_view::npos;
}

std::optional<Scale> find_scale(std::string_view word, const NumberLocale& locale) {
  static const WordSet refused = make_set(kRefusedBehind);
  static const auto scales = [] {
    std::unordered_map<std::string_view, const ScaleRow*> by_word;
    for (const ScaleRow& row : kScales) by_word.emplace(row.word, &row);
    return by_word;
  }();
  if (refused.contains(word)) return Scale{0, true};
  const auto found = scales.find(word);
  if (found == scales.end()) return std::nullopt;
  const std::string_view languages = found->second->languages;
  const bool is_understood =
      languages.empty() || languages.find(locale.name) != std::string_view::npos;
  return Scale{found->second->exponent, !is_understood};
}

ScalePrefix find_scale_prefix(std::string_view text) {
  ScalePrefix longest;
  for (const PrefixRow& row : kScalePrefixes) {
    if (row.text.size() > longest.length && text.starts_with(row.text)) {
      longest = {{row.exponent, row.is_refused}, row.text.size()};
    }
  }
  return longest;
}

std::optional<Scale> find_money_scale(std::string_view letters) {
  if (letters == "k" || letters == "K") return Scale{3};
  if (letters == "m" || letters == "M" || letters == "MM" || letters == "mm") return Scale{6};
  if (letters == "b" || letters == "B") return Scale{9};
  if (letters == "t" || letters == "T") return Scale{12};
  return std::nullopt;
}

MinusWord find_minus_word(std::string_view text) {
  MinusWord longest;
  for (const MinusRow& row : kMinusWords) {
    if (row.word.size() <= longest.length || row.word.size() > text.size()) continue;
    if (!equals_ignoring_ascii_case(text.substr(text.size() - row.word.size()), row.word)) continue;
    longest = {row.kind, row.word.size()};
  }
  return longest;
}

bool makes_at_least(std::string_view word) {
  static const WordSet words = make_set(kMeansAtLeast);
  return words.contains(word);
}

bool is_smaller_unit(std::string_view unit, std::string_view next) {
  for (const std::string_view sizes : kSizes) {
    bool is_behind = false;  // `next` may stand only behind the bar behind `unit`
    bool is_seen = false;
    for (const std::string_view word : split(sizes, ' ')) {
      is_behind |= is_seen && word == "|";
      is_seen |= word == unit;
      if (is_behind && word == next) return true;
    }
  }
  return false;
}

bool announces_value(std::string_view word) {
  static const WordSet words = make_set(kAnnouncing);
  return words.contains(word);
}

bool is_text_command(std::string_view name) {
  static const WordSet commands = make_set(kTextCommands);
  return commands.contains(name);
}

bool is_harmless_command(std::string_view name) {
  static const WordSet commands = make_set(kHarmless);
  return is_text_command(name) || commands.contains(name);
}

}  // namespace assay
