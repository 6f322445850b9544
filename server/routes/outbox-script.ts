/**
 * What the outbox's page runs: takes the code out of the address at once, keeps it for this tab, and asks for the messages with it. Looks
 * for news every two seconds while the page is in front, and puts what is new above what somebody may be reading.
 */
export const outboxScript = `
const place = document.getElementById('messages');
const given = location.hash.slice(1);
if (given !== '') {
	sessionStorage.setItem('outbox', given);
	history.replaceState(null, '', location.pathname);
}
const code = sessionStorage.getItem('outbox') ?? '';
const ask = (path, method = 'GET') =>
	fetch('/outbox/' + path, { method, headers: { Authorization: 'Bearer ' + code } });
let channel = '';
let last = -1;

async function show(isNew = true) {
	const answer = await ask('messages?channel=' + channel);
	if (!answer.ok) return closed(answer.status);
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
	for (const time of page.querySelectorAll('time'))
		time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
	for (const frame of page.querySelectorAll('iframe')) frame.addEventListener('load', () => fit(frame));
	last = Number(page.querySelector('nav').dataset.last);
	const shown = new Map([...place.querySelectorAll('article')].map((one) => [one.dataset.n, one]));
	if (isNew || shown.size === 0) return place.replaceChildren(...page.childNodes);
	const next = new Map([...page.querySelectorAll('article')].map((one) => [one.dataset.n, one]));
	place.querySelector('nav').replaceWith(page.querySelector('nav'));
	for (const [n, one] of shown) if (!next.has(n)) one.remove();
	const nav = place.querySelector('nav');
	for (const [n, one] of [...next].reverse()) if (!shown.has(n)) nav.after(one);
}

function fit(frame) {
	const size = () => { frame.style.height = frame.contentDocument.documentElement.scrollHeight + 'px'; };
	size();
	new ResizeObserver(size).observe(frame.contentDocument.body);
}

function closed(status) {
	const line = document.createElement('p');
	line.className = 'empty';
	line.textContent = status === 401
		? 'Open the address that the server printed at its start, behind "Development outbox": its last part lets you in.'
		: 'The server does not answer. Reload the page once it is back.';
	place.replaceChildren(line);
}

async function look() {
	if (document.visibilityState !== 'visible' || last === -1) return;
	try {
		const answer = await ask('last');
		if (answer.ok && (await answer.json()).last !== last) await show(false);
	} catch {
		// The server is away for a moment; the next look may find it.
	}
}

place.addEventListener('click', async ({ target }) => {
	const button = target.closest('nav button');
	if (button === null) return;
	if (button.hasAttribute('data-clear')) await ask('clear', 'POST');
	else channel = button.dataset.channel;
	await show();
});
await show().catch(() => closed(0));
setInterval(look, 2000);
`;
