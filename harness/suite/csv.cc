// The only file of suite/ that includes libcsv.
#include <csv.h>
#include <fmt/format.h>

#include <string_view>

#include "harness/suite/dataset.h"

namespace assay {
namespace {

// libcsv strips blanks round unquoted fields unless nothing is a blank.
int nothing_is_space(unsigned char) { return 0; }

// libcsv's parser, freed at the end of the scope.
class Parser {
 public:
  Parser() : is_ready_(csv_init(&state_, CSV_STRICT | CSV_STRICT_FINI) == 0) {
    if (is_ready_) csv_set_space_func(&state_, nothing_is_space);
  }
  ~Parser() {
    if (is_ready_) csv_free(&state_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  csv_parser* get() { return &state_; }
  bool is_ready() const { return is_ready_; }
  // libcsv's ROW_NOT_BEGUN is its state 0.
  bool is_between_rows() const { return state_.pstate == 0; }

 private:
  csv_parser state_{};
  bool is_ready_;
};

// What libcsv's callbacks fill.
class Rows {
 public:
  Rows(const SourceFile& file, RowNames& names, Diagnostics& diagnostics, const RowSink& sink)
      : file_(file), names_(names), diagnostics_(diagnostics), sink_(sink) {}

  bool is_done() const { return done_; }
  void set_row_line(int line) { row_line_ = line; }
  bool has_header() const { return header_ != nullptr; }

  void on_field(std::string_view field) {
    if (fields_ == 0) values_.reserve(column_count_ + names_.extra());
    if (header_ == nullptr) {
      columns_.emplace_back(field);
    } else if (values_.size() < column_count_) {
      values_.emplace_back(std::string(field));
    }
    ++fields_;
  }

  void on_row_end() {
    if (done_ || fields_ == 0) return;
    if (header_ == nullptr) {
      take_header();
    } else {
      take_row();
    }
    fields_ = 0;
  }

  void fail(std::string_view message) {
    diagnostics_.error({&file_, row_line_, 1}, message);
    done_ = true;
  }

 private:
  void take_header() {
    Result<RowNames::Shared> shared = names_.intern({columns_.begin(), columns_.end()});
    if (!shared) {
      fail(shared.error().message);
      return;
    }
    header_ = std::move(*shared);
    column_count_ = columns_.size();
  }

  void take_row() {
    if (fields_ != column_count_) {
      fail(fmt::format("this row has {} fields, the header has {}", fields_, column_count_));
      return;
    }
    if (!sink_(names_.row(header_, std::move(values_)), row_line_)) done_ = true;
    values_ = {};
  }

  const SourceFile& file_;
  RowNames& names_;
  Diagnostics& diagnostics_;
  const RowSink& sink_;
  std::vector<std::string> columns_;
  RowNames::Shared header_;
  std::size_t column_count_ = 0;
  std::vector<Json> values_;
  std::size_t fields_ = 0;
  int row_line_ = 1;  // where the row began; quoted fields have newlines
  bool done_ = false;
};

void on_field(void* field, std::size_t size, void* rows) {
  static_cast<Rows*>(rows)->on_field({static_cast<const char*>(field), size});
}

void on_row_end(int, void* rows) { static_cast<Rows*>(rows)->on_row_end(); }

}  // namespace

void read_csv(const SourceFile& file, RowNames& names, Diagnostics& diagnostics,
              const RowSink& sink) {
  Rows rows(file, names, diagnostics, sink);
  Parser parser;
  if (!parser.is_ready()) {
    rows.fail("CSV: out of memory");
    return;
  }
  // A line at a time: libcsv does not say where it is.
  std::string_view rest = file.text;
  for (int line = 1; !rest.empty() && !rows.is_done(); ++line) {
    const std::size_t newline = rest.find('\n');
    const std::size_t size = newline == std::string_view::npos ? rest.size() : newline + 1;
    if (parser.is_between_rows()) rows.set_row_line(line);
    if (csv_parse(parser.get(), rest.data(), size, on_field, on_row_end, &rows) != size) {
      if (!rows.is_done()) {
        rows.fail("CSV: a quote inside a field without quotes, or text after a closing quote");
      }
      return;
    }
    rest.remove_prefix(size);
  }
  if (rows.is_done()) return;
  if (csv_fini(parser.get(), on_field, on_row_end, &rows) != 0) {
    rows.fail("CSV: a quote that is opened in this row is never closed");
  } else if (!rows.has_header() && !rows.is_done()) {
    rows.fail("CSV: no header line");
  }
}

}  // namespace assay
