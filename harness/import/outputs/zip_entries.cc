#include "harness/import/outputs/zip_entries.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <memory>
#include <vector>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kZipBlock = std::size_t{64} << 10;

struct CloseArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

// libarchive gives names in the encoding of the thread's locale, and none where that has no such
// letters. The program's own stays "C".
class NamesInUtf8 {
 public:
  NamesInUtf8() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (utf8_ != nullptr) before_ = uselocale(utf8_);
  }
  ~NamesInUtf8() {
    if (utf8_ == nullptr) return;
    uselocale(before_);
    freelocale(utf8_);
  }
  NamesInUtf8(const NamesInUtf8&) = delete;
  NamesInUtf8& operator=(const NamesInUtf8&) = delete;

 private:
  locale_t utf8_;
  locale_t before_ = nullptr;
};

tl::unexpected<Error> zip_error(const std::filesystem::path& file, std::string_view why) {
  return usage_error(fmt::format("{}: {}", file.string(), why));
}

std::string words_of(archive* of) {
  const char* const words = archive_error_string(of);
  return words == nullptr ? "the archive is damaged" : excerpt(words, 200);
}

// An entry's bytes as they are unpacked: what it says of its size is not believed.
Result<std::string> bytes_of_entry(archive* from, std::uint64_t most) {
  std::string bytes;
  std::vector<char> block(kZipBlock);
  while (true) {
    const la_ssize_t size = archive_read_data(from, block.data(), block.size());
    if (size < 0) return usage_error(words_of(from));
    if (size == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(size) > most)
      return usage_error("unpacks to more than may be read of it");
    bytes.append(block.data(), static_cast<std::size_t>(size));
  }
}

Result<Archive> open_zip(const std::filesystem::path& file) {
  Archive opened(archive_read_new());
  if (opened == nullptr) return infrastructure_error("no memory for an archive");
  archive_read_support_format_zip_seekable(opened.get());
  if (archive_read_open_filename(opened.get(), file.c_str(), kZipBlock) != ARCHIVE_OK)
    return zip_error(file, "is no zip archive: " + words_of(opened.get()));
  return opened;
}

}  // namespace

Result<ZipEntries> ZipEntries::open(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) {
    const bool is_there = std::filesystem::exists(file, failed);
    return zip_error(file, is_there ? "is no regular file" : "there is no such file");
  }
  const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
  if (failed) return zip_error(file, failed.message());
  return ZipEntries(file, static_cast<std::uint64_t>(bytes));
}

Result<void> ZipEntries::each(const Visit& visit, const Take& take) {
  const NamesInUtf8 names;
  ASSAY_TRY(const Archive opened, open_zip(file_));
  for (std::size_t number = 0;; ++number) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(opened.get(), &entry);
    if (status == ARCHIVE_EOF) return {};
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return zip_error(file_, words_of(opened.get()));
    if (number == kMaxZipEntries)
      return zip_error(file_, fmt::format("has more than {} entries", kMaxZipEntries));
    // An entry that is passed over may be an answer.
    const char* const said = archive_entry_pathname(entry);
    if (said == nullptr)
      return zip_error(file_, fmt::format("the name of entry {} is no UTF-8", number + 1));
    const std::string name = said;
    ASSAY_TRY(const bool is_wanted, visit(name));
    if (!is_wanted) continue;
    const std::string where = fmt::format("entry '{}'", excerpt(name, 100));
    if (archive_entry_is_encrypted(entry) != 0) return zip_error(file_, where + " is encrypted");
    const std::uint64_t left = most_ - read_;
    Result<std::string> bytes =
        bytes_of_entry(opened.get(), std::min<std::uint64_t>(left, kMaxZipEntryBytes));
    if (!bytes) return zip_error(file_, where + ": " + bytes.error().message);
    read_ += bytes->size();
    ASSAY_CHECK(take(name, *bytes));
  }
}

}  // namespace assay
