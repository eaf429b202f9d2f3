"""Secret keys by the prefixes and alphabets their issuers document. None was ever issued; checksums are right where there is one.

The pattern of each is kept apart from its example, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import base64
import json
import zlib

from .draw import ALNUM, DIGITS, LOWER, UPPER, Draw

HEX = "0123456789abcdef"
URL = ALNUM + "_-"
BASE62 = DIGITS + UPPER + LOWER

# Name, type, prefix, length after it, alphabet, what follows.
PREFIXED = [
    ("aws access", "aws_access_key", "AKIA", 16, UPPER + "234567", ""),
    ("aws session", "aws_access_key", "ASIA", 16, UPPER + "234567", ""),
    ("gitlab personal", "gitlab_token", "glpat-", 20, URL, ""), ("gitlab pipeline", "gitlab_token", "glptt-", 40, HEX, ""),
    ("gitlab runner", "gitlab_token", "glrt-", 20, URL, ""), ("gitlab deploy", "gitlab_token", "gldt-", 20, URL, ""),
    ("stripe live", "stripe_key", "sk_" + "live_", 24, ALNUM, ""),
    ("stripe restricted", "stripe_key", "rk_" + "live_", 24, ALNUM, ""),
    ("stripe webhook", "stripe_key", "whsec_", 32, ALNUM, ""), ("google api", "google_api_key", "AIza", 35, URL, ""),
    ("openai project", "openai_key", "sk-proj-", 74, ALNUM, ""), ("openai service", "openai_key", "sk-svcacct-", 58, ALNUM, ""),
    ("anthropic", "api_key", "sk-ant-api03-", 93, URL, "AA"), ("shopify private", "shopify_token", "shppa_", 32, HEX, ""),
    ("shopify access", "shopify_token", "shpat_", 32, HEX, ""), ("shopify shared", "shopify_token", "shpss_", 32, HEX, ""),
    ("shopify custom", "shopify_token", "shpca_", 32, HEX, ""), ("hugging face", "api_key", "hf_", 34, ALNUM, ""),
    ("digitalocean", "api_key", "dop_v1_", 64, HEX, ""), ("digitalocean oauth", "api_key", "doo_v1_", 64, HEX, ""),
    ("linear", "api_key", "lin_api_", 40, ALNUM, ""), ("notion", "api_key", "ntn_", 46, ALNUM, ""),
    ("postman", "api_key", "PMAK-", 24, HEX, "-" + "0a1b2c3d4e" * 3 + "4f5a"),
    ("pypi", "api_key", "pypi-AgEIcHlwaS5vcmc", 70, URL, ""), ("rubygems", "api_key", "rubygems_", 48, HEX, ""),
    ("doppler", "api_key", "dp.pt.", 43, ALNUM, ""), ("databricks", "api_key", "dapi", 32, HEX, ""),
    ("grafana service", "api_key", "glsa_", 32, ALNUM, "_" + "5f3ac9d1"), ("grafana cloud", "api_key", "glc_", 60, ALNUM, ""),
    ("hashicorp vault", "api_key", "hvs.", 90, URL, ""), ("vault batch", "api_key", "hvb.", 138, URL, ""),
    ("new relic user", "api_key", "NRAK-", 27, UPPER + DIGITS, ""), ("new relic ingest", "api_key", "NRII-", 32, ALNUM, ""),
    ("mailchimp", "api_key", "", 32, HEX, "-us14"), ("mailgun", "api_key", "key-", 32, HEX, ""),
    ("brevo", "api_key", "xkeysib-", 64, HEX, "-" + "Ab3dEf6hIj9kLm2n"), ("square access", "api_key", "EAAA", 60, URL, ""),
    ("square secret", "api_key", "sq0csp-", 43, URL, ""), ("twilio key", "api_key", "SK", 32, HEX, ""),
    ("facebook", "api_key", "EAACEdEose0cBA", 80, ALNUM, ""), ("sentry user", "api_key", "sntryu_", 64, HEX, ""),
    ("sentry org", "api_key", "sntrys_eyJpYXQiO", 90, ALNUM, ""), ("atlassian", "api_key", "ATATT3xFfGF0", 180, URL, ""),
    ("bitbucket app", "api_key", "ATBB", 32, ALNUM, ""), ("planetscale", "api_key", "pscale_tkn_", 43, URL, ""),
    ("planetscale password", "api_key", "pscale_pw_", 43, URL, ""), ("prefect", "api_key", "pnu_", 36, ALNUM, ""),
    ("pulumi", "api_key", "pul-", 40, HEX, ""), ("readme", "api_key", "rdme_", 70, LOWER + DIGITS, ""),
    ("typeform", "api_key", "tfp_", 59, URL, ""), ("airtable", "api_key", "pat", 14, ALNUM, "." + HEX * 4),
    ("asana", "api_key", "1/1203456789012345:", 32, HEX, ""), ("docker hub", "api_key", "dckr_pat_", 27, URL, ""),
    ("figma", "api_key", "figd_", 40, URL, ""), ("flutterwave", "api_key", "FLWSECK-", 32, HEX, "-X"),
    ("flyio", "api_key", "fo1_", 43, URL, ""), ("fastly", "api_key", "fastly_api_token ", 32, URL, ""),
    ("heroku", "api_key", "HRKU-AA", 58, URL, ""), ("intercom", "api_key", "dG9rO", 55, ALNUM, "="),
    ("klaviyo", "api_key", "pk_", 34, HEX, ""), ("launchdarkly", "api_key", "api-", 8, HEX, "-12ab-4cd3-9ef4-5a6b7c8d9e0f"),
    ("netlify", "api_key", "nfp_", 36, ALNUM, ""), ("okta", "api_key", "00", 40, URL, ""),
    ("paystack", "api_key", "sk_" + "live_", 40, HEX, ""), ("razorpay", "api_key", "rzp_" + "live_", 14, ALNUM, ""),
    ("replicate", "api_key", "r8_", 37, ALNUM, ""), ("supabase", "api_key", "sbp_", 40, HEX, ""),
    ("telegram bot", "api_key", "5812345678:AA", 33, URL, ""),
    ("discord webhook", "api_key", "https://discord.com/api/webhooks/112233445566778899/", 68, URL, ""),
    ("vercel", "api_key", "vcp_", 56, ALNUM, ""), ("groq", "api_key", "gsk_", 52, ALNUM, ""),
    ("perplexity", "api_key", "pplx-", 48, ALNUM, ""),
    ("tailscale", "api_key", "tskey-auth-", 16, ALNUM, "-" + "Yq7Rb2Wm9Kd4Xs6Tn3Vh5C"),
    ("algolia", "api_key", "algolia_admin_key=", 32, HEX, ""),
    ("slack user", "slack_token", "xoxp-123456789012-123456789012-", 12, DIGITS, "-" + HEX * 2),
    ("slack bot", "slack_token", "xoxb-123456789012-123456789012-", 24, ALNUM, ""),
    ("slack app", "slack_token", "xapp-1-A0123456789-1234567890123-", 64, HEX, ""),
    ("slack hook", "slack_token", "https://hooks.slack.com/services/T0AB1CD2E/B0FG3HI4J/", 24, ALNUM, ""),
    ("age secret", "private_key", "AGE-SECRET-KEY-1", 58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", ""),
    ("easypost", "api_key", "EZAK", 54, ALNUM, ""), ("contentful", "api_key", "CFPAT-", 43, URL, ""),
    ("clojars", "api_key", "CLOJARS_", 60, LOWER + DIGITS, ""), ("duffel", "api_key", "duffel_" + "live_", 43, URL, ""),
    ("dynatrace", "api_key", "dt0c01.", 24, UPPER + DIGITS, "." + "ABCDEFGH12345678" * 4),
    ("frame.io", "api_key", "fio-u-", 64, URL, ""), ("gocardless", "api_key", "live_", 40, URL, ""),
    ("mapbox", "api_key", "sk.eyJ1Ijoi", 60, ALNUM, "." + "a1B2c3D4e5F6g7H8i9J0kL"),
    ("shippo", "api_key", "shippo_" + "live_", 40, HEX, ""),
    ("terraform cloud", "api_key", "", 14, ALNUM, ".atlasv1." + "k7Qz2Xw9Rb4Mn6Tj8Vd3Hs5Lp1Yf" + "Gc0Uv7Ea2Ow9Ki4Zx6Bq8Nr3Td5Sm1Jh7Pl2Fy"), ("sumo logic", "api_key", "su", 12, ALNUM, ""),
]
NAMED = {"fastly": 17, "algolia": 18}  # characters of the prefix that are words, not the secret


def base62(number: int, width: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 62)
        text = BASE62[rest] + text
    return text.rjust(width, "0")


def with_crc(d: Draw, prefix: str) -> str:
    """GitHub's and npm's tokens end in the CRC-32 of what is before it, in base 62."""
    body = d.chars(30, ALNUM)
    return prefix + body + base62(zlib.crc32(body.encode()), 6)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(d: Draw) -> str:
    head = {"alg": d.own(["HS256", "RS256", "HS512", "ES256"]), "typ": "JWT"}
    body = {"sub": d.digits(10), "iat": d.number(1_700_000_000, 1_760_000_000), "scope": d.own(["read", "orders:write"])}
    return ".".join([encoded(json.dumps(head).encode()), encoded(json.dumps(body).encode()), encoded(d.rng.randbytes(32))])


def private_key(d: Draw) -> str:
    name = d.own(["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])
    text = base64.b64encode(d.rng.randbytes(240)).decode()
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----"


def connection(d: Draw) -> str:
    scheme = d.own(["postgres", "mysql", "mongodb+srv", "redis", "amqp", "postgresql"])
    user, host = d.own(["app", "svc_orders", "root", "crm"]), d.own(["db", "db2.internal", "cluster0.example.net", "cache"])
    return f"{scheme}://{user}:{d.chars(14, ALNUM)}@{host}/{d.own(['crm', 'prod'])}"


BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32_sum(prefix: str, data: str) -> str:
    """The six characters that end a Bech32 string, by BIP 173."""
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    values += [BECH32.index(char) for char in data] + [0] * 6
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> place & 1:
                check ^= generator
    return "".join(BECH32[(check ^ 1) >> 5 * (5 - place) & 31] for place in range(6))


def other(d: Draw) -> tuple[str, str, str]:
    return d.own([
        lambda: ("github personal", "github_token", with_crc(d, "ghp_")),
        lambda: ("github server", "github_token", with_crc(d, "ghs_")),
        lambda: ("github oauth", "github_token", with_crc(d, "gho_")),
        lambda: ("github fine-grained", "github_token", f"github_pat_{d.chars(22, ALNUM)}_{d.chars(59, ALNUM)}"),
        lambda: ("npm", "npm_token", with_crc(d, "npm_")), lambda: ("jwt", "jwt", jwt(d)),
        lambda: ("pem", "private_key", private_key(d)), lambda: ("connection string", "connection_string", connection(d)),
        lambda: ("sendgrid", "sendgrid_key", f"SG.{d.chars(22, URL)}.{d.chars(43, URL)}"), lambda: ("jwt", "jwt", jwt(d)),
        lambda: ("pem", "private_key", private_key(d)), lambda: ("connection string", "connection_string", connection(d)),
    ])()


def cued(d: Draw) -> tuple[str, str, str, str]:
    """Keys without a shape of their own, known by the words before them: name, type, words, key."""
    return d.own([
        lambda: ("aws secret", "aws_secret_key", "aws_secret_access_key = ", d.chars(40, ALNUM + "+/")),
        lambda: ("generic", "api_key", "api key: ", d.chars(32, ALNUM)),
        lambda: ("azure storage", "azure_key", "AccountKey=", base64.b64encode(d.rng.randbytes(64)).decode()),
        lambda: ("generic", "api_key", "client_secret=", d.chars(36, ALNUM)),
        lambda: ("datadog", "api_key", "DD_API_KEY=", d.chars(32, HEX)),
        lambda: ("twilio", "api_key", "twilio auth token ", d.chars(32, HEX)),
        lambda: ("cloudflare", "api_key", "cloudflare api token: ", d.chars(40, ALNUM)),
        lambda: ("pagerduty", "api_key", "pagerduty key ", d.chars(20, ALNUM)),
        lambda: ("generic", "api_key", "secret_key: ", d.chars(40, ALNUM)),
        lambda: ("generic", "api_key", "access token is ", d.chars(40, ALNUM)),
    ])()


def secret(d: Draw) -> tuple[str, str, str, str]:
    """Name, type, words that must stand before it, the secret."""
    kind = d.number(0, 9)
    if kind < 6:
        name, type_, prefix, count, alphabet, after = d.own(PREFIXED)
        while True:
            body = d.chars(count, alphabet)
            if len(alphabet) < 11 or any(char.isdigit() for char in body):
                break
        if name == "age secret":
            body = body[:52] + bech32_sum("age-secret-key-", body[:52].lower()).upper()
        words = NAMED.get(name, 0)
        return name, type_, prefix[:words], prefix[words:] + body + after
    if kind < 8:
        name, type_, text = other(d)
        return name, type_, "", text
    return cued(d)
