// The different texts of a report, numbered, in chunks that the browser reads
// one by one: opening a reply inflates a megabyte, not the whole file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/key.h"

namespace assay::html {

inline constexpr std::int64_t kNoText = -1;
inline constexpr std::int64_t kTextLeftOut = -2;  // there is one, the page could not carry it

inline constexpr std::size_t kTextChunkBytes = std::size_t{1} << 20;
// A single text of a file beyond this is cut, with a line that says so.
inline constexpr std::size_t kLongestText = std::size_t{256} << 10;

class Texts {
 public:
  explicit Texts(std::size_t longest = kLongestText) : longest_(longest) {}

  // The number of `text`; equal texts have one number, the empty text none.
  // Registered secrets are redacted.
  std::int64_t add(std::string_view text);

  // JSON arrays of strings; `firsts` holds the number of each chunk's first.
  const std::vector<std::string>& chunks();
  // The chunks since the last take, for whoever keeps them elsewhere. Texts that
  // come later have numbers, and chunks, behind these: a page's numbers stay right
  // while its run goes on.
  std::vector<std::string> take();
  const std::vector<std::int64_t>& firsts() const { return firsts_; }

 private:
  std::size_t longest_;
  // By digest: what is kept of a text, once it is taken, is small.
  std::unordered_map<Key, std::int64_t> numbers_;
  std::vector<std::string> chunks_;  // the last one lacks its "]" until chunks()
  std::vector<std::int64_t> firsts_;
  bool open_ = false;
};

}  // namespace assay::html
