/** What somebody says of themselves on the day, in words beside their face; nothing if they say nothing. */
import { BatteryLow, MapPin } from 'lucide-react';
import { sameDeep } from '../../react/steady.ts';
import { useHandle } from '../../react/use-view.ts';
import { useWords } from '../messages/messages.ts';
import styles from './activity.module.css';

export function ActivityWord({ person }: { readonly person: string }) {
	const { say } = useWords();
	const said = useHandle(({ presence }) => {
		const peers = presence.filter((peer) => peer.person.id === person);
		const { activity, zone, battery } = Object.assign({}, ...peers) as Partial<(typeof peers)[number]>;
		return { activity, zone, battery };
	}, sameDeep);
	const { activity, zone, battery } = said;
	const isLow = battery !== undefined && battery <= LOW_PERCENT;
	if (activity === undefined && zone === undefined && !isLow) return null;
	return (
		<span className={styles['said']}>
			{activity !== undefined && <span>{say.activities[activity]}</span>}
			{zone !== undefined && (
				<span>
					<MapPin size={12} aria-hidden /> {zone}
				</span>
			)}
			{isLow && (
				<span className={styles['low']}>
					<BatteryLow size={14} aria-hidden /> {say.doing.low(battery)}
				</span>
			)}
		</span>
	);
}

const LOW_PERCENT = 20;
