/** One moment of the day as a line: its time first and large, then what, where and whose. */
import { Eye, MapPin, Pin, Scale } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { TimelineItem } from '../../../../shared/document/schema.ts';
import { useConflicts, useItem, usePerson } from '../../../react/use-view.ts';
import { RowFaces } from '../../components/row-faces.tsx';
import rowStyles from '../../components/row.module.css';
import { useWords } from '../../messages/messages.ts';
import { useGlow } from '../../use-glow.ts';
import { clockParts, lengthWords } from '../../wording.ts';
import styles from './sheet-row.module.css';

export const ItemRow = memo(function ItemRow({
	id,
	href,
	aside,
	isOpen = false,
}: {
	readonly id: string;
	readonly href: string;
	/** Its part of the day, where it stands under another's heading. */
	readonly aside: string | undefined;
	readonly isOpen?: boolean;
}) {
	const item = useItem(id);
	const owner = usePerson(item?.owner);
	const line = useGlow<HTMLLIElement>(id, item);
	if (item === undefined) return null;
	const looks = [item.kind, item.state ?? 'planned'].map((name) => styles[name]);
	const names = [styles['item'], ...looks, isOpen ? styles['open'] : ''].filter(Boolean).join(' ');
	return (
		<li ref={line} className={names}>
			<Time item={item} />
			<span className={styles['thread']} aria-hidden>
				<span className={styles['bead']} />
			</span>
			<div>
				<Link href={href} className={rowStyles['link']} data-line={id} aria-current={isOpen || undefined}>
					<span className={styles['title']}>{item.title}</span>
				</Link>
				<Facts item={item} aside={aside} />
			</div>
			<div className={rowStyles['end']}>
				<RowFaces root="timeline" id={id} owner={owner} />
			</div>
		</li>
	);
});

export function Time({
	item: { start, minutes },
}: {
	readonly item: Partial<Pick<TimelineItem, 'start' | 'minutes'>>;
}) {
	const words = useWords();
	if (start === undefined) return <span />;
	const { clock, period } = clockParts(start, words.locale);
	return (
		<div className={styles['time']}>
			<time dateTime={start} className={styles['clock']}>
				{clock}
				{period !== '' && <span className={styles['period']}>{period}</span>}
			</time>
			{minutes !== undefined && minutes > 0 && (
				<span className={styles['length']}>{lengthWords(minutes, words)}</span>
			)}
		</div>
	);
}

function Facts({ item, aside }: { readonly item: TimelineItem; readonly aside: string | undefined }) {
	const { say } = useWords();
	const conflicts = useConflicts('timeline', item.id);
	const state = item.state ?? 'planned';
	return (
		<div className={rowStyles['meta']}>
			{conflicts.length > 0 && (
				<span className={rowStyles['badge']}>
					<Scale size={13} aria-hidden /> {say.conflict.badge}
				</span>
			)}
			{aside !== undefined && <em>{aside}</em>}
			{state !== 'planned' && <span>{say.states[state]}</span>}
			{item.kind === 'fixed' && (
				<span>
					<Pin size={12} aria-hidden /> {say.kinds.fixed}
				</span>
			)}
			{item.kind === 'buffer' && <span>{say.kinds.buffer}</span>}
			{item.place !== undefined && item.place !== '' && (
				<span>
					<MapPin size={12} aria-hidden /> {item.place}
				</span>
			)}
			{item.visibility === 'guests' && (
				<span title={say.runSheet.guestsSee}>
					<Eye size={13} aria-hidden />
				</span>
			)}
		</div>
	);
}
