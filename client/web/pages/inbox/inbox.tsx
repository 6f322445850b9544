/** What one was told, the newest first: opened with a tap, read with `r`, there without a network as it was last known. */
import { CheckCheck, Settings2 } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { useParts } from '../../app-parts.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import { useInbox, useInboxState } from '../../inbox-parts.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { agoWords } from '../../wording.ts';
import { inboxGroups } from './inbox-groups.ts';
import styles from './inbox.module.css';
import { InboxRow } from './inbox-row.tsx';

export function InboxPage() {
	const { say } = useWords();
	const inbox = useInbox();
	const { list, unread, next, at, fault } = useInboxState();
	const groups = inboxGroups(list, midnightOf(useNow(60_000)));
	return (
		<Page
			title={say.inbox.title}
			sub={<span role="status">{say.inbox.unread(unread)}</span>}
			action={<Actions unread={unread} />}
		>
			<Freshness />
			{list.length === 0 && at !== undefined && <Empty text={say.inbox.empty} />}
			{list.length === 0 && at === undefined && fault !== undefined && <Empty text={say.inbox.never} />}
			<div onKeyDown={(event) => keys(event, inbox.read)}>
				{groups.map(({ name, folds }) => (
					<Section key={name} title={say.inbox[name]} count={folds.length}>
						<ul>
							{folds.map((fold) => (
								<InboxRow key={fold.head.id} fold={fold} isToday={name === 'today'} />
							))}
						</ul>
					</Section>
				))}
			</div>
			{next !== undefined && (
				<div className={styles['older']}>
					<Button onClick={() => void inbox.older()}>{say.inbox.older}</Button>
				</div>
			)}
		</Page>
	);
}

function Actions({ unread }: { readonly unread: number }) {
	const { say } = useWords();
	const { notices } = useParts();
	const inbox = useInbox();
	const readAll = () => {
		inbox.read('all');
		// Seen by everybody who sees; there is nothing to undo about having read.
		notices.say({ text: say.inbox.allRead, tone: 'calm', isSilent: true });
	};
	return (
		<div className={styles['actions']}>
			<Button disabled={unread === 0} onClick={readAll}>
				<CheckCheck size={18} aria-hidden /> {say.inbox.readAll}
			</Button>
			<Link href="/preferences" className={styles['settings']}>
				<Settings2 size={18} aria-hidden /> {say.inbox.settings}
			</Link>
		</div>
	);
}

function Freshness() {
	const words = useWords();
	const { at, fault } = useInboxState();
	const now = useNow(20_000);
	if (fault === undefined || at === undefined) return null;
	// Whoever is of the wedding no more waits for no connection.
	const isAway = fault.code === 'unreachable';
	return (
		<p className={styles['stale']} role="status">
			{(isAway ? words.say.inbox.stale : words.say.inbox.old)(agoWords(now - at, words))}
		</p>
	);
}

/** Arrows walk; `r` on a line counts it as read, wherever the focus is in it. */
function keys(event: KeyboardEvent<HTMLElement>, read: (ids: readonly string[]) => void): void {
	walkLines(event);
	const line = event.target;
	const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
	if (event.key.toLowerCase() !== 'r' || !isPlain || !(line instanceof HTMLElement)) return;
	const ids = line.closest<HTMLElement>('[data-notices]')?.dataset['notices']?.split(' ');
	if (ids === undefined) return;
	event.preventDefault();
	read(ids);
}

/** On this device's own clock. */
function midnightOf(now: number): number {
	return new Date(now).setHours(0, 0, 0, 0);
}
