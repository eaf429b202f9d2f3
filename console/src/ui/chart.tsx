// ECharts with the console's tokens. Only what the charts here use is bundled. A chart is a picture:
// whoever draws one gives its table as well.

import { useComputedColorScheme } from "@mantine/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef } from "react";

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

export type Tokens = (name: string) => string;
export type ChartClick = { seriesId?: string; dataIndex: number };

export function Chart({
  option,
  height,
  label,
  onClick,
}: {
  option: (token: Tokens) => EChartsCoreOption;
  height: number;
  label: string;
  onClick?: (click: ChartClick) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const click = useRef(onClick);
  click.current = onClick;
  const scheme = useComputedColorScheme("light");
  const is_still = useMemo(
    () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false,
    [],
  );

  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current, null, { renderer: "svg" });
    made.on("click", (event) => click.current?.(event as unknown as ChartClick));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    chart.current = made;
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other tokens
  useEffect(() => {
    // The attribute that carries the scheme is written in the same commit; read after the next frame.
    const frame = requestAnimationFrame(() => {
      const computed = getComputedStyle(document.documentElement);
      const token: Tokens = (name) => computed.getPropertyValue(`--hf-${name}`).trim();
      chart.current?.setOption(
        {
          animation: !is_still,
          animationDuration: 350,
          textStyle: { fontFamily: computed.getPropertyValue("--mantine-font-family") },
          ...option(token),
        },
        { notMerge: true },
      );
    });
    return () => cancelAnimationFrame(frame);
  }, [option, scheme, is_still]);

  return <div ref={box} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
