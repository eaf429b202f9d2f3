#include "engine/extract_formats/mail.h"

#include <map>
#include <utility>

#include <fmt/core.h>

#include "engine/extract/mbox.h"
#include "engine/extract_formats/charset.h"
#include "engine/extract_formats/html.h"
#include "engine/extract_formats/mail_parts.h"

namespace holdfast::extract {
namespace {

// What the parser noticed that leaves doubt whether another program would read the same mail.
struct Doubts {
  bool is_cut_off = false;
  bool is_ambiguous = false;
  bool is_too_deep = false;

  static void note(gint64 /*offset*/, GMimeParserWarning warning, const gchar* /*item*/,
                   gpointer doubts) {
    auto& self = *static_cast<Doubts*>(doubts);
    switch (warning) {
      case GMIME_WARN_TRUNCATED_MESSAGE:
      case GMIME_WARN_MALFORMED_MULTIPART:
        self.is_cut_off = true;
        break;
      case GMIME_CRIT_CONFLICTING_HEADER:
      case GMIME_CRIT_CONFLICTING_PARAMETER:
      case GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY:
        self.is_ambiguous = true;
        break;
      case GMIME_CRIT_NESTING_OVERFLOW:
        self.is_too_deep = true;
        break;
      default:
        break;
    }
  }
};

Owned<GMimeMessage> parse(std::string_view bytes, Doubts& doubts) {
  const std::unique_ptr<GMimeParserOptions, decltype(&g_mime_parser_options_free)> options(
      g_mime_parser_options_new(), g_mime_parser_options_free);
  g_mime_parser_options_set_warning_callback(options.get(), Doubts::note, &doubts);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), FALSE);
  return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), options.get()));
}

class MessageReader {
 public:
  MessageReader(MailPlace place, DocumentBuilder& out) : place_(std::move(place)), out_(out) {}

  void read(GMimeMessage* message) {
    add(place("headers"), header_text(GMIME_OBJECT(message)));
    if (GMimeObject* root = g_mime_message_get_mime_part(message)) object(root, 0);
  }

  void say(const Doubts& doubts) {
    if (doubts.is_cut_off) unreadable("the mail ends before its last part is complete");
    if (doubts.is_ambiguous) unreadable("the mail says two things about how it is built");
    if (doubts.is_too_deep) unreadable("limit exceeded: parts nested too deep");
  }

  void unreadable(std::string_view why) {
    DocumentBuilder::Place at = place("structure");
    at.media_type = MediaType::Mail;
    out_.add_unreadable(std::move(at), why);
  }

 private:
  // Multiparts within multiparts; a message within counts by MailPlace::depth instead.
  static constexpr std::size_t kMultipartDepthMax = 64;

  DocumentBuilder::Place place(std::string_view name) const {
    DocumentBuilder::Place at;
    at.path = place_.prefix + std::string(name);
    return at;
  }

  // "body", then "body[1]": most mails have one.
  std::string next_body() {
    const std::size_t index = body_count_++;
    return place_.prefix + (index == 0 ? "body" : fmt::format("body[{}]", index));
  }

  std::string next_attachment() {
    return fmt::format("{}attachment[{}]", place_.prefix, attachment_count_++);
  }

  void add(DocumentBuilder::Place at, std::string text) {
    if (!text.empty()) out_.add_text(std::move(at), std::move(text));
  }

  void object(GMimeObject* object, std::size_t depth) {
    if (out_.is_full()) return;
    if (GMIME_IS_MULTIPART(object)) {
      multipart(GMIME_MULTIPART(object), depth);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      message_part(GMIME_MESSAGE_PART(object));
    } else if (GMIME_IS_PART(object)) {
      leaf(content_of(GMIME_PART(object)));
    } else {
      DocumentBuilder::Place at = place("structure");
      at.media_type = MediaType::Unknown;
      out_.add_unreadable(std::move(at), kNotRead);
    }
  }

  void multipart(GMimeMultipart* multipart, std::size_t depth) {
    if (depth >= kMultipartDepthMax) {
      unreadable("limit exceeded: parts nested too deep");
      return;
    }
    outside("preamble", g_mime_multipart_get_prologue(multipart));
    const int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count; ++i) object(g_mime_multipart_get_part(multipart, i), depth + 1);
    outside("epilogue", g_mime_multipart_get_epilogue(multipart));
  }

  // Text around the parts, which mail programs do not show.
  void outside(std::string_view name, const char* text) {
    if (text == nullptr) return;
    std::string utf8 = to_utf8(text, {});
    if (utf8.find_first_not_of(" \t\r\n") == std::string::npos) return;
    DocumentBuilder::Place at = place(name);
    at.is_hidden = true;
    add(std::move(at), std::move(utf8));
  }

  void message_part(GMimeMessagePart* part) {
    const std::string path = next_attachment();
    GMimeMessage* message = g_mime_message_part_get_message(part);
    if (message == nullptr) return;
    nested(path, [&](MailPlace inner) { MessageReader(std::move(inner), out_).read(message); });
  }

  template <typename Read>
  void nested(const std::string& path, Read read) {
    if (place_.depth + 1 >= out_.limits().depth_max) {
      DocumentBuilder::Place at;
      at.path = path;
      at.media_type = MediaType::Mail;
      out_.add_unreadable(std::move(at), "limit exceeded: messages nested too deep");
      return;
    }
    read(MailPlace{path + "/", place_.depth + 1});
  }

  void leaf(const Content& content) {
    const bool is_text = content.declared_type.starts_with("text/");
    const bool is_body = is_text && !content.is_attachment;
    DocumentBuilder::Place at;
    at.path = is_body ? next_body() : next_attachment();
    at.name = content.name;
    at.media_type = MediaType::Unknown;
    if (!content.doubt.empty()) {
      out_.add_unreadable(std::move(at), content.doubt);
      return;
    }
    MediaType type = sniff(as_bytes(content.bytes), content.declared_type, content.name);
    // A body that is declared plain is shown as it stands, whatever it looks like.
    if (is_body && type != MediaType::Unknown && content.declared_type != "text/html") {
      type = MediaType::PlainText;
    }
    if (type == MediaType::Unknown && is_text && is_wide(content.charset)) {
      type = content.declared_type == "text/html" ? MediaType::Html : MediaType::PlainText;
    }
    at.media_type = type;
    read_as(type, content, std::move(at));
  }

  // Sets whose text is not ASCII where it could be, so that its bytes look like none.
  static bool is_wide(std::string_view charset) {
    return g_ascii_strncasecmp(std::string(charset).c_str(), "utf-16", 6) == 0 ||
           g_ascii_strncasecmp(std::string(charset).c_str(), "utf-32", 6) == 0 ||
           g_ascii_strncasecmp(std::string(charset).c_str(), "ucs-", 4) == 0;
  }

  void read_as(MediaType type, const Content& content, DocumentBuilder::Place at) {
    switch (type) {
      case MediaType::PlainText:
        out_.add_text(std::move(at), to_utf8(content.bytes, content.charset));
        return;
      case MediaType::Json:
      case MediaType::JsonLines:
        json(type, content, std::move(at));
        return;
      case MediaType::Html:
        read_html(content.bytes, content.charset, std::move(at), out_);
        return;
      case MediaType::Mail:
        nested(at.path, [&](const MailPlace& inner) { read_mail(content.bytes, inner, out_); });
        return;
      case MediaType::Mbox:
        nested(at.path, [&](const MailPlace& inner) { read_mbox(content.bytes, inner, out_); });
        return;
      case MediaType::Unknown:
        out_.add_unreadable(std::move(at), kNotRead);
        return;
    }
  }

  // JSON by its members; what only looks like JSON is read as the text it is.
  void json(MediaType type, const Content& content, DocumentBuilder::Place at) {
    auto document = extract_in_process(as_bytes(content.bytes), type, out_.limits());
    if (document) {
      out_.add_text(std::move(at), std::move(document->parts.at(0).text));
      return;
    }
    at.media_type = MediaType::PlainText;
    out_.add_text(std::move(at), to_utf8(content.bytes, content.charset));
  }

  MailPlace place_;
  DocumentBuilder& out_;
  std::size_t body_count_ = 0;
  std::size_t attachment_count_ = 0;
};

}  // namespace

void read_mail(std::string_view bytes, const MailPlace& place, DocumentBuilder& out) {
  if (out.is_full()) return;
  Doubts doubts;
  const Owned<GMimeMessage> message = parse(bytes, doubts);
  MessageReader reader(place, out);
  if (message == nullptr) {
    reader.unreadable("not a mail");
    return;
  }
  reader.read(message.get());
  reader.say(doubts);
}

void read_mbox(std::string_view bytes, const MailPlace& place, DocumentBuilder& out) {
  std::size_t index = 0;
  for (const MboxMessage& message : split_mbox(bytes)) {
    if (out.is_full()) return;
    const MailPlace inner{fmt::format("{}message[{}]/", place.prefix, index++), place.depth};
    read_mail(bytes.substr(message.begin, message.bytes), inner, out);
  }
}

}  // namespace holdfast::extract
