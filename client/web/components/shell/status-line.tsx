/** The state of one's own work, always in this place, in words, looked at again every second. */
import { Check, CloudOff, TriangleAlert } from 'lucide-react';
import { useNow } from '../../../react/device.ts';
import { useActing, useReading } from '../../../react/use-section.ts';
import { sameDeep } from '../../../react/steady.ts';
import { useParts } from '../../app-parts.ts';
import { useWords } from '../../messages/messages.ts';
import { statusLine } from '../../status-words.ts';
import styles from './status-line.module.css';

export function StatusLine({ place }: { readonly place: 'strip' | 'rail' }) {
	const words = useWords();
	const { device } = useParts();
	const status = useReading(useActing(), (wedding) => wedding.status, sameDeep);
	const now = useNow(1_000);
	const { tone, parts } = statusLine(status, { now, device }, words);
	const Icon = icons[tone];
	return (
		<section
			className={`${styles['status']} ${styles[place]} ${styles[tone]}`}
			aria-label={words.say.status.label}
		>
			<Icon size={14} strokeWidth={2.25} aria-hidden />
			<span className={styles['text']}>{parts.join(' · ')}</span>
		</section>
	);
}

const icons = { calm: Check, waiting: CloudOff, bad: TriangleAlert };
