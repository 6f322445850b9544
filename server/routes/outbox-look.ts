/** How the outbox's page looks: the app's paper and ink (`client/web/tokens.css`), one column, a card for each message. */
export const outboxLook = `
:root {
	--paper: #faf6ee; --sheet: #fffdf9; --sunken: #f3ecdf; --ink: #2a241e; --soft: #655a4d; --line: #e6dcca;
	--accent: #8c3f4f; --on-accent: #fff; --bad: #a02c20; --green: #e5f1e6;
	--serif: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif;
	--sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
	color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
	:root {
		--paper: #1b1815; --sheet: #26211c; --sunken: #14110f; --ink: #f4ecdf; --soft: #bdb09f; --line: #3b342c;
		--accent: #e0a3ae; --on-accent: #1b1815; --bad: #f0a79b; --green: #24352a;
	}
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2.5rem 1rem 6rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3 { font-family: var(--serif); font-weight: 500; line-height: 1.2; margin: 0; }
h1 { font-size: 2rem; }
body > header p { margin: 0.5rem 0 0; color: var(--soft); text-wrap: pretty; }
nav { position: sticky; top: 0; z-index: 1; display: flex; gap: 0.4rem; align-items: center; margin: 1.5rem -1rem 1rem; padding: 0.6rem 1rem; overflow-x: auto; background: var(--paper); border-bottom: 1px solid var(--line); }
button { flex: none; min-height: 2.5rem; padding: 0.3rem 0.9rem; border: 1px solid var(--line); border-radius: 999px; background: var(--sheet); color: inherit; font: inherit; font-size: 0.9375rem; cursor: pointer; }
button b { margin-left: 0.25rem; font-weight: 500; color: var(--soft); }
button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button[aria-pressed="true"] b { color: inherit; }
button:disabled { opacity: 0.45; cursor: default; }
@media (min-width: 40rem) { nav { flex-wrap: wrap; } }
.clear { margin-left: auto; border-color: transparent; background: none; color: var(--soft); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.card { margin: 0 0 1rem; padding: 1.1rem 1.25rem 0.9rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 0.75rem; }
.card > header { display: flex; flex-wrap: wrap; gap: 0.2rem 0.75rem; align-items: baseline; margin: 0 0 0.9rem; }
.card h2 { font-size: 1.1875rem; }
.card .to { order: 1; flex-basis: 100%; color: var(--soft); }
@media (min-width: 40rem) { .card .to { order: 0; flex-basis: auto; } }
.card time { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; font-size: 0.875rem; }
.card h3 { margin: 0 0 0.75rem; font: 600 1rem/1.4 var(--sans); }
.card.emergency { border-color: var(--bad); }
.card.emergency h2 { color: var(--bad); }
.card > footer { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; margin: 0.9rem 0 0; padding: 0.6rem 0 0; border-top: 1px solid var(--line); font-size: 0.8125rem; color: var(--soft); }
.card .id { margin-left: auto; font-variant-numeric: tabular-nums; }
iframe { display: block; width: 100%; height: 20rem; border: 1px solid var(--line); border-radius: 0.5rem; background: #faf6ee; }
.bubble { width: fit-content; max-width: 32rem; margin: 0; padding: 0.7rem 1rem; border-radius: 1.1rem 1.1rem 1.1rem 0.3rem; background: var(--sunken); white-space: pre-line; }
.bubble.green { background: var(--green); }
.size { display: flex; gap: 0.5rem; align-items: center; margin: 0.5rem 0 0; font-size: 0.8125rem; color: var(--soft); }
.bars { display: inline-flex; gap: 3px; }
.bars i { width: 1.5rem; height: 0.3rem; border-radius: 2px; background: var(--accent); }
.note { padding: 0.8rem 1rem; border-radius: 0.75rem; background: var(--sunken); }
.note p { margin: 0.15rem 0 0; white-space: pre-line; }
.push { display: flex; gap: 0.85rem; max-width: 26rem; box-shadow: 0 1px 2px rgb(74 56 30 / 8%), 0 6px 24px rgb(74 56 30 / 8%); }
.push > img { flex: none; border-radius: 0.5rem; }
.photo { display: block; max-width: 100%; margin: 0.6rem 0 0; border-radius: 0.5rem; }
.call { margin: 0; padding: 0 0 0 1rem; border-left: 3px solid var(--accent); font-family: var(--serif); font-size: 1.125rem; }
.press { margin: 0.75rem 0 0; color: var(--soft); }
kbd { display: inline-block; min-width: 1.9rem; margin-right: 0.35rem; padding: 0.1rem 0.5rem; border: 1px solid var(--line); border-bottom-width: 3px; border-radius: 0.4rem; background: var(--paper); color: var(--ink); font: 600 1rem/1.5 var(--sans); text-align: center; }
.leads { margin: 0.6rem 0 0; font-size: 0.8125rem; color: var(--soft); }
details { margin: 0.7rem 0 0; font-size: 0.9375rem; }
summary { color: var(--soft); cursor: pointer; }
details ol { margin: 0.5rem 0 0; padding-left: 1.5rem; }
pre { max-height: 24rem; margin: 0.5rem 0 0; padding: 0.8rem 1rem; overflow: auto; border-radius: 0.5rem; background: var(--sunken); font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; white-space: pre-wrap; }
a { color: var(--accent); }
.empty { margin: 3rem auto; max-width: 32rem; color: var(--soft); text-align: center; }
`;
