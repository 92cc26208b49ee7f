"use strict";
// Sorts and filters the lists of a page; without it they read as they are.
(function () {
  var words = {
    filter: "Filtrer cette page",
    shown: function (n) {
      return n === 0 ? "Aucune ligne" : n === 1 ? "1 ligne" : n + " lignes";
    },
    updated: "Page mise à jour le "
  };
  var compare = new Intl.Collator("fr", { numeric: true }).compare;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function key(row, column) {
    var cell = row.cells[column];
    var time = cell.querySelector("time");
    return time ? time.dateTime : cell.textContent.trim();
  }

  function sort(table, header) {
    var up = header.getAttribute("aria-sort") !== "ascending";
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      var order = compare(key(a, header.cellIndex), key(b, header.cellIndex));
      return up ? order : -order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) {
      cell.removeAttribute("aria-sort");
    });
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
  }

  function addSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (header) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.addEventListener("click", function () { sort(table, header); });
      header.textContent = "";
      header.appendChild(button);
    });
  }

  function addFilter(table) {
    var box = document.createElement("p");
    var label = document.createElement("label");
    var input = document.createElement("input");
    var status = document.createElement("span");
    box.className = "filter";
    label.textContent = words.filter;
    label.htmlFor = input.id = "filtre";
    input.type = "search";
    status.setAttribute("role", "status");
    input.addEventListener("input", function () {
      var wanted = fold(input.value.trim());
      var shown = 0;
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        row.hidden = !fold(row.textContent).includes(wanted);
        shown += row.hidden ? 0 : 1;
      });
      status.textContent = words.shown(shown);
    });
    box.append(label, input, status);
    table.parentNode.before(box);
  }

  // The page itself says no date: it would change without anything new in it.
  function addDate() {
    var date = new Date(document.lastModified);
    var footer = document.querySelector("footer");
    if (!footer || isNaN(date))
      return;
    var line = document.createElement("p");
    line.textContent = words.updated + date.toLocaleString("fr-FR", {
      dateStyle: "long", timeStyle: "short"
    }) + ".";
    footer.prepend(line);
  }

  // Paper cannot unfold the figures of the chart.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (details) {
      details.open = true;
    });
  });

  addDate();
  document.querySelectorAll("table.sortable").forEach(function (table) {
    if (table.tBodies[0].rows.length > 1) {
      addSorting(table);
      addFilter(table);
    }
  });
})();
