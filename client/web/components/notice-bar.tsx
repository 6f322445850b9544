/**
 * The one place where the page speaks: the latest notice as a bar at the bottom, and the same sentence for screen readers.
 * An open sheet has one of its own, since all that lies under it can neither be pressed nor heard.
 */
import { X } from 'lucide-react';
import { useParts, useStore } from '../app-parts.ts';
import { useWords } from '../messages/messages.ts';
import type { Notice } from '../notices.ts';
import styles from './notice-bar.module.css';

export function NoticeBar() {
	const { notices } = useParts();
	const notice = useStore(notices, notices.current);
	return (
		<>
			<p className="heard-only" role="status">
				{notice?.text}
			</p>
			{notice !== undefined && notice.isSilent !== true && <Bar key={notice.id} notice={notice} />}
		</>
	);
}

function Bar({ notice }: { readonly notice: Notice }) {
	const { notices } = useParts();
	const { say } = useWords();
	return (
		<div className={styles['place']}>
			<div className={`${styles['bar']} ${notice.tone === 'bad' ? styles['bad'] : ''}`}>
				<span className={styles['text']} aria-hidden>
					{notice.text}
				</span>
				{notice.action !== undefined && (
					<button type="button" onClick={notice.action.run}>
						{notice.action.label}
					</button>
				)}
				<button
					type="button"
					className={styles['close']}
					aria-label={say.app.close}
					onClick={notices.dismiss}
				>
					<X size={18} aria-hidden />
				</button>
			</div>
		</div>
	);
}
