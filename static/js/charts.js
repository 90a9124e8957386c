// Draws every element with data-chart from the JSON beside it: shares over time as steps, thresholds as dashed lines;
// counts, where the JSON says that it holds no shares, and shares of some days only, from one to the next; units by
// classes as bars; the lineage of a unit as a graph from left to right; communities by their outlines.
const course = (data) => {
  const last = data.day;
  const shares = data.shares !== false;
  const lines = data.series.map((line, index) => ({
    name: line.name,
    type: "line",
    step: shares && !data.sampled && "end",
    showSymbol: !shares || Boolean(data.sampled),
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
  return {
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
  };
};
const COLOURS = { met: "#1b6e3c", unmet: "#a61b1b", exempt: "#4a5360" };
const bars = (data) => {
  // A bound lies between two classes, where they have an edge there, else within one.
  const place = (bound) => {
    const after = data.edges.filter((edge) => edge === null || edge <= bound).length - 1;
    if (data.single) return after;
    const [from, to] = [data.edges[after], data.edges[after + 1]];
    return after - 0.5 + (from === null || to === undefined ? 0 : (bound - from) / (to - from));
  };
  const limits = {
    type: "line",
    xAxisIndex: 1,
    data: [],
    markLine: {
      symbol: "none",
      silent: true,
      lineStyle: { type: "dashed", width: 2, color: "#20242b" },
      label: { formatter: "{b}" },
      data: data.limits.map((limit) => ({ name: limit.name, xAxis: place(limit.value) })),
    },
  };
  return {
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    grid: { left: 50, right: 20, top: 50, bottom: 60 },
    legend: { top: 0 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: [
      { type: "category", data: data.bars, name: data.unit, nameLocation: "middle", nameGap: 42, axisLabel: { rotate: data.single ? 0 : 30, fontSize: 11 } },
      { type: "value", min: -0.5, max: data.bars.length - 0.5, show: false },
    ],
    yAxis: { type: "value", minInterval: 1, name: data.words.units, axisLine: { onZero: false } },
    series: [
      ...data.series.map((line) => ({ name: line.name, type: "bar", stack: "units", barCategoryGap: "8%", itemStyle: { color: COLOURS[line.state] }, data: line.counts })),
      limits,
    ],
  };
};
const SIGNS = { committee: "rect", community: "roundRect", street: "diamond" };
// Places are pixels, so that signs and words are not stretched.
const ROW = 58;
const graph = (data, width) => ({
  tooltip: {
    trigger: "item",
    formatter: ({ dataType, name, data: told }) => window.echarts.format.encodeHTML(dataType === "edge" ? `${told.day} ${told.title} ${told.part}` : name),
  },
  series: [
    {
      type: "graph",
      layout: "none",
      left: 90,
      right: 90,
      top: 10,
      bottom: 10,
      edgeSymbol: ["none", "arrow"],
      symbolSize: 14,
      label: { show: true, position: "bottom", color: "#20242b", fontSize: 13, width: 150, overflow: "break" },
      lineStyle: { color: "#545b66", width: 1.5, opacity: 1 },
      edgeLabel: { show: data.links.length < 25, formatter: ({ data: told }) => [told.day, told.part].filter(Boolean).join(" "), fontSize: 11, color: "#3d434c" },
      // Two corners that nobody sees hold the drawing at its size, even where all stand in one row.
      data: [[0, 0], [width - 180, ROW * data.rows]].map(([x, y], corner) => ({ id: `corner-${corner}`, name: "", x, y, symbol: "none", label: { show: false } })).concat(data.nodes.map((node) => ({ id: node.id, name: node.name, x: (node.x * (width - 180)) / Math.max(data.columns - 1, 1), y: node.y * ROW, symbol: SIGNS[node.kind], symbolSize: node.here ? 22 : 14, itemStyle: { color: node.here ? "#b3121b" : "#0b4f9e" } }))),
      links: data.links.map((link) => ({ source: link.from, target: link.to, day: link.day, part: link.part, title: link.title, lineStyle: { type: link.part ? "dashed" : "solid" } })),
    },
  ],
});
const PAINTS = { met: "#cfe6d5", unmet: "#f3cccc", missing: "#f6e3bd", part: "#cfe0f3" };
const outlines = (data) => {
  const items = new Map(data.items.map((item) => [item.key, item]));
  window.echarts.registerMap(data.title, data.map);
  const flat = data.map.features.some(({ geometry }) => geometry.coordinates.flat(Infinity).some((number) => Math.abs(number) > 180));
  const named = ({ name }) => `${items.get(name).shape} ${items.get(name).name}`;
  return {
    tooltip: { trigger: "item", formatter: ({ name }) => items.has(name) ? `${window.echarts.format.encodeHTML(named({ name }))}<br>${items.get(name).words}` : "" },
    series: [{
      type: "map",
      map: data.title,
      // Degrees of longitude are shorter here than those of latitude; metres are not.
      aspectScale: flat ? 1 : 0.86,
      selectedMode: false,
      label: { show: true, color: "#20242b", fontSize: 11, formatter: named },
      labelLayout: { hideOverlap: true },
      emphasis: { label: { show: true }, itemStyle: { areaColor: "#fff3b0" } },
      data: data.items.map((item) => ({
        name: item.key,
        itemStyle: { areaColor: PAINTS[item.mark] || "#e6e8ec", borderColor: COLOURS[item.mark] || "#4a5360", borderWidth: 1 },
      })),
    }],
  };
};
const draw = (element) => {
  const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  if (data.nodes) element.style.height = `${ROW * data.rows + 20}px`;
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  const drawn = data.nodes ? graph(data, chart.getWidth()) : data.map ? outlines(data) : data.bars ? bars(data) : course(data);
  chart.setOption({ animation: false, ...drawn });
  if (data.map) chart.on("click", ({ name }) => window.location.assign(data.items.find((item) => item.key === name).address));
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
