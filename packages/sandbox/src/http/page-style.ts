/** How all pages of the sandbox look, light or dark as the machine is set. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f7; --card: #fff; --ink: #17202a; --soft: #56626f; --line: #d9dfe5; --tint: #f6f8fa;
  --accent: #0b6e6e; --accent-ink: #fff; --note: #fff3cf; --note-ink: #5c4300; --note-line: #ecd48a;
  --live: #a3341f; --demo: #2a5ea8; --alarm: #fdecea; --alarm-ink: #8a1f11;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101418; --card: #191f26; --ink: #e8edf2; --soft: #9aa7b4; --line: #303944; --tint: #1f262e;
    --accent: #46b8ad; --accent-ink: #06211f; --note: #3a2f10; --note-ink: #f6dd94; --note-line: #5d4c1b;
    --live: #ff9c85; --demo: #8fbcff; --alarm: #45201b; --alarm-ink: #ffb9ae;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.banner { margin: 0; padding: .6rem 1.25rem; text-align: center; font-size: .875rem;
  background: var(--note); color: var(--note-ink); border-bottom: 1px solid var(--note-line); }
main { max-width: 38rem; margin: 2.5rem auto; padding: 2rem 2.25rem 2.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 8px 30px rgb(0 0 0 / .06); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 .6rem; font-size: 1rem; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .875rem; }
.alarm { padding: .7rem .9rem; border-radius: 8px; background: var(--alarm); color: var(--alarm-ink); }
ul.powers { margin: 0 0 .6rem; padding-left: 1.2rem; }
ul.powers li { margin: .2rem 0; }
fieldset { margin: 1.75rem 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .6rem; font-weight: 600; }
.choice { display: grid; grid-template-columns: auto 1fr auto; gap: .1rem .9rem; align-items: center;
  padding: .8rem 1rem; border: 1px solid var(--line); border-bottom-width: 0; background: var(--tint); color: inherit;
  text-decoration: none; cursor: pointer; }
.choice:first-of-type { border-radius: 10px 10px 0 0; }
.choice:last-of-type { border-radius: 0 0 10px 10px; border-bottom-width: 1px; }
.choice:first-of-type:last-of-type { border-radius: 10px; }
.choice:hover { background: var(--card); }
.choice:focus-within, .choice:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.choice input { width: 1.15rem; height: 1.15rem; margin: 0; accent-color: var(--accent); }
.name { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: center; font-weight: 600; min-width: 0; }
.detail { grid-column: 2; color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
.amount { grid-column: 3; grid-row: 1 / span 2; font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; }
.tag { padding: 0 .5rem; border: 1px solid currentColor; border-radius: 99px; font-size: .75rem; font-weight: 600; }
.tag.live { color: var(--live); }
.tag.demo { color: var(--demo); }
.actions { display: flex; gap: .75rem; margin-top: 1.75rem; }
button { flex: 1; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 9px; background: var(--card);
  color: var(--ink); font: inherit; font-weight: 600; cursor: pointer; }
button.main { flex: 2; border-color: var(--accent); background: var(--accent); color: var(--accent-ink); }
button:hover { filter: brightness(1.08); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl.routes { margin: 0; }
dl.routes dt { margin-top: .7rem; }
dl.routes dd { margin: 0; color: var(--soft); font-size: .9rem; }
@media (max-width: 30rem) {
  main { margin: 0; padding: 1.5rem 1.25rem 2rem; border-width: 0 0 1px; border-radius: 0; box-shadow: none; }
  .choice { grid-template-columns: auto 1fr; }
  .amount { grid-column: 2; grid-row: auto; }
  .actions { flex-direction: column-reverse; }
}
`;
