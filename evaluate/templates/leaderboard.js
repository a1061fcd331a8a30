"use strict";
// Sorts the rows by the column whose head is pressed; #sort=COLUMN or #sort=-COLUMN in the address
// sorts at once. Rows without a rank stay below. Without this script the table is in order of rank.
(() => {
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const keyOf = (row, column) => row.cells[column].dataset.value;

  function compare(first, second, head) {
    if (head.dataset.kind === "text") return first.localeCompare(second, ["en", "ar"]);
    // what was not scored is below everything
    const [a, b] = [first, second].map((key) => (key === "" ? -Infinity : Number(key)));
    return a === b ? 0 : a - b;
  }

  function sort(head, descending) {
    const column = heads.indexOf(head);
    const rows = [...body.rows];
    rows.sort((one, other) => {
      const below = one.classList.contains("unranked") - other.classList.contains("unranked");
      const order = compare(keyOf(one, column), keyOf(other, column), head);
      return below || (descending ? -order : order) || one.dataset.place - other.dataset.place;
    });
    body.append(...rows);
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    table.dataset.sorted = (descending ? "-" : "") + head.dataset.key;
  }

  function sortAsAddressed() {
    const asked = decodeURIComponent(location.hash).match(/^#sort=(-?)(.+)$/);
    const head = asked && heads.find((each) => each.dataset.key === asked[2]);
    if (head) sort(head, asked[1] === "-");
    else sort(heads[0], false);
  }

  [...body.rows].forEach((row, place) => { row.dataset.place = place; });
  // narrow screens lay the table out as blocks, which would hide from readers what it is
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const head = cell.scope === "col" ? "columnheader" : cell.scope === "row" ? "rowheader" : "cell";
      cell.setAttribute("role", head);
    }
  }
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      sort(head, now ? now === "ascending" : head.dataset.kind === "score");
      history.replaceState(null, "", "#sort=" + table.dataset.sorted);
    });
    head.replaceChildren(button);
  }
  window.addEventListener("hashchange", sortAsAddressed);
  sortAsAddressed();
  table.dataset.sortable = "yes";
})();
