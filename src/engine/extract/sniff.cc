// What a file is, by what it holds.
//
// The rule for doubt: what might be a container that this version does not read is Unknown, because
// a wrong "plain text" would let its content through unseen.

#include <algorithm>
#include <array>
#include <span>

#include "engine/extract/document.h"
#include "engine/extract/json_text.h"
#include "engine/extract/mbox.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSampleBytes = 64U << 10;

// Formats that are not read, by their first bytes.
constexpr std::array kSignatures = {
    "PK\x03\x04"sv,          // zip, Office, OpenDocument
    "PK\x05\x06"sv,          // an empty zip
    "\xD0\xCF\x11\xE0"sv,    // Office before 2007, Outlook messages
    "{\\rtf"sv,              //
    "\x1F\x8B"sv,            // gzip
    "\xFD\x37zXZ"sv,         // xz
    "\x28\xB5\x2F\xFD"sv,    // zstd
    "7z\xBC\xAF\x27\x1C"sv,  //
    "Rar!\x1A\x07"sv,        //
    "\x89PNG"sv,             //
    "\xFF\xD8\xFF"sv,        // JPEG
    "GIF87a"sv,              //
    "GIF89a"sv,              //
    "II*\0"sv,               // TIFF
    "MM\0*"sv,               // TIFF
    "OggS\0"sv,              //
    "fLaC\0"sv,              //
    "ID3\x03"sv,             // MP3
    "ID3\x04"sv,             //
    "\x7F"
    "ELF"sv,       //
    "MZ\x90\0"sv,  // Windows programs
    "SQLite format 3\0"sv,
    "%!PS"sv,  //
};

// Header fields that open a mail and hardly any other text.
constexpr std::array kMailFields = {
    "received"sv,
    "return-path"sv,
    "from"sv,
    "to"sv,
    "subject"sv,
    "date"sv,
    "message-id"sv,
    "mime-version"sv,
    "content-type"sv,
    "delivered-to"sv,
    "reply-to"sv,
    "cc"sv,
    "dkim-signature"sv,
    "x-mailer"sv,
    "in-reply-to"sv,
    "x-original-to"sv,
    "sender"sv,
    "references"sv,
    "content-transfer-encoding"sv,
};

// Elements whose tag opens a page or a piece of one.
constexpr std::array kHtmlOpenings = {
    "<!doctype html"sv,
    "<html"sv,
    "<head"sv,
    "<body"sv,
    "<title"sv,
    "<meta"sv,
    "<script"sv,
    "<style"sv,
    "<table"sv,
    "<div"sv,
    "<span"sv,
    "<p"sv,
    "<br"sv,
    "<b"sv,
    "<a"sv,
    "<h1"sv,
    "<h2"sv,
    "<h3"sv,
    "<font"sv,
    "<img"sv,
    "<iframe"sv,
    "<ul"sv,
    "<form"sv,
    "<center"sv,
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}

bool starts_with_folded(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char wanted, char c) { return wanted == lower(c); });
}

std::string_view trim_front(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// A zip is found from its end, so a text in front of it does not make it one.
bool ends_as_zip(std::string_view file) {
  constexpr std::size_t kEndRecordBytes = 22;
  const std::size_t tail_bytes = std::min<std::size_t>(file.size(), (64U << 10) + kEndRecordBytes);
  const std::string_view tail = file.substr(file.size() - tail_bytes);
  const std::size_t at = tail.rfind("PK\x05\x06"sv);
  if (at == std::string_view::npos || tail.size() - at < kEndRecordBytes) return false;
  const auto comment_bytes = static_cast<std::size_t>(static_cast<unsigned char>(tail[at + 20])) |
                             static_cast<std::size_t>(static_cast<unsigned char>(tail[at + 21]))
                                 << 8;
  return at + kEndRecordBytes + comment_bytes == tail.size();
}

bool is_container(std::string_view file) {
  if (file.size() < 4) return false;
  const auto begins = [file](std::string_view signature) { return file.starts_with(signature); };
  if (std::ranges::any_of(kSignatures, begins)) return true;
  if (file.substr(4).starts_with("ftyp"sv)) return true;  // MP4 and its kin
  if (file.starts_with("BZh"sv) && file.substr(4).starts_with("1AY&SY"sv)) return true;
  const std::string_view form = file.size() < 12 ? ""sv : file.substr(8, 4);
  if (file.starts_with("RIFF"sv) && (form == "WAVE"sv || form == "AVI "sv || form == "WEBP"sv)) {
    return true;
  }
  // Readers of PDF accept its header anywhere in the first kilobyte.
  if (file.substr(0, 1024).find("%PDF-"sv) != std::string_view::npos) return true;
  return ends_as_zip(file);
}

// More than one byte in ten is a control that text does not use; random bytes hold as many, so of
// what is not UTF-8 less is enough.
bool is_binary(std::string_view sample, TextEncoding encoding) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
            byte != '\v' && byte != 0x1B) ||
           byte == 0x7F;
  };
  const auto control_count = static_cast<std::size_t>(std::ranges::count_if(sample, is_control));
  return control_count * (encoding == TextEncoding::Utf8 ? 10 : 50) > sample.size();
}

// The name of the field that the line is, lower case, or "".
std::string field_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 64) return {};
  const std::string_view name = line.substr(0, colon);
  const auto is_name = [](char c) { return c > 0x20 && c < 0x7F; };
  return std::ranges::all_of(name, is_name) ? lower(name) : std::string();
}

// How many of the lines before the first empty one are fields of mail; 0 if one is no field at all.
std::size_t mail_field_count(std::string_view text) {
  std::size_t known = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t found = text.find('\n', at);
    std::string_view line = text.substr(at, found == std::string_view::npos ? found : found - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (found == std::string_view::npos && text.size() >= kSampleBytes) break;  // cut by the sample
    if (line.front() != ' ' && line.front() != '\t') {
      const std::string name = field_name(line);
      if (name.empty()) return 0;
      if (std::ranges::find(kMailFields, name) != kMailFields.end()) ++known;
    }
    if (found == std::string_view::npos) break;
    at = found + 1;
  }
  return known;
}

bool opens_as_html(std::string_view text) {
  text = trim_front(text);
  while (text.starts_with("<!--"sv) || text.starts_with("<?xml"sv)) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos) return text.starts_with("<!--"sv);
    text = trim_front(text.substr(end + 1));
  }
  for (const std::string_view opening : kHtmlOpenings) {
    if (!starts_with_folded(text, opening) || text.size() == opening.size()) continue;
    const char next = text[opening.size()];
    if (next == '>' || next == '/' || next == ' ' || next == '\t' || next == '\n' || next == '\r') {
      return true;
    }
  }
  return false;
}

std::optional<MediaType> by_content(std::string_view sample, bool is_whole) {
  if (begins_as_mbox(sample)) return MediaType::Mbox;
  if (mail_field_count(sample) >= 2) return MediaType::Mail;
  if (opens_as_html(sample)) return MediaType::Html;
  switch (guess_json(sample, is_whole)) {
    case JsonGuess::One:
      return MediaType::Json;
    case JsonGuess::Lines:
      return MediaType::JsonLines;
    case JsonGuess::No:
      return std::nullopt;
  }
  return std::nullopt;
}

// Whether content that looks like nothing in particular may be what it is claimed to be.
bool allows(MediaType claim, std::string_view sample) {
  switch (claim) {
    case MediaType::PlainText:
    case MediaType::Json:
    case MediaType::JsonLines:
      return true;
    case MediaType::Html:
      return sample.find('<') != std::string_view::npos;
    case MediaType::Mail:
      return mail_field_count(sample) >= 1;
    case MediaType::Mbox:
    case MediaType::Unknown:
      return false;
  }
  return false;
}

struct Claim {
  std::string_view word;
  MediaType type;
};

constexpr std::array kDeclared = {
    Claim{"text/plain", MediaType::PlainText},
    Claim{"text/csv", MediaType::PlainText},
    Claim{"text/markdown", MediaType::PlainText},
    Claim{"text/html", MediaType::Html},
    Claim{"application/xhtml+xml", MediaType::Html},
    Claim{"application/json", MediaType::Json},
    Claim{"text/json", MediaType::Json},
    Claim{"application/x-ndjson", MediaType::JsonLines},
    Claim{"application/jsonl", MediaType::JsonLines},
    Claim{"message/rfc822", MediaType::Mail},
    Claim{"message/global", MediaType::Mail},
    Claim{"application/mbox", MediaType::Mbox},
};

constexpr std::array kEndings = {
    Claim{"txt", MediaType::PlainText},    Claim{"text", MediaType::PlainText},
    Claim{"log", MediaType::PlainText},    Claim{"csv", MediaType::PlainText},
    Claim{"md", MediaType::PlainText},     Claim{"html", MediaType::Html},
    Claim{"htm", MediaType::Html},         Claim{"xhtml", MediaType::Html},
    Claim{"json", MediaType::Json},        Claim{"jsonl", MediaType::JsonLines},
    Claim{"ndjson", MediaType::JsonLines}, Claim{"eml", MediaType::Mail},
    Claim{"mbox", MediaType::Mbox},        Claim{"mbx", MediaType::Mbox},
};

std::optional<MediaType> lookup(std::span<const Claim> claims, std::string_view word) {
  const auto found = std::ranges::find(claims, word, &Claim::word);
  if (found == claims.end()) return std::nullopt;
  return found->type;
}

}  // namespace

std::string_view to_string(MediaType type) {
  switch (type) {
    case MediaType::PlainText:
      return "text/plain";
    case MediaType::Json:
      return "application/json";
    case MediaType::JsonLines:
      return "application/x-ndjson";
    case MediaType::Html:
      return "text/html";
    case MediaType::Mail:
      return "message/rfc822";
    case MediaType::Mbox:
      return "application/mbox";
    case MediaType::Unknown:
      return "application/octet-stream";
  }
  return "application/octet-stream";
}

std::optional<MediaType> claimed_type(std::string_view declared_type, std::string_view name) {
  std::string_view essence = declared_type.substr(0, declared_type.find(';'));
  while (essence.ends_with(' ')) essence.remove_suffix(1);
  if (const auto found = lookup(kDeclared, lower(essence))) return found;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  return lookup(kEndings, lower(name.substr(dot + 1)));
}

MediaType sniff(Bytes file, std::string_view declared_type, std::string_view name) {
  const std::string_view text = as_text(file);
  if (is_container(text)) return MediaType::Unknown;
  std::string_view sample = text.substr(0, kSampleBytes);
  const TextEncoding encoding = guess_encoding(sample);
  // Of what UTF-16 can spell only pages are read as more than text.
  if (encoding == TextEncoding::Utf16Le || encoding == TextEncoding::Utf16Be) {
    const Part decoded = decode_text(sample, encoding);
    return opens_as_html(decoded.text) ? MediaType::Html : MediaType::PlainText;
  }
  if (is_binary(sample, encoding)) return MediaType::Unknown;
  if (sample.starts_with("\xEF\xBB\xBF"sv)) sample.remove_prefix(3);
  if (const auto found = by_content(sample, text.size() <= kSampleBytes)) return *found;
  const auto claim = claimed_type(declared_type, name);
  return claim && allows(*claim, sample) ? *claim : MediaType::PlainText;
}

}  // namespace holdfast::extract
