#include "harness/base/secret_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "harness/base/base64.h"
#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/base/unescape.h"

namespace assay {
namespace {

// JSON in JSON in a page, and one to spare. What is escaped more often is nobody's accident.
constexpr std::size_t kLayers = 4;

// The base64 text that `secret` leaves inside a longer encoded string when
// `skip` bytes come before it: the characters that depend on it alone.
std::string base64_core(std::string_view secret, std::size_t skip) {
  const std::string padded = std::string(skip, 'x') + std::string(secret);
  const std::string encoded = to_base64(padded);
  const std::size_t from = (skip * 8 + 5) / 6;
  const std::size_t to = padded.size() * 8 / 6;
  return encoded.substr(from, to - from);
}

std::string replaced(std::string text, char what, char with) {
  std::replace(text.begin(), text.end(), what, with);
  return text;
}

std::string hexadecimal(std::string_view bytes, HexDigits digits) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits == HexDigits::upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
  }
  return text;
}

// As texts have it when their own escapes are taken off: then the value's are too.
std::vector<std::string> unescaped_values(const std::string& value) {
  std::vector<std::string> values{value};
  for (std::size_t layer = 0; layer < kLayers; ++layer) {
    const Unescaped next(values.back());
    if (!next.is_changed() || next.text().size() < kShortestSecret) break;
    values.push_back(next.text());
  }
  return values;
}

std::set<std::string> spellings(const std::string& value) {
  std::set<std::string> all;
  for (const std::string& each : unescaped_values(value)) {
    all.insert(each);
    all.insert(replaced(each, ' ', '+'));  // in the query of an address
    all.insert(hexadecimal(each, HexDigits::lower));
    all.insert(hexadecimal(each, HexDigits::upper));
    for (const std::size_t skip : {0U, 1U, 2U}) {
      const std::string core = base64_core(each, skip);
      all.insert(core);
      all.insert(replaced(replaced(core, '+', '-'), '/', '_'));  // RFC 4648, section 5
    }
  }
  return all;
}

struct Spellings {
  std::vector<std::string> texts;
  std::vector<std::size_t> owners;
};

Spellings spellings(const std::vector<Secret>& secrets) {
  Spellings all;
  for (std::size_t i = 0; i < secrets.size(); ++i) {
    for (const std::string& text : spellings(secrets[i].value)) {
      all.texts.push_back(text);
      all.owners.push_back(i);
    }
  }
  return all;
}

using Places = std::vector<SecretFinder::Place>;

// Both in order; one where they overlap.
Places merged(const Places& a, const Places& b) {
  Places both;
  both.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both),
             [](const auto& x, const auto& y) { return x.begin < y.begin; });
  Places apart;
  for (const SecretFinder::Place& place : both) {
    if (apart.empty() || place.begin >= apart.back().end)
      apart.push_back(place);
    else
      apart.back().end = std::max(apart.back().end, place.end);
  }
  return apart;
}

}  // namespace

SecretFinder::SecretFinder(std::vector<Secret> secrets)
    : secrets_(std::move(secrets)),
      owners_(spellings(secrets_).owners),
      patterns_(spellings(secrets_).texts) {}

SecretFinder::Search SecretFinder::find(std::string_view text) const {
  Search search;
  std::vector<Unescaped> layers;
  layers.reserve(kLayers);  // they look into each other
  std::string_view view = text;
  while (true) {
    PatternSet::Search found = patterns_.find(view);
    search.moves += found.moves;
    std::vector<Unescaped::Origin> origins(layers.rbegin(), layers.rend());
    Places places;
    for (PatternSet::Stretch& stretch : found.found) {
      for (Unescaped::Origin& origin : origins) {
        stretch.begin = origin.begin_of(stretch.begin);
        stretch.end = origin.end_of(stretch.end - 1);
      }
      places.push_back({stretch.begin, stretch.end, owners_[stretch.pattern]});
    }
    if (!places.empty()) {
      ASSAY_MARK("secret.found");
      search.places = merged(search.places, places);
    }
    if (layers.size() == kLayers) return search;
    layers.emplace_back(view);
    if (!layers.back().is_changed()) return search;
    view = layers.back().text();
  }
}

bool SecretFinder::occur_in(std::string_view text) const {
  if (patterns_.occurs_in(text)) return true;
  Unescaped view(text);
  for (std::size_t layer = 0; layer < kLayers && view.is_changed(); ++layer) {
    if (patterns_.occurs_in(view.text())) return true;
    view = Unescaped(view.text());
  }
  return false;
}

}  // namespace assay
