import { Button, Tabs } from "@mantine/core";
import { IconArrowLeft, IconFlask, IconPencil } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { PolicyDetail } from "../../api/types";
import { Yaml } from "../../ui/code";
import { useFilter } from "../../ui/filter";
import { Page, PageSkeleton } from "../../ui/page";
import { useCan } from "../../ui/session";
import { Failed } from "../../ui/states";
import { useTexts } from "../../ui/text";
import { readPolicy } from "./document";
import { ModeDialog } from "./mode_dialog";
import { ModeHistory } from "./mode_history";
import { ModeList } from "./mode_list";
import styles from "./policies.module.css";
import { RuleView } from "./rule_view";
import { TestResults } from "./test_results";
import { Versions } from "./versions";

const tabs = ["rules", "source", "tests", "versions"] as const;

export function PolicyPage() {
  const texts = useTexts();
  const { name } = useParams({ from: "/signed-in/policies/$name" });
  const policy = api.useQuery("get", "/v1/policies/{name}", { params: { path: { name } } });
  const back = (
    <Link to="/policies">
      <IconArrowLeft size={14} aria-hidden /> {texts.t("policies.title")}
    </Link>
  );
  if (policy.data === undefined) {
    return policy.isError ? (
      <Page title={name} back={back}>
        <Failed failure={asFailure(policy.error)} onRetry={() => void policy.refetch()} />
      </Page>
    ) : (
      <PageSkeleton />
    );
  }
  return (
    <Page
      title={policy.data.title}
      lead={policy.data.description}
      back={back}
      actions={<Actions policy={policy.data} />}
    >
      <div className={styles.running}>
        <ModeList modes={policy.data.modes} />
        <span className={styles.sub}>
          {policy.data.active_version === null
            ? texts.t("policies.never_active")
            : `${policy.data.name}@${policy.data.active_version}`}
        </span>
      </div>
      <PolicyTabs policy={policy.data} />
    </Page>
  );
}

function Actions({ policy }: { policy: PolicyDetail }) {
  const texts = useTexts();
  const may_write = useCan("policies.write");
  const may_switch = useCan("policies.activate");
  const [asked, setAsked] = useState(false);
  const only = policy.modes.length === 1 ? policy.modes[0]?.mode : undefined;
  return (
    <>
      <Button
        component={Link}
        to="/try"
        variant="default"
        leftSection={<IconFlask size={16} aria-hidden />}
      >
        {texts.t("nav.try")}
      </Button>
      {may_write && (
        <Button
          component={Link}
          {...({ to: "/policies/$name/draft", params: { name: policy.name } } as object)}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          {texts.t("policy.edit")}
        </Button>
      )}
      {may_switch && (
        <>
          <Button onClick={() => setAsked(true)}>{texts.t("policy.switch_mode")}</Button>
          <ModeDialog
            opened={asked}
            onClose={() => setAsked(false)}
            policies={[policy]}
            suggested={only === "enforce" ? "observe" : "enforce"}
          />
        </>
      )}
    </>
  );
}

function PolicyTabs({ policy }: { policy: PolicyDetail }) {
  const texts = useTexts();
  const filter = useFilter(["tab"] as const);
  const tab = tabs.find((one) => one === filter.values.tab) ?? "rules";
  const document = useMemo(() => readPolicy(policy.yaml), [policy.yaml]);
  const failures = policy.tests.failures.length;
  return (
    <Tabs
      value={tab}
      onChange={(value) =>
        filter.set({ tab: value === "rules" ? undefined : (value ?? undefined) })
      }
      keepMounted={false}
    >
      <Tabs.List>
        <Tabs.Tab value="rules">
          {texts.t("policies.rules", { count: document?.rules.length ?? 0 })}
        </Tabs.Tab>
        <Tabs.Tab value="source">{texts.t("policy.source")}</Tabs.Tab>
        <Tabs.Tab value="tests">
          {texts.t("policies.tests", { count: policy.tests.count })}
          {failures > 0 && ` · ${texts.t("policy.failing", { count: failures })}`}
        </Tabs.Tab>
        <Tabs.Tab value="versions">{texts.t("policy.versions")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="rules" pt="md">
        {document === null ? (
          <Yaml source={policy.yaml} label={texts.t("policy.source")} />
        ) : (
          <ul className={styles.ruleList}>
            {document.rules.map((rule) => (
              <RuleView
                key={rule.name}
                policy={policy.name}
                rule={rule}
                precision={policy.precision.find((one) => one.rule === rule.name)}
              />
            ))}
          </ul>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="source" pt="md">
        <Yaml source={policy.yaml} label={texts.t("policy.source")} />
      </Tabs.Panel>
      <Tabs.Panel value="tests" pt="md">
        <TestResults document={document} run={policy.tests} />
      </Tabs.Panel>
      <Tabs.Panel value="versions" pt="md">
        <Versions policy={policy} />
        <ModeHistory policy={policy} />
      </Tabs.Panel>
    </Tabs>
  );
}
