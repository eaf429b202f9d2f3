#include "engine/detect/top_level_domains.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace holdfast::detect {
namespace {

// Country codes delegated in the root zone, each followed by a space.
constexpr std::string_view kCountries =
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt "
    "bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg "
    "er "
    "es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn "
    "hr "
    "ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li "
    "lk "
    "lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne "
    "nf "
    "ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb "
    "sc "
    "sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt "
    "tv "
    "tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw ";

// Sorted. `example`, `test`, `invalid` and `local` are names that people write in addresses, too.
constexpr std::string_view kGeneric[] = {
    "academy",  "aero",       "agency",      "app",        "art",      "asia",
    "bank",     "bar",        "beer",        "berlin",     "best",     "bet",
    "bike",     "biz",        "blog",        "bot",        "build",    "business",
    "buzz",     "cafe",       "cam",         "camp",       "capital",  "car",
    "care",     "cars",       "casa",        "cash",       "cat",      "center",
    "chat",     "church",     "city",        "click",      "clinic",   "cloud",
    "club",     "coach",      "codes",       "coffee",     "com",      "community",
    "company",  "consulting", "cool",        "coop",       "credit",   "date",
    "deals",    "delivery",   "dental",      "design",     "dev",      "diet",
    "digital",  "direct",     "directory",   "doctor",     "dog",      "domains",
    "download", "earth",      "edu",         "education",  "email",    "energy",
    "engineer", "estate",     "events",      "example",    "exchange", "expert",
    "express",  "family",     "fan",         "farm",       "fashion",  "finance",
    "fit",      "fitness",    "fm",          "foundation", "fun",      "fund",
    "fyi",      "gallery",    "game",        "games",      "garden",   "gift",
    "gifts",    "global",     "gmbh",        "gold",       "gov",      "gratis",
    "group",    "guide",      "guru",        "haus",       "health",   "help",
    "host",     "hosting",    "hotel",       "house",      "icu",      "inc",
    "info",     "ink",        "institute",   "insurance",  "int",      "international",
    "invalid",  "jobs",       "kids",        "land",       "law",      "lawyer",
    "legal",    "life",       "link",        "live",       "llc",      "loan",
    "local",    "lol",        "london",      "love",       "ltd",      "madrid",
    "mail",     "management", "market",      "marketing",  "media",    "men",
    "mil",      "mobi",       "mobile",      "moda",       "moe",      "money",
    "monster",  "museum",     "name",        "net",        "network",  "news",
    "ngo",      "nyc",        "one",         "ong",        "online",   "org",
    "page",     "paris",      "partners",    "party",      "photo",    "photography",
    "photos",   "pictures",   "pink",        "pizza",      "plus",     "post",
    "press",    "pro",        "productions", "promo",      "pub",      "racing",
    "realty",   "recipes",    "red",         "rent",       "rentals",  "repair",
    "report",   "rest",       "restaurant",  "review",     "reviews",  "rocks",
    "run",      "sale",       "school",      "science",    "services", "sex",
    "shop",     "show",       "site",        "ski",        "social",   "software",
    "solar",    "solutions",  "space",       "sport",      "store",    "stream",
    "studio",   "style",      "support",     "surf",       "systems",  "tax",
    "taxi",     "team",       "tech",        "technology", "tel",      "tennis",
    "test",     "tips",       "today",       "tokyo",      "tools",    "top",
    "tours",    "town",       "toys",        "trade",      "training", "travel",
    "tube",     "university", "vacations",   "vegas",      "ventures", "vet",
    "video",    "villas",     "vin",         "vip",        "vision",   "vote",
    "wang",     "watch",      "webcam",      "website",    "wedding",  "wien",
    "wiki",     "win",        "wine",        "work",       "works",    "world",
    "wtf",      "xxx",        "xyz",         "yoga",       "zone",
};

}  // namespace

bool is_top_level_domain(std::string_view label) {
  std::array<char, 24> lower;
  if (label.size() < 2 || label.size() > lower.size()) return false;
  std::transform(label.begin(), label.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const std::string_view name(lower.data(), label.size());
  if (name.size() == 2) {
    for (std::size_t at = 0; at < kCountries.size(); at += 3) {
      if (kCountries.substr(at, 2) == name) return true;
    }
    return false;
  }
  return name.starts_with("xn--") ||
         std::binary_search(std::begin(kGeneric), std::end(kGeneric), name);
}

}  // namespace holdfast::detect
