/**
 * What the outbox's page runs: takes the code out of the address at once, keeps it for this tab, and asks for the messages with it. Looks
 * for news every two seconds while the page is in front.
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

async function show() {
	const answer = await ask('messages?channel=' + channel);
	if (!answer.ok) return closed(answer.status);
	place.innerHTML = await answer.text();
	last = Number(place.querySelector('nav')?.dataset.last);
	for (const time of place.querySelectorAll('time'))
		time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
	for (const frame of place.querySelectorAll('iframe')) frame.addEventListener('load', () => fit(frame));
	for (const button of place.querySelectorAll('[data-channel]'))
		button.addEventListener('click', () => { channel = button.dataset.channel; show(); });
	place.querySelector('[data-clear]')?.addEventListener('click', async () => { await ask('clear', 'POST'); show(); });
}

function fit(frame) {
	const size = () => { frame.style.height = frame.contentDocument.documentElement.scrollHeight + 'px'; };
	size();
	new ResizeObserver(size).observe(frame.contentDocument.body);
}

function closed(status) {
	place.innerHTML = '<p class="empty"></p>';
	place.firstChild.textContent = status === 401
		? 'Open the address that the server printed at its start, behind "Development outbox": its last part lets you in.'
		: 'The server does not answer. Reload the page once it is back.';
}

async function look() {
	if (document.visibilityState !== 'visible' || last === -1) return;
	try {
		const answer = await ask('last');
		if (answer.ok && (await answer.json()).last !== last) await show();
	} catch {
		// The server is away for a moment; the next look may find it.
	}
}

await show().catch(() => closed(0));
setInterval(look, 2000);
`;
