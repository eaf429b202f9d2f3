#include "platform/own_rules/exact_builder.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>

#include "platform/own_rules/csv_reader.h"
#include "platform/own_rules/entry_sorter.h"
#include "platform/own_rules/page_file.h"
#include "platform/own_rules/whole_file.h"

namespace holdfast::own_rules {
namespace {

using detect::ExactEntry;

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

Result<crypto::FileDescriptor> open_input(const std::string& path) {
  crypto::FileDescriptor input(path == "-" ? ::dup(STDIN_FILENO)
                                           : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input) return crypto::file_error("open", path, errno);
  return input;
}

ReadMore reader_of(int descriptor, const std::string& path) {
  return [descriptor, path](std::span<char> buffer) -> Result<std::size_t> {
    while (true) {
      const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return crypto::file_error("read", path, errno);
    }
  };
}

// Where the schema's columns stand in the file's records.
Result<std::vector<std::size_t>> places_of(const detect::ExactSchema& schema,
                                           const std::vector<std::string_view>& headers,
                                           const CsvReader& csv) {
  std::vector<std::size_t> places;
  for (const detect::ExactColumn& column : schema.columns) {
    const auto found = std::find(headers.begin(), headers.end(), column.header);
    if (found == headers.end()) {
      return csv.error(
          fmt::format("the first line names no column \"{}\" ({} columns): give its "
                      "`header` in the schema",
                      column.header, headers.size()));
    }
    places.push_back(static_cast<std::size_t>(found - headers.begin()));
  }
  return places;
}

class Builder {
 public:
  Builder(const ExactBuild& build, const SecretBytes& secret)
      : build_(build),
        secret_(secret),
        sorter_(crypto::directory_of(build.output), build.memory_bytes) {}

  Result<ExactBuilt> run(Random& random) {
    header_.schema = build_.schema;
    random.fill(header_.salt);
    WholeFile file = TRY(WholeFile::create(build_.output));
    TRY(file.append(ByteVector(detect::kExactHeaderBytes)));
    detect::ExactPages pages(header_, [&file](Bytes bytes) { return file.append(bytes); });
    TRY(read_records(pages));
    TRY(pages.begin_entries(sorter_.count()));
    TRY(sorter_.visit_in_order([&](std::span<const ExactEntry> same) -> Result<> {
      count_repeated(same);
      if (!TRY(pages.add_value(same))) ++built_.values_left_out;
      return {};
    }));
    TRY(expect_unique());
    TRY(pages.finish());
    TRY(file.rewrite_begin(header_.write(secret_.reveal())));
    TRY(read_back(file.temporary()));
    TRY(file.commit());
    built_.entries = header_.entry_count;
    built_.file_bytes = header_.file_bytes();
    return built_;
  }

 private:
  Result<> read_records(detect::ExactPages& pages) {
    const crypto::FileDescriptor input = TRY(open_input(build_.input));
    CsvReader csv(build_.input, reader_of(input.get(), build_.input), build_.delimiter);
    std::vector<std::string_view> cells;
    if (!TRY(csv.next(cells))) return refused(fmt::format("{}:1: is empty", build_.input));
    const std::vector<std::size_t> places = TRY(places_of(build_.schema, cells, csv));
    const std::size_t cell_count = cells.size();
    const detect::ExactHasher hasher(secret_.reveal(), header_.salt);
    detect::ExactRows rows(build_.schema, hasher);
    std::vector<std::string_view> wanted(places.size());
    detect::RowTags tags{};
    while (TRY(csv.next(cells))) {
      if (cells.size() != cell_count) {
        return csv.error(fmt::format("{} cells, the first line has {}", cells.size(), cell_count));
      }
      if (built_.records > detect::kExactRowsMax - 1) return csv.error("too many records");
      for (std::size_t i = 0; i < places.size(); ++i) wanted[i] = cells[places[i]];
      rows.add(wanted, static_cast<detect::RowNumber>(built_.records++), tags, sorter_.buffer());
      TRY(pages.add_row(tags));
      TRY(sorter_.settle());
    }
    if (built_.records == 0) return refused(fmt::format("{}:2: no record follows", build_.input));
    header_.lengths = rows.lengths();
    built_.columns.assign(rows.counts().begin(), rows.counts().end());
    return {};
  }

  void count_repeated(std::span<const ExactEntry> same) {
    if (same.size() < 2 || same.front().key >= build_.schema.columns.size()) return;
    if (!build_.schema.columns[same.front().key].is_unique) return;
    if (repeated_++ == 0) first_repeated_ = {same[0], same[1]};
  }

  Result<> expect_unique() const {
    if (repeated_ == 0) return {};
    return refused(fmt::format(
        "{}: {} values of columns declared unique are in several records: column {} of records {} "
        "and {}, for one. Take the records that are there twice out, or `unique` from the schema",
        build_.input, repeated_, build_.schema.columns[first_repeated_[0].key].name,
        first_repeated_[0].row + 1, first_repeated_[1].row + 1));
  }

  Result<> read_back(const std::string& path) {
    const auto index = TRY(detect::ExactIndex::open(TRY(PageFile::open(path)), secret_));
    TRY(index->verify_pages());
    built_.memory_bytes = index->memory_bytes();
    return {};
  }

  const ExactBuild& build_;
  const SecretBytes& secret_;
  detect::ExactHeader header_;
  EntrySorter sorter_;
  ExactBuilt built_;
  std::uint64_t repeated_ = 0;
  std::array<ExactEntry, 2> first_repeated_{};
};

}  // namespace

Result<ExactBuilt> build_exact(const ExactBuild& build, const SecretBytes& secret, Random& random) {
  return Builder(build, secret).run(random);
}

}  // namespace holdfast::own_rules
