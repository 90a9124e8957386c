// Draws every element with data-chart from the JSON beside it: shares over time as steps, thresholds as dashed lines;
// counts, where the JSON says that it holds no shares, from one to the next.
const draw = (element) => {
  const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const last = data.day;
  const shares = data.shares !== false;
  const lines = data.series.map((line, index) => ({
    name: line.name,
    type: "line",
    step: shares && "end",
    showSymbol: !shares,
    lineStyle: { width: index && shares ? 1.5 : 3 },
    data: line.points.map(([day, value, n, of, missing]) => ({ value: [day, value], n, of, missing })),
  }));
  const first = data.series.flatMap((line) => line.points.map((point) => point[0])).sort()[0] || last;
  const limits = data.limits.map((limit) => ({
    name: limit.name,
    type: "line",
    symbol: "none",
    lineStyle: { type: "dashed", width: 1.5 },
    data: [
      [limit.from > first ? limit.from : first, limit.value],
      [limit.to && limit.to < last ? limit.to : last, limit.value],
    ],
  }));
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    color: ["#b3121b", "#0b4f9e", "#1b6e3c", "#7a4b00", "#5b2a86", "#545b66", "#8a6d1d"],
    grid: { left: 50, right: 20, top: 40, bottom: 30 },
    legend: { top: 0 },
    tooltip: {
      trigger: "item",
      formatter: ({ seriesName, data: point }) =>
        point.of === undefined
          ? `${seriesName} ${shares ? "" : point.value.join(": ")}`
          : `${seriesName} ${point.value[0]}<br>${point.n} / ${point.of} (${data.words.missing} ${point.missing}) ${point.value[1]} %`,
    },
    xAxis: { type: "time", axisLabel: { hideOverlap: true } },
    yAxis: shares ? { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value} %" } } : { type: "value", min: 0 },
    series: [...lines, ...limits],
  });
  // With its own measures as a view box, the drawing fits any paper.
  const measure = () => {
    element.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  };
  measure();
  window.addEventListener("resize", () => {
    chart.resize();
    measure();
  });
};
document.querySelectorAll("[data-chart]").forEach(draw);
