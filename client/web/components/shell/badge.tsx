/** The number beside a page's name: what waits to be decided, or to be read; said in words to those who hear the page. */
import { useUnread } from '../../inbox-parts.tsx';
import { useWords } from '../../messages/messages.ts';
import { useToDecide } from '../to-decide.ts';
import type { PageName } from './pages.ts';
import styles from './shell.module.css';

export function Badge({ page }: { readonly page: PageName }) {
	if (page === 'inbox') return <UnreadBadge />;
	return page === 'more' ? <DecideBadge /> : null;
}

function UnreadBadge() {
	const { say } = useWords();
	return <Count n={useUnread()} heard={say.inbox.badge} />;
}

function DecideBadge() {
	const { say } = useWords();
	return <Count n={useToDecide()} heard={say.conflict.badge} />;
}

function Count({ n, heard }: { readonly n: number; readonly heard: string }) {
	if (n === 0) return null;
	return (
		<span className={styles['badge']}>
			{n > MOST ? `${MOST}+` : n}
			<span className="heard-only"> {heard}</span>
		</span>
	);
}

const MOST = 99;
