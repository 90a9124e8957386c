// Django's pick lists are drawn without names for screen readers; the label of their field is given to them.
const label = (select) => select.labels[0]?.textContent.trim().replace(/[::]$/, "") ?? "";

const named = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    for (const part of select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? []) {
      part.setAttribute("aria-label", label(select));
    }
  }
};
new MutationObserver(named).observe(document.body, { childList: true, subtree: true });

document.addEventListener("focusin", (event) => {
  const open = event.target.matches(".select2-search__field") && document.querySelector(".select2-selection[aria-expanded=true]");
  if (!open) return;
  event.target.setAttribute("aria-label", open.getAttribute("aria-label"));
  open.setAttribute("aria-controls", open.getAttribute("aria-owns"));
});
