// Lays the months that the style lets wait (`.timeline[data-late]`) out one by one, whenever the browser is idle, so that a long
// timeline opens as fast as a short one. Whoever comes to a place within the page, or back to it, gets all of it at once.

const months = [...document.querySelectorAll("[data-late] .month")];
const next = () => {
    const month = months.shift();
    if (!month) return;
    month.style.contentVisibility = "visible";
    if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") next();
    else (window.requestIdleCallback ?? setTimeout)(next);
};
if (document.readyState === "complete" || location.hash) next();
else addEventListener("load", next);
