// The file of an index: what it finds, what it refuses, and what nobody learns from it.

#include "engine/detect/exact_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/exact_values.h"
#include "engine/detect/test_exact.h"

namespace holdfast::detect {
namespace {

using testing::HasSubstr;

ExactSchema schema_of(std::string_view yaml) {
  const auto schema = ExactSchema::parse("s.yaml", yaml);
  if (!schema) ADD_FAILURE() << schema.error().message;
  CHECK(schema);
  return *schema;
}

const ExactSchema& numbers() {
  static const ExactSchema schema =
      schema_of("columns: {number: {kind: digits, unique: true}, name: {kind: name}}");
  return schema;
}

std::string refusal(std::string_view yaml) {
  const auto schema = ExactSchema::parse("s.yaml", yaml);
  return schema ? "read" : schema.error().message;
}

std::string plain(ColumnKind kind, std::string_view cell, std::string_view code = {}) {
  ExactColumn column{.kind = kind, .order = DateOrder::DayMonthYear};
  column.country_code = code;
  return plain_cell(column, cell);
}

TEST(ExactValues, AreTheSameHoweverTheyAreWritten) {
  EXPECT_EQ(plain(ColumnKind::Digits, " 1234-5678 "), "12345678");
  EXPECT_EQ(plain(ColumnKind::Digits, "１２３４"), "1234");
  EXPECT_EQ(plain(ColumnKind::Id, "ab 12/34-x"), "AB1234X");
  EXPECT_EQ(plain(ColumnKind::Email, "Ann.Lee@Example.COM"), "ann.lee@example.com");
  for (const std::string_view name : {"Müller", "MUELLER", "Muller", "mu\xCC\x88ller"}) {
    EXPECT_EQ(plain(ColumnKind::Name, name), "muller") << name;
  }
  for (const std::string_view name : {"O'Brien", "O’Brien", "OBRIEN", "o brien"}) {
    EXPECT_EQ(plain(ColumnKind::Name, name), "obrien") << name;
  }
  for (const std::string_view day : {"7.4.1985", "07/04/1985", "07041985", "7-4-1985 00:00:00"}) {
    EXPECT_EQ(plain(ColumnKind::Date, day), "19850407") << day;
  }
  for (const std::string_view phone : {"+44 20 7946 0958", "020 7946 0958", "0044 20 7946 0958",
                                       "+44 (0)20 7946-0958", "442079460958"}) {
    EXPECT_EQ(plain(ColumnKind::Phone, phone, "44"), "442079460958") << phone;
  }
}

TEST(ExactValues, WhatCouldNotBeFoundIsNone) {
  EXPECT_EQ(plain(ColumnKind::Digits, "12"), "");
  EXPECT_EQ(plain(ColumnKind::Id, "ABCDEF"), "");
  EXPECT_EQ(plain(ColumnKind::Date, "31.13.1985"), "");
  EXPECT_EQ(plain(ColumnKind::Date, "30.2.1985"), "");
  EXPECT_EQ(plain(ColumnKind::Email, "none"), "");
  EXPECT_EQ(plain(ColumnKind::Name, "123"), "");
  EXPECT_EQ(plain(ColumnKind::Name, std::string(100, 'x')), "");
}

TEST(ExactSchemas, SayWhatIsWrongWithThem) {
  EXPECT_THAT(refusal("columns: {name: {kind: name, indexed: true}}"),
              HasSubstr("a name alone is nobody in particular"));
  EXPECT_THAT(refusal("columns: {born: {kind: date}}"), HasSubstr("nothing is found"));
  EXPECT_THAT(refusal("columns: {n: {kind: number}}"), HasSubstr("use one of digits, id, phone"));
  EXPECT_THAT(refusal("columns: {n: {kind: digits, unique: true}}\npairs: [[n, n]]"),
              HasSubstr("a column of kind name and one of another kind"));
  EXPECT_THAT(refusal("columns: {n: {kind: digits, unique: true}}\npairs: [[n]]"),
              HasSubstr("s.yaml:2: each of `pairs` is two columns"));
  EXPECT_EQ(refusal("columns: {n: {kind: name}, d: {kind: date}}\npairs: [[d, n]]"), "read");
}

TEST(ExactSchemas, ComeBackFromTheirBytes) {
  const ExactSchema schema = schema_of(
      "columns:\n  n: {kind: name, header: Nachname}\n  d: {kind: date, order: dmy}\n"
      "  p: {kind: phone, country_code: \"49\", indexed: true}\npairs: [[d, n]]");
  const std::string bytes = schema.write();
  const auto again = ExactSchema::read(bytes);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->write(), bytes);
  EXPECT_EQ(again->columns[0].header, "Nachname");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ExactSchema::read(bytes.substr(0, size))) << size;
  }
}

struct Built {
  std::vector<std::string> values;
  ByteVector file;

  explicit Built(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) values.push_back(std::to_string(10'000'000 + 7 * i));
    std::vector<ExactCells> records;
    for (const std::string& value : values) records.push_back({value, "Smith"});
    file = exact_file(numbers(), records);
  }
};

std::size_t rows_found(const ExactIndex& index, std::string_view number) {
  RowList rows;
  index.find(ExactHasher::entry(0, index.hasher().value(ColumnKind::Digits, number)), rows);
  return rows.count;
}

TEST(ExactIndex, FindsEachValueAndNoOther) {
  const Built built(5000);
  const auto index = open_exact(built.file);
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_TRUE((*index)->verify_pages());
  RowList rows;
  for (std::size_t i = 0; i < built.values.size(); ++i) {
    const std::uint64_t value = (*index)->hasher().value(ColumnKind::Digits, built.values[i]);
    (*index)->find(ExactHasher::entry(0, value), rows);
    ASSERT_EQ(rows.count, 1U) << i;
    EXPECT_EQ(rows.rows[0], i);
    RowTags tags{};
    ASSERT_TRUE((*index)->tags_of(rows.rows[0], tags));
    EXPECT_EQ(tags[0], ExactHasher::tag(0, value));
  }
  std::size_t passed = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string other = std::to_string(50'000'000 + i);
    EXPECT_EQ(rows_found(**index, other), 0U);
    const std::uint64_t value = (*index)->hasher().value(ColumnKind::Digits, other);
    passed += (*index)->may_have(ExactHasher::entry(0, value)) ? 1 : 0;
  }
  EXPECT_LT(passed, 1500U);  // the filter keeps 98.5 % and more from the disk
}

TEST(ExactIndex, AFillerFindsNobody) {
  std::vector<ExactCells> records(kRowsAValueMax + 1, {"00000000", "Smith"});
  records.push_back({"12345678", "Lee"});
  const auto index = open_exact(exact_file(numbers(), records));
  ASSERT_TRUE(index);
  EXPECT_EQ(rows_found(**index, "00000000"), 0U);
  EXPECT_EQ(rows_found(**index, "12345678"), 1U);
}

// Every damage is told: a bit of any part, a missing end, something behind it.
TEST(ExactIndex, DamageIsRefused) {
  const Built built(700);
  const auto stands = [&](ByteVector file) {
    const auto index = open_exact(std::move(file));
    return index && (*index)->verify_pages();
  };
  ASSERT_TRUE(stands(built.file));
  for (std::size_t at = 0; at < built.file.size(); at += at < kExactHeaderBytes ? 97 : 61) {
    ByteVector damaged = built.file;
    damaged[at] ^= std::byte{1};
    EXPECT_FALSE(stands(damaged)) << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, kExactHeaderBytes,
                                 built.file.size() - 4096, built.file.size() - 1}) {
    ByteVector cut(built.file.begin(), built.file.begin() + static_cast<std::ptrdiff_t>(size));
    const auto index = open_exact(cut);
    ASSERT_FALSE(index) << size;
    EXPECT_EQ(index.error().code, ErrorCode::Corrupted);
    EXPECT_THAT(index.error().message, HasSubstr("build it again"));
  }
  ByteVector longer = built.file;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(stands(longer));
}

TEST(ExactIndex, AnotherKeyIsRefused) {
  const Built built(10);
  const auto index =
      open_exact(built.file, SecretBytes(as_bytes("another key of 32 bytes, or not")));
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(index.error().message, HasSubstr("made with another key"));
}

// A page that is damaged while the index is open gives no answer, and says so.
TEST(ExactIndex, APageDamagedLaterFindsNothing) {
  class Failing final : public PageSource {
   public:
    explicit Failing(ByteVector bytes) : memory_(std::move(bytes)) {}
    std::uint64_t size() const override { return memory_.size(); }
    bool read(std::uint64_t offset, std::span<std::byte> out) const override {
      return !fails && memory_.read(offset, out);
    }
    bool fails = false;

   private:
    MemorySource memory_;
  };
  const Built built(10);
  const auto source = std::make_shared<Failing>(built.file);
  const auto index = ExactIndex::open(source, test_secret());
  ASSERT_TRUE(index);
  EXPECT_EQ(rows_found(**index, built.values[3]), 1U);
  EXPECT_FALSE((*index)->is_damaged());
  source->fails = true;
  EXPECT_EQ(rows_found(**index, built.values[3]), 0U);
  EXPECT_TRUE((*index)->is_damaged());
}

// Whoever has the file alone must not be able to test a number.
TEST(ExactIndex, TheFileHoldsNoValueAndDependsOnTheKey) {
  const Built built(50);
  const std::string_view bytes = as_text(built.file);
  for (const std::string& value : built.values)
    EXPECT_EQ(bytes.find(value), std::string_view::npos);
  EXPECT_EQ(bytes.find("Smith"), std::string_view::npos);
  const SecretBytes other(as_bytes("another key of 32 bytes, or not"));
  std::array<std::byte, 16> salt{};
  const ExactHasher a(test_secret().reveal(), salt);
  const ExactHasher b(other.reveal(), salt);
  EXPECT_NE(a.value(ColumnKind::Digits, "12345678"), b.value(ColumnKind::Digits, "12345678"));
  salt.fill(std::byte{1});
  const ExactHasher c(test_secret().reveal(), salt);
  EXPECT_NE(a.value(ColumnKind::Digits, "12345678"), c.value(ColumnKind::Digits, "12345678"));
}

}  // namespace
}  // namespace holdfast::detect
