/* A help desk's tool in C: shows what is sensitive in a message and prints it made safe.
 *
 *   cc example.c $(pkg-config --cflags --libs holdfast) -o example
 *   ./example                       a message of its own
 *   ./example "my pin is 4471"      yours
 */

#include <holdfast.h>
#include <stdio.h>
#include <string.h>

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, holdfast_error());
  return 1;
}

static void show_evidence(const holdfast_finding* findings, size_t index) {
  holdfast_evidence evidence;
  size_t i;
  for (i = 0; i < holdfast_finding_evidence_count(findings, index); ++i) {
    if (holdfast_finding_evidence(findings, index, i, &evidence) != HOLDFAST_OK) continue;
    printf("  %s %s, %+.2f\n", evidence.kind, evidence.what, (double)evidence.weight);
  }
}

static int show_findings(const holdfast_engine* engine, const char* text) {
  holdfast_finding* findings = NULL;
  size_t count = 0;
  size_t i;
  if (holdfast_scan(engine, text, strlen(text), NULL, &findings, &count) != HOLDFAST_OK) {
    return failed("scan");
  }
  for (i = 0; i < count; ++i) {
    printf("%s at bytes %lu to %lu, confidence %.2f\n", findings[i].type,
           (unsigned long)findings[i].begin, (unsigned long)findings[i].end,
           (double)findings[i].confidence);
    show_evidence(findings, i);
  }
  holdfast_findings_free(findings);
  return 0;
}

static int show_safe_text(const holdfast_engine* engine, const char* text) {
  holdfast_redaction redaction = {HOLDFAST_MASK, 4, '*', NULL, 0};
  char* safe = NULL;
  if (holdfast_redact(engine, text, strlen(text), NULL, &redaction, &safe, NULL) != HOLDFAST_OK) {
    return failed("redact");
  }
  puts(safe);
  holdfast_text_free(safe);
  return 0;
}

int main(int argc, char** argv) {
  const char* text = argc > 1 ? argv[1]
                              : "Hi, my card is 4111 1111 1111 1111, cvv 987, "
                                "reach me at ann@example.com";
  holdfast_engine* engine = NULL;
  int result;
  if (holdfast_engine_create(&engine) != HOLDFAST_OK) return failed("create");
  result = show_findings(engine, text) || show_safe_text(engine, text);
  holdfast_engine_destroy(engine);
  return result;
}
