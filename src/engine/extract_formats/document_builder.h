// A Document in the making, within its limits.

#pragma once

#include "engine/extract/document.h"

namespace holdfast::extract {

class DocumentBuilder {
 public:
  DocumentBuilder(MediaType type, const Limits& limits);

  struct Place {
    std::string path;
    std::string name;
    MediaType media_type = MediaType::PlainText;
    bool is_hidden = false;
  };

  void add_text(Place place, std::string text);
  // Says once for each place why it was not read.
  void add_unreadable(Place place, std::string_view why);

  // Once true nothing more is taken: the document already says which limit was reached.
  bool is_full() const { return is_full_; }
  const Limits& limits() const { return limits_; }
  Document take() { return std::move(document_); }

 private:
  bool has_room(std::size_t text_bytes);

  Limits limits_;
  Document document_;
  std::size_t text_bytes_ = 0;
  bool is_full_ = false;
};

inline constexpr std::string_view kNotRead = "not a type that this version reads";

}  // namespace holdfast::extract
