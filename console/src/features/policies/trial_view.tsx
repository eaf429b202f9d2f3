// What would happen to a text: the verdict, the findings in place, the text as it would leave, the
// rules, and what the sender would be told.

import type { Trial } from "../../api/types";
import { ModeBadge, RuleName, SeverityMark, VerdictBadge } from "../../ui/labels";
import { MarkedText } from "../../ui/marked_text";
import { useTexts } from "../../ui/text";
import styles from "./policies.module.css";

export function TrialView({ trial, text }: { trial: Trial; text: string }) {
  const texts = useTexts();
  const is_stopped = trial.verdict === "hold" || trial.verdict === "block";
  return (
    <>
      <div className={styles.trialHead}>
        <VerdictBadge verdict={trial.verdict} />
        {trial.severity !== "info" && <SeverityMark severity={trial.severity} />}
        <span className={styles.sub}>{texts.t("try.found", { count: trial.findings.length })}</span>
      </div>
      <h2>{texts.t("try.marked")}</h2>
      <div className={styles.sheet}>
        <MarkedText
          text={text}
          marks={trial.findings.map((finding, index) => ({
            key: String(index),
            type: finding.type,
            start: finding.start,
            end: finding.end,
            confidence: finding.confidence,
            evidence: finding.evidence,
            entity: finding.entity,
          }))}
        />
      </div>
      <h2>{texts.t("try.leaves")}</h2>
      {is_stopped ? (
        <p className={styles.stopped}>
          {texts.t(`try.stopped.${trial.verdict}` as "try.stopped.hold")}
        </p>
      ) : (
        <div className={styles.sheet} data-safe>
          {trial.text}
        </div>
      )}
      {trial.hits.length > 0 && (
        <>
          <h2>{texts.t("try.rules")}</h2>
          <ul className={styles.trialHits}>
            {trial.hits.map((hit) => (
              <li key={`${hit.policy_version} ${hit.rule}`}>
                <VerdictBadge verdict={hit.verdict} quiet />
                <RuleName rule={hit.rule} />
                <ModeBadge mode={hit.mode} />
                <span className={styles.sub}>{hit.reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {trial.notices.length > 0 && (
        <>
          <h2>{texts.t("try.notices")}</h2>
          {trial.notices.map((notice) => (
            <blockquote key={notice.rule} className={styles.notice}>
              <p>{notice.text}</p>
              {notice.offer !== "" && <p className={styles.offer}>{notice.offer}</p>}
            </blockquote>
          ))}
        </>
      )}
    </>
  );
}
